"""The rows a Meaning compares with: a template's title, every known phrasing, and what these have in common.

Bodies are left out: they hold what is answered, not what is asked (STAR, 105 templates: 13.2 first and 30.3 among five
by titles, 8.7 and 23.1 with bodies).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from library.finding.index import Entry
from library.finding.meaning_features import (
    Encoder,
    Matrix,
    centre_of,
    encoded,
    features,
    rarities,
    spelling_share,
    units,
)
from library.finding.meaning_strengths import COARSE, KEPT

#: Where a row comes from: a phrasing's place in its entry (0, 1, 2 ...), the title, or the mean of an entry's rows.
TITLE, MEAN = -1, -2
#: The rotation is found on so many rows: more change nothing that could be measured.
_SAMPLE = 4_000


class Space(NamedTuple):
    """How texts become rows, settled when an index is built: changed templates are put into the same space."""

    encoder: Encoder
    centre: Matrix
    weights: Matrix
    basis: Matrix
    spelling: float

    def rows(self, texts: Sequence[str]) -> Matrix:
        vectors = encoded(self.encoder, texts)
        return features(vectors, texts, self.centre, self.weights, self.spelling) @ self.basis


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


def space_of(encoder: Encoder, texts: Sequence[str], phrasings: float) -> tuple[Space, Matrix]:
    """The space these texts span, and their rows in it; `phrasings` is how many a template has on average."""
    vectors = encoded(encoder, texts)
    centre, weights, spelling = centre_of(encoder, vectors), rarities(texts), spelling_share(phrasings)
    parts = [slice(start, start + _SAMPLE) for start in range(0, len(texts), _SAMPLE)]
    step = max(1, len(texts) // _SAMPLE)
    basis = _basis(features(vectors[::step], texts[::step], centre, weights, spelling))
    found = [features(vectors[part], texts[part], centre, weights, spelling) @ basis for part in parts]
    return Space(encoder, centre, weights, basis, spelling), np.vstack(found)


def rows_of(found: Matrix, texts: Texts) -> Rows:
    """The rows of these texts, and one for the mean of every owner that has several."""
    owners, places = np.array(texts.owners, dtype=np.int32), np.array(texts.places, dtype=np.int32)
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    sizes = np.diff(np.r_[starts, len(owners)])
    means = units(np.add.reduceat(found, starts, axis=0))[sizes > 1]
    mean_owners = owners[starts][sizes > 1]
    whole = np.vstack([found, means]).astype(np.float32)
    scale = np.maximum(np.abs(whole).max(axis=1), 1e-9) / 127
    return Rows(
        np.rint(whole / scale[:, None]).astype(np.int8),
        scale.astype(np.float32),
        np.ascontiguousarray(whole[:, :COARSE]),
        np.concatenate([owners, mean_owners]),
        np.concatenate([places, np.full(len(mean_owners), MEAN, dtype=np.int32)]),
    )


def _basis(sample: Matrix) -> Matrix:
    """The directions in which the sample's rows are longest, the longest first."""
    _, directions = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    return np.ascontiguousarray(directions[:, ::-1][:, :KEPT], dtype=np.float32)
