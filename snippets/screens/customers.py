"""The customers open side by side. All that belongs to one stands in its own object, in memory only.

So nothing of one can reach another's reply, and forgetting a customer is forgetting the object.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from library.errors import LibraryError
from snippets.screens.tickets import Ticket, known_of

if TYPE_CHECKING:
    from snippets.screens.attempts import Attempt
    from snippets.screens.hand import Hand

#: As many as have a digit to switch to them with.
MOST = 9
_REFERENCE = re.compile(r"#\s?([\w-]*\d[\w-]*)")


class Kept(NamedTuple):
    """What a form left half filled in is taken up again with."""

    values: Mapping[str, str] = {}
    tickets: tuple[Ticket, ...] = ()


NOTHING = Kept()


class Delivered(NamedTuple):
    """The reply this customer was given last: to copy it again, or to take a mistake back."""

    text: str
    name: str
    uses: tuple[str, ...]
    at: datetime
    #: What it was found with.
    words: str = ""
    templates: tuple[str, ...] = ()
    #: What was typed and which template was taken for it, by id.
    taken: tuple[tuple[str, str], ...] = ()
    is_taken_back: bool = False


class Customer:
    """One open customer. One without a name or ticket of its own is done as soon as its reply is copied."""

    def __init__(self, number: int, channel: str, now: datetime, *, name: str = "") -> None:
        self.number = number
        self.channel = channel
        self.seen_at = now
        #: Given by the agent.
        self.name = ""
        self.words = ""
        #: The search under way, and how many keys it took.
        self.attempt: Attempt | None = None
        self.typed = 0
        self.tickets: list[Ticket] = []
        #: Whether its ticket was opened by the agent, not just pasted into one form.
        self.has_ticket = False
        #: What was filled in of replies not copied yet, by template.
        self.kept: dict[str, Kept] = {}
        self.hand: Hand | None = None
        #: Whether its form is what the agent sees, or will see on coming back.
        self.is_filling = False
        self.last: Delivered | None = None
        if name:
            self.call(name)

    def call(self, name: str) -> None:
        """Names them: “#48213 Ana” tells the ticket's number and who it is, as a ticket would."""
        self.name = name
        found = _REFERENCE.match(name)
        reference, rest = (found.group(1), name[found.end() :].strip()) if found else ("", name)
        told: dict[str, object] = {"ticket": {"id": reference}} if reference else {}
        if rest:
            told["customer"] = {"name": rest}
        self.tickets.insert(0, Ticket(told))

    @property
    def known(self) -> dict[str, object]:
        """What tickets tell of them, as templates name it."""
        return known_of(self.hand.tickets if self.hand else self.tickets)

    @property
    def stays(self) -> bool:
        """Whether what is known of them is for the next reply too."""
        return bool(self.name) or self.has_ticket

    @property
    def is_untouched(self) -> bool:
        return not (self.stays or self.words or self.tickets or self.kept or self.hand or self.last)

    @property
    def has_values(self) -> bool:
        """Whether something was filled in by hand that has not left yet."""
        forms = self.hand.forms if self.hand else []
        return any(form.values for form in forms) or any(kept.values for kept in self.kept.values())

    @property
    def reference(self) -> str:
        """The ticket's reference as the agent or the ticket gives it, '' where there is none."""
        if found := _REFERENCE.match(self.name):
            return found.group(1)
        ticket = self.known.get("ticket")
        return str(ticket.get("id") or "") if isinstance(ticket, Mapping) else ""

    @property
    def label(self) -> str:
        """“#48213 Ana” as far as it is known, else the number."""
        if self.name:
            return self.name
        try:
            known = known_of([*self.hand.tickets, Ticket(self.hand.told())] if self.hand else self.tickets)
        except LibraryError:  # a template that cannot be rendered tells nothing; its form says what is wrong
            known = self.known
        customer = known.get("customer")
        name = ""
        if isinstance(customer, Mapping):
            name = str(customer.get("first_name") or customer.get("name") or "").strip()
        reference = self.reference
        return " ".join(filter(None, (f"#{reference}" if reference else "", name))) or str(self.number)

    def touch(self, now: datetime) -> None:
        self.seen_at = now

    def forget(self) -> None:
        """Everything known of the customer and everything typed for them."""
        self.tickets, self.kept, self.has_ticket = [], {}, False
        self.name = self.words = ""
        self.attempt = self.hand = self.last = None
        self.is_filling = False

    def known_for(self, template: str) -> list[Ticket]:
        """The tickets a form of this template starts with."""
        return self.tickets if self.stays else [*self.tickets, *self.kept.get(template, NOTHING).tickets]

    def put_back(self, hand: Hand) -> None:
        """Keeps what was filled in for when the same templates are taken again, and who the customer is."""
        for form in hand.forms:
            self.kept[form.template] = Kept(dict(form.values), () if self.stays else tuple(hand.tickets))
        if self.stays:
            self.tickets = list(hand.tickets)

    def served(self, hand: Hand) -> None:
        """The reply has left. What it told of the customer is known from now on, if the customer stays."""
        for form in hand.forms:
            self.kept.pop(form.template, None)
        if self.hand is hand:
            self.hand, self.is_filling = None, False
        if self.stays:
            told = hand.told()
            self.tickets = [*hand.tickets, *([Ticket(told)] if told else [])]
        else:
            self.tickets, self.kept = [], {}


