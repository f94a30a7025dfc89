"""What a body sees while it renders: values by name, fetched when first read, and the budgets it may spend.

Fields, preview and reply all come from one run over one Scope: they cannot disagree about which fields a reply needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

from library.documents import Field
from library.errors import TemplateFault

if TYPE_CHECKING:
    from decimal import Decimal

MAXIMUM_STEPS = 10_000
MAXIMUM_OUTPUT = 200_000
#: Small pieces of work: one for each part of an expression, for each 20 letters a filter handles.
MAXIMUM_WORK = 300_000
LETTERS_PER_WORK = 20


class Missing:
    """A required field without a value: false in a condition, handed on by every filter, shown as its label."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field

    def __bool__(self) -> bool:
        return False


#: All that ever reaches a body. As text, so that a reply without numbers need not import decimal.
Value: TypeAlias = "str | int | Decimal | date | list[Value] | dict[str, Value] | Missing"

#: A stretch of the reply: its text; None for the template's own text, else the field it came from ("" for a fact or
#: a constant); and whether it holds a value (not a label in place of one).
Piece = tuple[str, str | None, bool]


class Runnable(Protocol):
    """A checked fragment: what it adds to the reply, and how much work that is at least."""

    run: Callable[[Scope], None]
    weight: int


class Scope(dict[str, Value]):
    """Values by name. A name read for the first time is fetched by `fetch`, which also records it as a field."""

    __slots__ = (
        *("demanded", "fact", "fetch", "first", "is_declared", "locale", "local", "now", "parts", "peeked", "pieces"),
        *("programs", "size", "steps", "work"),
    )

    def __init__(
        self,
        fetch: Callable[[str], Value],
        fact: Callable[[str], Value | None],
        is_declared: Callable[[str], bool],
        *,
        now: datetime,
        locale: str,
        programs: Mapping[str, Runnable],
    ) -> None:
        super().__init__()
        self.fetch = fetch
        self.fact = fact
        self.is_declared = is_declared
        self.now = now
        self.locale = locale
        self.programs = programs
        self.local: dict[str, Value] = {}
        self.pieces: list[Piece] = []
        self.demanded: dict[str, None] = {}
        self.peeked: set[str] = set()
        self.first = ""
        self.steps = MAXIMUM_STEPS
        self.work = MAXIMUM_WORK
        self.size = MAXIMUM_OUTPUT

    def __missing__(self, name: str) -> Value:
        value = self[name] = self.fetch(name)
        return value

    def demand(self, name: str, value: Value) -> Value:
        """The value, noted as one the reply cannot do without where it is missing."""
        if value.__class__ is Missing:
            self.demanded[name] = None
        return value

    def peek(self, name: str) -> Value:
        """The value of a name that may stay empty here: read by `default`, `is defined`, or a bare condition."""
        if name not in self:
            self.peeked.add(name)
        return self[name]

    def currency(self) -> str:
        """The team's currency, from the fact of that name; "" where there is none."""
        value = self.fact("currency")
        return value if isinstance(value, str) else ""

    def holidays(self) -> frozenset[date]:
        """The team's holidays, from the fact of that name."""
        value = self.fact("holidays")
        days = value if isinstance(value, list) else [value]
        return frozenset(day for day in days if isinstance(day, date))

    def charge(self, work: int) -> None:
        """Pay for work from the budget. Raises TemplateFault when it is spent."""
        self.work -= work
        if self.work < 0:
            raise TemplateFault("the template takes too much work to render", "use fewer loops and filters")

    def charge_letters(self, text: str) -> None:
        self.charge(1 + len(text) // LETTERS_PER_WORK)

    def step(self, steps: int = 1) -> None:
        """Pay for steps of a loop. Raises TemplateFault when they are spent."""
        self.steps -= steps
        if self.steps < 0:
            raise TemplateFault(f"loops of more than {MAXIMUM_STEPS:,} steps", "use shorter lists")

    def emit(self, text: str, field: str | None, is_filled: bool = True) -> None:
        """Add a piece to the reply. Raises TemplateFault when it grows too long."""
        self.size -= len(text)
        if self.size < 0:
            raise TemplateFault(
                f"the reply is longer than {MAXIMUM_OUTPUT:,} characters", "shorten the values or loops"
            )
        self.pieces.append((text, field, is_filled))
