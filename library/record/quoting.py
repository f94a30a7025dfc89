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

    Fields show as their labels. `fault` says why it would not render afterwards, "" where it does. Alike texts are of a
    template whose change shows only with values filled in, or in a branch nobody has chosen.
    """

    template: str
    abbreviation: str
    title: str
    group: str
    channel: str
    before: str
    after: str
    fault: str = ""


class Documents:
    """Templates by name, for rendering."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    def document(self, name: str) -> Document | None:
        return self._documents.get(folded(name))


def affected_by(
    session: Session, changes: Mapping[str, Document], *, now: datetime, locale: str = "en"
) -> tuple[Effect, ...]:
    """What these documents, by their templates' ids, would make of every live template that quotes them, by name.

    Templates that are among the changes themselves are rendered with their new text.
    """
    live = {item.template: item for item in history.live(session)}
    before = Documents(_by_name(live, {}))
    after = Documents(_by_name(live, changes))
    reached = reaching(live, changes.keys(), {})
    called = {folded(name) for key in changes if key in live for name in live[key].names}
    called |= {folded(name) for document in changes.values() for name in document.names}
    effects = []
    for key in reached:
        if key in changes and live[key].document.kind != "reply":
            continue
        if key not in changes and not _is_calling(live[key].document, called, before):
            continue
        effects += list(_effects(live[key], changes.get(key), before, after, now, locale))
    return tuple(sorted(effects, key=lambda effect: (effect.abbreviation, effect.channel)))


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


def _by_name(live: Mapping[str, Live], changes: Mapping[str, Document]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for key, item in live.items():
        document = changes.get(key) or item.document
        found |= {folded(name): document for name in (*item.names, *document.names)}
    new = (document for key, document in changes.items() if key not in live)
    return found | {folded(name): document for document in new for name in document.names}


def _effects(
    item: Live, changed: Document | None, before: Documents, after: Documents, now: datetime, locale: str
) -> Iterator[Effect]:
    old, new = item.document, changed or item.document
    for channel in dict.fromkeys(("", *old.channels, *new.channels)):
        texts = [_rendered(old, before, channel, now, locale), _rendered(new, after, channel, now, locale)]
        if channel and texts[0][0] == texts[1][0]:
            continue  # the common text stands for channels where nothing shows
        yield Effect(
            *(item.template, new.abbreviation, new.title, new.group, channel),
            before=texts[0][0],
            after=texts[1][0],
            fault=texts[1][1],
        )


def _rendered(document: Document, catalog: Documents, channel: str, now: datetime, locale: str) -> tuple[str, str]:
    """A text with labels for fields, and why there is none."""
    from library.rendering.render import preview, preview_subject

    try:
        subject, body = (
            "".join(
                part.text if part.is_filled else f"‹{part.text}›"
                for part in make(document, catalog, values={}, context={}, now=now, channel=channel, locale=locale)
            )
            for make in (preview_subject, preview)
        )
    except TemplateFault as fault:
        return "", fault.message
    return (f"Subject: {subject}\n\n{body}" if subject else body), ""
