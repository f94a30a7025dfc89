"""What SQLite's errors mean to a person, each made by SQLite itself."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from library.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreReadOnly, StoreUnreachable
from library.sqlite import patiently, translated


def error_of(act: Callable[[], object]) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as told:
        act()
    return told.value


def locked(path: Path) -> sqlite3.Error:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    error = error_of(lambda: other.execute("BEGIN IMMEDIATE"))
    holder.close()
    other.close()
    return error


def full(path: Path) -> sqlite3.Error:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA max_page_count = 2")
    connection.execute("CREATE TABLE t(a)")
    error = error_of(lambda: connection.execute("INSERT INTO t VALUES (zeroblob(99999))"))
    connection.close()
    return error


def read_only(path: Path) -> sqlite3.Error:
    sqlite3.connect(path).execute("CREATE TABLE t(a)").connection.close()
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    error = error_of(lambda: connection.execute("INSERT INTO t VALUES (1)"))
    connection.close()
    return error


def unreachable(path: Path) -> sqlite3.Error:
    return error_of(lambda: sqlite3.connect(path / "none" / "x.db"))


def damaged(path: Path) -> sqlite3.Error:
    path.write_bytes(b"no database" * 100)
    connection = sqlite3.connect(path)
    error = error_of(lambda: connection.execute("SELECT * FROM sqlite_master"))
    connection.close()
    return error


def anything_else(path: Path) -> sqlite3.Error:
    connection = sqlite3.connect(path)
    error = error_of(lambda: connection.execute("SELECT nothing FROM nowhere"))
    connection.close()
    return error


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (locked, StoreBusy),
        (full, StoreFull),
        (read_only, StoreReadOnly),
        (unreachable, StoreUnreachable),
        (damaged, StoreDamaged),
        (anything_else, StoreError),
    ],
)
def test_every_error_becomes_the_store_error_it_is(
    tmp_path: Path, make: Callable[[Path], sqlite3.Error], kind: type[StoreError]
) -> None:
    told = translated(make(tmp_path / "x.db"), "the desk /x")
    assert type(told) is kind
    assert told.message.startswith("the desk /x")
    assert told.hint
    assert "\n" not in told.message


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "x.db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    threading.Timer(0.2, holder.close).start()
    other = sqlite3.connect(tmp_path / "x.db", timeout=0, isolation_level=None)
    patiently(lambda: other.execute("BEGIN IMMEDIATE"))
    assert other.in_transaction
    other.close()


def test_patience_ends(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    other = sqlite3.connect(tmp_path / "x.db", timeout=0, isolation_level=None)
    started = time.monotonic()
    with pytest.raises(sqlite3.OperationalError):
        patiently(lambda: other.execute("BEGIN IMMEDIATE"), patience=0.2)
    assert 0.2 <= time.monotonic() - started < 5
    holder.close()
    other.close()


def test_any_other_error_is_not_tried_again() -> None:
    tries = []

    def act() -> None:
        tries.append(1)
        raise sqlite3.OperationalError("no such table")

    with pytest.raises(sqlite3.OperationalError):
        patiently(act)
    assert tries == [1]
