"""Disposable files beside the desk: mapped when read, written for this user alone and put in place at once.

Nothing depends on them: a damaged one, a full disk, a folder nobody may write to cost time only.
"""

from __future__ import annotations

import gc
import mmap
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

#: What a killed program left half-written goes with the next writing, once it is so old that nobody can be at it.
_LEFT_SECONDS = 3_600
_HALF = ".half"


def mapped(file: str) -> mmap.mmap | None:
    """The file in memory, read-only; None where there is none or it cannot be read."""
    try:
        with open(file, "rb") as opened:
            return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file cannot be mapped
        return None


def write_private(file: str, data: bytes) -> None:
    """Puts the file in place at once, for others it is never half there; where that fails the old one stays."""
    half = f"{file}.{os.getpid()}-{os.urandom(4).hex()}{_HALF}"  # several threads and programs may write at once
    try:
        _sweep(file)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(data)
        os.replace(half, file)
    except OSError:
        with suppress(OSError):
            os.unlink(half)


@contextmanager
def without_collecting() -> Iterator[None]:
    """While many objects are made that all stay, looking through them for garbage again and again is lost time.

    Several threads may be in here at once: collecting goes on with the last one out.
    """
    with _PAUSING:
        _paused.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _PAUSING:
            was_enabled = _paused.pop()
            if was_enabled and not _paused:
                gc.enable()


_PAUSING = Lock()
#: Whether collecting was on as each of those inside came.
_paused: list[bool] = []


def _sweep(file: str) -> None:
    folder, name = os.path.split(file)
    with os.scandir(folder or ".") as there:
        for one in there:
            is_half = one.name.startswith(f"{name}.") and one.name.endswith(_HALF)
            if is_half and one.stat().st_mtime < time.time() - _LEFT_SECONDS:
                os.unlink(one.path)
