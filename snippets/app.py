"""The app: its theme, its one door for errors, and what belongs to no screen. Screens keep their own state."""

from __future__ import annotations

import os
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
from snippets.config import Config, remember, with_setting
from snippets.continuing import stay_when_continued
from snippets.messages import Failed
from snippets.screens.changing import PRESS_KEY, SETTINGS, SettingChanged, SettingSaved
from snippets.screens.find import FindScreen
from snippets.screens.keys import key_name
from snippets.screens.surroundings import Surroundings
from snippets.screens.wordings import said
from snippets.themes import theme_to_show

if TYPE_CHECKING:
    from subprocess import Popen

    from textual.notifications import SeverityLevel

    from snippets.screens.keymap import Place

#: Long enough to read two lines.
TOLD_SECONDS = 8


class SnippetsApp(App[None]):
    """Opens on the find screen. `config` and the surroundings are all it holds."""

    TITLE = "snippets"
    CSS_PATH = "snippets.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (120, "-wide")]  # noqa: RUF012 - as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p,f9", "command_palette", "all commands", show=False, priority=True, id="app.commands",
                tooltip="everything by name, quitting too"),
        Binding("f12", "settings", "settings", show=False, priority=True, id="app.settings",
                tooltip="what can be set, keys and colours too"),
        Binding("ctrl+q", "quit", "quit", show=False, priority=True, id="app.quit"),
    ]  # fmt: skip

    def __init__(
        self,
        config: Config,
        surroundings: Surroundings,
        opens: Callable[[Surroundings], Screen[None]] | None = None,
    ) -> None:
        """`opens` makes the screen to begin with, over the find screen; the app ends with it."""
        super().__init__()
        self.config = config
        self.surroundings = surroundings
        self._opens = opens
        self._sync: Popen[bytes] | None = None
        if self.no_color:
            # Their colours are the terminal's own: without colours, letters and ground become one.
            for name in [name for name in self.available_themes if name.startswith("ansi")]:
                self.unregister_theme(name)
        self.show_theme()
        if config.keys:
            self.use_first_keys()

    def get_default_screen(self) -> Screen[None]:
        return FindScreen(self.config, self.surroundings)

    def on_mount(self) -> None:
        stay_when_continued(self)
        if self._opens is not None:
            self.push_screen(self._opens(self.surroundings), lambda _: self.exit())
        self.theme_changed_signal.subscribe(self, lambda theme: self.keep_theme(theme.name))
        if self.config.sync_seconds and not self.surroundings.is_once:
            self.call_after_refresh(self.run_worker, self.start_sync, thread=True, exit_on_error=False)
        if self.config.keys:
            self.call_after_refresh(self.run_worker, self.check_keys, thread=True)

    def on_unmount(self) -> None:
        self.stop_sync()

    def _fatal_error(self) -> None:
        """Textual's own shows what every variable held: the address with its password, what customers are called."""
        from rich.segment import Segments  # at the end of everything
        from rich.traceback import Traceback

        self._exit_renderables.append(Segments(self.console.render(Traceback(width=None), self.console.options)))
        self._close_messages_no_wait()

    def stop_sync(self) -> None:
        sync, self._sync = self._sync, None
        if sync is not None and sync.stdin is not None:
            sync.stdin.close()  # which ends it

    def start_sync(self) -> None:
        """Starts the process that keeps the desk in step; without one the app works on with what is here."""
        if not self.config.sync_seconds:
            return
        from snippets.background import start_watching  # imports subprocess: not before the first frame

        try:
            self._sync = start_watching(self.config)
        except OSError as error:
            self.post_message(Failed(LibraryError(f"no news from the library: {error.strerror}"), is_warning=True))

    # settings: what was written is taken over at once, and every open screen is told

    @on(SettingSaved)
    def take_setting(self, event: SettingSaved) -> None:
        self.config = with_setting(self.config, event.key, event.value)
        for screen in self.screen_stack:
            screen.post_message(SettingChanged(event.key, event.value))
        if event.key == "theme":
            self.show_theme()
        elif event.key == "sync_seconds":
            self.stop_sync()
            self.run_worker(self.start_sync, thread=True, exit_on_error=False)
        elif event.key.startswith("keys."):
            self.run_worker(self.check_keys, thread=True)

    def show_theme(self) -> None:
        self.theme = self.theme_of(self.config)

    def theme_of(self, config: Config) -> str:
        return theme_to_show(config.theme, self.available_themes, os.environ)

    def keep_theme(self, name: str) -> None:
        """A theme chosen elsewhere than in the settings, where it is only tried until it is saved."""
        if name == self.theme_of(self.config) or self.screen.id == SETTINGS:
            return
        try:
            self.config = remember(self.config, "theme", name)
        except LibraryError as error:
            self.tell(Failed(error, is_warning=True))

    def check_keys(self) -> None:
        """Reads what the keys of all screens are, and sets those that were set otherwise; what is faulty is told."""
        from snippets.screens.keymap import every_place

        places = every_place(type(self))
        self.call_from_thread(self.take_keys, places)

    def use_first_keys(self) -> None:
        """The keys of the first frame; the other screens are not loaded yet, and what is faulty is told later."""
        from snippets.screens.keymap import check, find_action, place_of

        places = [place_of(type(self)), place_of(FindScreen)]
        keys = {id: written for id, written in self.config.keys.items() if find_action(places, id)}
        self.set_keymap(check(places, keys).keys)

    def take_keys(self, places: list[Place]) -> None:
        """What is faulty keeps the keys it has by itself."""
        from snippets.screens.keymap import check

        checked = check(places, self.config.keys)
        self.set_keymap(checked.keys)
        if wrong := checked.wrong:
            first, more = wrong[0], f"; {len(wrong) - 1} more: snippets doctor" if len(wrong) > 1 else ""
            fault = LibraryError(f"the key set for {first.id} is not used: {first.said}", f"{first.remedy}{more}")
            self.tell(Failed(fault, is_warning=True))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a key is asked for, each one is an answer."""
        return not (self.screen_stack and self.screen.id == PRESS_KEY)

    def action_settings(self, at: str = "") -> None:
        """Over any screen but a question, and once."""
        from snippets.screens.settings import SettingsScreen

        if not self.screen.is_modal and all(screen.id != SETTINGS for screen in self.screen_stack):
            self.push_screen(SettingsScreen(self.config, type(self), at=at))

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
        """What the keys of the screen do, by name, and what has no key; not moving about, which nobody names."""
        named: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            is_worth_a_name = (binding.show or binding.tooltip) and not binding.system
            if is_worth_a_name and active.enabled and isinstance(active.node, Screen) and binding.action not in named:
                named.add(binding.action)
                run = partial(self.run_action, binding.action, active.node)
                title = binding.description.capitalize()
                yield SystemCommand(title, binding.tooltip or binding.description, run)
        yield SystemCommand("Settings", "What can be set, and what each is for", self.action_settings)
        yield SystemCommand("Keys", "What every key does; set another one", partial(self.action_settings, "keys."))
        yield SystemCommand("Theme", "Change the colours", partial(self.action_settings, "theme"))
        yield SystemCommand("Quit", "Close the app", self.action_quit)


def make_app(
    config: Config,
    *,
    is_demo: bool = False,
    is_once: bool = False,
    opens: Callable[[Surroundings], Screen[None]] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    copy: Callable[..., Copied] = copy,
) -> SnippetsApp:
    """The app, ready to run; with `is_once` it closes after one reply was copied, with `opens` after that screen."""
    return SnippetsApp(config, Surroundings(clock, copy, is_demo, is_once, opens is not None), opens)
