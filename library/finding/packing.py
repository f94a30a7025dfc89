"""A warm index as bytes and back, for a disposable file that a program has its index from when it starts again.

The bytes are only believed where their check sums hold, for the same entries in the same order (their uses may differ),
the same format and Python.
"""

from __future__ import annotations

import marshal
import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast
from zlib import crc32

from library.finding.grams import Grams
from library.finding.index import Entry, Index
from library.finding.starts import Starts
from library.finding.words import Words

if TYPE_CHECKING:
    from typing_extensions import Buffer

#: Raise it with every change of what is packed, or of how it is made.
_FORMAT = 1
_MAGIC = f"snippets index {_FORMAT} python {sys.version_info[0]}.{sys.version_info[1]} {sys.byteorder}\n".encode()
_SUMS = 8
_SINGLE = frozenset(("template", "abbreviation", "title", "group", "body"))
_SEVERAL = frozenset(("aliases", "tags", "phrasings"))

_Sets = dict[str, bytes]
_Words = tuple[int, dict[str, bytes], list[str], _Sets, _Sets]
_Starts = tuple[list[str], bytes]
_Whole = tuple[
    tuple[list[str], bytes, list[str], list[str]],
    tuple[_Starts, _Starts, _Starts],
    tuple[_Words, _Words, _Words],
    tuple[_Sets, _Sets, _Sets],
    dict[str, bytes],
    bytes,
]


def packed(index: Index, entries: Sequence[Entry]) -> bytes:
    """A warm index that was never updated, without the entries it was built of."""
    place_of = {entry.template: place for place, entry in enumerate(entries)}
    whole: _Whole = (
        (index.names, _numbers(index.owner), index.joined, index.titles),
        (_starts(index.name_starts), _starts(index.joined_starts), _starts(index.title_starts)),
        (_words(index.short), _words(index.phrasings), _words(index.bodies)),
        (_sets(index.grams.pairs), _sets(index.grams.letters), _sets(index.grams.firsts)),
        index.by_initials,
        _numbers(place_of[entry.template] for entry in index.at),
    )
    content = marshal.dumps(whole)
    return _MAGIC + _sum(content) + _sum_of(entries) + content


def unpacked(data: Buffer, entries: Sequence[Entry]) -> Index | None:
    """A warm index over these entries; None where the bytes are damaged, of others, or of another program's.

    `data` may be a memory-mapped file.
    """
    view = memoryview(data)
    start = len(_MAGIC)
    content = view[start + _SUMS :]
    if view[:start] != _MAGIC or view[start : start + 4] != _sum(content):
        return None
    if view[start + 4 : start + _SUMS] != _sum_of(entries):
        return None
    whole = cast("_Whole", marshal.loads(content))
    index = Index([entries[place] for place in _array(whole[-1])])
    _fill(index, whole)
    return index


def _fill(index: Index, whole: _Whole) -> None:
    (names, owner, joined, titles), starts, words, grams, initials, _ = whole
    index.__dict__ |= {
        "_names": (names, list(_array(owner))),
        "joined": joined,
        "titles": titles,
        "grams": Grams.from_sets(*map(_whole_sets, grams)),
        "by_initials": initials,
    }
    for name, (texts, owners) in zip(("name_starts", "joined_starts", "title_starts"), starts, strict=True):
        index.__dict__[name] = Starts.from_sorted(texts, list(_array(owners)))
    for name, (count, rows_of, vocabulary, often, begun) in zip(("short", "phrasings", "bodies"), words, strict=True):
        arrays = {word: _array(there) for word, there in rows_of.items()}
        index.__dict__[name] = Words.from_warm(count, arrays, vocabulary, _whole_sets(often), _whole_sets(begun))
    index.warm()


def _starts(starts: Starts) -> _Starts:
    texts, owners = starts.sorted
    return texts, _numbers(owners)


def _words(words: Words) -> _Words:
    rows_of, vocabulary, often, begun = words.warmed
    return (
        len(words),
        {word: there.tobytes() for word, there in rows_of.items()},
        vocabulary,
        _sets(often),
        _sets(begun),
    )


def _sets(sets: dict[str, int]) -> _Sets:
    return {key: bits.to_bytes((bits.bit_length() + 7) >> 3, "little") for key, bits in sets.items()}


def _whole_sets(sets: _Sets) -> dict[str, int]:
    return {key: int.from_bytes(bits, "little") for key, bits in sets.items()}


def _numbers(numbers: Iterable[int]) -> bytes:
    return array("I", numbers).tobytes()


def _array(data: bytes) -> array[int]:
    return array("I", data)


def _sum_of(entries: Sequence[Entry]) -> bytes:
    """The check sum of everything the index is made of, column by column."""
    total = len(entries)
    for column, values in zip(Entry._fields, zip(*entries, strict=True), strict=False):
        if column in _SINGLE:
            total = crc32("\x1f".join(values).encode(), total)
        elif column in _SEVERAL:
            total = crc32("\x1f".join(map("\x1e".join, values)).encode(), total)
    return total.to_bytes(4, "little")


def _sum(content: Buffer) -> bytes:
    return crc32(content).to_bytes(4, "little")
