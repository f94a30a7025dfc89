"""Says which other templates a document nearly repeats, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterator

from library import comparing
from library.checks.subject import Hit, Subject
from library.documents import folded

_SHOWN = 100


def near_duplicates(subject: Subject) -> Iterator[Hit]:
    """Other live templates that say nearly the same and are not meant to, each with what is different."""
    likeness = subject.around.likeness
    if likeness is None:
        return
    document = subject.document
    own = subject.around.template
    if own is None and (owner := subject.around.owner(folded(document.abbreviation))):
        own = owner.template
    for near in likeness.near(document, but=subject.around.alike.get(own or "", frozenset()) | {own or ""}):
        pieces = comparing.compare(near.document.body, document.body)
        told = comparing.summary(pieces, _SHOWN) or "no letter of its text is different"
        name = near.document.abbreviation
        message = f"says nearly what {name} says ({int(near.alike * 100)} % alike; from {name}: {told})"
        yield Hit(message, f"keep one of them, with the other's name as an alias: snippets show {name}")
