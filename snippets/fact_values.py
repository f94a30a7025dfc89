"""Another value for a fact: what it would make of every template that quotes it, and what is then done with it.

It brings the record: screens import it inside the functions that run in threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from library import checks
from library.cleaning import for_line
from library.documents import Document, normalised
from library.errors import BadDocument, BadValue, OutOfDate, UnknownName
from library.record import history, quoting
from snippets.settling import Settled, edit, settle

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.authoring import Saved
    from library.record.history import Live
    from library.record.quoting import Effect


class Change(NamedTuple):
    """A live fact, the same with another value, and what becomes of every template that quotes it, by name."""

    before: Live
    after: Document
    effects: tuple[Effect, ...]


class Seen(NamedTuple):
    """The effects that show, those that would not render, and the names of those seen only with values filled in."""

    differing: tuple[Effect, ...]
    faulty: tuple[Effect, ...]
    unseen: tuple[str, ...]

    @property
    def templates(self) -> int:
        """How many templates quote it."""
        shown = {effect.abbreviation for effect in (*self.differing, *self.faulty)}
        return len(shown.union(self.unseen))


def fact_named(session: Session, name: str) -> Live:
    """The live fact of a name, written as templates quote it or as it is called. Raises UnknownName, BadValue."""
    template = history.resolve(session, name.removeprefix("facts.").replace("_", "-"))
    live = history.live_among(session, [template]).get(template)
    if live is None:
        raise BadValue(f"{name} is not live", f"snippets history {name} says why")
    if live.document.kind != "fact":
        raise UnknownName("fact", name, (), "snippets facts lists them")
    return live


def change_of(session: Session, name: str, value: str, *, now: datetime, locale: str) -> Change:
    """What another value would do. Raises BadValue where the fact has it already, BadDocument where it cannot have it,
    UnknownName where there is no such fact.
    """
    before = fact_named(session, name)
    live = quoting.live_now(session)
    after = _with_value(before.document, value, live)
    return Change(
        before, after, quoting.affected_by(session, {before.template: after}, now=now, locale=locale, live=live)
    )


def seen(effects: Iterable[Effect]) -> Seen:
    """The effects by how they show."""
    every = tuple(effects)
    faulty = tuple(effect for effect in every if effect.fault)
    differing = tuple(effect for effect in every if effect.before != effect.after and not effect.fault)
    shown = {effect.abbreviation for effect in (*differing, *faulty)}
    return Seen(differing, faulty, tuple(sorted({effect.abbreviation for effect in every} - shown)))


def keep(session: Session, change: Change, *, by: str, way: str | None, message: str, source: str) -> Settled:
    """Keeps the value as a draft, submits or approves it. Raises what an edit and an approval raise."""
    saved = save(session, change, by=by, message=message, source=source)
    return settle(session, [saved], by=by, way=way, title=message, reason=message)


def save(session: Session, change: Change, *, by: str, message: str, source: str) -> Saved:
    """Keeps the value as a draft, with what else waits in a newer one.

    Raises OutOfDate where the fact has another value by now than the one the change was shown with.
    """
    value, before = change.after.body, change.before
    if fact_named(session, before.template).revision != before.revision:
        raise OutOfDate(f"{change.after.abbreviation} was changed meanwhile", "look at what it is now, and change that")
    return edit(
        session,
        before.template,
        lambda document: document._replace(body=value),
        by=by,
        message=message,
        source=source,
    )


def _with_value(document: Document, value: str, live: Mapping[str, Live]) -> Document:
    after = normalised(document._replace(body=value))
    if after.body == document.body:
        raise BadValue(f"{document.abbreviation} is {for_line(value)} already", "nothing was changed")
    found: Sequence[checks.Finding] = checks.faults(after, quoting.Documents(live).document)
    if found:
        raise BadDocument(found[0].message, found[0].hint)
    return after
