"""A list of entries with a value each that is changed in place: enter, or typing at once, opens it; enter takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.strip import Strip
from textual.suggester import SuggestFromList

from snippets.widgets.pick_list import GAP, Entry, PickList
from snippets.widgets.typed_input import TypedInput

#: Stands in a line for the end of one.
LINE_END = "⏎"


class OutlineList(PickList, can_focus=True):
    """The entries. Its keys are its own: where it is not in focus they are letters for the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
        Binding("pageup", "move(-8)", "a page up", show=False),
        Binding("pagedown", "move(8)", "a page down", show=False),
        Binding("home", "move(-1000)", "first", show=False),
        Binding("end", "move(1000)", "last", show=False),
        Binding("enter", "choose", "change", show=False),
        Binding("delete,backspace", "remove", "remove", show=False),
        Binding("ctrl+z", "take_back", "take back", show=False),
    ]

    def action_move(self, count: int) -> None:
        self.move(count)
        self.post_message(self.Highlighted(self))

    def action_choose(self) -> None:
        self.post_message(self.Chosen(self))

    def action_remove(self) -> None:
        self.post_message(Outline.Removed())

    def action_take_back(self) -> None:
        self.post_message(Outline.TakenBack())

    def on_key(self, event: events.Key) -> None:
        """A letter begins another value. Letters that overtook the box's opening are for the box."""
        outline = self.parent
        if event.is_printable and event.character and isinstance(outline, Outline):
            event.stop()
            event.prevent_default()
            outline.type_letter(event.character)

    def scroll_lines(self, count: int) -> None:
        """Not from under a box that lies over an entry."""
        if not (isinstance(self.parent, Outline) and self.parent.is_changing):
            super().scroll_lines(count)

    def render_line(self, y: int) -> Strip:
        """Where the keys do not go, nothing is highlighted."""
        is_here = isinstance(self.parent, Outline) and self.parent.has_it
        place, self.place = self.place, self.place if is_here else -1
        try:
            return super().render_line(y)
        finally:
            self.place = place

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()


class InPlace(TypedInput):
    """The box over the value that is being changed."""

    def on_key(self, event: events.Key) -> None:
        super().on_key(event)
        outline = self.parent
        if not isinstance(outline, Outline):
            return
        if not outline.is_changing and event.is_printable and event.character:  # closed while this was on its way
            event.stop()
            event.prevent_default()
            outline.type_letter(event.character)
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            outline.take()

    def take_paste(self, text: str) -> None:
        lines = text.strip("\r\n").replace("\r\n", "\n").replace("\n", LINE_END)
        super().take_paste(lines)


class Outline(Container):
    """`entries` are shown; the screen is told what was `Entered` for which, and answers with `show_entries`."""

    class Entered(Message):
        """A value was typed. Whoever takes it says so with `close`; else the box stays open."""

        def __init__(self, key: str, text: str) -> None:
            super().__init__()
            self.key = key
            self.text = text

    class Opened(Message):
        """An entry was chosen, or a letter typed on it: the screen says with `change` what stands in the box."""

        def __init__(self, key: str, letter: str = "") -> None:
            super().__init__()
            self.key = key
            self.letter = letter

    class Removed(Message):
        """The highlighted entry is to go."""

    class TakenBack(Message):
        """The last change is to be undone."""

    def __init__(self, *, id: str | None = None, label_width: int = 14) -> None:
        super().__init__(id=id)
        self.list = OutlineList(id="outline-list", label_width=label_width)
        self.box = InPlace(id="outline-box")
        #: What is being changed, "" for nothing.
        self.changing = ""
        #: Letters typed before the screen has answered.
        self._early = ""
        self._is_opening = False

    def compose(self) -> ComposeResult:
        yield self.list
        yield self.box

    @property
    def is_changing(self) -> bool:
        return bool(self.changing)

    @property
    def has_it(self) -> bool:
        """Whether the keys go here."""
        return self.list.has_focus or self.box.has_focus

    @property
    def pending(self) -> tuple[str, str]:
        """What is being typed and not taken yet: the entry's key and the text; ("", "") for nothing."""
        return (self.changing, self.box.value) if self.changing else ("", "")

    def show_entries(self, entries: Sequence[Entry], *, keep: str = "") -> None:
        here = self.list.highlighted
        self.list.show_entries(entries, keep=keep or (here.key if here else ""))

    def type_letter(self, letter: str) -> None:
        """A letter typed on the list: into the box that is open or opens, or the first of another value."""
        if self.is_changing:
            self.box.insert_text_at_cursor(letter)
        elif self._is_opening:
            self._early += letter
        elif (entry := self.list.highlighted) is not None:
            self._is_opening, self._early = True, ""
            self.post_message(self.Opened(entry.key, letter))

    def choose(self) -> None:
        entry = self.list.highlighted
        if entry is not None and not self.is_changing and not self._is_opening:
            self._is_opening, self._early = True, ""
            self.post_message(self.Opened(entry.key))

    def change(self, text: str, *, choices: Sequence[str] = ()) -> None:
        """Opens the box over the highlighted entry with this text in it."""
        entry = self.list.highlighted
        self._is_opening = False
        if entry is None:
            return
        self.changing = entry.key
        self.box.suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
        self.box.value = text + self._early
        self.box.cursor_position = len(self.box.value)
        self._early = ""
        self._lay_box()
        self.box.display = True
        self.box.focus(scroll_visible=False)

    def refuse_change(self) -> None:
        """Nothing is to be typed for this entry."""
        self._is_opening = False
        self._early = ""

    def take(self) -> None:
        if self.changing:
            self.post_message(self.Entered(self.changing, self.box.value))

    def close(self) -> None:
        """Shuts the box; the keys go to the list again."""
        self.changing = ""
        self._is_opening = False
        self.list.focus(scroll_visible=False)
        self.box.display = False

    def _lay_box(self) -> None:
        entry = self.list.highlighted
        if entry is None:
            return
        left = 1 + max(self.list.label_width, len(entry.label)) + GAP
        self.box.styles.offset = (left, max(0, self.list.place - self.list.top))
        self.box.styles.width = max(8, self.list.size.width - left)

    def on_resize(self) -> None:
        self.call_after_refresh(self._lay_box)

    def on_mount(self) -> None:
        self.box.display = False

    def on_pick_list_chosen(self, event: PickList.Chosen) -> None:
        event.stop()
        self.choose()

    def on_pick_list_highlighted(self, event: PickList.Highlighted) -> None:
        """With the mouse, or the keys: what was being typed is taken first."""
        if self.is_changing:
            self.take()
        else:
            self.list.focus(scroll_visible=False)
