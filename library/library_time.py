"""Moments a machine claims, put right by the library's clock.

What was recorded while a clock was wrong lands where it belongs; nothing lies in the future, and nothing before what
the same machine handed in earlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from library.identifiers import moment, utc_text

#: Differences of clocks below this are the network's and the milliseconds': moments stay as they were noted.
LEAST_OFFSET = timedelta(seconds=2)

Row = dict[str, str | int | None]


class Moments(NamedTuple):
    """The columns of a row that hold moments: the one that is limited, and those that move with it."""

    limited: str
    others: tuple[str, ...] = ()


def offset_of(machine: datetime, library: datetime) -> timedelta:
    """How far a machine's clock is behind the library's, both read at the same time; none where it hardly is."""
    found = library - machine
    return timedelta() if abs(found) < LEAST_OFFSET else found


def put_right(
    row: Mapping[str, str | int | None], columns: Moments, offset: timedelta, *, earliest: str, latest: str
) -> Row:
    """The row with all its moments moved by one amount: by the offset, and into [earliest, latest] where that is not
    enough.

    `earliest` is '' for no limit. A limited moment that cannot be read becomes `latest`, any other is left out.
    """
    claimed = _read(row.get(columns.limited)) or moment(latest)
    shift = offset
    if claimed + shift > moment(latest):
        shift = moment(latest) - claimed
    elif earliest and claimed + shift < moment(earliest):
        shift = moment(earliest) - claimed
    found = {name: _read(row.get(name)) for name in columns.others}
    moved = {name: None if at is None else utc_text(at + shift) for name, at in found.items()}
    return {**row, **moved, columns.limited: utc_text(claimed + shift)}


def _read(value: object) -> datetime | None:
    """The moment in a row; None for none, and for one that no machine's clock shows."""
    try:
        at = moment(str(value))
    except ValueError:
        return None
    return at if 1970 <= at.year < 2200 else None
