"""One line of a file handed in by way of a shared folder: written by a desk, and judged before anything believes it.

A line is a JSON object of one table's name and one row, `{"uses": {"id": ...}}`. Whoever may write the file may write
anything: only what this program would have written itself gets through, columns it does not know are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from library.desk.flags import MAXIMUM_WHY
from library.desk.proposals import MAXIMUM_TEXT
from library.errors import BadValue
from library.masking import mask, mask_remark

Value = str | int | None
Row = dict[str, Value]

#: Bytes of one line: the longest a desk writes is a proposal, its characters in up to twelve bytes each.
LONGEST_LINE = 12 * (MAXIMUM_TEXT + MAXIMUM_WHY) + 1_000
#: Bytes of one file: a year of one busy agent's. A larger one is not read.
LARGEST_FILE = 32_000_000
#: What every integer column of both engines holds.
LARGEST = 2**31 - 1
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORD = re.compile(r"[a-z_-]{0,20}")
_HASH = re.compile(r"[0-9a-f]{1,128}")


def line_of(table: str, row: Mapping[str, Value]) -> bytes:
    return json.dumps({table: row}, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def row_in(line: bytes) -> tuple[str, Row]:
    """A line's table and row. Raises BadValue, saying in a few words what is wrong with it."""
    if len(line) > LONGEST_LINE:
        raise BadValue("a line is too long")
    try:
        read = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadValue("a line is no row") from None
    if not isinstance(read, dict) or len(read) != 1:
        raise BadValue("a line is no row")
    [(table, row)] = read.items()
    if table not in COLUMNS or not isinstance(row, dict):
        raise BadValue("a line is of no table")
    return table, {name: _judged(name, row.get(name), judge) for name, judge in COLUMNS[table].items()}


_Judge = Callable[[object], Value]


def _judged(name: str, value: object, judge: _Judge) -> Value:
    try:
        return judge(value)
    except ValueError:
        raise BadValue(f"a row's {name} is not one") from None


def _text(longest: int) -> _Judge:
    def judge(value: object) -> str:
        if not isinstance(value, str) or not value.isprintable() or len(value) > longest:
            raise ValueError
        return value

    return judge


def _document(longest: int) -> _Judge:
    """A canonical text, which has no line ends; what is in it, proposed.py judges when it is to become a draft."""

    def judge(value: object) -> str:
        if not isinstance(value, str) or len(value) > longest or any(sign < " " for sign in value):
            raise ValueError
        value.encode()  # half a character is none
        return value

    return judge


def _like(pattern: re.Pattern[str]) -> _Judge:
    def judge(value: object) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError
        return value

    return judge


def _number(largest: int = LARGEST) -> _Judge:
    def judge(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= largest:
            raise ValueError
        return value

    return judge


def _masked(longest: int, masking: Callable[[str], str]) -> _Judge:
    """Personal data by its form goes out here once more, whatever the desk did; so does what no eye can see."""

    def judge(value: object) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise ValueError
        return " ".join(masking("".join(sign if sign.isprintable() else " " for sign in value)).split())

    return judge


def _or_none(judge: _Judge) -> _Judge:
    return lambda value: None if value is None else judge(value)


_id, _maybe_id, _name, _moment = _like(_ID), _or_none(_like(_ID)), _text(200), _text(27)
_maybe_moment, _maybe_number = _or_none(_moment), _or_none(_number())
#: Every column a desk of this release hands in, by table, with what judges it.
COLUMNS: Mapping[str, Mapping[str, _Judge]] = {
    "uses": {
        "id": _id,
        "template": _name,
        "revision": _number(),
        "version": _number(),
        "agent": _text(200),
        "used_at": _moment,
        "channel": _text(200),
        "source": _like(_WORD),
        "action": _like(_WORD),
        "search": _maybe_id,
        "row_rank": _maybe_number,
        "found_at": _maybe_moment,
        "chosen_at": _maybe_moment,
        "delivered_at": _maybe_moment,
        "typed_characters": _maybe_number,
        "rendered_characters": _maybe_number,
        "edited": _number(1),
        "fields_by_hand": _number(),
        "fields_from_context": _number(),
        "ticket_hash": _or_none(_like(_HASH)),
        "corrects": _maybe_id,
    },
    "searches": {
        "id": _id,
        "agent": _text(200),
        "words": _masked(600, mask),
        "kind": _like(_WORD),
        "outcome": _like(_WORD),
        "started_at": _moment,
        "ended_at": _moment,
        "template": _or_none(_name),
        "row_rank": _maybe_number,
    },
    "flags": {
        "id": _id,
        "template": _name,
        "revision": _number(),
        "version": _number(),
        "agent": _text(200),
        "why": _masked(600, mask_remark),
        "flagged_at": _moment,
    },
    "proposals": {
        "id": _id,
        "agent": _text(200),
        "document": _document(MAXIMUM_TEXT),
        "why": _masked(600, mask_remark),
        "proposed_at": _moment,
    },
}
