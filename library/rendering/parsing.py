"""What an agent types into a field, as the value its type says; what is wrong with it, in words that name the field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from library.documents import Field
from library.errors import BadValue, MissingFields
from library.rendering.context import MAXIMUM_TEXT, cleaned
from library.rendering.wording import language_of

if TYPE_CHECKING:
    from decimal import Decimal

Parsed: TypeAlias = "str | bool | date | Decimal | list[str]"

YES = frozenset({"yes", "y", "true", "1", "x", "on"})
NO = frozenset({"no", "n", "false", "0", "off", ""})

#: Languages that write 1,234.50; all others write 1.234,50. Source: CLDR, numbers/symbols "decimal".
_POINT_LANGUAGES = frozenset(
    {"en", "zh", "ja", "ko", "th", "he", "hi", "bn", "ms", "cy", "ga", "mt", "sw", "fil", "ur"}
)


#: A day without a year is looked for in the year before the latest day a field allows, or after the earliest.
HALF_A_YEAR = timedelta(days=182)


class Unreadable(Exception):
    """What is wrong, and an example of what is right."""

    def __init__(self, problem: str, example: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.example = example


def parse(field: Field, text: str, *, today: date, locale: str = "en") -> Parsed:
    """The value a typed text stands for.

    Nothing typed into an optional field is "" ([] for choices); a toggle is never missing, its default is no.
    Raises MissingFields for a required one left empty and BadValue, which names label, problem and an example.
    """
    typed = cleaned(text).strip()
    if not typed and field.type != "toggle":
        if field.required:
            raise MissingFields([field.shown])
        return [] if field.type == "choices" else ""
    if len(typed) > MAXIMUM_TEXT:
        raise BadValue(f"{field.shown}: longer than {MAXIMUM_TEXT:,} characters", "shorten it")
    reader = _READERS.get(field.type)
    try:
        value = typed if reader is None else reader(field, typed, today, locale)
        if field.minimum or field.maximum:
            _check_limits(field, value, today, locale)
    except Unreadable as wrong:
        raise BadValue(f"{field.shown}: {wrong.problem}", field.message or wrong.example) from None
    if field.pattern:
        _check_pattern(field, typed)
    return value


# choices


def _read_toggle(field: Field, typed: str, today: date, locale: str) -> Parsed:
    word = typed.lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(f"“{typed[:40]}” is neither yes nor no", "write yes or no")


def _read_choice(field: Field, typed: str, today: date, locale: str) -> Parsed:
    from library.rendering.choices import finder  # most replies hold no choice

    return finder(field.options)(typed).value


def _read_choices(field: Field, typed: str, today: date, locale: str) -> Parsed:
    from library.rendering.choices import finder, picks_of

    find = finder(field.options)
    return list(dict.fromkeys(find(text).value for text in picks_of(field.options, typed)))


# numbers


def _read_number(field: Field, typed: str, today: date, locale: str) -> Parsed:
    return read_number(typed, locale)


def _read_money(field: Field, typed: str, today: date, locale: str) -> Parsed:
    """The amount; a currency's sign or three letters around it are dropped, two decimals kept."""
    bare = re.sub(r"^(?:[A-Z]{3}\b|[A-Z]{0,2}\W?[^\w\s.,+-])?\s*|\s*(?:\b[A-Z]{3}|[^\w\s.,])?$", "", typed)
    amount = read_number(bare or typed, locale)
    return amount if amount.as_tuple().exponent in (-2, -3, -4) else amount + read_number("0.00", "en")


def read_number(typed: str, locale: str) -> Decimal:
    """12,50 and 12.50 and 1,234.50 and 1.234,50; a lone 1,234 is read as the locale groups its digits."""
    from decimal import Decimal  # most replies hold no number

    digits = re.sub(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))", "", typed.replace("\u2212", "-").strip())
    if not re.fullmatch(r"[+-]?[\d.,]*\d", digits) or sum(map(str.isdecimal, digits)) > 18:
        raise Unreadable(f"“{typed[:40]}” is not a number", "write 12.50")
    mark = _decimal_mark(digits, locale)
    other = "," if mark == "." else "."
    whole, _, fraction = digits.partition(mark)
    first, *groups = whole.lstrip("+-").split(other)
    is_grouped_badly = bool(groups) and (len(first) > 3 or {len(group) for group in groups} != {3})
    if is_grouped_badly or not (fraction or "0").isdecimal():
        raise Unreadable(f"“{typed[:40]}” is not a number", "write 12.50 or 1,234.50")
    return Decimal(f"{whole.replace(other, '')}.{fraction}" if fraction else whole.replace(other, ""))


