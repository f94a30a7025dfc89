"""Inputs that count the keys typed into them: what was pasted was not typed."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from library.cleaning import for_terminal


class TypedInput(Input):
    """One line of text without a frame. `typed` counts printable keys."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.typed = 0

    def on_key(self, event: events.Key) -> None:
        if event.is_printable:
            self.typed += 1

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.take_paste(event.text)

    def action_paste(self) -> None:
        self.take_paste(self.app.clipboard)

    def take_paste(self, text: str) -> None:
        """All of it on one line: Textual would keep the first line and drop the rest of a customer's message."""
        self.replace(one_line(text.strip("\r\n")), *self.selection)


def one_line(text: str) -> str:
    """The text with its line ends as spaces and without what a terminal would obey."""
    return for_terminal(text).replace("\n", " ").replace("\t", " ")
