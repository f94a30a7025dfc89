"""The rows a Meaning compares with: a template's title, every known phrasing, and what these have in common.

Bodies are left out: they hold what is answered, not what is asked (STAR, 105 templates: 13.2 first and 30.3 among five
by titles, 8.7 and 23.1 with bodies).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from library.finding.folding import plain_rows
from library.finding.index import Entry
from library.finding.meaning_features import Encoder, centre_of, encoded, features, spelling_share, units
from library.finding.meaning_sketches import Matrix, pooled, rarities
from library.finding.meaning_strengths import COARSE, KEPT, SAID
from library.finding.meaning_wordings import named_in, wordings

#: Where a row comes from: a phrasing's place in its entry (0, 1, 2 ...), the title, or the mean of an entry's rows.
TITLE, MEAN = -1, -2
#: The rotation is found on so many rows: more change nothing that could be measured.
_SAMPLE = 4_000
#: Templates whose texts are worked on together: more need memory, fewer look up the same words again.
_AT_ONCE = 1_500


class Space(NamedTuple):
    """How texts become rows, settled when an index is built: changed templates are put into the same space.

    `said` holds a row for each wording of meaning_wordings, longer the fewer titles name it.
    """

    encoder: Encoder
    centre: Matrix
    weights: Matrix
    basis: Matrix
    said: Matrix
    spelling: float

    def rows(self, texts: Sequence[str]) -> Matrix:
        vectors = encoded(self.encoder, texts)
        return features(vectors, texts, self.centre, self.weights, self.spelling) @ self.basis

    def titles(self, titles: Sequence[str], found: Matrix) -> Matrix:
        """The rows of titles, moved towards how customers say what these name."""
        named = [named_in(words) for words in _worded(titles)]
        return units(found + np.float32(SAID) * units(pooled(self.said, named)))


class Rows(NamedTuple):
    """`close` holds each row in bytes, to be multiplied by its `scale`; `coarse` its first numbers as they are."""

    close: NDArray[np.int8]
    scale: Matrix
    coarse: Matrix
    owner: NDArray[np.int32]
    place: NDArray[np.int32]

    def at(self, numbers: NDArray[np.intp]) -> Matrix:
        return np.asarray(self.close[numbers] * self.scale[numbers, None], dtype=np.float32)

    def without(self, owners: Sequence[int]) -> Rows:
        kept = ~np.isin(self.owner, owners)
        return Rows(self.close[kept], self.scale[kept], self.coarse[kept], self.owner[kept], self.place[kept])

    def joined(self, others: Rows) -> Rows:
        return Rows(
            np.concatenate([self.close, others.close]),
            np.concatenate([self.scale, others.scale]),
            np.concatenate([self.coarse, others.coarse]),
            np.concatenate([self.owner, others.owner]),
            np.concatenate([self.place, others.place]),
        )


class Texts(NamedTuple):
    """Titles and phrasings one after the other, each with its owner's number and its place there."""

    texts: list[str]
    owners: list[int]
    places: list[int]


def texts_of(entries: Sequence[Entry], owners: Sequence[int]) -> Texts:
    found = Texts([], [], [])
    for owner in owners:
        entry = entries[owner]
        title = entry.title or entry.abbreviation.replace("-", " ")
        for place, text in enumerate((title, *entry.phrasings), start=TITLE):
            found.texts.append(text)
            found.owners.append(owner)
            found.places.append(place)
    return found


def space_of(encoder: Encoder, texts: Texts) -> Space:
    """The space these texts span: where they lie is found on a sample, which words are rare on all of them."""
    titles = [text for text, place in zip(texts.texts, texts.places, strict=True) if place == TITLE]
    phrasings = len(texts.texts) / max(len(titles), 1) - 1
    sample = texts.texts[:: max(1, len(texts.texts) // _SAMPLE)]
    vectors = encoded(encoder, sample)
    centre, weights, spelling = centre_of(encoder, vectors), rarities(texts.texts), spelling_share(max(phrasings, 0.0))
    basis = _basis(features(vectors, sample, centre, weights, spelling))
    space = Space(encoder, centre, weights, basis, np.zeros((0, basis.shape[1]), dtype=np.float32), spelling)
    return space._replace(said=_said(space, titles))


def _said(space: Space, titles: Sequence[str]) -> Matrix:
    """Each wording's expressions in one row, as long as the wording is rare: log(1 + N / n)."""
    known = wordings().said
    owners = np.repeat(np.arange(len(known)), [len(said) for said in known])
    rows = space.rows([text for said in known for text in said])
    means = units(np.add.reduceat(rows, np.searchsorted(owners, np.arange(len(known))), axis=0))
    named = np.bincount([number for words in _worded(titles) for number in named_in(words)], minlength=len(known))
    return means * np.log(1 + max(len(titles), 1) / np.maximum(named, 1))[:, None].astype(np.float32)


def rows_of(space: Space, entries: Sequence[Entry], owners: Sequence[int]) -> Rows:
    """The rows of these owners' texts, and one for the mean of every owner that has several."""
    parts = [
        _rows_of(space, texts_of(entries, owners[start : start + _AT_ONCE]))
        for start in range(0, max(len(owners), 1), _AT_ONCE)
    ]
    return Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _rows_of(space: Space, texts: Texts) -> Rows:
    owners, places = np.array(texts.owners, dtype=np.int32), np.array(texts.places, dtype=np.int32)
    found = space.rows(texts.texts)
    starts = np.flatnonzero(places == TITLE)
    found[starts] = space.titles([texts.texts[start] for start in starts], found[starts])
    has_several = np.diff(np.r_[starts, len(owners)]) > 1
    means = units(np.add.reduceat(found, starts, axis=0)[has_several])
    whole = np.vstack([found, means])
    scale = np.maximum(np.abs(whole).max(axis=1), 1e-9) / 127
    return Rows(
        np.rint(whole / scale[:, None]).astype(np.int8),
        scale.astype(np.float32),
        np.ascontiguousarray(whole[:, :COARSE]),
        np.concatenate([owners, owners[starts][has_several]]),
        np.concatenate([places, np.full(len(means), MEAN, dtype=np.int32)]),
    )


def _worded(titles: Sequence[str]) -> list[list[str]]:
    return [row.split() for row in plain_rows(titles)] if titles else []


def _basis(sample: Matrix) -> Matrix:
    """The directions in which the sample's rows are longest, the longest first."""
    _, directions = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    return np.ascontiguousarray(directions[:, ::-1][:, :KEPT], dtype=np.float32)
