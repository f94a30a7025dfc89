"""A share travels with its two numbers, and never rounds to all or none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.measures.shares import share_of


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (0, 0, "–"),
        (0, 5, "0 %"),
        (5, 5, "100 %"),
        (1, 3, "33 %"),
        (999, 1000, "99 %"),
        (1, 1000, "1 %"),
        (1, 2, "50 %"),
    ],
)
def test_a_share_reads_as_whole_percent(numerator: int, denominator: int, percent: str) -> None:
    assert share_of(numerator, denominator).percent == percent


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_only_all_reads_as_all_and_only_none_as_none(part: int, rest: int) -> None:
    share = share_of(part, part + rest)
    assert share.percent != "100 %"
    assert (share.percent == "0 %") == (part == 0)
    assert (share.numerator, share.denominator) == (part, part + rest)


def test_decimals_as_text_are_added_exactly() -> None:
    total = sum((Fraction(text) for text in ("0.1", "0.2")), Fraction())
    assert share_of(total, "0.3").value == 1.0
