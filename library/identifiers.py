"""Identifiers that sort by the moment they were made, and the fixed text form of moments."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

_last = 0


def make_id() -> str:
    """A new UUIDv7 (RFC 9562, section 5.7) as text: ids made one after the other in one process sort in that order.

    The standard library's `uuid` costs the agent's road two milliseconds and has no version 7 before Python 3.14.
    """
    global _last
    ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)  # milliseconds and a 12 bit fraction of one
    _last = ticks
    milliseconds, fraction = divmod(ticks, 4096)
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    value = f"{milliseconds & 0xFFFF_FFFF_FFFF:012x}7{fraction:03x}{tail:016x}"
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def utc_text(moment: datetime) -> str:
    """A moment as every table holds it: UTC, microseconds, `2026-11-21T19:43:32.123456Z`. Sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The moment a table's text stands for. Raises ValueError for any other form."""
    if len(text) != len("2026-11-21T19:43:32.123456Z") or text[-1] != "Z":
        raise ValueError(f"{text!r} is no moment")
    return datetime.fromisoformat(text)  # strptime would import locale, 2 ms on the agent's road
