"""What the review screen reads in the library: what waits, what differs, what the checks say, and who may approve.

Runs in threads; the record is imported inside, so that nobody waits for it who only looks for replies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from library.documents import Document
from library.identifiers import utc_text
from snippets.screens.compared import section
from snippets.widgets.comparison import Part, Section

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.checks import Finding, Known
    from library.record.flags import FlagState
    from library.record.queue import Queue, Waiting

#: The kinds of what waits, in the order they are shown.
CHANGE, SET, PROPOSAL, TYPO, FLAG = "change", "set", "proposal", "typo", "flag"
DRAFT, SENT_BACK = "draft", "sent back"
#: Nobody has to decide about these; they wait for their authors.
FOR_AUTHORS = (DRAFT, SENT_BACK)
#: How far back answers count for the time they took.
ANSWERS_DAYS = 90
#: Templates that quote a changed fact or fragment, shown with what becomes of them; more are counted.
EFFECTS = 40
#: In larger libraries nobody waits here for templates that are nearly the same, which takes half a second at this size;
#: `snippets check` looks for them.
LIKENESS_UNTIL = 10_000


class About(NamedTuple):
    """A revision, and the one it is compared with, None where agents have none of its template."""

    template: str
    revision: int
    before: int | None
    name: str
    group: str
    author: str


class Flagged(NamedTuple):
    """What an agent said was wrong, and with which revision."""

    agent: str
    at: str
    why: str
    revision: int


class Item(NamedTuple):
    """One thing that waits for a decision. `key` tells it apart; `about` is several of a change set."""

    key: str
    kind: str
    name: str
    title: str
    by: str
    since: str
    why: str
    about: tuple[About, ...]
    set_id: str = ""
    live_from: str = ""
    flags: tuple[Flagged, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.group for one in self.about))


class Took(NamedTuple):
    """How long answers took: the median in seconds, None where there were none, and how many there were."""

    seconds: float | None
    often: int


class Stuck(NamedTuple):
    """A proposal that cannot become a draft as it is, and why."""

    name: str
    by: str
    problem: str


class Waits(NamedTuple):
    """All that waits, the kinds in order, in each the longest waiting first.

    `stuck` is what agents proposed that cannot become a draft; `is_taking_in` says that there is some that can.
    """

    items: tuple[Item, ...] = ()
    flags_took: Took = Took(None, 0)
    proposals_took: Took = Took(None, 0)
    stuck: tuple[Stuck, ...] = ()
    is_taking_in: bool = False

    @property
    def waiting(self) -> int:
        """How many decisions wait; a draft nobody has submitted is none yet."""
        return sum(item.kind not in FOR_AUTHORS for item in self.items)


class Details(NamedTuple):
    """What an item is about: the texts compared, and what becomes of the replies that quote them."""

    sections: tuple[Section, ...]
    effects: tuple[Section, ...] = ()
    more_effects: int = 0


class Leave(NamedTuple):
    """Whether this person may approve an item, and if not, why."""

    item: Item
    refusal: str = ""


def waits(session: Session, *, now: datetime, by: str = "") -> Waits:
    """Everything that waits now, for `by`."""
    from library.record import proposed, queue

    found = queue.queue(session, since=utc_text(now - timedelta(days=ANSWERS_DAYS)))
    sent = proposed.waiting(session, by=by) if proposed.is_for(session, by) else []
    stuck = tuple(Stuck(one.name, one.agent, one.problem) for one in sent if one.problem)
    return Waits(
        tuple(_items(found)),
        Took(found.flags_answered.seconds, found.flags_answered.count),
        Took(found.proposals_answered.seconds, found.proposals_answered.count),
        stuck,
        len(stuck) < len(sent) and proposed.may_write(session),
    )


def take_in(session: Session, *, by: str) -> None:
    """Makes drafts of what agents have proposed."""
    from library.record import proposed

    proposed.take_in(session, by=by)


def _items(found: Queue) -> Iterable[Item]:
    sets = [
        Item(f"{SET}:{one.id}", SET, one.title, "", one.by, one.since, "", tuple(map(_about, one.items)), one.id,
             one.live_from)
        for one in found.sets
    ]  # fmt: skip
    yield from sorted([*sets, *(_item(CHANGE, one) for one in found.submitted)], key=lambda item: item.since)
    yield from (_item(PROPOSAL, one) for one in found.proposals)
    yield from (_item(TYPO, one) for one in found.typos)
    yield from _flagged(found.flags)
    yield from (_item(DRAFT, one) for one in found.drafts)
    yield from (_item(SENT_BACK, one) for one in found.sent_back)


def _item(kind: str, one: Waiting) -> Item:
    key = f"{kind}:{one.template}:{one.revision}"
    name = f"{one.abbreviation} r{one.revision}"
    return Item(key, kind, name, one.title, one.by, one.since, one.why, (_about(one),))


def _about(one: Waiting) -> About:
    return About(one.template, one.revision, one.live_revision, one.abbreviation, one.group, one.author)


def _flagged(flags: Sequence[FlagState]) -> Iterable[Item]:
    """One item for each template, however many agents have flagged it."""
    by_template: dict[str, list[FlagState]] = {}
    for flag in flags:
        by_template.setdefault(flag.template, []).append(flag)
    for template, its in by_template.items():
        first, said = its[0], tuple(Flagged(flag.agent, flag.at, flag.why, flag.revision) for flag in its)
        by = first.agent if len(its) == 1 else f"{len(its)} agents"
        about = About(template, 0, None, first.abbreviation, "", "")
        key = f"{FLAG}:{template}:{its[-1].id}"
        yield Item(key, FLAG, first.abbreviation, first.title, by, first.at, its[-1].why, (about,), flags=said)


def details(session: Session, item: Item, *, now: datetime, locale: str) -> Details:
    """The texts of an item, compared with what agents have; for a fact or fragment, also what quotes it."""
    from library.record import history

    if item.kind == FLAG:
        return Details(_of_flag(session, item))
    pairs = [(one.template, number) for one in item.about for number in (one.revision, one.before) if number]
    states = history.states_of(session, pairs)
    sections, changed, is_alone = [], {}, len(item.about) == 1
    for one in item.about:
        state = states.get((one.template, one.revision))
        after = state.document if state else None
        before_state = states.get((one.template, one.before)) if one.before else None
        before = before_state.document if before_state else None
        remark = "" if before or is_alone else "new: agents have none of this yet"
        sections.append(section("" if is_alone else f"{one.name} r{one.revision}", before, after, remark=remark))
        if after is not None:
            changed[one.template] = after
    quoted = [document for document in changed.values() if document.kind != "reply"]
    effects = _effects(session, changed, now=now, locale=locale) if quoted and item.kind != TYPO else []
    return Details(tuple(sections), tuple(effects[:EFFECTS]), max(0, len(effects) - EFFECTS))


def _effects(session: Session, changed: Mapping[str, Document], *, now: datetime, locale: str) -> list[Section]:
    """Replies that will say something else because of these facts and fragments, each with what differs."""
    from library.comparing import compare
    from library.record.quoting import affected_by

    found = []
    for effect in affected_by(session, changed, now=now, locale=locale):
        label = effect.channel or "text"
        if effect.fault:
            found.append(Section(effect.abbreviation, (), f"✗ would not render: {effect.fault}"))
        elif effect.before != effect.after:
            found.append(Section(effect.abbreviation, (Part(label, compare(effect.before, effect.after)),)))
    return found


def _of_flag(session: Session, item: Item) -> tuple[Section, ...]:
    """The live text; and what changed in it since the agents' revision, where it did."""
    from library.record import history

    [one] = item.about
    live = history.live_among(session, [one.template]).get(one.template)
    if live is None:
        return (Section("", (), "Agents do not get it any more."),)
    flagged = item.flags[0].revision
    before = None
    if flagged and flagged != live.revision:
        before = history.states_of(session, [(one.template, flagged)]).get((one.template, flagged))
    now_section = section(f"What agents get now, r{live.revision}", None, live.document)
    if before is None or before.document is None:
        return (now_section,)
    return (section(f"Since r{flagged}, which was flagged", before.document, live.document), now_section)


