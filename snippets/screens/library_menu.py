"""What leads do with the library, from the find screen: each item is data, so that each task adds its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.app import App
from textual.screen import Screen

from library.desk.store import PERSONAL
from snippets.config import Config
from snippets.screens.choosing import Choice, ChoosingScreen
from snippets.screens.leading_places import (
    CHANGE_SETS,
    DUE,
    DUPLICATES,
    FACTS,
    HISTORY,
    REPLACE,
    REVIEW,
    screen_at,
)
from snippets.screens.surroundings import Surroundings


class Here(NamedTuple):
    """Where the menu was opened: by whom, and with which of the library's templates highlighted, "" for none."""

    config: Config
    surroundings: Surroundings
    #: What it is called, and its id.
    name: str = ""
    template: str = ""


class Item(NamedTuple):
    """One task. `opens` makes its screen; its imports belong inside, as most who open the menu want another."""

    key: str
    label: str
    says: str
    opens: Callable[[Here], Screen[None]]
    #: Whether it is about the highlighted template, and not there without one.
    is_about_one: bool = False


def edit(here: Here) -> Screen[None]:
    return _editor(here, name=here.name)


def new(here: Here) -> Screen[None]:
    return _editor(here)


def copy(here: Here) -> Screen[None]:
    return _editor(here, origin=here.name)


def at(place: str) -> Callable[[Here], Screen[None]]:
    return lambda here: screen_at(place, here.config, here.surroundings, name=here.template)


def _editor(here: Here, *, name: str = "", origin: str = "") -> Screen[None]:
    from snippets.screens.editor import EditorScreen
    from snippets.screens.editor_work import Start

    return EditorScreen(here.config, here.surroundings, Start(name, origin))


#: In the order they are shown; the first letters of the labels take them.
ITEMS: tuple[Item, ...] = (
    Item("edit", "Edit {name}", "its text, fields and details", edit, is_about_one=True),
    Item("new", "New template", "from nothing", new),
    Item("copy", "Copy {name}", "a new template that begins with its text", copy, is_about_one=True),
    Item("history", "History of {name}", "every revision, and what it changed", at(HISTORY), is_about_one=True),
    Item("review", "Review", "what waits for a decision", at(REVIEW)),
    Item("due", "Due for review", "what goes out most and was read longest ago", at(DUE)),
    Item("change sets", "Change sets", "what goes live together, at once or from a day on", at(CHANGE_SETS)),
    Item("facts", "Facts", "values that templates quote, and what another would change", at(FACTS)),
    Item("duplicates", "Duplicates", "templates that say nearly the same", at(DUPLICATES)),
    Item("replace", "Search and replace", "over all texts, with every hit shown", at(REPLACE)),
)


def open_menu(app: App[None], here: Here) -> None:
    """Shows the menu, then what was chosen."""
    if here.template.startswith(PERSONAL):  # their owner's, and not the library's
        here = here._replace(name="", template="")
    items = {item.key: item for item in ITEMS if here.name or not item.is_about_one}

    def open_chosen(key: str | None) -> None:
        if key:
            app.push_screen(items[key].opens(here))

    choices = [Choice(item.key, item.label.format(name=here.name), item.says) for item in items.values()]
    app.push_screen(ChoosingScreen("The library", choices), open_chosen)
