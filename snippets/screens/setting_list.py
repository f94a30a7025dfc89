"""The list of settings: found by words, one highlighted, what it is for beside it; settings.py changes it."""

from __future__ import annotations

import os

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from library.cleaning import for_line
from snippets.config import Config
from snippets.config_file import read_file
from snippets.messages import telling
from snippets.screens.changing import SETTINGS
from snippets.screens.keymap import every_place
from snippets.screens.ordered import OrderedScreen
from snippets.screens.setting_rows import about, held, rows
from snippets.widgets.key_line import KeyLine
from snippets.widgets.pick_list import PickList
from snippets.widgets.two_sided import TwoSided
from snippets.widgets.typed_input import TypedInput


class SettingListScreen(OrderedScreen[None]):
    """`now` is what is set; `value` and `choices` are where the highlighted one is changed."""

    def __init__(self, config: Config, app: type[App[None]]) -> None:
        super().__init__(id=SETTINGS)
        self.config = config
        self.now = held(config, {}, every_place(app))
        #: The words the rows are for.
        self._shown_for = ""
        self.words = TypedInput(placeholder="type to find a setting or a key", id="words")
        self.rows = PickList(id="rows")
        self.value = TypedInput(id="value")
        self.choices = PickList(id="choices")
        self.about = Static(id="about", markup=False)
        self.fault = Static(id="fault", markup=False)

    def compose(self) -> ComposeResult:
        file = Content.styled(for_line(_from_home(self.config.file)), "$foreground-muted")
        yield TwoSided(Content.styled("Settings", "bold"), file, classes="status")
        with Horizontal(id="ask"):
            yield Static("❯ ", id="prompt", markup=False)
            yield self.words
        with Container(id="settings-shelf"):
            yield self.rows
            with Vertical(id="setting"):
                yield self.about
                yield self.value
                yield self.choices
                yield self.fault
        yield KeyLine()

    def put_back(self) -> None:
        """Leaves what is being changed as it was."""
        raise NotImplementedError

    def read_again(self) -> None:
        """What the file holds now: a person may have written into it by hand."""
        with telling(self):
            self.now = held(self.config, read_file(self.config.file), self.now.places)

    @on(Input.Changed, "#words")
    def words_changed(self) -> None:
        if self.words.value != self._shown_for:
            self.put_back()
            self.show_rows()

    async def words_taken(self) -> None:
        """Until the rows belong to the words as they stand: enter acts on the row that is meant."""
        await self.letters_taken()
        self.words_changed()

    def show_rows(self, *, keep: str = "") -> None:
        """The rows for the words; highlights the one `keep` begins, else the one whose name begins with the words."""
        self._shown_for = self.words.value
        found, words = rows(self.now, self._shown_for), self._shown_for.strip().casefold()
        kept = (entry.key for entry in found if keep and entry.key.startswith(keep))
        named = (entry.key for entry in found if words and entry.label.casefold().startswith(words))
        self.rows.show_entries(found, keep=next(kept, "") or next(named, ""))
        self.show_highlighted()

    def show_highlighted(self) -> None:
        row = self.rows.highlighted
        nothing = Content.styled("No setting and no key has this in its name.", "$foreground-muted")
        self.about.update(about(row.key, self.now) if row else nothing)
        self.say("")
        self.refresh_bindings()

    def say(self, text: str, *, is_fault: bool = True) -> None:
        """The one line beside the field."""
        self.fault.display = bool(text)
        self.fault.update(Content.styled(for_line(text), "$text-error" if is_fault else "$text-success"))


def _from_home(path: str) -> str:
    home = os.path.expanduser("~") + os.sep
    return "~" + os.sep + path.removeprefix(home) if path.startswith(home) else path
