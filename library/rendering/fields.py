"""The gaps of a template: which ones a reply needs, what each starts with, and what a typed text means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from library.documents import Document, Field
from library.errors import BadValue
from library.rendering.facts import Catalog
from library.rendering.parsing import parse
from library.rendering.run import default_of, run, start_of

__all__ = ["Catalog", "Review", "fields_of", "initial", "parse", "review"]

#: Stands in for the time where none is given: it matters only for branches that compare relative dates.
_SOME_TIME = datetime(2000, 1, 1)


class Review(NamedTuple):
    """How far a reply is filled in: the `fields` it needs, those `missing`, all wrong values (`bad`, by field name)."""

    fields: tuple[Field, ...] = ()
    missing: tuple[Field, ...] = ()
    bad: Mapping[str, BadValue] = {}
    by_context: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.bad


def fields_of(
    document: Document,
    catalog: Catalog,
    *,
    channel: str = "",
    values: Mapping[str, str] | None = None,
    context: Mapping[str, object] | None = None,
    now: datetime = _SOME_TIME,
    locale: str = "en",
) -> tuple[Field, ...]:
    """Every field the reply needs under these values, in order of first use, each once, included fragments too.

    A field that only `default`, `is defined` or a bare condition asks for comes back as not required.
    Raises TemplateFault for a body that cannot run.
    """
    return review(document, catalog, channel=channel, values=values, context=context, now=now, locale=locale).fields


def review(
    document: Document,
    catalog: Catalog,
    *,
    channel: str = "",
    values: Mapping[str, str] | None = None,
    context: Mapping[str, object] | None = None,
    now: datetime = _SOME_TIME,
    locale: str = "en",
) -> Review:
    """Everything a form shows beside its fields, from one run: it raises neither MissingFields nor BadValue.

    Raises TemplateFault for a body that cannot run.
    """
    outcome = run(
        document, catalog, values=values or {}, context=context or {}, now=now, channel=channel, locale=locale
    )
    return Review(outcome.fields, outcome.missing, outcome.bad, outcome.by_context)


def initial(
    field: Field, context: Mapping[str, object], *, catalog: Catalog | None = None, now: datetime = _SOME_TIME
) -> str:
    """The text a field starts with: from the context by its source, else its default, "" where there is neither.

    Raises TemplateFault for a default that is not an expression over the context.
    """
    return start_of(field, context) or default_of(field, context, catalog, now=now)
