"""A template's text while it is written: the small language in colours, what the checks found marked at its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.strip import Strip

from snippets.widgets.editors import TypedArea
from snippets.widgets.jinja_spans import KINDS, Span, spans_of

#: What is underlined where a finding names a letter: the tag, or the word, that begins there.
_THERE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|[\w'’@./:-]+|\S")
FAULT, WARNING = "!", "·"


class Mark(NamedTuple):
    """A line that something is wrong with, and the column where, both from 1; column 0 where only the line is known."""

    line: int
    column: int
    is_fault: bool


class BodyArea(TypedArea):
    """`place` is what its text is of: “body”, or a channel."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"body-area--{kind}" for kind in KINDS),
        "body-area--fault",
        "body-area--warning",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+home", "go_to_end(False)", "start of the text", show=False),
        Binding("ctrl+end", "go_to_end(True)", "end of the text", show=False),
    ]

    def __init__(self, text: str, *, place: str) -> None:
        super().__init__(text)
        self.place = place
        self.show_line_numbers = True
        self._marks: dict[int, list[Mark]] = {}

    def mark(self, marks: Iterable[Mark]) -> None:
        """Shows these marks in place of those before."""
        found: dict[int, list[Mark]] = {}
        for mark in marks:
            found.setdefault(mark.line - 1, []).append(mark)
        if found != self._marks:
            self._marks = found
            self._line_cache.clear()
            self.refresh()

    def go_to(self, line: int, column: int = 0) -> None:
        """Puts the cursor there, both from 1."""
        row = min(max(line, 1), self.document.line_count) - 1
        self.move_cursor((row, min(max(column, 1) - 1, len(self.document.get_line(row)))), center=True)

    def action_go_to_end(self, is_last: bool) -> None:
        self.move_cursor(self.document.end if is_last else self.document.start)

    def _build_highlight_map(self) -> None:
        """Called by the box itself whenever its text has become another one."""
        super()._build_highlight_map()
        self._spans: Mapping[int, list[Span]] = spans_of(self.document.text)

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        for span in self._spans.get(line_index, ()):
            line.stylize(self.get_component_rich_style(f"body-area--{span.kind}"), span.start, span.end)
        for mark in self._marks.get(line_index, ()):
            there = _THERE.match(line.plain, mark.column - 1) if mark.column else None
            if there is not None:
                line.stylize(self._style_of(mark), there.start(), there.end())
        return line

    def _style_of(self, mark: Mark) -> Style:
        return self.get_component_rich_style(f"body-area--{'fault' if mark.is_fault else 'warning'}")

    def render_line(self, y: int) -> Strip:
        """The line with a sign in the gutter where it is marked."""
        strip, at, there = super().render_line(y), self.gutter_width - 2, y + self.scroll_offset.y
        if not self._marks or at < 1 or there >= self.wrapped_document.height:
            return strip
        row, column = self.wrapped_document.offset_to_location(Offset(0, there))
        marks = self._marks.get(row, ())
        if not marks or column:  # a long line goes on over several
            return strip
        worst = max(marks, key=lambda mark: mark.is_fault)
        sign = Segment(FAULT if worst.is_fault else WARNING, self._style_of(worst) + Style(underline=False, bold=True))
        return Strip.join([strip.crop(0, at), Strip([sign], 1), strip.crop(at + 1)])
