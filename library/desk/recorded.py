"""Everything a desk holds about one agent: counted, and row by row as it is kept."""

from __future__ import annotations

from typing import NamedTuple

from library.desk.outbox import Row
from library.desk.store import Desk

#: Every table with rows about an agent, and when what it tells happened.
TABLES = {
    "uses": "used_at",
    "searches": "ended_at",
    "flags": "flagged_at",
    "proposals": "proposed_at",
    "habits": "last_used_at",
    "favourites": "since",
    "choices": "last_at",
    "suggested": "started_at",
    "places": "at",
}


class Counted(NamedTuple):
    """How many rows wait to be handed in, how many were and are still kept, and from when to when all of them are."""

    waiting: int
    kept: int
    first_at: str
    last_at: str


class Recorded(NamedTuple):
    """What is here about one agent. `taken_back` counts the uses that were a mistake, `choices` the words kept with
    what they took; `place_at` is when they left the app last, '' where that is not known.
    """

    uses: Counted
    taken_back: int
    searches: Counted
    flags: Counted
    proposals: Counted
    habits: int
    favourites: int
    choices: int
    place_at: str


def recorded(desk: Desk, agent: str) -> Recorded:
    with desk.reading():
        return Recorded(
            _counted(desk, "uses", agent, "AND corrects IS NULL"),
            _number(desk, "count(corrects)", "uses", agent),
            _counted(desk, "searches", agent),
            _counted(desk, "flags", agent),
            _counted(desk, "proposals", agent),
            _number(desk, "count(*)", "habits", agent),
            _number(desk, "count(*)", "favourites", agent),
            _number(desk, "count(DISTINCT words)", "choices", agent),
            desk.connection.execute("SELECT coalesce(max(at), '') FROM places WHERE agent = ?", (agent,)).fetchone()[0],
        )


def rows_of(desk: Desk, agent: str) -> dict[str, list[Row]]:
    """Every row about this agent with all its columns, by table, oldest first."""
    found: dict[str, list[Row]] = {}
    with desk.reading():
        for table, at in TABLES.items():
            read = desk.connection.execute(f"SELECT * FROM {table} WHERE agent = ? ORDER BY {at}", (agent,))
            columns = [column[0] for column in read.description]
            found[table] = [dict(zip(columns, row, strict=True)) for row in read]
    return found


def _number(desk: Desk, what: str, table: str, agent: str) -> int:
    return int(desk.connection.execute(f"SELECT {what} FROM {table} WHERE agent = ?", (agent,)).fetchone()[0])


def _counted(desk: Desk, table: str, agent: str, which: str = "") -> Counted:
    at = TABLES[table]
    return Counted(
        *desk.connection.execute(
            "SELECT count(*) - count(handed_in_at), count(handed_in_at),"
            f" coalesce(min({at}), ''), coalesce(max({at}), '') FROM {table} WHERE agent = ? {which}",
            (agent,),
        ).fetchone()
    )
