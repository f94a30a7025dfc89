"""What a text is compared by: a word vector, moved so that polite nothings lie at the origin, and a sketch of spelling.

The sketch is a tf-idf vector of words and their letter groups, hashed into few numbers: it tells apart what the word
vectors take for the same, and holds names and typing slips they have never seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from library.finding.folding import plain_words
from library.finding.meaning_strengths import SPELLING, SPELLING_DOUBLED

Matrix = NDArray[np.float32]

#: Numbers of the sketch, and counters for how often a letter group occurs; both powers of two.
WIDTH, BUCKETS = 512, 1 << 16
#: Longer texts are cut: the point of a question comes before.
LONGEST = 600
_AT_ONCE = 2_000
_GROUPS = (3, 4, 5)

#: What any message may say. Their mean is what texts have in common without being about anything.
EVERYDAY = (
    *("hello I have a question", "can you please help me with this", "how do I do that", "what should I do now"),
    *("why does it not work", "I would like to know more", "when will it arrive", "is it possible to change this"),
    *("I need some help please", "thank you for your answer", "what is the reason for this", "where can I find it"),
    *("I do not understand what happened", "could you tell me how long it takes", "please let me know"),
    *("I am not happy about this", "can I get it back", "who can I speak to about this", "it is still not there"),
    "there is a problem with it",
)


class Encoder(Protocol):
    """Turns texts into vectors of one length, a row each; the name tells encoders apart whose vectors differ."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Matrix: ...


def units(rows: Matrix) -> Matrix:
    """Rows of length 1; rows of nothing stay nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def encoded(encoder: Encoder, texts: Sequence[str]) -> Matrix:
    return units(encoder.encode([text[:LONGEST].lower() for text in texts]))


def centre_of(encoder: Encoder, vectors: Matrix) -> Matrix:
    """Halfway between what everyday sentences have in common and what these texts have."""
    everyday = encoded(encoder, EVERYDAY).mean(axis=0)
    own = vectors.mean(axis=0) if len(vectors) else everyday
    return np.asarray((everyday + own) / 2, dtype=np.float32)


def rarities(texts: Sequence[str]) -> Matrix:
    """For every bucket of letter groups log(1 + N / n), 0 for what no text holds."""
    often: dict[str, int] = {}
    for text in texts:
        for word in _words(text):
            often[word] = often.get(word, 0) + 1
    held = np.zeros(BUCKETS, dtype=np.int64)
    for words in _slices(list(often), 10 * _AT_ONCE):
        groups, sizes = _hashed(words)
        np.add.at(held, _bucket(groups), np.repeat([often[word] for word in words], sizes))
    there = held > 0
    weights = np.zeros(BUCKETS, dtype=np.float32)
    weights[there] = np.log(1 + len(texts) / held[there])
    return weights


def spelling_share(phrasings: float) -> float:
    """How much spelling counts where templates have so many known phrasings on average."""
    return SPELLING + SPELLING_DOUBLED * log2(1 + min(phrasings, 100))


def features(vectors: Matrix, texts: Sequence[str], centre: Matrix, weights: Matrix, spelling: float) -> Matrix:
    """Both halves as one row of length 1 a text, so that a product of two rows is how alike they are."""
    meant = np.sqrt(1 - spelling) * units(vectors - centre)
    return np.hstack([meant, np.sqrt(spelling) * sketches(texts, weights)]).astype(np.float32)


def sketches(texts: Sequence[str], weights: Matrix) -> Matrix:
    parts = [_sketches(part, weights) for part in _slices(texts, _AT_ONCE)]
    return np.vstack(parts) if parts else np.zeros((0, WIDTH), dtype=np.float32)


def _sketches(texts: Sequence[str], weights: Matrix) -> Matrix:
    worded = [_words(text) for text in texts]
    number: dict[str, int] = {}
    places = [[number.setdefault(word, len(number)) for word in words] for words in worded]
    by_word = _word_sketches(list(number), weights)
    return units(pooled(by_word, places))


def _word_sketches(words: Sequence[str], weights: Matrix) -> Matrix:
    """Every group of a word adds its weight at two places, each with a sign, all three told by its hash."""
    groups, sizes = _hashed(words)
    rows = np.repeat(np.arange(len(words)), sizes) * WIDTH
    weight = weights[_bucket(groups)]
    sketch = np.zeros(len(words) * WIDTH, dtype=np.float64)
    for shift, sign in ((0, 20), (9, 21)):
        signed = np.where(groups >> sign & 1, weight, -weight)
        sketch += np.bincount(rows + (groups >> shift) % WIDTH, signed, minlength=len(sketch))
    return sketch.astype(np.float32).reshape(len(words), WIDTH)


def pooled(vectors: Matrix, places: Sequence[Sequence[int]]) -> Matrix:
    """For each list of row numbers the sum of those rows."""
    summed = np.zeros((len(places), vectors.shape[1]), dtype=np.float32)
    filled = [row for row, there in enumerate(places) if there]
    if filled:
        flat = np.array([place for row in filled for place in places[row]], dtype=np.intp)
        starts = np.cumsum([0, *(len(places[row]) for row in filled[:-1])])
        summed[filled] = np.add.reduceat(np.asarray(vectors[flat], dtype=np.float32), starts, axis=0)
    return summed


def _hashed(words: Sequence[str]) -> tuple[NDArray[np.int64], list[int]]:
    """The hashes of each word's groups, one after the other, and how many each word has."""
    hashes: list[int] = []
    sizes: list[int] = []
    for word in words:
        before = len(hashes)
        hashes.extend(crc32(group) for group in _groups(word))
        sizes.append(len(hashes) - before)
    return np.array(hashes, dtype=np.int64), sizes


def _groups(word: str) -> set[bytes]:
    edged = f"<{word}>".encode()
    groups = {edged[at : at + size] for size in _GROUPS for at in range(len(edged) - size + 1)}
    return groups | {b"=" + edged}


def _bucket(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(groups >> 5 & (BUCKETS - 1), dtype=np.int64)


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(plain_words(text[:LONGEST])))


def _slices(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))
