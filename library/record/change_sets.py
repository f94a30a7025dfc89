"""Change sets: several templates and facts, one submission, one approval, one library version.

A set may have a moment in the future (`live_from`): approved before, its templates reach desks ahead and are live,
there and in the record, from that moment on. Until then it can be called off, for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlmodel import Session

from library.documents import Document
from library.errors import BadValue, UnknownName
from library.identifiers import utc_text
from library.record import approvers, authoring, history, members, review
from library.record.authoring import chunks
from library.record.changes import current_version, table_of, take_turn
from library.record.clock import now
from library.record.decisions import Verdict, enter
from library.record.history import RevisionState
from library.record.models import ChangeSet, ChangeSetItem
from library.record.rechecks import Renders, refuse_broken
from library.record.review import Item
from library.record.set_rows import add_items, add_set

OPEN, SUBMITTED, APPROVED, REJECTED, CALLED_OFF = "open", "submitted", "approved", "rejected", "called off"


@dataclass(frozen=True, slots=True)
class ChangeSetState:
    """A change set as it stands: open, submitted, approved, rejected or called off; `decided_by` says by whom.

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
        return any(item.comes_at for item in self.items)


@dataclass(frozen=True, slots=True)
class Edit:
    """A document to be kept in a set: of which template (None for a new one), and the revision it is based on."""

    document: Document
    template: str | None = None
    based_on: int | None = None


def open(session: Session, title: str, *, by: str, live_from: str = "") -> str:
    """Begins a set; returns its id. `live_from` is a moment in the future, ISO 8601 with its offset, or '' for at once.

    Raises NotAllowed for somebody who is not on the roster, BadValue for a moment that is none or is past.
    """
    take_turn(session)
    members.require_member(session, by, "open change sets")
    if not title.strip():
        raise BadValue("a change set needs a title", "say what it is about")
    return add_set(session, title.strip(), by=by, live_from=_moment(live_from, now(session)))


def put(session: Session, id_: str, items: Sequence[Item], *, by: str) -> None:
    """Puts revisions that are not live into a set nobody has submitted yet, or that was sent back.

    A newer revision takes the place of an older one of its template.
    """
    take_turn(session)
    state = find(session, id_)
    _require_author(session, by, state)
    if state.state not in (OPEN, REJECTED):
        raise BadValue(f"“{state.title}” is {state.state} already", "have it sent back, or open another set")
    about = [review.newest_of(session, item) for item in items]
    review.refuse_live(about)
    held = {(item.template, item.number) for item in state.items}
    new = dict.fromkeys((item.template, item.number) for item in about)
    add_items(session, id_, [pair for pair in new if pair not in held], by=by)


def submit(session: Session, id_: str, *, by: str, reason: str = "") -> int:
    """Asks for the approval of all that is in the set."""
    take_turn(session)
    state = find(session, id_)
    _require_author(session, by, state)
    return review.submit(session, _pending(state), by=by, reason=reason, change_set=id_)


def approve(session: Session, id_: str, *, by: str, reason: str = "", renders: Renders | None = None) -> int:
    """Makes all of it live in one change, at once or from its moment on. Raises what review.approve raises."""
    take_turn(session)
    state = find(session, id_)
    return review.approve(session, _pending(state), by=by, reason=reason, renders=renders, change_set=id_)


def reject(session: Session, id_: str, *, by: str, reason: str = "") -> int:
    """Sends all of it back."""
    take_turn(session)
    return review.reject(session, _pending(find(session, id_)), by=by, reason=reason, change_set=id_)


def call_off(session: Session, id_: str, *, by: str, reason: str = "", renders: Renders | None = None) -> int:
    """Takes back an approved set before its moment, for good: agents keep what they have, the drafts are sent back.

    Raises BadValue where it does not wait for its moment, NotAllowed unless `by` may approve all of it, TemplateFault
    where another set that comes later needs it.
    """
    take_turn(session)
    state = find(session, id_)
    about = [item for item in state.items if item.comes_at]
    if not about:
        raise BadValue(f"“{state.title}” does not wait for its moment", "suspend or retire what is live")
    approvers.require(session, by, review.candidates(session, about), is_own_enough=True)
    verdicts = [Verdict(item.template, item.number, item.hash, "rejected") for item in about]
    enter(session, verdicts, by=by, reason=reason, alters=True, change_set=id_)
    refuse_broken(session, {item.template for item in about}, {}, renders)
    return current_version(session)


