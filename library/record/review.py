"""Decides about revisions: submits, approves, rejects, suspends, retires, revives, confirms. Decisions are only added.

Verbs take items: a template's name, which stands for its newest revision (or its live one, where only that makes
sense), or a pair (template or name, revision number). All items of a call are decided, or none. Each returns the
library's version. `renders` says why a document would not render; library.rendering where it is None.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.errors import BadValue, NotAllowed, OutOfDate
from library.record import approvers, history, members
from library.record.approvers import Candidate
from library.record.authoring import Draft, claim
from library.record.changes import current_version, take_turn
from library.record.clock import now
from library.record.coming import refuse_coming
from library.record.decisions import Verdict, enter
from library.record.history import Live, RevisionState
from library.record.publishing import Published as Published
from library.record.publishing import publish as publish
from library.record.rechecks import Renders, refuse_broken
from library.record.typos import is_typo as is_typo

Item = str | tuple[str, int]


def submit(session: Session, items: Sequence[Item], *, by: str, reason: str = "", change_set: str | None = None) -> int:
    """Asks for approval of revisions that are not live. A draft can be approved unasked: this says that it is done."""
    take_turn(session)
    about = [newest_of(session, item) for item in items]
    refuse_live(about)
    return enter(session, _verdicts(about, "submitted"), by=by, reason=reason, alters=False, change_set=change_set)


def approve(
    session: Session,
    items: Sequence[Item],
    *,
    by: str,
    reason: str = "",
    renders: Renders | None = None,
    change_set: str | None = None,
) -> int:
    """Makes revisions live, all of them in one change; those of a change set with a moment from that moment on.

    Drafts need not have been submitted. Raises NotAllowed, which names who may; OutOfDate unless each is based,
    directly or through unapproved drafts, on the revision approved last; NameTaken; BadValue for one that is live
    already or, named without a number, has somebody else's draft after what was submitted; TemplateFault where live
    templates would no longer render.
    """
    take_turn(session)
    about = [asked_of(session, item, by) for item in items]
    _refuse_repeated(about)
    approvers.require(session, by, candidates(session, about))
    return make_live(session, about, by=by, reason=reason, renders=renders, change_set=change_set)


def publish_typo(session: Session, item: Item, *, by: str, reason: str = "", renders: Renders | None = None) -> int:
    """Makes the correction of a typo live at once; where a second person is asked for, somebody looks at it after.

    In the record it is approved and then submitted: it waits in the queue, live, until somebody else confirms it or
    puts another revision in its place. Raises NotAllowed unless `by` may approve it, and where a server asks for
    the second person itself; BadValue where it changes more than letters of words since the last revision a second
    person has seen; and what `approve` raises.
    """
    take_turn(session)
    state = newest_of(session, item)
    refuse_live([state])
    candidate = candidates(session, [state])
    approvers.require(session, by, candidate, is_own_enough=True)
    seen = _last_seen(session, state.template)
    if seen is None or not is_typo(_document(seen), _document(state)):
        raise BadValue(
            f"{_name(state)} r{state.number} changes more than a typo", "submit it for approval: snippets submit"
        )
    is_settled = approvers.policy(session).is_settled_by(by, state.author, candidate[0].groups)
    if not is_settled and approvers.is_enforced(session):
        raise NotAllowed(
            f"on this server nobody approves what they wrote: {_name(state)} has to wait for somebody else",
            f"submit it: snippets submit {_name(state)}",
        )
    version = make_live(session, [state], by=by, reason=reason or "typo", renders=renders)
    if not is_settled:
        enter(session, _verdicts([state], "submitted"), by=by, reason=reason or "typo", alters=False)
    return version


def make_live(
    session: Session,
    about: Sequence[RevisionState],
    *,
    by: str,
    reason: str,
    renders: Renders | None,
    change_set: str | None = None,
) -> int:
    """Approves revisions without asking whether this person may: whoever calls it has asked."""
    refuse_live(about)
    refuse_coming(session, (state.template for state in about))
    for state in about:
        _refuse_out_of_date(session, state)
    before = _live_before(session, about)
    at = now(session)
    claim(session, [_as_draft(state) for state in about], at=at, by=by)
    enter(session, _verdicts(about, "approved"), by=by, reason=reason, alters=True, change_set=change_set, at=at)
    refuse_broken(session, {state.template for state in about}, before, renders)
    return current_version(session)


def reject(session: Session, items: Sequence[Item], *, by: str, reason: str = "", change_set: str | None = None) -> int:
    """Sends revisions that are not live back to their authors. Raises NotAllowed unless `by` may approve them."""
    take_turn(session)
    about = [asked_of(session, item, by) for item in items]
    approvers.require(session, by, candidates(session, about), is_own_enough=True)
    refuse_live(about)
    return enter(session, _verdicts(about, "rejected"), by=by, reason=reason, alters=False, change_set=change_set)


def suspend(
    session: Session, items: Sequence[Item], *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Takes live templates from agents for now; one lead may, at once. Raises TemplateFault where others need them.

    What is approved of them and waits for its moment will not come.
    """
    return _withdraw(session, items, "suspended", by, reason, renders)


