"""How it goes, on one screen: shown once in an agent's life, after the questions of the first start."""

from __future__ import annotations

from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from snippets.screens.help import keys_on
from snippets.screens.leaving import ModalOnce

#: The action whose key stands before each line, and the line; '' where something is typed.
STEPS: tuple[tuple[str, str], ...] = (
    ("type", "a few letters of a reply, or the customer's own words"),
    ("find.use", "takes it: fill in what is open"),
    ("find.use", "again copies it: paste it where you write"),
    ("", ""),
    ("find.new_customer", "a new customer beside this one"),
    ("find.next_customer", "from customer to customer"),
    ("find.channel", "the wording for e-mail, chat or phone"),
    ("find.help", "what every key does, wherever you are"),
)
KEY_WIDTH = 9
#: A key so soon belongs to the questions before.
SETTLE_SECONDS = 0.4


class TourScreen(ModalOnce[None]):
    """Any key or click closes it; `below` is the screen whose keys it names, as they are set."""

    TITLE = "How it goes"
    AUTO_FOCUS: ClassVar[str] = ""

    def __init__(self, below: Screen[None]) -> None:
        super().__init__()
        self.below = below
        self._opened = monotonic()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static("How it goes", classes="heading", markup=False)
            yield Static(tour_of(self.below), markup=False)
            yield Static("Any key, and you begin.", classes="muted last", markup=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if monotonic() - self._opened > SETTLE_SECONDS:
            self.dismiss()

    def on_click(self) -> None:
        self.dismiss()


def tour_of(screen: Screen[None]) -> Content:
    """The steps with the keys they have on this screen; a step whose action has no key is left out."""
    lines = []
    for action, says in STEPS:
        key = action if "." not in action else keys_on(screen, action).partition(",")[0]
        if key or not says:
            lines.append(Content.assemble((f"{key:<{KEY_WIDTH}}", "bold $text-primary"), says))
    return Content("\n").join(lines)
