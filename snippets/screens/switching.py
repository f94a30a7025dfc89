"""A screen with several customers side by side: to the next, a new one, done with one, and forgotten in time."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from snippets.config import Config
from snippets.screens.catalog_screen import CatalogScreen
from snippets.screens.customers import Customer, Customers, is_another, name_in
from snippets.screens.help import SURE_SECONDS, first_key_on, sure_to_forget
from snippets.screens.surroundings import Surroundings
from snippets.screens.tickets import Ticket
from snippets.widgets.typed_input import TypedInput

if TYPE_CHECKING:
    from snippets.screens.attempts import Attempt


class SwitchingScreen(CatalogScreen[None]):
    """Holds the customers; what stands in the find box belongs to the one at hand."""

    words: TypedInput

    def __init__(self, config: Config, surroundings: Surroundings) -> None:
        super().__init__(config, is_brief=surroundings.is_once)
        self.surroundings = surroundings
        self.customers = Customers(config.channel, surroundings.clock())
        #: Whom the agent was asked about once more, and when.
        self._sure_of: Customer | None = None
        self._asked_at = 0.0

    @property
    def customer(self) -> Customer:
        return self.customers.current

    @property
    def channel(self) -> str:
        return self.customer.channel

    @property
    def attempt(self) -> Attempt | None:
        """The search under way for the customer at hand."""
        return self.customer.attempt

    def search_again(self, *, keep: str = "") -> None:
        """Makes the list belong to the words in the box; the row `keep` stays highlighted where it is still there."""
        raise NotImplementedError

    async def take_up(self) -> None:
        """Opens the form again that the customer at hand was left with."""
        raise NotImplementedError

    def customer_changed(self) -> None:
        """Another customer is at hand, or more is known of this one."""
        raise NotImplementedError

    def where_changed(self) -> None:
        """The agent is somewhere else now: another customer, another reply in hand."""
        raise NotImplementedError

    def touch(self) -> None:
        self.customer.touch(self.surroundings.clock())

    # to another one

    async def action_next_customer(self, step: int = 1) -> None:
        """To the one after (1) or before (-1) in the header, round and round."""
        await self.letters_taken()
        if len(self.customers.all) == 1:
            key = first_key_on(self, "find.new_customer")
            self.notify(f"One customer is open: {key} opens another beside it", timeout=3, markup=False)
        else:
            await self.switch(self.customers.place + step)

    async def action_new_customer(self) -> None:
        """Beside the others; “#48213 Ana” in the box is taken for their name."""
        await self.letters_taken()
        name = name_in(self.words.value)
        if name and not (self.customer.stays or self.customer.hand or self.customer.kept):
            self.words.value = ""
            self.name_customer(name)
        else:
            self.open_beside(name)

    def open_beside(self, name: str = "") -> bool:
        """A new customer at hand; returns whether there was room for one."""
        if self.customers.is_full:
            key = first_key_on(self, "find.done")
            self.notify(f"Nine customers are open: {key} is done with one", severity="warning", markup=False)
            return False
        if name:
            self.words.value = ""
        self.leave()
        self.customers.open(self.surroundings.clock(), name=name)
        self.arrive()
        return True

    async def action_done_with_customer(self) -> None:
        """Everything known of them goes; where something was filled in, the key asks once more."""
        await self.letters_taken()
        customer, now = self.customer, monotonic()
        if customer.has_values and (self._sure_of is not customer or now - self._asked_at > SURE_SECONDS):
            self._sure_of, self._asked_at = customer, now
            self.notify(sure_to_forget(self, "find.done", customer.label), severity="warning", markup=False)
            return
        self.done_with_customer()
        await self.take_up()

    def done_with_customer(self) -> None:
        label, was_plain = self.customer.label, self.customer.is_untouched
        self.customer.attempt = None
        self.customers.close(self.surroundings.clock())
        self.arrive()
        if not was_plain:
            self.notify(f"Done with {label}: nothing of them is kept", timeout=3, markup=False)

    async def switch(self, place: int) -> None:
        self.leave()
        self.customers.go_to(place, self.surroundings.clock())
        self.arrive()
        await self.take_up()

    def leave(self) -> None:
        """The box belongs to the customer who is left."""
        self.customer.words, self.customer.typed = self.words.value, self.words.typed

    def arrive(self) -> None:
        """The box shows what the customer at hand was left with."""
        self.words.value, self.words.typed = self.customer.words, self.customer.typed
        self.words.cursor_position = len(self.words.value)
        self.customer_changed()
        self.search_again()
        self.where_changed()

    # what is known of them

    def name_customer(self, name: str) -> None:
        self.customer.call(name)
        self.customer_changed()

    def take_ticket(self, text: str) -> bool:
        """Whether a pasted text told who a customer is. Another customer's ticket opens one beside the one at hand."""
        from library.rendering.context import from_text  # loaded by the worker that reads the catalog

        told = from_text(text)
        if not {"customer", "ticket", "order"} & told.keys():
            return False
        customer = self.customer
        # What was filled in before anything was known of the customer may have been for somebody else.
        is_unsure = bool(customer.kept) and not customer.stays
        if (is_another(customer.known, told) or is_unsure) and not self.open_beside():
            return False
        if self.customer.hand:
            self.customer.hand.learn(Ticket(told, text))
        else:
            self.customer.tickets.append(Ticket(told, text))
        self.customer.has_ticket = True
        self.touch()
        self.customer_changed()
        return True

    # forgetting

    def look_for_changes(self) -> None:
        super().look_for_changes()
        patience = timedelta(minutes=self.config.idle_minutes)
        if self.customers.forget_idle(self.surroundings.clock(), patience):
            self.come_back_to_nothing()

    def come_back_to_nothing(self) -> None:
        """The customer at hand was forgotten: nothing of them may stay on the screen."""
        while self.app.screen is not self:
            self.app.pop_screen()
        self.arrive()
        self.notify(
            f"Cleared after {self.config.idle_minutes} minutes without a key: nothing of the customer is kept",
            markup=False,
        )
