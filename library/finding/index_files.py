"""Keeps a warm index in a disposable file beside the desk. Whatever is wrong with that file, it is built anew."""

from __future__ import annotations

from collections.abc import Sequence

from library.finding.index import Entry, Index, build
from library.finding.kept_files import mapped, without_collecting, write_private
from library.finding.packing import packed, unpacked

#: An index over fewer is built in less time than a file is worth.
WORTH = 2_000


def kept_index(file: str, entries: Sequence[Entry]) -> Index:
    """The warm index over these entries: from its file, a few changed templates taken in, else built and written."""
    if len(entries) < WORTH:
        return _built(entries)
    if (known := known_index(file, entries)) is not None:
        return known
    index = _built(entries)
    write_private(file, packed(index))
    return index


def known_index(file: str, entries: Sequence[Entry]) -> Index | None:
    """The warm index from its file, None where that is missing, damaged or of another library."""
    data = mapped(file)
    if data is None:
        return None
    with data, without_collecting():
        return unpacked(data, entries)


def _built(entries: Sequence[Entry]) -> Index:
    with without_collecting():
        index = build(entries)
        index.warm()
    return index
