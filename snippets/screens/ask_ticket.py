"""A place to paste or type a ticket into, where a paste into a field does not do."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from snippets.screens.ordered import OrderedScreen
from snippets.widgets.editors import TypedArea
from snippets.widgets.key_line import KeyLine


class AskTicketScreen(OrderedScreen[str], ModalScreen[str]):
    """Returns the ticket's text or JSON, '' where none was given."""

    TITLE = "From a ticket"
    HELP = "Paste or type what you know of the ticket: lines as From: and Order:, or its JSON. It is never stored."
    AUTO_FOCUS = "TypedArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,f4", "take", "fill in", priority=True, id="ticket.take", tooltip="fill in what the ticket tells"),
        Binding("escape", "leave", "back", priority=True, id="ticket.leave", tooltip="back to the fields"),
        Binding("f1", "app.help", "help", id="ticket.help"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static("Fill in from a ticket: paste its text or JSON.", markup=False)
            yield TypedArea(id="ticket")
            yield Static("It fills the fields it knows and is not stored.", classes="muted", markup=False)
            yield KeyLine()

    async def action_take(self) -> None:
        await self.letters_taken()
        self.dismiss(self.query_one(TypedArea).text)

    def action_leave(self) -> None:
        self.dismiss("")
