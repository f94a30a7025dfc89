"""A roster from a CSV file: it adds to what the library knows of people, and takes nothing away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue
from library.record import members
from library.record.clock import now

COLUMNS = ("name", "role", "team")
Row = Mapping[str | None, str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a roster. A role of '' and a team of None are as before."""

    name: str
    role: str = ""
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a roster did, by people: newly there, with another role or team or name, and as before."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def read_roster(text: str, file: str) -> list[Listed]:
    """The people a CSV text lists. Raises BadValue naming the column, or the line."""
    if "\x00" in text:
        raise BadValue(f"{file} is no text", "save the roster as CSV")
    first = text.partition("\n")[0]
    dialect = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=dialect, skipinitialspace=True)
    columns = [(column or "").strip().lower() for column in reader.fieldnames or ()]
    _refuse_columns(columns, file)
    reader.fieldnames = columns
    people: dict[str, Listed] = {}
    try:
        for row in reader:
            person = _listed(row, f"{file}:{reader.line_num}")
            if folded(person.name) in people:
                raise BadValue(f"{file}:{reader.line_num}: “{person.name}” stands twice", "remove one of the lines")
            people[folded(person.name)] = person
    except csv.Error as error:
        raise BadValue(f"{file}:{reader.line_num}: {error}", "save the roster as CSV") from None
    return list(people.values())


def bring(session: Session, people: Sequence[Listed], *, by: str) -> Brought:
    """Puts people on the roster, each as far as the list says. Raises NotAllowed, BadValue."""
    found: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
    for person in people:
        before = members.find(session, person.name)
        kind = _difference(person, before, now(session))
        if kind != "unchanged":
            members.add(session, person.name, role=person.role, team=person.team, by=by)
        found[kind].append(person.name)
    return Brought(**{kind: tuple(names) for kind, names in found.items()})


def _difference(person: Listed, before: members.Person | None, at: str) -> str:
    if before is None or (before.until and before.until <= at):
        return "added"
    is_same = person.name == before.name and person.role in ("", before.role) and person.team in (None, before.team)
    return "unchanged" if is_same else "changed"


def _refuse_columns(columns: Sequence[str], file: str) -> None:
    for column in filter(None, columns):
        if column not in COLUMNS:
            raise BadValue(f"{file}: the column “{column[:40]}” is unknown", _meant(column))
        if columns.count(column) > 1:
            raise BadValue(f"{file}: the column “{column}” stands twice", "remove one of them")
    if "name" not in columns:
        raise BadValue(f"{file}: has no column “name”", f"begin it with the line {','.join(COLUMNS)}")


def _meant(column: str) -> str:
    from difflib import get_close_matches  # only for a column we do not know

    near = get_close_matches(column, COLUMNS, n=1)
    known = f"the columns are {', '.join(COLUMNS)}"
    return f"did you mean {near[0]}? {known}" if near else known


def _listed(row: Row, place: str) -> Listed:
    if any(_cells(row.get(None))) or any(_cells(row.get(""))):
        raise BadValue(f"{place}: more cells than columns", "put texts that hold the separator in quotation marks")
    name, role, team = (next(_cells(row.get(column)), "") for column in COLUMNS)
    if not name:
        raise BadValue(f"{place}: a line without a name", "add the name, or remove the line")
    if role.lower() not in ("", *members.ROLES):
        raise BadValue(f"{place}: there is no role “{role[:40]}”", f"use one of {', '.join(members.ROLES)}")
    return Listed(name, role.lower(), team or None)


def _cells(value: str | list[str] | None) -> Iterator[str]:
    """The texts in a cell that hold anything, in a list for those beyond the last column."""
    values = [value] if isinstance(value, str) else value or []
    return (text.strip() for text in values if text.strip())
