"""Leaves what a desk recorded in a shared folder, in a file of the desk's own, until the publisher has collected it.

The file only grows, line by line. What a desk has left is handed in once it is on the disk. When the published copy
says that all of it was collected, the desk takes the file away, and begins another with the next row. Names of files
are random: nobody can list them, nor take another desk's before it is made.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from library import shared_folders
from library.desk import handing, outbox
from library.desk.store import Desk
from library.errors import StoreError, StoreFull, StoreReadOnly
from library.identifiers import utc_text
from library.sharing.lines import LARGEST_FILE, LONGEST_LINE, line_of
from library.sharing.reading import Copy

ENDING = ".jsonl"
#: Rows made durable at a time.
BATCH = 500
#: How much of a file's end is looked at for the last whole line.
_TAIL = LONGEST_LINE + 1
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def require_same_publisher(copy: Copy, desk: Desk) -> None:
    """Raises StoreError where the folder is kept by another user than when this desk saw it first."""
    known = handing.owner_of(desk)
    if known is None:
        handing.note_owner(desk, copy.owner)
    elif known != copy.owner:
        raise StoreError(
            f"{copy.folder} was kept by {shared_folders.called(known)}, now by {shared_folders.called(copy.owner)}",
            "ask your lead; where that is right, name a new file with --desk",
        )


def hand_in(copy: Copy, desk: Desk, now: datetime) -> int:
    """Leaves every row that waits; returns how many. Raises StoreError: then the rows go on waiting."""
    with _told(copy.folder):
        name = _settled(copy, desk)
        total = 0
        for table in outbox.TABLES:
            while rows := outbox.waiting_rows(desk, table, BATCH):
                name = name or _begin(copy.folder, desk)
                _append(_path(copy.folder, name), b"".join(line_of(table, row) for row in rows))
                outbox.mark_handed_in(desk, table, [str(row["id"]) for row in rows], at=utc_text(now))
                total += len(rows)
    return total


def _settled(copy: Copy, desk: Desk) -> str:
    """The file to go on with; '' for none, because none was begun, or all of it was collected.

    One that nobody has collected for months is left as it is, before it gets too large to be read. One that is not
    there any more, or has got a second name, the publisher will not take: all it held waits again.
    """
    name = handing.file_of(desk)
    if not name:
        return ""
    path = _path(copy.folder, name)
    found = os.lstat(path) if os.path.lexists(path) else None
    if found is None or not _is_own(found):
        outbox.hand_in_again(desk)
    elif copy.collected(name) < found.st_size:
        return name if found.st_size < LARGEST_FILE // 2 else ""
    if found is not None and found.st_uid == os.geteuid():
        os.unlink(path)
    handing.note_file(desk, "")
    return ""


def _begin(folder: str, desk: Desk) -> str:
    """A new empty file. Its name is noted first: were this process to end in between, nobody's file would stay."""
    name = f"{secrets.token_hex(16)}{ENDING}"
    handing.note_file(desk, name)
    path = _path(folder, name)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(handle, shared_folders.LEFT_MODE)  # whatever the umask
        found, around = os.fstat(handle), os.stat(shared_folders.handed_in(folder))
    finally:
        os.close(handle)
    is_kept = stat.S_IMODE(found.st_mode) == shared_folders.LEFT_MODE and found.st_gid == around.st_gid
    if not is_kept or not _is_own(found):
        os.unlink(path)
        raise StoreError(
            f"the file system of {folder} does not keep whose a file is and who may read it",
            "nothing was left there; have the folder on a disk that keeps owners and modes",
        )
    return name


def _append(path: str, lines: bytes) -> None:
    """Adds whole lines, on the disk when this returns. The rest of a line that was never finished goes first."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not _is_own(os.fstat(handle)):
            raise StoreError(f"{path} is not a file of yours", "nothing was left there; ask who keeps the folder")
        size = _whole_lines(handle)
        try:
            _write(handle, lines)
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)


def _whole_lines(handle: int) -> int:
    """The file's size, after what follows its last line end was cut off."""
    size = os.fstat(handle).st_size
    tail = os.pread(handle, _TAIL, max(0, size - _TAIL))
    whole = size - len(tail) + tail.rfind(b"\n") + 1
    if whole != size:
        os.ftruncate(handle, whole)
    return whole


def _write(handle: int, lines: bytes) -> None:
    rest = memoryview(lines)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _is_own(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_nlink == 1


def _path(folder: str, name: str) -> str:
    return os.path.join(shared_folders.handed_in(folder), name)


@contextmanager
def _told(folder: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = StoreFull if error.errno in _FULL else StoreReadOnly
        raise kind(
            f"nothing can be left in {shared_folders.handed_in(folder)}: {error.strerror}",
            "it waits here; ask who keeps the folder",
        ) from None
