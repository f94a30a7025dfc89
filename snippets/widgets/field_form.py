"""A form: one row per field, rows come and go as answers open and close branches, what was typed stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from library.cleaning import for_line
from library.documents import Field
from snippets.widgets.editors import ReadPaste, editor_of
from snippets.widgets.picks import Picks
from snippets.widgets.two_sided import TwoSided


class FieldRow(Vertical):
    """One field: its label with what is known about the value, the widget that takes it, and what is wrong with it."""

    @dataclass
    class Changed(Message):
        """The field holds another text."""

        row: FieldRow

    @dataclass
    class Left(Message):
        """The agent has gone on to another field."""

        row: FieldRow

    @dataclass
    class Entered(Message):
        """The agent has come to this field."""

        row: FieldRow

    def __init__(self, field: Field, text: str, read_paste: ReadPaste) -> None:
        super().__init__()
        self.field = field
        self.is_judged = False
        self.hint = self.error = ""
        self._head = TwoSided(Content(for_line(field.shown)), classes="field-head")
        self._error = Static("", markup=False, classes="field-error")
        self.editor = editor_of(field, text, read_paste)
        #: What was last put there.
        self.known = text
        self._seen = self.editor.text

    def compose(self) -> ComposeResult:
        if self.field.type != "toggle":
            yield self._head
        yield self.editor
        yield self._error

    @property
    def text(self) -> str:
        return self.editor.text

    @property
    def typed(self) -> int:
        """How many printable keys it took."""
        return self.editor.typed

    def take_change(self) -> bool:
        """Whether the agent has changed it since this was last asked, or since a text was put there."""
        seen, self._seen = self._seen, self.text
        return seen != self._seen

    def put(self, text: str, *, is_selected: bool = False) -> None:
        """Shows another text: no change by the agent."""
        self.editor.put(text, is_selected=is_selected)
        self.known = text
        self._seen = self.text

    def say(self, hint: str, error: str, *, is_missing: bool = False) -> None:
        """A muted word at the right of the label, and one line below the field where something is wrong."""
        self._head.show(Content(for_line(self.field.shown)), Content.styled(for_line(hint), "$foreground-muted"))
        self._error.update(for_line(error))
        self._error.display = bool(error)
        self.hint, self.error = hint, error
        self.set_class(is_missing, "-missing")

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Picks.Changed)
    def tell_changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed(self))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.add_class("-active")
        self.post_message(self.Entered(self))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.remove_class("-active")
        self.post_message(self.Left(self))


class FieldForm(VerticalScroll, can_focus=False):
    """The rows, in order. What is pasted into one of them is shown to `read_paste` first."""

    def __init__(self, *, read_paste: ReadPaste = lambda text: False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.read_paste = read_paste

    @property
    def rows(self) -> list[FieldRow]:
        return list(self.query(FieldRow))

    def row(self, name: str) -> FieldRow | None:
        return next((row for row in self.rows if row.field.name == name), None)

    @property
    def active(self) -> FieldRow | None:
        return next((row for row in self.rows if row.has_focus_within), None)

    async def show_fields(self, fields: Sequence[Field], text_of: Callable[[Field], str]) -> None:
        """Adds and removes rows until these fields are shown in this order; rows that stay keep text and cursor."""
        wanted = [field.name for field in fields]
        shown = {row.field.name: row for row in self.rows}
        for name in shown.keys() - set(wanted):
            await shown.pop(name).remove()
        before: FieldRow | None = None
        for field in fields:
            row = shown.get(field.name)
            if row is None:
                row = FieldRow(field, text_of(field), self.read_paste)
                await (self.mount(row, after=before) if before else self.mount(row, before=0 if self.rows else None))
            elif before is not None and self.rows.index(row) != self.rows.index(before) + 1:
                self.move_child(row, after=before)
            elif before is None and self.rows[0] is not row:
                self.move_child(row, before=0)
            before = row

    def go_to(self, name: str) -> None:
        """At once: `Widget.focus` would wait behind the letters that are meant for the field."""
        if (row := self.row(name)) is not None:
            self.screen.set_focus(row.editor)
