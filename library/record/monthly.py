"""What is kept of removed uses and searches: how many there were each month, as measurements.

The counts of a month add up over the runs that removed its rows. Those of agents do not, where a month went in two
runs: one person may be in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlmodel import Session

from library.record import searches
from library.record.changes import table_of
from library.record.models import Measurement, Search, Use

#: The measures: uses, those of one template (its id is the scope), the people they are by, searches by their ending.
USES, OF_TEMPLATE, AGENTS = "uses", "uses_of_template", "agents"
SEARCHES = tuple(f"searches_{ending}" for ending in (searches.USED, searches.ABANDONED, searches.NOTHING))
#: What is said with each figure; the cut-off's number goes in.
METHOD = "counted when removed, without what was taken back; cut-off {}"

#: Month, measure, scope and number.
Figure = tuple[str, str, str, int]


def counted(session: Session, *measures: str, since: str) -> tuple[tuple[str, int], ...]:
    """How many a month had, by these measures together, from the month of a moment (a UTC text) on, in order."""
    table = table_of(Measurement)
    query = select(table.c.period, func.sum(table.c.n)).where(
        table.c.measure.in_(measures), table.c.scope == "", table.c.period >= since[:7]
    )
    rows = session.execute(query.group_by(table.c.period).order_by(table.c.period))
    return tuple((month, int(n)) for month, n in rows)


def figures_of_uses(session: Session, goes: ColumnElement[bool]) -> Iterator[Figure]:
    """Of the uses that go, but for those taken back."""
    uses = table_of(Use)
    corrected = select(uses.c.corrects).where(uses.c.corrects.is_not(None))
    counts = goes & uses.c.corrects.is_(None) & uses.c.id.not_in(corrected)
    month, people = _month(uses.c.used_at), func.count(func.lower(uses.c.agent).distinct())
    by_month = select(month, func.count(), people).where(counts).group_by(month).order_by(month)
    for at, n, agents in session.execute(by_month):
        yield at, USES, "", n
        yield at, AGENTS, "", agents
    by_template = select(month, uses.c.template, func.count()).where(counts).group_by(month, uses.c.template)
    for at, template, n in session.execute(by_template.order_by(month, uses.c.template)):
        yield at, OF_TEMPLATE, template, n


def figures_of_searches(session: Session, before: str) -> Iterator[Figure]:
    """Of the searches that ended before a moment, but for those whose uses were all taken back."""
    ended = table_of(Search).c.ended_at
    months = session.scalars(select(_month(ended)).where(ended < before).distinct().order_by(_month(ended))).all()
    for at, until in pairwise((*months, before)):
        found = searches.endings(session, since=at, until=until)
        for measure, n in zip(SEARCHES, (found.used, found.abandoned, found.nothing), strict=True):
            if n:
                yield at, measure, "", n


def _month(at: ColumnElement[str]) -> ColumnElement[str]:
    """`2026-05` of a moment; with literal numbers, since PostgreSQL groups by nothing that holds a parameter."""
    return func.substr(at, literal_column("1"), literal_column("7"))
