"""What can be done on the screen below, in words and keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen

from snippets.widgets.key_line import KeyLine
from snippets.widgets.lines import Lines


class HelpScreen(ModalScreen[None]):
    """Names the screen, says what it is for, lists its keys; scrolls, and closes with any of the usual keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "scroll", show=False),
        Binding("down", "scroll(1)", "scroll", show=False),
        Binding("pageup", "scroll(-10)", "scroll", show=False),
        Binding("pagedown,space", "scroll(10)", "scroll", show=False),
        Binding("escape,f1,q,enter,question_mark", "app.pop_screen", "close"),
    ]

    def __init__(self, content: Content) -> None:
        super().__init__()
        self.content = content

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue tall"):
            yield Lines(id="help")
            yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(Lines).show(self.content)

    def action_scroll(self, count: int) -> None:
        self.query_one(Lines).scroll_lines(count)


EVERYWHERE = (("ctrl+p, F9", "all commands by name, colours too"), ("ctrl+q", "quit"))


def help_of(screen: Screen[object]) -> Content:
    """The help of a screen: its name and purpose (TITLE, HELP), and its keys as they are set."""
    active = screen.active_bindings
    lines = []
    for binding in screen.BINDINGS:
        if not isinstance(binding, Binding):
            continue
        # A key may have been set to another one: what is active counts.
        keys = [key for key, found in active.items() if found.binding.id == binding.id]
        names = ", ".join(screen.app.get_key_display(active[key].binding) for key in keys)
        lines.append(Content.assemble((f"{names:<18}", "bold"), binding.tooltip or binding.description))
    lines += [Content.assemble((f"{names:<18}", "bold"), what) for names, what in EVERYWHERE]
    purpose = (screen.HELP or "").strip()
    return Content.assemble(
        (f"{screen.title or screen.name or ''}\n\n", "bold"),
        (f"{purpose}\n\n", "$foreground-muted"),
        Content("\n").join(lines),
    )
