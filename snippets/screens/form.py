"""One template being filled in: which fields it needs now, what each holds and means, what is missing, how it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from library.cleaning import for_line
from library.documents import Field
from library.errors import BadValue
from library.rendering.fields import fields_of, initial, parse
from library.rendering.render import Part, Reply, preview, render
from snippets.config import Config
from snippets.delivery import Choice, context_of
from snippets.screens.catalog import Held

if TYPE_CHECKING:
    from library.desk.changed import Changed

#: What the agent and the company have set once is not asked again at every reply.
SET_ONCE = ("agent", "company")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text means, where that differs from the text; or what is wrong with it."""

    meaning: str = ""
    error: str = ""


class Form:
    """The values live here only; of them nothing is ever stored but the agent's own.

    `values` are those filled in by hand, hidden ones too; under them lies what is known: the agent's own values, the
    ticket, defaults. What is known can therefore change at any time and never touches what was typed.
    """

    def __init__(
        self, choice: Choice, held: Held, config: Config, *, now: datetime, values: Mapping[str, str] | None = None
    ) -> None:
        self.choice = choice
        self.held = held
        self.now = now
        self.locale = config.locale
        self.values = dict(values or {})
        #: Names whose value came from another template of the same reply, where it was asked.
        self.shared: set[str] = set()
        #: What this agent's customers read otherwise than when it was used last.
        self.changed: Changed | None = None
        self.declared = _declared_in(held)
        own = {name for name, field in self.declared.items() if field.own}
        self._own = {name: text for name, text in config.own.items() if name in own}
        self._config = config
        self._bare = self.context = context_of(config)
        self._initial: dict[str, str] = {}

    def is_of(self, held: Held) -> bool:
        """Whether it still reads as the library has it now."""
        return (self.held.live.document, self.held.documents) == (held.live.document, held.documents)

    def renew(self, held: Held) -> None:
        """Takes the text the library has now; what was typed stays."""
        self.held = held
        self.choice = self.choice._replace(live=held.live)
        self.declared = _declared_in(held)
        self._initial = {}

    @property
    def template(self) -> str:
        return self.held.live.template

    @property
    def name(self) -> str:
        return self.held.live.document.abbreviation

    def know(self, ticket: Mapping[str, object]) -> None:
        """What is known of the ticket in hand, in place of what was known before."""
        self.context = context_of(self._config, ticket=ticket)
        self._initial = {}

    def speak_on(self, channel: str) -> None:
        """Takes the wording for another channel."""
        self.choice = self.choice._replace(channel=channel)

    def fields(self) -> tuple[Field, ...]:
        """The fields to ask for under the present values. Raises TemplateFault."""
        found = fields_of(self.held.live.document, self.held, **self._arguments())  # type: ignore[arg-type]
        return tuple(field for field in found if not self._is_set_once(field))

    def _is_set_once(self, field: Field) -> bool:
        return field.source.partition(".")[0] in SET_ONCE and bool(self.initial(field))

    def initial(self, field: Field) -> str:
        if field.name not in self._initial:
            self._initial[field.name] = self.start(field, self.context)
        return self._initial[field.name]

    def start(self, field: Field, context: Mapping[str, object]) -> str:
        """What the field would start with, were this the context."""
        own = self._own.get(field.name)
        return initial(field, context, catalog=self.held, now=self.now) if own is None else own

    def text(self, field: Field) -> str:
        return self.values.get(field.name, self.initial(field))

    def put(self, field: Field, text: str | None) -> None:
        """Takes a typed text; one that equals what the field started with is not counted as filled in by hand."""
        self.shared.discard(field.name)
        if text is None or text == self.initial(field):
            self.values.pop(field.name, None)
        else:
            self.values[field.name] = text

    def share(self, field: Field, text: str) -> bool:
        """Takes the text another template of this reply has for the same field; returns whether that was news."""
        if self.text(field) == text:
            return False
        self.put(field, text)
        self.shared.add(field.name)
        return True

    def origin(self, field: Field) -> str:
        """Where an untouched value came from, '' for defaults and for what was typed."""
        if field.own:
            return "remembered for you"
        if field.name in self.values or not self.initial(field):
            return ""
        if self.initial(field) != self.start(field, self._bare):
            return "from ticket"
        return "from your profile" if field.source.startswith("agent.") else ""

    def is_empty(self, field: Field) -> bool:
        return field.type != "toggle" and not self.text(field).strip()

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

    def own_values(self) -> dict[str, str]:
        """The agent's own values that were changed here: to be remembered, as no other value is."""
        own = (field.name for field in self.fields() if field.own)
        return {name: self.values[name] for name in own if name in self.values}

    def typed_by_hand(self, reply: Reply) -> int:
        """How many of the fields a reply used were filled in here by hand."""
        return sum(name in reply.fields and name not in self.shared for name in self.values)

    def _arguments(self) -> dict[str, object]:
        return {
            "values": {**self._own, **self.values},
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
