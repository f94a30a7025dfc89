"""Which owners have a text that begins so: looked up in a sorted list, once `warm` has made it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


class Starts:
    """Which owners have a text that begins so. Looks through all of them until `warm` has sorted them."""

    def __init__(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        self._texts = list(texts)
        self._owners = list(owners)
        self._is_sorted = False

    @classmethod
    def from_sorted(cls, texts: list[str], owners: list[int]) -> Starts:
        starts = cls((), ())
        starts._texts, starts._owners, starts._is_sorted = texts, owners, True
        return starts

    @property
    def sorted(self) -> tuple[list[str], list[int]]:
        """The texts and their owners, once warm."""
        return self._texts, self._owners

    def warm(self) -> None:
        if not self._is_sorted:
            pairs = sorted(zip(self._texts, self._owners, strict=True))
            self._texts = [text for text, _ in pairs]
            self._owners = [owner for _, owner in pairs]
            self._is_sorted = True

    def owners(self, start: str) -> set[int]:
        if not self._is_sorted:
            return {owner for text, owner in zip(self._texts, self._owners, strict=True) if text.startswith(start)}
        first = bisect_left(self._texts, start)
        last = bisect_left(self._texts, start + _LAST, first)
        return set(self._owners[first:last])

    def put(self, text: str, owner: int) -> None:
        place = bisect_left(self._texts, text)
        self._texts.insert(place, text)
        self._owners.insert(place, owner)

    def drop(self, text: str, owner: int) -> None:
        place = self._owners.index(owner, bisect_left(self._texts, text))
        del self._texts[place], self._owners[place]


#: Sorts behind every character a folded text can hold.
_LAST = chr(0x10FFFF)
