"""The editor: a lead writes a template, sees how it reads and what is wrong with it, saves it and hands it in."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Static

from snippets.screens.editor_merging import MergingScreen
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines
from snippets.widgets.two_sided import TwoSided

#: From so many columns on the sample stands beside the text, from so many lines on the details do too.
WIDE, HIGH = 100, 34


class Sample(Lines):
    """How the template reads; shift and an arrow mark letters of the text beside it."""

    MORE_KEY = "ctrl+↓"


class EditorScreen(MergingScreen):
    """Edits what `start` names; leaves with nothing, as all of it is in the library or kept on this machine."""

    TITLE = "Edit a template"
    HELP = (
        "Write the text at the left; beside it, or below, it reads as a customer would get it, with samples for what is"
        " filled in. The details hold its name, group, fields and wordings: enter, or typing, changes one in place,"
        " delete takes it out. What the checks find stands at its line and at the foot. What you type is safe on this"
        " machine within a second, and in the library once it is saved."
    )
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-broad")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f6", "save", "save", priority=True, id="editor.save",
                tooltip="save it as a draft, which nobody gets before it is approved"),
        Binding("f7", "hand_in", "hand in", priority=True, id="editor.hand_in",
                tooltip="for approval, or live at once where you may"),
        Binding("f4,tab", "details", "details", priority=True, id="editor.details",
                tooltip="name, group, fields, wordings: to them and back"),
        Binding("f8", "next_finding", "next fault", priority=True, id="editor.next_finding",
                tooltip="to the line of the next thing the checks have found"),
        Binding("f2", "next_place", "channel", priority=True, id="editor.channel",
                tooltip="the wording for the next channel"),
        Binding("f3", "sample", "preview", priority=True, id="editor.sample",
                tooltip="show how it reads, or have the room for the text"),
        Binding("ctrl+r", "drop", "drop changes", show=False, priority=True, id="editor.drop",
                tooltip="back to what the library has; what is not saved goes"),
        Binding("escape", "leave", "back", priority=True, id="editor.leave",
                tooltip="out of the details, then out of the editor; what is not saved is asked about"),
        Binding("ctrl+down", "scroll_sample(3)", "scroll the preview down", show=False, priority=True,
                id="editor.read_on"),
        Binding("ctrl+up", "scroll_sample(-3)", "scroll the preview up", show=False, priority=True,
                id="editor.read_back"),
        Binding("f1", "app.help", "help", id="editor.help"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        yield TwoSided(classes="status head")
        yield TwoSided(classes="status places")
        with Container(id="board"):
            yield Container(id="bodies", disabled=True)
            with Vertical(id="side"):
                yield Static("How it reads, with samples", id="sample-head", markup=False)
                yield Sample(id="sample")
                yield self.details
                yield Static(id="hint", markup=False)
        yield Lines(id="findings")
        yield KeyLine()

    def action_sample(self) -> None:
        """In a small window the preview takes room from the text."""
        self.toggle_class("-alone")
        self.remove_class("-detailed")
        if self.details.has_it:
            self.go_to_text()

    def action_scroll_sample(self, count: int) -> None:
        self.query_one("#sample", Lines).scroll_lines(count)
