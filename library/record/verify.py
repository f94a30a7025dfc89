"""Walks the whole record and names every row that is not as the program wrote it.

Rows are recomputed from what they hold: a document from its text, a revision and a decision from all their columns, a
change and a receipt from everything entered under them, the roster, settings, questions, frozen lists, change sets,
measurements and the library's own identity included. Whoever alters a row behind the program's back would have to alter
all that follow it too, and desks remember the hash of the version they hold. What desks hand
in is in no chain, since it comes by the million and in any order: only its triggers are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel

from library.documents import document_hash, folded, from_canonical
from library.errors import BadDocument, StoreDamaged
from library.record import grants
from library.record.changes import (
    CHAINED,
    Entry,
    Value,
    as_values,
    decision_hash,
    entry_hash,
    revision_hash,
    row_hash,
)
from library.record.database import Library
from library.record.history import STANDING
from library.record.schema import SCHEMA, number_of
from library.record.sight import require_sight
from library.record.triggers import KEYS, expected_triggers, found_triggers
from library.record.views import view

#: Missing rows named one by one; more in a row are named together.
NAMED_IN_GAP = 20

#: Rows a hash of their own does not tell apart: their change's or receipt's covers them.
UNHASHED = tuple(table for table in CHAINED if table not in ("revisions", "decisions"))

Rows = list[dict[str, Value]]
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong: the table, the row's key in it, and what is the matter."""

    table: str
    key: str
    what: str


def verify(library: Library) -> tuple[Damage, ...]:
    """Everything that is wrong with a library; () for a sound one. Raises StoreError where it cannot be read at all,
    NotAllowed for who sees only a part of it.

    Not seen: what somebody did to uses, searches and flags, and a chain cut off at its end or rewritten from some row
    on with every hash put right; the desks notice the latter.
    """
    with library.reading() as session:
        require_sight(session, "prove it whole")
        if damages := tuple(_structure(session)):
            lacking = {damage.table for damage in damages if damage.key == ""}
            return damages if lacking else (*damages, *_contents(session))
        return tuple(_contents(session))


def _structure(session: Session) -> Iterator[Damage]:
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        for (line,) in connection.execute(text("PRAGMA integrity_check")):
            if line != "ok":
                yield Damage("database", "integrity", str(line))
    if (number := number_of(connection)) != SCHEMA:
        yield Damage("database", "schema", f"the schema is {number}, not {SCHEMA}")
    tables = set(inspect(connection).get_table_names())
    yield from (Damage(table, "", "the table is missing") for table in KEYS if table not in tables)
    found = found_triggers(connection)
    expected = {trigger.name: trigger for trigger in expected_triggers(connection.dialect.name)}
    for name, trigger in expected.items():
        if name not in found:
            yield Damage(trigger.table, name, "the trigger that keeps rows from being altered is missing")
        elif found[name] != trigger:
            yield Damage(trigger.table, name, "the trigger that keeps rows from being altered was altered")
    if connection.dialect.name == "postgresql":
        yield from (Damage(table, "rights", what) for table, what in grants.faults(connection, _library_id(session)))
    yield from (Damage(found[name].table, name, "nobody knows this trigger") for name in found.keys() - expected.keys())


def _library_id(session: Session) -> str:
    return str(session.execute(select(view("desk_v1_library").c.id)).scalars().first() or "")


def _contents(session: Session) -> Iterator[Damage]:
    tables = {name: _rows(session, name) for name in ("documents", "names", "changes", "receipts", *CHAINED)}
    templates = {str(row["id"]) for row in _rows(session, "templates")}
    yield from _documents(tables)
    revisions = list(_revisions(tables, templates))
    yield from revisions
    yield from _decisions(tables)
    yield from _entries(tables, "changes", "change")
    yield from _entries(tables, "receipts", "receipt")
    yield from _rows_without_hash(tables)
    yield from _names(tables, templates)
    yield from _identity(session)


def _identity(session: Session) -> Iterator[Damage]:
    if len(rows := _rows(session, "library_info")) != 1:
        yield Damage("library_info", "", f"{len(rows)} rows instead of one")


def _documents(tables: Mapping[str, Rows]) -> Iterator[Damage]:
    used = {row["document"] for row in tables["revisions"]}
    for row in tables["documents"]:
        key = str(row["hash"])
        if document_hash(str(row["text"])) != key:
            yield Damage("documents", key, "the text is not the one that was approved: its hash differs")
        if key not in used:
            yield Damage("documents", key, "belongs to no revision")


