"""What SQLite's errors mean to a person: one translation for the desk and for a library kept in a file."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from library.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreReadOnly, StoreUnreachable

T = TypeVar("T")

#: How long a writer waits for others before it says so, in seconds.
PATIENCE = 30.0


def translated(error: sqlite3.Error, what: str) -> StoreError:
    """The store error for a SQLite error at `what` (“the desk /path”): one line and a remedy."""
    text = str(error)
    name = getattr(error, "sqlite_errorname", "") or ""
    if is_busy(error):
        return StoreBusy(f"{what} is locked by another process", "nothing was written; try again in a moment")
    if name in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC"):
        return StoreFull(
            f"{what} cannot grow: the disk or a quota is full", "nothing was written; make room and repeat"
        )
    if name.startswith("SQLITE_READONLY") or "readonly" in text:
        return StoreReadOnly(
            f"{what} may not be written", "nothing was written; check who owns the file and its folder"
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return StoreUnreachable(f"{what} cannot be opened", "check that its folder exists and that you may write there")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreDamaged(f"{what} is damaged or no SQLite file", "restore a backup: snippets restore-backup FILE")
    return StoreError(f"{what}: {text}", "run snippets doctor")


def is_busy(error: sqlite3.Error) -> bool:
    name = getattr(error, "sqlite_errorname", "") or ""
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def patiently(act: Callable[[], T], patience: float = PATIENCE) -> T:
    """The act's result, repeated with jitter while another process holds the lock.

    SQLite's own waiting backs off to 100 ms steps, and among many writers some starve; short random steps are fair.
    Raises the last sqlite3.OperationalError once `patience` seconds are over.
    """
    start = time.monotonic()
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            waited = time.monotonic() - start
            if not is_busy(error) or waited > patience:
                raise
            # Up to 13 ms at first, and shorter the longer one waits: who came first has the better chances, which
            # halves the longest wait of 16 writers. (`random` would cost 3 ms to import.)
            time.sleep((1 + os.urandom(1)[0]) / 20_000 / (1 + 20 * waited))
