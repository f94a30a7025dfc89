"""Markdown, hand-broken lines, long sentences, links and empathy."""

from __future__ import annotations

import pytest
from builders import fragment, reply, toggle
from check_builders import found, in_text

from library.documents import Field


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("This is **important** now.", "bold"),
        ("This is __very important__ now.", "bold"),
        ("**{{ amount }}** is due.", "bold"),
        ("# Your refund\n\nHello.", "a heading"),
        ("Hello.\n\n### Next steps\nPay.", "a heading"),
        ("Read [our help](https://example.com/help).", "a link"),
        ("Read [our help]({{ url }}).", "a link"),
        ("Type `reset` now.", "code"),
        ("```\ncode\n```", "code"),
        ("This is ~~wrong~~ right.", "struck out"),
        ("a | b\n--- | ---\n1 | 2", "a table"),
    ],
)
def test_markdown_in_plain_text_is_told(text: str, what: str) -> None:
    assert any(f"Markdown for {what}" in message for message in in_text(text, "markdown"))


@pytest.mark.parametrize(
    "text",
    [
        "2 ** 3 and 4 ** 5",
        "* Prices include VAT. ** See below.",
        "- one\n- two\n* three",
        "#1 choice, order #123, # 5",
        "snake_case_name and __init__",
        "[sic] (see above) and [1](2)",
        "it's the `quote",
        "--\nMia",
        "-----\nMia | Acme",
        "~ 5 days ~ roughly",
        "Hello | world",
        "{# **not sent** #}Hello.",
    ],
)
def test_plain_text_that_only_looks_like_markdown_is_left_alone(text: str) -> None:
    assert in_text(text, "markdown") == []


WRAPPED = "Thank you for your message, which reached us this\nmorning and is with our colleagues."


@pytest.mark.parametrize(
    "text",
    [
        WRAPPED,
        "Hello.\n\n- Please send us a photo of the parcel and of the\n  label on it.",
        "We sent {{ what }} to you yesterday from our warehouse,\nand it should be with you soon.",
    ],
)
def test_a_paragraph_broken_by_hand_is_told_once(text: str) -> None:
    assert len(in_text(f"{text}\n\n{text}", "hard-wrap")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Kind regards,\nMia Berg\nCustomer Support",
        "Thank you for your message, which reached us this morning.\nit is with us.",
        "Please send us the following to the address you know already:\nyour order number",
        "Thank you for your message, which reached us this morning\n\nand more",
        "- Thank you for your message, which reached us this morning\n- and more of that",
        "Thank you for your message, which reached us this morning\n{% if late %}\nsorry\n{% endif %}",
        "Thank you for your message, which reached us this morning\nAnother line of its own",
        "Thank you for your message, which reached us this morning\n \t\nand more",
        " \t\nand more",
    ],
)
def test_lines_that_are_meant_are_left_alone(text: str) -> None:
    assert in_text(text, "hard-wrap") == []


def words(count: int) -> str:
    return " ".join(["word"] * count)


def test_a_sentence_over_35_words_is_told_with_where_it_begins() -> None:
    [finding] = found(reply(body=f"Short.\n\nShort. {words(36)}."), code="long-sentence")
    assert (finding.line, finding.column, finding.message) == (3, 8, "a sentence of 36 words")


def test_what_is_read_out_is_told_from_26_words_on() -> None:
    document = reply(body=f"{words(30)}.", variants={"phone": f"{words(26)}.", "chat": f"{words(30)}."})
    assert [finding.place for finding in found(document, code="long-sentence")] == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        f"{words(35)}.",
        f"{words(30)}? {words(30)}! {words(30)}",
        f"{words(30)}\n{words(30)}",
        f"{words(30)} “quoted.” {words(30)}",
        f"{words(20)} {{% if late %}}{words(10)}.{{% else %}}{words(12)}.{{% endif %}} {words(20)}.",
        f"{words(30)} {{{{ name | default('one two three four five six seven') }}}}.",
    ],
)
def test_sentences_as_customers_get_them_are_counted(text: str) -> None:
    assert in_text(text, "long-sentence") == []


def test_a_long_sentence_in_any_branch_is_told() -> None:
    text = f"{{% if late %}}Sorry.{{% else %}}{words(20)} {words(20)}.{{% endif %}}"
    assert len(in_text(text, "long-sentence", fields=(toggle("late"),))) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("See http://example.com/help.", 1),
        ("See HTTP://example.com and ftp://example.com", 2),
        ("See https://example.com/?next=http://example.com", 0),
        ("On your own machine: http://localhost:8080/", 0),
        ("Write http, or https://example.com", 0),
    ],
)
def test_a_link_that_is_not_https_is_told(text: str, count: int) -> None:
    assert len(in_text(text, "link")) == count


def test_a_fact_with_such_a_link_is_told_too() -> None:
    assert [f.code for f in found(reply("help-url", "http://example.com", kind="fact", type="url"))] == ["link"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No. You are wrong.", ""),
        ("We have refunded you.", "en"),
        ("Wir haben das Geld zurückgezahlt.", "de"),
        ("Nous vous avons remboursé.", "fr-CH"),
    ],
)
def test_a_complaint_answered_without_a_word_of_sympathy_is_told(text: str, language: str) -> None:
    for about in (reply(body=text, group="Complaints and apology"), reply(body=text, tags=("complaint",))):
        assert [f.code for f in found(about._replace(language=language))] == ["empathy"]


@pytest.mark.parametrize(
    ("text", "language", "tag"),
    [
        ("I am sorry that this happened.", "en", "complaint"),
        ("We APOLOGISE for that.", "", "complaints"),
        ("I’m sorry.", "en_GB", "complaint"),
        ("Es tut mir leid.", "de", "complaint"),
        ("Przykro nam z tego powodu.", "pl", "complaint"),
        ("No.", "en", "refund"),
        ("{% include 'warm' %}", "en", "complaint"),
    ],
)
def test_sympathy_counts_in_the_words_and_languages_that_are_known(text: str, language: str, tag: str) -> None:
    document = reply(body=text, language=language, tags=(tag,))
    assert found(document, fragment("warm", "I understand how that feels."), code="empathy") == []


def test_each_text_for_a_channel_needs_its_own_word_of_sympathy() -> None:
    document = reply(body="Sorry.", variants={"chat": "No."}, tags=("complaint",), fields=(Field("x"),))
    assert [f.place for f in found(document, code="empathy")] == ["chat"]
