"""The difference between two texts: both can be read out of it again, words stay whole, and it never takes long."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.comparing import Piece, compare, marked, summary

texts = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "30",
                "14",
                "days",
                "Hi",
                "Ana",
                ",",
                ".",
                " ",
                "  ",
                "\n",
                "\n\n",
                "\t",
                "it's",
                "12.50",
                "€",
                "👩‍👩‍👧",
                "é",
                "हिन्दी",
            ]
        ),
        max_size=40,
    ).map("".join),
)


@given(texts, texts)
def test_both_texts_can_be_read_out_of_the_pieces_byte_for_byte(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


@given(texts, texts)
def test_pieces_are_as_few_as_can_be_and_what_went_stands_before_what_came(before: str, after: str) -> None:
    pieces = compare(before, after)
    kinds = [piece.kind for piece in pieces]
    assert all(piece.text for piece in pieces)
    assert all(one != other for one, other in pairwise(kinds))
    assert ("new", "gone") not in pairwise(kinds)


@given(texts)
def test_a_text_and_itself_are_one_same_piece(text: str) -> None:
    assert compare(text, text) == ((Piece("same", text),) if text else ())


@given(texts, texts)
def test_where_texts_differ_a_line_says_so_and_it_fits(before: str, after: str) -> None:
    said = summary(compare(before, after), limit=30)
    assert bool(said) == (before != after)
    assert len(said) <= 30
    assert "\n" not in said


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("It takes 30 days.", "It takes 14 days.", "It takes [-30-]{+14+} days."),
        ("It costs €12.50, sorry.", "It costs €9.00, sorry.", "It costs [-€12.50-]{+€9.00+}, sorry."),
        ("It isn't there.", "It wasn't there.", "It [-isn't-]{+wasn't+} there."),
        ("Pay by card.", "Pay by card or PayPal.", "Pay by card{+ or PayPal+}."),
        ("a very big dog", "a dog", "a [-very big -]dog"),
        ("We wrote to you", "They called Bo today", "[-We wrote to you-]{+They called Bo today+}"),
        ("One.\n\nTwo.", "One.\n\nOne and a half.\n\nTwo.", "One.\n\n{+One and a half.\n\n+}Two."),
        ("👩‍👩‍👧 hello", "👩‍👩‍👦 hello", "[-👩‍👩‍👧-]{+👩‍👩‍👦+} hello"),
        ("नमस्ते दुनिया", "नमस्कार दुनिया", "[-नमस्ते-]{+नमस्कार+} दुनिया"),
    ],
)
def test_words_are_marked_whole_where_they_changed(before: str, after: str, shown: str) -> None:
    assert marked(compare(before, after)) == shown


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("within 30 days of it", "within 14 days of it", "30 → 14 days"),
        ("5 business days.", "9 business days.", "5 → 9 business days"),
        ("within 30 days", "within 30 business days", "new: business"),
        ("please do call us", "please call us", "no longer: do"),
        ("to your card.", "to your bank account.", "card → bank account"),
        ("€5 or 30 days", "€4 or 14 days", "2 places changed"),
        ("30 days, so 30 days", "14 days, so 14 days", "30 → 14 days (2 places)"),
        ("one\n\ntwo", "one two", "blank space"),
        ("same", "same", ""),
    ],
)
def test_one_line_says_what_changed(before: str, after: str, said: str) -> None:
    assert summary(compare(before, after)) == said


def test_a_long_change_is_cut_on_both_sides() -> None:
    said = summary(compare("We " + "never " * 40 + "do", "We " + "always " * 40 + "do"), limit=40)
    assert said.startswith("never never")
    assert " → always" in said
    assert (said.count("…"), len(said)) == (2, 40)


def natural(chance: random.Random, words: int) -> list[str]:
    """Words as often as in a natural language: few very often, many once (Zipf's law)."""
    return [f"w{int(chance.paretovariate(0.8))}" for _ in range(words)]


def shuffled(words: list[str], chance: random.Random) -> list[str]:
    return chance.sample(words, len(words))


def edited(words: list[str], chance: random.Random) -> list[str]:
    places = set(chance.sample(range(len(words)), 200))
    return [f"edited{at}" if at in places else word for at, word in enumerate(words)]


HARD: dict[str, tuple[Callable[[random.Random], list[str]], Callable[[list[str], random.Random], list[str]], str]] = {
    "edited": (lambda chance: natural(chance, 20_000), edited, " "),
    "shuffled": (lambda chance: natural(chance, 20_000), shuffled, " "),
    "each word once": (lambda chance: [f"u{n}" for n in range(20_000)], shuffled, " "),
    "two words only": (lambda chance: chance.choices("ab", k=20_000), shuffled, " "),
    "two lines only": (lambda chance: chance.choices("ab", k=20_000), shuffled, "\n\n"),
    "one word": (lambda chance: ["a"] * 20_000, lambda words, chance: ["b", *words[2:], "c"], " "),
    "signs": (lambda chance: chance.choices(".,;:", k=20_000), shuffled, ""),
}


@pytest.mark.timeout(20)  # measured: under 0.2 s; a quadratic way takes minutes
@pytest.mark.parametrize("case", HARD)
def test_texts_of_twenty_thousand_words_are_compared_in_a_moment(case: str) -> None:
    make, change, between = HARD[case]
    chance = random.Random(5)
    words = make(chance)
    before, after = between.join(words), between.join(change(words, chance))
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_in_a_long_text_only_what_was_edited_is_marked() -> None:
    chance = random.Random(5)
    words = natural(chance, 20_000)
    pieces = compare(" ".join(words), " ".join(edited(words, chance)))
    assert sum(len(piece.text) for piece in pieces if piece.kind == "same") > 0.9 * len(" ".join(words))
