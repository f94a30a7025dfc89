"""Dates as agents type them: today, -3, 3.5., 3 May, last friday."""

from __future__ import annotations

import re
from datetime import date, timedelta

from library.rendering.parsing import Unreadable
from library.rendering.wording import language_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DATE_EXAMPLE = "write today, yesterday, -3, 3.5., 3 May or 2026-05-03"
#: Where a beginning fits two, the first one is meant: nobody types “t” for tomorrow.
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1, "now": 0}


def read_date(typed: str, today: date, locale: str, *, around: date | None = None) -> date:
    """today, yesterday, tomorrow (or how they begin: t, y, tom), -3, +2, 3.5., 3.5.2026, 2026-05-03, 3 May, May 3,
    monday, last friday.

    Without a year it is the year that brings the day nearest to `around` (today, unless the field allows days before
    or after one only); a bare weekday is the next one after today, or the one before where `around` lies in the past.
    With slashes the month comes first for en_US and last for every other locale; plain “en” refuses to guess.
    """
    word = " ".join(typed.lower().replace(",", " ").split())
    try:
        middle = around or today
        is_past = middle < today
        found = _relative(word, today, is_past) or _numeric(word, middle, locale) or _named(word, middle, locale)
    except (ValueError, OverflowError):
        raise Unreadable(f"“{typed[:40]}” is not in the calendar", DATE_EXAMPLE) from None
    if found is None:
        raise Unreadable(f"“{typed[:40]}” is not a date", DATE_EXAMPLE)
    return found


def _relative(word: str, today: date, is_past: bool) -> date | None:
    days = next((days for name, days in _DAYS.items() if word and name.startswith(word)), None)
    if days is None and re.fullmatch(r"[+-] ?\d{1,5}", word):
        days = int(word.replace(" ", ""))
    if days is None and word:
        days = _weekday(word, today, is_past)
    return None if days is None else today + timedelta(days=days)


def _weekday(word: str, today: date, is_past: bool) -> int | None:
    """Days from today to a named weekday: the next one after today, or with “last” the one before it."""
    which, _, name = word.rpartition(" ")
    fitting = [number for number, day in enumerate(_WEEKDAYS) if len(name) >= 3 and day.startswith(name.rstrip("."))]
    if len(fitting) != 1 or which not in ("", "last", "next", "this", "on"):
        return None
    ahead = (fitting[0] - today.weekday() - 1) % 7 + 1
    return ahead - 7 or -7 if which == "last" or (is_past and not which) else ahead


def _numeric(word: str, middle: date, locale: str) -> date | None:
    if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)(?:[t ]\d\d:\d\d.*)?", word):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d\d?)\. ?(\d\d?)\.? ?(\d{4}|\d\d)?", word):
        return _day(int(match[1]), int(match[2]), match[3], middle)
    if match := re.fullmatch(r"(\d\d?)/(\d\d?)(?:/(\d{4}|\d\d))?", word):
        first, second = int(match[1]), int(match[2])
        if locale.replace("-", "_") == "en" and first != second and max(first, second) <= 12:
            example = f"write {first} {_MONTHS[second - 1].title()} or {second} {_MONTHS[first - 1].title()}"
            raise Unreadable(f"“{word}” can be read in two ways", example)
        is_month_first = first <= 12 and (locale.replace("-", "_") == "en_US" or second > 12)
        day, month = (second, first) if is_month_first else (first, second)
        return _day(day, month, match[3], middle)
    return None


def _named(word: str, middle: date, locale: str) -> date | None:
    """3 May, 3rd of May 2026, May 3: the month in English or in the locale's language."""
    match = re.fullmatch(r"(\d\d?)(?:st|nd|rd|th|\.)? (?:of |de )?([^\W\d]+)\.?(?: (?:de )?(\d{4}))?", word)
    if match:
        day, name, year = match.groups()
    elif match := re.fullmatch(r"([^\W\d]+)\.? (\d\d?)(?:st|nd|rd|th|\.)?(?: (\d{4}))?", word):
        name, day, year = match.groups()
    else:
        return None
    month = _month(name, locale)
    return None if month is None else _day(int(day), month, year, middle)


def _month(name: str, locale: str) -> int | None:
    for number, (short, long) in enumerate(zip(_MONTHS, _LONG_MONTHS, strict=True), 1):
        if name == short or (len(name) > 2 and long.startswith(name)):
            return number
    if language_of(locale) in ("en", ""):
        return None
    from library.rendering.wording import month_numbers  # imports babel

    return month_numbers(locale).get(name.casefold())


def _day(day: int, month: int, year: str | None, middle: date) -> date:
    """The date, in the given year or the one that brings it nearest to a day."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = []
    for candidate in (middle.year, middle.year - 1, middle.year + 1):
        try:
            found.append(date(candidate, month, day))
        except ValueError:
            continue
    if not found:
        raise ValueError("no such day")
    return min(found, key=lambda other: abs((other - middle).days))
