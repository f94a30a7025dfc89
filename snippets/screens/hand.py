"""The reply in hand: one template, or several as one reply. What they share is asked once; the whole reads as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from library.documents import Field
from library.errors import MissingFields
from library.rendering.joining import join_parts, join_texts
from library.rendering.render import Part, Reply
from snippets.screens.attempts import FIND, Attempt
from snippets.screens.form import Form, Reading
from snippets.screens.tickets import Ticket, known_of

if TYPE_CHECKING:
    from library.desk.outbox import Search

#: What a value may hold that looks like a template's own.
MARKS = ("{{", "{%", "}}", "%}")
#: What a value says of the customer, and not of this one reply: known for the customer's next reply too.
OF_THE_CUSTOMER = ("customer", "ticket", "order")


class Owner(NamedTuple):
    """A form that asks for a field, and the field as that form declares it."""

    form: Form
    field: Field


class Hand:
    """Forms in the order of the reply. `tickets` are the customer's; `touch` is told when the agent does something."""

    def __init__(self, tickets: Sequence[Ticket] = (), *, touch: Callable[[], None] = lambda: None) -> None:
        self.forms: list[Form] = []
        self.tickets = list(tickets)
        self.touch = touch
        #: How many keys its fields took.
        self.typed = 0
        #: The text as the agent has edited it, and the text that was before: another one makes the edit void.
        self.edited: tuple[str, str] | None = None
        #: The reply whose braces the agent has been warned of.
        self.warned_of = ""
        self._known_before = len(self.tickets)
        #: The searches that led here, and how many keys they took.
        self._attempts: list[Attempt] = []
        self.typed_in_searches = 0
        self._owners: dict[str, list[Owner]] = {}

    @property
    def name(self) -> str:
        """`refund-late`, or `refund-late + thanks`."""
        return " + ".join(form.name for form in self.forms)

    @property
    def channel(self) -> str:
        return self.forms[0].choice.channel if self.forms else ""

    def add(self, form: Form) -> None:
        form.know(known_of(self.tickets))
        self.forms.append(form)
        self.fields()

    def drop(self, place: int = -1) -> Form:
        return self.forms.pop(place)

    def move(self, place: int, step: int) -> int:
        """Moves one template up (-1) or down (1) in the reply; returns its new place."""
        target = min(max(place + step, 0), len(self.forms) - 1)
        self.forms.insert(target, self.forms.pop(place))
        return target

    def speak_on(self, channel: str) -> None:
        for form in self.forms:
            form.speak_on(channel)

    # how it was found

    def found(self, attempt: Attempt, typed: int) -> None:
        self._attempts.append(attempt)
        self.typed_in_searches += typed

    def searches(self, agent: str, known_for: Callable[[str | None, str], Callable[[str], bool]]) -> list[Search]:
        """The searches that led to this reply, those to templates dropped again as abandoned.

        `known_for` a template and what was typed for it says which words may be kept.
        """
        rows = []
        for attempt, form in self._led_to():
            template, rank = (form.template, form.choice.row_rank) if form else (None, None)
            rows.append(attempt.ended(agent, known_for(template, attempt.words), template=template, rank=rank))
        return rows

    def taken(self) -> list[tuple[str, str]]:
        """What was typed, and the id of the template that was taken for it; a customer's pasted message is not."""
        return [
            (attempt.words, form.template)
            for attempt, form in self._led_to()
            if form and attempt.kind == FIND and attempt.words.strip()
        ]

    def _led_to(self) -> list[tuple[Attempt, Form | None]]:
        chosen = {form.choice.search: form for form in self.forms}
        return [(attempt, chosen.get(attempt.id)) for attempt in dict.fromkeys(self._attempts)]

    # fields, each named once

    def fields(self) -> tuple[Field, ...]:
        """The fields to ask for now; one that two templates share stands once. Raises TemplateFault."""
        for _ in range(len(self.forms) + 1):
            self._collect()
            if not self._share():
                break
        return tuple(owners[0].field._replace(name=key) for key, owners in self._owners.items())

    def _collect(self) -> None:
        self._owners = {}
        for number, form in enumerate(self.forms):
            for field in form.fields():
                self._owners.setdefault(self._key(field, number), []).append(Owner(form, field))

    def _key(self, field: Field, number: int) -> str:
        """The key of an earlier field that asks the same: of that name, or filled from that source, and of that type.

        A name that means something else in an earlier template gets a key of its own.
        """
        for key, owners in self._owners.items():
            other = owners[0].field
            is_same = field.name == other.name or (field.source and field.source == other.source)
            if is_same and field.type == other.type:
                return key
        return field.name if field.name not in self._owners else f"{field.name}@{number + 1}"

    def _share(self) -> bool:
        """Gives every shared field the first one's text; returns whether that may have opened or closed a branch."""
        is_news = False
        for first, *others in self._owners.values():
            for other in others:
                is_news = other.form.share(other.field, first.form.text(first.field)) or is_news
        return is_news

    def _first(self, field: Field) -> Owner:
        owners = self._owners.get(field.name)
        return owners[0] if owners else Owner(self.forms[0], field)

    def asker(self, field: Field) -> Form:
        """The first template that asks for a field."""
        return self._first(field).form

    def text(self, field: Field) -> str:
        first = self._first(field)
        return first.form.text(first.field)

    def typed_text(self, field: Field) -> str | None:
        """What was typed into the field, None where it holds what is known."""
        first = self._first(field)
        return first.form.values.get(first.field.name)

    def put(self, field: Field, text: str | None) -> None:
        first = self._first(field)
        first.form.put(first.field, text)
        for other in self._owners.get(field.name, [])[1:]:
            other.form.share(other.field, first.form.text(first.field))

    def origin(self, field: Field) -> str:
        first = self._first(field)
        return first.form.origin(first.field)

    def reading(self, field: Field) -> Reading:
        """What the text means; wrong where one of the templates that ask for it refuses it."""
        readings = [owner.form.reading(owner.field) for owner in self._owners.get(field.name) or [self._first(field)]]
        return next((reading for reading in readings if reading.error), readings[0])

    def is_empty(self, field: Field) -> bool:
        first = self._first(field)
        return first.form.is_empty(first.field)

    def missing(self) -> list[Field]:
        self.fields()
        found = []
        for key, owners in self._owners.items():
            if any(owner.field.required and owner.form.is_empty(owner.field) for owner in owners):
                found.append(owners[0].field._replace(name=key))
        return found

    def wrong(self) -> list[Field]:
        return [field for field in self.fields() if self.reading(field).error]

    # tickets

    def learn(self, ticket: Ticket, *, is_asked: bool = False) -> list[Field]:
        """Takes a ticket; returns the fields it has filled in. One that was asked for counts less than a paste."""
        before = {id(form): form.context for form in self.forms}
        self.tickets.insert(self._known_before if is_asked else len(self.tickets), ticket)
        self._read_tickets()
        filled = []
        for field in self.fields():
            form, own = self._first(field)
            text = form.initial(own)
            if own.name not in form.values and text and text != form.start(own, before[id(form)]):
                filled.append(field)
        return filled

    def forget(self, ticket: Ticket) -> None:
        self.tickets = [other for other in self.tickets if other is not ticket]
        self._read_tickets()

    def _read_tickets(self) -> None:
        known = known_of(self.tickets)
        for form in self.forms:
            form.know(known)

    def told(self) -> dict[str, object]:
        """What was typed that says who the customer is, as a ticket would tell it: {"customer": {"name": ...}}."""
        self.fields()
        found: dict[str, dict[str, str]] = {}
        for owners in self._owners.values():
            form, field = owners[0]
            first, _, rest = field.source.partition(".")
            if first in OF_THE_CUSTOMER and rest and "." not in rest and (text := form.values.get(field.name)):
                found.setdefault(first, {})[rest] = text
        return {first: dict(values) for first, values in found.items()}

    # the reply

    def parts(self) -> tuple[Part, ...]:
        """The reply so far. Raises TemplateFault."""
        self.fields()
        keys = {(id(owner.form), owner.field.name): key for key, owners in self._owners.items() for owner in owners}
        drawn = [
            tuple(part._replace(field=keys.get((id(form), part.field), part.field)) for part in form.parts())
            for form in self.forms
        ]
        return join_parts(drawn) if len(drawn) > 1 else drawn[0]

    def replies(self) -> list[Reply]:
        """What each template gives. Raises MissingFields with all that is missing in any, BadValue, TemplateFault."""
        self.fields()
        missing: list[str] = []
        replies = []
        for form in self.forms:
            try:
                replies.append(form.reply())
            except MissingFields as error:
                missing += [name for name in error.names if name not in missing]
        if missing:
            raise MissingFields(missing)
        return replies

    def joined(self, replies: Sequence[Reply]) -> str:
        """The templates' own text, as one reply."""
        return join_texts([reply.text for reply in replies]) if len(replies) > 1 else replies[0].text

    def whole(self, replies: Sequence[Reply]) -> str:
        """The text that leaves: what the agent has made of it, while what that was made from is still the same."""
        text = self.joined(replies)
        return self.edited[1] if self.edited and self.edited[0] == text else text

    def braces(self, replies: Sequence[Reply]) -> str:
        """What is to be said of values that look like a template; '' where there are none, or it was said before."""
        text = "\n".join(f"{reply.subject}\n{reply.text}" for reply in replies)
        labels = [
            form.declared.get(name, Field(name)).shown
            for form, reply in zip(self.forms, replies, strict=True)
            for name in reply.fields
            if name in reply.marked
        ]
        if not labels or self.warned_of == text:
            return ""
        self.warned_of = text
        mark = next((mark for mark in MARKS if mark in text), "a brace")
        names = list(dict.fromkeys(labels))
        return f"{', '.join(names)} {'holds' if len(names) == 1 else 'hold'} {mark}: customers would see it"

    def own_values(self) -> dict[str, str]:
        """The agent's own values that were changed here: to be remembered, as no other value is."""
        return {name: text for form in self.forms for name, text in form.own_values().items()}

    @property
    def values(self) -> Mapping[str, Mapping[str, str]]:
        """What was typed, by template."""
        return {form.template: form.values for form in self.forms}
