"""What agents have flagged as wrong or outdated, and the answer to each flag: the first decision that settles it.

Flags are handed in by desks whenever they can, so a decision counts that was made after the flag was stored, or that
made a library version the agent had not seen when flagging.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlmodel import Session

from library.record import history
from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.models import Decision, Flag, Revision

#: What a decision says to who flagged the template. A text removed for good is one they need not fear any more.
ANSWERS: Mapping[str, str] = {
    "approved": "changed",
    "confirmed": "confirmed",
    "retired": "retired",
    "suspended": "suspended",
    "redacted": "retired",
}


@dataclass(frozen=True, slots=True)
class FlagState:
    """A flag no decision has answered yet; `revision` is the one the agent had, `at` when they flagged it."""

    id: str
    template: str
    abbreviation: str
    title: str
    revision: int
    agent: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about a flagged template: changed, confirmed, retired or suspended; by whom, when and why."""

    id: str
    answer: str
    by: str
    at: str
    why: str


def open_flags(session: Session) -> list[FlagState]:
    """The flags that wait for a decision, about templates that are live, oldest first."""
    table, first = table_of(Flag), _first_answers().subquery()
    query = select(table).join(first, first.c.flag == table.c.id, isouter=True).where(first.c.flag.is_(None))
    waiting = session.execute(query.order_by(table.c.flagged_at, table.c.id)).all()
    live = history.live_among(session, {row.template for row in waiting})
    documents = {template: item.document for template, item in live.items()}
    return [
        FlagState(
            *(row.id, row.template, documents[row.template].abbreviation, documents[row.template].title),
            *(row.revision, row.agent, row.why, row.flagged_at),
        )
        for row in waiting
        if row.template in documents
    ]


def answers_to(session: Session, ids: Iterable[str]) -> list[Answer]:
    """The answers to those of these flags that have one."""
    table, flags, revisions = table_of(Decision), table_of(Flag), table_of(Revision)
    same = (revisions.c.template == table.c.template) & (revisions.c.number == table.c.revision)
    found = []
    for some in chunks(ids):
        first = _first_answers().where(flags.c.id.in_(some)).subquery()
        query = (
            select(table, first.c.flag, revisions.c.message)
            .join(first, first.c.decision == table.c.number)
            .join(revisions, same)
            .order_by(first.c.flag)
        )
        for row in session.execute(query):
            why = row.reason or (row.message if row.kind == "approved" else "")
            found.append(Answer(row.flag, ANSWERS[row.kind], row.by, row.at, why))
    return found


def answered_since(session: Session, since: str) -> list[tuple[str, str]]:
    """When each flag that was answered after a moment (a UTC text) was raised, and when it was answered."""
    table, flags, first = table_of(Decision), table_of(Flag), _first_answers().subquery()
    query = (
        select(flags.c.flagged_at, table.c.at)
        .join(first, first.c.flag == flags.c.id)
        .join(table, table.c.number == first.c.decision)
        .where(table.c.at >= since)
    )
    return [(row.flagged_at, row.at) for row in session.execute(query)]


def _first_answers() -> Select[tuple[str, int]]:
    """Of each flag that has an answer, the first decision about its template that says something to who flagged it."""
    table, flags = table_of(Decision), table_of(Flag)
    is_unseen = (flags.c.version > 0) & table.c.change.is_not(None) & (table.c.change > flags.c.version)
    settles = is_unseen | (table.c.at >= flags.c.stored_at)
    is_about_it = (table.c.kind != "redacted") | (table.c.revision == flags.c.revision)
    same = (table.c.template == flags.c.template) & table.c.kind.in_(ANSWERS) & settles & is_about_it
    return (
        select(flags.c.id.label("flag"), func.min(table.c.number).label("decision"))
        .join(table, same)
        .group_by(flags.c.id)
    )
