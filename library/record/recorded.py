"""Everything the library has recorded about one person: counted, and row by row as it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Table, func, select
from sqlmodel import Session

from library.documents import folded
from library.record import members
from library.record.changes import table_of
from library.record.members import Person
from library.record.models import Flag, Proposal, Search, Use

Row = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows there are, and when the first and the last of them happened, '' where there is none."""

    number: int
    first_at: str
    last_at: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded about somebody. `person` is their row on the roster, None where they have none; `taken_back`
    counts the uses that were a mistake.
    """

    person: Person | None
    uses: Counted
    taken_back: int
    searches: Counted
    flags: Counted
    proposals: Counted


def recorded(session: Session, name: str) -> Recorded:
    """What is recorded under a name, however it is spelt, and under the names this member had earlier."""
    person = members.find(session, name)
    use = table_of(Use)
    logged = {
        called: _counted(session, table, at, _names(session, person, name, table))
        for called, (table, at) in _tables().items()
    }
    back = use.c.agent.in_(_names(session, person, name, use)), use.c.corrects.is_not(None)
    taken_back = int(session.execute(select(func.count()).select_from(use).where(*back)).scalar_one())
    return Recorded(person, logged["uses"], taken_back, logged["searches"], logged["flags"], logged["proposals"])


def rows_of(session: Session, name: str) -> dict[str, list[Row]]:
    """The same row by row, with all columns, by table, oldest first."""
    person = members.find(session, name)
    return {
        called: [
            dict(row._mapping)
            for row in session.execute(
                select(table).where(table.c.agent.in_(_names(session, person, name, table))).order_by(table.c[at])
            )
        ]
        for called, (table, at) in _tables().items()
    }


def _tables() -> dict[str, tuple[Table, str]]:
    """The tables that say who did something, and their column that says when."""
    return {
        "uses": (table_of(Use), "used_at"),
        "searches": (table_of(Search), "ended_at"),
        "flags": (table_of(Flag), "flagged_at"),
        "proposals": (table_of(Proposal), "proposed_at"),
    }


def _names(session: Session, person: Person | None, name: str, table: Table) -> list[str]:
    """The names in this table that mean this person, as they are spelt there."""
    meant = {folded(known) for known in (name, *((person.name, *person.earlier_names) if person else ()))}
    return [spelt for spelt in session.scalars(select(table.c.agent).distinct()) if folded(spelt) in meant]


def _counted(session: Session, table: Table, at: str, names: Sequence[str]) -> Counted:
    moments = func.coalesce(func.min(table.c[at]), ""), func.coalesce(func.max(table.c[at]), "")
    query = select(func.count(), *moments).select_from(table).where(table.c.agent.in_(names))
    if "corrects" in table.c:
        query = query.where(table.c.corrects.is_(None))
    return Counted(*session.execute(query).one())
