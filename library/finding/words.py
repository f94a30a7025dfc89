"""Which rows of text hold a word. A command asks once and scans a joined text; the app asks often and calls `warm`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property


class Words:
    """Rows of plain words (see `folding.plain`); a row's number is its place in the given sequence."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows = rows
        self._rows_of: dict[str, list[int]] | None = None
        self._vocabulary: list[str] = []

    def __len__(self) -> int:
        return len(self._rows)

    def words_of(self, row: int) -> list[str]:
        return self._rows[row].split()

    def warm(self) -> None:
        """Indexes the rows; the answers stay the same, they only come faster."""
        if self._rows_of is not None:
            return
        rows_of: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            for word in set(row.split()):
                if word in rows_of:
                    rows_of[word].append(number)
                else:
                    rows_of[word] = [number]
        self._vocabulary = sorted(rows_of)
        self._rows_of = rows_of

    def vocabulary(self) -> list[str]:
        """Every word once, sorted."""
        if not self._vocabulary:
            self._vocabulary = sorted(set(" ".join(self._rows).split()))
        return self._vocabulary

    def holding(self, word: str) -> list[int]:
        """Numbers of the rows that hold the word, ascending."""
        if self._rows_of is None:
            return self._scan(f" {word} ")
        return self._rows_of.get(word, [])

    def starting(self, stem: str) -> list[int]:
        """Numbers of the rows that hold a word which begins so, ascending."""
        if self._rows_of is None:
            return self._scan(f" {stem}")
        words = self.words_starting(stem)
        if len(words) == 1:
            return self._rows_of[words[0]]
        return sorted(set().union(*(self._rows_of[word] for word in words)))

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


#: Sorts behind every character a folded word can hold.
_LAST = chr(0x10FFFF)
