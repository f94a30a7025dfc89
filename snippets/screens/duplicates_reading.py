"""What the screen of duplicates reads in the library, and what is decided there. Runs in threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from library.identifiers import utc_text

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.checks.clusters import Cluster
    from library.documents import Document
    from library.record.duplicates import Pair, ToCompare

#: Uses of so many days say which clusters are worth the work.
COUNTED_DAYS = 90
KEEP, MERGE, ALIAS, DROP = "keep", "merge", "alias", "drop"

#: Told how many templates are compared, and how much of that is done, from 0.0 to 1.0.
Told = Callable[[int, float], None]


class Found(NamedTuple):
    """The clusters, and what they were found in: `read` holds the templates as they were when they were compared."""

    compared: ToCompare
    clusters: tuple[Cluster, ...]
    pairs: Mapping[Pair, float]
    read: Mapping[str, Document]

    def document(self, template: str) -> Document:
        return self.compared.documents[template]

    def uses(self, template: str) -> int:
        return self.compared.uses.get(template, 0)

    def alike(self, one: str, other: str) -> float | None:
        """How much of their text two templates have in common; None where that is too little to be told."""
        return self.pairs.get((min(one, other), max(one, other)))

    def beside(self, template: str) -> tuple[Pair, ...]:
        """The pairs a template is shown for."""
        kept, there = self.compared.kept, self.compared.documents
        return tuple(pair for pair in self.pairs if template in pair and pair not in kept and there.keys() >= {*pair})


class Deed(NamedTuple):
    """What is to be done with one template: `kept` is the one that stays, `pairs` those that are meant to be alike."""

    kind: str
    template: str
    kept: str
    pairs: tuple[Pair, ...]


def found(session: Session, *, now: datetime, before: Found | None, told: Told) -> Found:
    """All clusters. Texts are only compared again where one is new since `before`."""
    from library.checks.clusters import alike_among, grouped
    from library.record import duplicates

    compared = duplicates.to_compare(session, since=utc_text(now - timedelta(days=COUNTED_DAYS)))
    documents = compared.documents
    if before is not None and all(_is_as_read(before, *item) for item in documents.items()):
        pairs, read = before.pairs, before.read
    else:
        pairs, read = alike_among(documents, told=partial(told, len(documents))), documents
    return Found(compared, grouped(pairs, documents, compared.uses, kept=compared.kept), pairs, read)


def _is_as_read(before: Found, template: str, document: Document) -> bool:
    known = before.read.get(template)
    return known is not None and _telling(known) == _telling(document)


def _telling(document: Document) -> Sequence[str]:
    """What decides whether a template is like another one."""
    return document.body, document.kind, document.language, document.translates


def do(session: Session, deed: Deed, *, by: str, why: str) -> None:
    from library.record import duplicates

    if deed.kind == KEEP:
        duplicates.keep_pairs(session, deed.pairs, by=by, reason=why)
    elif deed.kind == DROP:
        duplicates.drop(session, deed.template, by=by, reason=why)
    else:
        verb = duplicates.merge if deed.kind == MERGE else duplicates.make_alias
        verb(session, deed.kept, deed.template, by=by, reason=why)


def take_back(session: Session, deed: Deed, *, by: str) -> None:
    """Of what was kept or dropped: names that were given away belong to the other one for good."""
    from library.record import duplicates, review

    if deed.kind == KEEP:
        duplicates.forget_pairs(session, deed.pairs, by=by)
    else:
        review.revive(session, [deed.template], by=by, reason="dropped by mistake")
