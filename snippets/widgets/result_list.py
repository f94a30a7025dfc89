"""The ranked list: at most a screenful of rows is ever drawn, and moving through it keeps the focus in the find box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from library.cleaning import for_line
from snippets.widgets.lines import Lines

#: From this width on a row's two lines stand beside each other.
FLAT_WIDTH = 56
NAME_WIDTH = 22
BOLD = Style(bold=True)

Spans = Sequence[tuple[int, int]]


class Row(NamedTuple):
    """One template: `key` is its id, `aside` says why it was found where name and title do not show it."""

    key: str
    name: str
    title: str
    name_spans: Spans = ()
    title_spans: Spans = ()
    aside: str = ""


class Look(NamedTuple):
    """The styles a row is drawn with."""

    bar: Style
    name: Style
    title: Style
    matched: Style


class ResultList(Lines):
    """Rows with one highlighted, or a message where there are none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "result-list--name",
        "result-list--title",
        "result-list--matched",
        "result-list--highlighted",
        "result-list--bar",
    }

    class Highlighted(Message):
        """Another row was highlighted with the mouse."""

    class Chosen(Message):
        """A row was double-clicked; it is the highlighted one."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self.place = 0

    @property
    def highlighted(self) -> Row | None:
        return self.rows[self.place] if self.rows else None

    def show_rows(self, rows: Sequence[Row], *, keep: str = "") -> None:
        """Replaces the rows; highlights the one with the key `keep`, else the first."""
        self.rows = rows
        self.place = next((place for place, row in enumerate(rows) if keep and row.key == keep), 0)
        self.top = 0
        self._keep_in_sight()
        self.refresh()

    def show_below(self, rows: Sequence[Row]) -> None:
        """Replaces what stands below the highlighted row, which stays where it is; the first where there was none."""
        self.rows = rows
        self._keep_in_sight()
        self.refresh()

    def say(self, content: Content) -> None:
        """Shows a message in place of rows."""
        self.rows = ()
        self.show(content)

    def move(self, count: int) -> None:
        """Moves the highlight, stopping at both ends."""
        self.place = min(max(0, self.place + count), max(0, len(self.rows) - 1))
        self._keep_in_sight()
        self.refresh()

    @property
    def rows_in_sight(self) -> int:
        return max(1, self.content_size.height // self._lines_a_row)

    @property
    def _lines_a_row(self) -> int:
        return 1 if self.content_size.width >= FLAT_WIDTH else 2

    def _keep_in_sight(self) -> None:
        first = self.top // self._lines_a_row
        if self.place < first:
            first = self.place
        elif self.place >= first + self.rows_in_sight:
            first = self.place - self.rows_in_sight + 1
        self.top = first * self._lines_a_row

    def on_resize(self) -> None:
        self._keep_in_sight()

    def render_line(self, y: int) -> Strip:
        if not self.rows:
            return Strip.join([Strip([Segment(" ", self.rich_style)], 1), super().render_line(y)])
        width = self.content_size.width
        number, line = divmod(self.top + y, self._lines_a_row)
        is_cut_off = line == 0 and self._lines_a_row == 2 and y == self.content_size.height - 1
        if number >= len(self.rows) or is_cut_off:
            return Strip.blank(width, self.rich_style)
        row, look = self.rows[number], self._look(is_highlighted=number == self.place)
        bar = Strip([Segment("▌" if number == self.place else " ", look.bar)], 1)
        if self._lines_a_row == 1:
            name = _marked(row.name, row.name_spans, look.name, look.matched, NAME_WIDTH)
            title = _with_aside(row.title, row.title_spans, row.aside, look.title, look, width - NAME_WIDTH - 3)
            return Strip.join([bar, name, Strip([Segment("  ", look.title)], 2), title])
        if line == 0:
            return Strip.join([bar, _with_aside(row.name, row.name_spans, row.aside, look.name, look, width - 1)])
        title = _marked(row.title, row.title_spans, look.title, look.matched, width - 3)
        return Strip.join([bar, Strip([Segment("  ", look.title)], 2), title])

    def _look(self, *, is_highlighted: bool) -> Look:
        bar, name, title = (self.get_component_rich_style(f"result-list--{part}") for part in ("bar", "name", "title"))
        matched = self.get_component_rich_style("result-list--matched", partial=True)
        if not is_highlighted:
            return Look(bar, name, title, matched)
        over = self.get_component_rich_style("result-list--highlighted", partial=True)
        return Look(bar + over, name + over + BOLD, title + over, matched)

    def scroll_lines(self, count: int) -> None:
        if not self.rows:
            super().scroll_lines(count)
            return
        self.move(1 if count > 0 else -1)
        self.post_message(self.Highlighted())

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        number = (self.top + place.y) // self._lines_a_row if place is not None else len(self.rows)
        if number >= len(self.rows):
            return
        self.move(number - self.place)
        self.post_message(self.Chosen() if event.chain == 2 else self.Highlighted())


def _with_aside(text: str, spans: Spans, aside: str, base: Style, look: Look, width: int) -> Strip:
    """The text with a muted word at the right end of the line."""
    if not aside:
        return _marked(text, spans, base, look.matched, width)
    end = f" {aside} "
    return Strip.join(
        [_marked(text, spans, base, look.matched, max(0, width - cell_len(end))), Strip([Segment(end, look.title)])]
    )


def _marked(text: str, spans: Spans, base: Style, matched: Style, width: int) -> Strip:
    """The text in exactly `width` cells, its matched letters marked."""
    shown = for_line(text)
    segments: list[Segment] = []
    end = 0
    for start, stop in spans if shown == text else ():
        segments += [Segment(text[end:start], base), Segment(text[start:stop], base + matched)]
        end = stop
    strip = Strip([*segments, Segment(shown[end:], base)])
    if strip.cell_length > width:
        strip = Strip.join([strip.crop(0, max(0, width - 1)), Strip([Segment("…", base)], 1)])
    return strip.adjust_cell_length(width, base)
