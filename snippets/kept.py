"""What finding looks in, ready made in files beside what is known offline: disposable, made anew when outdated."""

from __future__ import annotations

import os
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from library.finding.index import Entry, Index
    from library.finding.meaning import Meaning

#: So many titles and phrasings are understood in a moment.
SOON = 1_000


def kept_index(desk: str, entries: Sequence[Entry]) -> Index:
    """The warm index over these entries."""
    from library.finding import index_files

    return index_files.kept_index(_index_file(desk), entries)


def index_at_hand(desk: str, entries: Sequence[Entry]) -> Index | None:
    """The same, but only where it was made before."""
    from library.finding import index_files

    return index_files.known_index(_index_file(desk), entries) if os.path.exists(_index_file(desk)) else None


def kept_meaning(desk: str, entries: Sequence[Entry], encoder: str) -> Meaning:
    """The customer's words of these entries; `encoder` is the setting. Raises BadValue, StoreDamaged."""
    _quiet_numpy()
    from library.finding import meaning_files
    from library.finding.meaning_encoders import load_encoder

    return meaning_files.kept_meaning(_meaning_file(desk), _in_order(entries), load_encoder(encoder))


def meaning_at_hand(desk: str, entries: Sequence[Entry], encoder: str) -> Meaning | None:
    """The same, but only where it is quickly made or was made before. Raises BadValue, StoreDamaged."""
    if sum(1 + len(entry.phrasings) for entry in entries) < SOON:
        return kept_meaning(desk, entries, encoder)
    if not os.path.exists(_meaning_file(desk)):
        return None
    _quiet_numpy()
    from library.finding import meaning_files
    from library.finding.meaning_encoders import load_encoder

    return meaning_files.known_meaning(_meaning_file(desk), _in_order(entries), load_encoder(encoder))


def _quiet_numpy() -> None:
    """One thread is quicker for products of this size, and leaves the others to the agent's other windows."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    """However they were read: the file is of these very texts."""
    return sorted(entries, key=attrgetter("template"))


def _index_file(desk: str) -> str:
    return f"{desk}.index"


def _meaning_file(desk: str) -> str:
    return f"{desk}.meaning"
