"""A desk's clock that is wrong: what it recorded lands by the library's clock, between the last hand-in and now."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import made_library, reply
from sqlalchemy import text

from library import sync as syncing
from library.desk import flags, outbox
from library.desk.flags import Flag
from library.desk.outbox import Search, Use
from library.desk.store import open_desk
from library.identifiers import make_id, moment, utc_text
from library.library_time import LEAST_OFFSET, Moments, offset_of, put_right
from library.record import clock, intake, review
from library.record.backup import backup, restore
from library.record.database import open_library
from library.sync import Synced, sync_open

YEARS = timedelta(days=731)
SECOND = timedelta(seconds=1)


class Machine:
    """A desk on a machine whose clock is wrong by `off`, and the library it hands in to."""

    def __init__(self, url: str, path: Path, off: timedelta) -> None:
        self.url, self.path, self.off = url, path, off

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off

    def sync(self) -> Synced:
        library = open_library(self.url)
        try:
            return sync_open(library, str(self.path), now=self.now())
        finally:
            library.close()

    def use(self, ago: timedelta = timedelta(), **more: str) -> str:
        id_ = make_id()
        with closing(open_desk(self.path)) as desk:
            at = utc_text(self.now() - ago)
            outbox.record_use(desk, Use(id_, "t", 1, 1, "mia", at, **more))  # type: ignore[arg-type]
        return id_

    def row(self, id_: str, table: str = "uses") -> dict[str, str]:
        library = open_library(self.url)
        with library.reading() as session:
            found = dict(session.execute(text(f"SELECT * FROM {table} WHERE id = :id"), {"id": id_}).mappings().one())
        library.close()
        return found

    def library_now(self) -> str:
        library = open_library(self.url)
        with library.reading() as session:
            at = clock.now(session)
        library.close()
        return at


@pytest.fixture(params=[YEARS, -YEARS, timedelta(hours=1)], ids=["ahead", "behind", "summer time"])
def machine(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> Machine:
    made_library(url, reply("thanks", "Thank you."))
    made = Machine(url, tmp_path / "desk" / "desk.db", request.param)
    made.sync()
    return made


@pytest.fixture
def right(url: str, tmp_path: Path) -> Machine:
    """One whose clock is right."""
    made_library(url, reply("thanks", "Thank you."))
    made = Machine(url, tmp_path / "desk" / "desk.db", timedelta())
    made.sync()
    return made


def apart(one: str, other: str) -> timedelta:
    return abs(moment(one) - moment(other))


def test_uses_of_a_clock_two_years_off_land_when_they_happened(machine: Machine) -> None:
    found = utc_text(machine.now() - timedelta(seconds=3600 + 7))
    used = machine.use(timedelta(hours=1), found_at=found)
    now = machine.library_now()
    machine.sync()
    row = machine.row(used)
    assert apart(row["used_at"], utc_text(moment(now) - timedelta(hours=1))) < 2 * SECOND
    assert abs(moment(row["used_at"]) - moment(row["found_at"]) - 7 * SECOND) < SECOND / 10
    assert row["delivered_at"] is None


def test_searches_and_flags_land_when_they_happened_too(machine: Machine) -> None:
    search, flag = make_id(), make_id()
    begun, ended = (utc_text(machine.now() - timedelta(seconds=ago)) for ago in (90, 60))
    with closing(open_desk(machine.path)) as desk:
        outbox.record_search(desk, Search(search, "mia", "thanks", "find", "abandoned", begun, ended))
        flags.record_flag(desk, Flag(flag, "t", 1, 1, "mia", "wrong", ended))
    now = machine.library_now()
    machine.sync()
    row = machine.row(search, "searches")
    assert moment(row["ended_at"]) - moment(row["started_at"]) == moment(ended) - moment(begun)
    due = utc_text(moment(now) - timedelta(seconds=60))
    assert apart(row["ended_at"], due) < 2 * SECOND
    assert apart(machine.row(flag, "flags")["flagged_at"], due) < 2 * SECOND


def test_nothing_lies_before_what_was_handed_in_earlier(machine: Machine) -> None:
    machine.use()
    before = machine.library_now()
    machine.sync()
    after = machine.library_now()
    late = machine.use(timedelta(days=3), delivered_at=utc_text(machine.now() - timedelta(days=3) + 5 * SECOND))
    machine.sync()
    row = machine.row(late)
    assert before <= row["used_at"] <= after
    assert abs(moment(row["delivered_at"]) - moment(row["used_at"]) - 5 * SECOND) < SECOND / 10


def test_nothing_lies_in_the_future(right: Machine) -> None:
    used = right.use(-timedelta(days=3), found_at=utc_text(right.now() + timedelta(days=3) - 5 * SECOND))
    right.sync()
    row = right.row(used)
    assert row["used_at"] <= row["stored_at"]
    assert apart(row["used_at"], row["stored_at"]) < 2 * SECOND
    assert abs(moment(row["used_at"]) - moment(row["found_at"]) - 5 * SECOND) < SECOND / 10


def test_a_clock_that_is_right_changes_no_moment(right: Machine) -> None:
    at = utc_text(right.now() - timedelta(minutes=3))
    used = right.use(found_at=at, chosen_at=at, delivered_at=at)
    with closing(open_desk(right.path)) as desk:
        noted = desk.connection.execute("SELECT used_at FROM uses WHERE id = ?", (used,)).fetchone()[0]
    right.sync()
    row = right.row(used)
    assert (row["used_at"], row["found_at"], row["chosen_at"], row["delivered_at"]) == (noted, at, at, at)


def test_many_batches_of_one_hand_in_are_not_squeezed(right: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "BATCH", 2)
    used = [right.use(timedelta(minutes=minutes)) for minutes in range(9, 0, -1)]
    now = right.library_now()
    assert right.sync().handed_in == 9
    for id_, minutes in zip(used, range(9, 0, -1), strict=True):
        assert apart(right.row(id_)["used_at"], utc_text(moment(now) - timedelta(minutes=minutes))) < 2 * SECOND


def test_a_long_sync_is_no_offset(right: Machine) -> None:
    """The machine's clock is read when a sync begins; the library's only once the wait for another sync is over."""
    now = right.now() - timedelta(hours=1)  # the clock is an hour behind, and the wait lasted ten minutes
    library = open_library(right.url)
    used = make_id()
    with closing(open_desk(right.path)) as desk:
        outbox.record_use(desk, Use(used, "t", 1, 1, "mia", utc_text(now)))
    with library.reading() as session:
        at, _ = clock.timed(session)
    waited = timedelta(minutes=10)
    begun = time.monotonic() - waited.total_seconds()
    sync_open(library, str(right.path), now=now - waited, begun=begun)
    library.close()
    assert apart(right.row(used)["used_at"], at) < 2 * SECOND


def test_a_library_taken_back_gets_the_old_moments_again(tmp_path: Path) -> None:
    path = tmp_path / "made" / "library.db"
    made_library(f"sqlite:///{path}", reply("thanks", "Thank you."))
    machine = Machine(f"sqlite:///{path}", tmp_path / "desk" / "desk.db", timedelta())
    machine.sync()
    library = open_library(machine.url)
    backup(library, tmp_path / "kept.db")
    with library.writing() as session:
        review.publish(session, [(reply("sorry", "Sorry."), None)], by="mia")
    library.close()
    used = machine.use(timedelta(hours=2))
    machine.sync()
    first = machine.row(used)["used_at"]
    machine.use()
    machine.sync()
    restore(tmp_path / "kept.db", machine.url, force=True)
    library = open_library(machine.url)
    with library.writing() as session:
        review.publish(session, [(reply("hello", "Hello."), None)], by="mia")
    library.close()
    assert machine.sync().was_restored
    assert machine.row(used)["used_at"] == first


def test_what_a_desk_says_about_the_servers_moment_is_not_heard(right: Machine) -> None:
    library = open_library(right.url)
    columns = set(outbox.Use._fields) | set(outbox.Search._fields) | set(Flag._fields)
    assert "stored_at" not in columns
    with library.writing() as session:
        before = clock.now(session)
        claim = {"id": "u", "agent": "mia", "used_at": before, "stored_at": "1999-01-01T00:00:00.000000Z"}
        intake.store_uses(session, [claim])
    with library.reading() as session:
        stored = session.execute(text("SELECT stored_at FROM uses")).scalar_one()
        after = clock.now(session)
    library.close()
    assert before[:19] <= stored <= after


NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COLUMNS = Moments("used_at", ("found_at",))


@pytest.mark.parametrize("apart", [LEAST_OFFSET - SECOND / 1000, -(LEAST_OFFSET - SECOND / 1000), timedelta()])
def test_small_differences_are_the_networks(apart: timedelta) -> None:
    assert offset_of(NOON, NOON + apart) == timedelta()


def test_larger_differences_are_the_clocks() -> None:
    assert offset_of(NOON, NOON + LEAST_OFFSET) == LEAST_OFFSET
    assert offset_of(NOON, NOON - YEARS) == -YEARS


@pytest.mark.parametrize("claimed", ["", None, 7, "yesterday", "0001-01-01T00:00:00.000000Z"])
def test_a_moment_no_clock_shows_is_this_one(claimed: str | int | None) -> None:
    row = {"used_at": claimed, "found_at": "gone", "id": "u"}
    right = put_right(row, COLUMNS, timedelta(), earliest="", latest=utc_text(NOON))
    assert right == {"used_at": utc_text(NOON), "found_at": None, "id": "u"}


def test_a_machine_that_thinks_it_is_1970_is_put_right() -> None:
    epoch = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    offset = offset_of(epoch + 10 * SECOND, NOON)
    row = put_right({"used_at": utc_text(epoch)}, COLUMNS, offset, earliest="", latest=utc_text(NOON))
    assert row["used_at"] == utc_text(NOON - 10 * SECOND)
