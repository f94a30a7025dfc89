"""Two texts side by side in one: what went, what came, and the way from one difference to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from library.cleaning import for_line, for_terminal
from library.comparing import GONE, NEW, SAME, SIGNS, Piece
from snippets.widgets.lines import Lines
from snippets.widgets.shortening import BRIEF, LEFT_OUT, NEAR, WHOLE, excerpt, near

#: Told by signs as well as by colour.
STYLES = {GONE: "$text-error", NEW: "$text-success", SAME: ""}
MUTED, LOUD = "$foreground-muted", "bold"
_DIFFERENCE = "difference"


class Part(NamedTuple):
    """A part of a template: what it is called, its text before and after in pieces; `is_text` has lines of its own."""

    label: str
    pieces: tuple[Piece, ...]
    is_text: bool = False


class Section(NamedTuple):
    """Parts under a heading, or a word in their place: a template among others."""

    heading: str
    parts: tuple[Part, ...] = ()
    remark: str = ""


class Comparison(Lines):
    """Shows sections; n and p of its screens go from difference to difference, `place` is the one gone to last."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"comparison--current"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.place = -1
        self.count = 0
        self._lines: dict[int, int] = {}

    def show_sections(self, sections: Sequence[Section], *, head: Content | None = None, how: str = NEAR) -> None:
        """`how` much is shown of what stayed the same: WHOLE, NEAR, TIGHT or BRIEF."""
        pieces = _Drawing(how)
        for section in sections:
            pieces.draw(section)
        self.place, self.count = -1, pieces.count
        self.show(Content.assemble(head or "", *pieces.done))

    def go(self, count: int) -> None:
        """To the next difference, or the one before; round at both ends."""
        if not self.count:
            return
        self.strips()
        if self.place < 0 and count > 0:  # from what is in sight
            seen = (number for number, line in self._lines.items() if line >= self.top)
            self.place = next(seen, 0)
        else:
            self.place = (max(self.place, 0) + count) % self.count
        line, height = self._lines.get(self.place, 0), self.content_size.height
        if not self.top + 1 <= line < self.top + height - 2:
            last = max(0, len(self.strips()) - height)
            self.top = min(max(0, line - height // 3), last)
        self.refresh()

    def strips(self) -> list[Strip]:
        known = self._strips
        found = super().strips()
        if found is not known:
            self._lines = {}
            for line, strip in enumerate(found):
                for number in _numbers(strip):
                    self._lines.setdefault(number, line)
        return found

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if self.place < 0 or self.place not in _numbers(strip):
            return strip
        current = self.get_component_rich_style("comparison--current", partial=True)
        return Strip([_marked(segment, self.place, current) for segment in strip], strip.cell_length)


def _numbers(strip: Strip) -> list[int]:
    """The differences a line has a part of."""
    found = (segment.style.meta.get(_DIFFERENCE) for segment in strip if segment.style and segment.style._meta)
    return [number for number in found if number is not None]


def _marked(segment: Segment, number: int, style: RichStyle) -> Segment:
    is_it = segment.style is not None and segment.style.meta.get(_DIFFERENCE) == number
    return Segment(segment.text, (segment.style or RichStyle()) + style) if is_it else segment


class _Drawing:
    """Sections on their way to styled text; differences are numbered, what went and what came there is one."""

    def __init__(self, how: str) -> None:
        self.how = how
        self.count = 0
        self.done: list[Content | str | tuple[str, str]] = []

    def draw(self, section: Section) -> None:
        if self.done:
            self.done.append("\n" if self.how == BRIEF and section.parts else "\n\n")
        if section.heading:
            self.done.append((for_line(section.heading), LOUD))
        if section.remark:
            self.done += [("  " if section.heading else "", ""), (for_line(section.remark), MUTED)]
        is_first = not (section.heading or section.remark)
        for part in section.parts:
            if not is_first:
                self.done.append("\n" if self.how == BRIEF or not part.is_text else "\n\n")
            is_first = False
            self._draw_part(part)

    def _draw_part(self, part: Part) -> None:
        if self.how == BRIEF:
            self.done.append((f"  {for_line(part.label)}  ", MUTED))
            self._draw_pieces(excerpt(part.pieces))
        elif part.is_text:
            self.done.append((f"{for_line(part.label)}\n", MUTED))
            self._draw_pieces(part.pieces if self.how == WHOLE else near(part.pieces, self.how))
        else:
            self.done.append((f"{for_line(part.label)}: ", MUTED))
            self._draw_pieces(part.pieces)

    def _draw_pieces(self, pieces: Iterable[Piece]) -> None:
        last = SAME
        for kind, text in pieces:
            if kind in (GONE, NEW):
                self.count += not (kind == NEW and last == GONE)
                self.done.append(self._signed(kind, text))
            else:
                self.done.append((for_terminal(text), MUTED if kind == LEFT_OUT else ""))
            last = kind

    def _signed(self, kind: str, text: str) -> Content:
        before, after = SIGNS[kind]
        mark = Style.from_meta({_DIFFERENCE: self.count - 1})
        return Content.styled(f"{before}{for_terminal(text)}{after}", STYLES[kind]).stylize(mark)
