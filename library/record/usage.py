"""Reads what desks handed in: who used which template when. Corrected uses and their corrections are both left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from library.identifiers import moment
from library.record.changes import table_of
from library.record.models import Use


@dataclass(frozen=True, slots=True)
class UsedInWeek:
    """How often one agent used one template in one ISO week (`2026-W47`, in UTC)."""

    agent: str
    template: str
    week: str
    uses: int


def used(session: Session, *, since: str, until: str = "") -> list[UsedInWeek]:
    """Uses between two moments (UTC texts; '' for no end), counted by agent, template and ISO week."""
    table = table_of(Use)
    corrected = select(table.c.corrects).where(table.c.corrects.is_not(None))
    query = select(table.c.agent, table.c.template, table.c.used_at).where(
        table.c.used_at >= since, table.c.corrects.is_(None), table.c.id.not_in(corrected)
    )
    if until:
        query = query.where(table.c.used_at < until)
    weeks = Counter((row[0], row[1], _week(row[2])) for row in session.execute(query))
    return [UsedInWeek(*key, uses) for key, uses in sorted(weeks.items())]


def _week(at: str) -> str:
    year, week, _ = moment(at).isocalendar()
    return f"{year}-W{week:02}"
