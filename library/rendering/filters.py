"""The filters a body may use: one table that the language, the help and the README read.

Each takes the Scope, the value and its arguments; a value left empty stays empty through every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import NamedTuple

from library.errors import TemplateFault
from library.rendering import days, wording
from library.rendering.scope import Scope, Value
from library.rendering.values import (
    BABEL_WORK,
    date_of,
    is_empty,
    items_of,
    number_of,
    sentence_of,
    text_of,
    whole_number_of,
    word_of,
)

MAXIMUM_WIDTH = 200
DEFAULT_WIDTH = 72


class Filter:
    """A row of the table: what runs, how many values it takes at least and at most, and what the help says."""

    __slots__ = ("apply", "example", "help", "keywords", "least", "most", "work")

    def __init__(
        self,
        apply: Callable[..., Value],
        help: str,
        example: str,
        *,
        least: int = 0,
        most: int = 0,
        keywords: tuple[str, ...] = (),
        work: int = 2,
    ) -> None:
        self.apply = apply
        self.help = help
        self.example = example
        self.least = least
        self.most = most
        self.keywords = keywords
        self.work = work


def show_date(scope: Scope, value: Value, style: Value = wording.DEFAULT_DATE_STYLE) -> Value:
    return wording.date_text(date_of(value), word_of(style), scope.locale)


def plus(scope: Scope, value: Value, **amounts: Value) -> Value:
    """A later date; a business day counts neither weekends nor the days of the fact `holidays`."""
    return _moved(scope, date_of(value), amounts, 1)


def minus(scope: Scope, value: Value, **amounts: Value) -> Value:
    return _moved(scope, date_of(value), amounts, -1)


def _moved(scope: Scope, start: date, amounts: dict[str, Value], sign: int) -> date:
    day = start.date() if isinstance(start, datetime) else start
    try:
        for unit, value in amounts.items():
            day = _MOVES[unit](scope, day, sign * _amount(unit, value))
    except (OverflowError, ValueError):
        raise TemplateFault("the date would leave the calendar", "use a smaller number") from None
    return day


def _amount(unit: str, value: Value) -> int:
    amount = whole_number_of(value)
    if abs(amount) * {"weeks": 7, "months": 30}.get(unit, 1) > days.MAXIMUM_DAYS:
        raise TemplateFault(f"{unit}={amount} is more than ten years", "use a smaller number")
    return amount


def _business_days(scope: Scope, day: date, amount: int) -> date:
    scope.charge(2 * abs(amount))
    return days.plus_business_days(day, amount, scope.holidays())


_MOVES: dict[str, Callable[[Scope, date, int], date]] = {
    "days": lambda scope, day, amount: days.plus_days(day, amount),
    "weeks": lambda scope, day, amount: days.plus_days(day, 7 * amount),
    "months": lambda scope, day, amount: days.plus_months(day, amount),
    "business_days": _business_days,
}
_UNITS = tuple(_MOVES)


def show_number(scope: Scope, value: Value) -> Value:
    return wording.number_text(number_of(value), scope.locale)


def show_money(scope: Scope, value: Value, currency: Value = "") -> Value:
    name = word_of(currency) or scope.currency()
    if not name:
        raise TemplateFault("no currency is named", "write money('EUR'), or make a fact named currency")
    return wording.money_text(number_of(value), name.strip().upper(), scope.locale)


def title(scope: Scope, value: Value) -> Value:
    """Every word's first letter large, the others as typed."""
    text = text_of(value, scope)
    scope.charge(len(text) // 2)
    starts = zip(" " + text, text, strict=False)
    return "".join(letter.upper() if before.isspace() else letter for before, letter in starts)


def upper(scope: Scope, value: Value) -> Value:
    return text_of(value, scope).upper()


def lower(scope: Scope, value: Value) -> Value:
    return text_of(value, scope).lower()


def capitalize(scope: Scope, value: Value) -> Value:
    text = text_of(value, scope)
    return text[:1].upper() + text[1:]


def first_name(scope: Scope, value: Value) -> Value:
    """The given name of a full one: Dr. Ana Silva and Silva, Ana are both Ana."""
    return wording.given_name(text_of(value, scope))


def plural(scope: Scope, value: Value, one: Value, many: Value) -> Value:
    """The word for that many, without the number: {{ n }} {{ n | plural('day', 'days') }}."""
    return word_of(one) if abs(number_of(value)) == 1 else word_of(many)


def join(scope: Scope, value: Value, last_word: Value = "") -> Value:
    """A list as a sentence: a, b and c; join('or') for another last word."""
    items = [value] if isinstance(value, str) else items_of(value)
    return sentence_of(items, word_of(last_word), scope)


def default(scope: Scope, value: Value, otherwise: Value) -> Value:
    """Another value where there is none; the field it stands behind may then stay empty."""
    return otherwise if is_empty(value) else value


def trim(scope: Scope, value: Value) -> Value:
    return text_of(value, scope).strip()


def wrap(scope: Scope, value: Value, width: Value = DEFAULT_WIDTH) -> Value:
    """Lines of at most `width` letters, broken between words; a longer word stays whole."""
    limit = whole_number_of(width)
    if not 1 <= limit <= MAXIMUM_WIDTH:
        raise TemplateFault(f"wrap({limit}) is not a width", f"use 1 to {MAXIMUM_WIDTH}")
    text = text_of(value, scope)
    scope.charge(len(text) // 4)
    return "\n".join(_wrapped(line, limit) for line in text.split("\n"))


def _wrapped(line: str, limit: int) -> str:
    lines: list[list[str]] = [[]]
    length = 0
    for word in line.split():
        if lines[-1] and length + 1 + len(word) > limit:
            lines.append([])
            length = 0
        length += len(word) + bool(lines[-1])
        lines[-1].append(word)
    return "\n".join(" ".join(words) for words in lines)


def quote(scope: Scope, value: Value) -> Value:
    """Every line behind “> ”, as mail quotes."""
    return "\n".join(f"> {line}".rstrip() for line in text_of(value, scope).split("\n"))


class Unnamed(NamedTuple):
    """A fact that filters read although the body does not name it: the word that every body which makes them do so
    holds, and whether they cannot do without the fact.
    """

    word: str
    is_needed: bool


UNNAMED_FACTS = {"currency": Unnamed("money", is_needed=True), "holidays": Unnamed("business_days", is_needed=False)}


def unnamed_fact(filter: str, *, is_named: bool, keywords: Collection[str]) -> str:
    """The fact a filter may read by itself, "" for none: money its currency where none is named, business days the
    holidays.
    """
    if filter == "money":
        return "" if is_named else "currency"
    return "holidays" if "business_days" in keywords else ""


def _skipping_empty(apply: Callable[..., Value]) -> Callable[..., Value]:
    """The filter, but an optional field left empty stays empty."""

    def applied(scope: Scope, value: Value, *given: Value, **options: Value) -> Value:
        return "" if value == "" else apply(scope, value, *given, **options)

    return applied


FILTERS: dict[str, Filter] = {
    "date": Filter(
        _skipping_empty(show_date),
        "a date in words: short, medium (the default), long, full, or a pattern",
        "{{ refunded_on | date('long') }}",
        most=1,
        work=BABEL_WORK,
    ),
    "plus": Filter(
        _skipping_empty(plus),
        "a later date: days, weeks, months, business_days (without weekends and facts.holidays)",
        "{{ today | plus(business_days=facts.refund_days) }}",
        least=1,
        keywords=_UNITS,
    ),
    "minus": Filter(
        _skipping_empty(minus),
        "an earlier date, counted like plus",
        "{{ today | minus(weeks=2) | date }}",
        least=1,
        keywords=_UNITS,
    ),
    "money": Filter(
        _skipping_empty(show_money),
        "an amount in a currency: the one named, else facts.currency",
        "{{ amount | money('EUR') }}",
        most=1,
        work=BABEL_WORK,
    ),
    "number": Filter(
        _skipping_empty(show_number), "a number with separators", "{{ points | number }}", work=BABEL_WORK
    ),
    "title": Filter(title, "The First Letter Of Every Word Large", "{{ full_name | title }}"),
    "upper": Filter(upper, "ALL LARGE", "{{ code | upper }}"),
    "lower": Filter(lower, "all small", "{{ code | lower }}"),
    "capitalize": Filter(capitalize, "The first letter large", "{{ reason | capitalize }}"),
    "first_name": Filter(first_name, "the given name of a full one", "{{ customer.name | first_name }}"),
    "plural": Filter(
        _skipping_empty(plural),
        "the word for that many, without the number",
        "{{ n }} {{ n | plural('day', 'days') }}",
        least=2,
        most=2,
    ),
    "join": Filter(join, "a list as a sentence: a, b and c", "{{ items | join('or') }}", most=1),
    "default": Filter(
        default,
        "another text where there is none; the field may stay empty",
        "{{ customer.first_name | default('there') }}",
        least=1,
        most=1,
    ),
    "trim": Filter(trim, "without outer blank space", "{{ answer | trim }}"),
    "wrap": Filter(wrap, "lines of at most so many letters", "{{ answer | wrap(72) }}", most=1, work=5),
    "quote": Filter(quote, "every line behind “> ”", "{{ question | quote }}", work=5),
}
