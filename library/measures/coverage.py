"""Coverage: which of the team's top questions have a live template, by count and by volume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from library.measures.shares import Share, share_of


@dataclass(frozen=True, slots=True)
class Demand:
    """One of the top questions: its rank, and its share of all tickets as an exact number."""

    rank: int
    question: str
    name: str
    share: Fraction
    templates: tuple[str, ...] = ()

    @property
    def is_covered(self) -> bool:
        return bool(self.templates)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of the top questions. `by_volume` is the covered part of the top questions' own tickets; `of_all` the
    top questions' part of all tickets, without which the former says little. Sources: measures, "coverage".
    """

    rows: tuple[Demand, ...]
    by_count: Share
    by_volume: Share
    of_all: Share

    @property
    def uncovered(self) -> tuple[Demand, ...]:
        """What to write next: questions without a live template, most asked first."""
        return tuple(sorted((row for row in self.rows if not row.is_covered), key=lambda row: (-row.share, row.rank)))


def coverage(rows: Sequence[Demand]) -> Coverage:
    """The coverage of these questions, each with the live templates linked to it."""
    covered = [row for row in rows if row.is_covered]
    demand = sum((row.share for row in rows), Fraction())
    return Coverage(
        rows=tuple(sorted(rows, key=lambda row: row.rank)),
        by_count=share_of(len(covered), len(rows)),
        by_volume=share_of(sum((row.share for row in covered), Fraction()), demand),
        of_all=share_of(demand, 1),
    )