def _revisions(tables: Mapping[str, Rows], templates: set[str]) -> Iterator[Damage]:
    present = {row["hash"] for row in tables["documents"]}
    redacted = {_place(row, "revision") for row in tables["decisions"] if row["kind"] == "redacted"}
    before: dict[str, tuple[int, str]] = {}
    for row in sorted(tables["revisions"], key=lambda row: _place(row, "number")):
        template, number = _place(row, "number")
        key = f"{template}/{number}"
        last, parent = before.get(template, (0, ""))
        before[template] = (number, str(row["hash"]))
        if revision_hash(row) != row["hash"]:
            yield Damage("revisions", key, "was altered: its hash differs")
        yield from _gap("revisions", f"{template}/", last, number)
        if row["parent_hash"] != parent:
            yield Damage("revisions", key, "does not follow on from the revision before")
        if row["document"] not in present and (template, number) not in redacted:
            yield Damage("documents", str(row["document"]), f"is missing, and nobody redacted revision {key}")
        if template not in templates:
            yield Damage("templates", template, "is missing")
        yield from _either(row, "revisions", key)
    for template in sorted(templates - before.keys()):
        yield Damage("templates", template, "has no revision")


def _decisions(tables: Mapping[str, Rows]) -> Iterator[Damage]:
    hashes = {_place(row, "number"): str(row["hash"]) for row in tables["revisions"]}
    last, previous = 0, ""
    for row in sorted(tables["decisions"], key=lambda row: _number(row, "number")):
        number, about = _number(row, "number"), _place(row, "revision")
        yield from _gap("decisions", "", last, number)
        if row["previous_hash"] != previous:
            yield Damage("decisions", str(number), "does not follow on from the decision before")
        if about not in hashes:
            yield Damage("revisions", f"{about[0]}/{about[1]}", f"is missing; decision {number} is about it")
            yield Damage("decisions", str(number), "is about a revision that is not there")
        elif decision_hash(row, hashes[about]) != row["hash"]:
            yield Damage("decisions", str(number), "was altered: its hash differs")
        yield from _either(row, "decisions", str(number))
        last, previous = number, str(row["hash"])


def _entries(tables: Mapping[str, Rows], table: str, column: str) -> Iterator[Damage]:
    digests = _digests(tables, column)
    last, previous = 0, ""
    for row in sorted(tables[table], key=lambda row: _number(row, "number")):
        number = _number(row, "number")
        yield from _gap(table, "", last, number)
        if row["previous_hash"] != previous:
            yield Damage(table, str(number), f"does not follow on from the {column} before")
        texts = (str(row[name]) if name in row else "" for name in ("previous_hash", "at", "by", "note"))
        before, at, by, note = texts
        if entry_hash(Entry(table, number, before, at, by, note), digests.pop(number, {})) != row["hash"]:
            entered = _listed(tables, column, number)
            yield Damage(
                table, str(number), f"it, or what was entered under it{entered}, was altered, added or removed"
            )
        last, previous = number, str(row["hash"])
    yield from (Damage(table, str(number), "is missing") for number in sorted(digests) if not 1 <= number <= last)


def _listed(tables: Mapping[str, Rows], column: str, number: int) -> str:
    """“ (members 2, settings 1)”: the rows under a change or receipt that have no hash of their own to tell by."""
    found = [f"{table} {_key(table, row)}" for table in UNHASHED for row in tables[table] if row.get(column) == number]
    more = f" and {len(found) - NAMED_IN_GAP} more" if len(found) > NAMED_IN_GAP else ""
    return f" ({', '.join(found[:NAMED_IN_GAP])}{more})" if found else ""


def _rows_without_hash(tables: Mapping[str, Rows]) -> Iterator[Damage]:
    """Rows under no change or receipt, and numbers left out: these tables are numbered without a gap."""
    for table in UNHASHED:
        for row in tables[table]:
            if not isinstance(row.get("change", row.get("receipt")), int):
                yield Damage(table, _key(table, row), "is entered under no change or receipt")
        if KEYS[table][0] == ("number",):
            numbers = sorted(_number(row, "number") for row in tables[table])
            for last, number in pairwise((0, *numbers)):
                yield from _gap(table, "", last, number)


def _key(table: str, row: Mapping[str, Value]) -> str:
    return "/".join(str(row[name]) for name in KEYS[table][0])


