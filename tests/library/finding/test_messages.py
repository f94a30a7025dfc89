"""What is left of a customer's whole message: what is asked, question by question."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.finding.messages import LONGEST, asked_in, questions_in

ASKED = "Where is my refund?"


@pytest.mark.parametrize(
    "greeting",
    ["Hi,", "Hello Mia,", "hey there!", "Dear Sir or Madam,", "Good morning team,", "Hallo Frau Meier,", "Bonjour,"],
)
def test_a_greeting_is_no_part_of_what_is_asked(greeting: str) -> None:
    assert asked_in(f"{greeting}\n\n{ASKED}") == ASKED
    assert asked_in(f"{greeting} {ASKED}") == ASKED


def test_a_greeting_without_a_comma_takes_nothing_of_the_question() -> None:
    assert asked_in("hi where is my refund") == "where is my refund"


@pytest.mark.parametrize(
    "closing",
    ["Kind regards,\nAna Lopez", "Thanks!\nAna", "-- \nAna Lopez\nACME Inc.\n+49 170 1234567", "Sent from my iPhone"],
)
def test_a_closing_and_a_signature_are_no_part_of_what_is_asked(closing: str) -> None:
    assert asked_in(f"{ASKED}\n\n{closing}") == ASKED


@pytest.mark.parametrize(
    "quoted",
    [
        "> You wrote to us\n> about your password",
        "On Mon, 3 May 2026 at 10:11, Support <help@example.com>\nwrote:\nYour password was reset.",
        "-----Original Message-----\nYour password was reset.",
        "From: Support\nSent: Monday\nTo: Ana\nYour password was reset.",
        "Am 3. Mai schrieb Support:\nIhr Passwort ist neu.",
    ],
)
def test_quoted_text_is_no_part_of_what_is_asked(quoted: str) -> None:
    assert asked_in(f"{ASKED}\n\n{quoted}") == ASKED


def test_a_pasted_mail_that_begins_with_its_header_keeps_its_subject_and_its_text() -> None:
    pasted = f"From: Ana\nTo: us\nSubject: Refund missing\n\nDear team,\n{ASKED}\n\nBest,\nAna"
    assert questions_in(pasted) == ["Refund missing", ASKED]


def test_several_questions_come_apart_and_courtesies_go() -> None:
    message = (
        "Hi there,\n\nhope you are well. My parcel never came, and how do I change my address? Also, can I get an "
        "invoice?\nThank you very much!\nTom"
    )
    assert questions_in(message) == ["My parcel never came", "how do I change my address?", "can I get an invoice?"]


def test_numbered_and_dashed_lines_are_questions_of_their_own() -> None:
    assert questions_in("1. where is it\n- how do I pay\n(b) who calls me") == [
        "where is it",
        "how do I pay",
        "who calls me",
    ]


@pytest.mark.parametrize("nothing", ["", "   ", "Hello!", "Hi Ana", "Thanks a lot, Ana", "> quoted\n> only"])
def test_a_message_that_asks_nothing_has_no_questions(nothing: str) -> None:
    assert questions_in(nothing) == []


@given(st.text(max_size=300))
def test_whatever_is_pasted_every_word_kept_was_in_the_message(message: str) -> None:
    for question in questions_in(message):
        assert all(word in message for word in question.split())


@pytest.mark.parametrize("piece", ["hi ", "on ", "a\n", "> ", "from: x\n", "and how ", "thanks, ", ". ", "-", "\t"])
def test_a_very_long_message_takes_no_longer_than_a_blink(piece: str) -> None:
    began = time.perf_counter()
    questions_in(piece * (LONGEST // len(piece) + 1_000))
    assert time.perf_counter() - began < 5  # quadratic patterns take minutes
