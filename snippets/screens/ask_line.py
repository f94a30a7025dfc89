"""One line of text from the agent: what is wrong with a template, how a customer is called."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from library.cleaning import for_line
from snippets.screens.ordered import OrderedScreen
from snippets.widgets.key_line import KeyLine
from snippets.widgets.typed_input import TypedInput


class AskLineScreen(OrderedScreen[str], ModalScreen[str]):
    """Returns the line, '' where nothing was given. `remark` is one muted line below it."""

    TITLE = "One line"
    HELP = "One line; enter takes it, esc goes back without a change."
    AUTO_FOCUS = "TypedInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f6", "take", "done", priority=True, id="ask_line.take"),
        Binding("escape", "leave", "back", priority=True, id="ask_line.leave", tooltip="back without a change"),
        Binding("f1", "app.help", "help", id="ask_line.help"),
    ]

    def __init__(self, question: str, *, title: str, remark: str, example: str = "", value: str = "") -> None:
        super().__init__()
        self.title = title
        self.question = question
        self.remark = remark
        self.example = example
        self.value = value

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(for_line(self.question), classes="heading", markup=False)
            yield TypedInput(self.value, placeholder=self.example)
            yield Static(self.remark, classes="muted", markup=False)
            yield KeyLine()

    async def action_take(self) -> None:
        await self.letters_taken()
        line = " ".join(self.query_one(TypedInput).value.split())
        if line:
            self.dismiss(line)
        else:
            self.notify("Nothing typed yet; esc goes back", timeout=3, markup=False)

    def action_leave(self) -> None:
        self.dismiss("")