def submit_together(
    session: Session,
    title: str,
    edits: Sequence[Edit],
    *,
    by: str,
    live_from: str = "",
    message: str = "",
    source: str = "",
) -> str:
    """Saves documents, puts what is new into a set of its own and submits it; returns its id, '' for no set."""
    take_turn(session)
    saved = [
        authoring.save(
            session,
            edit.document,
            author=by,
            based_on=edit.based_on,
            template=edit.template,
            message=message,
            source=source,
        )
        for edit in edits
    ]
    new = [(kept.template, kept.number) for kept in saved if kept.is_new]
    if not new:
        return ""
    id_ = open(session, title, by=by, live_from=live_from)
    put(session, id_, new, by=by)
    submit(session, id_, by=by, reason=message)
    return id_


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
    table, items = table_of(ChangeSet), table_of(ChangeSetItem)
    wanted = None if ids is None else set(ids)
    everything = session.execute(select(table).order_by(table.c.at, table.c.id))
    rows = [row for row in everything if wanted is None or row.id in wanted]
    put_in: dict[str, dict[str, int]] = {row.id: {} for row in rows}
    query = select(items).order_by(items.c.receipt, items.c.revision)
    for some in chunks(put_in):
        for item in session.execute(query.where(items.c.change_set.in_(some))):
            put_in[item.change_set][item.template] = item.revision
    wanted_items = {pair for held in put_in.values() for pair in held.items()}
    states = dict(known or {}) | history.states_of(session, wanted_items - set(known or ()))
    return tuple(_state(row, put_in[row.id], states) for row in rows)


def _state(
    row: Row[tuple[object, ...]], held: Mapping[str, int], states: Mapping[tuple[str, int], RevisionState]
) -> ChangeSetState:
    id_ = str(row.id)
    items = [states[pair] for pair in held.items() if pair in states]
    decided = [decision for item in items for decision in item.decisions if decision.change_set == id_]
    last = max(decided, key=lambda decision: decision.number, default=None)
    state = last.kind if last else OPEN
    if state == REJECTED and any(decision.kind == APPROVED for decision in decided):
        state = CALLED_OFF
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
        items=tuple(item for item in items if not _has_left(item, id_)),
    )


def _has_left(item: RevisionState, id_: str) -> bool:
    """Whether a revision was sent back by itself, and not with the set."""
    asked = [decision for decision in item.decisions if decision.kind in (SUBMITTED, REJECTED)]
    return bool(asked) and asked[-1].kind == REJECTED and asked[-1].change_set != id_


def _pending(state: ChangeSetState) -> list[Item]:
    """What is in the set and not live by another way already. Raises BadValue where the set is decided, or empty."""
    if state.state in (APPROVED, CALLED_OFF):
        raise BadValue(f"“{state.title}” is {state.state} already", "open another set")
    items: list[Item] = [(item.template, item.number) for item in state.items if not (item.is_live or item.comes_at)]
    if not items:
        raise BadValue(f"nothing is left in “{state.title}”", "put something in, or leave it")
    return items


def _require_author(session: Session, by: str, state: ChangeSetState) -> None:
    if not approvers.policy(session).is_same(by, state.by):
        members.require(session, by, members.DECIDE, f"alter the change set “{state.title}” of {state.by}")


def _moment(text: str, now_at: str) -> str:
    """A moment as tables hold it; '' for none. Raises BadValue."""
    if not text:
        return ""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min
    if found.tzinfo is None:
        raise BadValue(f"“{text}” is no moment", "write it as 2027-01-01T00:00+01:00")
    if (at := utc_text(found)) <= now_at:
        raise BadValue(f"{text} is past", "name a moment that is still to come, or none")
    return at
