"""Personal data left in a text."""

from __future__ import annotations

import pytest
from builders import fact, reply
from check_builders import in_text

OURS = (
    fact("help-url", "https://help.acme.co.uk/start", type="url"),
    fact("phone-number", "+44 20 7946 0018", type="text"),
    fact("bank-account", "DE89 3704 0044 0532 0130 00", type="text"),
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Card 4111 1111 1111 1111 was charged.", "card"),
        ("Card 4111-1111-1111-1111.", "card"),
        ("5500005555555559", "card"),
        ("Pay to GB82 WEST 1234 5698 7654 32.", "bank account"),
        ("NL91ABNA0417164300", "bank account"),
    ],
)
def test_a_card_or_account_number_is_a_fault(text: str, what: str) -> None:
    assert in_text(text, "account-number", *OURS) == [f"a {what} number is in the text"]


@pytest.mark.parametrize(
    "text",
    [
        "Order 4111 1111 1111 1112",
        "Pay to DE89370400440532013000.",  # a fact: it is the company's own
        "Your code is AB12 CDEF GHIJ KLMN OPQR",
        "2026-05-03 to 2026-06-03",
        "1 2 3 4 5 6 7 8 9 10 11 12 13",
    ],
)
def test_other_numbers_and_the_companys_own_are_left_alone(text: str) -> None:
    assert in_text(text, "account-number", *OURS) == []


@pytest.mark.parametrize(
    "text",
    [
        "Write to ana.smith@gmail.com.",
        "Write to Ana_Smith-2@mail.example.org, please.",
        "Call 0151 2345 6789.",
        "Call +1 (202) 555-0100.",
    ],
)
def test_somebodys_address_or_phone_number_is_a_warning(text: str) -> None:
    assert len(in_text(text, "contact", *OURS)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Write to ana@acme.co.uk or to ana@mail.acme.co.uk.",
        "Write to support@elsewhere.com, no-reply@carrier.com, privacy@carrier.com.",
        "Call +44 20 7946 0018, or +44 (20) 7946-0018.",
        "Your order 123456789 of 12.05.2026, 9:00-17:00, 1,234.50 EUR.",
        "https://www.example.com/orders/0123456789",
        "{{ customer.email }} and {{ facts.phone_number }}",
    ],
)
def test_the_companys_own_and_what_is_nobodys_are_left_alone(text: str) -> None:
    assert in_text(text, "contact", *OURS) == []


def test_facts_may_hold_what_is_the_companys_own() -> None:
    assert in_text("x", "contact") == []
    document = reply("phone-number", "+44 20 7946 0018", kind="fact", type="text")
    from check_builders import codes

    assert codes(document) == set()
