"""What a template would read like, filled in with samples: its writer sees a reply and not braces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from library.checks import Lookup
from library.documents import Document, Example, Field, folded
from library.errors import LibraryError, TemplateFault
from library.rendering.context import as_typed, value_at
from library.rendering.fields import Review, parse, review
from library.rendering.render import Part, preview, preview_subject, render
from snippets.config import Config
from snippets.delivery import context_of

#: A ticket such as anybody may have; who writes the reply is the person at the keyboard.
TICKET = {
    "customer": {"first_name": "Ana", "name": "Ana Silva", "email": "ana@example.com"},
    "ticket": {"id": "48213", "subject": "Where is my order?", "url": "https://example.com/t/48213"},
    "order": {"number": "A10482"},
}
#: Tried in this order where a field has a pattern or limits; the first that may be filled in is taken.
_BY_TYPE: Mapping[str, tuple[str, ...]] = {
    "date": ("today", "yesterday", "tomorrow", "+14", "-14"),
    "number": ("3", "12", "1", "100", "0"),
    "money": ("12.50", "100", "1"),
    "email": ("ana@example.com",),
    "url": ("https://example.com",),
    "toggle": ("yes",),
}
_TEXTS = ("A10482", "48213", "10482", "1048213", "12345678", "AB-10482", "DE12345", "Ana", "10115")
#: Each round may open branches with fields of their own.
_ROUNDS = 5


class Shelf:
    """What a document meets in the library, and the document itself by its own names."""

    def __init__(self, document: Document, lookup: Lookup) -> None:
        self._document = document
        self._lookup = lookup
        self._own = set(map(folded, document.names))

    def document(self, name: str) -> Document | None:
        return self._document if folded(name) in self._own else self._lookup(name)


class Sample(NamedTuple):
    """A fill-in and what it gives; `subject` is () where there is none."""

    parts: tuple[Part, ...]
    subject: tuple[Part, ...]
    values: Mapping[str, str]


def sample_of(document: Document, lookup: Lookup, config: Config, *, channel: str, now: datetime) -> Sample:
    """The template filled in, as far as it can be. Raises TemplateFault for a text that cannot be rendered."""
    try:
        return _filled_in(document, lookup, config, channel=channel, now=now, has_samples=True)
    except TemplateFault:  # a name that is no field yet may be read as a date, which no sample text is
        return _filled_in(document, lookup, config, channel=channel, now=now, has_samples=False)


def _filled_in(
    document: Document, lookup: Lookup, config: Config, *, channel: str, now: datetime, has_samples: bool
) -> Sample:
    shelf, context = Shelf(document, lookup), context_of(config, ticket=TICKET)
    locale = document.language or config.locale
    values: dict[str, str] = {}
    for _ in range(_ROUNDS if has_samples else 0):
        found = review(document, shelf, channel=channel, values=values, context=context, now=now, locale=locale)
        if not (new := _values_for(found, now, locale)) or new.keys() <= values.keys():
            break
        values |= new
    parts = preview(document, shelf, values=values, context=context, now=now, channel=channel, locale=locale)
    subject = preview_subject(document, shelf, values=values, context=context, now=now, channel=channel, locale=locale)
    return Sample(parts, subject, values)


def example_of(document: Document, lookup: Lookup, config: Config, *, channel: str, now: datetime) -> Example:
    """What the preview shows as an example of the template. Raises LibraryError where it gives no whole reply."""
    shelf, context = Shelf(document, lookup), context_of(config, ticket=TICKET)
    values = dict(sample_of(document, lookup, config, channel=channel, now=now).values)
    asked = review(document, shelf, channel=channel, values=values, context=context, now=now).fields
    for field in asked:
        values.setdefault(field.name, _known(field, context))
    values = {name: value for name, value in values.items() if value and any(field.name == name for field in asked)}
    day = f"{now:%Y-%m-%d}"
    locale = document.language or "en"
    reply = render(
        document, shelf, values=values, context={}, now=datetime.fromisoformat(day), channel=channel, locale=locale
    )
    return Example(reply.text, tuple(sorted(values.items())), channel if channel in document.channels else "", day)


def _known(field: Field, context: Mapping[str, object]) -> str:
    return as_typed(value_at(context, field.source or field.name)) or field.default


def _values_for(found: Review, now: datetime, locale: str) -> dict[str, str]:
    open_ = {field.name: field for field in (*found.missing, *(f for f in found.fields if not f.required))}
    open_ |= {field.name: field for field in found.fields if field.name in found.bad}
    return {name: value for name, field in open_.items() if (value := value_for(field, now, locale))}


def value_for(field: Field, now: datetime, locale: str) -> str:
    """What may be filled in; "" where nothing comes to mind: then its label is shown."""
    if field.options and field.type in ("choice", "choices"):
        return field.options[0].value
    if field.default and not field.required:
        return ""
    tried = _BY_TYPE.get(field.type, _TEXTS if field.pattern else (f"‹{field.shown}›", *_TEXTS))
    for value in tried:
        try:
            parse(field, value, today=now.date(), locale=locale)
        except LibraryError:
            continue
        return value
    return ""
