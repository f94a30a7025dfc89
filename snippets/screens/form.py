"""One reply being filled in: which fields it needs now, what each holds and means, what is missing, how it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from library.cleaning import for_line
from library.documents import Field
from library.errors import BadValue
from library.rendering.fields import fields_of, initial, parse
from library.rendering.render import Part, Reply, preview, render
from snippets.config import Config
from snippets.delivery import Choice, context_of
from snippets.screens.catalog import Held
from snippets.screens.tickets import Ticket, known_of

#: What a value may hold that looks like a template's own.
MARKS = ("{{", "{%", "}}", "%}")
#: What the agent and the company have set once is not asked again at every reply.
SET_ONCE = ("agent", "company")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text means, where that differs from the text; or what is wrong with it."""

    meaning: str = ""
    error: str = ""


class Kept(NamedTuple):
    """What a form left half filled in is taken up again with."""

    values: Mapping[str, str] = {}
    tickets: tuple[Ticket, ...] = ()


NOTHING = Kept()


class Form:
    """The values live here only; of them nothing is ever stored but the agent's own. `typed` counts the keys they took.

    `values` are those filled in by hand, hidden ones too; under them lies what is known: the agent's own values, the
    ticket, defaults. A ticket can therefore come and go at any time and never touches what was typed.
    """

    def __init__(self, choice: Choice, held: Held, config: Config, *, now: datetime, kept: Kept = NOTHING) -> None:
        self.choice = choice
        self.held = held
        self.now = now
        self.locale = config.locale
        self.config = config
        self.values = dict(kept.values)
        self.tickets = list(kept.tickets)
        self.typed = 0
        #: The reply whose braces the agent has been warned of.
        self.warned_of = ""
        self._kept_tickets = len(self.tickets)
        self._declared = _declared_in(held)
        own = {name for name, field in self._declared.items() if field.own}
        self._own = {name: text for name, text in config.own.items() if name in own}
        self._bare = self.context = context_of(config)
        self._initial: dict[str, str] = {}
        self._read_tickets()

    @property
    def document_name(self) -> str:
        return self.held.live.document.abbreviation

    @property
    def kept(self) -> Kept:
        return Kept(self.values, tuple(self.tickets))

    def fields(self) -> tuple[Field, ...]:
        """The fields to ask for under the present values. Raises TemplateFault."""
        found = fields_of(
            self.held.live.document,
            self.held,
            channel=self.choice.channel,
            values=self._given(),
            context=self.context,
            now=self.now,
            locale=self.locale,
        )
        return tuple(field for field in found if not self._is_set_once(field))

    def _is_set_once(self, field: Field) -> bool:
        return field.source.partition(".")[0] in SET_ONCE and bool(self.initial(field))

    def initial(self, field: Field) -> str:
        if field.name not in self._initial:
            self._initial[field.name] = self._start(field, self.context)
        return self._initial[field.name]

    def _start(self, field: Field, context: Mapping[str, object]) -> str:
        own = self._own.get(field.name)
        return initial(field, context, catalog=self.held, now=self.now) if own is None else own

    def text(self, field: Field) -> str:
        return self.values.get(field.name, self.initial(field))

    def put(self, field: Field, text: str | None) -> None:
        """Takes a typed text; one that equals what the field started with is not counted as filled in by hand."""
        if text is None or text == self.initial(field):
            self.values.pop(field.name, None)
        else:
            self.values[field.name] = text

    def origin(self, field: Field) -> str:
        """Where an untouched value came from, '' for defaults and for what was typed."""
        if field.own:
            return "remembered for you"
        if field.name in self.values or not self.initial(field):
            return ""
        if self.initial(field) != self._start(field, self._bare):
            return "from ticket"
        return "from your profile" if field.source.startswith("agent.") else ""

    # tickets

    def learn(self, ticket: Ticket, *, is_asked: bool = False) -> list[Field]:
        """Takes a ticket; returns the fields it has filled in. One that was asked for counts less than a paste."""
        self.tickets.insert(self._kept_tickets if is_asked else len(self.tickets), ticket)
        before = self.context
        self._read_tickets()
        untouched = [field for field in self.fields() if field.name not in self.values and self.initial(field)]
        return [field for field in untouched if self.initial(field) != self._start(field, before)]

    def forget(self, ticket: Ticket) -> None:
        self.tickets = [other for other in self.tickets if other is not ticket]
        self._read_tickets()

    def _read_tickets(self) -> None:
        self.context = context_of(self.config, ticket=known_of(self.tickets))
        self._initial = {}

    # what is still to do

    def is_empty(self, field: Field) -> bool:
        return field.type != "toggle" and not self.text(field).strip()

    def missing(self) -> list[Field]:
        return [field for field in self.fields() if field.required and self.is_empty(field)]

    def wrong(self) -> list[Field]:
        return [field for field in self.fields() if self.reading(field).error]

    def reading(self, field: Field) -> Reading:
        text = self.text(field)
        if not text.strip():
            return Reading()
        try:
            value = parse(field, text, today=self.now.date(), locale=self.locale)
        except BadValue as error:
            said = error.message.removeprefix(f"{field.shown}: ")
            return Reading(error=for_line(f"{said} · {error.hint}" if error.hint else said))
        return Reading(meaning=_meaning(text.strip(), value, self.now.date()))

    def parts(self) -> tuple[Part, ...]:
        """The reply so far. Raises TemplateFault."""
        return preview(self.held.live.document, self.held, **self._arguments())  # type: ignore[arg-type]

    def reply(self) -> Reply:
        """The reply. Raises MissingFields, BadValue, TemplateFault."""
        return render(self.held.live.document, self.held, **self._arguments())  # type: ignore[arg-type]

    def braces(self, reply: Reply) -> str:
        """What is to be said of values that look like a template; '' where there are none, or it was said before."""
        if not reply.marked or self.warned_of == (text := f"{reply.subject}\n{reply.text}"):
            return ""
        self.warned_of = text
        mark = next((mark for mark in MARKS if mark in text), "a brace")
        in_order = [name for name in reply.fields if name in reply.marked]
        names = ", ".join(self._declared.get(name, Field(name)).shown for name in in_order)
        return f"{names} {'holds' if len(reply.marked) == 1 else 'hold'} {mark}: customers would see it"

    def own_values(self) -> dict[str, str]:
        """The agent's own values that were changed here: to be remembered, as no other value is."""
        own = (field.name for field in self.fields() if field.own)
        return {name: self.values[name] for name in own if name in self.values}

    def _given(self) -> dict[str, str]:
        return {**self._own, **self.values}

    def _arguments(self) -> dict[str, object]:
        return {
            "values": self._given(),
            "context": self.context,
            "now": self.now,
            "channel": self.choice.channel,
            "locale": self.locale,
        }


def _declared_in(held: Held) -> dict[str, Field]:
    """All fields the template and its fragments declare, hidden ones too; the template's declaration wins."""
    declared: dict[str, Field] = {}
    for document in (held.live.document, *held.documents.values()):
        for field in document.fields:
            declared.setdefault(field.name, field)
    return declared


def _meaning(text: str, value: object, today: date) -> str:
    """How a text was understood: a day with its weekday, a number in plain digits where it was written otherwise."""
    if isinstance(value, date):
        return f"{value:%a} {value.day} {value:%b}" + (f" {value.year}" if value.year != today.year else "")
    if isinstance(value, Decimal) and f"{value:f}" != text:
        return f"{value:f}"
    return ""
