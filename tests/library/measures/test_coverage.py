"""Coverage by count and by volume, worked out by hand on five questions."""

from __future__ import annotations

from fractions import Fraction

from library.measures.coverage import Demand, coverage

FIVE = [
    Demand(1, "where", "Where is my order?", Fraction("0.4"), ("order-where",)),
    Demand(2, "refund", "Where is my refund?", Fraction("0.2")),
    Demand(3, "reset", "Forgot password", Fraction("0.1"), ("login-reset", "login-2fa")),
    Demand(4, "cancel", "Cancel", Fraction("0.05")),
    Demand(5, "invoice", "Invoice", Fraction("0.05"), ("invoice-copy",)),
]


def test_coverage_counts_questions_and_weighs_them() -> None:
    found = coverage(FIVE)
    assert (found.by_count.numerator, found.by_count.denominator) == (3, 5)
    assert (found.by_volume.numerator, found.by_volume.denominator) == (Fraction("0.55"), Fraction("0.8"))
    assert (found.of_all.numerator, found.of_all.denominator) == (Fraction("0.8"), 1)


def test_what_to_write_next_is_what_is_asked_most() -> None:
    assert [row.question for row in coverage(FIVE).uncovered] == ["refund", "cancel"]


def test_rows_come_by_rank_in_whatever_order_they_were_given() -> None:
    assert [row.rank for row in coverage(FIVE[::-1]).rows] == [1, 2, 3, 4, 5]


def test_no_questions_have_no_coverage() -> None:
    found = coverage([])
    assert found.by_count.value is None
    assert found.by_volume.percent == "–"
