"""What the screen of facts reads in the library, and what becomes of another value. Runs in threads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from snippets.widgets.comparison import Part, Section

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.history import Live, RevisionState
    from snippets.fact_values import Change
    from snippets.settling import Settled

#: The ways another value can go; the last one is into a change set.
DRAFT, SUBMIT, APPROVE, INTO_SET = "draft", "submit", "approve", "into a set"
#: What the history says a revision came from.
SOURCE = "facts"
#: Stands among the ids of sets for one that is yet to be begun.
NEW_SET = "new"


class Caller(NamedTuple):
    """A template that quotes a fact, itself or through others."""

    name: str
    title: str
    group: str
    kind: str


class Fact(NamedTuple):
    """A live fact, who quotes it, and who said last that it is right, when."""

    template: str
    revision: int
    name: str
    title: str
    value: str
    type: str
    callers: tuple[Caller, ...]
    said_by: str
    said_at: str


class SetChoice(NamedTuple):
    """A change set that something can be put into."""

    id: str
    title: str
    by: str


class Rendered(NamedTuple):
    """Another value, what it makes of every template that quotes the fact, and how this person may go on with it."""

    change: Change
    sections: tuple[Section, ...]
    unseen: tuple[str, ...]
    faults: int
    templates: int
    ways: tuple[str, ...]
    approvers: tuple[str, ...]
    sets: tuple[SetChoice, ...]


def facts(session: Session) -> tuple[Fact, ...]:
    """Every live fact, by name."""
    from library.record import history, quoting

    live = quoting.live_now(session)
    names = {item.names[0]: item for item in live.values()}
    found = quoting.facts_of(live)
    states = history.states_of(session, [(one.live.template, one.live.revision) for one in found])
    return tuple(_fact(one.live, one.by, names, states.get((one.live.template, one.live.revision))) for one in found)


def _fact(live: Live, by: tuple[str, ...], names: Mapping[str, Live], state: RevisionState | None) -> Fact:
    document = live.document
    told = [decision for decision in (state.decisions if state else ()) if decision.kind in ("approved", "confirmed")]
    said_by, said_at = (told[-1].by, told[-1].at) if told else (live.approved_by, live.approved_at)
    callers = tuple(_caller(name, names) for name in by)
    return Fact(live.template, live.revision, document.abbreviation, document.title, document.body, document.type,
                callers, said_by, said_at)  # fmt: skip


def _caller(name: str, names: Mapping[str, Live]) -> Caller:
    document = names[name].document if name in names else None
    return Caller(name, document.title, document.group, document.kind) if document else Caller(name, "", "", "reply")


def change(session: Session, fact: Fact, value: str, *, by: str, now: datetime, locale: str) -> Rendered:
    """Raises BadValue where the fact has the value already, BadDocument where it cannot have it."""
    from library.comparing import compare
    from library.record import approvers, change_sets
    from snippets.fact_values import change_of, seen

    found = change_of(session, fact.template, value, now=now, locale=locale)
    told = seen(found.effects)
    sections = [
        Section(_called(effect.abbreviation, effect.channel), (Part("text", compare(effect.before, effect.after)),))
        for effect in told.differing
    ]
    broken = [
        Section(_called(effect.abbreviation, effect.channel), (), f"✗ would not render: {effect.fault}")
        for effect in told.faulty
    ]
    rules = approvers.policy(session)
    groups = approvers.groups_of(session, {fact.template: found.after})[fact.template]
    able = tuple(name for name in rules.approvers(found.after.group) if not rules.is_same(name, by))
    ways = (APPROVE, SUBMIT) if rules.is_settled_by(by, by, groups) else (SUBMIT,)
    sets = [
        SetChoice(one.id, one.title, one.by)
        for one in change_sets.going(session)
        if one.state in (change_sets.OPEN, change_sets.REJECTED)
    ]
    return Rendered(found, (*broken, *sections), told.unseen, len(told.faulty), told.templates, ways, able, tuple(sets))


def _called(name: str, channel: str) -> str:
    return f"{name}, {channel}" if channel else name


def keep(session: Session, change: Change, *, by: str, way: str, why: str) -> Settled:
    """Keeps the value as a draft, submits or approves it: as it was shown, or not at all."""
    from snippets.fact_values import keep

    return keep(session, change, by=by, way=None if way == DRAFT else way, message=why, source=SOURCE)


def keep_in_set(session: Session, change: Change, *, by: str, set_id: str, title: str, why: str) -> str:
    """Keeps the value as a draft in a change set, where `set_id` is NEW_SET in one of that title; returns its title."""
    from library.record import change_sets
    from snippets.fact_values import save

    saved = save(session, change, by=by, message=why, source=SOURCE)
    id_ = change_sets.open(session, title, by=by) if set_id == NEW_SET else set_id
    change_sets.put(session, id_, [(saved.template, saved.number)], by=by)
    return change_sets.find(session, id_).title
