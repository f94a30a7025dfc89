"""A screen that hands replies over: to the clipboard or read out, noted, copied once more, or taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual import work

from library.desk.store import PERSONAL
from library.errors import LibraryError, MissingFields
from snippets.config import Config
from snippets.messages import telling
from snippets.screens import wordings
from snippets.screens.customers import Customer, Delivered
from snippets.screens.surroundings import Surroundings
from snippets.screens.switching import SwitchingScreen

if TYPE_CHECKING:
    from snippets.screens.attempts import Attempt
    from snippets.screens.delivering import Outgoing
    from snippets.screens.hand import Hand

#: A second enter so soon after a copy is a bounced key, not a wish for the first row of the empty box.
BOUNCE_SECONDS = 0.4


class HandingOverScreen(SwitchingScreen):
    """Copies first, then tells, then notes. Late imports were loaded by the catalog's worker."""

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, surroundings)
        self.just_used = ""
        self.copied_at = float("-inf")
        self.is_copying = False
        #: A use is noted before it is taken back.
        self._noting = asyncio.Lock()
        #: The reply taken without a form whose braces the agent has been warned of.
        self._warned_of = ""

    def hand_changed(self) -> None:
        """There is a reply in hand to be joined, or there is none any more."""
        raise NotImplementedError

    def use_noted(self, outgoing: Outgoing) -> None:
        """A use is on record: what this agent has seen of a template is what it is now, and what was typed for it."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        for place in range(len(self.customers.all)):
            self.customers.place = place
            self.end_attempt()

    def learn(self, templates: Sequence[str], taken: Sequence[tuple[str, str]], *, uses: int = 1) -> None:
        """Uses, and what was taken for which words, count from the next key on; -1 where they were taken back."""
        if self.catalog is None:
            return
        for template in templates:
            self.catalog.finder.used(template, uses)
        for words, _ in taken:
            self.catalog.learn(self.config.agent, words)

    def end_attempt(self) -> None:
        """A search that led to nothing is noted, masked; one that was used ends with its use."""
        attempt, self.customer.attempt = self.attempt, None
        self.words.typed = 0
        if attempt and self.catalog and attempt.is_worth_keeping:
            from library.desk.outbox import record_search

            with telling(self, is_warning=True):
                record_search(self.catalog.desk, attempt.ended(self.config.agent, self.catalog.known_for(None, "")))

    @property
    def is_resting(self) -> bool:
        """Whether enter is to be ignored: one reply is being copied, or the key bounced."""
        return self.is_copying or (not self.words.value and monotonic() - self.copied_at < BOUNCE_SECONDS)

    # out

    def take(self, hand: Hand, *, is_spoken: bool = False) -> None:
        """Sends the reply on its way. Raises MissingFields, BadValue, TemplateFault: then nothing leaves."""
        from snippets.screens.delivering import COPIED, SPOKEN, Outgoing

        try:
            replies = hand.replies()
        except MissingFields as error:
            raise MissingFields(error.names, "press enter to fill in") from None
        hand.warned_of = hand.warned_of or self._warned_of
        if warning := hand.braces(replies):
            self._warned_of = hand.warned_of
            self.notify(wordings.again(warning, "the same key"), severity="warning", markup=False)
            return
        self._warned_of = ""
        outgoing = Outgoing(hand, replies, hand.whole(replies), SPOKEN if is_spoken else COPIED)
        outgoing.reference = self.customer.reference
        if self.attempt and self.catalog:
            hand.found(self.attempt, self.words.typed)
        if self.catalog:
            outgoing.searches = hand.searches(self.config.agent, self.catalog.known_for)
            outgoing.taken = hand.taken()
        words, attempt = self.words.value, self.attempt
        self.customer.is_filling = False
        self.just_used = hand.forms[0].template
        self._make_ready()
        self.deliver(outgoing, self.customer, words, attempt)

    @work(group="deliver")
    async def deliver(self, outgoing: Outgoing, customer: Customer, words: str, attempt: Attempt | None) -> None:
        """Copy, tell, note the use: in this order. What could not be copied is found again as it was."""
        from snippets.screens.delivering import note, remember_own

        hand = outgoing.hand
        with telling(self):
            self.is_copying = True
            try:
                said = await self._hand_over(outgoing)
            except LibraryError:
                self._bring_back(customer, hand, words, attempt)
                raise
            finally:
                self.is_copying = False
            self.copied_at = monotonic()
            now = self.surroundings.clock()
            uses = outgoing.uses(self.config, now, self.catalog.ticket_key if self.catalog else "")
            customer.served(hand)
            ids = tuple(use.id for use in uses if not use.template.startswith(PERSONAL))
            templates = tuple(form.template for form in hand.forms)
            customer.last = Delivered(outgoing.text, hand.name, ids, now, words, templates, tuple(outgoing.taken))
            self.notify(wordings.delivered(said, hand), markup=False)
            self.mark_changed()
            self.hand_changed()
            self.where_changed()
            with telling(self, is_warning=True):
                async with self._noting:
                    await note(self.config.desk, outgoing, uses)
                self.use_noted(outgoing)
            with telling(self, is_warning=True):
                own = await remember_own(hand, self.config)
                self.config = self.config._replace(own={**self.config.own, **own})
            if self.surroundings.is_once:
                self.app.exit()

    async def _hand_over(self, outgoing: Outgoing) -> str:
        """Copies, or on the phone nothing; returns what can be said of it."""
        from snippets.screens.delivering import SPOKEN

        return "Spoken" if outgoing.action == SPOKEN else await self._copy(outgoing.text)

    async def _copy(self, text: str) -> str:
        from snippets.screens.delivering import put_on_clipboard

        def send(sent: str) -> None:
            self.app.copy_to_clipboard(sent)

        return await put_on_clipboard(text, self.config, self.surroundings.copy, send)

    def _bring_back(self, customer: Customer, hand: Hand, words: str, attempt: Attempt | None) -> None:
        """Not copied: all is as it was, but where something else was begun; several templates stay in hand."""
        if len(hand.forms) == 1:
            customer.put_back(hand)
            customer.hand = None
            self.hand_changed()
        if customer is not self.customer:
            customer.words, customer.attempt = words, attempt
        elif not self.words.value:
            customer.attempt, self.words.value = attempt, words

    def _make_ready(self) -> None:
        """An empty box for the next one: at once, so that nothing typed from now on is lost."""
        self.customer.attempt = None
        self.copied_at = monotonic()
        self.words.typed = 0
        self.words.value = ""
        self.search_again()

    # the reply that has left

    async def action_copy_again(self) -> None:
        """The last reply of the customer at hand once more: the same use, so nothing is noted."""
        await self.letters_taken()
        last = self.customer.last
        if last is None:
            self.notify("Nothing was copied for this customer yet", timeout=3, markup=False)
            return
        self.copy_again(last)

    @work(group="deliver")
    async def copy_again(self, last: Delivered) -> None:
        with telling(self):
            said = await self._copy(last.text)
            self.notify(f"{said} again: {last.name}", markup=False)

    async def action_take_back(self) -> None:
        """A reply taken by mistake does not count; what it was found with stands in the box again."""
        await self.letters_taken()
        last, customer = self.customer.last, self.customer
        if last is None or last.is_taken_back or not last.uses:
            self.notify("There is no use to take back for this customer", timeout=3, markup=False)
            return
        self.take_back(customer, last)

    @work(group="deliver")
    async def take_back(self, customer: Customer, last: Delivered) -> None:
        from snippets.screens.delivering import take_back

        with telling(self):
            async with self._noting:
                await take_back(self.config.desk, self.config.agent, last, self.surroundings.clock())
            self.learn(last.templates, last.taken, uses=-1)
            customer.last = last._replace(is_taken_back=True)
            if customer is self.customer and not self.words.value:
                self.words.value = last.words
                self.search_again()
            self.notify(f"Taken back: {last.name} does not count", markup=False)
