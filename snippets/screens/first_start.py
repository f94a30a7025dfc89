"""Asked once, on the first start: how replies are signed, and which channel the agent mostly writes on."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from library.cleaning import for_line
from library.documents import Option
from snippets.screens.ordered import OrderedScreen
from snippets.widgets.key_line import KeyLine
from snippets.widgets.picks import Picks
from snippets.widgets.typed_input import TypedInput

CHANNELS = ("email", "chat", "phone")


class Answers(NamedTuple):
    """All '' where the questions were skipped."""

    first_name: str = ""
    sign_off: str = ""
    channel: str = ""


class FirstStartScreen(OrderedScreen[Answers], ModalScreen[Answers]):
    """One calm screen; `file` is where the answers can be changed later."""

    TITLE = "Welcome"
    HELP = "Three things about you that replies can use. Each can be changed later in the settings, F12."
    AUTO_FOCUS = "#first_name"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "next / save", priority=True, id="welcome.go_on"),
        Binding("escape", "skip", "skip", priority=True, id="welcome.skip"),
        Binding("tab,down", "step(1)", "next", show=False, priority=True, id="welcome.next"),
        Binding("shift+tab,up", "step(-1)", "previous", show=False, priority=True, id="welcome.previous"),
        Binding("f1", "app.help", "help", id="welcome.help"),
    ]

    def __init__(self, suggestion: str, *, channel: str, file: str) -> None:
        super().__init__()
        self.suggestion = suggestion
        self.channel = channel
        self.file = file

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static("Welcome. Three things, asked once.", classes="heading", markup=False)
            yield Static("Your first name, as customers see it", classes="muted", markup=False)
            yield TypedInput(self.suggestion, placeholder="Ana", id="first_name")
            yield Static("Sign-off: how your name stands under a reply", classes="muted", markup=False)
            yield TypedInput(placeholder=self.suggestion or "Ana", id="sign_off")
            yield Static("You mostly write on", classes="muted", markup=False)
            yield Picks([Option(channel) for channel in CHANNELS], self.channel)
            yield Static("To change them later: F12, the settings, or the file", classes="muted last", markup=False)
            yield Static(for_line(self.file), classes="muted", markup=False)
            yield KeyLine()

    def on_mount(self) -> None:
        self.first_name = self.query_one("#first_name", TypedInput)
        self.sign_off = self.query_one("#sign_off", TypedInput)
        self.channels = self.query_one(Picks)
        self.first_name.selection = Selection(0, len(self.suggestion))  # a letter typed replaces the suggestion

    @on(Input.Changed, "#first_name")
    def suggest_sign_off(self, event: Input.Changed) -> None:
        """Left empty, the sign-off is the first name: so it says."""
        self.sign_off.placeholder = " ".join(event.value.split()) or "Ana"

    async def action_go_on(self) -> None:
        await self.letters_taken()
        following = {self.first_name: self.sign_off, self.sign_off: self.channels}
        if self.focused in following:
            self.set_focus(following[self.focused])
        else:
            self._keep()

    async def action_step(self, count: int) -> None:
        await self.letters_taken()
        if count > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def _keep(self) -> None:
        first_name = " ".join(self.first_name.value.split())
        sign_off = " ".join(self.sign_off.value.split())
        self.dismiss(Answers(first_name, sign_off or first_name, self.channels.text))

    def action_skip(self) -> None:
        self.dismiss(Answers())


def suggested_name() -> str:
    """The first word of the account's full name, '' where the system keeps none."""
    try:
        import os
        import pwd  # not on Windows

        full_name = pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0]
    except (ImportError, KeyError, AttributeError):
        return ""
    first = full_name.split()[0] if full_name.split() else ""
    return first if first.isalpha() and first != "root" else ""
