"""Facts that do not exist, and numbers that should be a fact and are another one."""

from __future__ import annotations

import pytest
from builders import fact, reply
from check_builders import found, in_text

from library.documents import Field

FACTS = (
    fact("refund-days", "14")._replace(title="Days until a refund reaches the customer"),
    fact("return-days", "30")._replace(title="Days after delivery in which customers may return an item"),
    fact("reply-hours", "24"),
    fact("delivery-fee", "4.95", type="money"),
    fact("discount-percent", "15"),
    fact("team-name", "Support", type="text"),
)


def test_a_fact_that_does_not_exist_names_the_three_nearest() -> None:
    [finding] = found(reply(body="Within {{ facts.refnd_days }}."), *FACTS, code="unknown-fact")
    assert finding.hint == "did you mean refund_days, return_days?"
    assert (finding.is_fault, finding.line, finding.column) == (True, 1, 11)
    [far] = found(reply(body="{{ facts.zzzzzz }}"), *FACTS, code="unknown-fact")
    assert far.hint == "write the fact first"


def test_a_default_that_quotes_no_fact_is_a_fault_of_its_field() -> None:
    document = reply(body="{{ x }}", fields=(Field("x", default="{{ facts.reply_hour }}"),))
    [finding] = found(document, *FACTS, code="unknown-fact")
    assert (finding.place, finding.name, finding.hint) == ("fields", "x", "did you mean reply_hours?")


def test_a_fact_that_exists_or_a_filter_may_do_without_is_nothing_to_speak_of() -> None:
    body = "{{ facts.refund_days }} {{ today | plus(business_days=2) }} {{ facts.team_name }}"
    assert in_text(body, "unknown-fact", *FACTS) == []


@pytest.mark.parametrize(
    ("text", "said", "key"),
    [
        ("You get your refund within 30 days.", "30 days", "refund_days"),
        ("Your refund takes thirty business days.", "thirty business days", "refund_days"),
        ("We refund you in twenty-one days.", "twenty-one days", "refund_days"),
        ("Refunds take 3 to 5 days.", "3 to 5 days", "refund_days"),
        ("You may return it for 14 days.", "14 days", "return_days"),
        ("Our 14-day return period is over.", "14-day", "return_days"),
        ("We reply within 48 hours.", "48 hours", "reply_hours"),
        ("Delivery costs $5.95.", "$5.95", "delivery_fee"),
        ("The price of delivery is 5,95 EUR.", "5,95 EUR", "delivery_fee"),
        ("Take a discount of 20 %.", "20 %", "discount_percent"),
        ("Hello.\n\nA refund: nine days", "nine days", "refund_days"),
    ],
)
def test_a_number_beside_what_a_fact_is_about_is_told(text: str, said: str, key: str) -> None:
    [message] = in_text(text, "number", *FACTS)
    assert message.startswith(f"says {said}, and facts.{key} is ")


@pytest.mark.parametrize(
    "text",
    [
        "You get your refund within 14 days.",
        "You get your refund within fourteen days.",
        "You have 30 days to return it, and the refund follows.",
        "Your refund takes {{ facts.refund_days }} days; write to us after 20 days.",
        "Your refund left us. We are here 7 days a week.",
        "Your refund was sent 2 weeks ago.",
        "The parcel took 9 days.",
        "Your refund of 30 EUR is on its way.",
        "Delivery costs $4.95.",
        "Order 30 was refunded on 3 May.",
        "Delivery is free. It costs $5 elsewhere.",
        "We refund order 20 within a few days.",
    ],
)
def test_a_number_that_is_right_or_about_something_else_is_left_alone(text: str) -> None:
    assert in_text(text, "number", *FACTS) == []
