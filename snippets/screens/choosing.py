"""A few things to choose from: enter takes the highlighted one, its first letter does too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from library.cleaning import for_line
from snippets.screens.leaving import ModalOnce
from snippets.widgets.key_line import KeyLine
from snippets.widgets.pick_list import Entry, PickList

#: A label this long leaves room for a few words beside it.
MOST_LABEL = 30


class Choice(NamedTuple):
    """One of them: what is returned for it, what it is called, and a few words beside it."""

    key: str
    label: str
    says: str = ""


class ChoosingScreen(ModalOnce[str]):
    """Returns the key of what was chosen, "" for nothing."""

    TITLE = "Choose"
    HELP = "Enter takes the highlighted one, its first letter too; esc goes back without a change."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f6", "take", "take", priority=True, id="choosing.take"),
        Binding("up", "move(-1)", "up", show=False, priority=True, id="choosing.up"),
        Binding("down", "move(1)", "down", show=False, priority=True, id="choosing.down"),
        Binding("escape", "leave", "back", priority=True, id="choosing.leave"),
        Binding("f1", "app.help", "help", id="choosing.help"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.heading = self.title = title
        self.choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(for_line(self.heading), classes="heading", markup=False)
            widest = max((len(choice.label) for choice in self.choices), default=0)
            choices = PickList(id="choices-here", label_width=min(widest, MOST_LABEL))
            choices.styles.height = len(self.choices)
            yield choices
            yield KeyLine()

    def on_mount(self) -> None:
        self.list = self.query_one(PickList)
        self.list.show_entries([Entry(choice.key, choice.label, choice.says) for choice in self.choices])

    def on_key(self, event: events.Key) -> None:
        """The first letter takes where only one begins with it, and goes from one to the next where several do."""
        letter = (event.character or "").casefold()
        begun = [choice.key for choice in self.choices if letter and choice.label.casefold().startswith(letter)]
        if len(begun) == 1:
            event.stop()
            self.dismiss(begun[0])
        elif begun:
            here = self.list.highlighted
            at = begun.index(here.key) + 1 if here and here.key in begun else 0
            self.list.show_entries(self.list.entries, keep=begun[at % len(begun)])

    def action_move(self, count: int) -> None:
        self.list.move(count)

    @on(PickList.Chosen)
    def action_take(self) -> None:
        entry = self.list.highlighted
        self.dismiss(entry.key if entry else "")

    def action_leave(self) -> None:
        self.dismiss("")
