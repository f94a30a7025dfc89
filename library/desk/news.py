"""What changed in the library while this desk looked on: written by each pull, read by agents when they like."""

from __future__ import annotations

from typing import NamedTuple

from library.desk.store import Desk

#: How long an item is kept.
KEPT_DAYS = 180


class NewsItem(NamedTuple):
    """A template that is new, changed or gone since `version` is here: who decided it, when, and why."""

    version: int
    template: str
    abbreviation: str
    title: str
    kind: str
    what: str
    revision: int
    by: str
    at: str
    why: str


def news_since(desk: Desk, at: str, limit: int = 200) -> list[NewsItem]:
    """What came to this desk after a moment, newest first; it may have been decided before, while the desk was away."""
    with desk.reading():
        rows = desk.connection.execute(
            f"SELECT {', '.join(NewsItem._fields)} FROM news WHERE came_at > ? ORDER BY number DESC LIMIT ?",
            (at, limit),
        ).fetchall()
    return [NewsItem(*row) for row in rows]


def drop_old(desk: Desk, *, before: str) -> None:
    with desk.writing() as connection:
        connection.execute("DELETE FROM news WHERE came_at < ?", (before,))
