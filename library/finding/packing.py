"""A warm index as bytes and back, for a disposable file that a program has its index from when it starts again.

The bytes are only believed where their check sum holds, of the same format and Python. Few templates that are other
ones by now, new or gone are taken in; uses may always differ.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from library.finding.grams import Grams
from library.finding.index import Entry, Index
from library.finding.labels import KINDS, Labels
from library.finding.starts import Starts
from library.finding.tape import Reader, Tape
from library.finding.updating import replace_lost
from library.finding.words import Words

if TYPE_CHECKING:
    from typing_extensions import Buffer

#: Raise it with every change of what is packed, or of how it is made.
_FORMAT = 3
_MAGIC = f"snippets index {_FORMAT} python {sys.version_info[0]}.{sys.version_info[1]} {sys.byteorder}\n".encode()
_SUM = 4
_STARTS = ("name_starts", "joined_starts", "title_starts", "initials")
_WORDS = ("short", "phrasings", "bodies")
#: So many changed templates are taken in in less time than an index is built in.
FEW = 32
#: Stands where an entry was that is another one by now.
_LOST = Entry("", "", "")


class _Compared(NamedTuple):
    """What became of the entries a file was written for: those it still holds, `lost` numbers, and new ones."""

    at: list[Entry]
    lost: list[int]
    changed: list[Entry]


def packed(index: Index) -> bytes:
    """A warm index that was never updated, without its entries."""
    tape = Tape()
    texts = [[entry.template for entry in index.at], index.names, index.joined, index.titles]
    tape.put_numbers(array("I", map(_sum_of, index.at)))
    tape.put_numbers(index.owner)
    for starts in (index.name_starts, index.joined_starts, index.title_starts, index.initials):
        texts.append(starts.sorted[0])
        tape.put_numbers(starts.sorted[1])
    for words in (index.short, index.phrasings, index.bodies):
        rows_of, vocabulary, often, begun = words.warmed
        texts.append(vocabulary)
        tape.put_arrays(rows_of)
        tape.put_sets(often)
        tape.put_sets(begun)
    for sets in (index.grams.pairs, index.grams.letters, index.grams.firsts):
        tape.put_sets(sets)
    for sign in KINDS:
        tape.put_arrays(index.labelled(sign).numbers_of)
        tape.put_sets(index.labelled(sign).sets)
    content = tape.whole(texts)
    return _MAGIC + _sum(content) + content


def unpacked(data: Buffer, entries: Sequence[Entry], few: int = FEW) -> Index | None:
    """A warm index over these entries.

    None where the bytes are damaged, of another program's, or of a library where more than a `few` templates differ.
    `data` may be a memory-mapped file; nothing of it is kept.
    """
    start = len(_MAGIC) + _SUM
    with memoryview(data) as view, view[start:] as content:
        if view[: len(_MAGIC)] != _MAGIC or view[len(_MAGIC) : start] != _sum(content):
            return None
        return _index(Reader(content), entries, few)


def _index(tape: Reader, entries: Sequence[Entry], few: int) -> Index | None:
    templates, names, joined, titles, *texts = tape.texts
    compared = _compared(templates, tape.numbers(), entries, few)
    if compared is None:
        return None
    index = Index(compared.at, compared.lost)
    index.__dict__ |= {"_names": (names, tape.numbers()), "joined": joined, "titles": titles}
    for name, sorted_texts in zip(_STARTS, texts, strict=False):
        index.__dict__[name] = Starts.from_sorted(sorted_texts, tape.numbers())
    for name, vocabulary in zip(_WORDS, texts[len(_STARTS) :], strict=True):
        index.__dict__[name] = Words.from_warm(
            len(templates), tape.arrays(), vocabulary, often=tape.sets(), begun=tape.sets()
        )
    index.__dict__["grams"] = Grams.from_sets(tape.sets(), tape.sets(), tape.sets())
    for sign in KINDS:
        index.labels[sign] = Labels(tape.arrays(), tape.sets())
    index.warm()
    if compared.lost or compared.changed:
        replace_lost(index, compared.lost, compared.changed)
    return index


def _compared(templates: list[str], sums: array[int], entries: Sequence[Entry], few: int) -> _Compared | None:
    by_id = {entry.template: entry for entry in entries}
    at = [by_id.pop(template, _LOST) for template in templates]
    if len(by_id) > few:
        return None
    now = array("I", map(_sum_of, at))
    changed, lost = list(by_id.values()), list[int]()
    if now != sums:
        lost = [number for number, (old, new) in enumerate(zip(sums, now, strict=True)) if old != new]
        changed += [at[number] for number in lost if at[number] is not _LOST]
    if len(lost) + len(by_id) > few:
        return None
    for number in lost:
        at[number] = _LOST
    return _Compared(at, lost, changed)


def _sum_of(entry: Entry) -> int:
    """The check sum of everything an index is made of."""
    template, abbreviation, title, group, aliases, tags, phrasings, body, _, _, language, channels = entry
    several = (aliases, tags, phrasings, channels)
    texts = (template, abbreviation, title, group, body, language, *map("\x1e".join, several))
    return crc32("\x1f".join(texts).encode())


def _sum(content: Buffer) -> bytes:
    return crc32(content).to_bytes(_SUM, "little")
