"""What a desk holds ahead: revisions approved already that take their place at a moment, offline too.

The desk's own clock decides. Until then nothing reads them; then all that is due is put in its place in one
transaction, and is news as if a sync had brought it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from library.desk.store import CLOCK, Desk

if TYPE_CHECKING:
    from library.desk.catalog import Pull, PulledTemplate


def hold_ahead(desk: Desk, pull: Pull) -> None:
    """Notes what a pull brings ahead, in its transaction, in place of whatever came for the same templates."""
    if pull.is_full:
        desk.connection.execute("DELETE FROM coming")
    touched = {item.template for item in (*pull.templates, *pull.coming)} | {gone.template for gone in pull.gone}
    desk.connection.executemany("DELETE FROM coming WHERE template = ?", ((template,) for template in touched))
    desk.connection.executemany(
        "INSERT INTO coming(template, live_from, pulled) VALUES (?, ?, ?)",
        ((item.template, item.live_from, _as_text(item)) for item in pull.coming),
    )


def turn_over(desk: Desk, *, at: str = "") -> int:
    """Makes live what is due at a moment (a UTC text; '' for now, by this machine's clock); returns how many.

    Where nothing is due that is one small query. A document this program cannot read stays as it was before.
    """
    from library.desk.alterations import note_alterations
    from library.desk.catalog import count_words_anew, put, read_documents

    with desk.reading():
        at = at or str(desk.connection.execute(f"SELECT {CLOCK}").fetchone()[0])
        if not _due(desk, at):
            return 0
    with desk.writing() as connection:
        read, _ = read_documents(_due(desk, at))
        note_alterations(desk, read, (), version=desk.version, at=at)
        for pulled, document in read:
            put(desk, pulled, document)
        connection.execute("DELETE FROM coming WHERE live_from <= ?", (at,))
        count_words_anew(desk)
        connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('turned_at', ?)", (at,))
    return len(read)


def _due(desk: Desk, at: str) -> list[PulledTemplate]:
    rows = desk.connection.execute("SELECT pulled FROM coming WHERE live_from <= ? ORDER BY live_from", (at,))
    return [_from_text(row[0]) for row in rows.fetchall()]


def _as_text(item: PulledTemplate) -> str:
    return json.dumps({name: getattr(item, name) for name in item.__slots__}, ensure_ascii=False)


def _from_text(text: str) -> PulledTemplate:
    from library.desk.catalog import PulledTemplate

    plain = json.loads(text)
    return PulledTemplate(**plain | {name: tuple(plain[name]) for name in ("names", "phrasings")})
