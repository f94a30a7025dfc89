"""Changes made to a library behind the program's back: by hand, with the triggers out of the way and put back after."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from library.documents import document_hash
from library.record.changes import CHAINED, Entry, Value, decision_hash, entry_hash, revision_hash, row_hash
from library.record.triggers import KEYS

Row = Mapping[str, Value]
Named = tuple[str, str]

#: The tables whose every row is sealed, and the columns that say which row it is.
SEALED: Mapping[str, tuple[str, ...]] = {
    "documents": ("hash",),
    "revisions": ("template", "number"),
    "decisions": ("number",),
    "changes": ("number",),
    "receipts": ("number",),
    **{table: KEYS[table][0] for table in CHAINED if table not in ("revisions", "decisions")},
    "names": ("name",),
}
#: Sealed by their change's or receipt's hash, having none of their own.
UNHASHED = tuple(table for table in SEALED if table in CHAINED and table not in ("revisions", "decisions"))
#: What a forger who recomputes hashes would want to be different.
FORGED: Mapping[str, tuple[str, ...]] = {
    "documents": ("text",),
    "revisions": ("author", "at", "document", "message"),
    "decisions": ("by", "at", "kind", "reason"),
    "changes": ("by", "at", "note"),
    "receipts": ("by", "at"),
}


@dataclass(frozen=True, slots=True)
class Tampering:
    """One change by SQL: verify has to name the row, `itself`, or one of `named`, which say the same.

    `rehashed` is the key of a row whose own hash is then recomputed, as a forger would who knows how.
    """

    what: str
    statements: tuple[tuple[str, tuple[object, ...]], ...]
    itself: Named
    named: frozenset[Named]
    rehashed: tuple[object, ...] = ()


@contextmanager
def unguarded(file: Path) -> Iterator[sqlite3.Connection]:
    """The library's file with its triggers dropped; they are made again the way they were."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


def tamper(file: Path, tampering: Tampering) -> None:
    with unguarded(file) as connection:
        for statement, values in tampering.statements:
            assert connection.execute(statement, values).rowcount == 1, tampering
        if tampering.rehashed:
            rehash(connection, tampering.itself[0], tampering.rehashed)


def rehash(connection: sqlite3.Connection, table: str, key: tuple[object, ...]) -> None:
    """Gives a row the hash that what it holds now would have."""
    condition = " AND ".join(f"{column} = ?" for column in SEALED[table])
    [row] = _read(connection, f"SELECT * FROM {table} WHERE {condition}", key)
    if table == "documents":
        value = document_hash(str(row["text"]))
    elif table == "revisions":
        value = revision_hash(row)
    elif table == "decisions":
        about = (row["template"], row["revision"])
        [revision] = _read(connection, "SELECT hash FROM revisions WHERE template = ? AND number = ?", about)
        value = decision_hash(row, str(revision["hash"]))
    else:
        value = _entry_hash(connection, table, row)
    connection.execute(f"UPDATE {table} SET hash = ? WHERE {condition}", (value, *key))


def _entry_hash(connection: sqlite3.Connection, table: str, row: Mapping[str, Value]) -> str:
    column = "change" if table == "changes" else "receipt"
    digests: dict[str, list[str]] = {}
    for name in CHAINED:
        if column not in _columns(connection, name):
            continue
        entered = _read(connection, f"SELECT * FROM {name} WHERE {column} = ?", (row["number"],))
        digests[name] = [str(each["hash"]) if "hash" in each else row_hash(name, each) for each in entered]
    texts = [str(row.get(name, "")) for name in ("previous_hash", "at", "by", "note")]
    return entry_hash(Entry(table, int(str(row["number"])), *texts), digests)


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


def _read(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> list[dict[str, Value]]:
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def tamperings(file: Path, chance: random.Random) -> list[Tampering]:
    """Every kind of change to every column of every sealed table, on a row of each taken by chance, and on its last."""
    rows = _rows(file)
    found: list[Tampering] = []
    for table in SEALED:
        picked = [chance.choice(rows[table]), rows[table][-1]]
        for row in picked:
            found += [_updated(rows, table, row, column, chance) for column in row]
        if table != "library_info":  # a library without it does not open, and says so
            found += [_deleted(rows, table, row) for row in (*picked, rows[table][0], chance.choice(rows[table]))]
        found += [_rehashed(rows, table, column, chance) for column in FORGED.get(table, ())]
        found += [_forged(rows, table, chance) for _ in range(3)]
        if len(rows[table]) > 1:
            found += [_swapped(rows, table, column, chance) for column in _swappable(rows[table], SEALED[table])]
    return found


def _rows(file: Path) -> dict[str, list[Row]]:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        order = {table: ", ".join(keys) for table, keys in SEALED.items()}
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order[table]}")]
            for table in SEALED
        }


def key_of(table: str, row: Row) -> str:
    """A row's key the way verify writes it."""
    return "/".join(str(row[column]) for column in SEALED[table])


