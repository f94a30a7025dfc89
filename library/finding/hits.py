"""The board candidates are offered to while one search runs: per entry the strongest reason it was found for."""

from __future__ import annotations

from heapq import nsmallest
from typing import NamedTuple


class Hit(NamedTuple):
    """Why an entry was found: how strong, by what kind of text, and that text."""

    score: float
    matched: str
    text: str


class Hits:
    """Entries by rank, each with its best hit."""

    def __init__(self) -> None:
        self._hits: dict[int, Hit] = {}

    def __len__(self) -> int:
        return len(self._hits)

    def offer(self, rank: int, hit: Hit) -> None:
        known = self._hits.get(rank)
        if known is None or known.score < hit.score:
            self._hits[rank] = hit

    def reaching(self, score: float) -> int:
        """How many entries are at least so strong."""
        return sum(hit.score >= score for hit in self._hits.values())

    def best(self, limit: int) -> list[tuple[int, Hit]]:
        """The strongest first, equals by rank."""
        return nsmallest(max(limit, 0), self._hits.items(), key=lambda item: (-item[1].score, item[0]))
