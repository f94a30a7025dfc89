"""Every row says by which text it was found and which of its letters matched: for each way of typing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.finding import Entry, Index, build, find
from library.finding.marking import mark

REFUND = Entry(
    "1",
    "refund-late",
    "Refund not arrived yet",
    "Billing/Refunds",
    aliases=("late-money",),
    tags=("bank", "overdue transfer"),
    phrasings=("where is my money", "still waiting for the refund"),
    body="Hi,\nwe sent your refund yesterday.",
)
PARCEL = Entry("2", "parcel-lost", "Lost parcel: first answer", "Orders")


@pytest.fixture(scope="module")
def index() -> Index:
    made = build([REFUND, PARCEL])
    made.warm()
    return made


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text with what is marked between brackets."""
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("typed", "matched", "shown"),
    [
        pytest.param("refund-late", "name", "[refund]-[late]", id="exact"),
        pytest.param("refu", "name", "[refu]nd-late", id="prefix"),
        pytest.param("refundlate", "name", "[refund]-[late]", id="no dash"),
        pytest.param("rfdlt", "name", "[r]e[f]un[d]-[l]a[t]e", id="subsequence"),
        pytest.param("refnd-late", "name", "[ref]u[nd]-[late]", id="one typo"),
        pytest.param("rafund-lste", "name", "[r]a[fund]-[l]s[te]".replace("[r]a", "[r]e").replace("[l]s", "[l]a"),
                     id="two typos"),
        pytest.param("rl", "name", "[r]efund-[l]ate", id="initials of the name"),
        pytest.param("rnay", "title", "[R]efund [n]ot [a]rrived [y]et", id="initials of the title"),
        pytest.param("refund not a", "title", "[Refund] [not] [a]rrived yet", id="title start"),
        pytest.param("yet arrived", "title", "Refund not [arrived] [yet]", id="title words"),
        pytest.param("arrved yet", "title", "Refund not [arr]i[ved] [yet]", id="words with a typo"),
        pytest.param("ref arr", "title", "[Ref]und not [arr]ived yet", id="word prefixes"),
        pytest.param("refund late", "name", "[refund]-[late]", id="with spaces"),
        pytest.param("hello, where is my money please", "phrasing", "[where] [is] [my] [money]", id="question"),
        pytest.param("still waiting", "phrasing", "[still] [waiting] for the refund", id="two words of a question"),
        pytest.param("late-mony", "alias", "[late]-[mon]e[y]", id="alias with a typo"),
        pytest.param("transfer", "tag", "overdue [transfer]", id="tag"),
        pytest.param("billing", "group", "[Billing]/Refunds", id="group"),
        pytest.param("yesterday", "body", "we sent your refund [yesterday].", id="body"),
    ],
)  # fmt: skip
def test_a_row_shows_why_it_was_found(index: Index, typed: str, matched: str, shown: str) -> None:
    best = find(index, typed)[0]

    assert (best.matched, marked(best.text, best.spans)) == (matched, shown)


def test_two_letters_swapped_are_marked_but_for_one(index: Index) -> None:
    best = find(index, "paecrl-lost")[0]

    letters = "".join(best.text[start:end] for start, end in best.spans)
    assert best.entry is PARCEL
    assert letters in ("pacllost", "paellost", "parllost")


@given(st.text("abc-", max_size=9), st.lists(st.text("abc", min_size=1, max_size=7), max_size=3))
def test_marked_letters_stand_in_what_was_typed(text: str, words: list[str]) -> None:
    spans = mark(text, words)

    assert {letter for start, end in spans for letter in text[start:end]} <= set("".join(words))
