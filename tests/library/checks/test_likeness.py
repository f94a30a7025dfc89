"""Templates that say nearly the same."""

from __future__ import annotations

import random

import pytest
from builders import fact, reply
from check_builders import found, in_text, known
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from library.checks import around_of, check
from library.checks.likeness import ALIKE, SHORTEST, Likeness, literal_of
from library.masking import common_words

TEXT = (
    "Hi {{ first_name }},\n\nyour refund for order {{ order_number }} left us on Monday, and it reaches your account"
    " within five days.\n\nPlease write to us if it does not."
)
OTHER = reply("refund-slow", TEXT)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("five", "ten"),
        TEXT.replace("{{ first_name }}", "{{ name }}").replace("Please write", "Write"),
        TEXT.upper().replace("{{ FIRST_NAME }}", "{{ x }}").replace("{{ ORDER_NUMBER }}", "{{ y }}"),
        TEXT.replace("\n\n", "\n").replace("Hi", "{% include 'greeting' %} Hi"),
    ],
)
def test_a_template_that_nearly_repeats_another_shows_both(text: str) -> None:
    [message] = in_text(text, "near-duplicate", OTHER)
    assert "refund-slow" in message


def test_what_differs_is_told() -> None:
    [message] = in_text(TEXT.replace("five", "ten"), "near-duplicate", OTHER)
    assert "five → ten" in message


@pytest.mark.parametrize(
    "text",
    [
        "Hi {{ first_name }},\n\nyour parcel left us on Monday, and it reaches you soon.\n\nWrite to us if not.",
        "Hi {{ first_name }},\n\nyour refund for order {{ order_number }} left us on Monday.",
        "{{ a }}{{ b }}",
        "",
    ],
)
def test_a_template_that_says_something_else_is_left_alone(text: str) -> None:
    assert in_text(text, "near-duplicate", OTHER) == []


def test_short_texts_are_alike_by_chance() -> None:
    assert in_text("Thank you, all is well.", "near-duplicate", reply("thanks", "Thank you, all is well!")) == []


def test_a_template_is_no_duplicate_of_itself_its_draft_under_a_new_name_or_its_translation() -> None:
    around = around_of(known(OTHER))
    renamed = OTHER._replace(abbreviation="refund-tardy", aliases=("refund-slow",))
    for document, asked in ((OTHER, around), (renamed, around.about("id-refund-slow"))):
        assert [finding.code for finding in check(document, asked) if finding.code == "near-duplicate"] == []
    german = reply("erstattung", TEXT)._replace(translates="refund-slow", language="de")
    assert found(german, OTHER, code="near-duplicate") == []


def test_facts_are_never_alike() -> None:
    long = "Monday to Friday from nine to five, but not on holidays, and not in the last week of the year"
    assert found(fact("opening-hours", long, type="text"), fact("phone-hours", long, type="text")) == []


WORDS = sorted(common_words())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_none_is_missed_that_comparing_with_every_text_would_find(seed: int) -> None:
    chance = random.Random(seed)
    texts = [" ".join(chance.choice(WORDS) for _ in range(chance.randint(12, 80))) for _ in range(30)]
    words = chance.choice(texts).split()
    for _ in range(max(1, len(words) // chance.randint(8, 30))):
        words[chance.randrange(len(words))] = chance.choice(["", "changed", *WORDS[:50]])
    asked = " ".join(word for word in words if word)
    documents = [reply(f"t-{number}", text) for number, text in enumerate(texts)]
    expected = {
        document.abbreviation
        for document in documents
        if len(literal_of(document.body)) >= SHORTEST <= len(asked)
        and Indel.normalized_similarity(asked, literal_of(document.body)) >= ALIKE
    }
    near = Likeness((document.abbreviation, document) for document in documents).near(reply("asked", asked))
    assert {item.document.abbreviation for item in near} == expected


def test_texts_without_blanks_are_compared_too() -> None:
    text = (
        "ご注文の商品は本日発送いたしました。到着まで三日ほどお待ちください。"
        "ご不明な点がございましたら、お気軽にお問い合わせください。よろしくお願いいたします。"
    )
    assert len(in_text(text.replace("三日", "五日"), "near-duplicate", reply("sent", text))) == 1
