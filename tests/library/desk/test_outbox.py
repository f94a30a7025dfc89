"""The outbox: it only grows, gives up only what was handed in long ago, and has no place for what a customer said."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, reply

from library.desk import habits, outbox
from library.desk.outbox import Search, Use
from library.desk.store import Desk, open_desk
from library.errors import StoreBusy, StoreError, StoreReadOnly

DAY = "2026-05-{:02}T09:30:00.000000Z"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", reply())
    yield made
    made.close()


def a_use(number: int, *, day: int = 4, template: str = "t", agent: str = "mia") -> Use:
    return Use(f"use-{number:04}", template, 1, 1, agent, DAY.format(day))


def a_search(number: int) -> Search:
    return Search(f"search-{number:04}", "mia", "refund", "find", "used", DAY.format(4), DAY.format(4))


def ids(desk: Desk, table: str = "uses") -> list[object]:
    return [row["id"] for row in outbox.waiting_rows(desk, table, 1000)]


def test_what_is_recorded_waits_with_every_column(desk: Desk) -> None:
    at = DAY.format(4)
    use = Use(
        *(
            "use-1",
            "t",
            2,
            3,
            "mia",
            at,
            "chat",
            "app",
            "copied",
            "s-1",
            1,
            at,
            at,
            at,
            12,
            345,
            1,
            2,
            3,
            "hash",
            "use-0",
        )
    )
    outbox.record_use(desk, use)
    [row] = outbox.waiting_rows(desk, "uses", 10)
    assert row == use._asdict()


def test_rows_wait_in_the_order_they_were_made_until_marked(desk: Desk) -> None:
    for number in (3, 1, 2):
        outbox.record_use(desk, a_use(number))
        outbox.record_search(desk, a_search(number))
    assert ids(desk) == ["use-0001", "use-0002", "use-0003"]
    outbox.mark_handed_in(desk, "uses", ["use-0001", "use-0003"], at=DAY.format(5))
    assert ids(desk) == ["use-0002"]
    assert outbox.waiting(desk) == outbox.Waiting(uses=1, searches=3, flags=0)


def test_rows_handed_in_are_kept_30_days_and_rows_waiting_for_ever(desk: Desk) -> None:
    for number in (1, 2, 3):
        outbox.record_use(desk, a_use(number, day=1))
    outbox.mark_handed_in(desk, "uses", ["use-0001"], at=DAY.format(1))
    outbox.mark_handed_in(desk, "uses", ["use-0002"], at=DAY.format(3))
    outbox.drop_old(desk, before=DAY.format(3))
    outbox.hand_in_again(desk)
    assert ids(desk) == ["use-0002", "use-0003"]


def test_a_use_of_ones_own_template_makes_a_habit_and_nothing_to_hand_in(desk: Desk) -> None:
    outbox.record_use(desk, a_use(1, template="~mine"))
    outbox.record_use(desk, a_use(2, template="~mine", day=5))
    assert outbox.waiting(desk) == outbox.Waiting(uses=0, searches=0, flags=0)
    assert desk.connection.execute("SELECT count(*) FROM uses").fetchone() == (0,)
    assert habits.last_use(desk, "mia", "~mine") == habits.LastUse(1, 1, DAY.format(5))
    assert habits.used(desk, "mia") == {"~mine": (2, 2)}


def test_a_search_that_found_ones_own_template_does_not_say_which(desk: Desk) -> None:
    outbox.record_search(desk, a_search(1)._replace(template="~mine", row_rank=2))
    outbox.record_search(desk, a_search(2)._replace(template="t", row_rank=1))
    found = [(row["template"], row["outcome"], row["row_rank"]) for row in outbox.waiting_rows(desk, "searches", 9)]
    assert found == [(None, "used", 2), ("t", "used", 1)]


def test_a_row_recorded_is_there_for_a_process_that_opens_the_desk_next(desk: Desk) -> None:
    outbox.record_use(desk, a_use(1))
    other = open_desk(desk.path)
    assert ids(other) == ["use-0001"]
    other.close()


def test_no_column_could_hold_a_fill_in_a_reply_or_a_customer(desk: Desk) -> None:
    tables = [row[0] for row in desk.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    catalog = {"templates", "personal", "settings", "meta"}  # what leads and agents write, not what is written of it
    columns = {
        row[1]
        for table in tables
        if table not in catalog
        for row in desk.connection.execute(f"PRAGMA table_info({table})")
    }
    assert {"uses", "searches", "flags", "habits", "places"} <= set(tables)
    assert not columns & {"value", "values", "text", "body", "fields", "context", "customer", "email", "ticket"}


def test_a_lock_held_by_another_process_is_waited_for(desk: Desk) -> None:
    holder = sqlite3.connect(desk.path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: holder.execute("COMMIT")).start()
    outbox.record_use(desk, a_use(1))
    assert ids(desk) == ["use-0001"]
    holder.close()


def test_a_lock_held_too_long_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.sqlite.patiently.__defaults__", (0.1,))
    holder = sqlite3.connect(desk.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy) as told:
        outbox.record_use(desk, a_use(1))
    assert told.value.hint
    holder.close()


def test_a_desk_opened_for_reading_only_says_so(desk: Desk) -> None:
    desk.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnly):
        outbox.record_use(desk, a_use(1))


def test_a_full_disk_is_told_and_what_was_acknowledged_is_there(desk: Desk) -> None:
    outbox.record_use(desk, a_use(0))
    pages = desk.connection.execute("PRAGMA page_count").fetchone()[0]
    desk.connection.execute(f"PRAGMA max_page_count = {pages}")
    acknowledged = ["use-0000"]

    def fill() -> None:
        for number in range(1, 900):
            outbox.record_use(desk, a_use(number))
            acknowledged.append(f"use-{number:04}")

    with pytest.raises(StoreError, match="full"):
        fill()
    assert ids(desk) == acknowledged
