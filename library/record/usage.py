"""Reads what desks handed in: who used which template when. Corrected uses and their corrections are both left out.

Through the views for reports, which on a server show names to leads and owners only, and to others a sign for each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from library.identifiers import moment
from library.record.views import view


@dataclass(frozen=True, slots=True)
class UsedInWeek:
    """How often one agent used one template in one ISO week (`2026-W47`, in UTC)."""

    agent: str
    template: str
    week: str
    uses: int


def used(session: Session, *, since: str, until: str = "") -> list[UsedInWeek]:
    """Uses between two moments (UTC texts; '' for no end), counted by agent, template and ISO week."""
    table = view("report_v1_uses")
    corrected = select(table.c.corrects).where(table.c.corrects.is_not(None))
    query = select(table.c.agent, table.c.template, table.c.used_at).where(
        table.c.used_at >= since, table.c.corrects.is_(None), table.c.id.not_in(corrected)
    )
    if until:
        query = query.where(table.c.used_at < until)
    now = _names_now(session)
    weeks = Counter((now.get(row[0].lower(), row[0]), row[1], _week(row[2])) for row in session.execute(query))
    return [UsedInWeek(*key, uses) for key, uses in sorted(weeks.items())]


def roster(session: Session) -> list[str]:
    """Everybody who has not left, by the names, or signs, that `used` gives them."""
    table = view("report_v1_members")
    return list(session.scalars(select(table.c.name).where(table.c.until.is_(None)).order_by(table.c.name)))


def _names_now(session: Session) -> dict[str, str]:
    """By a name somebody had earlier, in small letters, the one they have now: one person is not two."""
    table = view("report_v1_names")
    rows = session.execute(select(table.c.earlier, table.c.name).order_by(table.c.number))
    return {row.earlier.lower(): row.name for row in rows}


def _week(at: str) -> str:
    year, week, _ = moment(at).isocalendar()
    return f"{year}-W{week:02}"
