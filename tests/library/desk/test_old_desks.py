"""A desk of an earlier version of the program is brought up to date: nothing that waits in it is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import pull, pulled, reply
from old_desks import AT, first_desk, second_desk

from library.desk import choices, earlier, habits, outbox, places, proposals, schema
from library.desk.catalog import apply_pull
from library.desk.habits import LastUse
from library.desk.outbox import Use
from library.desk.store import Desk, make_desk, open_desk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return first_desk(tmp_path / "desks" / "desk.db")


def shape(desk: Desk) -> dict[tuple[str, str], list[str]]:
    """Every table, index and trigger with its columns."""
    made = desk.connection.execute("SELECT type, name FROM sqlite_master ORDER BY type, name").fetchall()
    return {
        (type_, name): [row[1] for row in desk.connection.execute(f"PRAGMA table_info({name})")] for type_, name in made
    }


def test_what_waits_in_an_old_desk_still_waits_and_corrects_nothing(path: Path) -> None:
    desk = open_desk(path)
    assert outbox.waiting(desk) == outbox.Waiting(uses=2, searches=1, flags=0)
    rows = outbox.waiting_rows(desk, "uses", 9)
    assert [(row["id"], row["agent"], row["corrects"]) for row in rows] == [
        ("use-1", "mia", None),
        ("use-2", "tom", None),
    ]
    outbox.hand_in_again(desk)
    assert outbox.waiting(desk).uses == 4
    desk.close()


def test_who_is_offline_keeps_the_templates_of_an_old_desk(path: Path) -> None:
    desk = open_desk(path)
    assert (desk.version, desk.live("refund-late").revision, desk.live("thanks").revision) == (7, 2, 2)
    desk.close()


def test_the_habits_of_an_old_desk_are_those_its_uses_tell_of(path: Path) -> None:
    desk = open_desk(path)
    assert habits.used(desk, "mia") == {"id-refund-late": (3, 2), "id-thanks": (1, 1)}
    assert habits.last_use(desk, "mia", "id-refund-late") == LastUse(3, 6, AT.format(3))
    assert habits.recent(desk, "mia") == ["id-refund-late", "id-thanks"]
    desk.close()


def test_habits_are_not_counted_again_when_a_desk_grows_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_desk(path)
    habits.forget(desk, "mia")
    desk.close()
    monkeypatch.setattr(schema, "SCHEMA", schema.SCHEMA + 1)
    desk = open_desk(path)
    assert habits.used(desk, "mia") == {"id-refund-late": (1, 0)}
    desk.close()


def test_an_old_desk_has_the_same_tables_as_a_new_one(path: Path, tmp_path: Path) -> None:
    old, new = open_desk(path), make_desk(tmp_path / "new" / "desk.db")
    assert shape(old) == shape(new)
    old.close()
    new.close()


def test_what_was_live_before_an_old_desk_grew_is_not_made_up(path: Path) -> None:
    desk = open_desk(path)
    assert earlier.was_live(desk, "id-refund-late", 6) is None
    assert earlier.was_live(desk, "id-refund-late", 7) == reply()
    changed = pulled(reply("refund-late", "New."), revision=3)
    apply_pull(desk, pull(changed, version=8, is_full=False), synced_at=AT.format(9))
    assert earlier.was_live(desk, "id-refund-late", 6) is None
    assert earlier.was_live(desk, "id-refund-late", 7) == reply()
    desk.close()


def test_a_desk_an_old_program_used_meanwhile_grows_once_more(path: Path) -> None:
    desk = open_desk(path)
    desk.connection.execute("PRAGMA user_version = 1")  # as the old program leaves a desk of any other number
    desk.connection.execute(
        "INSERT INTO uses(id, template, revision, version, agent, channel, source, action, edited, fields_by_hand,"
        " fields_from_context, used_at) VALUES ('old-1', 'id-thanks', 2, 7, 'mia', '', 'app', 'copied', 0, 0, 0, ?)",
        (AT.format(8),),
    )
    desk.close()
    desk = open_desk(path)
    assert outbox.waiting(desk).uses == 3
    assert habits.used(desk, "mia")["id-thanks"] == (2, 2)
    desk.close()


def test_many_processes_bring_one_old_desk_up_to_date_at_once(path: Path) -> None:
    code = (
        "import sys, time; from library.desk.store import open_desk; from library.desk.outbox import Use, record_use\n"
        "while time.time() < float(sys.argv[3]): time.sleep(0)\n"
        "desk = open_desk(sys.argv[1])\n"
        f"record_use(desk, Use(sys.argv[2], 'id-thanks', 2, 7, 'tom', '{AT.format(9)}')); desk.close()"
    )
    import time

    gate = str(time.time() + 1)
    started = [subprocess.Popen([sys.executable, "-c", code, str(path), f"new-{number}", gate]) for number in range(6)]
    assert [process.wait(30) for process in started] == [0] * 6
    desk = open_desk(path)
    assert outbox.waiting(desk).uses == 2 + 6
    assert habits.used(desk, "tom") == {"id-refund-late": (3, 1), "id-thanks": (7, 6)}
    desk.close()


def test_a_use_can_be_taken_back_on_an_old_desk(path: Path) -> None:
    desk = open_desk(path)
    outbox.record_use(desk, Use("new-1", "id-thanks", 2, 7, "mia", AT.format(9)))
    outbox.correct_use(desk, "new-1", now_at=AT.format(9), id="new-2")
    assert habits.last_use(desk, "mia", "id-thanks") == LastUse(2, 5, AT.format(2))
    desk.close()


# --- schema 2 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(second_desk(tmp_path / "second" / "desk.db"))
    yield made
    made.close()


def test_a_desk_of_the_second_schema_loses_nothing(second: Desk) -> None:
    assert outbox.waiting(second) == outbox.Waiting(uses=2, searches=0, flags=1)
    assert habits.used(second, "mia") == {"id-thanks": (2, 2)}
    assert habits.favourites(second, "mia") == ["id-thanks"]
    assert places.place_of(second, "mia") == ("{}", AT.format(3))
    assert (second.version, second.live("thanks").revision) == (7, 2)


def test_what_was_live_before_is_still_known_when_the_second_schema_grows(second: Desk) -> None:
    assert earlier.was_live(second, "id-refund-late", 5) == reply("refund-late", "Before.")
    assert earlier.was_live(second, "id-refund-late", 6) == reply("refund-late")
    assert earlier.was_live(second, "id-refund-late", 2) is None


def test_a_desk_of_the_second_schema_has_the_same_tables_as_a_new_one_and_learns(second: Desk, tmp_path: Path) -> None:
    new = make_desk(tmp_path / "new" / "desk.db")
    assert shape(second) == shape(new)
    new.close()
    choices.record_choice(second, agent="mia", words="thx", template="id-thanks", at=AT.format(9))
    assert choices.choices(second, "mia").own == {"thx": ("id-thanks",)}


# --- schema 3 ---------------------------------------------------------------------------------------------------------


def test_a_desk_of_the_third_schema_keeps_what_waits_and_takes_proposals(tmp_path: Path) -> None:
    path = tmp_path / "third" / "desk.db"
    desk = make_desk(path)
    apply_pull(desk, pull(pulled(reply())), synced_at=AT.format(1))
    outbox.record_use(desk, Use("use-1", "id-refund-late", 1, 1, "mia", AT.format(2)))
    desk.connection.execute("DROP TABLE proposals")
    desk.connection.execute("PRAGMA user_version = 3")
    desk.close()
    desk = open_desk(path)
    proposals.record_proposal(desk, proposals.Proposal("proposal-1", "mia", "{}", "", AT.format(3)))
    assert outbox.waiting(desk) == outbox.Waiting(uses=1, searches=0, flags=0, proposals=1)
    assert desk.live("refund-late").revision == 1
    outbox.mark_handed_in(desk, "proposals", ["proposal-1"], at=AT.format(4))
    assert proposals.is_handed_in(desk, "proposal-1")
    outbox.hand_in_again(desk)
    assert outbox.agents_waiting(desk) == ["mia"]
    assert not proposals.is_handed_in(desk, "proposal-1")
    outbox.mark_handed_in(desk, "proposals", ["proposal-1"], at=AT.format(5))
    outbox.drop_old(desk, before=AT.format(6))
    assert desk.connection.execute("SELECT count(*) FROM proposals").fetchone() == (0,)
    desk.close()
