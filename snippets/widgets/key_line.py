"""The line of keys at the foot of a screen. Every key on it can be clicked."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

GAP = 3


class KeyLine(Widget):
    """The shown bindings of the screen and the app, as many as fit; the last one (help) always."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--word"}

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, Binding]] = []
        #: Where each key stands: first column, column behind it, the key.
        self._places: list[tuple[int, int, Binding]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.read_keys)
        self.read_keys(self.screen)

    def read_keys(self, screen: Screen[object]) -> None:
        shown: dict[str, tuple[str, Binding]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and isinstance(active.node, Screen):
                shown.setdefault(binding.action, (self.app.get_key_display(binding), binding))
        order = {binding.id: place for place, binding in enumerate(screen.BINDINGS) if isinstance(binding, Binding)}
        if self._shown != (keys := sorted(shown.values(), key=lambda key: order.get(key[1].id, 0))):
            self._shown = keys
            self.refresh()

    def render_line(self, y: int) -> Strip:
        key_style = self.get_component_rich_style("key-line--key")
        word_style = self.get_component_rich_style("key-line--word")
        segments: list[Segment] = []
        self._places = []
        column = 0
        for display, binding in self._that_fit():
            text = f" {binding.description}"
            segments += [Segment(display, key_style), Segment(text, word_style), Segment(" " * GAP, word_style)]
            end = column + len(display) + len(text)
            self._places.append((column, end, binding))
            column = end + GAP
        return Strip(segments)

    def _that_fit(self) -> list[tuple[str, Binding]]:
        if not self._shown:
            return []
        *others, last = self._shown
        room = self.content_size.width - _width(last)
        fitting = []
        for key in others:
            room -= _width(key) + GAP
            if room >= 0:
                fitting.append(key)
        return [*fitting, last]

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        for start, end, binding in self._places:
            if place is not None and start <= place.x < end:
                self.app.simulate_key(binding.key)


def _width(key: tuple[str, Binding]) -> int:
    return len(key[0]) + 1 + len(key[1].description)
