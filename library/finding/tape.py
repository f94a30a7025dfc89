"""Sections of named bytes, one behind the other: read where they lie, so that a large file is not in memory twice."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterator, Mapping, Sequence

_SIZE = 8


class Tape:
    """Takes sections, to be read again in the same order."""

    def __init__(self) -> None:
        self._names: list[list[str]] = []
        self._sizes: list[bytes] = []
        self._parts: list[bytes] = []

    def _put(self, parts: Mapping[str, bytes]) -> None:
        self._names.append(list(parts))
        self._sizes.append(array("I", map(len, parts.values())).tobytes())
        self._parts.extend(parts.values())

    def put_numbers(self, numbers: array[int]) -> None:
        self._put({"": numbers.tobytes()})

    def put_arrays(self, arrays: Mapping[str, array[int]]) -> None:
        self._put({name: numbers.tobytes() for name, numbers in arrays.items()})

    def put_sets(self, sets: Mapping[str, int]) -> None:
        self._put({name: bits.to_bytes((bits.bit_length() + 7) >> 3, "little") for name, bits in sets.items()})

    def whole(self, texts: Sequence[list[str]]) -> bytes:
        """All of it behind lists of texts."""
        head = marshal.dumps((list(texts), self._names, self._sizes))
        return b"".join((len(head).to_bytes(_SIZE, "little"), head, *self._parts))


class Reader:
    """Reads a tape; it keeps nothing of `view` beyond itself."""

    def __init__(self, view: memoryview) -> None:
        start = _SIZE + int.from_bytes(view[:_SIZE], "little")
        self.texts: list[list[str]]
        self.texts, names, sizes = marshal.loads(view[_SIZE:start])
        self._sections: Iterator[tuple[list[str], bytes]] = zip(names, sizes, strict=True)
        self._view, self._at = view, start

    def _take(self) -> Iterator[tuple[str, memoryview]]:
        names, sizes = next(self._sections)
        for name, size in zip(names, array("I", sizes), strict=True):
            yield name, self._view[self._at : self._at + size]
            self._at += size

    def numbers(self) -> array[int]:
        [(_, part)] = self._take()
        return _array(part)

    def arrays(self) -> dict[str, array[int]]:
        return {name: _array(part) for name, part in self._take()}

    def sets(self) -> dict[str, int]:
        return {name: int.from_bytes(part, "little") for name, part in self._take()}


def _array(part: memoryview) -> array[int]:
    numbers = array("I")
    numbers.frombytes(part)
    return numbers
