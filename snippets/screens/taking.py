"""A screen that takes the reply in hand from screen to screen: fields, text, script, or another template to join."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from library.errors import UnknownName
from snippets.messages import telling
from snippets.screens.channels import PHONE, channels_of
from snippets.screens.handing_over import HandingOverScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from library.desk.changed import Changed
    from snippets.screens.catalog import Held
    from snippets.screens.form_screen import Ending
    from snippets.screens.hand import Hand


class TakingScreen(HandingOverScreen):
    """Takes the reply in hand from screen to screen. Late imports were loaded by the catalog's worker."""

    def flag(self, held: Held) -> None:
        """Asks what is wrong with a template, and notes it."""
        raise NotImplementedError

    # from screen to screen

    async def go_on(self, hand: Hand) -> None:
        """Asks for what is open; where nothing is, takes a single reply at once and shows several as one text."""
        if hand.fields():
            await self.fill_in(hand)
        elif len(hand.forms) > 1:
            await self.edit(hand)
        else:
            await self.finish(hand)

    async def fill_in(self, hand: Hand) -> None:
        from snippets.screens.fill_in import FillInScreen

        ask_ticket = None
        if self.config.context_command:
            from snippets.delivery import ticket_context

            ask_ticket = partial(ticket_context, self.config)
        filling = FillInScreen(
            hand,
            ask_ticket,
            is_certain=self.customer.stays,
            customer=self._named,
            channels=self.channels,
            flag=self.flag,
        )
        await self._open(hand, filling, self._after)
        await filling.is_ready.wait()  # letters typed from now on belong to its first field

    async def edit(self, hand: Hand) -> None:
        from snippets.screens.editing import EditingScreen

        hand.replies()  # what is missing is said here
        await self._open(hand, EditingScreen(hand, customer=self._named), self._after_editing)

    async def finish(self, hand: Hand) -> None:
        """A complete reply leaves: to the clipboard, or on the phone to be read out first.

        What the leads have changed while it was being filled in is shown first; what they took out never leaves.
        """
        if changed := self.renewed(hand):
            self.notify(f"{changed} changed meanwhile: here it is as it reads now", severity="warning", markup=False)
            await (self.fill_in(hand) if hand.fields() else self.edit(hand))
            return
        if hand.channel != PHONE:
            self.take(hand)
            return
        from snippets.screens.speaking import SpeakingScreen

        text = hand.whole(hand.replies())
        await self._open(hand, SpeakingScreen(hand, text, customer=self._named), self._after_speaking)

    @property
    def channels(self) -> tuple[str, ...]:
        return channels_of(self.config.channel, self.catalog.channels if self.catalog else ())

    def renewed(self, hand: Hand) -> str:
        """Takes over what has changed in the library since the templates were taken; returns their names, '' for none.

        Raises UnknownName for one that was taken out; what was filled in is kept.
        """
        assert self.catalog is not None
        names = []
        for form in hand.forms:
            try:
                held = self.catalog.hold(form.template, form.name)
            except UnknownName:
                self.put_back(hand)
                raise
            if not form.is_of(held):
                form.renew(held)
                form.changed = self.changed(held)
                names.append(form.name)
        return ", ".join(names)

    def changed(self, held: Held) -> Changed | None:
        """What has changed in a template since this agent last used it."""
        raise NotImplementedError

    @property
    def _named(self) -> str:
        return "" if self.customers.is_plain else self.customer.label

    async def _open(self, hand: Hand, screen: Screen[Ending], after: Callable[..., Awaitable[None]]) -> None:
        self.customer.hand, self.customer.is_filling = hand, True
        self.where_changed()
        await self.app.push_screen(screen, partial(after, hand))

    async def _after(self, hand: Hand, ending: Ending | None) -> None:
        """After the fields, or the text: how it was left says where it goes on."""
        with telling(self):
            if ending == "copy":
                await self.finish(hand)
            elif ending == "edit":
                await self.edit(hand)
            elif ending == "add":
                self.find_another(hand)
            else:
                await self._leave_for(ending)
                if ending == "back":
                    self.put_back(hand)

    async def _after_editing(self, hand: Hand, ending: Ending | None) -> None:
        if ending == "back" and hand.fields():
            with telling(self):
                await self.fill_in(hand)
        else:
            await self._after(hand, ending)

    async def _after_speaking(self, hand: Hand, ending: Ending | None) -> None:
        with telling(self):
            if ending == "copy":
                self.take(hand)
            elif ending == "spoken":
                self.take(hand, is_spoken=True)
            else:
                await self._after_editing(hand, ending)

    async def _leave_for(self, ending: Ending | None) -> None:
        if ending == "next":
            await self.action_next_customer()
            if len(self.customers.all) == 1:
                await self.take_up()
        elif ending == "new":
            await self.action_new_customer()
        elif ending == "done":
            self.done_with_customer()
            await self.take_up()

    def put_back(self, hand: Hand) -> None:
        """The template taken last goes back on the shelf; what was filled in waits for it there."""
        customer = self.customer
        customer.put_back(hand)
        hand_left = hand.drop().template
        customer.is_filling = False
        customer.hand = hand if hand.forms else None
        self.search_again(keep=hand_left)
        self.words.select_all()  # what is typed next is a new search; enter takes the same again
        self.hand_changed()

    def find_another(self, hand: Hand) -> None:
        """The box is free to find what joins the reply in hand; the search that led to it is part of the reply."""
        customer = self.customer
        customer.hand, customer.is_filling = hand, False
        if self.attempt:
            hand.found(self.attempt, self.words.typed)
        self._make_ready()
        self.hand_changed()

    async def take_up(self) -> None:
        hand = self.customer.hand
        if hand is not None and self.customer.is_filling:
            with telling(self):
                await (self.fill_in(hand) if hand.fields() else self.edit(hand))
