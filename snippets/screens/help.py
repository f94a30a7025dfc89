"""What can be done on the screen below, in words and keys."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen, ScreenResultType

from snippets.screens.leaving import ModalOnce
from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines

KEYS_WIDTH = 18
MINIMUM_ROOM = 20


class Help(NamedTuple):
    """A screen's name, what it is for, and its keys with what each does."""

    title: str
    purpose: str
    rows: list[tuple[str, str]]


#: So long the same key again is meant as an answer to what was asked.
SURE_SECONDS = 6


class HelpScreen(ModalOnce[None]):
    """Names the screen, says what it is for, lists its keys; scrolls, and closes with any of the usual keys."""

    TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,shift+up", "scroll(-1)", "scroll up", show=False, id="help.up"),
        Binding("down,shift+down", "scroll(1)", "scroll down", show=False, id="help.down"),
        Binding("pageup", "scroll(-10)", "a page up", show=False, id="help.page_up"),
        Binding("pagedown,space", "scroll(10)", "a page down", show=False, id="help.page_down"),
        Binding("escape,f1,q,enter,question_mark", "app.pop_screen", "close", id="help.close"),
    ]

    def __init__(self, told: Help) -> None:
        super().__init__()
        self.told = told

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue tall"):
            yield Lines(id="help")
            yield KeyLine()

    def on_mount(self) -> None:
        self.call_after_refresh(self.lay_out)

    def on_resize(self) -> None:
        self.call_after_refresh(self.lay_out)

    def lay_out(self) -> None:
        lines = self.query_one(Lines)
        lines.show(laid_out(self.told, lines.content_size.width), keep_place=True)

    def action_scroll(self, count: int) -> None:
        self.query_one(Lines).scroll_lines(count)


def help_of(screen: Screen[object]) -> Help:
    """The help of a screen: its name and purpose (TITLE, HELP), and its keys as they are set; then the app's."""
    found = [_row(screen, binding) for binding in (*_bindings(screen), *_bindings(screen.app))]
    return Help(screen.title or screen.name or "", (screen.HELP or "").strip(), [row for row in found if row[0]])


def laid_out(told: Help, width: int) -> Content:
    """The help for a width: what a key does stays beside the key however many lines it takes."""
    room = max(MINIMUM_ROOM, width - KEYS_WIDTH - 1)
    lines = [
        Content.styled(told.title, "bold"),
        Content(""),
        Content.styled(told.purpose, "$foreground-muted"),
        Content(""),
    ]
    for keys, says in told.rows:
        first, *more = wrap(says, room) or [""]
        lines.append(Content.assemble((f"{keys:<{KEYS_WIDTH}}", "bold"), " ", first))
        lines += [Content(f"{'':{KEYS_WIDTH}} {line}") for line in more]
    return Content("\n").join(lines)


def keys_on(screen: Screen[ScreenResultType], id: str) -> str:
    """The keys an action has on a screen now, by their names: a person may have set others; '' for none."""
    keys = [found.binding for found in screen.active_bindings.values() if found.binding.id == id]
    return ", ".join(dict.fromkeys(screen.app.get_key_display(binding) for binding in keys))


def first_key_on(screen: Screen[ScreenResultType], id: str) -> str:
    """The one of them to be named where there is room for one."""
    return keys_on(screen, id).partition(", ")[0]


def sure_to_forget(screen: Screen[ScreenResultType], id: str, name: str) -> str:
    return f"{first_key_on(screen, id)} again forgets {name} and what was filled in"


def _bindings(node: DOMNode) -> list[Binding]:
    found = (binding for binding in node.BINDINGS if isinstance(binding, Binding))
    return [binding for binding in found if binding.id and not binding.system]


def _row(screen: Screen[object], binding: Binding) -> tuple[str, str]:
    return keys_on(screen, str(binding.id)), binding.tooltip or binding.description
