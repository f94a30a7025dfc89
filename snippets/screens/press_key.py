"""Asks for a key by having it pressed; what it does already is told at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from snippets.screens.changing import PRESS_KEY
from snippets.screens.keymap import KeyFault
from snippets.screens.keys import read_key
from snippets.screens.leaving import ModalOnce


class Pressed(NamedTuple):
    """The key for an action, and the action it is taken from, '' for none."""

    key: str
    taken_from: str = ""


class PressKeyScreen(ModalOnce[Pressed | None]):
    """Takes every key but esc as the answer. The app leaves its own keys alone while this screen is open.

    `judge` says what speaks against a key, `may_swap` whether it can be taken from another action.
    """

    TITLE = "Press a key"
    AUTO_FOCUS = ""

    def __init__(
        self, heading: str, now: str, judge: Callable[[str], KeyFault | None], may_swap: Callable[[str, str], bool]
    ) -> None:
        super().__init__(id=PRESS_KEY)
        self.heading = heading
        self.now = now
        self.judge = judge
        self.may_swap = may_swap
        self._offered = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(self.heading, classes="heading", markup=False)
            yield Static(self.now, classes="muted", markup=False)
            yield Static("", id="judgement", markup=False)
            yield Static("Press the key. Esc leaves it as it is.", classes="last", markup=False)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        key = read_key(event.key)
        if event.key == "escape":
            self.dismiss(None)
        elif not key:
            self._say("This key has no name here: take another one.")
        else:
            self._take(key)

    def _take(self, key: str) -> None:
        fault = self.judge(key)
        if fault is None:
            self.dismiss(Pressed(key))
        elif fault.other and self._offered == key:
            self.dismiss(Pressed(key, fault.other))
        elif fault.other and self.may_swap(key, fault.other):
            self._offered = key
            self._say(f"{fault.said}. Press it again to take it from there.")
        else:
            self._offered = ""
            self._say(f"{fault.said}: {fault.remedy}.")

    def _say(self, text: str) -> None:
        self.query_one("#judgement", Static).update(Content.styled(text, "$text-warning"))