class Customers:
    """All open customers and which one is at hand; there is always one."""

    def __init__(self, channel: str, now: datetime) -> None:
        self.usual_channel = channel
        self.all = [Customer(1, channel, now)]
        self.place = 0

    @property
    def current(self) -> Customer:
        return self.all[self.place]

    @property
    def is_full(self) -> bool:
        return len(self.all) >= MOST

    @property
    def is_plain(self) -> bool:
        """Whether there is just one, of whom nothing is known."""
        return len(self.all) == 1 and not self.current.stays

    def open(self, now: datetime, *, name: str = "") -> Customer:
        """A new customer, the one at hand from now on."""
        taken = {customer.number for customer in self.all}
        number = next(number for number in range(1, MOST + 1) if number not in taken)
        self.all.append(Customer(number, self.usual_channel, now, name=name))
        self.place = len(self.all) - 1
        return self.current

    def go_to(self, place: int, now: datetime) -> Customer:
        self.place = place % len(self.all)
        self.current.seen_at = now
        return self.current

    def close(self, now: datetime) -> Customer:
        """The one at hand is done; the one before it is at hand, or a new one where it was the last."""
        self.current.forget()
        del self.all[self.place]
        if not self.all:
            self.place = 0
            self.all.append(Customer(1, self.usual_channel, now))
        self.place = min(self.place, len(self.all) - 1)
        self.current.seen_at = now
        return self.current

    def forget_idle(self, now: datetime, patience: timedelta) -> bool:
        """Forgets whoever was not touched for so long; returns whether the one at hand lost something by it.

        The wall clock counts: the time a laptop slept is time too.
        """
        at_hand = self.current
        idle = [customer for customer in self.all if now - customer.seen_at >= patience]
        is_lost = at_hand in idle and not at_hand.is_untouched
        for customer in idle:
            customer.forget()
        self.all = [customer for customer in self.all if customer is at_hand or customer not in idle]
        self.place = self.all.index(at_hand)
        return is_lost


def name_in(words: str) -> str:
    """What was typed, where it begins with a ticket's reference (“#48213 Ana”): a customer's name; else ''."""
    text = " ".join(words.split())
    return text if _REFERENCE.match(text) and len(text) <= 40 else ""


def is_another(known: Mapping[str, object], told: Mapping[str, object]) -> bool:
    """Whether two tickets speak of different customers: another ticket, address or name where both name one."""
    pairs = [(_text_at(known, *path), _text_at(told, *path)) for path in (("ticket", "id"), ("customer", "email"))]
    return any(mine and theirs and mine != theirs for mine, theirs in [*pairs, (_called(known), _called(told))])


def _called(data: Mapping[str, object]) -> str:
    """The first word of the name: “Ana” and “Ana Silva” may well be the same."""
    name = _text_at(data, "customer", "first_name") or _text_at(data, "customer", "name")
    return name.partition(" ")[0]


def _text_at(data: Mapping[str, object], first: str, second: str) -> str:
    group = data.get(first)
    return str(group.get(second) or "").strip().lstrip("#").casefold() if isinstance(group, Mapping) else ""
