"""Filters typed among the words: `#tag`, `@group`, `:channel`, `lang:de`. What names no such thing is ordinary text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import NamedTuple

from library.documents import folded
from library.finding.bits import bits_of
from library.finding.folding import plain
from library.finding.index import Entry, Index

_LANGUAGE = "lang:"


class Filtered(NamedTuple):
    """The words left over, the entries that pass every filter (see `bits`), and for the row the last tag or group."""

    words: str
    within: int
    matched: str
    value: str


def filtered(index: Index, text: str) -> Filtered | None:
    """The filters in what was typed; None where it has none."""
    rest: list[str] = []
    within, matched, value = -1, "name", ""
    for token in text.split():
        passing = _passing(index, token)
        if passing is None:
            rest.append(token)
            continue
        within &= passing
        if token[0] in "#@":
            matched, value = ("tag" if token[0] == "#" else "group"), token[1:]
    return None if within == -1 else Filtered(" ".join(rest), within, matched, value)


def text_for(entry: Entry, found: Filtered) -> str:
    """The tag or group of the entry that let it pass; its abbreviation where neither was asked for."""
    if found.matched == "tag":
        return next((tag for tag in entry.tags if label(tag).startswith(label(found.value))), "")
    return entry.group if found.matched == "group" else entry.abbreviation


def label(text: str) -> str:
    """A tag, a channel or a part of a group as it is typed behind its sign: no spaces, no dashes, lower case."""
    return plain(text).replace(" ", "")


def _passing(index: Index, token: str) -> int | None:
    """The entries a filter lets pass: with the very label, else with one that begins so. None for ordinary text."""
    sign, value = (_LANGUAGE, token[len(_LANGUAGE) :]) if folded(token).startswith(_LANGUAGE) else (token[0], token[1:])
    asked = _path(value) if sign == "@" else folded(value) if sign == _LANGUAGE else label(value)
    if sign not in _LABELS or not asked:
        return None
    known = labels(index, sign)
    if sign == _LANGUAGE:
        return _union(known, lambda one: one == asked or one.startswith(f"{asked}-"))
    return known.get(asked) or _union(known, lambda one: one.startswith(asked))


def labels(index: Index, sign: str) -> dict[str, int]:
    """The entries by their labels of one kind, kept in the index once made."""
    if sign not in index.labels:
        numbers: dict[str, list[int]] = {}
        for number in index.order:
            for one in _LABELS[sign](index.at[number]):
                numbers.setdefault(one, []).append(number)
        index.labels[sign] = {one: bits_of(there) for one, there in numbers.items()}
    return index.labels[sign]


def _union(known: dict[str, int], is_it: Callable[[str], bool]) -> int | None:
    return reduce(or_, (there for one, there in known.items() if is_it(one)), 0) or None


def _path(group: str) -> str:
    return "/".join(label(part) for part in group.split("/"))


def _of_group(entry: Entry) -> Iterator[str]:
    """The whole path, and from every part on what is left of it: Refunds is found in Billing/Refunds."""
    parts = _path(entry.group).split("/") if entry.group else []
    for first in range(len(parts)):
        for last in range(first + 1, len(parts) + 1):
            yield "/".join(parts[first:last])


_LABELS: dict[str, Callable[[Entry], Iterator[str]]] = {
    "#": lambda entry: (label(tag) for tag in entry.tags),
    "@": _of_group,
    ":": lambda entry: (label(channel) for channel in entry.channels),
    _LANGUAGE: lambda entry: (folded(one) for one in (entry.language,) if one),
}
