"""What people and terminals are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.cleaning import for_line
from snippets.formatting import ago, counted, day, shortened

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=29), "29 days ago"),
        (timedelta(days=30), "4 Apr"),
        (timedelta(days=365), "4 May 2025"),
    ],
)
def test_how_long_ago_in_the_largest_unit_that_fits(past: timedelta, text: str) -> None:
    assert ago(NOW - past, NOW) == text


def test_a_day_is_the_readers_day() -> None:
    from datetime import timezone

    late = datetime(2026, 5, 3, 23, 30, tzinfo=UTC)
    assert day(late, NOW.astimezone(timezone(timedelta(hours=2)))) == "4 May"


@given(st.text(), st.integers(1, 40))
def test_a_shortened_text_fits_and_says_so(text: str, width: int) -> None:
    short = shortened(text, width)
    assert len(short) <= width
    assert short == for_line(text) or short.endswith("…")


def test_counts_have_their_word() -> None:
    assert [counted(number, "use") for number in (0, 1, 1204)] == ["0 uses", "1 use", "1,204 uses"]
    assert counted(2, "reply", "replies") == "2 replies"
