"""A sketch of a text's spelling: its words' letter groups, weighted by rarity and hashed into few numbers.

It tells apart what word vectors take for the same, and holds names and typing slips they have never seen. What means
the same in customer service (meaning_wordings) counts as a letter group more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from library.finding.folding import plain_rows, plain_words
from library.finding.meaning_strengths import SAME
from library.finding.meaning_wordings import stem, wordings

Matrix = NDArray[np.float32]

#: Numbers of a sketch, and counters for how often a letter group occurs; both powers of two. 512 numbers told apart no
#: better (.2 either way).
WIDTH, BUCKETS = 256, 1 << 16
#: Longer texts are cut: the point of a question comes before.
LONGEST = 600
_GROUPS = (3, 4, 5)
#: Begins what stands among the words for a wording; no plain word holds it. The flag marks such a hash.
_WORDING, _FLAG = "~", 1 << 40
#: Words whose hashes are kept: a team's vocabulary.
_KEPT = 1 << 15
#: Texts whose words are counted together: all at once would need much memory for a moment.
_AT_ONCE = 10_000


def worded(texts: Sequence[str]) -> list[list[str]]:
    """Each text's plain words, and after them what pairs of them mean."""
    rows = _rows(texts)
    known = wordings().pairs
    begun = {word: known[stem(word)] for word in set(chain.from_iterable(rows)) if stem(word) in known}
    for words in rows:
        meant = [begun[one].get(stem(other), ()) for one, other in pairwise(words) if one in begun]
        words.extend([f"{_WORDING}{number}" for numbers in meant for number in numbers])
    return rows


def _rows(texts: Sequence[str]) -> list[list[str]]:
    """Plain words; texts in plain letters are folded all at once."""
    simple = [text[:LONGEST] for text in texts if text.isascii()]
    folded = iter(plain_rows(simple) if simple else ())
    return [next(folded).split() if text.isascii() else plain_words(text[:LONGEST]) for text in texts]


def rarities(texts: Sequence[str]) -> Matrix:
    """For every bucket of letter groups log(1 + N / n), 0 for what no text holds."""
    often: dict[str, int] = {}
    for start in range(0, len(texts), _AT_ONCE):
        for word in chain.from_iterable(worded(texts[start : start + _AT_ONCE])):
            often[word] = often.get(word, 0) + 1
    hashes, sizes = _hashed(list(often))
    held = np.bincount(_bucket(hashes), np.repeat(list(often.values()), sizes), minlength=BUCKETS)
    weights = np.zeros(BUCKETS, dtype=np.float32)
    weights[held > 0] = np.log(1 + len(texts) / held[held > 0])
    return weights


def sketches(texts: Sequence[str], weights: Matrix) -> Matrix:
    number: dict[str, int] = {}
    places = [[number.setdefault(word, len(number)) for word in words] for words in worded(texts)]
    return pooled(_word_sketches(list(number), weights), places)


def _word_sketches(words: Sequence[str], weights: Matrix) -> Matrix:
    """Every group of a word adds its weight at two places, each with a sign, all told by its hash."""
    hashes, sizes = _hashed(words)
    rows = np.repeat(np.arange(len(words)) * WIDTH, sizes)
    weight = weights[_bucket(hashes)] * np.where(hashes & _FLAG, SAME, 1.0)
    sketch = np.zeros(len(words) * WIDTH)
    for shift, sign in ((0, 20), (9, 21)):
        signed = np.where(hashes >> sign & 1, weight, -weight)
        sketch += np.bincount(rows + (hashes >> shift) % WIDTH, signed, minlength=len(sketch))
    return sketch.astype(np.float32).reshape(len(words), WIDTH)


def pooled(vectors: Matrix, places: Sequence[Sequence[int]]) -> Matrix:
    """For each list of row numbers the sum of those rows: all first ones are added at once, then all second ones."""
    summed = np.zeros((len(places), vectors.shape[1]), dtype=np.float32)
    sizes = np.array([len(there) for there in places], dtype=np.intp)
    order = np.argsort(-sizes, kind="stable")
    flat = np.fromiter(chain.from_iterable(places), dtype=np.intp, count=int(sizes.sum()))
    starts, longest = (np.cumsum(sizes) - sizes)[order], sizes[order]
    for at in range(int(sizes.max(initial=0))):
        several = int(np.searchsorted(-longest, -at, side="left"))
        summed[:several] += vectors[flat[starts[:several] + at]]
    found = np.empty_like(summed)
    found[order] = summed
    return found


def _hashed(words: Sequence[str]) -> tuple[NDArray[np.int64], list[int]]:
    """The hashes of each word's groups, one after the other, and how many each word has."""
    found = [_hashes(word) for word in words]
    return np.fromiter(chain.from_iterable(found), dtype=np.int64), [len(hashes) for hashes in found]


@lru_cache(_KEPT)
def _hashes(word: str) -> tuple[int, ...]:
    if word[0] == _WORDING:
        return (_FLAG | crc32(word.encode()),)
    edged = f"<{word}>".encode()
    groups = {edged[at : at + size] for size in _GROUPS for at in range(len(edged) - size + 1)}
    same = [_FLAG | crc32(f"{_WORDING}{number}".encode()) for number in wordings().words.get(stem(word), ())]
    return (*map(crc32, groups), crc32(b"=" + edged), *same)


def _bucket(hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(hashes >> 5 & (BUCKETS - 1), dtype=np.int64)
