"""Matches by word: titles, names, tags and groups in any order, customers' phrasings, bodies. Rare words count most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from library.finding import strengths
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
    weights, found = _weighed(index.short, words, near)
    total = _total(words, weights, len(index))
    for rank in _heaviest(found, strengths.CLOSELY):
        hits.offer(rank, _words_hit(index.fields(rank), weights, near, total))


def offer_phrasings(index: Index, query: Query, hits: Hits) -> None:
    """Offers entries by the customers' phrasings that share the most, and the rarest, words with the query."""
    words = list(dict.fromkeys(query.words))
    weights, found = _weighed(index.phrasings, words, {})
    total = _total(words, weights, len(index))
    typed = tuple(weights)
    for row in _heaviest(found, strengths.CLOSELY // 2):
        there = index.phrasings.words_of(row)
        telling = [word for word in there if word not in FILLERS] or there
        share = sum(word.startswith(typed) for word in telling) / len(telling)
        score = strengths.PHRASING + strengths.PHRASING_SPAN * found[row] / total * (0.5 + 0.5 * share)
        hits.offer(index.asker[row], Hit(score, "phrasing", index.asked[row]))


def offer_bodies(index: Index, query: Query, hits: Hits) -> None:
    """Offers entries whose bodies hold words of three letters or more."""
    weights, found = _weighed(index.bodies, [word for word in query.words if len(word) >= 3], {})
    total = sum(weights.values())
    for rank in _heaviest(found, strengths.CLOSELY):
        hits.offer(rank, Hit(strengths.BODY * found[rank] / total, "body", ""))


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
    return Hit(score + strengths.ALL_WORDS * has_all, kind, "")


def _likeness(word: str, there: Mapping[str, tuple[float, str]], near: Mapping[str, float]) -> tuple[float, str]:
    """How well an entry's words hold this one, most when whole, less when begun or misspelt; and where it stands."""
    if word in there:
        return there[word]
    best, where = 0.0, "title"
    for other, (part, kind) in there.items():
        if other.startswith(word):
            quality = part * (strengths.BEGUN + strengths.BEGUN_SPAN * len(word) / len(other))
        else:
            quality = part * near.get(other, 0.0)
        if quality > best:
            best, where = quality, kind
    return best, where


def _weighed(rows: Words, words: Sequence[str], near: Near) -> tuple[dict[str, float], dict[int, float]]:
    """The weight of every word some row holds (rarer is heavier), and the weight each promising row reaches.

    Very common words weigh, but bring no rows of their own once rarer words brought enough.
    """
    holding = _holding(rows, words, near)
    weights = {word: _weight(word, len(rows), len(there)) for word, there in holding.items()}
    found: dict[int, float] = {}
    for word in sorted(holding, key=lambda word: -weights[word]):
        there, weight = holding[word], weights[word]
        if len(found) >= strengths.CLOSELY and (len(there) > strengths.COMMON_ROWS or word in FILLERS):
            break
        for row in there[: strengths.COMMON_ROWS]:
            found[row] = found.get(row, row * -1e-9) + weight
    return weights, found


def _holding(rows: Words, words: Sequence[str], near: Near) -> dict[str, Sequence[int]]:
    """For each word that any row holds, the rows. The last may be unfinished; a letter alone before it is whole."""
    holding: dict[str, Sequence[int]] = {}
    for place, word in enumerate(words):
        is_begun = len(word) > 1 or place == len(words) - 1
        there: Sequence[int] = rows.starting(word) if is_begun else rows.holding(word)
        if meant := near.get(word):
            there = sorted({*there, *(row for other in meant for row in rows.holding(other))})
        if there:
            holding[word] = there
    return holding


def _weight(word: str, rows: int, holding: int) -> float:
    """Inverse document frequency, log(1 + N / n)."""
    return log(1 + rows / holding) * (strengths.FILLER_WORD if word in FILLERS else 1.0)


def _total(words: Sequence[str], weights: Mapping[str, float], count: int) -> float:
    """What all the words weigh, those included that nothing holds."""
    unknown = sum(word not in weights and word not in FILLERS for word in words)
    return sum(weights.values()) + strengths.UNKNOWN_WORD * log(1 + count) * unknown


def _heaviest(found: Mapping[int, float], count: int) -> list[int]:
    """The rows that reach most, equals by rank (which `_weighed` took off in billionths)."""
    return sorted(found, key=found.__getitem__, reverse=True)[:count]
