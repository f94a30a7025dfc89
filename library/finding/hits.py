"""The board candidates are offered to while one search runs: per entry the strongest reason it was found for."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import NamedTuple


class Hit(NamedTuple):
    """Why an entry was found: how strong, by what kind of text, and that text."""

    score: float
    matched: str
    text: str


class Hits:
    """Entries by number, each with its best hit; those outside the set `within` are not taken."""

    def __init__(self, within: int = -1) -> None:
        self.within = within
        self._hits: dict[int, Hit] = {}

    def __len__(self) -> int:
        return len(self._hits)

    def taken(self, numbers: set[int]) -> set[int]:
        """Those of the numbers that are within."""
        return numbers if self.within == -1 else {number for number in numbers if self.within >> number & 1}

    def offer(self, number: int, hit: Hit) -> None:
        known = self._hits.get(number)
        if (known is None or known.score < hit.score) and (self.within == -1 or self.within >> number & 1):
            self._hits[number] = hit

    def lift(self, number: int, by: float, *, to: float) -> None:
        """Makes what was found for a weaker reason than `to` stronger, and never as strong as that."""
        known = self._hits.get(number)
        if known is not None and known.score < to:
            self._hits[number] = known._replace(score=min(known.score + by, to - 0.001))

    def reaching(self, score: float) -> int:
        """How many entries are at least so strong."""
        return sum(hit.score >= score for hit in self._hits.values())

    def best(self, limit: int, places: Sequence[float]) -> list[tuple[int, Hit]]:
        """The strongest first, equals by place."""
        return nsmallest(max(limit, 0), self._hits.items(), key=lambda item: (-item[1].score, places[item[0]]))
