"""Matches by word: titles, names, tags and groups in any order, customers' phrasings, bodies. Rare words count most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log

from library.finding import strengths
from library.finding.bits import add, strongest
from library.finding.hits import Hit, Hits
from library.finding.index import Fields, Index
from library.finding.queries import Query
from library.finding.words import Words

#: For a typed word the words it may have been meant for, each with how alike it is.
Near = Mapping[str, Mapping[str, float]]

_FILLERS = """
a about am an and are as at be been but by can could did do does for from get had has have hello help hi how i if in is
it its just me my need not of on or our please so than thank thanks that the their them then there they this to us want
was we were what when where which who why will with would you your
"""
#: Words that say little in any library.
FILLERS = frozenset(_FILLERS.split())


class _Held(dict[str, tuple[tuple[str, float], ...]]):
    """For a word of a text the typed words it may stand for, each with how well; worked out once a query."""

    def __init__(self, typed: Iterable[str], near: Near) -> None:
        super().__init__()
        self._typed, self._near = tuple(typed), near

    def __missing__(self, word: str) -> tuple[tuple[str, float], ...]:
        found = [(typed, _wholeness(typed, word)) for typed in self._typed if word.startswith(typed)]
        found += [(typed, others[word]) for typed, others in self._near.items() if word in others]
        self[word] = held = tuple(found)
        return held


def offer_words(index: Index, query: Query, hits: Hits, near: Near) -> None:
    """Offers entries whose short texts hold the words: whole, begun, or misspelt as `near` has it."""
    words = list(dict.fromkeys(query.words))
    sets = _holding(index.short, words, near)
    weights = _weights(sets, len(index))
    total = _total(words, weights, len(index))
    is_complete = len(weights) > 1 and not near and sum(weights.values()) == total
    held = _Held(weights, near)
    for number in _heaviest(index, index.short, sets, weights, hits.within, strengths.CLOSELY):
        hits.offer(number, _words_hit(index.fields(number), weights, held, total, is_complete=is_complete))


def offer_phrasings(index: Index, query: Query, hits: Hits) -> None:
    """Offers entries by the customers' phrasings that share the most, and the rarest, words with the query."""
    words = list(dict.fromkeys(query.words))
    sets = _holding(index.phrasings, words, {})
    weights = _weights(sets, len(index))
    total = _total(words, weights, len(index))
    held = _Held(weights, {})
    for number in _heaviest(index, index.phrasings, sets, weights, hits.within, strengths.CLOSELY // 2):
        for text, there in zip(index.at[number].phrasings, index.phrased(number), strict=True):
            if score := _phrasing_score(there, weights, held, total):
                hits.offer(number, Hit(score, "phrasing", text))


def _phrasing_score(there: Sequence[str], weights: Mapping[str, float], held: _Held, total: float) -> float:
    """By the part of the query that stands in the phrasing, and the part of the phrasing that stands in the query."""
    best: dict[str, float] = {}
    begun, begun_fillers, fillers = 0, 0, 0
    for word in there:
        is_filler = word in FILLERS
        fillers += is_filler
        if found := held[word]:
            begun += 1
            begun_fillers += is_filler
            for typed, quality in found:
                if quality > best.get(typed, 0.0):
                    best[typed] = quality
    if not best:
        return 0.0
    reached = sum([weights[typed] * quality for typed, quality in best.items()])
    is_telling = fillers < len(there)
    share = (begun - begun_fillers) / (len(there) - fillers) if is_telling else begun / len(there)
    return strengths.PHRASING + strengths.PHRASING_SPAN * reached / total * (0.5 + 0.5 * share)


def _wholeness(typed: str, word: str) -> float:
    """1 for a word typed whole, less the less of it was typed."""
    return 1.0 if typed == word else strengths.BEGUN + strengths.BEGUN_SPAN * len(typed) / len(word)


def offer_bodies(index: Index, query: Query, hits: Hits) -> None:
    """Offers entries whose bodies hold words of three letters or more."""
    words = list(dict.fromkeys(word for word in query.words if len(word) >= 3))
    sets = _holding(index.bodies, words, {})
    weights = _weights(sets, len(index))
    total = sum(weights.values())
    for number in _heaviest(index, index.bodies, sets, weights, hits.within, strengths.CLOSELY):
        reached = sum(weights[word] for word, there in sets.items() if there >> number & 1)
        hits.offer(number, Hit(strengths.BODY * reached / total, "body", ""))


def _words_hit(fields: Fields, weights: Mapping[str, float], held: _Held, total: float, *, is_complete: bool) -> Hit:
    """By what the words weigh that the entry holds, and how well; `is_complete` where every word is held by some."""
    best: dict[str, tuple[float, str]] = {}
    for word, (part, kind) in fields.words.items():
        for typed, quality in held[word]:
            if typed not in best or part * quality > best[typed][0]:
                best[typed] = (part * quality, kind)
    reached, most, matched = 0.0, 0.0, "title"
    for typed, (quality, kind) in best.items():
        reached += weights[typed] * quality
        if weights[typed] * quality > most:
            most, matched = weights[typed] * quality, kind
    shared = [word for word in fields.title if held[word]]
    score = strengths.WORDS + strengths.WORDS_SHARE * len(shared) / max(len(fields.title), 1)
    score *= reached / total
    if is_complete and len(best) == len(weights):
        score += strengths.ALL_WORDS + strengths.IN_ORDER * _are_in_order(weights, shared)
    if score > strengths.WORDS_BEND:
        score = strengths.WORDS_BEND + (score - strengths.WORDS_BEND) * strengths.WORDS_REST
    return Hit(score, matched, "")


def _are_in_order(typed: Iterable[str], title: Sequence[str]) -> bool:
    """Whether words of the title, from left to right and each once, begin with the typed ones."""
    rest = iter(title)
    return all(any(word.startswith(beginning) for word in rest) for beginning in typed)


def _holding(rows: Words, words: Sequence[str], near: Near) -> dict[str, int]:
    """For each word that any row holds, the rows. The last may be unfinished; a letter alone before it is whole."""
    sets: dict[str, int] = {}
    for place, word in enumerate(words):
        is_begun = len(word) > 1 or place == len(words) - 1
        there = rows.starting(word) if is_begun else rows.holding(word)
        for other in near.get(word, ()):
            there |= rows.holding(other)
        if there:
            sets[word] = there
    return sets


def _weights(sets: Mapping[str, int], count: int) -> dict[str, float]:
    """The weight of every word: rarer is heavier."""
    return {word: _weight(word, count, there.bit_count()) for word, there in sets.items()}


def _heaviest(
    index: Index, rows: Words, sets: Mapping[str, int], weights: Mapping[str, float], within: int, most: int
) -> list[int]:
    """So many entries, in no order, whose words weigh most: in steps of a fifteenth, whole words a bit more."""
    slices: list[int] = []
    unit = max(weights.values(), default=1.0) / 15
    for word, there in sets.items():
        add(slices, there & within, max(1, round(weights[word] / unit)) * 2)
        add(slices, rows.holding(word) & within)
    return strongest(slices, most, index.choose)


def _weight(word: str, rows: int, holding: int) -> float:
    """Inverse document frequency, log(1 + N / n)."""
    return log(1 + rows / holding) * (strengths.FILLER_WORD if word in FILLERS else 1.0)


def _total(words: Sequence[str], weights: Mapping[str, float], count: int) -> float:
    """What all the words weigh, those included that nothing holds."""
    unknown = sum(word not in weights and word not in FILLERS for word in words)
    return sum(weights.values()) + strengths.UNKNOWN_WORD * log(1 + count) * unknown
