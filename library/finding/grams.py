"""Which texts are spelt nearly alike: for every pair of neighbouring letters the set of texts that hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_

from library.finding.bits import add, at_least, numbers, sets_by_key

#: Candidates that still cost about a millisecond to compare.
_MOST = 2_000


class Grams:
    """Sets over texts; a text's number is its place in the given sequence."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.pairs = sets_by_key((pairs_of(text) for text in texts), len(texts))
        self.letters = sets_by_key((set(text) for text in texts), len(texts))
        self.firsts = sets_by_key((text[:1] for text in texts), len(texts))

    @classmethod
    def from_sets(cls, pairs: dict[str, int], letters: dict[str, int], firsts: dict[str, int]) -> Grams:
        grams = cls(())
        grams.pairs, grams.letters, grams.firsts = pairs, letters, firsts
        return grams

    def put(self, number: int, text: str) -> None:
        for sets, keys in self._keyed(text):
            for key in keys:
                sets[key] = sets.get(key, 0) | 1 << number

    def drop(self, number: int, text: str) -> None:
        for sets, keys in self._keyed(text):
            for key in keys:
                sets[key] &= ~(1 << number)

    def _keyed(self, text: str) -> Iterable[tuple[dict[str, int], Iterable[str]]]:
        return (self.pairs, pairs_of(text)), (self.letters, set(text)), (self.firsts, text[:1])

    def alike(self, text: str, edits: int) -> list[int]:
        """Numbers of the texts within so many edits, and of others: those that share enough letter pairs.

        An edit spoils three pairs at most (a transposition does), so from seven letters on none within two edits is
        missed; shorter words, and more than `_MOST` candidates, raise the bar.
        """
        pairs = pairs_of(text)
        slices: list[int] = []
        for pair in pairs:
            add(slices, self.pairs.get(pair, 0))
        least = max(2, len(pairs) - 3 * edits)
        found = at_least(slices, least)
        while found.bit_count() > _MOST:
            least += 1
            found = at_least(slices, least)
        return numbers(found)

    def with_letters(self, letters: str) -> tuple[list[int], list[int]]:
        """Numbers of the texts that hold every one of these letters: those that begin with the first one, and all."""
        sets = [self.letters.get(letter, 0) for letter in set(letters)]
        holding = reduce(and_, sets) if sets else 0
        return numbers(holding & self.firsts.get(letters[:1], 0), _MOST), numbers(holding, _MOST)


def pairs_of(text: str) -> set[str]:
    """Neighbouring letters, the text's edges counted as one."""
    edged = f" {text} "
    return {edged[place : place + 2] for place in range(len(edged) - 1)}
