"""Tables read whole, row by row in the order of their keys: what PostgreSQL cannot store, the copy, the comparison.

Nothing is ever in memory but a batch. Both engines order texts by their UTF-8 bytes here, whatever the database's own
collation is, so that two equal tables are read in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    Integer,
    PrimaryKeyConstraint,
    Row,
    Table,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import SQLModel

from library.errors import BadValue, StoreDamaged, StoreError
from library.record import engines, faults

#: Rows fetched at once.
BATCH = 2000
#: PostgreSQL's `integer`, https://www.postgresql.org/docs/current/datatype-numeric.html.
SMALLEST, LARGEST = -(2**31), 2**31 - 1
#: Bytes of an indexed text: an index entry holds at most 2,704 (a third of a page), which a second column shares.
LONGEST_KEY = 2600

#: Told after each batch how many rows it had.
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a table has, and the SHA-256 over all of them: one JSON list a line, in the order of the keys."""

    table: str
    rows: int
    digest: str = ""


def tables() -> tuple[Table, ...]:
    """Every table of the record, those that others refer to first."""
    return tuple(SQLModel.metadata.sorted_tables)


def counted(connection: Connection) -> tuple[Tally, ...]:
    """How many rows each table has."""
    return tuple(
        Tally(table.name, int(connection.execute(select(func.count()).select_from(table)).scalar_one()))
        for table in tables()
    )


def check(connection: Connection, table: Table, step: Step) -> None:
    """Raises BadValue, naming the row, for a value that SQLite keeps and PostgreSQL could not."""
    for rows in _batches(connection, table):
        _refuse_unfit(table, rows)
        step(len(rows))


def copy(source: Connection, target: Connection, table: Table, step: Step) -> None:
    """Sends every row to a PostgreSQL server by COPY. Raises BadValue for a value it could not store."""
    import psycopg  # only where a library goes to a server

    driver = target.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    quoted = target.dialect.identifier_preparer.quote
    columns = ", ".join(quoted(column.name) for column in table.columns)
    # Not a literal of the program's, but made of its own names only.
    statement = f"COPY {quoted(table.name)} ({columns}) FROM STDIN".encode()
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as lines:
            for rows in _batches(source, table):
                _refuse_unfit(table, rows)
                for row in rows:
                    lines.write_row(row)
                step(len(rows))
    except psycopg.Error as error:  # in SQLAlchemy's form, which is translated in one place
        raise DBAPIError(f"COPY {table.name}", None, error) from None


def analyze(server: Connection) -> None:
    """Has a server count what lies in the tables: until it knows, it plans badly."""
    quoted = server.dialect.identifier_preparer.quote
    server.exec_driver_sql(f"ANALYZE {', '.join(quoted(table.name) for table in tables())}")


def compare(source: Connection, target: Connection, table: Table, step: Step) -> Tally:
    """The table's tally where both have the same rows. Raises StoreDamaged, naming the first row that differs."""
    digest, number = sha256(), 0
    for ours, theirs in zip_longest(_rows(source, table), _rows(target, table)):
        if ours != theirs:
            raise StoreDamaged(_difference(table, ours, theirs), "nothing was kept; try again, and report it")
        digest.update(json.dumps(tuple(ours), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        number += 1
        if not number % BATCH:
            step(BATCH)
    step(number % BATCH)
    return Tally(table.name, number, digest.hexdigest())


def _difference(table: Table, ours: Row[tuple[object, ...]] | None, theirs: Row[tuple[object, ...]] | None) -> str:
    if ours is not None and theirs is not None and _key(table, ours) == _key(table, theirs):
        columns = [column.name for column, *pair in zip(table.columns, ours, theirs, strict=True) if pair[0] != pair[1]]
        return f"{table.name} {_key(table, ours)}: {', '.join(columns)} came out differently in the copy"
    # Keys are compared as the rows come: whichever side is ahead lacks the other's row.
    if ours is None or (theirs is not None and _place(table, theirs) < _place(table, ours)):
        assert theirs is not None
        return f"{table.name} {_key(table, theirs)}: is in the copy only"
    return f"{table.name} {_key(table, ours)}: is missing from the copy"


def _rows(connection: Connection, table: Table) -> Iterator[Row[tuple[object, ...]]]:
    for rows in _batches(connection, table):
        yield from rows


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Row[tuple[object, ...]]]]:
    """All rows in the order of their keys, fetched as they are asked for."""
    ordered = select(table).order_by(*(_by_bytes(connection, column) for column in table.primary_key.columns))
    with faults.translated(engines.shown(str(connection.engine.url))):  # not as an error of the other of the two
        try:
            yield from connection.execute(ordered.execution_options(yield_per=BATCH)).partitions()
        except OperationalError as error:
            if connection.dialect.name != "sqlite" or "decode" not in str(error.orig):
                raise
            raise StoreDamaged(  # SQLite keeps whatever bytes were forced into it
                f"{table.name} {_unreadable(connection, table)}: holds bytes that are no text",
                "nothing was copied; keep this file, restore a backup beside it, compare",
            ) from None


