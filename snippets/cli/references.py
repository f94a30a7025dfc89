"""Ticket references in a file as ticket systems export them: a column of a CSV, a key of JSON lines, a plain list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from library.errors import BadValue
from snippets.cli.text_files import text_of

#: What ticket systems call the column, in the order they are looked for.
NAMES = ("ticket", "reference", "ticket_id", "ticket id", "ticket number", "number", "id", "key", "case number")


def read_references(file: Path, column: str = "") -> list[str]:
    """The references in a file, each once, “-” being standard input; `column` says where, "" finds out.

    Raises BadValue naming the file, and the columns it has where none of them is known to hold references.
    """
    text = text_of(file, "export it as CSV UTF-8")
    found = _of_json(text, file, column) if text.lstrip().startswith(("{", "[")) else _of_lines(text, file, column)
    references = list(dict.fromkeys(reference.strip() for reference in found if reference.strip()))
    if not references:
        raise BadValue(f"{file} holds no ticket references", "a CSV, JSON lines, or one reference on each line")
    return references


def _of_json(text: str, file: Path, column: str) -> Iterator[str]:
    try:
        whole = json.loads(text) if text.lstrip().startswith("[") else None
        rows = whole if isinstance(whole, list) else [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise BadValue(f"{file} is not JSON", "write one object on each line, or a list of them") from None
    key = ""
    for row in rows:
        if isinstance(row, Mapping):
            key = key or _key_in([str(name) for name in row], file, column)
            row = row.get(key)
        yield "" if row is None else str(row)


def _of_lines(text: str, file: Path, column: str) -> Iterator[str]:
    first, _, _ = text.partition("\n")
    separator = next((sign for sign in (";", "\t", ",") if sign in first), "")
    if not separator and not column:
        lines = text.splitlines()
        yield from lines[1:] if _folded(first) in NAMES else lines
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
