"""What agents have flagged as wrong or outdated, and the answer to each flag: the first decision that settles it.

Flags are handed in by desks whenever they can, so a decision counts that was made after the flag was stored, or that
made a library version the agent had not seen when flagging.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlmodel import Session

from library.documents import from_canonical
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
    table = table_of(Flag)
    rows = session.execute(select(table).order_by(table.c.flagged_at, table.c.id)).all()
    answered = {answer.id for answer in _answers(session, rows)}
    waiting = [row for row in rows if row.id not in answered]
    live = history.live_among(session, {row.template for row in waiting})
    documents = {template: from_canonical(item.text) for template, item in live.items()}
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
    table = table_of(Flag)
    rows = [row for some in chunks(ids) for row in session.execute(select(table).where(table.c.id.in_(some)))]
    return _answers(session, rows)


def _answers(session: Session, flags: Sequence[Row[tuple[object, ...]]]) -> list[Answer]:
    decided = _decisions(session, {flag.template for flag in flags})
    found = []
    for flag in flags:
        first = next((decision for decision in decided.get(flag.template, ()) if _settles(decision, flag)), None)
        if first is not None:
            why = first.reason or (first.message if first.kind == "approved" else "")
            found.append(Answer(flag.id, ANSWERS[first.kind], first.by, first.at, why))
    return found


def _settles(decision: Row[tuple[object, ...]], flag: Row[tuple[object, ...]]) -> bool:
    """Whether a decision about the flagged template says something to who flagged it."""
    is_unseen = bool(flag.version) and decision.change is not None and decision.change > flag.version
    if not is_unseen and decision.at < flag.stored_at:
        return False
    return decision.kind != "redacted" or bool(decision.revision == flag.revision)


def _decisions(session: Session, templates: Iterable[str]) -> dict[str, list[Row[tuple[object, ...]]]]:
    """By template, in order, what could answer a flag, with what the author said of the revision."""
    table, revisions = table_of(Decision), table_of(Revision)
    same = (revisions.c.template == table.c.template) & (revisions.c.number == table.c.revision)
    query = select(table, revisions.c.message).join(revisions, same).where(table.c.kind.in_(ANSWERS))
    found: dict[str, list[Row[tuple[object, ...]]]] = {}
    for some in chunks(templates):
        for row in session.execute(query.where(table.c.template.in_(some)).order_by(table.c.number)):
            found.setdefault(row.template, []).append(row)
    return found
