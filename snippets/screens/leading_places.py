"""The way to a lead's screens by their names: from the menu of the library, from commands, and from each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from textual.screen import Screen

from library.errors import BadValue
from snippets.config import Config
from snippets.screens.surroundings import Surroundings

REVIEW, HISTORY, DUE = "review", "history", "due"
CHANGE_SETS, FACTS = "change sets", "facts"
DUPLICATES, REPLACE = "duplicates", "replace"


class Wanted(NamedTuple):
    """Whose history is shown, by a template's id or name; and which words a review is limited to."""

    name: str = ""
    words: str = ""


def screen_at(
    place: str, config: Config, surroundings: Surroundings, *, name: str = "", words: str = ""
) -> Screen[None]:
    """One of these screens; a history is of the template `name`, a review shows only what has the words."""
    if place not in _SCREENS:
        raise BadValue(f"there is no screen “{place}”", f"there is {', '.join(_SCREENS)}")
    return _SCREENS[place](config, surroundings, Wanted(name, words))


# Each is imported by whoever opens it.


def _review(config: Config, surroundings: Surroundings, wanted: Wanted) -> Screen[None]:
    from snippets.screens.review import ReviewScreen

    return ReviewScreen(config, surroundings, words=wanted.words)


def _history(config: Config, surroundings: Surroundings, wanted: Wanted) -> Screen[None]:
    from snippets.screens.history import HistoryScreen

    return HistoryScreen(config, surroundings, wanted.name)


def _due(config: Config, surroundings: Surroundings, wanted: Wanted) -> Screen[None]:
    from snippets.screens.due import DueScreen

    return DueScreen(config, surroundings)


def _change_sets(config: Config, surroundings: Surroundings, wanted: Wanted) -> Screen[None]:
    from snippets.screens.change_sets import ChangeSetsScreen

    return ChangeSetsScreen(config, surroundings)


def _facts(config: Config, surroundings: Surroundings, wanted: Wanted) -> Screen[None]:
    from snippets.screens.facts import FactsScreen

    return FactsScreen(config, surroundings)


def _duplicates(config: Config, surroundings: Surroundings, wanted: Wanted) -> Screen[None]:
    from snippets.screens.duplicates import DuplicatesScreen

    return DuplicatesScreen(config, surroundings)


def _replace(config: Config, surroundings: Surroundings, wanted: Wanted) -> Screen[None]:
    from snippets.screens.replace import ReplaceScreen

    return ReplaceScreen(config, surroundings)


_SCREENS: Mapping[str, Callable[[Config, Surroundings, Wanted], Screen[None]]] = {
    REVIEW: _review,
    HISTORY: _history,
    DUE: _due,
    CHANGE_SETS: _change_sets,
    FACTS: _facts,
    DUPLICATES: _duplicates,
    REPLACE: _replace,
}
