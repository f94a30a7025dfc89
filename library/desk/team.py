"""What the team uses and takes for which words: counts that the library computed, replaced whole by a sync."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from library.desk.store import Desk


def note_counts(desk: Desk, uses: Mapping[str, int], choices: Sequence[tuple[str, str, int]], *, at: str) -> None:
    """Replaces the counts: uses by template, and (words, template, how often)."""
    with desk.writing() as connection:
        connection.execute("DELETE FROM team_uses")
        connection.execute("DELETE FROM team_choices")
        connection.executemany("INSERT INTO team_uses(template, uses) VALUES (?, ?)", uses.items())
        connection.executemany("INSERT INTO team_choices(words, template, count) VALUES (?, ?, ?)", choices)
        connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('counts_at', ?)", (at,))


def counts_at(desk: Desk) -> str:
    """When the counts came, as a UTC text; '' where none ever did."""
    return desk.meta().get("counts_at", "")


def uses(desk: Desk) -> dict[str, int]:
    """How often the team used each template lately."""
    with desk.reading():
        return dict(desk.connection.execute("SELECT template, uses FROM team_uses"))


def choices(desk: Desk, words: str = "") -> list[tuple[str, str]]:
    """Words and the template taken for them, the most usual first; if `words` (see `key_of`) are given, for these."""
    which, values = ("WHERE words = ?", (words,)) if words else ("", ())
    with desk.reading():
        return desk.connection.execute(
            f"SELECT words, template FROM team_choices {which} ORDER BY words, count DESC, template", values
        ).fetchall()
