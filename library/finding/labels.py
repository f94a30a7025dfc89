"""What filters ask for: the tags, groups, channels and languages of entries as they are typed behind their signs."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from library.documents import folded
from library.finding.bits import bits_of
from library.finding.folding import plain

if TYPE_CHECKING:
    from library.finding.index import Entry

TAG, GROUP, CHANNEL, LANGUAGE = "#", "@", ":", "lang:"
_Value = str | tuple[str, ...]
#: A label of more entries than one in so many is kept as a set (see `bits`).
_OFTEN = 200


class _Kind(NamedTuple):
    """Where an entry has its labels of one kind, and which these are."""

    value: Callable[[Entry], _Value]
    labels: Callable[[_Value], Iterable[str]]


@lru_cache(maxsize=10_000)
def label(text: str) -> str:
    """A tag, a channel or a part of a group as it is typed behind its sign: no spaces, no dashes, lower case."""
    return plain(text).replace(" ", "")


def path(group: str) -> str:
    return "/".join(label(part) for part in group.split("/"))


def labels_of(entry: Entry, sign: str) -> set[str]:
    kind = KINDS[sign]
    value = kind.value(entry)
    return set(kind.labels(value)) if value else set()


class Labels:
    """By label of one kind who has it."""

    def __init__(self, numbers_of: dict[str, array[int]], sets: dict[str, int]) -> None:
        self.numbers_of = numbers_of
        self.sets = sets

    def having(self, one: str) -> int:
        known = self.sets.get(one)
        return bits_of(self.numbers_of.get(one, ())) if known is None else known

    def having_any(self, those: Collection[str]) -> int:
        """A path's entries are all among those of the path above it."""
        top = [one for one in those if one.rpartition("/")[0] not in those]
        return reduce(or_, map(self.having, top), 0)

    def put(self, number: int, labels: Iterable[str]) -> None:
        for one in labels:
            self.numbers_of.setdefault(one, array("I")).append(number)
            if one in self.sets:
                self.sets[one] |= 1 << number

    def drop(self, numbers: Collection[int], labels: Iterable[str]) -> None:
        left = ~bits_of(list(numbers))
        for one in labels:
            self.numbers_of[one] = array("I", (number for number in self.numbers_of[one] if number not in numbers))
            if one in self.sets:
                self.sets[one] &= left


def labelled(entries: Sequence[Entry], sign: str) -> Labels:
    kind = KINDS[sign]
    by_value: dict[_Value, array[int]] = {}
    for number, entry in enumerate(entries):
        if value := kind.value(entry):
            by_value.setdefault(value, array("I")).append(number)
    found: dict[str, array[int]] = {}
    for value, numbers in by_value.items():
        for one in set(kind.labels(value)):
            found.setdefault(one, array("I")).extend(numbers)
    often = len(entries) // _OFTEN
    return Labels(found, {one: bits_of(numbers) for one, numbers in found.items() if len(numbers) > often})


def _each(value: _Value) -> Iterator[str]:
    return map(label, value)


def _of_group(group: _Value) -> Iterator[str]:
    """The whole path, and from every part on what is left of it: Refunds is found in Billing/Refunds."""
    parts = path(str(group)).split("/")
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            yield "/".join(parts[first:last])


KINDS = {
    TAG: _Kind(lambda entry: entry.tags, _each),
    GROUP: _Kind(lambda entry: entry.group, _of_group),
    CHANNEL: _Kind(lambda entry: entry.channels, _each),
    LANGUAGE: _Kind(lambda entry: entry.language, lambda language: [folded(str(language))]),
}