def _by_bytes(connection: Connection, column: Column[str]) -> ColumnElement[str]:
    is_text = not isinstance(column.type, Integer | Float)
    return column.collate("C") if is_text and connection.dialect.name == "postgresql" else column


def _refuse_unfit(table: Table, rows: Sequence[Row[tuple[object, ...]]]) -> None:
    """A column of the whole batch at once: looking at each value by itself takes ten times as long."""
    indexed = _indexed(table)
    for column, values in zip(table.columns, zip(*rows, strict=True), strict=True):
        is_key = column.name in indexed
        if _unfit(column, values, is_key=is_key):
            row, why = next(
                (row, why)
                for row, value in zip(rows, values, strict=True)
                if (why := _unfit(column, [value], is_key=is_key))
            )
            raise BadValue(
                f"{table.name} {_key(table, row)}: {column.name} {why}",
                "nothing was kept; PostgreSQL cannot store that, so this library stays in its file",
            )


def _unfit(column: Column[object], values: Sequence[object], *, is_key: bool) -> str:
    """Why PostgreSQL cannot store one of these values in this column, '' where it can store them all."""
    kinds = set(map(type, values)) - {type(None)}
    if isinstance(column.type, Float):
        return "" if kinds <= {float} else "is no number"
    if isinstance(column.type, Integer):
        if not kinds <= {int}:
            return "is no whole number"
        numbers = [value for value in values if isinstance(value, int)]
        return "" if not numbers or SMALLEST <= min(numbers) <= max(numbers) <= LARGEST else "is too large a number"
    if not kinds <= {str}:
        return "is no text"
    texts = [value for value in values if isinstance(value, str)]
    if any("\0" in text for text in texts):
        return "holds the character NUL"
    if is_key and any(len(text.encode()) > LONGEST_KEY for text in texts if len(text) > LONGEST_KEY // 4):
        return f"is longer than {LONGEST_KEY:,} bytes"
    return ""


def _indexed(table: Table) -> set[str]:
    unique = [part.columns for part in table.constraints if isinstance(part, UniqueConstraint | PrimaryKeyConstraint)]
    return {column.name for columns in (*unique, *(index.columns for index in table.indexes)) for column in columns}


def _key(table: Table, row: Row[tuple[object, ...]]) -> str:
    return "/".join(str(value) for value in _place(table, row))


def _place(table: Table, row: Row[tuple[object, ...]]) -> tuple[str | int, ...]:
    """The row's key in the order both engines read by: numbers by size, texts as UTF-8 orders them, like Python's."""
    values = (row._mapping[column] for column in table.primary_key.columns)
    return tuple(value if isinstance(value, int) else str(value) for value in values)


def _unreadable(connection: Connection, table: Table) -> str:
    """The key of the first row of a SQLite table that is no UTF-8."""
    columns = ", ".join(f'CAST("{column.name}" AS BLOB)' for column in table.columns)
    keys = [place for place, column in enumerate(table.columns) if column.primary_key]
    for row in connection.exec_driver_sql(f'SELECT {columns} FROM "{table.name}"'):
        try:
            _ = [bytes(value).decode() for value in row if value is not None]
        except UnicodeDecodeError:
            return "/".join(bytes(row[place]).decode(errors="replace") for place in keys)
    raise StoreError(f"{table.name} cannot be read", "run snippets verify")
