"""The way to a lead's screens from the menu of the library."""

from __future__ import annotations

from textual.screen import Screen

from library.errors import BadValue
from snippets.config import Config
from snippets.screens.surroundings import Surroundings

REVIEW, HISTORY, DUE = "review", "history", "due"


def screen_at(
    place: str, config: Config, surroundings: Surroundings, *, name: str = "", words: str = ""
) -> Screen[None]:
    """One of these screens; a history is of the template `name`, a review shows only what has the words."""
    if place == REVIEW:
        from snippets.screens.review import ReviewScreen

        return ReviewScreen(config, surroundings, words=words)
    if place == HISTORY:
        from snippets.screens.history import HistoryScreen

        return HistoryScreen(config, surroundings, name)
    if place == DUE:
        from snippets.screens.due import DueScreen

        return DueScreen(config, surroundings)
    raise BadValue(f"there is no screen “{place}”", f"there is {REVIEW}, {HISTORY}, {DUE}")
