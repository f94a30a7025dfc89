"""Each filter and test, on the values agents type."""

from __future__ import annotations

import pytest
from rendering_builders import Shelf, fact, text_of

from library.documents import Field, Option
from library.errors import TemplateFault

DAY = Field("day", type="date")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("day | date", "May 3, 2026"),
        ("day", "May 3, 2026"),
        ("day | date('short')", "5/3/26"),
        ("day | date('long')", "May 3, 2026"),
        ("day | date('full')", "Sunday, May 3, 2026"),
        ("day | date('EEEE d MMMM')", "Sunday 3 May"),
        ("day | plus(days=3) | date('d.M.')", "6.5."),
        ("day | plus(weeks=2, days=1) | date('d.M.')", "18.5."),
        ("day | minus(months=3) | date('d.M.')", "3.2."),
        ("day | plus(business_days=1) | date('d.M.')", "4.5."),
        ("day | plus(business_days='5') | date('d.M.')", "8.5."),
        ("day | minus(business_days=1) | date('d.M.')", "1.5."),
        ("day | plus(days=-3) | date('d.M.')", "30.4."),
    ],
)
def test_dates(expression: str, expected: str) -> None:
    assert text_of(f"{{{{ {expression} }}}}", DAY, values={"day": "2026-05-03"}) == expected


def test_a_month_later_is_never_past_the_months_end() -> None:
    body = "{{ day | plus(months=1) | date('yyyy-MM-dd') }}"
    assert text_of(body, DAY, values={"day": "2026-01-31"}) == "2026-02-28"
    assert text_of(body, DAY, values={"day": "2024-01-31"}) == "2024-02-29"
    assert text_of(body, DAY, values={"day": "2026-12-31"}) == "2027-01-31"


@pytest.mark.parametrize(
    ("value", "expression", "expected"),
    [
        ("o'neill iPhone", "x | title", "O'neill IPhone"),
        ("a1", "x | upper", "A1"),
        ("A1", "x | lower", "a1"),
        ("late Parcel", "x | capitalize", "Late Parcel"),
        ("Dr. Ana Silva", "x | first_name", "Ana"),
        ("Silva, Ana Maria", "x | first_name", "Ana"),
        ("Prince", "x | first_name", "Prince"),
        ("1", "x | plural('day', 'days')", "day"),
        ("3", "x | plural('day', 'days')", "days"),
        ("1234567", "x | number", "1,234,567"),
        ("12.50", "x | number", "12.50"),
        ("1234.5", "x | money('EUR')", "€1,234.50"),
        ("one two three", "x | wrap(8)", "one two\nthree"),
        ("a\n\nb", "x | quote", "> a\n>\n> b"),
        ("a", "x ~ ' and ' ~ x", "a and a"),
        ("a", "'yes' if x == 'a' else 'no'", "yes"),
        ("b", "'yes' if x == 'a'", ""),
        ("4", "'even' if x is even else 'odd'", "even"),
        ("apple", "'in' if 'ppl' in x", "in"),
    ],
)
def test_texts_and_numbers(value: str, expression: str, expected: str) -> None:
    body = f"[{{{{ {expression} }}}}]"
    assert text_of(body, Field("x", type="multiline"), values={"x": value}) == f"[{expected}]"


def test_a_list_is_a_sentence() -> None:
    items = Field("items", type="choices", options=(Option("mug"), Option("cap"), Option("pen")))
    body = "{{ items }} / {{ items | join('or') }} / {{ items | join }}"
    assert (
        text_of(body, items, values={"items": "mug, cap, pen"})
        == "mug, cap and pen / mug, cap or pen / mug, cap and pen"
    )
    assert text_of("{{ items }}", items, values={"items": "1,2"}, locale="de") == "mug und cap"
    assert text_of("{{ items }}", items, values={"items": "cap"}) == "cap"


def test_money_takes_its_currency_from_the_fact() -> None:
    amount = Field("amount", type="money")
    shelf = Shelf(fact("currency", "USD"))
    assert text_of("{{ amount | money }}", amount, values={"amount": "12,5"}, shelf=shelf) == "$12.50"
    with pytest.raises(TemplateFault, match="no currency"):
        text_of("{{ amount | money }}", amount, values={"amount": "12,5"})


def test_default_lets_a_name_stay_empty() -> None:
    assert text_of("Hi {{ customer.first_name | default('there') }}") == "Hi there"
    assert text_of("Hi {{ nick | trim | default(customer.name) }}", context={"customer": {"name": "Ana"}}) == "Hi Ana"
    assert text_of("Hi {{ nick or 'there' }}") == "Hi there"


def test_default_stands_in_for_a_value_of_nothing_visible() -> None:
    assert text_of("Hi {{ nick | default('you') }}", values={"nick": "\x08 "}) == "Hi you"


def test_default_asks_for_its_other_value_only_when_it_is_needed() -> None:
    assert text_of("Hi {{ nick | default(customer.name) }}", values={"nick": "Bo"}) == "Hi Bo"


def test_a_name_asked_for_by_is_defined_may_stay_empty() -> None:
    body = "Hi.{% if ticket.url is defined %} See {{ ticket.url }}.{% endif %}"
    assert text_of(body) == "Hi."
    assert text_of(body, context={"ticket": {"url": "https://t.example/1"}}) == "Hi. See https://t.example/1."


def test_an_optional_date_left_empty_passes_through_every_filter() -> None:
    day = Field("day", type="date", required=False)
    assert text_of("[{{ day | plus(days=1) | date }}]", day) == "[]"


@pytest.mark.parametrize(
    "expression",
    [
        "day | date('QQQQQQQ')",
        "day | date('')",
        "day | plus(days=99999)",
        "day | plus(days='many')",
        "day | money('EUR')",
        "today | money('EUR')",
        "5 | money('XXXX')",
        "'x' | number",
        "'x' | wrap(0)",
        "'x' < 'y'",
        "'a' in 5",
        "'x' is even",
    ],
)
def test_a_filter_that_cannot_do_its_work_is_a_fault_with_a_place(expression: str) -> None:
    with pytest.raises(TemplateFault) as refusal:
        text_of(f"{{{{ {expression} }}}}", DAY, values={"day": "2026-05-03"})
    assert refusal.value.line == 1
    assert refusal.value.hint
