"""A list of one-line entries under headings, with one highlighted; the focus stays where one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from library.cleaning import for_line
from snippets.widgets.lines import WHEEL_LINES, Lines

BOLD = Style(bold=True)
#: A label this long leaves room for its value beside it in half a small screen.
LABEL_WIDTH = 17
GAP = 2


class Entry(NamedTuple):
    """A line: something with its value, or a heading, which is never highlighted. `key` tells entries apart."""

    key: str
    label: str
    value: str = ""
    is_set: bool = False
    is_heading: bool = False


class PickList(Lines):
    """`place` is the highlighted entry; moving steps over headings."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pick-list--bar",
        "pick-list--label",
        "pick-list--value",
        "pick-list--set",
        "pick-list--heading",
        "pick-list--highlighted",
    }

    class Clicked(Message):
        """Something was done with the mouse in a list."""

        def __init__(self, pick_list: PickList) -> None:
            super().__init__()
            self.pick_list = pick_list

        @property
        def control(self) -> PickList:
            return self.pick_list

    class Highlighted(Clicked):
        """Another entry was highlighted."""

    class Chosen(Clicked):
        """An entry was double-clicked; it is the highlighted one."""

    def __init__(self, *, id: str | None = None, label_width: int = LABEL_WIDTH) -> None:
        super().__init__(id=id)
        self.entries: Sequence[Entry] = ()
        self.place = 0
        self.label_width = label_width

    @property
    def highlighted(self) -> Entry | None:
        if self.place < len(self.entries) and not self.entries[self.place].is_heading:
            return self.entries[self.place]
        return None

    def show_entries(self, entries: Sequence[Entry], *, keep: str = "") -> None:
        """Replaces the entries; highlights the one with the key `keep`, else the first there is."""
        self.entries = entries
        found = [place for place, entry in enumerate(entries) if not entry.is_heading]
        self.place = next((place for place in found if entries[place].key == keep), found[0] if found else 0)
        self._keep_in_sight()
        self.refresh()

    def move(self, count: int) -> None:
        """Moves the highlight by so many entries, stopping at both ends."""
        found = [place for place, entry in enumerate(self.entries) if not entry.is_heading]
        if found:
            here = found.index(self.place) if self.place in found else 0
            self.place = found[min(max(0, here + count), len(found) - 1)]
        self._keep_in_sight()
        self.refresh()

    def _keep_in_sight(self) -> None:
        height = self.content_size.height
        if not height:
            return  # not laid out yet: a resize follows
        # The first entry below a heading brings its heading along.
        first = self.place
        while first and self.entries[first - 1].is_heading:
            first -= 1
        self.top = min(self.top, first)
        self.top = max(self.top, self.place - height + 1)
        self.top = max(0, min(self.top, len(self.entries) - height))

    def on_resize(self) -> None:
        self._keep_in_sight()

    def render_line(self, y: int) -> Strip:
        width, number = self.content_size.width, self.top + y
        if number >= len(self.entries):
            return Strip.blank(width, self.rich_style)
        entry = self.entries[number]
        if entry.is_heading:
            heading = set_cell_size(for_line(entry.label), width)
            return Strip([Segment(heading, self.get_component_rich_style("pick-list--heading"))])
        return self._line(entry, width, is_highlighted=number == self.place)

    def _line(self, entry: Entry, width: int, *, is_highlighted: bool) -> Strip:
        bar, label = (self.get_component_rich_style(f"pick-list--{part}") for part in ("bar", "label"))
        value = self.get_component_rich_style("pick-list--set" if entry.is_set else "pick-list--value")
        if is_highlighted:
            over = self.get_component_rich_style("pick-list--highlighted", partial=True)
            bar, label, value = bar + over, label + over + BOLD, value + over
        room = max(0, width - 1)
        text = for_line(entry.label)
        end = _cut(for_line(entry.value), max(0, room - max(self.label_width, cell_len(text)) - GAP))
        start = set_cell_size(_cut(text, room), max(self.label_width, cell_len(text)) + GAP if end else room)
        pieces = [Segment("▌" if is_highlighted else " ", bar), Segment(start, label), Segment(end, value)]
        return Strip(pieces).adjust_cell_length(width, label)

    def scroll_lines(self, count: int) -> None:
        self.top = min(max(0, self.top + count), max(0, len(self.entries) - self.content_size.height))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_lines(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_lines(-WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        number = self.top + place.y if place is not None else len(self.entries)
        if number >= len(self.entries) or self.entries[number].is_heading:
            return
        self.place = number
        self.refresh()
        self.post_message(self.Chosen(self) if event.chain == 2 else self.Highlighted(self))


def _cut(text: str, width: int) -> str:
    """The text in at most `width` cells, its end as … where it is longer."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 1 else ""
