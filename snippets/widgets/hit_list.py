"""A list of places in texts: each row is a line of a text, with what was found in it in sight and set apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from library.cleaning import for_terminal
from snippets.widgets.pick_list import BOLD, GAP, Entry, PickList


class Line(NamedTuple):
    """A line of text in three parts: what stands before what was found, that, and what stands behind it."""

    before: str
    found: str
    after: str


class HitList(PickList):
    """`lines` are those of the entries that are places, by their keys; an entry with `is_set` is left out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hit-list--found"}

    def __init__(self, *, id: str | None = None, label_width: int) -> None:
        super().__init__(id=id, label_width=label_width)
        self.lines: Mapping[str, Line] = {}

    def _line(self, entry: Entry, width: int, *, is_highlighted: bool) -> Strip:
        line = self.lines.get(entry.key)
        if line is None:
            return super()._line(entry, width, is_highlighted=is_highlighted)
        names = ("pick-list--bar", "pick-list--value" if entry.is_set else "pick-list--label", "pick-list--value")
        bar, label, value = (self.get_component_rich_style(name) for name in names)
        found = value if entry.is_set else self.get_component_rich_style("hit-list--found")
        if is_highlighted:
            over = self.get_component_rich_style("pick-list--highlighted", partial=True)
            bar, label, value, found = bar + over, label + over + BOLD, value + over, found + over
        start = set_cell_size(entry.label, self.label_width + GAP)
        before, inside, after = in_sight(line, max(0, width - 1 - cell_len(start)))
        pieces = [Segment("▌" if is_highlighted else " ", bar), Segment(start, label)]
        pieces += [Segment(before, value), Segment(inside, found), Segment(after, value)]
        return Strip(pieces).adjust_cell_length(width, value)


def in_sight(line: Line, room: int) -> Line:
    """The line in so many cells: what was found whole where it fits, with as much on either side of it."""
    before, found, after = (_on_one_line(part) for part in line)
    left = max(0, room - cell_len(found))
    behind = min(cell_len(after), max(left // 2, left - cell_len(before)))
    return Line(_end_of(before, left - behind), _start_of(found, room), _start_of(after, behind))


def _on_one_line(text: str) -> str:
    return for_terminal(text).replace("\n", " ").replace("\t", " ")


def _start_of(text: str, room: int) -> str:
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, room - 1) + "…" if room > 0 else ""


def _end_of(text: str, room: int) -> str:
    if cell_len(text) <= room:
        return text
    if room <= 0:
        return ""
    kept = text[len(text) - room + 1 :]
    while cell_len(kept) > room - 1:
        kept = kept[1:]
    return f"…{kept}"
