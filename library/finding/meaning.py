"""The customer's words: which templates a sentence asks for, by what it means and how it is spelt. No I/O.

Texts and vectors come in as arguments (see meaning_encoders for loading); nothing here waits or reads.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from library.finding.folding import plain_words
from library.finding.index import Entry
from library.finding.meaning_features import Encoder
from library.finding.meaning_fitting import scores_of
from library.finding.meaning_rows import MEAN, TITLE, Rows, Space, Texts, rows_of, space_of, texts_of
from library.finding.meaning_sketches import Matrix
from library.finding.meaning_strengths import DOUBT, FEW, LIKENESS, NEAR, NEAREST, NEAREST_OF_FEW, SHARPNESS
from library.finding.score import Match
from library.finding.wording import FILLERS

#: Smaller indexes are built anew in less time than anybody notices, and then fit what they hold exactly.
_SMALL = 2_000


class Meaning(NamedTuple):
    """An index by meaning. `entries` are known by their place; those that went keep it, without rows."""

    entries: list[Entry]
    number_of: dict[str, int]
    space: Space
    rows: Rows


class Candidate(NamedTuple):
    """An entry that may be asked for, its score, and where its nearest text is from.

    Ranked by score, not by strength: what much is known about reaches more. With 0, 1, 5 or 20 phrasings at random 55
    of 100 are first by strength, 66 by score (Banking77).
    """

    entry: Entry
    score: float
    place: int


def build_meaning(entries: Sequence[Entry], encoder: Encoder) -> Meaning:
    """An index over titles and phrasings; a second for 15,000 texts, so in a worker."""
    kept = list(entries)
    texts = texts_of(kept, range(len(kept)))
    space = space_of(encoder, texts if kept else Texts([""], [0], [TITLE]))
    number_of = {entry.template: number for number, entry in enumerate(kept)}
    return Meaning(kept, number_of, space, rows_of(space, kept, range(len(kept))))


def update_meaning(meaning: Meaning, changed: Sequence[Entry], gone: Collection[str] = ()) -> Meaning:
    """The index with new and changed entries, and without the ids `gone`; the one given stays as it is.

    Entries whose texts are the same cost nothing.
    """
    left = {**{entry.template: entry for entry in _living(meaning)}, **{entry.template: entry for entry in changed}}
    for template in gone:
        left.pop(template, None)
    entries, number_of = list(meaning.entries), dict(meaning.number_of)
    away = [number_of.pop(template) for template in set(gone) if template in number_of]
    altered = []
    for entry in changed:
        number = number_of.setdefault(entry.template, len(entries))
        if number == len(entries):
            entries.append(entry)
            altered.append(number)
        elif _asked(entries[number]) != _asked(entry):
            altered.append(number)
        entries[number] = entry
    if not altered and not away:
        return meaning._replace(entries=entries)
    if len(meaning.rows.owner) < _SMALL or 8 * len(altered) > len(entries):
        return build_meaning(list(left.values()), meaning.space.encoder)
    rows = meaning.rows.without([*away, *altered])
    if altered:
        rows = rows.joined(rows_of(meaning.space, entries, altered))
    return Meaning(entries, number_of, meaning.space, rows)


def nearest(meaning: Meaning, words: str, limit: int = 10, *, at_least: float = 0.0) -> list[Match]:
    """The entries these words most likely ask for, best first, those of at least this score.

    Scores compare with those of `find`: .4 and more is what a customer asking this would be answered with (see
    `meaning_fitting`); they stay below .86, so that no name and no title's beginning is ever outranked.
    """
    return nearest_each(meaning, [words], limit, at_least=at_least)[0]


def nearest_each(
    meaning: Meaning, texts: Sequence[str], limit: int = 10, *, at_least: float = 0.0
) -> list[list[Match]]:
    """`nearest` for several texts, which share the longest step: reading every row's first numbers."""
    rows = meaning.space.rows(texts)
    found = zip(texts, rows, _near(meaning.rows, rows), strict=True)
    return [_matches(meaning, text, row, near, max(limit, 0), at_least) for text, row, near in found]


def _matches(
    meaning: Meaning, text: str, row: Matrix, near: NDArray[np.intp], limit: int, at_least: float
) -> list[Match]:
    """None where the text says nothing that any text of the library says."""
    if not row.any():
        return []
    close = meaning.rows.at(near)
    alike = close @ row
    nearest = np.argsort(-alike)[: NEAREST_OF_FEW if len(meaning.rows.owner) <= FEW else NEAREST]
    near, close, alike = near[nearest], close[nearest], alike[nearest]
    typed = plain_words(text)
    found = _ranked(meaning, near, _beliefs(close, alike), alike, limit)
    return [_match(candidate, typed) for candidate in found if candidate.score >= at_least]


def _near(rows: Rows, asked: Matrix) -> list[NDArray[np.intp]]:
    """For each row asked about, the numbers of the rows whose first numbers are most alike."""
    if len(rows.owner) <= NEAR:
        return [np.arange(len(rows.owner))] * len(asked)
    alike = rows.coarse @ asked[:, : rows.coarse.shape[1]].T
    return [np.argpartition(column, -NEAR)[-NEAR:] for column in np.ascontiguousarray(alike.T)]


def _beliefs(close: Matrix, alike: Matrix) -> Matrix:
    """How much each near row speaks for its owner: kernel ridge regression on these rows alone.

    Rows that say the same share one voice, so that ten alike phrasings do not outvote one that says more (local
    learning: Bottou and Vapnik 1992; SVM-KNN: Zhang et al. 2006).
    """
    kernel = np.exp(SHARPNESS * (close @ close.T - 1))
    kernel[np.diag_indices(len(kernel))] += DOUBT
    return np.asarray(np.linalg.solve(kernel, np.exp(SHARPNESS * (alike - 1))), dtype=np.float32)


def _ranked(meaning: Meaning, near: NDArray[np.intp], beliefs: Matrix, alike: Matrix, limit: int) -> list[Candidate]:
    """The best so many owners of these rows, of which the most alike come first."""
    owners, first, each = np.unique(meaning.rows.owner[near], return_index=True, return_inverse=True)
    strengths = np.bincount(each, beliefs) + LIKENESS * alike[first]
    entries = [meaning.entries[owner] for owner in owners.tolist()]
    scores = scores_of(strengths, [len(entry.phrasings) for entry in entries])
    order = sorted(range(len(entries)), key=lambda at: (-scores[at], entries[at].abbreviation))[:limit]
    places = meaning.rows.place[near]
    return [Candidate(entries[at], float(scores[at]), _place(places[each == at])) for at in order]


def _place(places: NDArray[np.int32]) -> int:
    """The first that is no mean: a mean has no text to show."""
    return next((place for place in places.tolist() if place != MEAN), TITLE)


def _match(candidate: Candidate, typed: Sequence[str]) -> Match:
    entry, place = candidate.entry, candidate.place
    kind, text = ("phrasing", entry.phrasings[place]) if place >= 0 else ("title", entry.title or entry.abbreviation)
    there = set(plain_words(text))
    shared = tuple(dict.fromkeys(word for word in typed if word in there))
    telling = tuple(word for word in shared if word not in FILLERS)
    return Match(entry, round(candidate.score, 6), kind, text, telling or shared)


def _living(meaning: Meaning) -> list[Entry]:
    return [meaning.entries[number] for number in meaning.number_of.values()]


def _asked(entry: Entry) -> tuple[str, str, tuple[str, ...]]:
    return (entry.abbreviation, entry.title, entry.phrasings)
