"""What quotes what: the names a document calls, and what new values of facts and fragments make of live replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from library.documents import Document, folded
from library.errors import TemplateFault
from library.record import history
from library.record.history import Live
from library.record.rechecks import reaching


@dataclass(frozen=True, slots=True)
class Effect:
    """One live template's text for one channel ("" for the common one) before and after a change.

    Fields show as their labels, but for those that had to be filled in or chosen for the difference to show. `fault`
    says why it would not render afterwards, "" where it does. Alike texts are of a template in which it shows nowhere
    where it was looked for.
    """

    template: str
    abbreviation: str
    title: str
    group: str
    channel: str
    before: str
    after: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A live fact, and the abbreviations of the replies and fragments that quote it, themselves or through others."""

    live: Live
    by: tuple[str, ...]


class Documents:
    """Live templates by name, some of them with other documents; each text is read when it is first asked for."""

    def __init__(self, live: Mapping[str, Live], changes: Mapping[str, Document] | None = None) -> None:
        self._live = live
        self._documents = dict(changes or {})
        self._templates = {folded(name): key for key, item in live.items() for name in item.names}
        self._templates |= {folded(name): key for key, document in self._documents.items() for name in document.names}

    def document(self, name: str) -> Document | None:
        template = self._templates.get(folded(name))
        return self.of(template) if template is not None else None

    def of(self, template: str) -> Document:
        if template not in self._documents:
            self._documents[template] = self._live[template].document
        return self._documents[template]


def affected_by(
    session: Session,
    changes: Mapping[str, Document],
    *,
    now: datetime,
    locale: str = "en",
    live: Mapping[str, Live] | None = None,
) -> tuple[Effect, ...]:
    """What these documents, by their templates' ids, would make of every live template that quotes them, by name.

    Replies that are among the changes themselves are rendered with their new text. `live` is what agents get, by
    template, where it was read already.
    """
    if live is None:
        live = live_now(session)
    before, after = Documents(live), Documents(live, changes)
    called = {folded(name) for key in changes if key in live for name in live[key].names}
    called |= {folded(name) for document in changes.values() for name in document.names}
    effects = []
    for key in reaching(live, changes.keys(), {}):
        if key in changes and before.of(key).kind != "reply":
            continue
        is_calling = _is_calling(before.of(key), called, before)
        if not is_calling and not (key in changes and _is_calling(after.of(key), called, after)):
            continue
        effects += list(_effects(live[key], before, after, now, locale))
    return tuple(sorted(effects, key=lambda effect: (effect.abbreviation, effect.channel)))


def live_now(session: Session) -> dict[str, Live]:
    """What agents get, by template."""
    return {item.template: item for item in history.live(session)}


def facts_of(live: Mapping[str, Live]) -> tuple[Quoted, ...]:
    """Every live fact by name, with who quotes it: what calls it, and what calls those."""
    documents = Documents(live)
    may_call = _calling_marks()
    calls = {
        key: called_names(documents.of(key))
        for key, item in live.items()
        if not _is_fact(item) and any(mark in item.text for mark in may_call)
    }
    facts = [Quoted(item, _callers(item, calls, live, documents)) for item in live.values() if _is_fact(item)]
    return tuple(sorted(facts, key=lambda one: one.live.names[0]))


def _callers(
    fact: Live, calls: Mapping[str, set[str]], live: Mapping[str, Live], documents: Documents
) -> tuple[str, ...]:
    wanted, by = {folded(name) for name in fact.names}, set[str]()
    while new := {key for key, called in calls.items() if not called.isdisjoint(wanted)} - by:
        by |= new
        wanted = {folded(name) for key in new for name in live[key].names}
    return tuple(sorted(documents.of(key).abbreviation for key in by))


def _is_fact(item: Live) -> bool:
    """Told from the canonical text: few of a library's templates are facts, and reading each takes longer."""
    return '"kind":"fact"' in item.text and item.document.kind == "fact"


def _calling_marks() -> tuple[str, ...]:
    """A body without any of these calls neither a fact nor a fragment."""
    from library.rendering.filters import UNNAMED_FACTS  # with rendering, only for who looks at this

    return ("facts", "include", *(fact.word for fact in UNNAMED_FACTS.values()))


def called_names(document: Document, channel: str | None = None) -> set[str]:
    """The folded names of the fragments and facts a document calls: in one channel's text, or in any for None.

    A fact is called `refund-days` and `refund_days`. Bodies that are at fault call nothing.
    """
    from library.rendering import language  # jinja2 comes with it: only for who looks at this

    bodies = [document.body_for(channel)] if channel is not None else [document.body, *_bodies(document)]
    found: set[str] = set()
    for text in (*bodies, document.subject, *(field.default for field in document.fields)):
        if language.is_plain(text):
            continue
        try:
            used = language.uses(text, name=document.abbreviation)
        except TemplateFault:
            continue
        found |= {folded(name) for name in (*used.includes, *used.facts)}
        found |= {folded(key.replace("_", "-")) for key in used.facts}
    return found


def _bodies(document: Document) -> Iterator[str]:
    return (variant.body for variant in document.variants)


def _is_calling(document: Document, names: set[str], catalog: Documents) -> bool:
    """Whether a document calls one of these names, itself or through fragments."""
    left, seen = [document], {document.abbreviation}
    while left:
        called = called_names(left.pop())
        if not called.isdisjoint(names):
            return True
        for part in filter(None, map(catalog.document, called)):
            if part.kind == "fragment" and part.abbreviation not in seen:
                seen.add(part.abbreviation)
                left.append(part)
    return False


def _effects(item: Live, before: Documents, after: Documents, now: datetime, locale: str) -> Iterator[Effect]:
    old, new = before.of(item.template), after.of(item.template)
    for channel in dict.fromkeys(("", *old.channels, *new.channels)):
        texts = _both(old, before, new, after, channel, now, locale)
        if channel and texts[0][0] == texts[1][0]:
            continue  # the common text stands for channels where nothing shows
        yield Effect(
            *(item.template, new.abbreviation, new.title, new.group, channel),
            before=texts[0][0],
            after=texts[1][0],
            fault=texts[1][1],
        )


def _both(
    old: Document, before: Documents, new: Document, after: Documents, channel: str, now: datetime, locale: str
) -> list[tuple[str, str]]:
    """The text before and after, on the first way through its branches on which they differ."""
    from library.rendering.trials import trials

    def texts(values: Mapping[str, str]) -> list[tuple[str, str]]:
        sides = ((old, before), (new, after))
        return [_rendered(document, catalog, values, channel, now, locale) for document, catalog in sides]

    plain = texts({})
    if plain[0] != plain[1]:
        return plain
    return next((found for values in trials(new.fields, now) if (found := texts(values))[0] != found[1]), plain)


def _rendered(
    document: Document, catalog: Documents, values: Mapping[str, str], channel: str, now: datetime, locale: str
) -> tuple[str, str]:
    """A text with labels for fields that have no value, and why there is none."""
    from library.rendering.render import preview, preview_subject

    try:
        subject, body = (
            "".join(
                part.text if part.is_filled else f"‹{part.text}›"
                for part in make(document, catalog, values=values, context={}, now=now, channel=channel, locale=locale)
            )
            if has_it
            else ""
            for make, has_it in ((preview_subject, bool(document.subject)), (preview, True))
        )
    except TemplateFault as fault:
        return "", fault.message
    return (f"Subject: {subject}\n\n{body}" if subject else body), ""
