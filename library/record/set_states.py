"""Change sets as they stand: what is in each, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, func, select
from sqlmodel import Session

from library.errors import UnknownName
from library.record import history
from library.record.changes import table_of
from library.record.clock import now
from library.record.history import Decided, RevisionState
from library.record.models import ChangeSet, Decision
from library.record.set_rows import Held, held_in

OPEN, SUBMITTED, APPROVED, REJECTED = "open", "submitted", "approved", "rejected"
CALLED_OFF, GIVEN_UP = "called off", "given up"


@dataclass(frozen=True, slots=True)
class ChangeSetState:
    """A change set as it stands: open, submitted, approved, rejected, called off or given up; `decided_by` says by
    whom.

    Of each template the revision put in last counts. One that was sent back by itself is no longer in the set.
    """

    id: str
    title: str
    by: str
    at: str
    live_from: str
    state: str
    decided_by: str
    decided_at: str
    reason: str
    items: tuple[RevisionState, ...]

    @property
    def is_coming(self) -> bool:
        """Whether it is approved and waits for its moment."""
        return self.state == APPROVED and any(item.comes_at for item in self.items)


def find(session: Session, id_: str) -> ChangeSetState:
    """A set by its id, or the beginning of one. Raises UnknownName."""
    table = table_of(ChangeSet)
    ids = list(session.scalars(select(table.c.id).where(table.c.id.startswith(id_, autoescape=True)).limit(2)))
    if len(ids) != 1 or not id_:
        raise UnknownName("change set", id_, hint="snippets review lists what waits")
    return sets(session, ids)[0]


def sets(
    session: Session,
    ids: Iterable[str] | None = None,
    *,
    known: Mapping[tuple[str, int], RevisionState] | None = None,
) -> tuple[ChangeSetState, ...]:
    """The sets with these ids, or all of them, the oldest first; revisions that are `known` are not read again."""
    table = table_of(ChangeSet)
    wanted = None if ids is None else set(ids)
    everything = session.execute(select(table).order_by(table.c.at, table.c.id))
    rows = [row for row in everything if wanted is None or row.id in wanted]
    held = held_in(session, [row.id for row in rows])
    wanted_items = {pair for one in held.values() for pair in one.revisions.items()}
    states = dict(known or {}) | history.states_of(session, wanted_items - set(known or ()))
    return tuple(_state(row, held[row.id], states) for row in rows)


def going(session: Session) -> tuple[ChangeSetState, ...]:
    """The sets that are open, submitted, sent back, or approved for a moment to come, the oldest first."""
    table, decisions = table_of(ChangeSet), table_of(Decision)
    numbers = (
        select(func.max(decisions.c.number)).where(decisions.c.change_set.is_not(None)).group_by(decisions.c.change_set)
    )
    done = select(decisions.c.change_set).where(decisions.c.number.in_(numbers), decisions.c.kind == APPROVED)
    is_past = table.c.id.in_(done) & ((table.c.live_from == "") | (table.c.live_from <= now(session)))
    found = sets(session, session.scalars(select(table.c.id).where(~is_past)))
    return tuple(one for one in found if one.state in (OPEN, SUBMITTED, REJECTED) or one.is_coming)


def _state(row: Row[tuple[object, ...]], held: Held, states: Mapping[tuple[str, int], RevisionState]) -> ChangeSetState:
    id_ = str(row.id)
    items = [states[pair] for pair in held.revisions.items() if pair in states]
    decided = [decision for item in items for decision in item.decisions if decision.change_set == id_]
    last = max(decided, key=lambda decision: decision.number, default=None)
    state = last.kind if last else OPEN
    if state == SUBMITTED and (alone := _approved_alone(items)):
        state, last = APPROVED, alone
    if state == REJECTED and any(decision.kind == APPROVED for decision in decided):
        state = CALLED_OFF
    if held.is_given_up:
        state = GIVEN_UP
    return ChangeSetState(
        id=id_,
        title=str(row.title),
        by=str(row.by),
        at=str(row.at),
        live_from=str(row.live_from),
        state=state,
        decided_by=last.by if last else "",
        decided_at=last.at if last else "",
        reason=last.reason if last else "",
        items=tuple(item for item in items if not _has_left(item, id_, str(row.at))),
    )


def _approved_alone(items: Sequence[RevisionState]) -> Decided | None:
    """The last approval where every template of a set was approved by itself after it was submitted."""
    newest = [item.decisions[-1] for item in items]
    if not all(decision.kind in (APPROVED, "confirmed") for decision in newest):
        return None
    return max(newest, key=lambda decision: decision.number, default=None)


def _has_left(item: RevisionState, id_: str, opened_at: str) -> bool:
    """Whether a revision was sent back by itself, and not with the set, since that was opened."""
    asked = [decision for decision in item.decisions if decision.kind in (SUBMITTED, REJECTED)]
    return bool(asked) and asked[-1].kind == REJECTED and asked[-1].change_set != id_ and asked[-1].at >= opened_at
