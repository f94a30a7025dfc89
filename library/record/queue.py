"""What waits for a lead: drafts and change sets to approve, typo edits to look at, flags and proposals to answer.

Read with a fixed number of statements, however large the library is and however much waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import func, select
from sqlmodel import Session

from library.identifiers import moment
from library.record import change_sets, flags, history, review
from library.record.change_sets import ChangeSetState
from library.record.changes import table_of
from library.record.flags import FlagState
from library.record.history import Decided, RevisionState
from library.record.models import Decision, Revision, Template
from library.record.sources import are_proposed, is_proposed
from library.record.standings import approved_among, last, moments


@dataclass(frozen=True, slots=True)
class Waiting:
    """A revision somebody has to look at.

    `since` is when it was submitted (saved, for a draft nobody has submitted; live, for a typo edit), `by` who did
    that, its author for a proposal, `why` what they said. It is compared with `live_revision`, None where agents have
    none of this template; for a typo edit that is the revision before it.
    """

    template: str
    revision: int
    abbreviation: str
    title: str
    group: str
    author: str
    by: str
    since: str
    why: str
    based_on: int | None
    live_revision: int | None


@dataclass(frozen=True, slots=True)
class WaitingSet:
    """A change set somebody submitted: one decision for all that is in it."""

    id: str
    title: str
    by: str
    since: str
    live_from: str
    items: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """How long answers took lately: the median in seconds and how many they were; None where there were none."""

    seconds: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, each list the longest waiting first; and how fast flags and proposals were answered.

    What was sent back waits for its author: there `by` is who sent it back, `why` their reason.
    """

    submitted: tuple[Waiting, ...]
    sets: tuple[WaitingSet, ...]
    proposals: tuple[Waiting, ...]
    typos: tuple[Waiting, ...]
    flags: tuple[FlagState, ...]
    drafts: tuple[Waiting, ...]
    sent_back: tuple[Waiting, ...]
    flags_answered: Answered
    proposals_answered: Answered

    @property
    def waiting(self) -> int:
        """How many decisions wait; drafts nobody has submitted are none yet."""
        return len(self.submitted) + len(self.sets) + len(self.proposals) + len(self.typos) + len(self.flags)


def queue(session: Session, *, since: str) -> Queue:
    """What waits now. Times to answer are of what was answered after `since`, a UTC text."""
    newest, sent_back = history.drafts_and_sent_back(session)
    drafts = (*newest, *history.overtaken(session, [state for state in newest if not _asked(state)]))
    asked = {(state.template, state.number): decision for state in drafts if (decision := _asked(state))}
    ids = {decision.change_set for decision in asked.values() if decision.change_set}
    known = {(state.template, state.number): state for state in drafts}
    sets = [one for one in change_sets.sets(session, ids, known=known) if one.state == change_sets.SUBMITTED]
    in_sets = [item for one in sets for item in one.items if not item.is_live]
    held = {(item.template, item.number) for item in in_sets}
    standing = history.standings(session, {state.template for state in (*drafts, *in_sets, *sent_back)})
    live = {template: item.revision for template, item in standing.items() if item.is_live}
    alone = [state for state in drafts if (state.template, state.number) not in held]
    submitted = [state for state in alone if (state.template, state.number) in asked]
    return Queue(
        submitted=_in_order(submitted, live, lambda state: not is_proposed(state.source)),
        sets=tuple(_waiting_set(one, live) for one in sets),
        proposals=_in_order(submitted, live, lambda state: is_proposed(state.source)),
        typos=_typos(session),
        flags=tuple(flags.open_flags(session)),
        drafts=_in_order(alone, live, lambda state: (state.template, state.number) not in asked),
        sent_back=_in_order(sent_back, live, lambda state: True),
        flags_answered=_answered(flags.answered_since(session, since)),
        proposals_answered=_answered(_proposals_answered(session, since)),
    )


def _asked(state: RevisionState) -> Decided | None:
    """The last decision by which somebody submitted a revision, or sent it back."""
    return next((decision for decision in reversed(state.decisions) if decision.kind in history.ASKED), None)


def _in_order(
    states: Iterable[RevisionState], live: Mapping[str, int], which: Callable[[RevisionState], bool]
) -> tuple[Waiting, ...]:
    found = [_waiting(state, live.get(state.template)) for state in states if which(state)]
    return tuple(sorted(found, key=lambda waiting: (waiting.since, waiting.abbreviation)))


def _waiting(state: RevisionState, live: int | None) -> Waiting:
    asked, document = _asked(state), state.document
    return Waiting(
        template=state.template,
        revision=state.number,
        abbreviation=document.abbreviation if document else state.template,
        title=document.title if document else "",
        group=document.group if document else "",
        author=state.author,
        by=asked.by if asked and not is_proposed(state.source) else state.author,
        since=asked.at if asked else state.at,
        why=(asked.reason if asked else "") or state.message,
        based_on=state.based_on,
        live_revision=live,
    )


def _waiting_set(one: ChangeSetState, live: Mapping[str, int]) -> WaitingSet:
    items = _in_order(one.items, live, lambda state: not state.is_live)
    return WaitingSet(one.id, one.title, one.decided_by, one.decided_at, one.live_from, items)


def _typos(session: Session) -> tuple[Waiting, ...]:
    """Live revisions that went live as typo edits and that nobody else has confirmed, with the one live before."""
    template, uncounted = table_of(Template).c.id, moments(session).uncounted
    asked, decided = last(template, "number", kinds=("submitted",)), last(template, "number", uncounted)
    revision = last(template, "revision", kinds=("submitted",))
    query = select(template, revision).where(asked > decided, revision == last(template, "revision", uncounted))
    states = history.states_of(session, [(row[0], row[1]) for row in session.execute(query)])
    waiting = [state for state in states.values() if state.is_live and review.is_to_be_looked_at(state)]
    before = approved_among(session, [state.template for state in waiting])
    earlier = {template: numbers[-2] for template, numbers in before.items() if len(numbers) > 1}
    return _in_order(waiting, earlier, lambda state: True)


def _proposals_answered(session: Session, since: str) -> list[tuple[str, str]]:
    """When each proposal was sent in, and when its template was first approved or sent back after it."""
    table, revisions = table_of(Decision), table_of(Revision)
    is_answer = (table.c.revision >= revisions.c.number) & table.c.kind.in_(("approved", "rejected"))
    query = (
        select(revisions.c.at, func.min(table.c.at))
        .join(table, (table.c.template == revisions.c.template) & is_answer)
        .where(are_proposed(revisions.c.source))
        .group_by(revisions.c.template, revisions.c.number, revisions.c.at)
        .having(func.min(table.c.at) >= since)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _answered(times: Sequence[tuple[str, str]]) -> Answered:
    taken = [(moment(answered) - moment(asked)).total_seconds() for asked, answered in times]
    return Answered(median(taken) if taken else None, len(taken))
