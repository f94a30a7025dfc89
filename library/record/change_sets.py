"""Change sets: several templates and facts, one submission, one approval, one library version.

A set may have a moment in the future (`live_from`): approved before, its templates reach desks ahead and are live,
there and in the record, from that moment on. Until then it can be called off, for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from library.documents import Document
from library.errors import BadValue
from library.identifiers import utc_text
from library.record import approvers, authoring, history, members, review, set_rows
from library.record.changes import current_version, take_turn
from library.record.clock import now
from library.record.decisions import Verdict, enter
from library.record.rechecks import Renders, refuse_broken
from library.record.review import Item
from library.record.set_rows import add_items, add_set
from library.record.set_states import APPROVED as APPROVED
from library.record.set_states import CALLED_OFF as CALLED_OFF
from library.record.set_states import GIVEN_UP as GIVEN_UP
from library.record.set_states import OPEN as OPEN
from library.record.set_states import REJECTED as REJECTED
from library.record.set_states import SUBMITTED as SUBMITTED
from library.record.set_states import ChangeSetState as ChangeSetState
from library.record.set_states import find as find
from library.record.set_states import going as going
from library.record.set_states import sets as sets


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

    A newer revision takes the place of an older one of its template. Raises BadValue for one that was sent back by
    itself: whoever sent it back wants another text.
    """
    state = _to_alter(session, id_, by)
    about = [review.newest_of(session, item) for item in items]
    review.refuse_live(about)
    held = {(item.template, item.number) for item in state.items}
    new = dict.fromkeys((item.template, item.number) for item in about)
    add_items(session, id_, [pair for pair in new if pair not in held], by=by)
    there = {(item.template, item.number) for item in find(session, id_).items}
    for item in about:
        if (item.template, item.number) not in there:
            why = item.decisions[-1].reason if item.decisions else ""
            raise BadValue(
                f"{item.abbreviation} r{item.number} was sent back{f': {why}' if why else ''}",
                "save another text, and put that in",
            )


def take_out(session: Session, id_: str, names: Sequence[str], *, by: str) -> None:
    """Takes templates out of a set nobody has submitted yet, or that was sent back; what is in it stays a draft."""
    state = _to_alter(session, id_, by)
    held = {item.template for item in state.items}
    templates = {history.resolve(session, name): name for name in names}
    for template, name in templates.items():
        if template not in held:
            raise BadValue(f"{name} is not in “{state.title}”", "nothing was changed")
    set_rows.take_items_out(session, id_, templates, by=by)


def give_up(session: Session, id_: str, *, by: str) -> None:
    """Says that nothing will come of a set nobody has submitted, or that was sent back; its drafts stay."""
    _to_alter(session, id_, by)
    set_rows.give_up(session, id_, by=by)


def move(session: Session, id_: str, live_from: str, *, by: str) -> str:
    """Gives a set nobody has submitted, or that was sent back, another moment, '' for at once; returns its id then.

    A set's moment is written with it: what is in it goes on in another set of the same title.
    """
    state = _to_alter(session, id_, by)
    at = _moment(live_from, now(session))
    if at == state.live_from:
        return id_
    give_up(session, id_, by=by)
    new = add_set(session, state.title, by=state.by, live_from=at)
    add_items(session, new, [(item.template, item.number) for item in state.items], by=by)
    return new


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
    if not state.is_coming:
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


def _to_alter(session: Session, id_: str, by: str) -> ChangeSetState:
    """The set, where this person may alter what is in it. Raises BadValue for one that is with others, NotAllowed."""
    take_turn(session)
    state = find(session, id_)
    _require_author(session, by, state)
    if state.state not in (OPEN, REJECTED):
        raise BadValue(f"“{state.title}” is {state.state} already", "have it sent back, or open another set")
    return state


def _pending(state: ChangeSetState) -> list[Item]:
    """What is in the set and not live by another way already. Raises BadValue where the set is decided, or empty."""
    if state.state in (APPROVED, CALLED_OFF, GIVEN_UP):
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
