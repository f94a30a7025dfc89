"""Two answers as one list: what letters found, and what the words mean. Their scores compare (see meaning_fitting)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from library.finding.filters import Filtered, filtered
from library.finding.index import Index
from library.finding.queries import query_of
from library.finding.score import Match


def together(*answers: Iterable[Match]) -> list[Match]:
    """The matches of all in this order, each template once."""
    found: dict[str, Match] = {}
    for answer in answers:
        for match in answer:
            found.setdefault(match.entry.template, match)
    return list(found.values())


def blended(found: Sequence[Match], near: Sequence[Match], *, fixed: int = 0) -> list[Match]:
    """Both by score, each template once with its stronger reason; the first `fixed` of those found stay in place."""
    kept = list(found[:fixed])
    known = {match.entry.template for match in kept}
    best: dict[str, Match] = {}
    for match in (*found[fixed:], *near):
        template = match.entry.template
        if template not in known and (template not in best or best[template].score < match.score):
            best[template] = match
    return kept + sorted(best.values(), key=lambda match: -match.score)


class Asked:
    """The words of what was typed without its filters, and what these let pass. Made where `find` is called."""

    def __init__(self, index: Index, typed: str, *, is_pasted: bool = False) -> None:
        query = query_of(typed)
        self._index = index
        self._filters: Filtered | None = None if is_pasted else filtered(index, query.typed)
        self.words = self._filters.words if self._filters else typed

    def passing(self, matches: Iterable[Match]) -> list[Match]:
        """Those that pass the filters and are still there: vectors may be of a moment ago."""
        within = self._filters.within if self._filters else -1
        numbers = ((match, self._index.number_of.get(match.entry.template)) for match in matches)
        return [match for match, number in numbers if number is not None and within >> number & 1]
