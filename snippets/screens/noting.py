"""What a screen writes down beside uses: favourites, flags, and that an answer was told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from library.desk import flags, habits
from library.desk.store import Desk, open_desk
from library.identifiers import make_id, utc_text

if TYPE_CHECKING:
    from library.desk.flags import FlagState
    from snippets.screens.catalog import Held


def favour(desk: Desk, agent: str, template: str, is_favourite: bool, now: datetime) -> None:
    habits.set_favourite(desk, agent, template, is_favourite=is_favourite, at=utc_text(now))


def note_flag(path: str, held: Held, agent: str, why: str, now: datetime) -> None:
    """Raises BadValue for a word why that says nothing, StoreError."""
    live = held.live
    flag = flags.Flag(make_id(), live.template, live.revision, held.version, agent, why, utc_text(now))
    desk = open_desk(path)
    try:
        flags.record_flag(desk, flag)
    finally:
        desk.close()


def answers(desk: Desk, agent: str, now: datetime) -> list[FlagState]:
    """This agent's flags answered since the last look; each is given once."""
    found = flags.untold(desk, agent)
    if found:
        flags.mark_told(desk, [flag.id for flag in found], utc_text(now))
    return found
