"""What is known beforehand about a ticket: any JSON turned into plain values, found by dotted path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from library.cleaning import for_terminal
from library.rendering.scope import Value
from library.rendering.wording import given_name

if TYPE_CHECKING:
    from decimal import Decimal

MAXIMUM_TEXT = 20_000
MAXIMUM_ITEMS = 1_000
MAXIMUM_DEPTH = 6
_LARGEST = 10**18

#: Every name a template may count on, wherever it is used, and what it holds: the one list of them. A context may bring
#: more below the same first words (order.items); a ticket brings customer, ticket and order, the settings agent and
#: company.
STANDARD_NAMES = {
    "customer.first_name": "the customer's first name; taken from customer.name where only that is known",
    "customer.name": "the customer's full name",
    "customer.email": "the customer's e-mail address",
    "agent.first_name": "your first name; taken from agent.name where only that is known",
    "agent.name": "your full name",
    "agent.sign_off": "how your replies end",
    "ticket.id": "the ticket's number",
    "ticket.subject": "what the ticket is called",
    "ticket.url": "the ticket's web address",
    "order.number": "the order's number",
    "company.name": "what your company is called",
    "today": "today's date where you are",
    "now": "the time where you are",
}
#: Names that another one stands in for, as far as it can.
_DERIVED = {"customer.first_name": "customer.name", "agent.first_name": "agent.name"}


def cleaned(text: str) -> str:
    """A value as a reply may hold it: nothing that a terminal would obey where it is shown or pasted."""
    return for_terminal(text)


def from_text(text: str) -> dict[str, dict[str, Value]]:
    """The standard names a pasted ticket holds, JSON of any shape or plain lines: {"customer": {"name": ...}, ...}.

    Names that are not found are left out; nothing is ever raised.
    """
    from library.rendering.pasting import context_of_paste  # only a paste needs it

    return context_of_paste(text)


def value_at(context: Mapping[str, object], path: str) -> Value | None:
    """The plain value at a dotted path, or what stands in for it; None where there is neither."""
    found: object = context
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    value = plain(found)
    if (value is None or value == "") and path in _DERIVED:
        return first_name_of(value_at(context, _DERIVED[path])) or value
    return value


def first_name_of(name: Value | None) -> str:
    """The first name in a full one, "" where it is no person's: an address, a number."""
    if not isinstance(name, str) or "@" in name or any(letter.isdigit() for letter in name):
        return ""
    first = given_name(name)
    return first.title() if len(first) > 2 and (name.isupper() or name.islower()) else first


def plain(value: object, depth: int = 0) -> Value | None:
    """A copy made of plain values only; what is none, unknown or out of bounds is left out."""
    if isinstance(value, str):
        return cleaned(value[:MAXIMUM_TEXT])
    if isinstance(value, bool | date):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else None
    if isinstance(value, list | tuple | Mapping):
        return _plain_group(value, depth) if depth < MAXIMUM_DEPTH else None
    return _plain_number(value)


def _plain_group(value: list[object] | tuple[object, ...] | Mapping[object, object], depth: int) -> Value:
    if isinstance(value, list | tuple):
        items = [plain(item, depth + 1) for item in value[:MAXIMUM_ITEMS]]
        return [item for item in items if item is not None]
    pairs = [(key, plain(item, depth + 1)) for key, item in list(value.items())[:MAXIMUM_ITEMS]]
    return {key: item for key, item in pairs if isinstance(key, str) and item is not None}


def _plain_number(value: object) -> Decimal | None:
    from decimal import Decimal  # contexts mostly hold texts

    if not isinstance(value, float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else value
    return number if number.is_finite() and abs(number) < _LARGEST and number.adjusted() > -18 else None


def as_typed(value: Value | None, between: str = ", ") -> str:
    """A value as an agent would type it into a field, the items of a list with `between` between them."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return between.join(as_typed(item) for item in value)
    return str(value) if isinstance(value, int) else f"{value:f}"
