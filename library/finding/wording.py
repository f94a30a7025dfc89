"""Matches by word: titles, names, tags and groups in any order, customers' phrasings, bodies. Rare words count most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log

from library.finding import strengths
from library.finding.bits import add, strongest
from library.finding.folding import plain_words
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


def offer_words(index: Index, query: Query, hits: Hits, near: Near) -> None:
    """Offers entries whose short texts hold the words: whole, begun, or misspelt as `near` has it."""
    words = list(dict.fromkeys(query.words))
    sets = _holding(index.short, words, near)
    weights = _weights(sets, len(index))
    total = _total(words, weights, len(index))
    for number in _heaviest(index, index.short, sets, weights, hits.within, strengths.CLOSELY):
        hits.offer(number, _words_hit(index.fields(number), weights, near, total))


def offer_phrasings(index: Index, query: Query, hits: Hits) -> None:
    """Offers entries by the customers' phrasings that share the most, and the rarest, words with the query."""
    words = list(dict.fromkeys(query.words))
    sets = _holding(index.phrasings, words, {})
    weights = _weights(sets, len(index))
    total = _total(words, weights, len(index))
    for number in _heaviest(index, index.phrasings, sets, weights, hits.within, strengths.CLOSELY // 2):
        for text in index.at[number].phrasings:
            if score := _phrasing_score(text, weights, total):
                hits.offer(number, Hit(score, "phrasing", text))


def _phrasing_score(text: str, weights: Mapping[str, float], total: float) -> float:
    """By the part of the query that stands in the phrasing, and the part of the phrasing that stands in the query."""
    there = plain_words(text)
    beginnings = tuple(weights)
    begun = [word for word in there if word.startswith(beginnings)]
    reached = sum(weight * _wholeness(word, begun) for word, weight in weights.items())
    telling = [word for word in there if word not in FILLERS] or there
    share = sum(word.startswith(beginnings) for word in telling) / max(len(telling), 1)
    score = strengths.PHRASING + strengths.PHRASING_SPAN * reached / total * (0.5 + 0.5 * share)
    return score if reached else 0.0


def _wholeness(word: str, there: Sequence[str]) -> float:
    """1 for a word that is there, less the less of it was typed."""
    if word in there:
        return 1.0
    return max((_begun(word, other) for other in there if other.startswith(word)), default=0.0)


def _begun(word: str, other: str) -> float:
    return strengths.BEGUN + strengths.BEGUN_SPAN * len(word) / len(other)


def offer_bodies(index: Index, query: Query, hits: Hits) -> None:
    """Offers entries whose bodies hold words of three letters or more."""
    words = list(dict.fromkeys(word for word in query.words if len(word) >= 3))
    sets = _holding(index.bodies, words, {})
    weights = _weights(sets, len(index))
    total = sum(weights.values())
    for number in _heaviest(index, index.bodies, sets, weights, hits.within, strengths.CLOSELY):
        reached = sum(weights[word] for word, there in sets.items() if there >> number & 1)
        hits.offer(number, Hit(strengths.BODY * reached / total, "body", ""))


def _words_hit(fields: Fields, weights: Mapping[str, float], near: Near, total: float) -> Hit:
    reached, best, kind = 0.0, 0.0, "title"
    has_all = len(weights) > 1 and not near and sum(weights.values()) == total
    for word, weight in weights.items():
        quality, where = _likeness(word, fields.words, near.get(word, {}))
        reached += weight * quality
        has_all = has_all and quality > 0
        if weight * quality > best:
            best, kind = weight * quality, where
    typed = tuple(weights)
    meant = {other for word in near for other in near[word]}
    shared = sum(word.startswith(typed) or word in meant for word in fields.title)
    score = reached / total * (strengths.WORDS + strengths.WORDS_SHARE * shared / max(len(fields.title), 1))
    if has_all:
        score += strengths.ALL_WORDS + strengths.IN_ORDER * _are_in_order(weights, fields.title)
    if score > strengths.WORDS_BEND:
        score = strengths.WORDS_BEND + (score - strengths.WORDS_BEND) * strengths.WORDS_REST
    return Hit(score, kind, "")


def _are_in_order(typed: Iterable[str], title: Sequence[str]) -> bool:
    """Whether words of the title, from left to right and each once, begin with the typed ones."""
    rest = iter(title)
    return all(any(word.startswith(beginning) for word in rest) for beginning in typed)


def _likeness(word: str, there: Mapping[str, tuple[float, str]], near: Mapping[str, float]) -> tuple[float, str]:
    """How well an entry's words hold this one, most when whole, less when begun or misspelt; and where it stands."""
    if word in there:
        return there[word]
    best, where = 0.0, "title"
    for other in [other for other in there if other.startswith(word)]:
        part, kind = there[other]
        quality = part * _begun(word, other)
        if quality > best:
            best, where = quality, kind
    for other in near.keys() & there.keys():
        part, kind = there[other]
        if part * near[other] > best:
            best, where = part * near[other], kind
    return best, where


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
