"""Which templates of a library say nearly the same, together: the most used first, so that the work pays."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from library.checks.likeness import Likeness, Near
from library.documents import Document

#: More templates than this beside one are told as the rest of its cluster, not each for itself.
MOST = 200
Pair = tuple[str, str]


class Cluster(NamedTuple):
    """Templates that are nearly alike, each with at least one other of them: the most used first.

    `alike` is how much of their text the least alike pair of neighbours has in common, `uses` those of all together.
    """

    templates: tuple[str, ...]
    alike: float
    uses: int


def clusters(
    documents: Mapping[str, Document], uses: Mapping[str, int], *, kept: Collection[Pair] = ()
) -> tuple[Cluster, ...]:
    """The clusters of a library's live templates, by id, but for pairs that are `kept` (ids in order) as they are."""
    pairs = dict(_pairs(documents, kept))
    found = []
    for group in _together(pairs):
        ordered = sorted(group, key=lambda template: (-uses.get(template, 0), documents[template].abbreviation))
        alike = min(value for pair, value in pairs.items() if pair[0] in group)
        found.append(Cluster(tuple(ordered), alike, sum(uses.get(template, 0) for template in group)))
    return tuple(sorted(found, key=lambda one: (-one.uses, -one.alike, documents[one.templates[0]].abbreviation)))


def _pairs(documents: Mapping[str, Document], kept: Collection[Pair]) -> Iterator[tuple[Pair, float]]:
    likeness = Likeness(documents.items())
    for template, document in documents.items():
        near: list[Near] = likeness.near(document, but=template, limit=MOST)
        for other in near:
            pair = (min(template, other.template), max(template, other.template))
            if pair not in kept:
                yield pair, other.alike


def _together(pairs: Collection[Pair]) -> list[set[str]]:
    """The templates in groups that hang together by pairs."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        first, second = groups.get(one, {one}), groups.get(other, {other})
        if first is not second:
            first |= second
        groups |= dict.fromkeys(first, first)
    return list({id(group): group for group in groups.values()}.values())
