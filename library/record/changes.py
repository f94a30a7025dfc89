"""The two chains every authoring transaction is entered in, and the hashes that make tampering visible.

A transaction that alters what desks hold opens a change, any other a receipt; some open both. A number is taken when
the first row needs it; the row itself is written last, by `seal`, since its hash covers every row entered under it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Row, Table, func, select, text
from sqlmodel import Session, SQLModel

from library.record.clock import now
from library.record.models import Change, Receipt

#: Tables whose rows a change's or receipt's hash covers, in the order it covers them; new ones are added at the end.
CHAINED = (
    *("revisions", "decisions", "questions", "phrasings", "links", "settings"),
    *("members", "frozen_questions", "change_sets", "change_set_items", "measurements", "library_info"),
    *("change_set_steps", "cut_offs"),
)
#: Held until commit by whoever writes to the chains of a PostgreSQL library: “snpL” in ASCII.
TURN = 0x736E704C

Value = str | int | float | None


@dataclass(slots=True)
class Entry:
    """A change or receipt of the transaction in hand, not yet written."""

    table: str
    number: int
    previous_hash: str
    at: str
    by: str
    note: str


def digest(*values: Value | list[str]) -> str:
    """SHA-256 in hexadecimal over the values' JSON: no two different lists of values share a text."""
    return sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")).hexdigest()


def revision_hash(row: Mapping[str, Value]) -> str:
    """Over every column but the hash itself; parent_hash makes a template's revisions a chain."""
    return digest("revision", *(row[name] for name in _REVISION))


def decision_hash(row: Mapping[str, Value], hash_of_revision: str) -> str:
    """Over every column but the hash itself, and the revision's hash; previous_hash makes all decisions one chain."""
    return digest("decision", hash_of_revision, *(row[name] for name in _DECISION))


def row_hash(table: str, row: Mapping[str, Value]) -> str:
    """Over every column of a row in a table without hashes of its own, by the columns' names in order.

    Nulls are left out, so that a column a later schema adds does not alter the hashes of rows that lack it.
    """
    return digest(table, *(part for name in sorted(row) if row[name] is not None for part in (name, row[name])))


def entry_hash(entry: Entry, digests: Mapping[str, Iterable[str]]) -> str:
    """A change's or receipt's hash; `digests` holds, by table, the hashes of the rows entered under it."""
    rows = [[table, *found] for table in CHAINED if (found := sorted(digests.get(table, ())))]
    return digest(entry.table, entry.number, entry.previous_hash, entry.at, entry.by, entry.note, *rows)


def take_turn(session: Session) -> None:
    """Waits until no other transaction writes to the chains; what is read afterwards stays true until commit.

    In SQLite `BEGIN IMMEDIATE` did that already. In PostgreSQL the unique numbers would refuse the later of two writers
    too; the lock saves them the repetition, and no row has to be updated for it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def open_change(session: Session, *, by: str, note: str = "") -> int:
    """The number of this transaction's change, taken on the first call."""
    return _open(session, Change, by, note)


def open_receipt(session: Session, *, by: str) -> int:
    """The number of this transaction's receipt, taken on the first call."""
    return _open(session, Receipt, by, "")


def seal(session: Session) -> None:
    """Writes the transaction's change and receipt, if it opened any; the last act before commit."""
    session.flush()
    for model in (Receipt, Change):
        entry = session.info.pop(str(model.__tablename__), None)
        if isinstance(entry, Entry):
            row = {"number": entry.number, "previous_hash": entry.previous_hash, "at": entry.at, "by": entry.by}
            if model is Change:
                row["note"] = entry.note
            row["hash"] = entry_hash(entry, _digests(session, entry))
            session.execute(table_of(model).insert(), [row])


def append(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Value]]) -> None:
    """Adds rows to a table of numbered rows, numbered on from its last; a missing number means that a row was removed.

    Not left to the database, whose own counters skip numbers when a transaction is undone.
    """
    table = table_of(model)
    take_turn(session)
    last = session.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one()
    if rows:
        session.execute(table.insert(), [{**row, "number": number} for number, row in enumerate(rows, last + 1)])


def head(session: Session) -> tuple[int, str]:
    """The library's version and that change's hash; (0, '') before the first change."""
    return _last(session, Change)


def current_version(session: Session) -> int:
    """The version after this transaction: its change's number, or the last one's."""
    entry = session.info.get(str(Change.__tablename__))
    return entry.number if isinstance(entry, Entry) else head(session)[0]


def table_of(model: type[SQLModel]) -> Table:
    """A model's table, for statements over many rows."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _open(session: Session, model: type[Change | Receipt], by: str, note: str) -> int:
    table = str(model.__tablename__)
    entry = session.info.get(table)
    if not isinstance(entry, Entry):
        take_turn(session)
        number, previous = _last(session, model)
        entry = session.info[table] = Entry(table, number + 1, previous, now(session), by, note)
    return entry.number


def _last(session: Session, model: type[Change | Receipt]) -> tuple[int, str]:
    table = table_of(model)
    row = session.execute(select(table.c.number, table.c.hash).order_by(table.c.number.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (0, "")


def _digests(session: Session, entry: Entry) -> dict[str, list[str]]:
    column = "change" if entry.table == "changes" else "receipt"
    digests = {}
    for name in CHAINED:
        table = SQLModel.metadata.tables[name]
        if column not in table.c:
            continue
        if "hash" in table.c:
            digests[name] = list(session.scalars(select(table.c.hash).where(table.c[column] == entry.number)))
        else:
            rows = session.execute(select(table).where(table.c[column] == entry.number))
            digests[name] = [row_hash(name, as_values(row)) for row in rows]
    return digests


def as_values(row: Row[tuple[object, ...]]) -> dict[str, Value]:
    """A row's columns by name; the record's tables hold texts, numbers and nulls only."""
    return {
        name: value if value is None or isinstance(value, int | float) else str(value)
        for name, value in row._mapping.items()
    }


_REVISION = (
    *("template", "number", "based_on", "parent_hash", "document", "author", "at", "message"),
    *("source", "change", "receipt"),
)
_DECISION = (
    *("number", "template", "revision", "kind", "by", "at", "reason", "change_set", "previous_hash"),
    *("change", "receipt"),
)
