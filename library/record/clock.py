"""The database's own clock as SQL, so that every desk's and lead's rows carry one clock's times."""

from __future__ import annotations

import time

from sqlmodel import Session

#: `2026-11-21T19:43:32.123456Z` in each dialect. SQLite's clock has milliseconds only: padded, so that texts sort.
CLOCK = {
    "sqlite": "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z')",
    "postgresql": "to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
}


def now(session: Session) -> str:
    """This moment by the database's clock."""
    dialect = session.get_bind().dialect.name
    return str(session.connection().exec_driver_sql(f"SELECT {CLOCK[dialect]}").scalar_one())


def timed(session: Session) -> tuple[str, float]:
    """This moment by the database's clock, and `time.monotonic()` when it was read, give or take half the way there."""
    asked = time.monotonic()
    at = now(session)
    return at, (asked + time.monotonic()) / 2
