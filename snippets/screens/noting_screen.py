"""What an agent says and hears of templates, favourites among them, and where the app was when its terminal went."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import work

from library.desk.store import PERSONAL
from library.errors import LibraryError
from snippets.messages import telling
from snippets.screens import wordings
from snippets.screens.nearing import NearingScreen
from snippets.widgets.result_list import Row

if TYPE_CHECKING:
    from snippets.screens.catalog import Held
    from snippets.screens.hand import Hand


class NotingScreen(NearingScreen):
    """Flags, favourites, what has changed; the place is kept whenever the agent goes somewhere else."""

    _is_back = False
    #: Where the agent is, until it is written down.
    _place = ""

    def hand_with(self, row: Row) -> Hand:
        """The reply in hand with a template in it."""
        raise NotImplementedError

    def catalog_changed(self) -> None:
        super().catalog_changed()
        with telling(self, is_warning=True):
            self._tell_news()
        if not self._is_back:
            self._is_back = True
            self.run_worker(self.come_back(), group="place")

    # what is said of a template

    async def action_favourite(self) -> None:
        from snippets.screens.noting import favour

        await self.letters_taken()
        with telling(self):
            self.keep_up()
            row = self.results.highlighted
            if row is None or self.catalog is None:
                return
            is_favourite = row.key not in self._favourites
            favour(self.catalog.desk, self.config.agent, row.key, is_favourite, self.surroundings.clock())
            self._favourites ^= {row.key}
            self.search_again(keep=row.key)
            said = "is a favourite: it stands at the top of the empty box" if is_favourite else "is no favourite now"
            self.notify(f"{row.name} {said}", timeout=3, markup=False)

    async def action_show_difference(self) -> None:
        from snippets.screens.difference import DifferenceScreen

        await self.letters_taken()
        with telling(self):
            self.keep_up()
            row = self.results.highlighted
            if row is None or self.catalog is None:
                return
            held = self.hold(row)
            if changed := self.changed(held):
                await self.app.push_screen(DifferenceScreen(held.live, changed))
            else:
                self.notify(f"{row.name}: nothing has changed since you used it", timeout=3, markup=False)

    async def action_flag(self) -> None:
        await self.letters_taken()
        with telling(self):
            self.keep_up()
            row = self.results.highlighted
            if row is not None and self.catalog is not None:
                self.flag(self.hold(row))

    def flag(self, held: Held) -> None:
        from snippets.screens.ask_line import AskLineScreen

        name = held.live.document.abbreviation
        if name.startswith(PERSONAL):
            self.notify(f"{name} is your own: snippets mine edit {name}", markup=False)
            return
        self.app.push_screen(
            AskLineScreen(
                f"What is wrong with {name}?",
                title="Flag a template",
                remark="Whoever keeps it reads this; name no customer. You will hear when it is answered.",
                example="the limit is 500 now",
            ),
            lambda why: self._take_flag(held, why or ""),
        )

    def _take_flag(self, held: Held, why: str) -> None:
        if why:
            self.note_flag(held, why)

    @work(thread=True, group="note")
    def note_flag(self, held: Held, why: str) -> None:
        from snippets.screens.noting import note_flag

        with telling(self):
            note_flag(self.config.desk, held, self.config.agent, why, self.surroundings.clock())
            name = held.live.document.abbreviation
            self.notify(f"Flagged {name}. You will hear what becomes of it", markup=False)

    def _tell_news(self) -> None:
        """Flags of this agent that were answered since: told once."""
        from snippets.screens.noting import answers

        assert self.catalog is not None
        for answer in answers(self.catalog.desk, self.config.agent, self.surroundings.clock()):
            self.notify(wordings.answered(answer), timeout=10, markup=False)
        for fault in self.catalog.faults[:1]:
            self.notify(wordings.own_fault(fault, len(self.catalog.faults)), severity="warning", markup=False)

    # where the agent was

    def where_changed(self) -> None:
        from snippets.screens.restoring import state_of

        if self.catalog is None or self.surroundings.is_once:
            return
        is_being_kept, self._place = bool(self._place), state_of(self.customers)
        if not is_being_kept:
            self.keep_place()

    @work(group="place")
    async def keep_place(self) -> None:
        """One after the other, so that the newest is what stays."""
        from snippets.screens.restoring import keep_place

        with telling(self, is_warning=True):
            while state := self._place:
                now = self.surroundings.clock()
                try:
                    await asyncio.to_thread(keep_place, self.config.desk, self.config.agent, state, now)
                finally:
                    if self._place == state:
                        self._place = ""

    async def come_back(self) -> None:
        """After a killed terminal: the customers, channels and reply there were, without any value."""
        from snippets.screens.restoring import place_left

        if self.catalog is None or self.surroundings.is_once:
            return
        with telling(self, is_warning=True):
            patience = timedelta(minutes=self.config.idle_minutes)
            left = place_left(self.catalog.desk, self.config.agent, self.surroundings.clock(), patience)
            if left is None or self.words.value or self.app.screen is not self:
                return
            left.lay(self.customers, self.surroundings.clock())
            self.arrive()
            entry = self.catalog.finder.entry(left.template)
            if entry is None:
                return
            hand = self.hand_with(wordings.row_of_entry(entry))
            if hand.fields():  # else there is nothing to go on with, and nothing may leave by itself
                self.notify(wordings.BACK_AGAIN, markup=False)
                await self.fill_in(hand)

    def on_unmount(self) -> None:
        from snippets.screens.restoring import forget_place

        if self.config.has_desk and not self.surroundings.is_once:
            try:
                forget_place(self.config.desk, self.config.agent)
            except LibraryError:
                return  # the app is going: an old place is not shown after half an hour
