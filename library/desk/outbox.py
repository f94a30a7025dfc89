"""Uses and searches recorded at a desk: appended at once, handed in later, each exactly once, kept for 30 days.

Rows are named tuples: on the agent's road a frozen dataclass of twenty fields costs four times as much to define.
There is no column for what a field was filled with, what a reply said, or who the customer is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from library.desk.store import Desk
from library.sqlite import patiently

#: How long handed-in rows are kept, so that a library restored from a backup gets them again.
KEPT_DAYS = 30


class Use(NamedTuple):
    """One reply taken by one agent. Times are UTC texts; characters are counts; ranks count from 1."""

    id: str
    template: str
    revision: int
    version: int
    agent: str
    used_at: str
    channel: str = ""
    source: str = "command"
    action: str = "copied"
    search: str | None = None
    row_rank: int | None = None
    found_at: str | None = None
    chosen_at: str | None = None
    delivered_at: str | None = None
    typed_characters: int | None = None
    rendered_characters: int | None = None
    edited: int = 0
    fields_by_hand: int = 0
    fields_from_context: int = 0
    ticket_hash: str | None = None


class Search(NamedTuple):
    """One finished search: its masked words and how it ended (used, abandoned, found nothing)."""

    id: str
    agent: str
    words: str
    kind: str
    outcome: str
    started_at: str
    ended_at: str
    template: str | None = None
    row_rank: int | None = None


class Waiting(NamedTuple):
    """How many rows are not yet handed in."""

    uses: int
    searches: int


Row = dict[str, str | int | None]
_COLUMNS = {"uses": Use._fields, "searches": Search._fields}


def record_use(desk: Desk, use: Use) -> None:
    """Appends a use, durable when this returns. Raises StoreError; the reply is with the agent already."""
    _append(desk, "uses", use)


def record_search(desk: Desk, search: Search) -> None:
    _append(desk, "searches", search)


def waiting(desk: Desk) -> Waiting:
    with desk.reading():
        row = desk.connection.execute(
            "SELECT (SELECT count(*) FROM uses WHERE handed_in_at IS NULL),"
            " (SELECT count(*) FROM searches WHERE handed_in_at IS NULL)"
        ).fetchone()
    return Waiting(*row)


def waiting_rows(desk: Desk, table: str, limit: int) -> list[Row]:
    """The oldest rows not handed in, as columns by name."""
    columns = _COLUMNS[table]
    with desk.reading():
        rows = desk.connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE handed_in_at IS NULL ORDER BY id LIMIT ?", (limit,)
        ).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def mark_handed_in(desk: Desk, table: str, ids: Sequence[str], *, at: str) -> None:
    """Marks rows the library has committed; never called before that commit."""
    with desk.writing() as connection:
        connection.executemany(f"UPDATE {table} SET handed_in_at = ? WHERE id = ?", ((at, id_) for id_ in ids))


def hand_in_again(desk: Desk) -> None:
    """Marks everything kept as waiting: the library was restored from a backup and may lack it."""
    with desk.writing() as connection:
        for table in _COLUMNS:
            connection.execute(f"UPDATE {table} SET handed_in_at = NULL WHERE handed_in_at IS NOT NULL")


def drop_old(desk: Desk, *, before: str) -> None:
    """Removes rows that were handed in before a moment; rows still waiting stay however old they are."""
    with desk.writing() as connection:
        for table in _COLUMNS:
            connection.execute(f"DELETE FROM {table} WHERE handed_in_at < ?", (before,))


def last_used(desk: Desk, agent: str, limit: int = 8) -> list[str]:
    """The ids of the templates this agent used last, newest first."""
    with desk.reading():
        rows = desk.connection.execute(
            "SELECT template FROM uses WHERE agent = ? GROUP BY template ORDER BY max(used_at) DESC LIMIT ?",
            (agent, limit),
        ).fetchall()
    return [row[0] for row in rows]


def _append(desk: Desk, table: str, values: Sequence[object]) -> None:
    columns = ", ".join(_COLUMNS[table])
    statement = f"INSERT INTO {table}({columns}) VALUES ({', '.join('?' * len(values))})"
    with desk.reading():
        patiently(lambda: desk.connection.execute(statement, values))
