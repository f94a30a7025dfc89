"""What takes the value of a field: a line, several lines, or picks. Each has `text`, and `put` to show another one."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import TextArea
from textual.widgets.input import Selection

from library.cleaning import for_line, for_terminal
from library.documents import Field
from snippets.widgets.picks import Picks, Toggle
from snippets.widgets.typed_input import TypedInput, one_line

#: Told of what was pasted; whether that was taken as a whole, so that it is no text for the field.
ReadPaste = Callable[[str], bool]

EXAMPLES = {
    "date": "today, yesterday, -3",
    "number": "12",
    "money": "12.50",
    "email": "ana@example.com",
    "url": "https://",
}


class FieldInput(TypedInput):
    """One line of text. `typed` counts printable keys: what was pasted or put there was not typed."""

    def __init__(self, text: str, *, placeholder: str, read_paste: ReadPaste) -> None:
        super().__init__(one_line(text), placeholder=placeholder)
        self.read_paste = read_paste

    @property
    def text(self) -> str:
        return self.value

    def put(self, text: str, *, is_selected: bool = False) -> None:
        """Shows another text, the cursor where it differs; selected, it gives way to the next letter typed."""
        text = one_line(text)
        end = _end_of_change(self.value, text)
        self.value = text
        self.selection = Selection(0, len(text)) if is_selected else Selection.cursor(end)

    def take_paste(self, text: str) -> None:
        if not self.read_paste(text):
            super().take_paste(text)


class TypedArea(TextArea):
    """Several lines of text."""

    def __init__(self, text: str = "", *, read_paste: ReadPaste = lambda text: False, id: str | None = None) -> None:
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False)
        self.read_paste = read_paste
        self.typed = 0

    def put(self, text: str, *, is_selected: bool = False) -> None:
        end = _end_of_change(self.text, text)
        self.load_text(text)
        self.move_cursor((text.count("\n", 0, end), end - text.rfind("\n", 0, end) - 1))
        if is_selected:
            self.select_all()

    def on_key(self, event: events.Key) -> None:
        if event.is_printable:
            self.typed += 1

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.take_paste(event.text)

    def action_paste(self) -> None:
        self.take_paste(self.app.clipboard)

    def take_paste(self, text: str) -> None:
        if not self.read_paste(text):
            self.move_cursor(self.replace(for_terminal(text), *self.selection).end_location)


def editor_of(field: Field, text: str, read_paste: ReadPaste) -> FieldInput | TypedArea | Picks:
    if field.type == "toggle":
        return Toggle(field.shown, text)
    if field.type in ("choice", "choices") and field.options:
        return Picks(field.options, text, kind="one" if field.type == "choice" else "some")
    if field.type == "multiline":
        return TypedArea(text, read_paste=read_paste)
    placeholder = for_line(field.help) or EXAMPLES.get(field.type, "")
    return FieldInput(text, placeholder=placeholder, read_paste=read_paste)


def _end_of_change(before: str, after: str) -> int:
    """Where what is new in a text ends."""
    same = 0
    for old, new in zip(reversed(before), reversed(after), strict=False):
        if old != new:
            break
        same += 1
    return len(after) - same