def _updated(rows: Mapping[str, list[Row]], table: str, row: Row, column: str, chance: random.Random) -> Tampering:
    value = row[column]
    value = value + 1000 if isinstance(value, int) and column in SEALED[table] else _other(value, chance)
    if column in ("change", "receipt") and table in UNHASHED:
        value = chance.choice((value, 0, -1, 99))
    named = _names(rows, table, row) | _names(rows, table, {**row, column: value})
    what = f"{table} {key_of(table, row)}: {column} altered"
    return Tampering(what, (_set(table, row, column, value),), (table, key_of(table, row)), named)


def _rehashed(rows: Mapping[str, list[Row]], table: str, column: str, chance: random.Random) -> Tampering:
    """The same with the row's own hash put right; not on the last entry of a chain, which nothing follows."""
    row = chance.choice(rows[table][:-1] if table in ("changes", "receipts") else rows[table])
    altered = _updated(rows, table, {**row}, column, chance)
    named = set(altered.named)
    if table in ("changes", "receipts"):
        named.add((table, str(int(str(row["number"])) + 1)))
    key = tuple(row[name] for name in SEALED[table])
    return replace(altered, what=f"{altered.what} and rehashed", named=frozenset(named), rehashed=key)


def _deleted(rows: Mapping[str, list[Row]], table: str, row: Row) -> Tampering:
    condition, values = _at(table, row)
    deletion = (f"DELETE FROM {table} WHERE {condition}", values)
    itself = (table, key_of(table, row))
    return Tampering(f"{table} {itself[1]}: deleted", (deletion,), itself, _names(rows, table, row))


def _forged(rows: Mapping[str, list[Row]], table: str, chance: random.Random) -> Tampering:
    """A row that was never written: a copy of another with a key of its own."""
    row: dict[str, Value] = dict(chance.choice(rows[table]))
    last = SEALED[table][-1]
    if isinstance(row[last], int):
        row[last] = max(int(str(other[last])) for other in rows[table]) + chance.choice((1, 1, 5))
    else:
        row[last] = f"{chance.getrandbits(256):064x}"
    if "hash" in row:
        row["hash"] = f"{chance.getrandbits(256):064x}"
    columns = ", ".join(f'"{column}"' for column in row)
    statement = f"INSERT INTO {table}({columns}) VALUES ({', '.join('?' * len(row))})"
    itself = (table, key_of(table, row))
    insertion = (statement, tuple(row.values()))
    return Tampering(f"{table} {itself[1]}: forged", (insertion,), itself, _names(rows, table, row))


def _swapped(rows: Mapping[str, list[Row]], table: str, column: str, chance: random.Random) -> Tampering:
    """Two rows that have each other's value in one column."""
    one, other = chance.sample(rows[table], 2)
    while one[column] == other[column]:
        one, other = chance.sample(rows[table], 2)
    between = _swap_value(one[column])
    statements = [_set(table, one, column, between)]
    moved = {**one, column: between}
    statements += [_set(table, other, column, one[column]), _set(table, moved, column, other[column])]
    named = _names(rows, table, one) | _names(rows, table, other)
    what = f"{table} {key_of(table, one)} and {key_of(table, other)}: {column} swapped"
    return Tampering(what, tuple(statements), (table, key_of(table, one)), named)


def _names(rows: Mapping[str, list[Row]], table: str, row: Row) -> frozenset[Named]:
    """What names the row: itself, or, where it is gone or nobody knows it, what it was entered under or belongs to."""
    named = {(table, key_of(table, row))}
    if table == "documents":
        same = (other for other in rows["revisions"] if other["document"] == row["hash"])
        named |= {("revisions", key_of("revisions", other)) for other in same}
    for column, entries in (("change", "changes"), ("receipt", "receipts")):
        if row.get(column) is not None:
            named.add((entries, str(row[column])))
    return frozenset(named)


def _other(value: Value, chance: random.Random) -> Value:
    """Another value of the same kind, altered as little as possible."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value + chance.choice((1, 1000))
    text = str(value)
    if not text:
        return "x"
    place = chance.randrange(len(text))
    letter = "b" if text[place] != "b" else "c"
    return text[:place] + letter + text[place + 1 :]


def _swap_value(value: Value) -> Value:
    return 999_999 if isinstance(value, int) else "between"


def _set(table: str, row: Row, column: str, value: Value) -> tuple[str, tuple[object, ...]]:
    condition, values = _at(table, row)
    return f'UPDATE {table} SET "{column}" = ? WHERE {condition}', (value, *values)


def _at(table: str, row: Row) -> tuple[str, tuple[object, ...]]:
    keys: Sequence[str] = SEALED[table]
    return " AND ".join(f"{key} = ?" for key in keys), tuple(row[key] for key in keys)


def _swappable(rows: Sequence[Row], keys: Sequence[str]) -> list[str]:
    """Columns in which rows differ; half of a key cannot be swapped, the other row being there already."""
    return [
        column
        for column in rows[0]
        if len({row[column] for row in rows}) > 1 and not (len(keys) > 1 and column in keys)
    ]
