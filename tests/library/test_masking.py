"""Masking: what must never be stored is gone, and what an agent may search for stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.masking import common_words, mask, mask_remark, mask_words

EMAILS = (
    "anna.schmidt@example.com",
    "ANNA@EXAMPLE.CO.UK",
    "a+tag@mail.example.org",
    "anna (at) example (dot) com",
    "anna [at] example.com",
    "anna at example dot com",
    "jürgen@müller.example",
    "root@localhost",
    "anna＠example.com",
)
PHONES = (
    "+49 171 1234567",
    "+49 (0)171 123-4567",
    "0171/1234567",
    "(555) 123-4567",
    "555-123-4567",
    "555.123.4567",
    "04 12 55 78 90",
    "0049-171-1234567",
    "+44 20\u00a07946\u00a00958",
    "0171\u20111234567",
    "0171\u200b1234567",
    "٠١٢٣٤٥٦٧٨٩",
)
CARDS = (
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111111111111111",
    "5500.0000.0000.0004",
    "3782 822463 10005",
    "6011/0009/9013/9424",
    "4111 1111 1111 1112",  # mistyped, still somebody's
)
IBANS = (
    "DE89 3704 0044 0532 0130 00",
    "DE89370400440532013000",
    "de89370400440532013000",
    "GB29 NWBK 6016 1331 9268 19",
    "FR76-3000-6000-0112-3456-7890-189",
    "NL91 ABNA 0417 1643 00",
)
ORDERS = (
    "#12345",
    "# 98765",
    "ORD-2024-00123",
    "AB12345",
    "1Z999AA10123456784",
    "12345-678",
    "T_00912345",
    "order/2024/77123",
    "8f14e45f-ceea-467f-a9c9-3a1b2c3d4e5f",
    "1234567",
)


@pytest.mark.parametrize("secret", [*EMAILS, *PHONES, *CARDS, *IBANS, *ORDERS])
@pytest.mark.parametrize(
    "sentence", ["{}", "please look at {}, thanks", "it is ({})!", "new line\n{}\nand on", "my:{}."]
)
def test_a_planted_secret_never_survives(secret: str, sentence: str) -> None:
    masked = mask(sentence.format(secret))

    assert secret not in masked
    assert not any(piece in masked for piece in _telling_pieces(secret))


def _telling_pieces(secret: str) -> list[str]:
    """Runs of three digits or more; of an address, what stands before the @."""
    runs = "".join(character if character.isdigit() else " " for character in secret).split()
    return [run for run in runs if len(run) >= 3] + [part for part in secret.split("@")[:-1] if part]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to anna@example.com.", "write to <EMAIL>."),
        ("see https://example.com/a?b=c, please", "see <URL>, please"),
        ("on www.example.com or example.com/help", "on <URL> or <URL>"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN <IBAN> please"),
        ("card 4111 1111 1111 1111 was charged", "card <CARD> was charged"),
        ("call +49 171 1234567 now", "call <PHONE> now"),
        ("since 2024-05-03, 3.5.2024, 3 May 2024 or May 3rd", "since <DATE>, <DATE>, <DATE> or <DATE>"),
        ("paid $12.50, 1.234,56 € and 20 euros", "paid <MONEY>, <MONEY> and <MONEY>"),
        ("order #12345 and ORD-2024-00123", "order <ID> and <ID>"),
        ("code 4711 or 1,234", "code <NUM> or <NUM>"),
    ],
)
def test_each_form_gets_its_own_placeholder(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "sentence",
    [
        "I have waited 3 weeks and nothing has arrived.",
        "Please cancel my subscription within 14 days, thank you!",
        "We answer 24/7, usually in 2-3 hours, at 10:30 or later.",
        "I can't log in; it says my password is wrong.",
        "It isn't working on 2 of my 5 devices :(",
    ],
)
def test_an_ordinary_support_sentence_survives_unmasked(sentence: str) -> None:
    assert mask_words(sentence, lambda word: False) == sentence


def test_names_become_word() -> None:
    masked = mask_words("Hi, Anna Schmidt and O'Brien-Lopez want a refund", lambda word: False)

    assert masked == "Hi, <WORD> <WORD> and <WORD>-<WORD> want a refund"


def test_a_word_of_the_catalog_stays_in_any_case() -> None:
    masked = mask_words("Schmidt's Klarna invoice, refund-late", {"klarna", "refund-late"}.__contains__)

    assert masked == "<WORD> Klarna invoice, refund-late"


def test_placeholders_stay_when_words_are_masked() -> None:
    assert mask_words("mail anna@example.com about #12345", lambda word: False) == "mail <EMAIL> about <ID>"


def test_the_common_words_hold_no_usual_given_names() -> None:
    names = "anna james mary john mark bill grace rose jack frank mia max tom peter paul maria ali april june hope"

    assert not common_words() & set(names.split())


def test_the_common_words_are_lower_case_single_words() -> None:
    assert len(common_words()) > 2_000
    assert all(word == word.lower() and " " not in word and word.replace("'", "").isalpha() for word in common_words())


@given(st.text(alphabet=st.sampled_from("aB1234567890 @.,-+#€/()<>'\nmay:"), max_size=60) | st.text(max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)

    assert mask(once) == once


@given(st.text(alphabet=st.sampled_from("aB12 @.,-+#€/()<>'\nWORDit"), max_size=60) | st.text(max_size=60))
def test_masking_words_twice_changes_nothing(text: str) -> None:
    once = mask_words(text, lambda word: False)

    assert mask_words(once, lambda word: False) == once


@given(st.text(alphabet=st.sampled_from("aB0123456789 -./()+#"), max_size=40))
def test_no_run_of_three_digits_ever_survives(text: str) -> None:
    masked = mask(text)

    assert not any(masked[place : place + 3].isdigit() for place in range(len(masked) - 2))


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "a@", "a.", "1.1,", "www.", "a-", "(", "$1 1", "12/", "#a", "x at "])
@pytest.mark.timeout(30)
def test_a_pasted_page_of_anything_is_masked(piece: str) -> None:
    text = piece * (50_000 // len(piece))

    masked = mask(text)  # quadratic work would run into the timeout

    assert mask(masked) == masked


@pytest.mark.parametrize(
    "remark",
    ["the limit is 500 EUR now", "14 days, not 30", "valid until 1 December", "closed since 2026", "see 12.50"],
)
def test_what_colleagues_say_of_a_template_keeps_its_amounts_days_and_short_numbers(remark: str) -> None:
    assert mask_remark(remark) == remark


@pytest.mark.parametrize(
    "remark",
    ["bo@example.com says so", "card 4111 1111 1111 1111", "call 0176 1234567", "order A104823", "born 3.5.1980"],
)
def test_what_colleagues_say_of_a_template_keeps_nothing_of_a_person(remark: str) -> None:
    masked = mask_remark(remark)
    assert "<" in masked
    assert masked == mask(remark)
