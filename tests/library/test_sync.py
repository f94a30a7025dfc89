"""Sync: library to catalog, outbox to library, each row exactly once, over SQLite and over PostgreSQL."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import made_library, reply
from filelock import FileLock
from sqlalchemy import text

from library import sync as syncing
from library.desk import outbox
from library.desk.outbox import Search, Use
from library.desk.store import Desk, open_desk
from library.documents import Document
from library.errors import StoreBusy, StoreError, StoreReadOnly, StoreUnreachable
from library.identifiers import make_id, utc_text
from library.record import review
from library.record.backup import backup, restore
from library.record.database import open_library, run
from library.sync import Synced, sync

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Side:
    """One desk and the library it belongs to."""

    url: str
    path: Path

    def sync(self, *, now: datetime = NOW, patience: float = 5) -> Synced:
        return sync(self.url, lambda library_id: str(self.path), now=now, patience=patience)

    def desk(self) -> Desk:
        return open_desk(self.path)

    def publish(self, *documents: Document, template: str | None = None) -> None:
        library = open_library(self.url)
        run(library, lambda session: review.publish(session, [(d, template) for d in documents], by="mia"))
        library.close()

    def retire(self, *names: str) -> None:
        library = open_library(self.url)
        run(library, lambda session: review.retire(session, list(names), by="mia"))
        library.close()

    def stored(self, table: str = "uses") -> list[str]:
        library = open_library(self.url)
        with library.reading() as session:
            rows = [str(row[0]) for row in session.connection().execute(text(f"SELECT id FROM {table} ORDER BY id"))]
        library.close()
        return rows

    def record(self, count: int = 1) -> list[str]:
        with closing(self.desk()) as desk:
            ids = [make_id() for _ in range(count)]
            for id_ in ids:
                outbox.record_use(desk, Use(id_, "t", 1, 1, "mia", utc_text(NOW)))
        return ids


@pytest.fixture
def side(url: str, tmp_path: Path) -> Side:
    made_library(url, reply("refund-late", "One.", aliases=("late",)), reply("thanks"))
    return Side(url, tmp_path / "desks" / "desk.db")


@pytest.fixture
def filed(tmp_path: Path) -> Side:
    """A desk of a library in a file, for what only files have."""
    address = f"sqlite:///{tmp_path / 'made' / 'library.db'}"
    made_library(address, reply("refund-late", "One."), reply("thanks"))
    return Side(address, tmp_path / "desks" / "desk.db")


@pytest.fixture
def desk(side: Side) -> Iterator[Desk]:
    side.sync()
    made = side.desk()
    yield made
    made.close()


def test_the_first_sync_takes_everything_and_the_next_nothing(side: Side) -> None:
    first, second = side.sync(), side.sync(now=NOW + timedelta(minutes=1))
    assert (first.pulled, first.version, first.is_full) == (2, 1, True)
    assert (second.pulled, second.gone, second.version, second.is_full) == (0, 0, 1, False)
    with closing(side.desk()) as desk:
        assert desk.live("LATE").document.body == "One."
        assert desk.meta()["synced_at"] == utc_text(NOW + timedelta(minutes=1))


def test_only_what_changed_is_taken(side: Side, desk: Desk) -> None:
    template = desk.live("refund-late").template
    side.publish(reply("refund-slow", "Two."), template=template)
    side.retire("thanks")
    done = side.sync()
    assert (done.pulled, done.gone, done.version, done.is_full) == (1, 1, 3, False)
    found = desk.live("refund-late")
    assert (found.document.abbreviation, found.document.body, found.revision) == ("refund-slow", "Two.", 2)
    assert desk.find_live("thanks") is None


def test_what_waits_is_handed_in_once_however_often_it_is_synced(side: Side) -> None:
    side.sync()
    ids = side.record(3)
    with closing(side.desk()) as desk:
        outbox.record_search(desk, Search("s-1", "mia", "refund", "find", "used", utc_text(NOW), utc_text(NOW)))
    assert side.sync().handed_in == 4
    assert side.sync().handed_in == 0
    assert (side.stored(), side.stored("searches")) == (sorted(ids), ["s-1"])


def test_more_rows_than_one_batch_all_arrive(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "BATCH", 4)
    side.sync()
    ids = side.record(11)
    assert side.sync().handed_in == 11
    assert side.stored() == sorted(ids)


def test_rows_the_library_took_before_the_desk_could_mark_them_are_not_doubled(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.sync()
    ids = side.record(2)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_handed_in", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            side.sync()
    assert side.stored() == sorted(ids)
    assert side.sync().handed_in == 2
    assert side.stored() == sorted(ids)


def test_rows_handed_in_are_kept_for_30_days(side: Side) -> None:
    side.sync()
    side.record(1)
    side.sync(now=NOW)
    with closing(side.desk()) as desk:
        side.sync(now=NOW + timedelta(days=29))
        outbox.hand_in_again(desk)
        assert outbox.waiting(desk).uses == 1
        side.sync(now=NOW + timedelta(days=29))
        side.sync(now=NOW + timedelta(days=60))
        outbox.hand_in_again(desk)
        assert outbox.waiting(desk).uses == 0


def test_a_desk_of_another_library_is_refused_and_keeps_what_it_holds(side: Side, desk: Desk, tmp_path: Path) -> None:
    ids = side.record(1)
    other = Side(f"sqlite:///{tmp_path / 'other' / 'library.db'}", side.path)
    made_library(other.url, reply("foreign"))
    with pytest.raises(StoreError, match="another library") as told:
        other.sync()
    assert told.value.hint
    assert desk.find_live("foreign") is None
    assert [row["id"] for row in outbox.waiting_rows(desk, "uses", 9)] == ids
    assert other.stored() == []


def test_an_empty_library_makes_an_empty_desk(tmp_path: Path) -> None:
    empty = Side(f"sqlite:///{tmp_path / 'made' / 'library.db'}", tmp_path / "desk.db")
    made_library(empty.url)
    assert (empty.sync().version, empty.sync().pulled) == (0, 0)


def test_a_library_restored_from_an_older_backup_is_noticed(filed: Side, tmp_path: Path) -> None:
    filed.sync()
    early = filed.record(1)
    filed.sync()
    library = open_library(filed.url)
    backup(library, tmp_path / "backup.db")
    library.close()
    late = filed.record(2)
    filed.publish(reply("new-one"))
    filed.sync()
    restore(tmp_path / "backup.db", filed.url, force=True)
    assert filed.stored() == early
    filed.publish(reply("other-one"))  # the same version number again, with another hash
    done = filed.sync()
    assert (done.was_restored, done.is_full, done.handed_in) == (True, True, 3)
    assert filed.stored() == sorted([*early, *late])
    with closing(filed.desk()) as desk:
        assert desk.find_live("new-one") is None
        assert desk.find_live("other-one") is not None
    assert filed.sync().was_restored is False


def test_a_new_catalog_schema_is_filled_again_by_the_next_sync(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    from library.desk import schema

    side.sync()
    side.record(1)
    monkeypatch.setattr(schema, "CATALOG_SCHEMA", schema.CATALOG_SCHEMA + 1)
    done = side.sync()
    assert (done.is_full, done.pulled, done.handed_in, done.was_restored) == (True, 2, 1, False)


def hold(path: str, held: multiprocessing.synchronize.Event, release: multiprocessing.synchronize.Event) -> None:
    with FileLock(f"{path}.lock"):
        held.set()
        release.wait(20)


def test_a_second_sync_of_one_desk_waits_its_turn(filed: Side) -> None:
    filed.sync()
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=hold, args=(str(filed.path), held, release))
    other.start()
    try:
        assert held.wait(20)
        with pytest.raises(StoreBusy, match="under way"):
            filed.sync(patience=0.1)
        release.set()
        assert filed.sync(patience=20).version == 1
    finally:
        release.set()
        other.join(20)


def test_a_library_that_is_gone_leaves_the_desk_as_it_is(filed: Side) -> None:
    filed.sync()
    ids = filed.record(1)
    shutil.move(Path(filed.url.removeprefix("sqlite:///")), filed.path.parent / "away")
    with pytest.raises(StoreUnreachable) as told:
        filed.sync()
    assert told.value.hint
    with closing(filed.desk()) as desk:
        assert desk.live("thanks")
        assert [row["id"] for row in outbox.waiting_rows(desk, "uses", 9)] == ids


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    away = Side("postgresql+psycopg://mia:s3cret@127.0.0.1:1/library", tmp_path / "desk.db")
    with pytest.raises(StoreUnreachable) as told:
        away.sync()
    assert "s3cret" not in told.value.message + told.value.hint


@pytest.mark.usefixtures("has_permissions")
def test_a_library_one_may_only_read_keeps_what_waits_at_the_desk(filed: Side) -> None:
    filed.sync()
    filed.record(1)
    Path(filed.url.removeprefix("sqlite:///")).chmod(0o400)
    with pytest.raises(StoreReadOnly):
        filed.sync()
    with closing(filed.desk()) as desk:
        assert outbox.waiting(desk).uses == 1


def test_the_catalog_is_the_librarys_version_while_it_changes(filed: Side) -> None:
    filed.sync()
    for number in range(5):
        filed.publish(reply(f"new-{number}"))
        done = filed.sync()
        with closing(filed.desk()) as desk, closing(sqlite3.connect(filed.url.removeprefix("sqlite:///"))) as library:
            [(version, head)] = library.execute("SELECT number, hash FROM changes ORDER BY number DESC LIMIT 1")
            assert (desk.version, desk.meta()["head_hash"], done.version) == (version, head, version)
            assert desk.find_live(f"new-{number}") is not None