def _decimal_mark(digits: str, locale: str) -> str:
    """Which of . and , marks decimals: the last of both, never one that occurs twice, else as the locale writes."""
    local = "." if language_of(locale) in _POINT_LANGUAGES else ","
    point, comma = digits.count("."), digits.count(",")
    if point and comma:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if point + comma == 0:
        return local
    mark = "." if point else ","
    if point + comma > 1:
        return "," if mark == "." else "."
    is_group = len(digits.rpartition(mark)[2]) == 3 and digits.lstrip("+-").partition(mark)[0] not in ("", "0")
    return local if is_group else mark


# dates, addresses, limits and patterns


def _read_date(field: Field, typed: str, today: date, locale: str) -> Parsed:
    from library.rendering.typed_dates import read_date  # most replies hold no date

    around = None
    if field.maximum and not field.minimum:
        around = read_date(field.maximum, today, locale) - HALF_A_YEAR
    elif field.minimum and not field.maximum:
        around = read_date(field.minimum, today, locale) + HALF_A_YEAR
    return read_date(typed, today, locale, around=around)


def _read_email(field: Field, typed: str, today: date, locale: str) -> Parsed:
    if not re.fullmatch(r"[^\s@<>\"']+@[^\s@<>\"'.]+(?:\.[^\s@<>\"'.]+)+", typed):
        raise Unreadable(f"“{typed[:60]}” is not an e-mail address", "write ana@example.com")
    return typed


def is_web_address(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s/.<>\"']+\.[^\s<>\"']+", text, re.IGNORECASE) is not None


def _read_url(field: Field, typed: str, today: date, locale: str) -> Parsed:
    if not is_web_address(typed):
        raise Unreadable(f"“{typed[:60]}” is not a web address", "write https://example.com/page")
    return typed


_READERS: dict[str, Callable[[Field, str, date, str], Parsed]] = {
    "choice": _read_choice,
    "choices": _read_choices,
    "date": _read_date,
    "number": _read_number,
    "money": _read_money,
    "toggle": _read_toggle,
    "email": _read_email,
    "url": _read_url,
}


def _check_limits(field: Field, value: Parsed, today: date, locale: str) -> None:
    """min and max: of a number, of a date, of how many choices, of a text's length."""
    if isinstance(value, bool):
        return
    for limit, sign, word in ((field.minimum, 1, "at least"), (field.maximum, -1, "at most")):
        if limit and _is_beyond(value, limit, sign, today, locale):
            if isinstance(value, date):
                side = ("before", "a later") if sign > 0 else ("after", "an earlier")
                shown = f"{value.day} {value:%b %Y}"
                raise Unreadable(f"{shown} is {side[0]} {limit}", f"give {limit} or {side[1]} day")
            what = " letters" if isinstance(value, str) else " of them" if isinstance(value, list) else ""
            raise Unreadable(f"{word} {limit}{what}", f"give {word} {limit}{what}")


def _is_beyond(value: Parsed, limit: str, sign: int, today: date, locale: str) -> bool:
    if isinstance(value, date):
        from library.rendering.typed_dates import read_date

        return sign * (value - read_date(limit, today, locale)).days < 0
    size = len(value) if isinstance(value, str | list) else value
    return sign * (size - read_number(limit, "en")) < 0


def _check_pattern(field: Field, typed: str) -> None:
    """The whole text must match; re2 because its time is linear in the text, whatever the pattern."""
    import re2  # only for fields with a pattern

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        matches = re2.fullmatch(field.pattern, typed, options)
    except re2.error:
        raise BadValue(
            f"{field.shown}: its pattern cannot be read", f"correct the pattern {field.pattern[:80]}"
        ) from None
    if not matches:
        shown = f"“{typed[:40]}” does not look right"
        raise BadValue(f"{field.shown}: {field.message or shown}", field.help or f"it must match {field.pattern[:80]}")
