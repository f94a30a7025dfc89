"""Ticket references in a file as ticket systems export them: a column of a CSV, a key of JSON lines, a plain list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from library.errors import BadValue
from snippets.delivery import ticket_hash
from snippets.text_files import text_of

#: What ticket systems call the column, in the order they are looked for.
NAMES = ("ticket", "reference", "ticket_id", "ticket id", "ticket number", "number", "id", "key", "case number")


_REMEDY = "export it as CSV UTF-8"


def columns_to_choose(file: Path) -> tuple[str, ...]:
    """The columns of a file where somebody has to say which one holds the references; none where that is plain."""
    text = text_of(file, _REMEDY)
    if _is_json(text):
        row = next((row for row in _rows_of_json(text, file) if isinstance(row, Mapping)), {})
        names = [str(name) for name in row]
    else:
        separator = _separator_of(text)
        names = next(csv.reader(io.StringIO(text), delimiter=separator), []) if separator else []
    return () if any(_folded(name) in NAMES for name in names) else tuple(names)


def hashed(key: str, references: Iterable[str]) -> dict[str, str]:
    """The references by their keyed hashes; one may have been noted with its # or without."""
    found: dict[str, str] = {}
    for reference in references:
        for written in (f"#{reference.lstrip('#')}", reference.lstrip("#"), reference):
            found[ticket_hash(key, written)] = reference
    return found


def read_references(file: Path, column: str = "") -> list[str]:
    """The references in a file, each once, “-” being standard input; `column` says where, "" finds out.

    Raises BadValue naming the file, and the columns it has where none of them is known to hold references.
    """
    text = text_of(file, _REMEDY)
    found = _of_json(text, file, column) if _is_json(text) else _of_lines(text, file, column)
    references = list(dict.fromkeys(reference.strip() for reference in found if reference.strip()))
    if not references:
        raise BadValue(f"{file} holds no ticket references", "a CSV, JSON lines, or one reference on each line")
    return references


def _is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))


def _rows_of_json(text: str, file: Path) -> list[object]:
    try:
        whole = json.loads(text) if text.lstrip().startswith("[") else None
        return whole if isinstance(whole, list) else [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise BadValue(f"{file} is not JSON", "write one object on each line, or a list of them") from None


def _separator_of(text: str) -> str:
    first, _, _ = text.partition("\n")
    return next((sign for sign in (";", "\t", ",") if sign in first), "")


def _of_json(text: str, file: Path, column: str) -> Iterator[str]:
    key = ""
    for row in _rows_of_json(text, file):
        if isinstance(row, Mapping):
            key = key or _key_in([str(name) for name in row], file, column)
            row = row.get(key)
        yield "" if row is None else str(row)


def _of_lines(text: str, file: Path, column: str) -> Iterator[str]:
    separator = _separator_of(text)
    if not separator and not column:
        lines = text.splitlines()
        yield from lines[1:] if lines and _folded(lines[0]) in NAMES else lines
        return
    rows = csv.reader(io.StringIO(text), delimiter=separator or ",")
    try:
        head = next(rows, [])
        place = head.index(_key_in(head, file, column))
        yield from (row[place] for row in rows if len(row) > place)
    except csv.Error as error:
        raise BadValue(f"{file}, line {rows.line_num}: {error}", "export it as CSV UTF-8") from None


def _key_in(names: list[str], file: Path, column: str) -> str:
    by_name = {_folded(name): name for name in names}
    for wanted in [_folded(column)] if column else NAMES:
        if wanted in by_name:
            return by_name[wanted]
    there = ", ".join(names)
    if column:
        raise BadValue(f"{file} has no column “{column}”", f"it has {there}")
    raise BadValue(f"which column of {file} holds the tickets?", f"name it with --column: {there}")


def _folded(name: str) -> str:
    return name.strip().casefold()
