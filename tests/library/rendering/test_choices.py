"""Picking one or some of several options, by hand and by program."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_builders import text_of

from library.documents import Field, Option
from library.errors import BadValue
from library.rendering.choices import joined_picks, read_picks
from library.rendering.fields import initial, parse

TODAY = date(2026, 5, 6)
COMMAS = (Option("Lisbon, Portugal"), Option("Porto"), Option("Portugal"), Option("S; M", "Small; medium, too"))


def picked(text: str, *options: Option, type: str = "choices") -> object:
    return parse(Field("x", type=type, options=options), text, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Lisbon, Portugal", ["Lisbon, Portugal"]),
        ("lisbon,  portugal, porto", ["Lisbon, Portugal", "Porto"]),
        ("Porto, Lisbon, Portugal", ["Porto", "Lisbon, Portugal"]),
        ("Portugal, Lisbon, Portugal, Portugal", ["Portugal", "Lisbon, Portugal"]),
        ("Lisbon, Porto", ["Lisbon, Portugal", "Porto"]),  # “Lisbon” begins only one option
        ("Small; medium, too; Porto", ["S; M", "Porto"]),
        ("1; 2", ["Lisbon, Portugal", "Porto"]),
        ("Porto\nLisbon, Portugal", ["Porto", "Lisbon, Portugal"]),
        (", Porto ,, ", ["Porto"]),
    ],
)
def test_a_comma_inside_an_option_does_not_part_it(typed: str, expected: list[str]) -> None:
    assert picked(typed, *COMMAS) == expected


def test_one_pick_a_line_means_exactly_these_options() -> None:
    options = (Option("a"), Option("b"), Option("a, b"))
    assert picked("a, b", *options) == ["a, b"]
    assert picked(joined_picks(["a", "b"]), *options) == ["a", "b"]
    assert picked(joined_picks(["a, b", "a"]), *options) == ["a, b", "a"]


names = st.text(st.sampled_from("ab,; \n1é"), min_size=1, max_size=6).filter(lambda name: name.strip() != "")


@given(st.lists(names, min_size=1, max_size=6, unique_by=lambda name: " ".join(name.split()).casefold()), st.data())
def test_whatever_is_picked_comes_back_as_it_was_picked(values: list[str], data: st.DataObject) -> None:
    options = tuple(Option(value) for value in values)
    chosen = data.draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
    sent = joined_picks(chosen)
    assert picked(sent, *options) == chosen
    assert read_picks(options, sent) == tuple(chosen)


def test_the_value_wins_over_another_options_label_and_place() -> None:
    options = (Option("5", "1"), Option("1", "5"), Option("Card"), Option("card"))
    assert picked("1", *options, type="choice") == "1"
    assert picked("card", *options, type="choice") == "card"
    assert picked("Card", *options, type="choice") == "Card"


def test_labels_are_for_the_agent_and_values_for_the_customer() -> None:
    method = Field("method", type="choice", options=(Option("card", "Credit card"), Option("bank", "Bank transfer")))
    assert text_of("By {{ method }}.", method, values={"method": "Bank transfer"}) == "By bank."


def test_picks_are_read_back_for_a_form_and_strange_ones_left_out() -> None:
    assert read_picks(COMMAS, "Porto, Lisbon, Portugal, Madrid") == ("Porto", "Lisbon, Portugal")
    assert read_picks(COMMAS, "") == ()


def test_a_list_of_the_context_fills_choices_whatever_its_values_hold() -> None:
    cities = Field("cities", type="choices", options=COMMAS, source="order.cities")
    context = {"order": {"cities": ["Lisbon, Portugal", "Porto"]}}
    assert initial(cities, context) == "Lisbon, Portugal\nPorto"
    assert text_of("{{ cities }}", cities, context=context) == "Lisbon, Portugal and Porto"
    assert text_of("{{ order.cities }}", context=context) == "Lisbon, Portugal and Porto"


@pytest.mark.parametrize(
    ("minimum", "maximum", "typed", "told"),
    [
        ("2", "", "Porto", "at least 2 of them"),
        ("", "1", "Porto, Portugal", "at most 1 of them"),
    ],
)
def test_limits_of_choices_count_them(minimum: str, maximum: str, typed: str, told: str) -> None:
    field = Field("x", type="choices", options=COMMAS, minimum=minimum, maximum=maximum, label="Cities")
    with pytest.raises(BadValue, match=f"Cities: {told}"):
        parse(field, typed, today=TODAY)


@pytest.mark.parametrize("type", ["text", "multiline"])
def test_limits_of_a_text_count_its_letters(type: str) -> None:
    field = Field("x", type=type, minimum="3", maximum="5", label="Code")
    assert parse(field, "abcd", today=TODAY) == "abcd"
    for typed, told in (("ab", "at least 3 letters"), ("abcdef", "at most 5 letters")):
        with pytest.raises(BadValue, match=f"Code: {told}"):
            parse(field, typed, today=TODAY)
