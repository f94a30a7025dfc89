"""New revisions of leads go on: kept as drafts, submitted, or approved as the rules let; several as one change set.

It brings the record: screens import it inside the functions that run in threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from library.checks.approving import refuse_faulty
from library.errors import BadValue, NotAllowed, OutOfDate
from library.record import change_sets, edits, history, review
from library.record.changes import take_turn

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.documents import Document
    from library.record.authoring import Saved
    from library.record.history import RevisionState

DRAFT, SUBMIT, APPROVE = "draft", "submit", "approve"
Change = Callable[["Document"], "Document"]


class Settled(NamedTuple):
    """What became of new revisions: `state` is draft, submitted or live.

    `change_set` is the title of the set they are in, where they are several; `why` says why they are not live though
    that was asked for.
    """

    about: tuple[RevisionState, ...]
    state: str
    version: int
    change_set: str = ""
    why: str = ""


def edit(session: Session, name: str, change: Change, *, by: str, message: str, source: str) -> Saved:
    """Keeps a template's text as the change makes it: what agents get, with what waits in a newer draft.

    Raises what `change` raises, OutOfDate where that draft changes the same, and what a save raises.
    """
    take_turn(session)
    states = [state for state in history.revisions(session, name) if state.text is not None]
    if not states:
        raise BadValue(f"every text of {name} was redacted", "write a new template: snippets new")
    base = next((state for state in states if state.is_live), states[-1])
    assert base.document is not None
    merged = edits.save_merged(
        session,
        change(base.document),
        author=by,
        template=base.template,
        based_on=base.number,
        message=message,
        source=source,
    )
    if merged.saved is None:
        assert merged.theirs is not None
        what = merged.merge.conflicts[0].part
        raise OutOfDate(
            f"{base.abbreviation} r{merged.theirs.number} by {merged.theirs.author} changes its {what} too",
            f"nothing was changed; approve or reject that first: snippets compare {base.abbreviation}",
        )
    return merged.saved


def settle(session: Session, saved: Sequence[Saved], *, by: str, way: str | None, title: str, reason: str) -> Settled:
    """Goes on with new revisions as asked: one by itself, several as one change set.

    Where approving is asked for and the rules ask for somebody else, they are submitted. Raises OutOfDate where a draft
    of somebody would go live with them unread, BadDocument for a fault, and what approving raises.
    """
    new = [(one.template, one.number) for one in saved if one.is_new]
    if not new:
        raise BadValue("nothing was changed: all of it says that already", "snippets history shows the last changes")
    id_ = ""
    if len(new) > 1:
        id_ = change_sets.open(session, title, by=by)
        change_sets.put(session, id_, new, by=by)
    about = [history.revision(session, *pair) for pair in new]
    version, why = history.head(session)[0], ""
    if way == APPROVE:
        for state in about:
            _refuse_unread(session, state)
        try:
            version = (
                change_sets.approve(session, id_, by=by, reason=reason)
                if id_
                else review.approve(session, new, by=by, reason=reason)
            )
        except NotAllowed as error:  # raised before anything is written
            way, why = SUBMIT, f"{error.message} ({error.hint})"
        else:
            refuse_faulty(session, about)
    if way == SUBMIT:
        if id_:
            change_sets.submit(session, id_, by=by, reason=reason)
        else:
            review.submit(session, new, by=by, reason=reason)
        refuse_faulty(session, about)
    became = {APPROVE: "live", SUBMIT: "submitted"}.get(way or DRAFT, DRAFT)
    return Settled(tuple(about), became, version, title if id_ else "", why)


def _refuse_unread(session: Session, state: RevisionState) -> None:
    """Raises OutOfDate where a draft nobody has approved is among what the revision is based on."""
    approved = history.approved_revisions(session, state.template)
    if state.based_on is not None and approved and state.based_on not in approved:
        draft = history.revision(session, state.template, state.based_on)
        raise OutOfDate(
            f"{draft.abbreviation} r{draft.number} by {draft.author} is not approved, and would go live with it",
            f"nothing was changed; approve or reject that first: snippets compare {draft.abbreviation}",
        )
