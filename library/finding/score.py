"""Ranking: exact names, then names that begin so, then a blend of all else. Scores run from 0 to 1 in that order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from library.finding import strengths
from library.finding.hits import Hit, Hits
from library.finding.index import Entry, Index, joined
from library.finding.marking import Spans, mark
from library.finding.queries import Query, query_of
from library.finding.spelling import misspelt, near_words, offer_initials, offer_letters, offer_slips
from library.finding.texts import name_where, text_of
from library.finding.wording import offer_bodies, offer_phrasings, offer_words

#: Longer than any abbreviation: nobody mistypes or shortens a name to this.
_LONGEST_NAME = 40
_LONGEST_INITIALS = 8


@dataclass(frozen=True, slots=True)
class Match:
    """One row of the answer. `matched` is the kind of text: name, alias, title, tag, group, phrasing or body."""

    entry: Entry
    score: float
    matched: str
    text: str
    spans: Spans


def find(index: Index, words: str, limit: int = 50) -> list[Match]:
    """The best entries for what was typed, best first; nothing typed gives the most used ones with a score of 0."""
    query = query_of(words)
    limit = max(limit, 0)
    if not query.typed:
        return [Match(entry, 0.0, "name", entry.abbreviation, ()) for entry in islice(index.entries, limit)]
    hits = Hits()
    _offer_names(index, query, hits, limit)
    if len(hits) < limit and query.joined:
        _offer_literal(index, query, hits, limit)
        _offer_nearly(index, query, hits)
        if hits.reaching(strengths.LIKELY) < strengths.ENOUGH_LIKELY:
            offer_bodies(index, query, hits)
    return [_match(index, query, rank, hit) for rank, hit in hits.best(limit)]


def _offer_names(index: Index, query: Query, hits: Hits, limit: int) -> None:
    """Offers the very name, and every name that begins with the query, in their order of use."""
    exact = index.by_name.get(query.typed)
    if exact is not None:
        hits.offer(exact, Hit(strengths.EXACT, *name_where(index.entries[exact], lambda name: name == query.typed)))
    ranks = index.name_starts.owners(query.typed)
    step = (strengths.STARTS_TO - strengths.STARTS_FROM) / max(len(ranks), 1)
    for place, rank in enumerate(ranks[:limit]):
        name = name_where(index.entries[rank], lambda name: name.startswith(query.typed))
        hits.offer(rank, Hit(strengths.STARTS_TO - step * place, *name))


def _offer_literal(index: Index, query: Query, hits: Hits, limit: int) -> None:
    """Offers what holds the typed letters as they are."""
    for rank in index.joined_starts.owners(query.joined)[:limit]:
        kind, name = name_where(index.entries[rank], lambda name: joined(name).startswith(query.joined))
        is_whole = joined(name) == query.joined
        hits.offer(rank, Hit(strengths.JOINED if is_whole else strengths.JOINED_START, kind, name))
    for rank in index.title_starts.owners(query.spaced)[:limit]:
        is_whole = index.titles[rank] == query.spaced
        score = strengths.TITLE if is_whole else strengths.TITLE_START
        hits.offer(rank, Hit(score, "title", index.entries[rank].title))
    if len(query.words) == 1 and 2 <= len(query.joined) <= _LONGEST_INITIALS:
        offer_initials(index, query, hits, limit)
    offer_words(index, query, hits, {})
    if len(query.words) >= 3:  # from three words on it may be a customer's sentence
        offer_phrasings(index, query, hits)


def _offer_nearly(index: Index, query: Query, hits: Hits) -> None:
    """Offers what the typed letters may have been meant for, unless they are words and enough was found as typed."""
    unknown = misspelt(index.short, query.words)
    if len(query.joined) < 3 or (not unknown and hits.reaching(strengths.CERTAIN) >= strengths.ENOUGH_CERTAIN):
        return
    if len(query.joined) <= _LONGEST_NAME:
        offer_slips(index, query, hits)
        if len(query.words) == 1:
            offer_letters(index, query, hits)
    if near := {word: found for word in unknown if (found := near_words(index.short, word))}:
        offer_words(index, query, hits, near)


def _match(index: Index, query: Query, rank: int, hit: Hit) -> Match:
    entry = index.entries[rank]
    kind, text = (hit.matched, hit.text) if hit.text else text_of(entry, hit.matched, query.words)
    return Match(entry, round(hit.score, 6), kind, text, mark(text, query.words))
