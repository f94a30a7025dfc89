"""Counting with dates: days, weeks, months and business days. Pure arithmetic, no locale."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

#: Further than any reply promises; keeps the counting of business days short.
MAXIMUM_DAYS = 3_660


def plus_days(start: date, days: int) -> date:
    return start + timedelta(days=days)


def plus_months(start: date, months: int) -> date:
    """The same day of another month, or its last day where it is shorter: 31 January plus one month is 28 February."""
    first = _month_start(start, months)
    length = (_month_start(start, months + 1) - first).days
    return first.replace(day=min(start.day, length))


def _month_start(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, 1)


def plus_business_days(start: date, days: int, holidays: Collection[date] = ()) -> date:
    """The day so many business days away: Saturdays, Sundays and holidays are not counted, and 0 leaves the start."""
    step = timedelta(days=1 if days >= 0 else -1)
    left, day = abs(days), start
    while left:
        day += step
        if day.weekday() < 5 and day not in holidays:
            left -= 1
    return day
