"""What agents have flagged as wrong or outdated, and the answer to each flag: the first decision that settles it.

Flags are handed in by desks whenever they can, so a decision counts that was made after the flag was stored, or that
made a library version the agent had not seen when flagging.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlmodel import Session

from library.record import history
from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.models import ChangeSet, Decision, Flag, Revision
from library.record.standings import moments

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
    """What was decided about a flagged template: changed, confirmed, retired or suspended; by whom, why.

    `at` says since when it counts.
    """

    id: str
    answer: str
    by: str
    at: str
    why: str


def open_flags(session: Session) -> list[FlagState]:
    """The flags that wait for a decision, about templates that are live, oldest first."""
    table, first = table_of(Flag), _first_answers(session).subquery()
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
        first = _first_answers(session, flags.c.id.in_(some)).subquery()
        query = (
            select(table, first.c.flag, first.c.counts_from, revisions.c.message)
            .join(first, first.c.decision == table.c.number)
            .join(revisions, same)
            .order_by(first.c.flag)
        )
        for row in session.execute(query):
            why = row.reason or (row.message if row.kind == "approved" else "")
            found.append(Answer(row.flag, ANSWERS[row.kind], row.by, row.counts_from, why))
    return found


def answered_since(session: Session, since: str) -> list[tuple[str, str]]:
    """When each flag that was answered after a moment (a UTC text) was raised, and when it was answered."""
    flags, first = table_of(Flag), _first_answers(session).subquery()
    query = (
        select(flags.c.flagged_at, first.c.counts_from)
        .join(first, first.c.flag == flags.c.id)
        .where(first.c.counts_from >= since)
    )
    return [(row.flagged_at, row.counts_from) for row in session.execute(query)]


def _first_answers(session: Session, only: ColumnElement[bool] | None = None) -> Select[tuple[str, int, str]]:
    """Of each flag that has an answer, the first decision about its template that says something to who flagged it.

    With since when it counts: an approval in a change set with a moment, from that moment on. Of all flags, or some.
    """
    table, flags, sets = table_of(Decision), table_of(Flag), table_of(ChangeSet)
    is_unseen = (flags.c.version > 0) & table.c.change.is_not(None) & (table.c.change > flags.c.version)
    settles = is_unseen | (table.c.at >= flags.c.stored_at)
    is_about_it = (table.c.kind != "redacted") | (table.c.revision == flags.c.revision)
    is_approval = table.c.kind == "approved"
    says = table.c.kind.in_(ANSWERS) & ~(
        is_approval & func.coalesce(table.c.change_set, "").in_(moments(session).uncounted)
    )
    counts_from = case((sets.c.live_from > table.c.at, sets.c.live_from), else_=table.c.at).label("counts_from")
    place = func.row_number().over(partition_by=flags.c.id, order_by=(counts_from, table.c.number)).label("place")
    found = (
        select(flags.c.id.label("flag"), table.c.number.label("decision"), counts_from, place)
        .join(table, (table.c.template == flags.c.template) & says & settles & is_about_it)
        .join(sets, is_approval & (sets.c.id == table.c.change_set), isouter=True)
        .where(true() if only is None else only)
        .subquery()
    )
    return select(found.c.flag, found.c.decision, found.c.counts_from).where(found.c.place == 1)
