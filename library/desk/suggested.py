"""What was last suggested to an agent for a whole message, so that a copy soon after is known to be an answer to it.

Its words are masked. It ends as a search: used, or abandoned after a quarter of an hour or for something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from library.desk.outbox import Search, Use, record_search, record_use
from library.desk.store import Desk
from library.identifiers import make_id, moment, utc_text

#: How long a copy still belongs to it, in minutes.
MINUTES = 15
_SEPARATOR = "\n"


class Suggested(NamedTuple):
    """The templates suggested, best first, by id; `search` is the id the search will have."""

    agent: str
    search: str
    words: str
    templates: tuple[str, ...]
    started_at: str

    @property
    def until(self) -> str:
        return utc_text(moment(self.started_at) + timedelta(minutes=MINUTES))


def note_suggested(desk: Desk, agent: str, templates: Sequence[str], *, words: str, started_at: str, at: str) -> None:
    """Remembers what was suggested for these masked words; what was suggested before ends. Raises StoreError."""
    with desk.writing() as connection:
        _end(desk, _suggested(desk, agent), at)
        connection.execute(
            "INSERT INTO suggested(agent, search, words, templates, started_at) VALUES (?, ?, ?, ?, ?)",
            (agent, make_id(), words, _SEPARATOR.join(templates), started_at),
        )


def end_suggested(desk: Desk, agent: str, *, at: str) -> None:
    """What was suggested to this agent came to nothing: another message was asked about."""
    if _suggested(desk, agent) is not None:
        with desk.writing():
            _end(desk, _suggested(desk, agent), at)


def end_old(desk: Desk, *, at: str) -> None:
    """Ends whatever was suggested too long ago, to anybody."""
    with desk.reading():
        agents = [row[0] for row in desk.connection.execute("SELECT agent FROM suggested").fetchall()]
    for agent in agents:
        with desk.writing():
            found = _suggested(desk, agent)
            if found is not None and found.until < at:
                _end(desk, found, at)


def record_use_after(desk: Desk, use: Use) -> None:
    """Appends a use as `record_use` does. If its template was suggested, it names that search, which ends with it;
    anything else ends what was suggested as abandoned. All of it or nothing. Raises StoreError.
    """
    if _suggested(desk, use.agent) is None:
        record_use(desk, use)
        return
    with desk.writing():
        found = _suggested(desk, use.agent)  # read again: another copy may just have ended it
        if found is not None and use.template in found.templates and use.used_at <= found.until:
            rank = 1 + found.templates.index(use.template)
            _end(desk, found, use.used_at, template=use.template, rank=rank)
            use = use._replace(search=found.search, row_rank=rank)
        else:
            _end(desk, found, use.used_at)
        record_use(desk, use)


def _suggested(desk: Desk, agent: str) -> Suggested | None:
    with desk.reading():
        row = desk.connection.execute(
            "SELECT agent, search, words, templates, started_at FROM suggested WHERE agent = ?", (agent,)
        ).fetchone()
    return Suggested(row[0], row[1], row[2], tuple(row[3].split(_SEPARATOR)), row[4]) if row else None


def _end(desk: Desk, found: Suggested | None, at: str, *, template: str | None = None, rank: int | None = None) -> None:
    """Makes a search of it: used with the template named, abandoned where none is; at the latest when it was over."""
    if found is None:
        return
    outcome = "used" if template else "abandoned"
    ended = (found.started_at, min(at, found.until))
    record_search(desk, Search(found.search, found.agent, found.words, "suggest", outcome, *ended, template, rank))
    desk.connection.execute("DELETE FROM suggested WHERE agent = ?", (found.agent,))
