"""Ranking: exact names, then names that begin so, then a blend of all else. Scores run from 0 to 1 in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from library.documents import folded
from library.finding import strengths
from library.finding.bits import each
from library.finding.filters import Filtered, filtered, text_for
from library.finding.folding import SENTENCE
from library.finding.hits import Hit, Hits
from library.finding.index import Entry, Index, joined
from library.finding.marking import Spans, mark
from library.finding.queries import Query, query_of
from library.finding.spelling import misspelt, near_words, offer_initials, offer_letters, offer_slips
from library.finding.texts import name_where, text_of
from library.finding.wording import offer_bodies, offer_phrasings, offer_words

#: Longer than any abbreviation: nobody mistypes or shortens a name to this.
_LONGEST_NAME = 40
#: So many templates taken before are raised: what was taken more seldom says little.
_MOST_TAKEN = 3
_LONGEST_INITIALS = 16


@dataclass(frozen=True, slots=True)
class Match:
    """One row of the answer. `matched` is the kind of text: name, alias, title, tag, group, phrasing or body.

    It is `chosen` where the agent took this one for these words before; `text` is then its abbreviation.
    """

    entry: Entry
    score: float
    matched: str
    text: str
    words: tuple[str, ...] = ()

    @property
    def spans(self) -> Spans:
        """The letters of `text` that `words` matched, worked out when asked: few of the rows found are ever drawn."""
        return mark(self.text, self.words)


class Taken(NamedTuple):
    """Templates that were taken for these very words before, by id, the most usual first: by this agent, by the team.

    The agent's come right after the very name; the team's move up a little, but past no name that begins as typed.
    """

    own: Sequence[str] = ()
    team: Sequence[str] = ()


NOTHING_TAKEN = Taken()


def find(
    index: Index, words: str, limit: int = 50, *, is_pasted: bool = False, taken: Taken = NOTHING_TAKEN
) -> list[Match]:
    """The best entries for what was typed, best first; nothing typed gives the most used ones with a score of 0.

    `#tag`, `@group`, `:channel` and `lang:de` among the words filter, unless they are (or begin) a name or were pasted.
    """
    query = query_of(words)
    limit = max(limit, 0)
    if not query.typed:
        return [Match(entry, 0.0, "name", entry.abbreviation) for entry in islice(index.entries, limit)]
    if not is_pasted and query.typed not in index.by_name and (found := filtered(index, query.typed)):
        return _find_within(index, query, found, limit, taken)
    return _matches(index, query, _hits(index, query, limit, taken), limit)


def _find_within(index: Index, query: Query, found: Filtered, limit: int, taken: Taken) -> list[Match]:
    """Names that begin with all that was typed, signs included; then what passes the filters."""
    beginning = Hits()
    _offer_names(index, query, beginning, limit)
    first = _matches(index, query, beginning, limit)
    rest = query_of(found.words)
    if rest.typed:
        passing = _matches(index, rest, _hits(index, rest, limit, taken, found.within), limit)
    else:
        typed = query_of(found.value).words
        entries = (index.at[number] for number in index.in_order(each(found.within), limit))
        passing = [Match(entry, 0.0, found.matched, text_for(entry, found), typed) for entry in entries]
    if first:
        known = {match.entry.template for match in first}
        behind = (replace(one, score=min(one.score, strengths.JOINED)) for one in passing)
        first.extend(one for one in behind if one.entry.template not in known)
    return (first or passing)[:limit]


def _hits(index: Index, query: Query, limit: int, taken: Taken, within: int = -1) -> Hits:
    hits = Hits(within)
    _offer_names(index, query, hits, limit)
    if len(hits) < limit and query.joined:
        _offer_literal(index, query, hits, limit)
        _offer_nearly(index, query, hits)
        if hits.reaching(strengths.LIKELY) < strengths.ENOUGH_LIKELY:
            if len(query.words) < SENTENCE:
                offer_phrasings(index, query, hits)
            offer_bodies(index, query, hits)
    _raise_taken(index, hits, taken)
    return hits


def _raise_taken(index: Index, hits: Hits, taken: Taken) -> None:
    """Last, so that what was looked for and found does not depend on what was taken before."""
    numbers = index.number_of if taken.own or taken.team else {}
    for place, template in enumerate(taken.team[:_MOST_TAKEN]):
        if template in numbers:
            hits.lift(numbers[template], strengths.TEAM_TOOK / (1 + place), to=strengths.STARTS_FROM)
    for place, template in enumerate(taken.own[:_MOST_TAKEN]):
        if template in numbers:
            entry = index.at[numbers[template]]
            hits.offer(numbers[template], Hit(strengths.CHOSEN - place / 1000, "chosen", entry.abbreviation))


def _matches(index: Index, query: Query, hits: Hits, limit: int) -> list[Match]:
    return [_match(index, query, number, hit) for number, hit in hits.best(limit, index.places)]


def _offer_names(index: Index, query: Query, hits: Hits, limit: int) -> None:
    """Offers the very name, and every name that begins with the query, in their order of use."""
    exact = index.by_name.get(query.typed)
    if exact is not None:
        hits.offer(exact, Hit(strengths.EXACT, *name_where(index.at[exact], lambda name: name == query.typed)))
    starting = index.name_starts.owners(query.typed)
    step = (strengths.STARTS_TO - strengths.STARTS_FROM) / max(len(starting), 1)
    for place, number in enumerate(index.in_order(hits.taken(starting), limit)):
        name = name_where(index.at[number], lambda name: name.startswith(query.typed))
        hits.offer(number, Hit(strengths.STARTS_TO - step * place, *name))


def _offer_literal(index: Index, query: Query, hits: Hits, limit: int) -> None:
    """Offers what holds the typed letters as they are."""
    for number in index.in_order(hits.taken(index.joined_starts.owners(query.joined)), limit):
        kind, name = name_where(index.at[number], lambda name: joined(name).startswith(query.joined))
        is_whole = joined(name) == query.joined
        hits.offer(number, Hit(strengths.JOINED if is_whole else strengths.JOINED_START, kind, name))
    _offer_title_starts(index, query, hits, limit)
    if len(query.words) == 1 and 2 <= len(query.joined) <= _LONGEST_INITIALS:
        offer_initials(index, query, hits, limit)
    offer_words(index, query, hits, {})
    if len(query.words) >= SENTENCE:
        offer_phrasings(index, query, hits)


def _offer_title_starts(index: Index, query: Query, hits: Hits, limit: int) -> None:
    """Offers titles that begin with the words, first those that begin with the very signs typed."""
    starting = hits.taken(index.title_starts.owners(query.spaced))
    literally: set[int] = set()
    if query.typed != query.spaced:
        literally = {number for number in starting if folded(index.at[number].title).startswith(query.typed)}
    first = index.in_order(literally, limit)
    for number in first + index.in_order(starting - literally, limit - len(first)):
        is_whole = index.titles[number] == query.spaced
        score = strengths.TITLE if is_whole else strengths.TITLE_START + strengths.LITERALLY * (number in literally)
        hits.offer(number, Hit(score, "title", index.at[number].title))


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


def _match(index: Index, query: Query, number: int, hit: Hit) -> Match:
    entry = index.at[number]
    kind, text = (hit.matched, hit.text) if hit.text else text_of(entry, hit.matched, query.words)
    return Match(entry, round(hit.score, 6), kind, text, query.words)
