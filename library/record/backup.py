"""Copies a library kept in a file while others write to it, and puts such a copy back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from library.errors import StoreDamaged, StoreError, StoreUnreachable
from library.filesystem import make_private_file, make_private_folder
from library.identifiers import make_id
from library.record import engines, faults
from library.record.database import Library
from library.sqlite import patiently

#: Pages copied between two looks around; 256 pages of 4 KiB take a few milliseconds.
STEP = 256


@dataclass(frozen=True, slots=True)
class Copied:
    """A library's identity and version in a backup file."""

    library_id: str
    version: int


def backup(library: Library, path: Path) -> Copied:
    """Writes the library as it is at this moment to a new file, checked before it gets its name.

    Writers go on meanwhile: one snapshot is read throughout, which in WAL mode locks nobody out. Raises StoreError
    where a file is there already, and for PostgreSQL.
    """
    source = _file(library.url, "back it up with pg_dump")
    path = path.absolute()
    if path.exists():
        raise StoreError(f"there is a file at {path} already", "nothing was written; choose another name")
    with faults.translated_files(str(path), "the backup"), _draft_of(path) as draft:
        with engines.unaltered(source), closing(engines.open_to_read(source)) as reading:
            reading.isolation_level = None
            patiently(lambda: reading.execute("BEGIN"))
            patiently(lambda: reading.execute("SELECT count(*) FROM sqlite_master").fetchone())
            with closing(sqlite3.connect(draft)) as copy:
                reading.backup(copy, pages=STEP, sleep=0)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, readable where nothing may be written
        copied = examine(draft)
        _make_durable(draft)
        draft.replace(path)
        engines.sync_folder(path.parent)
    return copied


def restore(path: Path, url: str, *, force: bool = False) -> Path | None:
    """Puts a backup in a library's place; returns the file the replaced library is kept in, None if none was there.

    Raises StoreDamaged for a file that is no sound backup; StoreError where the library there is another one, or has
    reached a higher version than the backup, unless `force`.
    """
    target = _file(url, "restore it with pg_restore")
    if not path.is_file():
        raise StoreUnreachable(f"there is no file at {path}", "name a file that snippets backup made")
    with faults.translated_files(str(path), "the backup"):
        copied = examine(path)
    with faults.translated_files(str(target)):
        if not target.exists():
            _lay_down(path, target)
            return None
        if not _is_sound(target):
            kept = _free_name(target)
            _move_aside(target, kept)
            _lay_down(path, target)
            return kept
        if not force:
            _refuse_loss(copied, examine(target), target)
        return _overwrite(path, target)


def examine(path: Path) -> Copied:
    """Which library a file holds, at which version. Raises StoreDamaged where it is not a sound one."""
    engines.schema_of(path)
    with closing(engines.open_to_read(path)) as connection:
        fault = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if fault != "ok":
            raise StoreDamaged(f"{path} is damaged: {fault}", "use another backup")
        try:
            library_id = connection.execute("SELECT id FROM library_info").fetchone()[0]
            version = connection.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0]
        except (sqlite3.OperationalError, TypeError):
            raise StoreDamaged(f"{path} is not a whole library", "use another backup") from None
    return Copied(str(library_id), int(version))


def _file(url: str, remedy: str) -> Path:
    path = engines.file_of(url)
    if path is None:
        raise StoreError("this library is kept in PostgreSQL, not in a file", remedy)
    return path


def _refuse_loss(copied: Copied, there: Copied, target: Path) -> None:
    if there.library_id != copied.library_id:
        raise StoreError(f"{target} is another library than the backup's", "nothing was changed; --force replaces it")
    if there.version > copied.version:
        raise StoreError(
            f"{target} is at version {there.version}, the backup at {copied.version}",
            "nothing was changed; --force goes back and keeps the newer file beside it",
        )


def _is_sound(path: Path) -> bool:
    try:
        examine(path)
    except (StoreDamaged, sqlite3.DatabaseError):
        return False
    return True


def _overwrite(path: Path, target: Path) -> Path:
    """Writes the backup into the open library in one transaction: whoever has it open reads the old or the new one."""
    kept = _free_name(target)
    make_private_file(kept)
    with closing(sqlite3.connect(target)) as there, closing(sqlite3.connect(kept)) as copy:
        there.backup(copy)
    _make_durable(kept)
    with closing(engines.open_to_read(path)) as source, closing(sqlite3.connect(target)) as there:
        there.execute("PRAGMA synchronous = FULL")
        patiently(lambda: source.backup(there))
        there.execute("PRAGMA journal_mode = WAL")
    return kept


def _lay_down(path: Path, target: Path) -> None:
    make_private_folder(target.parent)
    with _draft_of(target) as draft:
        with closing(engines.open_to_read(path)) as source, closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = WAL")
        _make_durable(draft)
        draft.replace(target)
        engines.sync_folder(target.parent)


def _move_aside(target: Path, kept: Path) -> None:
    for ending in ("-wal", "-shm", ""):
        part = target.with_name(target.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))


def _free_name(target: Path) -> Path:
    number = 1
    while (kept := target.with_name(f"{target.name}.replaced-{number}")).exists():
        number += 1
    return kept


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """A private file beside the path to write to before it gets its name; removed if that never happens."""
    draft = path.with_name(f".{path.name}.{make_id()}")
    try:
        make_private_file(draft)
        yield draft
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


def _make_durable(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
