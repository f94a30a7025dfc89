"""What agents type into fields, and what it means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.documents import FIELD_TYPES, Field, Option
from library.errors import BadValue, MissingFields
from library.rendering.fields import initial, parse

TODAY = date(2026, 5, 6)  # a Wednesday


def parsed(type: str, text: str, locale: str = "en", **more: object) -> object:
    return parse(Field("x", type=type, **more), text, today=TODAY, locale=locale)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("today", TODAY),
        ("Yesterday", date(2026, 5, 5)),
        ("tomorrow", date(2026, 5, 7)),
        ("y", date(2026, 5, 5)),
        ("t", TODAY),
        ("tom", date(2026, 5, 7)),
        ("-3", date(2026, 5, 3)),
        ("+2", date(2026, 5, 8)),
        ("3.5.", date(2026, 5, 3)),
        ("3.5", date(2026, 5, 3)),
        ("3.5.2025", date(2025, 5, 3)),
        ("03.05.26", date(2026, 5, 3)),
        ("2026-05-03", date(2026, 5, 3)),
        ("2026-05-03T10:00:00Z", date(2026, 5, 3)),
        ("3 May", date(2026, 5, 3)),
        ("3rd of May", date(2026, 5, 3)),
        ("May 3", date(2026, 5, 3)),
        ("May 3, 2024", date(2024, 5, 3)),
        ("3 Sept 2024", date(2024, 9, 3)),
        ("28 Dec", date(2025, 12, 28)),
        ("20.12.", date(2025, 12, 20)),
        ("2 Jan", date(2026, 1, 2)),
        ("mon", date(2026, 5, 11)),
        ("Wednesday", date(2026, 5, 13)),
        ("friday", date(2026, 5, 8)),
        ("last friday", date(2026, 5, 1)),
        ("last wednesday", date(2026, 4, 29)),
        ("25/12/2025", date(2025, 12, 25)),
        ("5/5", date(2026, 5, 5)),
    ],
)
def test_dates_as_agents_type_them(typed: str, expected: date) -> None:
    assert parsed("date", typed) == expected


def test_slashes_follow_the_locale_and_plain_english_does_not_guess() -> None:
    assert parsed("date", "3/5", "en_US") == date(2026, 3, 5)
    assert parsed("date", "3/5", "en_GB") == date(2026, 5, 3)
    with pytest.raises(BadValue, match="two ways") as refusal:
        parsed("date", "3/5")
    assert refusal.value.hint == "write 3 May or 5 Mar"


def test_months_are_known_in_the_agents_language() -> None:
    assert parsed("date", "3. März", "de") == date(2026, 3, 3)
    assert parsed("date", "3 mai", "fr_FR") == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("typed", "locale", "expected"),
    [
        ("12,50", "en", "12.50"),
        ("12.50", "en", "12.50"),
        ("1,234.50", "en", "1234.50"),
        ("1.234,50", "en", "1234.50"),
        ("1,234", "en", "1234"),
        ("1,234", "de", "1.234"),
        ("1.234", "en", "1.234"),
        ("1.234", "de", "1234"),
        ("1 234,5", "fr", "1234.5"),
        ("1'234.50", "de_CH", "1234.50"),
        ("-7", "en", "-7"),
        ("1,234,567", "en", "1234567"),
        ("0,5", "en", "0.5"),
        (".5", "en", "0.5"),
    ],
)
def test_numbers_as_agents_type_them(typed: str, locale: str, expected: str) -> None:
    assert parsed("number", typed, locale) == Decimal(expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("€12,50", "12.50"),
        ("12.5 EUR", "12.50"),
        ("$1,234", "1234.00"),
        ("12 €", "12.00"),
        ("CHF 7", "7.00"),
        ("-3", "-3.00"),
    ],
)
def test_money_drops_its_sign_and_keeps_two_decimals(typed: str, expected: str) -> None:
    assert str(parsed("money", typed)) == expected


@pytest.mark.parametrize("typed", ["yes", "Y", "true", "1", "x"])
def test_ways_to_say_yes(typed: str) -> None:
    assert parsed("toggle", typed) is True


@pytest.mark.parametrize("typed", ["no", "N", "false", "0", "", "  "])
def test_ways_to_say_no(typed: str) -> None:
    assert parsed("toggle", typed) is False


OPTIONS = (Option("card", "Credit card"), Option("paypal", "PayPal"), Option("cash"), Option("cheque"))


@pytest.mark.parametrize("typed", ["paypal", "PAYPAL", "PayPal", "pay", "2"])
def test_a_choice_is_found_by_value_label_beginning_or_number(typed: str) -> None:
    assert parsed("choice", typed, options=OPTIONS) == "paypal"


def test_a_choice_that_fits_several_options_names_them() -> None:
    with pytest.raises(BadValue, match="fits several") as refusal:
        parsed("choice", "c", options=OPTIONS)
    assert refusal.value.hint == "choose from Credit card, cash, cheque"


def test_choices_come_once_each_in_the_order_typed() -> None:
    assert parsed("choices", "cash, 1; cash", options=OPTIONS) == ["cash", "card"]


@pytest.mark.parametrize(
    ("type", "typed", "more"),
    [
        ("date", "soon", {}),
        ("date", "31.2.", {}),
        ("date", "29.2.", {}),
        ("date", "+99999999", {}),
        ("date", "12/13/14/15", {}),
        ("date", "today", {"maximum": "yesterday"}),
        ("number", "12,50,1", {}),
        ("number", "1e9", {}),
        ("number", "1.2.3,4", {}),
        ("number", "9" * 40, {}),
        ("number", "11", {"maximum": "10"}),
        ("number", "1", {"minimum": "2"}),
        ("money", "lots", {}),
        ("toggle", "maybe", {}),
        ("choice", "x", {"options": OPTIONS}),
        ("email", "ana@", {}),
        ("email", "a b@example.com", {}),
        ("url", "example.com", {}),
        ("url", "javascript:alert(1)", {}),
        ("text", "abc", {"maximum": "2"}),
        ("text", "12", {"pattern": r"[A-Z]\d+"}),
        ("text", "A12 ", {"pattern": r"A1"}),
        ("text", "x" * 20_001, {}),
        ("text", "x", {"pattern": "("}),
        ("choices", "card", {"options": OPTIONS, "minimum": "2"}),
    ],
)
def test_a_wrong_value_is_told_by_its_label_with_an_example(type: str, typed: str, more: dict[str, object]) -> None:
    with pytest.raises(BadValue) as refusal:
        parsed(type, typed, label="The label", **more)
    assert refusal.value.message.startswith("The label: ")
    assert refusal.value.hint


def test_a_pattern_speaks_with_its_own_message() -> None:
    with pytest.raises(BadValue, match="Order number: as printed on the receipt"):
        parsed("text", "x", label="Order number", pattern=r"\d{5,}", message="as printed on the receipt")


def test_a_greedy_pattern_cannot_freeze_the_desk() -> None:
    with pytest.raises(BadValue):
        parsed("text", "a" * 19_000 + "b", pattern="(a+)+(a|a?)*x")


@pytest.mark.parametrize("type", [type for type in FIELD_TYPES if type != "toggle"])
def test_nothing_typed_is_missing_when_required_and_empty_when_not(type: str) -> None:
    with pytest.raises(MissingFields):
        parsed(type, " ")
    assert parsed(type, " ", required=False) == ([] if type == "choices" else "")


@given(st.sampled_from(FIELD_TYPES), st.text(max_size=40), st.sampled_from(["en", "en_US", "de", "fr_FR", "xx", ""]))
def test_any_text_is_either_understood_or_refused_in_words(type: str, typed: str, locale: str) -> None:
    try:
        parsed(type, typed, locale, options=OPTIONS, label="The label")
        told = ""
    except BadValue as refusal:
        told = refusal.message
    assert not told or "The label" in told


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_an_iso_date_means_itself(day: date) -> None:
    assert parsed("date", day.isoformat()) == day


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_a_number_with_two_decimals_means_itself_whatever_the_grouping(number: Decimal) -> None:
    assert parsed("number", f"{number:,.2f}") == parsed("number", f"{number:.2f}".replace(".", ",")) == number


@pytest.mark.parametrize(
    ("typed", "limits", "meant"),
    [
        ("3.5.", {"maximum": "today"}, "2026-05-03"),
        ("3 May", {"maximum": "today"}, "2026-05-03"),
        ("20 Nov", {"maximum": "today"}, "2026-11-20"),
        ("22 Nov", {"maximum": "today"}, "2025-11-22"),
        ("monday", {"maximum": "today"}, "2026-11-16"),
        ("monday", {"minimum": "today"}, "2026-11-23"),
        ("20 Nov", {"minimum": "today"}, "2027-11-20"),
        ("3.5.", {"minimum": "today"}, "2027-05-03"),
        ("3.5.", {}, "2027-05-03"),
    ],
)
def test_a_day_without_a_year_is_one_the_field_allows(typed: str, limits: dict[str, str], meant: str) -> None:
    field = Field("day", type="date", **limits)  # type: ignore[arg-type]
    assert parse(field, typed, today=date(2026, 11, 21)) == date.fromisoformat(meant)


def test_a_day_outside_the_limits_is_named_with_the_limit() -> None:
    with pytest.raises(BadValue, match="1 Dec 2026 is after today") as refused:
        parse(Field("day", "Sent on", type="date", maximum="today"), "2026-12-01", today=date(2026, 11, 21))
    assert refused.value.hint == "give today or an earlier day"


def test_the_agents_own_value_fills_in_their_own_field_only() -> None:
    field = Field("extension", own=True)
    assert initial(field, {"own": {"extension": "4711"}}) == "4711"
    assert initial(Field("extension"), {"own": {"extension": "4711"}}) == ""
