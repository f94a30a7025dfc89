"""A text of a format this program does not know: the one before stays in use, marked, until the program is updated."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from builders import Home, filled_desk, pull, pulled, reply, run_command

from library.desk.catalog import apply_pull, is_to_be_read_anew
from library.desk.store import OVERTAKEN, open_desk
from library.sync import sync

AT = "2026-05-04T10:00:00.000000Z"
STRANGE = '{"format":99,"abbreviation":"thanks"}'


def overtaken(path: Path) -> Path:
    """A desk whose `thanks` has a newer revision that nobody here can read."""
    newer = pulled(reply("thanks"), revision=2)
    with closing(filled_desk(path, reply("thanks", "Thank you."), reply("other", "Other."))) as desk:
        strange = type(newer)(newer.template, 2, STRANGE, newer.names, "mia", AT)
        assert apply_pull(desk, pull(strange, version=2, is_full=False), synced_at=AT) == 1
    return path


def test_the_text_before_stays_in_use_and_says_that_it_was_overtaken(tmp_path: Path) -> None:
    with closing(open_desk(overtaken(tmp_path / "desk.db"))) as desk:
        live = desk.live("thanks")
        assert (live.revision, live.document.body, live.is_overtaken) == (1, "Thank you.", True)
        assert not desk.live("other").is_overtaken
        assert not is_to_be_read_anew(desk), "the same program would read no more of it"


def test_the_mark_stays_over_other_changes_and_goes_with_a_text_that_can_be_read(tmp_path: Path) -> None:
    with closing(open_desk(overtaken(tmp_path / "desk.db"))) as desk:
        apply_pull(desk, pull(reply("other", "New."), version=3, is_full=False), synced_at=AT)
        assert desk.live("thanks").is_overtaken
        apply_pull(
            desk, pull(pulled(reply("thanks", "Many thanks."), revision=3), version=4, is_full=False), synced_at=AT
        )
        assert (desk.live("thanks").document.body, desk.live("thanks").is_overtaken) == ("Many thanks.", False)


def test_an_updated_program_reads_everything_anew_once(seeded: Home) -> None:
    file = seeded.desk_file
    with closing(open_desk(file)) as desk:
        template = desk.live("sign-off").template
        with desk.writing() as connection:  # as a program of the format before left it
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (OVERTAKEN, f"0 {template}"))
        assert is_to_be_read_anew(desk)
        assert desk.live("sign-off").is_overtaken
    for is_full in (True, False):
        assert sync(seeded.url, lambda _: str(file), now=datetime.now(UTC)).is_full is is_full
    with closing(open_desk(file)) as desk:
        assert not desk.live("sign-off").is_overtaken


def test_show_and_copy_say_that_the_program_has_to_be_updated(home: Home) -> None:
    home.write_config("sync_seconds = 0\n")
    path = overtaken(home.folder / "desk.db")
    for arguments in (["show", "thanks"], ["copy", "thanks", "--print"]):
        ran = run_command("--library", "postgresql://nowhere.invalid/x", "--desk", path, *arguments)
        assert ran.exit == 0
        assert "Thank you." in ran.stdout
        assert "in a form this version cannot read: update the program" in ran.stderr
