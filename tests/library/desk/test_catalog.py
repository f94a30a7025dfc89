"""The catalog: exactly one library version, changed in one transaction, and a format of tomorrow keeps today's text."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, fragment, pull, pulled, reply

from library.desk import outbox
from library.desk.catalog import Gone, PulledTemplate, apply_pull, entries, touch
from library.desk.outbox import Use
from library.desk.store import Desk, open_desk

AT = "2026-05-04T09:30:00.000000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desks" / "desk.db"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    made = filled_desk(path, reply("refund-late", "One."), reply("thanks"), version=3)
    yield made
    made.close()


def of_tomorrow(template: PulledTemplate) -> PulledTemplate:
    from dataclasses import replace

    return replace(template, revision=9, text='{"format":2}')


def test_a_pull_replaces_adds_and_removes_and_names_its_version(desk: Desk) -> None:
    apply_pull(
        desk,
        pull(
            pulled(reply("refund-late", "Two."), revision=2), reply("new"), version=4, is_full=False, gone=["id-thanks"]
        ),
        synced_at=AT,
    )
    assert {entry.abbreviation: entry.body for entry in entries(desk)} == {"refund-late": "Two.", "new": reply().body}
    assert (desk.version, desk.live("refund-late").revision, desk.find_live("thanks")) == (4, 2, None)
    assert desk.meta()["synced_at"] == AT


def test_a_full_pull_leaves_nothing_of_before(desk: Desk) -> None:
    apply_pull(desk, pull(reply("only"), version=1), synced_at=AT)
    assert [name for name, _ in desk.names()] == ["only"]
    assert not desk.is_known_word("thanks")


def test_an_error_in_the_middle_leaves_the_version_before(desk: Desk) -> None:
    def broken() -> Iterator[Gone]:
        yield Gone("id-refund-late")
        raise RuntimeError("pulled out")

    half = pull(reply("new"), version=4, is_full=True)
    with pytest.raises(RuntimeError):
        apply_pull(desk, type(half)(**{**_parts(half), "gone": broken()}), synced_at=AT)  # type: ignore[arg-type]
    assert (desk.version, [name for name, _ in desk.names()]) == (3, ["refund-late", "thanks"])


def _parts(of: object) -> dict[str, object]:
    from dataclasses import fields

    return {field.name: getattr(of, field.name) for field in fields(of)}  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_process_killed_in_the_middle_leaves_the_version_before(path: Path, desk: Desk) -> None:
    code = """if True:
        import os, signal, sys
        from builders import pull, reply
        from library.desk.catalog import Gone, apply_pull
        from library.desk.store import open_desk
        def dying():
            yield Gone("id-thanks")
            os.kill(os.getpid(), signal.SIGKILL)
        made = pull(*(reply(f"new-{number}") for number in range(500)), version=4)
        object.__setattr__(made, "gone", dying())
        apply_pull(open_desk(sys.argv[1]), made, synced_at="now")
    """
    ended = subprocess.run([sys.executable, "-c", code, str(path)], cwd=Path(__file__).parents[2], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (desk.version, [name for name, _ in desk.names()]) == (3, ["refund-late", "thanks"])
    other = open_desk(path)
    assert other.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    other.close()


def test_a_format_of_tomorrow_keeps_the_revision_held(desk: Desk) -> None:
    unreadable = apply_pull(
        desk, pull(of_tomorrow(pulled(reply("refund-late"))), reply("new"), version=4, is_full=False), synced_at=AT
    )
    assert unreadable == 1
    assert (desk.live("refund-late").revision, desk.live("refund-late").document.body) == (1, "One.")
    assert desk.live("new").revision == 1


def test_a_full_pull_keeps_what_it_cannot_read_too(desk: Desk) -> None:
    unreadable = apply_pull(desk, pull(of_tomorrow(pulled(reply("refund-late"))), version=4), synced_at=AT)
    assert unreadable == 1
    assert desk.live("refund-late").document.body == "One."
    assert desk.find_live("thanks") is None


def test_a_name_that_moved_to_another_template_leads_there(desk: Desk) -> None:
    apply_pull(
        desk,
        pull(
            pulled(reply("thank-you", aliases=("thanks",)), template="other"),
            version=4,
            is_full=False,
            gone=["id-thanks"],
        ),
        synced_at=AT,
    )
    assert desk.live("thanks").template == "other"


def test_only_replies_are_found_with_how_often_they_were_used(desk: Desk) -> None:
    apply_pull(
        desk, pull(reply("refund-late", aliases=("late",), tags=("money",)), fragment(), version=4), synced_at=AT
    )
    for number, agent in enumerate(("mia", "tom", "tom")):
        outbox.record_use(desk, Use(f"use-{number}", "id-refund-late", 1, 4, agent, AT))
    [entry] = entries(desk, agent="tom")
    assert (entry.abbreviation, entry.aliases, entry.tags) == ("refund-late", ("late",), ("money",))
    assert (entry.uses, entry.own_uses) == (3, 2)


def test_what_a_template_says_is_known_and_anything_else_is_not(desk: Desk) -> None:
    apply_pull(desk, pull(pulled(reply("x", "Überweisung"), phrasings=("wheres  my\nmoney",)), version=4), synced_at=AT)
    assert desk.is_known_word("überweisung")
    assert desk.is_known_word("money")
    assert not desk.is_known_word("jablonski")
    assert entries(desk)[0].phrasings == ("wheres my money",)


def test_the_words_of_a_template_that_is_gone_are_forgotten(desk: Desk) -> None:
    apply_pull(desk, pull(reply("named", "Jablonski"), version=4, is_full=False), synced_at=AT)
    assert desk.is_known_word("jablonski")
    apply_pull(desk, pull(version=5, is_full=False, gone=["id-named"]), synced_at=AT)
    assert not desk.is_known_word("jablonski")


def test_settings_are_those_of_the_version(desk: Desk) -> None:
    apply_pull(desk, pull(version=4, is_full=False, settings={"currency": "EUR"}), synced_at=AT)
    apply_pull(desk, pull(version=5, is_full=False, settings={"locale": "de"}), synced_at=AT)
    assert desk.settings() == {"locale": "de"}


def test_a_sync_that_found_nothing_is_noted_and_nothing_else_changes(desk: Desk) -> None:
    before = desk.meta()
    touch(desk, synced_at="2026-06-01T00:00:00.000000Z")
    assert desk.meta() == {**before, "synced_at": "2026-06-01T00:00:00.000000Z"}
