"""Every two of many texts that are nearly the same, without comparing each with each letter by letter.

Texts are sorted by length, so that those which can be alike stand near each other. Of these, pairs with too few words
in common are left out, by one multiplication of matrices for a thousand texts at a time, then those whose letters
differ too much however they stand; what is left is compared, which takes some microseconds for two texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from library.checks.likeness import ALIKE, SHORTEST, bits_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

#: Texts whose words are multiplied at once.
_TILE = 1024
#: Pairs looked at together: somebody else in this process has a turn in between.
_AT_ONCE = 10_000
#: Letters are counted in so many kinds, which those of the alphabet have for themselves.
_KINDS = 32

#: Told how much is done, from 0.0 to 1.0; what it raises ends the work.
Told = Callable[[float], None]


class Pair(NamedTuple):
    """Two texts by their places, the first one's before the second one's, and how much they have in common."""

    one: int
    other: int
    alike: float


class _Texts(NamedTuple):
    """Texts in the order of their length: their places, lengths, bits of words, how many bits, counts of letters."""

    texts: list[str]
    places: Numbers
    lengths: Numbers
    words: NDArray[np.uint8]
    counts: NDArray[np.float32]
    letters: NDArray[np.int16]


def alike_pairs(texts: Sequence[str], *, told: Told = lambda share: None) -> Iterator[Pair]:
    """Every two of the texts that `ALIKE` and `SHORTEST` call alike, each pair once."""
    sorted_ = _sorted(texts)
    count = len(sorted_.texts)
    for start in range(0, count, _TILE):
        words = _unpacked(sorted_.words[start : start + _TILE])
        for other in range(start, count, _TILE):
            told(_share(start, other, count))
            if not _may_be_alike(sorted_.lengths[min(start + _TILE, count) - 1], sorted_.lengths[other]):
                break
            ones, others = _with_words_in_common(sorted_, words, start, other)
            for at in range(0, len(ones), _AT_ONCE):
                told(_share(start, other, count))
                yield from _compared(sorted_, ones[at : at + _AT_ONCE], others[at : at + _AT_ONCE])
    told(1.0)


def _share(start: int, other: int, count: int) -> float:
    """How many of all pairs come before these two tiles: the first one meets all others, the last one only itself."""
    left = count - start
    before, after = (1 - (max(0, rest) / count) ** 2 for rest in (left, left - _TILE))
    return before + (after - before) * (other - start) / left


def _sorted(texts: Sequence[str]) -> _Texts:
    import numpy as np

    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    places = np.argsort(lengths, kind="stable")
    places = places[np.searchsorted(lengths[places], SHORTEST) :]
    sorted_ = [texts[place] for place in places]
    words = bits_of(sorted_).view(np.uint8)
    counts = np.bitwise_count(words).sum(axis=1, dtype=np.int32).astype(np.float32)
    letters = np.zeros((len(sorted_), _KINDS), dtype=np.int16)
    for at, text in enumerate(sorted_):
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        letters[at] = np.bincount(codes % _KINDS, minlength=_KINDS)
    return _Texts(sorted_, places, lengths[places], words, counts, letters)


def _may_be_alike(shorter: int, longer: int) -> bool:
    """Whether their lengths leave that open: each letter one has more is one that differs."""
    return longer - shorter <= (1 - ALIKE) * (longer + shorter)


def _with_words_in_common(texts: _Texts, words: NDArray[np.float32], start: int, other: int) -> tuple[Numbers, Numbers]:
    """Pairs of a tile, with these words, and a later one, or of one tile, that have half of their words in common."""
    import numpy as np

    first, second = slice(start, start + _TILE), slice(other, other + _TILE)
    shared = words @ (words if start == other else _unpacked(texts.words[second])).T
    has_half = 2 * shared >= np.maximum(texts.counts[first, None], texts.counts[None, second])
    ones, others = np.nonzero(np.triu(has_half, 1) if start == other else has_half)
    ones, others = ones + start, others + other
    apart = texts.lengths[others] - texts.lengths[ones]
    may = apart <= (1 - ALIKE) * (texts.lengths[others] + texts.lengths[ones])
    return ones[may], others[may]


def _unpacked(words: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A column for each bit: sums of less than 2^24 ones are exact."""
    import numpy as np

    return np.unpackbits(words, axis=1).astype(np.float32)


def _compared(texts: _Texts, ones: Numbers, others: Numbers) -> Iterator[Pair]:
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    most = (1 - ALIKE) * (texts.lengths[ones] + texts.lengths[others])
    differing = np.abs(texts.letters[ones] - texts.letters[others]).sum(axis=1, dtype=np.int64)
    may = differing <= most + 1  # a letter for the rounding of lengths
    ones, others = ones[may], others[may]
    if not len(ones):
        return
    alike = cpdist(
        [texts.texts[at] for at in ones],
        [texts.texts[at] for at in others],
        scorer=Indel.normalized_similarity,
        score_cutoff=ALIKE,
        dtype=np.float64,
    )
    for at in np.flatnonzero(alike):
        one, other = sorted((int(texts.places[ones[at]]), int(texts.places[others[at]])))
        yield Pair(one, other, float(alike[at]))
