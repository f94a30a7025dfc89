"""Which owners have a text that begins so: looked up in a sorted list, once `warm` has made it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence


class Starts:
    """Which owners have a text that begins so. Looks through all of them until `warm` has sorted them."""

    def __init__(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        self._given = texts, owners
        self._texts: list[str] = []
        self._owners = array("I")
        self._is_sorted = False

    @classmethod
    def from_sorted(cls, texts: list[str], owners: array[int]) -> Starts:
        starts = cls((), ())
        starts._texts, starts._owners, starts._is_sorted = texts, owners, True
        return starts

    @property
    def sorted(self) -> tuple[list[str], array[int]]:
        """The texts and their owners, once warm."""
        return self._texts, self._owners

    def warm(self) -> None:
        if not self._is_sorted:
            pairs = sorted(zip(*self._given, strict=True))
            self._texts = [text for text, _ in pairs]
            self._owners = array("I", [owner for _, owner in pairs])
            self._given, self._is_sorted = ((), ()), True

    def owners(self, start: str) -> set[int]:
        if not self._is_sorted:
            return {owner for text, owner in zip(*self._given, strict=True) if text.startswith(start)}
        first = bisect_left(self._texts, start)
        return set(self._owners[first : bisect_left(self._texts, start + _LAST, first)])

    def owners_of(self, whole: str) -> set[int]:
        """Whose text is this very one."""
        if not self._is_sorted:
            return {owner for text, owner in zip(*self._given, strict=True) if text == whole}
        first = bisect_left(self._texts, whole)
        return set(self._owners[first : bisect_right(self._texts, whole, first)])

    def put(self, text: str, owner: int) -> None:
        place = bisect_left(self._texts, text)
        self._texts.insert(place, text)
        self._owners.insert(place, owner)

    def drop(self, text: str, owner: int) -> None:
        place = self._owners.index(owner, bisect_left(self._texts, text))
        del self._texts[place], self._owners[place]


#: Sorts behind every character a folded text can hold.
_LAST = chr(0x10FFFF)
