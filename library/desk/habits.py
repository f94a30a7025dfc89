"""What an agent uses how often and used when, and what they marked as a favourite: their own learning, on this desk.

Habits are kept by triggers on the uses (see schema.py) and outlive them; they are never handed in.
"""

from __future__ import annotations

from typing import NamedTuple

from library.desk.store import Desk
from library.sqlite import patiently


class LastUse(NamedTuple):
    """What an agent last took of a template. `version` is 0 where the library was restored since."""

    revision: int
    version: int
    at: str


def last_use(desk: Desk, agent: str, template: str) -> LastUse | None:
    with desk.reading():
        row = desk.connection.execute(
            "SELECT last_revision, last_version, last_used_at FROM habits WHERE agent = ? AND template = ?",
            (agent, template),
        ).fetchone()
    return LastUse(*row) if row else None


def recent(desk: Desk, agent: str, limit: int = 8) -> list[str]:
    """The ids of the templates this agent used last, newest first; their own among them, and some not live any more."""
    with desk.reading():
        rows = desk.connection.execute(
            "SELECT template FROM habits WHERE agent = ? ORDER BY last_used_at DESC, template LIMIT ?", (agent, limit)
        ).fetchall()
    return [row[0] for row in rows]


def used(desk: Desk, agent: str = "") -> dict[str, tuple[int, int]]:
    """By template: how often all agents of this desk used it, and how often this one."""
    with desk.reading():
        rows = desk.connection.execute(
            "SELECT template, sum(uses), sum(CASE WHEN agent = ? THEN uses ELSE 0 END) FROM habits GROUP BY template",
            (agent,),
        ).fetchall()
    return {template: (total, own) for template, total, own in rows}


class Forgotten(NamedTuple):
    """Of how many templates habits were cleared, and for how many words what was taken for them."""

    habits: int
    choices: int


def forget(desk: Desk, agent: str) -> Forgotten:
    """Clears this agent's habits, and what they took for which words (see choices.py), all or none.

    Uses on their way to the library are no habits.
    """
    with desk.writing() as connection:
        words = connection.execute("SELECT count(DISTINCT words) FROM choices WHERE agent = ?", (agent,)).fetchone()[0]
        connection.execute("DELETE FROM choices WHERE agent = ?", (agent,))
        return Forgotten(connection.execute("DELETE FROM habits WHERE agent = ?", (agent,)).rowcount, words)


def favourites(desk: Desk, agent: str) -> list[str]:
    """The ids of this agent's favourites, in the order they became so."""
    with desk.reading():
        rows = desk.connection.execute(
            "SELECT template FROM favourites WHERE agent = ? ORDER BY since, template", (agent,)
        ).fetchall()
    return [row[0] for row in rows]


def set_favourite(desk: Desk, agent: str, template: str, *, is_favourite: bool, at: str) -> None:
    statement, values = "DELETE FROM favourites WHERE agent = ? AND template = ?", [agent, template]
    if is_favourite:
        statement = "INSERT OR IGNORE INTO favourites(agent, template, since) VALUES (?, ?, ?)"
        values.append(at)
    with desk.reading():
        patiently(lambda: desk.connection.execute(statement, values))
