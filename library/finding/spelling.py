"""Matches by letters: initials, names within two slips of the query (OSA), names that hold its letters in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from heapq import nsmallest
from itertools import islice

from library.finding import strengths
from library.finding.folding import plain
from library.finding.hits import Hit, Hits
from library.finding.index import Entry, Index, initials_of
from library.finding.queries import Query
from library.finding.texts import name_where
from library.finding.wording import FILLERS
from library.finding.words import Words

#: A sentence with more unknown words is in another language, or not about this library.
_MISSPELT_WORDS = 6
#: Misspelt words whose neighbours are kept.
_KEPT = 100


def offer_initials(index: Index, query: Query, hits: Hits, limit: int) -> None:
    """Offers entries by the first letters of a name's parts or a title's words: `rl` is `refund-late`."""
    for number in index.in_order(hits.taken(index.with_initials(query.joined)), limit):
        hits.offer(number, _initials_hit(index.at[number], query.joined))


def offer_slips(index: Index, query: Query, hits: Hits) -> None:
    """Offers names within two edits of the query, a transposition counting once."""
    from rapidfuzz.distance import OSA  # 15 ms to import: only where something may be misspelt
    from rapidfuzz.process import extract

    most = _edits(len(query.joined), 5)
    candidates = index.alike(query.joined, most)
    names = [index.joined[number] for number in candidates]
    near = extract(query.joined, names, scorer=OSA.distance, score_cutoff=most, limit=strengths.CLOSELY)
    for name, edits, place in near:
        score = strengths.SLIP + strengths.SLIP_SPAN * (1 - edits / max(len(query.joined), len(name)))
        other_first = strengths.OTHER_FIRST * (name[:1] != query.joined[0])
        _offer_name(index, candidates[place], hits, score - other_first)


def offer_letters(index: Index, query: Query, hits: Hits) -> None:
    """Offers names that hold the query's letters in order with others between: `rfndlt` is `refund-late`."""
    rest = "".join(f"[^{letter}]*{letter}" for letter in query.joined[1:])  # letters and digits only: nothing to escape
    in_order = re.compile(query.joined[0] + rest)
    same_first, holding = index.with_letters(query.joined)
    base = strengths.LETTERS
    found = [place for place in same_first if in_order.match(index.joined[place])]
    if not found:
        base = strengths.LETTERS_INSIDE
        found = [place for place in holding if in_order.search(index.joined[place])]
    for place in nsmallest(strengths.CLOSELY, found, key=lambda place: (len(index.joined[place]), place)):
        share = len(query.joined) / len(index.joined[place])
        _offer_name(index, place, hits, base + strengths.LETTERS_SPAN * share)


def misspelt(rows: Words, words: Sequence[str]) -> list[str]:
    """Those of the words that no row holds or begins with and that are long enough to guess at; a few at most."""
    unknown = (word for word in dict.fromkeys(words) if len(word) >= 4 and word not in FILLERS)
    return list(islice((word for word in unknown if not rows.words_starting(word)), _MISSPELT_WORDS))


def near_words(rows: Words, word: str) -> dict[str, float]:
    """Words spelt nearly so, each with how alike it is."""
    known = rows.nearly.get(word)
    if known is None:
        if len(rows.nearly) >= _KEPT:
            rows.nearly.clear()
        known = rows.nearly[word] = _near_words(rows, word)
    return known


def _near_words(rows: Words, word: str) -> dict[str, float]:
    from rapidfuzz.distance import OSA  # 15 ms to import: only where something may be misspelt
    from rapidfuzz.process import extract

    most = _edits(len(word), 7)
    candidates = rows.words_long(len(word) - most, len(word) + most)
    near = extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=20)
    return {other: strengths.MISSPELT * (1 - edits / max(len(word), len(other))) for other, edits, _ in near}


def _edits(length: int, two_from: int) -> int:
    """How many slips are believed of a text so long."""
    return 1 if length < two_from else 2


def _initials_hit(entry: Entry, letters: str) -> Hit:
    kind, name = name_where(entry, lambda name: initials_of(plain(name)) == letters)
    if initials_of(plain(name)) == letters:
        return Hit(strengths.INITIALS, kind, name)
    return Hit(strengths.TITLE_INITIALS, "title", entry.title)


def _offer_name(index: Index, place: int, hits: Hits, score: float) -> None:
    number = index.owner[place]
    hits.offer(number, Hit(score, *name_where(index.at[number], lambda name: name == index.names[place])))
