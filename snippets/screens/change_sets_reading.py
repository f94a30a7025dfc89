"""What the screen of change sets reads in the library, and what is decided there.

Runs in threads; the record is imported inside, so that nobody waits for it who only looks for replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from library.errors import OutOfDate
from snippets import change_sets as verbs
from snippets.screens import review_deciding, review_reading
from snippets.screens.review_deciding import APPROVED, REJECTED, Decision
from snippets.screens.review_reading import SET, About, Details, Item

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.checks import Finding
    from library.record.change_sets import ChangeSetState
    from library.record.history import RevisionState

#: How a set stands, in the order they are shown.
SUBMITTED, SENT_BACK, OPEN, COMING = "submitted", "rejected", "open", "approved"
#: In these nobody but its author and leads looks at it: what is in it can be altered.
ALTERABLE = (OPEN, SENT_BACK)


class SetRow(NamedTuple):
    """A change set that is going on. `item` is the set as the review shows it; `facts` says how many of it are facts.

    `newer` are the names of templates that have a newer draft than the one in the set.
    """

    item: Item
    state: str
    decided_by: str
    reason: str
    facts: int
    newer: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.item.set_id

    @property
    def title(self) -> str:
        return self.item.name


class Draft(NamedTuple):
    """A revision nobody has submitted."""

    template: str
    revision: int
    name: str
    title: str
    author: str
    at: str


def sets(session: Session) -> tuple[SetRow, ...]:
    """The sets that are open, submitted, sent back or approved for a moment to come, the oldest first."""
    from library.record import change_sets, history
    from library.record.authoring import newest_revisions

    going = change_sets.going(session)
    templates = {item.template for one in going for item in one.items}
    live = {key: one.revision for key, one in history.standings(session, templates).items() if one.is_live}
    newest = {key: kept.number for key, kept in newest_revisions(session, templates).items()}
    rows = [_row(one, live, newest) for one in going]
    order = (SUBMITTED, SENT_BACK, OPEN, COMING)
    return tuple(sorted(rows, key=lambda row: order.index(row.state)))


def _row(one: ChangeSetState, live: dict[str, int], newest: dict[str, int]) -> SetRow:
    about = tuple(_about(item, live.get(item.template)) for item in one.items)
    facts = sum('"kind":"fact"' in (item.text or "") for item in one.items)
    newer = tuple(one.name for one in about if newest[one.template] > one.revision)
    item = Item(f"{SET}:{one.id}", SET, one.title, "", one.by, one.at, "", about, one.id, one.live_from)
    return SetRow(item, one.state, one.decided_by, one.reason, facts, newer)


def _about(state: RevisionState, live: int | None) -> About:
    document = state.document
    name, group = (document.abbreviation, document.group) if document else (state.template, "")
    return About(state.template, state.number, live, name, group, state.author)


def details(session: Session, row: SetRow, *, now: datetime, locale: str) -> Details:
    """What is in it, each compared with what agents have, and what becomes of the replies that quote it."""
    return review_reading.details(session, row.item, now=now, locale=locale)


def findings(session: Session, row: SetRow) -> tuple[Finding, ...]:
    """What the checks say of it, in the library as it will be."""
    return review_reading.check_items(session, [row.item], review_reading.known(session))[row.item.key]


def drafts(session: Session, row: SetRow) -> tuple[Draft, ...]:
    """What can be put in: drafts nobody has submitted, the newest first."""
    from library.record import history

    held = {(one.template, one.revision) for one in row.item.about}
    found = [
        Draft(state.template, state.number, document.abbreviation, document.title, state.author, state.at)
        for state in history.drafts(session)
        if not history.is_asked(state) and (state.template, state.number) not in held and (document := state.document)
    ]
    return tuple(sorted(found, key=lambda draft: draft.at, reverse=True))


# what is decided: each in one transaction


def begin(session: Session, title: str, *, by: str) -> str:
    """Returns its id."""
    from library.record import change_sets

    return change_sets.open(session, title, by=by)


def put_in(session: Session, row: SetRow, picked: Sequence[Draft], *, by: str) -> str:
    from library.record import change_sets

    change_sets.put(session, row.key, [(draft.template, draft.revision) for draft in picked], by=by)
    return row.key


def take_out(session: Session, row: SetRow, templates: Sequence[str], *, by: str) -> str:
    from library.record import change_sets

    change_sets.take_out(session, row.key, templates, by=by)
    return row.key


def move(session: Session, row: SetRow, live_from: str, *, by: str) -> str:
    """Gives it another moment, '' for at once; returns its id then."""
    from library.record import change_sets

    return change_sets.move(session, row.key, live_from, by=by)


def submit(session: Session, row: SetRow, *, by: str, why: str) -> str:
    _refuse_unseen(session, row)
    verbs.submit(session, row.key, by=by, why=why)
    return row.key


def approve(session: Session, row: SetRow, *, by: str) -> Decision:
    """Makes all of it live, at once or from its moment on: as it was shown, or not at all."""
    _refuse_unseen(session, row)
    verbs.approve(session, row.key, by=by)
    return Decision(APPROVED, (row.item,))


def reject(session: Session, row: SetRow, *, by: str, why: str) -> Decision:
    from library.record import change_sets

    change_sets.reject(session, row.key, by=by, reason=why)
    return Decision(REJECTED, (row.item,))


def give_up(session: Session, row: SetRow, *, by: str) -> str:
    from library.record import change_sets

    change_sets.give_up(session, row.key, by=by)
    return row.key


def call_off(session: Session, row: SetRow, *, by: str, why: str) -> str:
    from library.record import change_sets

    change_sets.call_off(session, row.key, by=by, reason=why)
    return row.key


def take_back(session: Session, decision: Decision, *, by: str) -> str:
    """Returns what is so now, as a sentence."""
    return review_deciding.take_back(session, decision, by=by)


def _refuse_unseen(session: Session, row: SetRow) -> None:
    """Raises OutOfDate where somebody has put something else in since it was shown."""
    from library.record import change_sets

    shown = {(one.template, one.revision) for one in row.item.about}
    if {(item.template, item.number) for item in change_sets.find(session, row.key).items} != shown:
        raise OutOfDate(f"“{row.title}” holds something else since it was shown here", "look at it again")
