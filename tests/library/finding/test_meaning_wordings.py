"""How customers say what titles name, and the sketches it is part of."""

from __future__ import annotations

import numpy as np
import pytest

from library.finding.folding import plain_words
from library.finding.meaning_sketches import WIDTH, pooled, rarities, sketches
from library.finding.meaning_wordings import named_in, stem, wordings


def said(title: str) -> set[str]:
    known = wordings().said
    return {expression for number in named_in(plain_words(title)) for expression in known[number]}


@pytest.mark.parametrize(
    ("title", "expression"),
    [("Refunds", "money back"), ("Charging fees", "how much does it cost"), ("How to top up", "add money")],
)
def test_a_title_names_what_customers_say_in_other_words(title: str, expression: str) -> None:
    assert expression in said(title)


def test_of_phrases_that_overlap_the_longest_is_named() -> None:
    assert "currency" in said("exchange")
    assert named_in(["exchange", "rate"]) != named_in(["exchange"])
    assert "pounds" not in said("exchange rate")


def test_a_title_of_other_things_names_nothing() -> None:
    assert named_in(plain_words("the purple elephant")) == []
    assert named_in([]) == []


def test_every_wording_says_something_in_lower_case() -> None:
    for expressions in wordings().said:
        assert expressions
        assert all(text and text == text.lower().strip() for text in expressions)


@pytest.mark.parametrize(("word", "other"), [("charges", "charging"), ("refunded", "refund"), ("cancel", "cancels")])
def test_forms_of_a_word_have_one_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


def alike(one: str, other: str) -> float:
    texts = [one, other, "where is the station", "a song about rain"]
    found = sketches(texts, rarities(texts))
    return float(found[0] @ found[1] / (np.linalg.norm(found[0]) * np.linalg.norm(found[1])))


@pytest.mark.parametrize(("one", "other"), [("my recipt", "the receipt"), ("my money back", "a refund")])
def test_sketches_are_alike_by_letters_and_by_what_means_the_same(one: str, other: str) -> None:
    assert alike(one, other) > alike(one, "purple elephant") + 0.1


def test_texts_in_other_letters_are_sketched_like_any() -> None:
    texts = ["où est mon colis", "plain words", "", "漢字"]
    found = sketches(texts, rarities(texts))
    assert found.shape == (4, WIDTH)
    assert found[0].any()
    assert not found[2].any()


def test_pooling_sums_the_rows_of_each_list() -> None:
    vectors = np.arange(12, dtype=np.float32).reshape(4, 3)
    places = [[1], [], [3, 0, 3], [2, 2]]
    expected = [vectors[there].sum(axis=0) for there in places]
    np.testing.assert_array_equal(pooled(vectors, places), expected)
