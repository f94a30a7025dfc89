"""Reads how searches ended. One whose use was taken back is left out, as the use and its correction are."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session

from library.record.views import view

#: How a search ends in vain: without an answer, or without anybody taking one.
NOTHING, ABANDONED, USED = "nothing", "abandoned", "used"


@dataclass(frozen=True, slots=True)
class Endings:
    """How many searches ended how."""

    used: int
    abandoned: int
    nothing: int

    @property
    def all(self) -> int:
        return self.used + self.abandoned + self.nothing


@dataclass(frozen=True, slots=True)
class InVain:
    """Masked words that ended in vain, as one agent put them: how often in which way, and when last."""

    words: str
    agent: str
    nothing: int
    abandoned: int
    last_at: str


def endings(session: Session, *, since: str, until: str = "") -> Endings:
    """How the searches that ended between two moments (UTC texts; '' for no end) ended."""
    table = view("report_v1_searches")
    query = select(table.c.outcome, func.count()).where(_between(since, until)).group_by(table.c.outcome)
    counted = {outcome: int(number) for outcome, number in session.execute(query)}
    used = counted.get(USED, 0) - _taken_back(session, since, until)
    return Endings(used, counted.get(ABANDONED, 0), counted.get(NOTHING, 0))


def in_vain(session: Session, *, since: str, until: str = "") -> list[InVain]:
    """Words that found nothing or were given up between two moments, counted for each wording and agent."""
    table = view("report_v1_searches")
    query = (
        select(
            table.c.words,
            table.c.agent,
            func.sum(case((table.c.outcome == NOTHING, 1), else_=0)),
            func.sum(case((table.c.outcome == ABANDONED, 1), else_=0)),
            func.max(table.c.ended_at),
        )
        .where(_between(since, until), table.c.outcome.in_((NOTHING, ABANDONED)))
        .group_by(table.c.words, table.c.agent)
        .order_by(table.c.words, table.c.agent)
    )
    return [InVain(row[0], row[1], int(row[2]), int(row[3]), row[4]) for row in session.execute(query)]


def _between(since: str, until: str) -> ColumnElement[bool]:
    ended = view("report_v1_searches").c.ended_at
    return and_(ended >= since, ended < until) if until else ended >= since


def _taken_back(session: Session, since: str, until: str) -> int:
    """How many searches of the period ended in uses that were all taken back."""
    uses, table = view("report_v1_uses"), view("report_v1_searches")
    corrected = select(uses.c.corrects).where(uses.c.corrects.is_not(None))
    undone = select(uses.c.search).where(uses.c.id.in_(corrected), uses.c.search.is_not(None))
    standing = select(uses.c.search).where(
        uses.c.search.in_(undone), uses.c.corrects.is_(None), uses.c.id.not_in(corrected)
    )
    query = select(func.count()).where(
        _between(since, until), table.c.outcome == USED, table.c.id.in_(undone), table.c.id.not_in(standing)
    )
    return int(session.execute(query).scalar_one())
