"""A Meaning as bytes and back, for a disposable file: encoding 60,000 texts takes seconds, mapping them does not.

The bytes are only believed where their check sum holds, for the same texts in the same order, the same encoder and
the same format.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from library.finding.index import Entry
from library.finding.meaning import Meaning
from library.finding.meaning_features import Encoder
from library.finding.meaning_rows import Rows, Space
from library.finding.meaning_sketches import Matrix

if TYPE_CHECKING:
    from typing_extensions import Buffer

#: Raise it with every change of how texts become rows.
_FORMAT = 2
_MAGIC = f"snippets meaning {_FORMAT}\n".encode()
_LENGTH = 8

_Array = NDArray[np.generic]
_RowArrays = tuple[NDArray[np.int8], Matrix, Matrix, NDArray[np.int32], NDArray[np.int32]]


def packed_meaning(meaning: Meaning, entries: Sequence[Entry]) -> bytes:
    """A Meaning that was never updated, without the entries it was built of."""
    arrays: list[_Array] = [
        *meaning.rows,
        meaning.space.centre,
        meaning.space.weights,
        meaning.space.basis,
        meaning.space.said,
    ]
    parts = [np.ascontiguousarray(array).tobytes() for array in arrays]
    head = {
        "encoder": meaning.space.encoder.name,
        "texts": _sum_of(entries),
        "spelling": meaning.space.spelling,
        "sums": [crc32(part) for part in parts],
        "arrays": [(array.dtype.str, array.shape) for array in arrays],
    }
    told = json.dumps(head).encode()
    told += b" " * (-(len(_MAGIC) + _LENGTH + len(told)) % 64)  # arrays begin where processors like them
    return b"".join([_MAGIC, len(told).to_bytes(_LENGTH, "little"), told, *map(_padded, parts)])


def unpacked_meaning(data: Buffer, entries: Sequence[Entry], encoder: Encoder) -> Meaning | None:
    """The Meaning over these entries; None where the bytes are damaged, of other texts or another encoder.

    `data` may be a memory-mapped file, which must stay open as long as the Meaning is used.
    """
    view = memoryview(data)
    start = len(_MAGIC) + _LENGTH
    if view[: len(_MAGIC)] != _MAGIC:
        return None
    length = int.from_bytes(view[len(_MAGIC) : start], "little")
    try:
        head = json.loads(bytes(view[start : start + length]))
        if head["encoder"] != encoder.name or head["texts"] != _sum_of(entries):
            return None
        arrays, spelling = _arrays(view[start + length :], head["arrays"], head["sums"]), float(head["spelling"])
    except (ValueError, KeyError, TypeError):
        return None
    kept = list(entries)
    number_of = {entry.template: number for number, entry in enumerate(kept)}
    rows, (centre, weights, basis, said) = Rows(*cast("_RowArrays", arrays[:5])), cast("list[Matrix]", arrays[5:])
    return Meaning(kept, number_of, Space(encoder, centre, weights, basis, said, spelling), rows)


def _arrays(view: memoryview, described: Sequence[tuple[str, list[int]]], sums: Sequence[int]) -> list[_Array]:
    """The arrays as they lie there; raises ValueError where one is cut off or altered."""
    found = []
    at = 0
    for (kind, shape), total in zip(described, sums, strict=True):
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        part = view[at : at + size]
        if crc32(part) != total:
            raise ValueError("altered")
        found.append(np.frombuffer(part, dtype=kind).reshape(shape))
        at += size + -size % 64
    return found


def _padded(part: bytes) -> bytes:
    return part + b"\0" * (-len(part) % 64)


def _sum_of(entries: Sequence[Entry]) -> int:
    total = 0
    for entry in entries:
        text = "\x1f".join((entry.template, entry.abbreviation, entry.title, *entry.phrasings))
        total = crc32(f"{len(text)} {text}".encode(), total)
    return total
