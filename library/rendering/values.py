"""The plain values a body sees: as text, as numbers, as dates, and compared with each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from library.errors import TemplateFault
from library.rendering import wording
from library.rendering.scope import LETTERS_PER_WORK, Missing, Scope, Value

if TYPE_CHECKING:
    from decimal import Decimal

_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")
#: What a locale's date costs against a step of a template: tens of microseconds against tenths.
BABEL_WORK = 150


def text_of(value: Value, scope: Scope) -> str:
    """A value as the customer reads it: dates in the default style, a list as a sentence, a toggle as yes or no."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        scope.charge(BABEL_WORK)
        return wording.date_text(value, wording.DEFAULT_DATE_STYLE, scope.locale)
    if isinstance(value, list):
        return sentence_of(value, "", scope)
    if isinstance(value, dict | Missing):
        raise TemplateFault("a group of values cannot be shown", "name one of its parts: customer.first_name")
    return f"{value:f}"


def sentence_of(items: Sequence[Value], last_word: str, scope: Scope) -> str:
    """A list as a sentence, paid for by its letters before they are put together."""
    texts = [text_of(item, scope) for item in items]
    scope.charge(len(texts) + sum(map(len, texts)) // LETTERS_PER_WORK)
    return wording.sentence(texts, last_word, scope.locale)


def items_of(value: Value) -> list[Value]:
    """What a loop walks over. Raises TemplateFault for a value that is no list."""
    if isinstance(value, list):
        return value
    if isinstance(value, Missing) or value == "":
        return []
    raise TemplateFault("a loop needs a list", "use a field of type choices, a fact of type dates, or ['a', 'b']")


def number_of(value: Value) -> Decimal:
    """A number, a text that is one, or how many a list holds. Raises TemplateFault for anything else."""
    number = _as_number(len(value) if isinstance(value, list) else value)
    if number is None:
        raise TemplateFault(f"{_shown(value)} is not a number", "give the field or fact type: number")
    return number


def whole_number_of(value: Value) -> int:
    number = number_of(value)
    if number != number.to_integral_value():
        raise TemplateFault(f"{number:f} is not a whole number", "give a whole number")
    return int(number)


def date_of(value: Value) -> date:
    """A date, or a text in ISO form. Raises TemplateFault for anything else."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise TemplateFault(f"{_shown(value)} is not a date", "give the field or fact type: date")


def word_of(value: Value) -> str:
    """A text given to a filter. Raises TemplateFault for anything else."""
    if isinstance(value, str):
        return value
    raise TemplateFault(f"{_shown(value)} is not a text", "write it in quotation marks")


def _shown(value: Value) -> str:
    return f"“{value[:40]}”" if isinstance(value, str) else "a list" if isinstance(value, list) else "the value"


def _as_number(value: Value) -> Decimal | None:
    from decimal import Decimal  # most bodies compare and count nothing

    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    return None


# comparing


def _equal(scope: Scope, left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        raise TemplateFault("lists cannot be compared", "write 'x' in items, or items is empty")
    a, b = _comparable(left), _comparable(right)
    return type(a) is type(b) and a == b


def _comparable(value: Value) -> Value:
    """Numbers and texts that are numbers alike, and times as their day."""
    if isinstance(value, datetime):
        return value.date()
    number = _as_number(value)
    return value if number is None else number


def _ordered(compare: Callable[[Decimal | int, Decimal | int], bool]) -> Callable[[Scope, Value, Value], bool]:
    def compare_values(scope: Scope, left: Value, right: Value) -> bool:
        if left == "" or right == "":
            return False
        a, b = _comparable(left), _comparable(right)
        if isinstance(a, date) or isinstance(b, date):
            return compare(date_of(a).toordinal(), date_of(b).toordinal())
        if not isinstance(a, str | list | dict | Missing) and not isinstance(b, str | list | dict | Missing):
            return compare(a, b)
        raise TemplateFault(f"{_shown(left)} and {_shown(right)} have no order", "compare numbers or dates")

    return compare_values


def _contains(scope: Scope, item: Value, whole: Value) -> bool:
    if isinstance(whole, str) and isinstance(item, str):
        scope.charge_letters(whole)
        return item in whole
    if isinstance(whole, list):
        scope.charge(4 * len(whole))
        return any(_equal(scope, item, other) for other in whole)
    raise TemplateFault("“in” needs a list or a text behind it", "write method in ['card', 'PayPal']")


COMPARISONS: dict[str, Callable[[Scope, Value, Value], bool]] = {
    "eq": _equal,
    "ne": lambda scope, left, right: not _equal(scope, left, right),
    "lt": _ordered(lambda a, b: a < b),
    "lteq": _ordered(lambda a, b: a <= b),
    "gt": _ordered(lambda a, b: a > b),
    "gteq": _ordered(lambda a, b: a >= b),
    "in": _contains,
    "notin": lambda scope, item, whole: not _contains(scope, item, whole),
}


def is_empty(value: Value) -> bool:
    return isinstance(value, Missing) or value == "" or value == [] or value == {}


TESTS: dict[str, Callable[[Value], bool]] = {
    "defined": lambda value: not is_empty(value),
    "undefined": is_empty,
    "empty": is_empty,
    "even": lambda value: not isinstance(value, Missing) and number_of(value) % 2 == 0,
    "odd": lambda value: not isinstance(value, Missing) and number_of(value) % 2 == 1,
}
#: Tests that ask whether there is a value: what they ask for may stay empty.
PEEKING_TESTS = frozenset({"defined", "undefined", "empty"})
