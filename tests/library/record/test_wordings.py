"""Masked texts are compared, grouped and shown without what their masks would say."""

from __future__ import annotations

import pytest
from rapidfuzz import fuzz

from library.record.wordings import comparable, grouped, readable, without_masks


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Where's  my <WORD>?", "wheres my <WORD>"),
        ("<WORD> <NUM>", ""),
        ("<WORD>, <ID>!", ""),
        ("", ""),
        ("<word> parcel", "word parcel"),
        ("Rückgabe<NUM>", "ruckgabe <NUM>"),
    ],
)
def test_the_comparable_form_folds_words_and_keeps_masks(text: str, form: str) -> None:
    assert comparable(text) == form


def test_a_run_of_masks_is_read_as_one_ellipsis() -> None:
    assert readable("Hi <WORD> <WORD>, order <NUM>?\n Please") == "Hi …, order …? Please"
    assert without_masks("order <NUM> of <WORD>") == "order of"


def test_texts_join_the_earlier_one_they_are_most_like() -> None:
    texts = ["gift card balance", "parcel lost", "balance gift card", "gift card balances", "refund"]
    assert grouped(texts, 90) == [
        ["gift card balance", "balance gift card", "gift card balances"],
        ["parcel lost"],
        ["refund"],
    ]
    assert grouped([], 90) == []


@pytest.mark.parametrize("likeness", [85, 90])
def test_no_likeness_is_missed_because_of_lengths(likeness: int) -> None:
    # Every text but the first of its group is as like that first as was asked; no two firsts are.
    texts = [f"{'ab' * size}{'x' * tail}" for size in range(1, 12) for tail in range(6)]
    firsts = [group[0] for group in grouped(texts, likeness)]
    for group in grouped(texts, likeness):
        assert all(fuzz.token_sort_ratio(group[0], text) >= likeness for text in group)
    for place, first in enumerate(firsts):
        assert all(fuzz.token_sort_ratio(first, other) < likeness for other in firsts[:place])
