"""Several things are picked from a list: drafts for a change set, templates to be taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from library.cleaning import for_line
from snippets.screens.leaving import ModalOnce
from snippets.widgets.key_line import KeyLine
from snippets.widgets.pick_list import Entry, PickList

#: Above and below the list, and around it.
ROOM = 10
#: A label this long, with its mark, leaves room for a few words beside it.
MOST_LABEL = 42
MARK = " ✓"


class Pick(NamedTuple):
    """One of them: what is returned for it, what it is called, and a few words beside it."""

    key: str
    label: str
    says: str = ""


class PickingScreen(ModalOnce[tuple[str, ...]]):
    """Returns the keys of what was marked, else of what is highlighted; () for nothing."""

    TITLE = "Pick"
    HELP = "Space marks; enter takes all that is marked, or the highlighted one; esc goes back without a change."
    CSS_PATH = "leading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f6", "take", "take", priority=True, id="picking.take"),
        Binding("space", "mark", "mark", priority=True, id="picking.mark", tooltip="take several"),
        Binding("up,k", "move(-1)", "up", show=False, priority=True, id="picking.up"),
        Binding("down,j", "move(1)", "down", show=False, priority=True, id="picking.down"),
        Binding("pageup", "move(-10)", "a page up", show=False, priority=True, id="picking.page_up"),
        Binding("pagedown", "move(10)", "a page down", show=False, priority=True, id="picking.page_down"),
        Binding("home", "move(-100000)", "first", show=False, priority=True, id="picking.first"),
        Binding("end", "move(100000)", "last", show=False, priority=True, id="picking.last"),
        Binding("escape,q", "leave", "back", priority=True, id="picking.leave"),
        Binding("f1,question_mark", "app.help", "help", id="picking.help"),
    ]

    def __init__(self, title: str, picks: Sequence[Pick], *, is_several: bool = True) -> None:
        super().__init__()
        self.heading = title
        self.picks = picks
        self.is_several = is_several
        self.marked: set[str] = set()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(for_line(self.heading), classes="heading", markup=False)
            widest = max((len(pick.label) for pick in self.picks), default=0) + len(MARK)
            yield PickList(id="picks-here", label_width=min(widest, MOST_LABEL))
            yield KeyLine()

    def on_mount(self) -> None:
        self.list = self.query_one(PickList)
        self.show()

    def on_resize(self) -> None:
        self.list.styles.height = min(len(self.picks), max(3, self.size.height - ROOM))

    def show(self, *, keep: str = "") -> None:
        rows = [Entry(one.key, one.label + (MARK if one.key in self.marked else ""), one.says) for one in self.picks]
        self.list.show_entries(rows, keep=keep)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "mark" or self.is_several

    def action_move(self, count: int) -> None:
        self.list.move(count)

    def action_mark(self) -> None:
        if here := self.list.highlighted:
            self.marked ^= {here.key}
            self.show(keep=here.key)
            self.list.move(1)

    @on(PickList.Chosen)
    def action_take(self) -> None:
        here = self.list.highlighted
        marked = tuple(one.key for one in self.picks if one.key in self.marked)
        self.dismiss(marked or ((here.key,) if here else ()))

    def action_leave(self) -> None:
        self.dismiss(())