def known(session: Session) -> Sequence[Known]:
    """What is in the library beside any template, for `check_items`."""
    from library.checks.surroundings import known_in

    return known_in(session)


def check_items(session: Session, items: Sequence[Item], known: Sequence[Known]) -> dict[str, tuple[Finding, ...]]:
    """What the checks say of each item, by its key, in the library as it will be with it; nothing of flags."""
    from library.checks.approving import beside, found_in
    from library.record import history

    states = history.states_of(session, [(one.template, one.revision) for item in items for one in item.about])
    around = beside(known, has_likeness=len(known) <= LIKENESS_UNTIL)
    found: dict[str, tuple[Finding, ...]] = {}
    for item in items:
        its = [state for one in item.about if (state := states.get((one.template, one.revision)))]
        findings = found_in(session, its, known=around)
        found[item.key] = tuple(finding for one in findings.values() for finding in one)
    return found


def leave_of(session: Session, items: Sequence[Item], by: str) -> list[Leave]:
    """Which of these this person may approve, and why not the others; of many at once."""
    from library.errors import LibraryError
    from library.record import approvers, history, review

    states = history.states_of(session, [(one.template, one.revision) for item in items for one in item.about])
    found = []
    for item in items:
        its = [state for one in item.about if (state := states.get((one.template, one.revision)))]
        try:
            approvers.require(session, by, review.candidates(session, its))
            found.append(Leave(item))
        except LibraryError as error:
            found.append(Leave(item, f"{error.message}: {error.hint}" if error.hint else error.message))
    return found