def _digests(tables: Mapping[str, Rows], column: str) -> dict[int, dict[str, list[str]]]:
    """By number of the change or receipt and by table, the hashes of the rows entered under it, recomputed."""
    hashes = {_place(row, "number"): str(row["hash"]) for row in tables["revisions"]}
    found: dict[int, dict[str, list[str]]] = {}
    for table in CHAINED:
        for row in tables[table]:
            if isinstance(number := row.get(column), int):
                found.setdefault(number, {}).setdefault(table, []).append(_row_digest(table, row, hashes))
    return found


def _row_digest(table: str, row: Mapping[str, Value], hashes: Mapping[Place, str]) -> str:
    if table == "revisions":
        return revision_hash(row)
    if table == "decisions":
        return decision_hash(row, hashes.get(_place(row, "revision"), ""))
    return row_hash(table, row)


def _names(tables: Mapping[str, Rows], templates: set[str]) -> Iterator[Damage]:
    """Every name a revision has belongs to its template, and no template has a name it never had."""
    owners = {str(row["name"]): str(row["template"]) for row in tables["names"]}
    texts = {str(row["hash"]): str(row["text"]) for row in tables["documents"]}
    retired = {str(row["template"]) for row in _newest_standing(tables["decisions"]) if row["kind"] == "retired"}
    had: dict[str, set[str]] = {}
    is_known = dict.fromkeys(templates, True)
    for row in tables["revisions"]:
        template = str(row["template"])
        names = _names_in(texts.get(str(row["document"])))
        is_known[template] = is_known.get(template, True) and names is not None
        had.setdefault(template, set()).update(names or ())
    for template, names in sorted(had.items()):
        for name in sorted(names):
            if owners.get(name) != template and template not in retired:
                whose = f"belongs to {owners[name]}" if name in owners else "is missing"
                yield Damage("names", name, f"{whose}, but {template} has it in a revision")
    claims = {(row["template"], row["at"], row["author"]) for row in tables["revisions"]}
    claims |= {(row["template"], row["at"], row["by"]) for row in tables["decisions"]}
    entered = {row["number"]: row["by"] for row in tables["receipts"]}  # a proposal's names by who took it in
    claims |= {(row["template"], row["at"], entered.get(row["receipt"])) for row in tables["revisions"]}
    for row in tables["names"]:
        name, template = str(row["name"]), str(row["template"])
        if template in templates and (template, row["at"], row["by"]) not in claims:
            yield Damage("names", name, "was not claimed then by this person: its template has no such row")
        if template not in templates:
            yield Damage("names", name, f"belongs to {template}, which is missing")
        elif is_known[template] and name not in had.get(template, ()):
            yield Damage("names", name, f"belongs to {template}, which never had it")
        elif folded(str(row["spelled"])) != name:
            yield Damage("names", name, f"is spelled “{row['spelled']}”")


def _names_in(text: str | None) -> set[str] | None:
    """The folded names in a canonical text; None where it is gone or unreadable, which is named elsewhere."""
    try:
        return None if text is None else {folded(name) for name in from_canonical(text).names}
    except (BadDocument, TypeError, AttributeError, ValueError, AssertionError, KeyError):
        return None


def _newest_standing(decisions: Iterable[dict[str, Value]]) -> Iterable[dict[str, Value]]:
    ordered = sorted((row for row in decisions if row["kind"] in STANDING), key=lambda row: _number(row, "number"))
    return {str(row["template"]): row for row in ordered}.values()


def _gap(table: str, before: str, last: int, number: int) -> Iterator[Damage]:
    """The rows missing between two numbers; many as one, since an altered number can be of any size."""
    if number - last - 1 > NAMED_IN_GAP:
        yield Damage(table, f"{before}{last + 1}", f"is missing, and so is every one up to {number - 1}")
        return
    yield from (Damage(table, f"{before}{gap}", "is missing") for gap in range(last + 1, number))


def _either(row: Mapping[str, Value], table: str, key: str) -> Iterator[Damage]:
    if (row["change"] is None) == (row["receipt"] is None):
        yield Damage(table, key, "is entered under no change or receipt, or under both")


def _rows(session: Session, name: str) -> Rows:
    try:
        return [as_values(row) for row in session.execute(select(SQLModel.metadata.tables[name]))]
    except OperationalError as error:
        if "decode" not in str(error.orig):
            raise
        raise StoreDamaged(  # SQLite keeps whatever bytes were forced into it
            f"the table {name} cannot be read: {error.orig}", "keep this file, restore a backup beside it, compare"
        ) from None


def _place(row: Mapping[str, Value], number: str) -> Place:
    return str(row["template"]), _number(row, number)


def _number(row: Mapping[str, Value], name: str) -> int:
    value = row[name]
    return value if isinstance(value, int) else 0
