"""Fields answered by picking: one of several, some of several, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from library.cleaning import for_line
from library.documents import Option
from library.rendering.choices import joined_picks, read_picks
from library.rendering.parsing import YES

GAP = 2
#: Letters typed within this time belong to one word.
WORD_SECONDS = 1.0
SIGNS = {"one": ("○", "●"), "some": ("[ ]", "[x]")}


class Picks(Widget, can_focus=True):
    """Options in a row that wraps. `kind` is "one" or "some"; `text` holds the values picked, one a line."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"picks--option", "picks--picked", "picks--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "go(-1)", "previous option", show=False),
        Binding("right", "go(1)", "next option", show=False),
        Binding("space", "pick_here", "pick", show=False),
    ]

    class Changed(Message):
        """Another option was picked, or one more, or one less."""

    def __init__(self, options: Sequence[Option], text: str, *, kind: str = "one") -> None:
        super().__init__()
        self.options = options
        self.kind = kind
        self.picked = self._read(text)
        self.cursor = min(self.picked, default=0)
        self.typed = 0
        self._word, self._typed_at = "", 0.0

    def _read(self, text: str) -> set[int]:
        values = read_picks(self.options, text)
        if self.kind == "one" and len(values) > 1:
            return set()
        return {number for number, option in enumerate(self.options) if option.value in values}

    @property
    def text(self) -> str:
        return joined_picks(self.options[number].value for number in sorted(self.picked))

    def put(self, text: str, *, is_selected: bool = False) -> None:
        """Shows other picks."""
        self.picked = self._read(text)
        self.cursor = min(self.picked, default=self.cursor)
        self.refresh()

    def action_go(self, count: int) -> None:
        self.go_to((self.cursor + count) % len(self.options) if self.picked or self.kind == "some" else self.cursor)

    def go_to(self, number: int) -> None:
        """To an option; where only one can be picked, that picks it."""
        self.cursor = number
        if self.kind == "one":
            self.pick({number})
        self.refresh()

    def action_pick_here(self) -> None:
        self.pick({self.cursor} if self.kind == "one" else self.picked ^ {self.cursor})

    def pick(self, picked: set[int]) -> None:
        if picked != self.picked:
            self.picked = picked
            self.post_message(self.Changed())
            self.refresh()

    def on_key(self, event: events.Key) -> None:
        """A number picks by place, letters by the beginning of a word."""
        if not event.is_printable or event.character in (None, " ", "?"):
            return
        event.stop()
        character = event.character or ""
        if character.isdecimal() and 1 <= int(character) <= len(self.options):
            self.go_to(int(character) - 1)
            return
        now = monotonic()
        word = (self._word if now - self._typed_at < WORD_SECONDS else "") + character.casefold()
        for candidate in dict.fromkeys((word, character.casefold())):
            begun = [n for n, option in enumerate(self.options) if option.shown.casefold().startswith(candidate)]
            if begun:
                self._word, self._typed_at = candidate, now
                self.go_to(next((n for n in begun if n > self.cursor and len(candidate) == 1), begun[0]))
                return

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        for number, x, y, text in self._layout(self.content_size.width):
            if place is not None and y == place.y and x <= place.x < x + cell_len(text):
                self.go_to(number)
                if self.kind == "some":
                    self.action_pick_here()

    def _layout(self, width: int) -> list[tuple[int, int, int, str]]:
        """Each option's number, column, line and text."""
        off, on = SIGNS[self.kind]
        places, x, y = [], 0, 0
        for number, option in enumerate(self.options):
            text = f"{on if number in self.picked else off} {for_line(option.shown)}"
            if x and x + cell_len(text) > width:
                x, y = 0, y + 1
            places.append((number, x, y, text))
            x += cell_len(text) + GAP
        return places

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max((y for _, _, y, _ in self._layout(width)), default=0) + 1

    def render_line(self, y: int) -> Strip:
        plain = self.get_component_rich_style("picks--option")
        segments, column = [], 0
        for number, x, line, text in self._layout(self.content_size.width):
            if line == y:
                style = self.get_component_rich_style("picks--picked") if number in self.picked else plain
                if number == self.cursor and self.has_focus:
                    style += self.get_component_rich_style("picks--cursor", partial=True)
                segments += [Segment(" " * (x - column), plain), Segment(text, style)]
                column = x + cell_len(text)
        return Strip(segments).crop(0, self.content_size.width)


class Toggle(Picks):
    """Yes or no: one box with the question beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,left,right", "pick_here", "yes or no", show=False)]

    def __init__(self, label: str, text: str) -> None:
        super().__init__([Option("yes", label)], text, kind="some")

    def _read(self, text: str) -> set[int]:
        return {0} if text.strip().casefold() in YES else set()

    @property
    def text(self) -> str:
        return "yes" if self.picked else "no"

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.casefold() in "yn":
            event.stop()
            self.pick({0} if event.character.casefold() == "y" else set())
