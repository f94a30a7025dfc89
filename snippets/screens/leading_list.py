"""A lead's list with the text of the highlighted row beside it: moving about is the same on each such screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content

from library.cleaning import for_line
from snippets.config import Config
from snippets.screens.leading import LeadingScreen
from snippets.screens.surroundings import Surroundings
from snippets.widgets.comparison import Comparison
from snippets.widgets.key_line import KeyLine
from snippets.widgets.pick_list import Entry, PickList
from snippets.widgets.two_sided import TwoSided

#: The list is never lower, and below the text never higher than it has rows.
LEAST_ROWS = 3
LABEL_WIDTH = 24
#: A key so soon after the list went on by itself was meant for the row before.
SETTLE_SECONDS = 0.3
#: How often a list that others alter too is read again.
READ_AGAIN_SECONDS = 20.0


def moves(screen: str) -> list[Binding]:
    """The keys that move about on a screen of this name; its own keys come before them, help after."""
    keys = [
        ("n", "go(1)", "next difference", "next"),
        ("p", "go(-1)", "difference before", "previous"),
        ("ctrl+r", "read_again", "read again", "read_again"),
        ("up,k", "move(-1)", "one up", "up"),
        ("down,j", "move(1)", "one down", "down"),
        ("home", "move(-100000)", "first", "first"),
        ("end", "move(100000)", "last", "last"),
        ("pageup", "page(-1)", "read back", "page_up"),
        ("pagedown", "page(1)", "read on", "page_down"),
        ("shift+up,ctrl+up", "scroll(-3)", "scroll up", "read_back"),
        ("shift+down,ctrl+down", "scroll(3)", "scroll down", "read_on"),
    ]
    return [Binding(key, does, says, show=False, id=f"{screen}.{name}") for key, does, says, name in keys]


class ListingScreen(LeadingScreen[None]):
    """A subclass says what stands beside the highlighted row, and what opens it."""

    CSS_PATH = "leading.tcss"
    AUTO_FOCUS: ClassVar[str] = ""

    def __init__(self, config: Config, surroundings: Surroundings, *, label_width: int = LABEL_WIDTH) -> None:
        super().__init__(config, surroundings)
        self.status = TwoSided(classes="status")
        self.rows = PickList(id="listed", label_width=label_width)
        self.comparison = Comparison(id="beside")
        self._was_seen = False
        self._went_on_at = 0.0

    def compose(self) -> ComposeResult:
        yield self.status
        yield from self.compose_box()
        with Container(id="lead-shelf"):
            yield self.rows
            yield self.comparison
        yield KeyLine()

    def compose_box(self) -> ComposeResult:
        """What stands above the list."""
        yield from ()

    def show_highlighted(self) -> None:
        """Another row is highlighted."""
        raise NotImplementedError

    def action_open(self) -> None:
        """The highlighted row over the whole screen."""
        raise NotImplementedError

    def read(self) -> None:
        """Asks what is to be shown: when the screen opens, and when somebody comes back to it."""
        raise NotImplementedError

    def keep_reading(self) -> None:
        """Reads it again now and then, where it is seen."""
        self.set_interval(READ_AGAIN_SECONDS, lambda: self.read() if self.is_current else None)

    def action_read_again(self) -> None:
        """What the library says now."""
        self.read()

    def on_mount(self) -> None:
        self.waiting_changed()
        self.read()

    def on_screen_resume(self) -> None:
        if self._was_seen:
            self.read()
        self._was_seen = True

    # what is shown

    def show_list(self, entries: Sequence[Entry], *, keep: str = "") -> None:
        """Shows other rows; the highlighted one stays where `keep` names no other."""
        before = self.rows.highlighted
        self.rows.show_entries(entries, keep=keep or (before.key if before else ""))
        self.rows.styles.max_height = max(LEAST_ROWS, len(entries))

    def show_status(self, title: str, said: str, *, is_read: bool) -> None:
        """The line at the top; until the first answer is there it says that one is awaited."""
        right = said if is_read else "Loading …" if self.is_waiting else ""
        self.status.show(Content.styled(for_line(title), "bold"), Content.styled(for_line(right), "$foreground-muted"))

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.rows.entries if not row.is_heading]

    # deciding

    def went_on(self) -> None:
        """The list goes on by itself: nobody has seen what is highlighted next."""
        self._went_on_at = monotonic()

    def settle(self) -> None:
        """What is highlighted was gone to, or looked at over the whole screen."""
        self._went_on_at = 0.0

    @property
    def has_settled(self) -> bool:
        """Whether there was a moment to see what is highlighted."""
        return monotonic() - self._went_on_at >= SETTLE_SECONDS

    def may_decide(self, *, is_loaded: bool) -> bool:
        """Whether a decision is about what was shown: where it is still loading, that is told."""
        if self.has_settled and not is_loaded:
            self.notify("Still loading it, one moment", timeout=2, markup=False)
        return self.has_settled and is_loaded

    # moving about

    def action_move(self, count: int) -> None:
        self.settle()
        self.rows.move(count)
        self.show_highlighted()

    @on(PickList.Highlighted, "#listed")
    def show_clicked(self) -> None:
        self.show_highlighted()

    @on(PickList.Chosen, "#listed")
    def open_clicked(self) -> None:
        self.action_open()

    def action_go(self, count: int) -> None:
        self.comparison.go(count)

    def action_scroll(self, count: int) -> None:
        self.comparison.scroll_lines(count)

    def action_page(self, count: int) -> None:
        self.comparison.scroll_lines(count * max(1, self.comparison.content_size.height - 2))


def key_after(keys: Sequence[str], key: str, is_left: Callable[[str], bool]) -> str:
    """The first of those left below a key that goes, else the one above it; "" where none is left."""
    place = keys.index(key) if key in keys else 0  # others decide too
    return next((other for other in (*keys[place:], *reversed(keys[:place])) if is_left(other)), "")
