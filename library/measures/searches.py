"""Searches: how many ended in a use, and which words did not: what to write next, in the agents' own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from library.documents import folded
from library.measures.shares import Share, share_of
from library.record.searches import Endings, InVain
from library.record.wordings import comparable, grouped

#: From this token_sort_ratio on words are counted together.
ALIKE = 90


@dataclass(frozen=True, slots=True)
class Nearest:
    """The live template found for some words: by which kind of text, that text, and a question it answers ('')."""

    template: str
    abbreviation: str
    title: str
    matched: str
    text: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that ended in vain: how often, by how many agents, last when; written as they were most often.

    `wordings` counts how many different ones were put together here.
    """

    words: str
    nothing: int
    abandoned: int
    agents: int
    last_at: str
    wordings: int = 1
    nearest: Nearest | None = None

    @property
    def times(self) -> int:
        return self.nothing + self.abandoned


@dataclass(frozen=True, slots=True)
class Searches:
    """Searches that ended in a use / all of them; the rest by how they ended.

    `wanted` is ordered by count; of the `groups` there are it may hold the first only. `masked` counts searches in vain
    whose words were masked altogether: there is nothing to read in them.
    """

    used: Share
    abandoned: int
    nothing: int
    masked: int
    groups: int
    wanted: tuple[Wanted, ...]


def searches(
    endings: Endings, rows: Sequence[InVain], *, nearest: Callable[[str], Nearest | None], limit: int
) -> Searches:
    """What a period's searches say; `nearest` is asked for the first `limit` groups, the most frequent."""
    told: dict[str, list[InVain]] = {}
    for row in rows:
        told.setdefault(comparable(row.words), []).append(row)
    masked = sum(_times(row) for row in told.pop("", ()))
    often = {words: sum(map(_times, same)) for words, same in told.items()}
    groups = grouped(sorted(often, key=lambda words: (-often[words], words)), ALIKE)
    found = sorted(
        (_wanted([row for words in group for row in told[words]], len(group)) for group in groups),
        key=lambda item: item.words,
    )
    found.sort(key=lambda item: (item.times, item.agents, item.last_at), reverse=True)
    listed = tuple(replace(item, nearest=nearest(item.words)) for item in found[: max(limit, 0)])
    used = share_of(endings.used, endings.all)
    return Searches(used, endings.abandoned, endings.nothing, masked, len(found), listed)


def _times(row: InVain) -> int:
    return row.nothing + row.abandoned


def _wanted(rows: Sequence[InVain], wordings: int) -> Wanted:
    spelt: Counter[str] = Counter()
    for row in rows:
        spelt[" ".join(row.words.split())] += _times(row)
    return Wanted(
        words=min(spelt, key=lambda words: (-spelt[words], words)),
        nothing=sum(row.nothing for row in rows),
        abandoned=sum(row.abandoned for row in rows),
        agents=len({folded(row.agent) for row in rows}),
        last_at=max(row.last_at for row in rows),
        wordings=wordings,
    )
