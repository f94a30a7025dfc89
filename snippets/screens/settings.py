"""The settings: every one with its value, where that comes from and what it is for, changed in place; keys too."""

from __future__ import annotations

import os
from typing import ClassVar

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType

from library.errors import LibraryError
from snippets.config import Config, forget, remember
from snippets.config_file import Value
from snippets.screens import key_changes
from snippets.screens.changing import SettingSaved
from snippets.screens.keymap import find_action
from snippets.screens.press_key import Pressed, PressKeyScreen
from snippets.screens.setting_list import SettingListScreen
from snippets.screens.setting_rows import KEY, OWN, purpose
from snippets.screens.wordings import said
from snippets.settings import CHOICE, Setting, find, read, value_in
from snippets.themes import theme_to_show
from snippets.widgets.pick_list import Entry, PickList

BY_HAND = "This one is written by hand: the next start reads it"


class SettingsScreen(SettingListScreen):
    """`at` is the row, or the word, it opens on. What is written is told to the app by SettingSaved."""

    TITLE = "Settings"
    HELP = (
        "Every setting, where its value comes from and what it is for. Type to find one; enter changes it, and nothing"
        " is written before it is right. Below them, what every key does on every screen: enter, and press another."
    )
    AUTO_FOCUS = "#words"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "change / save", priority=True, id="settings.choose",
                tooltip="change the highlighted setting; in a field: save"),
        Binding("delete", "reset", "default", priority=True, id="settings.reset",
                tooltip="take it out of the file, so that its default counts: twice"),
        Binding("insert", "add_key", "second key", priority=True, id="settings.add_key",
                tooltip="one more key for the same"),
        Binding("escape", "leave", "back", priority=True, id="settings.leave",
                tooltip="put it back; clear the words; close"),
        Binding("up", "move(-1)", "one row up", show=False, priority=True, id="settings.up"),
        Binding("down", "move(1)", "one row down", show=False, priority=True, id="settings.down"),
        Binding("pageup", "move(-10)", "ten rows up", show=False, priority=True, id="settings.page_up"),
        Binding("pagedown", "move(10)", "ten rows down", show=False, priority=True, id="settings.page_down"),
        Binding("f1", "app.help", "help", id="settings.help"),
    ]  # fmt: skip

    def __init__(self, config: Config, app: type[App[None]], *, at: str = "") -> None:
        super().__init__(config, app)
        self.at = at
        self.editing: Setting | None = None
        #: The row whose value one more delete takes out.
        self._warned_of = ""

    def on_mount(self) -> None:
        self.show_fields(None)
        self.read_again()
        self.show_rows(keep=self.at)
        if find(self.at):
            self.begin_editing()

    # the rows

    def show_highlighted(self) -> None:
        self._warned_of = ""
        super().show_highlighted()

    @on(PickList.Highlighted, "#rows")
    def show_clicked(self) -> None:
        self.put_back()
        self.show_highlighted()

    @on(PickList.Chosen, "#rows")
    async def change_clicked(self) -> None:
        self.put_back()
        await self.action_choose()

    async def action_move(self, count: int) -> None:
        await self.words_taken()
        if self.choices.display:
            self.choices.move(count)
            self.try_choice()
        elif self.editing is None:
            self.rows.move(count)
            self.show_highlighted()

    # changing one

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        key = row.key if (row := self.rows.highlighted) else ""
        if action == "add_key":
            return key.startswith(KEY) and self.editing is None
        if action == "reset":
            return bool(key) and self.editing is None
        return True

    async def action_choose(self) -> None:
        await self.words_taken()
        row = self.rows.highlighted
        if self.editing is not None:
            self.save_typed(self.editing)
        elif row is not None and row.key.startswith(KEY):
            self.ask_key(row.key.removeprefix(KEY))
        elif row is not None:
            self.begin_editing()

    def begin_editing(self) -> None:
        row = self.rows.highlighted
        setting = find(row.key) if row else None
        if setting is None or not setting.is_changeable:
            self.say(BY_HAND if setting else "")
            return
        written = value_in(self.now.values, setting.key)
        self.say("")
        self.about.update(purpose(setting))
        self.show_fields(setting)
        if setting.kind == CHOICE:
            self.choices.show_entries(self._offered(setting, str(written or "")), keep=str(written or ""))
        else:
            self.value.value = str(written if written is not None else "")
            self.value.placeholder = setting.default
            self.value.cursor_position = len(self.value.value)

    def _offered(self, setting: Setting, written: str) -> list[Entry]:
        """The default, then what may be chosen; what is written by hand and unknown here stays a choice."""
        names = list(self.app.available_themes) if setting.key == "theme" else list(setting.choices)
        names += [written] if written and written not in names else []
        return [Entry("", f"default: {setting.default}"), *(Entry(name, name) for name in names)]

    def show_fields(self, setting: Setting | None) -> None:
        """Shows the field for a setting, or none; the letters go to it, or to the words."""
        self.editing = setting
        self.choices.display = setting is not None and setting.kind == CHOICE
        self.value.display = setting is not None and setting.kind != CHOICE
        self.set_focus(self.value if self.value.display else None if self.choices.display else self.words)
        self.refresh_bindings()

    def try_choice(self) -> None:
        """Colours are shown while they are chosen."""
        chosen = self.choices.highlighted
        if self.editing and self.editing.key == "theme" and chosen:
            self.app.theme = theme_to_show(chosen.key, self.app.available_themes, os.environ)

    @on(PickList.Highlighted, "#choices")
    def try_clicked(self) -> None:
        self.try_choice()

    @on(PickList.Chosen, "#choices")
    async def save_clicked(self) -> None:
        await self.action_choose()

    def save_typed(self, setting: Setting) -> None:
        chosen, offered = self.choices.highlighted, self.choices.entries if setting.kind == CHOICE else []
        typed = (chosen.key if chosen else "") if setting.kind == CHOICE else self.value.value
        try:
            value = read(setting, typed, choices=[entry.key for entry in offered])
        except LibraryError as error:
            self.say(said(error))
            return
        if self.save({setting.key: value}):
            self.show_fields(None)
            self.finish(setting.key, "Saved" if value is not None else "Saved: the default counts")

    def save(self, changes: dict[str, Value | None]) -> bool:
        """Writes each into the file, or takes it out, and tells the app; False and a line where that failed."""
        try:
            for key, value in changes.items():
                self.config = forget(self.config, key) if value is None else remember(self.config, key, value)
                self.post_message(SettingSaved(key, value))
        except LibraryError as error:
            self.say(said(error))
            return False
        return True

    async def action_reset(self) -> None:
        await self.words_taken()
        row = self.rows.highlighted
        if self.words.has_focus and self.words.cursor_position < len(self.words.value):
            self.words.action_delete_right()
        elif row is not None and (setting := find(row.key)) and not setting.is_changeable:
            self.say(BY_HAND)
        elif row is not None and not row.is_set:
            self.say("It is the default already")
        elif row is not None and self._warned_of != row.key:
            self._warned_of = row.key
            self.say(f"The same key again takes “{row.value}” out")
        elif row is not None:
            self.take_out(row)

    def take_out(self, row: Entry) -> None:
        keys = [row.key]
        if row.key.startswith(KEY):
            keys = [KEY + id for id in key_changes.given_back(self.now, row.key.removeprefix(KEY))]
        if self.save(dict.fromkeys(keys)):
            self.finish(row.key, f"{row.label} is taken out" if row.key.startswith(OWN) else "The default counts")

    def finish(self, key: str, text: str) -> None:
        self.read_again()
        self.show_rows(keep=key)
        self.try_theme_again()
        self.say(text, is_fault=False)

    def put_back(self) -> None:
        """Leaves a field without saving."""
        if self.editing is not None:
            self.show_fields(None)
            self.try_theme_again()
            self.show_highlighted()

    def try_theme_again(self) -> None:
        self.app.theme = theme_to_show(self.config.theme, self.app.available_themes, os.environ)

    async def action_leave(self) -> None:
        await self.letters_taken()
        if self.editing is not None:
            self.put_back()
        elif self.words.value:
            self.words.value = ""
        else:
            self.dismiss()

    # keys

    async def action_add_key(self) -> None:
        await self.words_taken()
        row = self.rows.highlighted
        if row is not None:
            self.ask_key(row.key.removeprefix(KEY), is_added=True)

    def ask_key(self, id: str, *, is_added: bool = False) -> None:
        found = find_action(self.now.places, id)
        if found is None:
            return
        place, action = found
        change = key_changes.Change(self.now, id, is_added=is_added)

        def take(pressed: Pressed | None) -> None:
            if pressed and self.save({KEY + name: keys for name, keys in change.wanted(pressed).items()}):
                self.finish(KEY + id, "Saved")

        heading = f"{'One more' if is_added else 'A new'} key for “{action.says}”"
        now = f"{place.title}: {'beside' if is_added else 'in place of'} {change.present}"
        self.app.push_screen(PressKeyScreen(heading, now, change.fault, change.may_swap), take)
