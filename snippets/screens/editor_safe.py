"""Nothing typed is lost: within a second it is in a file on this machine, which goes when it is saved or dropped."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from textual import events, on, work
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from library.errors import LibraryError
from snippets.config import Config
from snippets.formatting import ago
from snippets.messages import Failed
from snippets.screens.editor_details import DetailsScreen
from snippets.screens.editor_kept import Keeper, Kept, keeper_of
from snippets.screens.editor_work import Opened, Start
from snippets.screens.help import SURE_SECONDS, first_key_on
from snippets.screens.surroundings import Surroundings

#: Counted from the first key that is not in the file; writing it takes some hundredths more.
KEEP_SECONDS = 0.5
TOLD_SECONDS = 10


class SafeScreen(DetailsScreen):
    """`keeper` writes the file; without one (no room, no right) that is said, and the editor works on."""

    @dataclass
    class KeeperFound(Message):
        """There is a file to write to, and perhaps something in it; None where there can be none."""

        keeper: Keeper | None

    keeper: Keeper | None = None
    _keep_timer: Timer | None = None
    _is_dropping = False
    #: Whether the keys have somewhere to go, and those that came before.
    _has_begun = False

    def __init__(self, config: Config, surroundings: Surroundings, start: Start) -> None:
        super().__init__(config, surroundings, start)
        self._early: list[events.Key | events.Paste] = []

    def on_key(self, event: events.Key) -> None:
        """Whoever begins to type before all is read types into the text all the same."""
        if not self._has_begun:
            event.stop()
            self._early.append(events.Key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        if not self._has_begun:
            event.stop()
            self._early.append(events.Paste(event.text))

    def template_opened(self) -> None:
        self.read_around()
        self.find_keeper()

    @work(thread=True, group="keep", exit_on_error=False)
    def find_keeper(self) -> None:
        try:
            keeper = keeper_of(self.config, self.opened.template if self.opened else "")
        except LibraryError as error:
            self.post_message(Failed(error, is_warning=True))
            keeper = None
        self.post_message(self.KeeperFound(keeper))

    @on(KeeperFound)
    async def take_keeper(self, event: KeeperFound) -> None:
        self.keeper = event.keeper
        self.query_one("#bodies").disabled = False
        if event.keeper is not None and event.keeper.left is not None:
            await self.bring_back(event.keeper.left)
        elif self.is_changed:
            self.keep_soon()
        self.begin()

    def begin(self) -> None:
        """All that was left is here: the keys may go to the text, and first those that came before."""
        if self._has_begun:
            return
        self._has_begun = True
        target: Widget = self.area
        if self.details.is_changing:
            target = self.details.box
        elif self.opened and not self.opened.template and not self.document.abbreviation:
            self.go_to_details("abbreviation")
            target = self.details.list
        self.set_focus(target, scroll_visible=False)
        if target is self.details.list:
            self.details.choose()
        for event in self._early:
            target.post_message(event)
        self._early.clear()

    async def bring_back(self, left: Kept) -> None:
        """What an editor had that was killed, in place of what the library has."""
        assert self.opened is not None
        self.opened = self.opened._replace(based_on=left.based_on, seen=left.seen)
        await self.lay(left.document)
        self.show_details()
        self.text_changed()
        if left.pending[0]:
            self.go_to_details(left.pending[0])
            self.details.change(left.pending[1])
        when, key = ago(left.at, self.surroundings.clock()), first_key_on(self, "editor.drop")
        self.notify(f"Here is what you had not saved, {when}. {key} drops it", timeout=TOLD_SECONDS, markup=False)

    def text_changed(self) -> None:
        self.show_header()
        self.look_again()
        self.keep_soon()

    @on(Input.Changed, "#outline-box")
    def keep_box(self) -> None:
        if self.details.is_changing:
            self.keep_soon()

    def keep_soon(self) -> None:
        """In half a second what stands here then is written: not later because keys keep coming."""
        if self._keep_timer is None and self.keeper is not None:
            self._keep_timer = self.set_timer(KEEP_SECONDS, self.keep)

    def keep(self) -> None:
        self._keep_timer = None
        if self.keeper is None or self.opened is None:
            return
        if self.is_changed or self.details.is_changing:
            self.write_kept(self.keeper, self.kept(), self.keeper.round)
        else:
            self.drop_kept(self.keeper)

    def kept(self) -> Kept:
        """All that is typed here, taken or not."""
        opened = self.opened or Opened(self.saved)
        return Kept(self.current, opened.based_on, opened.seen, self.surroundings.clock(), self.details.pending)

    @work(thread=True, group="keep", exit_on_error=False)
    def write_kept(self, keeper: Keeper, kept: Kept, round_: int) -> None:
        try:
            keeper.write(kept, round_)
        except LibraryError as error:
            self.post_message(Failed(error, is_warning=True))

    @work(thread=True, group="keep", exit_on_error=False)
    def drop_kept(self, keeper: Keeper) -> None:
        keeper.drop()

    def on_unmount(self) -> None:
        """What was typed last is written here where the app is left at once."""
        if self.keeper is None:
            return
        if self.is_changed or self.details.is_changing:
            with suppress(LibraryError):  # there is nobody left to tell
                self.keeper.write(self.kept(), self.keeper.round)
        self.keeper.close()

    async def action_drop(self) -> None:
        """Gives up what is not saved, after the same key again."""
        await self.letters_taken()
        if self.opened is None or not (self.is_changed or self.details.is_changing):
            self.notify("It reads as the library has it: there is nothing to drop", timeout=3, markup=False)
            return
        if not self._is_dropping:
            self._is_dropping = True
            self.set_timer(SURE_SECONDS, self._forget_dropping)
            key = first_key_on(self, "editor.drop")
            self.notify(
                f"What you have not saved would go: {key} again drops it", severity="warning", timeout=SURE_SECONDS,
                markup=False,
            )  # fmt: skip
            return
        self._is_dropping = False
        if self.details.is_changing:
            self.details.close()
        await self.lay(self.saved)
        self.show_details()
        if self.keeper is not None:
            self.keeper.drop()
        self.text_changed()

    def _forget_dropping(self) -> None:
        self._is_dropping = False
