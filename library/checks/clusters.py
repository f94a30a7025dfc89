"""Which templates of a library say nearly the same, together: the most used first, so that the work pays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import NamedTuple

from library.checks.alike_pairs import Told, alike_pairs
from library.checks.likeness import SHORTEST, is_translation, literal_of
from library.documents import Document

#: Of more templates with the very same text each is paired with the first of them only.
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
    documents: Mapping[str, Document],
    uses: Mapping[str, int],
    *,
    kept: Collection[Pair] = (),
    told: Told = lambda share: None,
) -> tuple[Cluster, ...]:
    """The clusters of a library's live templates, by id, but for pairs that are `kept` (ids in order) as they are."""
    return grouped(alike_among(documents, told=told), documents, uses, kept=kept)


def grouped(
    pairs: Mapping[Pair, float],
    documents: Mapping[str, Document],
    uses: Mapping[str, int],
    *,
    kept: Collection[Pair] = (),
) -> tuple[Cluster, ...]:
    """The clusters that pairs make of these templates; a pair with one that is not among them is left out."""
    counted = ((pair, alike) for pair, alike in pairs.items() if pair not in kept and documents.keys() >= {*pair})
    found = []
    for group, alike in _together(counted):
        ordered = sorted(group, key=lambda template: (-uses.get(template, 0), documents[template].abbreviation))
        found.append(Cluster(tuple(ordered), alike, sum(uses.get(template, 0) for template in group)))
    return tuple(sorted(found, key=lambda one: (-one.uses, -one.alike, documents[one.templates[0]].abbreviation)))


def alike_among(documents: Mapping[str, Document], *, told: Told = lambda share: None) -> dict[Pair, float]:
    """Every two templates that are alike, with how much; of many with the very same text, enough to hang together.

    Takes seconds for many thousands: `told` hears how much is done, and what it raises ends the work.
    """
    saying: dict[str, list[str]] = {}
    for template, document in documents.items():
        if document.kind != "fact":
            saying.setdefault(literal_of(document.body), []).append(template)
    texts, members = list(saying), list(saying.values())
    same = ((pair, 1.0) for text, its in saying.items() if len(text) >= SHORTEST for pair in _of_one_text(its))
    near = (
        (pair, found.alike)
        for found in alike_pairs(texts, told=told)
        for pair in product(members[found.one][:MOST], members[found.other][:MOST])
    )
    return {
        (min(pair), max(pair)): alike
        for pair, alike in chain(same, near)
        if not is_translation(documents[pair[0]], documents[pair[1]])
    }


def _of_one_text(templates: Sequence[str]) -> Iterable[Pair]:
    if len(templates) > MOST:
        return ((templates[0], template) for template in templates[1:])
    return combinations(templates, 2)


def _together(pairs: Iterable[tuple[Pair, float]]) -> Iterator[tuple[list[str], float]]:
    """The templates in groups that hang together by pairs, each with the least that is said of a pair in it."""
    above: dict[str, str] = {}
    least: dict[str, float] = {}
    for (one, other), alike in pairs:
        first, second = _top(above, one), _top(above, other)
        above[second] = first
        least[first] = min(alike, least.get(first, 1.0), least.get(second, 1.0))
    groups: dict[str, list[str]] = {}
    for template in above:
        groups.setdefault(_top(above, template), []).append(template)
    for top, group in groups.items():
        yield group, least[top]


def _top(above: dict[str, str], template: str) -> str:
    """The one template that stands for all that hang together with this one."""
    while above.setdefault(template, template) != template:
        above[template] = above[above[template]]
        template = above[template]
    return template