def retire(
    session: Session, items: Sequence[Item], *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Takes templates from agents for good; they keep their names. Raises TemplateFault where others need them."""
    return _withdraw(session, items, "retired", by, reason, renders)


def revive(
    session: Session, items: Sequence[Item], *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Makes suspended or retired templates live again, with the revision approved last."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "revive")
    about = [_last_approved(session, item) for item in items]
    refuse_live(about)
    refuse_coming(session, (state.template for state in about))
    at = now(session)
    claim(session, [_as_draft(state) for state in about], at=at, by=by)
    enter(session, _verdicts(about, "revived"), by=by, reason=reason, alters=True, at=at)
    refuse_broken(session, {state.template for state in about}, {}, renders)
    return current_version(session)


def confirm(session: Session, items: Sequence[Item], *, by: str, reason: str = "") -> int:
    """Says that live templates were read again and are still right."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "confirm")
    about = [_live_now(session, item) for item in items]
    return enter(session, _verdicts(about, "confirmed"), by=by, reason=reason, alters=False)


def _withdraw(session: Session, items: Sequence[Item], kind: str, by: str, reason: str, renders: Renders | None) -> int:
    take_turn(session)
    members.require(session, by, members.DECIDE, "suspend" if kind == "suspended" else "retire")
    about = [_live_now(session, item) if kind == "suspended" else _to_retire(session, item) for item in items]
    before = _live_before(session, about)
    enter(session, _verdicts(about, kind), by=by, reason=reason, alters=True)
    refuse_broken(session, {state.template for state in about}, before, renders)
    return current_version(session)


def _refuse_repeated(about: Sequence[RevisionState]) -> None:
    if len({state.template for state in about}) < len(about):
        raise BadValue("one template is named twice", "name the one revision that should be live")


def candidates(session: Session, about: Sequence[RevisionState]) -> list[Candidate]:
    """What approving these revisions asks of a person."""
    groups = approvers.groups_of(session, {state.template: _document(state) for state in about})
    return [Candidate(f"{_name(state)} r{state.number}", state.author, groups[state.template]) for state in about]


def _last_seen(session: Session, template: str) -> RevisionState | None:
    """The revision live or approved before that is not a typo edit which still waits to be looked at."""
    states = history.revisions(session, template)
    approved = [states[number - 1] for number in history.approved_revisions(session, template)]
    seen = [state for state in approved if state.text is not None and not is_to_be_looked_at(state)]
    return seen[-1] if seen and any(state.is_live for state in states) else None


def is_to_be_looked_at(state: RevisionState) -> bool:
    """Whether a revision went live as a typo edit and nobody but who published it has confirmed it."""
    kinds = [decision.kind for decision in state.decisions]
    if "approved" not in kinds:
        return False
    after = state.decisions[kinds.index("approved") + 1 :]
    asked = next((decision for decision in after if decision.kind == "submitted"), None)
    return asked is not None and not any(
        decision.kind == "confirmed" and folded(decision.by) != folded(asked.by) for decision in after
    )


def refuse_live(about: Sequence[RevisionState]) -> None:
    """Raises BadValue where one is live or waits for its moment."""
    for state in about:
        if state.comes_at:
            raise BadValue(
                f"revision {state.number} of {_name(state)} is approved and comes at {state.comes_at}",
                "nothing is left to decide",
            )
        if state.is_live:
            to_do = f"snippets confirm {_name(state)} says it is right" if is_to_be_looked_at(state) else ""
            hint = to_do or "nothing is left to decide"
            raise BadValue(f"revision {state.number} of {_name(state)} is live already", hint)


def _refuse_out_of_date(session: Session, state: RevisionState) -> None:
    approved = history.approved_revisions(session, state.template)
    last = approved[-1] if approved else None
    base = history.base_of(history.revisions(session, state.template), state.number, approved)
    if base == state.number and base is not None:
        raise BadValue(f"{_name(state)} is not live, its revision {base} was approved before", "revive it instead")
    if base != last:
        raise OutOfDate(
            f"{_name(state)}: revision {state.number} is based on {base or 'nothing'}, and {last} was approved since",
            "compare the two, save on top of the newer one, and approve that",
        )


def newest_of(session: Session, item: Item) -> RevisionState:
    if isinstance(item, tuple):
        return history.revision(session, *item)
    return history.revisions(session, item)[-1]


def asked_of(session: Session, item: Item, by: str) -> RevisionState:
    """The revision `by` decides about. BadValue: a name may mean what was submitted or a later draft."""
    state = newest_of(session, item)
    is_known = isinstance(item, tuple) or history.is_asked(state) or folded(state.author) == folded(by)
    if not is_known and (before := history.overtaken(session, [state])):
        raise BadValue(
            f"{item}: revision {before[0].number} was submitted, and {state.number} is a draft saved since",
            f"name the one that is meant: {item}@{before[0].number}, or {item}@{state.number}",
        )
    return state


def _live_now(session: Session, item: Item) -> RevisionState:
    found = _live_of(session, item)
    if found is None or (isinstance(item, tuple) and item[1] != found.number):
        raise BadValue(f"{_spoken(item)} is not live", f"see snippets history {_spoken(item)}")
    return found


def _live_of(session: Session, item: Item) -> RevisionState | None:
    name = item[0] if isinstance(item, tuple) else item
    return next((state for state in history.revisions(session, name) if state.is_live), None)


def _to_retire(session: Session, item: Item) -> RevisionState:
    """The live revision, else the one approved last, else the newest: retiring is about the template."""
    found = _live_of(session, item)
    if found is not None:
        return found
    states = history.revisions(session, item[0] if isinstance(item, tuple) else item)
    standing = history.standings(session, [states[-1].template]).get(states[-1].template)
    if standing is not None and standing.kind == "retired":
        raise BadValue(f"{_spoken(item)} is retired already", "nothing was changed")
    return states[standing.revision - 1] if standing else states[-1]


def _last_approved(session: Session, item: Item) -> RevisionState:
    states = history.revisions(session, item[0] if isinstance(item, tuple) else item)
    approved = history.approved_revisions(session, states[-1].template)
    if not approved:
        raise BadValue(f"{_spoken(item)} was never approved", "approve a revision instead")
    return states[approved[-1] - 1]


def _live_before(session: Session, about: Sequence[RevisionState]) -> dict[str, Live]:
    return history.live_among(session, {state.template for state in about})


def _verdicts(about: Sequence[RevisionState], kind: str) -> list[Verdict]:
    return [Verdict(state.template, state.number, state.hash, kind) for state in about]


def _as_draft(state: RevisionState) -> Draft:
    document = _document(state)
    return Draft(document, state.text or "", "", state.template, state.based_on)


def _document(state: RevisionState) -> Document:
    if state.text is None:
        raise BadValue(f"revision {state.number} was redacted", "its text is gone; choose another")
    return from_canonical(state.text)


def _name(state: RevisionState) -> str:
    return from_canonical(state.text).abbreviation if state.text is not None else state.template


def _spoken(item: Item) -> str:
    return item if isinstance(item, str) else f"{item[0]} {item[1]}"
