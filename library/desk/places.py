"""Where an agent was when the app last closed, so that it starts there again. No customer's value ever comes here."""

from __future__ import annotations

from library.desk.store import Desk
from library.sqlite import patiently


def remember_place(desk: Desk, agent: str, state: str, at: str) -> None:
    """Keeps the state, a JSON text of the app's own, in place of the one before."""
    values = (agent, state, at)
    with desk.reading():
        patiently(lambda: desk.connection.execute("INSERT OR REPLACE INTO places VALUES (?, ?, ?)", values))


def place_of(desk: Desk, agent: str) -> tuple[str, str] | None:
    """The state and the moment it is of, None where there is none."""
    with desk.reading():
        row = desk.connection.execute("SELECT state, at FROM places WHERE agent = ?", (agent,)).fetchone()
    return (row[0], row[1]) if row else None


def clear_place(desk: Desk, agent: str) -> None:
    with desk.reading():
        patiently(lambda: desk.connection.execute("DELETE FROM places WHERE agent = ?", (agent,)))
