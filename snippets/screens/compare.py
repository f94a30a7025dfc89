"""A comparison over the whole screen: of two revisions, of a draft with what is live, of a whole change set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from library.cleaning import for_line
from snippets.screens.leaving import LeftOnce
from snippets.widgets.comparison import Comparison, Section
from snippets.widgets.key_line import KeyLine
from snippets.widgets.shortening import NEAR, WHOLE
from snippets.widgets.two_sided import TwoSided


def keys(screen: str) -> list[Binding]:
    """The keys that read a comparison, on a screen of this name."""
    shown = [
        Binding("n", "go(1)", "next", id=f"{screen}.next", tooltip="to the next difference"),
        Binding("p", "go(-1)", "previous", id=f"{screen}.previous", tooltip="to the difference before"),
        Binding("w", "whole", "whole text", id=f"{screen}.whole", tooltip="with all that stayed as it was, or without"),
        Binding("escape,q,enter", "leave", "back", id=f"{screen}.leave"),
    ]
    moves = [
        ("up,k,shift+up", "scroll(-1)", "a line up", "up"),
        ("down,j,shift+down", "scroll(1)", "a line down", "down"),
        ("pageup,b", "page(-1)", "a page up", "page_up"),
        ("pagedown,space", "page(1)", "a page down", "page_down"),
        ("home,g", "scroll(-100000)", "to the top", "first"),
        ("end,G", "scroll(100000)", "to the end", "last"),
    ]
    hidden = [Binding(key, does, says, show=False, id=f"{screen}.{name}") for key, does, says, name in moves]
    return [*shown, *hidden, Binding("f1,question_mark", "app.help", "help", id=f"{screen}.help")]


class ComparingScreen(LeftOnce[str]):
    """`heading` says which two texts; `about` is what stands above them. Returns "" where it was only looked at."""

    HELP = (
        "What went stands in [-…-], what came in {+…+}. Lines far from any change are left out; w shows them."
        " Title, group, fields, wordings for channels and all the rest are compared as well as the text."
    )
    CSS_PATH = "leading.tcss"
    AUTO_FOCUS: ClassVar[str] = ""

    def __init__(self, heading: str, sections: Sequence[Section], *, about: Content | None = None) -> None:
        super().__init__()
        self.heading = heading
        self.sections = sections
        self.about = about
        self.is_whole = False
        self.status = TwoSided(classes="status")
        self.comparison = Comparison(id="comparison")

    def compose(self) -> ComposeResult:
        yield self.status
        yield self.comparison
        yield KeyLine()

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        self.comparison.show_sections(self.sections, head=self.about, how=WHOLE if self.is_whole else NEAR)
        self.show_place()

    def show_place(self) -> None:
        """How many differences there are, and which one is marked."""
        place, count = self.comparison.place + 1, self.comparison.count
        said = f"{place} of {count}" if place else f"{count} difference{'' if count == 1 else 's'}" if count else ""
        self.status.show(Content.styled(for_line(self.heading), "bold"), Content.styled(said, "$foreground-muted"))

    def action_go(self, count: int) -> None:
        self.comparison.go(count)
        self.show_place()

    def action_whole(self) -> None:
        """The same difference stays marked."""
        place = self.comparison.place
        self.is_whole = not self.is_whole
        self.show()
        if place >= 0:
            self.comparison.place = place - 1
            self.action_go(1)

    def action_scroll(self, count: int) -> None:
        self.comparison.scroll_lines(count)

    def action_page(self, count: int) -> None:
        self.comparison.scroll_lines(count * max(1, self.comparison.content_size.height - 2))

    def action_leave(self) -> None:
        self.dismiss("")


class CompareScreen(ComparingScreen):
    """Two texts that are only looked at."""

    TITLE = "Compare"
    BINDINGS: ClassVar[list[BindingType]] = [*keys("compare")]
