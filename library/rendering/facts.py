"""Where a body's fragments and facts are found, and facts typed by their document: numbers, money, dates and texts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from library.documents import Document
from library.errors import TemplateFault
from library.rendering.scope import Value

if TYPE_CHECKING:
    from decimal import Decimal


class Catalog(Protocol):
    """Live templates by name."""

    def document(self, name: str) -> Document | None:
        """The live template that has this name, by any of its names (folded)."""


class Facts:
    """The values of facts by key (`refund_days`), each looked up once."""

    __slots__ = ("catalog", "known")

    def __init__(self, catalog: Catalog | None) -> None:
        self.catalog = catalog
        self.known: dict[str, Value | None] = {}

    def value(self, key: str) -> Value | None:
        """None where no live fact has that key. Raises TemplateFault where its body is not of its type."""
        if key not in self.known and self.catalog is not None:
            found = self.catalog.document(key.replace("_", "-")) or self.catalog.document(key)
            self.known[key] = fact_value(found) if found is not None and found.kind == "fact" else None
        return self.known.get(key)


def fact_value(document: Document) -> Value:
    """A fact's body as its type says: int or Decimal for number, Decimal for money, dates as a list, else text.

    Raises TemplateFault where the body is not of its type.
    """
    text = document.body.strip()
    from library.rendering.parsing import Unreadable  # a reply without facts never comes here

    try:
        if document.type in ("number", "money"):
            return _number(text, document.type)
        if document.type == "date":
            return date.fromisoformat(text)
        if document.type == "dates":
            return [date.fromisoformat(day) for day in text.replace(",", " ").replace(";", " ").split()]
    except (ValueError, Unreadable):
        hint = "write dates as 2026-05-03" if "date" in document.type else "write it as 12.50"
        raise TemplateFault(f"the fact {document.abbreviation} is not of type {document.type}", hint) from None
    return text


def _number(text: str, type: str) -> int | Decimal:
    from library.rendering.parsing import read_number

    number = read_number(text, "en")
    return int(number) if type == "number" and number == number.to_integral_value() else number
