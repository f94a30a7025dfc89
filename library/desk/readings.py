"""A template as its customers read it from a catalog at one version: with nothing filled in, or as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from library.documents import Document, folded
from library.errors import TemplateFault
from library.rendering.facts import Catalog
from library.rendering.language import check
from library.rendering.render import Part, preview, preview_subject
from library.rendering.run import MAXIMUM_INCLUDE_DEPTH

_INCLUDE = re.compile(r"""\{%-?\s*include\s*(['"])(.*?)\1\s*-?%\}""")
_NOTE = re.compile(r"\{#.*?#\}", re.DOTALL)


class Reading(NamedTuple):
    """A document and the catalog it quotes from, then or now."""

    document: Document
    catalog: Catalog
    channel: str
    now: datetime
    locale: str

    def body(self) -> tuple[Part, ...]:
        """The reply with nothing filled in. Raises TemplateFault."""
        document, catalog, channel, now, locale = self
        return preview(document, catalog, values={}, context={}, now=now, channel=channel, locale=locale)

    def subject(self) -> tuple[Part, ...]:
        document, catalog, channel, now, locale = self
        return preview_subject(document, catalog, values={}, context={}, now=now, channel=channel, locale=locale)

    def source(self) -> str:
        """The reply as it is written, with all its branches, each fragment in its first place, and no notes."""
        return self._written(self.document, set(), 0)

    def _written(self, document: Document, seen: set[str], depth: int) -> str:
        def included(match: re.Match[str]) -> str:
            fragment = self.catalog.document(folded(match[2])) if depth < MAXIMUM_INCLUDE_DEPTH else None
            if fragment is None or fragment.abbreviation in seen:
                return match[0]
            seen.add(fragment.abbreviation)
            return self._written(fragment, seen, depth + 1)

        body = document.body_for(self.channel)
        try:
            check(body, name=document.abbreviation)
        except TemplateFault:
            return body  # with notes that never end, looking for their ends would
        return _INCLUDE.sub(included, _NOTE.sub("", body))


def texts_of(old: Reading, new: Reading) -> tuple[str, str]:
    """Both as their customers read them. Where these are alike, or cannot be rendered, but what is written differs in
    more than blank space, both as they are written: so a change is seen in a branch that nobody has chosen yet.

    A subject stands before the text where it has changed.
    """
    sources = old.source(), new.source()
    try:
        subject, body = new.subject(), new.body()
        labels = {part.field: part.text for part in (*subject, *body) if not part.is_filled}
        bodies = _shown(old.body(), labels), _shown(body, labels)
        subjects = _shown(old.subject(), labels), _shown(subject, labels)
    except TemplateFault:
        return sources
    if subjects[0] != subjects[1]:
        return _headed(subjects[0], bodies[0]), _headed(subjects[1], bodies[1])
    is_seen = bodies[0] != bodies[1] or "".join(sources[0].split()) == "".join(sources[1].split())
    return bodies if is_seen else sources


def _headed(subject: str, body: str) -> str:
    return f"Subject: {subject}\n\n{body}" if subject else body


def _shown(parts: Iterable[Part], labels: Mapping[str, str]) -> str:
    """A preview as text, with today's label of a field in its gap: no customer reads another label."""
    return "".join(part.text if part.is_filled else f"‹{labels.get(part.field, part.text)}›" for part in parts)
