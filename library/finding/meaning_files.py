"""Keeps a Meaning in a disposable file beside the desk. Whatever is wrong with that file, it is made anew."""

from __future__ import annotations

import mmap
import os
from collections.abc import Sequence

from library.finding.index import Entry
from library.finding.meaning import Meaning, build_meaning
from library.finding.meaning_features import Encoder
from library.finding.meaning_packing import packed_meaning, unpacked_meaning

#: Fewer texts are encoded in less time than a file is worth.
_WORTH = 1_000


def kept_meaning(file: str, entries: Sequence[Entry], encoder: Encoder) -> Meaning:
    """The Meaning over these entries, mapped from its file where that is of these texts, else built and written."""
    if sum(1 + len(entry.phrasings) for entry in entries) < _WORTH:
        return build_meaning(entries, encoder)
    if (known := _read(file, entries, encoder)) is not None:
        return known
    meaning = build_meaning(entries, encoder)
    _write(file, packed_meaning(meaning, entries))
    return meaning


def _read(file: str, entries: Sequence[Entry], encoder: Encoder) -> Meaning | None:
    try:
        with open(file, "rb") as opened:
            return unpacked_meaning(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ), entries, encoder)
    except (OSError, ValueError):  # ValueError: an empty file cannot be mapped
        return None


def _write(file: str, data: bytes) -> None:
    """Puts the file in place at once; a full disk or a folder nobody may write to costs time only."""
    fresh = f"{file}.{os.getpid()}"
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(data)
        os.replace(fresh, file)
    except OSError:
        if os.path.exists(fresh):
            os.unlink(fresh)
