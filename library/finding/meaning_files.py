"""Keeps a Meaning in a disposable file beside the desk. Whatever is wrong with that file, it is made anew."""

from __future__ import annotations

from collections.abc import Sequence

from library.finding.index import Entry
from library.finding.kept_files import mapped, write_private
from library.finding.meaning import Meaning, build_meaning
from library.finding.meaning_features import Encoder
from library.finding.meaning_packing import packed_meaning, unpacked_meaning

#: Fewer texts are encoded in less time than a file is worth.
_WORTH = 1_000


def kept_meaning(file: str, entries: Sequence[Entry], encoder: Encoder) -> Meaning:
    """The Meaning over these entries, mapped from its file where that is of these texts, else built and written."""
    if sum(1 + len(entry.phrasings) for entry in entries) < _WORTH:
        return build_meaning(entries, encoder)
    if (known := known_meaning(file, entries, encoder)) is not None:
        return known
    meaning = build_meaning(entries, encoder)
    write_private(file, packed_meaning(meaning, entries))
    return meaning


def known_meaning(file: str, entries: Sequence[Entry], encoder: Encoder) -> Meaning | None:
    """The Meaning mapped from its file, None where that is missing, damaged, or of other texts."""
    data = mapped(file)
    return unpacked_meaning(data, entries, encoder) if data is not None else None
