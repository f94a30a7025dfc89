"""The app: its theme, its one door for errors, and what belongs to no screen. Screens keep their own state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from library.errors import LibraryError
from snippets.clipboard import Copied, copy
from snippets.config import Config, remember
from snippets.messages import Failed
from snippets.screens.find import FindScreen
from snippets.screens.keys import key_name
from snippets.screens.surroundings import Surroundings
from snippets.screens.wordings import said

if TYPE_CHECKING:
    from subprocess import Popen

    from textual.notifications import SeverityLevel

DEFAULT_THEME = "textual-dark"
#: Long enough to read two lines.
TOLD_SECONDS = 8


class SnippetsApp(App[None]):
    """Opens on the find screen. `config` and the surroundings are all it holds."""

    TITLE = "snippets"
    CSS_PATH = "snippets.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]  # noqa: RUF012 - as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p,f9", "command_palette", "all commands", show=False, priority=True, id="app.commands"),
    ]

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__()
        self.config = config
        self.surroundings = surroundings
        self._sync: Popen[bytes] | None = None
        if self.no_color:
            # Their colours are the terminal's own: without colours, letters and ground become one.
            for name in [name for name in self.available_themes if name.startswith("ansi")]:
                self.unregister_theme(name)
        self.theme = config.theme if config.theme in self.available_themes else DEFAULT_THEME

    def get_default_screen(self) -> Screen[None]:
        return FindScreen(self.config, self.surroundings)

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda theme: self.keep_theme(theme.name))
        if self.config.sync_seconds:
            self.call_after_refresh(self.run_worker, self.start_sync, thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        if self._sync is not None and self._sync.stdin is not None:
            self._sync.stdin.close()  # which ends it

    def start_sync(self) -> None:
        """Starts the process that keeps the desk in step; without one the app works on with what is here."""
        from snippets.background import start_watching  # imports subprocess: not before the first frame

        try:
            self._sync = start_watching(self.config)
        except OSError as error:
            self.post_message(Failed(LibraryError(f"no news from the library: {error.strerror}"), is_warning=True))

    def keep_theme(self, name: str) -> None:
        if name == self.config.theme:
            return
        try:
            self.config = remember(self.config, "theme", name)
        except LibraryError as error:
            self.tell(Failed(error, is_warning=True))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """The same notice again takes the place of the one before: they stand over the find box."""
        if any(notice.message == message for notice in self._notifications):
            self.clear_notifications()
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    @on(Failed)
    def tell(self, event: Failed) -> None:
        """The app's one door for errors: one line, and the work goes on."""
        self.notify(
            said(event.error), severity="warning" if event.is_warning else "error", timeout=TOLD_SECONDS, markup=False
        )

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or key_name(binding.key)

    def action_help(self) -> None:
        from snippets.screens.help import HelpScreen, help_of

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(help_of(self.screen)))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the keys of the screen do, by name, and what has no key."""
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and not binding.system and active.enabled and isinstance(active.node, Screen):
                run = partial(self.run_action, binding.action, active.node)
                title = binding.description.capitalize()
                yield SystemCommand(title, binding.tooltip or binding.description, run)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand("Quit", "Close the app", self.action_quit)


def make_app(
    config: Config,
    *,
    is_demo: bool = False,
    is_once: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    copy: Callable[..., Copied] = copy,
) -> SnippetsApp:
    """The app, ready to run; with `is_once` it closes after one reply was copied."""
    return SnippetsApp(config, Surroundings(clock, copy, is_demo, is_once))
