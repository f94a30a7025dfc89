"""Asks before several are approved at once: which they are, and which have to be left to somebody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from library.cleaning import for_line
from snippets.formatting import counted
from snippets.screens.leaving import ModalOnce
from snippets.screens.review_reading import SET, Leave
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines

if TYPE_CHECKING:
    from library.checks import Finding


class ReviewManyScreen(ModalOnce[bool]):
    """Returns whether those that may be approved shall be."""

    TITLE = "Approve several"
    HELP = "Those in the list become live in one change; A or enter approves them, esc goes back and changes nothing."
    CSS_PATH = "leading.tcss"
    AUTO_FOCUS: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("A,enter", "agree", "approve them", id="review_many.agree"),
        Binding("escape,q", "leave", "back", id="review_many.leave"),
        Binding("up,k", "scroll(-1)", "scroll up", show=False, id="review_many.up"),
        Binding("down,j,shift+down", "scroll(1)", "scroll down", show=False, id="review_many.down"),
        Binding("pageup", "scroll(-10)", "a page up", show=False, id="review_many.page_up"),
        Binding("pagedown,space", "scroll(10)", "a page down", show=False, id="review_many.page_down"),
        Binding("f1,question_mark", "app.help", "help", id="review_many.help"),
    ]

    def __init__(self, leaves: Sequence[Leave], found: Mapping[str, tuple[Finding, ...]]) -> None:
        super().__init__()
        self.leaves = leaves
        self.found = found

    def compose(self) -> ComposeResult:
        able = sum(not leave.refusal for leave in self.leaves)
        with Vertical(classes="dialogue tall"):
            yield Static(f"Approve {counted(able, 'submission')}?" if able else "Nothing here is yours to approve",
                         classes="heading", markup=False)  # fmt: skip
            yield Lines(id="many")
            yield KeyLine()

    def on_mount(self) -> None:
        shown = [self._line(leave) for leave in sorted(self.leaves, key=lambda leave: bool(leave.refusal))]
        self.query_one(Lines).show(Content("\n").join(shown))

    def _line(self, leave: Leave) -> Content:
        item = leave.item
        name = f"“{item.name}”, {counted(len(item.about), 'template')}" if item.kind == SET else item.name
        if leave.refusal:
            return Content.assemble(
                (f"– {for_line(name)}", "$foreground-muted"), "\n  ", (for_line(leave.refusal), "$text-warning")
            )
        faults = [finding for finding in self.found.get(item.key, ()) if finding.is_fault]
        told = f"  ✗ {faults[0].message}" if faults else ""
        return Content.assemble(f"✓ {for_line(name)}", (f"  {for_line(item.by)}", "$foreground-muted"),
                                (for_line(told), "$text-error"))  # fmt: skip

    def action_scroll(self, count: int) -> None:
        self.query_one(Lines).scroll_lines(count)

    def action_agree(self) -> None:
        self.dismiss(any(not leave.refusal for leave in self.leaves))

    def action_leave(self) -> None:
        self.dismiss(False)
