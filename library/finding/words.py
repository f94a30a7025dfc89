"""Which rows of text hold a word. A command asks once and scans a joined text; the app asks often and calls `warm`."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from library.finding.bits import bits_of

#: A word in more rows than one in so many is kept as a set.
_OFTEN = 200
#: Sets of begun words that are kept once made.
_KEPT = 600
#: Beginnings so short have their sets made by `warm`.
_SHORT = 2


class Words:
    """Rows of plain words (see `folding.plain`); a row's number is its place in the given sequence."""

    def __init__(self, rows: Sequence[str]) -> None:
        #: The rows' texts until `warm` knows their words.
        self._rows = list(rows)
        self._count = len(self._rows)
        self._rows_of: dict[str, array[int]] | None = None
        self._vocabulary: list[str] = []
        self._sets: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        self._by_length: dict[int, list[str]] = {}
        #: What `spelling.near_words` found for words typed lately: they stay while the next one is typed.
        self.nearly: dict[str, dict[str, float]] = {}

    @classmethod
    def from_warm(
        cls,
        count: int,
        rows_of: dict[str, array[int]],
        vocabulary: list[str],
        *,
        often: dict[str, int],
        begun: dict[str, int],
    ) -> Words:
        """What `warmed` gave of a warm one with so many rows."""
        words = cls(())
        words._count = count
        words._rows_of, words._vocabulary, words._sets, words._begun = rows_of, vocabulary, often, begun
        return words

    @property
    def warmed(self) -> tuple[dict[str, array[int]], list[str], dict[str, int], dict[str, int]]:
        """By word its rows; the words, sorted; the sets of frequent words; the sets of short beginnings."""
        assert self._rows_of is not None
        short = {stem: rows for stem, rows in self._begun.items() if len(stem) <= _SHORT}
        return self._rows_of, self._vocabulary, self._sets, short

    def __len__(self) -> int:
        return self._count

    def warm(self) -> None:
        """Indexes the rows; the answers stay the same, they only come faster."""
        if self._rows_of is None:
            rows_of: dict[str, array[int]] = {}
            for number, row in enumerate(self._rows):
                for word in set(row.split()):
                    if word in rows_of:
                        rows_of[word].append(number)
                    else:
                        rows_of[word] = array("I", (number,))
            self._settle(rows_of)
            self._rows = []

    def _settle(self, rows_of: dict[str, array[int]]) -> None:
        self._vocabulary = sorted(rows_of)
        self._sets = {word: bits_of(rows) for word, rows in rows_of.items() if len(rows) > self._often}
        self._rows_of = rows_of
        self._begin()

    @property
    def _often(self) -> int:
        return self._count // _OFTEN

    def _begin(self) -> None:
        """Makes the sets of the rows with words that begin with one and with two letters: the largest there are."""
        for length in range(1, _SHORT + 1):
            for stem in {word[:length] for word in self._vocabulary}:
                rows = self._starting(stem)
                if rows.bit_count() > self._often:
                    self._begun[stem] = rows

    def put(self, row: str) -> None:
        """Adds a row behind the last one; like `drop` and `lose`, once warm."""
        assert self._rows_of is not None
        number = self._count
        self._count += 1
        words = set(row.split())
        for word in words:
            if word not in self._rows_of:
                insort(self._vocabulary, word)
                if self._by_length:
                    insort(self._by_length.setdefault(len(word), []), word)
            self._rows_of.setdefault(word, array("I")).append(number)
            if word in self._sets:
                self._sets[word] |= 1 << number
        for stem in _beginnings(words) & self._begun.keys():
            self._begun[stem] |= 1 << number
        self.nearly.clear()

    def drop(self, number: int, row: str) -> None:
        """Takes a row's words out; its number stays, as that of an empty row."""
        words = set(row.split())
        self._take_out([number], words, _beginnings(words) & self._begun.keys())

    def lose(self, numbers: Collection[int]) -> None:
        """Takes rows out whose words nobody knows any more."""
        assert self._rows_of is not None
        lost = set(numbers)
        words = [word for word, rows in self._rows_of.items() if not lost.isdisjoint(rows)]
        self._take_out(lost, words, list(self._begun))

    def _take_out(self, numbers: Collection[int], words: Iterable[str], stems: Iterable[str]) -> None:
        assert self._rows_of is not None
        left = ~bits_of(list(numbers))
        for word in words:
            rows = self._rows_of[word]
            for number in numbers:
                place = bisect_left(rows, number)
                if rows[place : place + 1] == array("I", (number,)):
                    del rows[place]
            if word in self._sets:
                self._sets[word] &= left
            if not rows:
                del self._rows_of[word], self._vocabulary[bisect_left(self._vocabulary, word)]
                if self._by_length:
                    self._by_length[len(word)].remove(word)
        for stem in stems:
            self._begun[stem] &= left
        self.nearly.clear()

    def vocabulary(self) -> list[str]:
        """Every word once, sorted."""
        if not self._vocabulary:
            self._vocabulary = sorted(set(" ".join(self._rows).split()))
        return self._vocabulary

    def words_long(self, least: int, most: int) -> list[str]:
        """Every word of so many letters, sorted by length."""
        if not self._by_length:
            for word in self.vocabulary():
                self._by_length.setdefault(len(word), []).append(word)
        return [word for length in range(least, most + 1) for word in self._by_length.get(length, ())]

    def holding(self, word: str) -> int:
        """The rows that hold the word, as a set (see `bits`)."""
        if self._rows_of is None:
            return bits_of(self._scan(f" {word} "))
        known = self._sets.get(word)
        return bits_of(self._rows_of.get(word, ())) if known is None else known

    def starting(self, stem: str) -> int:
        """The rows that hold a word which begins so, as a set."""
        if self._rows_of is None:
            return bits_of(self._scan(f" {stem}"))
        known = self._begun.get(stem)
        if known is None:
            known = self._starting(stem)
            if len(self._begun) >= _KEPT + len(self._sets):
                self._begun = {short: rows for short, rows in self._begun.items() if len(short) <= _SHORT}
            self._begun[stem] = known
        return known

    def _starting(self, stem: str) -> int:
        assert self._rows_of is not None
        seldom: list[int] = []
        often = 0
        for word in self.words_starting(stem):
            if word in self._sets:
                often |= self._sets[word]
            else:
                seldom.extend(self._rows_of[word])
        return often | bits_of(seldom)

    def words_starting(self, stem: str) -> list[str]:
        vocabulary = self.vocabulary()
        return vocabulary[bisect_left(vocabulary, stem) : bisect_left(vocabulary, stem + _LAST)]

    def _scan(self, text: str) -> list[int]:
        joined, starts = self._joined
        found: list[int] = []
        place = joined.find(text)
        while place >= 0:
            row = bisect_left(starts, place + 1) - 1
            found.append(row)
            if row + 1 == len(starts):
                break
            place = joined.find(text, starts[row + 1])
        return found

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """All rows as one text, each between spaces, and where each begins."""
        starts: list[int] = []
        place = 0
        for row in self._rows:
            starts.append(place)
            place += len(row) + 3
        return " " + " \n ".join(self._rows) + " \n", starts


def _beginnings(words: Iterable[str]) -> set[str]:
    return {word[:length] for word in words for length in range(1, len(word) + 1)}


#: Sorts behind every character a folded word can hold.
_LAST = chr(0x10FFFF)
