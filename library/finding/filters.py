"""Filters typed among the words: `#tag`, `@group`, `:channel`, `lang:de`. What names no such thing is ordinary text."""

from __future__ import annotations

from typing import NamedTuple

from library.documents import folded
from library.finding.index import Entry, Index
from library.finding.labels import GROUP, KINDS, LANGUAGE, TAG, Labels, label, path

#: Filters whose entries are kept: they stay while the words behind them are typed.
_KEPT = 50


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
        if token[0] in (TAG, GROUP):
            matched, value = ("tag" if token[0] == TAG else "group"), token[1:]
    return None if within == -1 else Filtered(" ".join(rest), within, matched, value)


def text_for(entry: Entry, found: Filtered) -> str:
    """The tag or group of the entry that let it pass; its abbreviation where neither was asked for."""
    if found.matched == "tag":
        return next((tag for tag in entry.tags if label(tag).startswith(label(found.value))), "")
    return entry.group if found.matched == "group" else entry.abbreviation


def _passing(index: Index, token: str) -> int | None:
    """The entries a filter lets pass: with the very label, else with one that begins so. None for ordinary text."""
    is_language = folded(token).startswith(LANGUAGE)
    sign, value = (LANGUAGE, token[len(LANGUAGE) :]) if is_language else (token[0], token[1:])
    asked = path(value) if sign == GROUP else folded(value) if sign == LANGUAGE else label(value)
    if sign not in KINDS or not asked:
        return None
    if sign + asked not in index.passing:
        if len(index.passing) >= _KEPT:
            index.passing.clear()
        index.passing[sign + asked] = _found(index.labelled(sign), sign, asked)
    return index.passing[sign + asked]


def _found(labels: Labels, sign: str, asked: str) -> int | None:
    known = labels.numbers_of
    if sign == LANGUAGE:
        return labels.having_any({one for one in known if one == asked or one.startswith(f"{asked}-")}) or None
    return labels.having(asked) or labels.having_any({one for one in known if one.startswith(asked)}) or None
