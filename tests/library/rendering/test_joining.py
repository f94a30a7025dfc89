"""Several replies as one: greeted once, signed once, nothing lost, and the preview says what the reply will say."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_builders import NOW, Shelf, fragment, reply

from library.rendering.joining import join_parts, join_texts
from library.rendering.render import Part, preview, render

SIGNED = "Kind regards,\nMia\nExample Support"

paragraphs = st.sampled_from(["Hi Ana,", "I am sorry.", "One.", "Two.\nAnd more.", SIGNED, "  indented", "Hi  Ana,"])
blanks = st.sampled_from(["\n\n", "\n\n\n", "\n \t\n", "\n"])
texts = st.lists(st.one_of(paragraphs, blanks), max_size=9).map("".join)


def words_of(text: str) -> set[str]:
    return {" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()}


def cut(text: str, chance: random.Random) -> list[Part]:
    """The text in parts as rendering may cut it, each filled in."""
    places = sorted({0, len(text), *(chance.randint(0, len(text)) for _ in range(4))})
    return [Part(text[a:b], chance.choice(["", "first_name"])) for a, b in pairwise(places) if a < b]


def test_two_replies_are_greeted_and_signed_once() -> None:
    first = f"Hi Ana,\n\nYour refund is on its way.\n\n{SIGNED}"
    second = f"Hi Ana,\n\nYour new card comes on Monday.\n\nIt has a new number.\n\n{SIGNED}"
    assert join_texts([first, second]) == (
        f"Hi Ana,\n\nYour refund is on its way.\n\nYour new card comes on Monday.\n\nIt has a new number.\n\n{SIGNED}"
    )


@pytest.mark.parametrize(
    ("replies", "joined"),
    [
        (["Hi Ana,\n\nOne.", "Hello Ana,\n\nTwo."], "Hi Ana,\n\nOne.\n\nHello Ana,\n\nTwo."),
        (["Hi Ana, one.", "Hi Ana, two."], "Hi Ana, one.\n\nHi Ana, two."),
        (["Hi,\n\nSorry.\n\nOne.", "Hi,\n\nSorry.\n\nTwo."], "Hi,\n\nSorry.\n\nOne.\n\nTwo."),
        (["Hi,\n\nOne.", "Two.", "Hi,\n\nThree."], "Hi,\n\nOne.\n\nTwo.\n\nThree."),
        (["One.\n\nBye,\n\nMia", "Two.", "Three.\n\nBye,\n\nMia"], "One.\n\nTwo.\n\nThree.\n\nBye,\n\nMia"),
        (["One.\n\nBye", "Two.\n\nCheers", "Three.\n\nBye"], "One.\n\nTwo.\n\nCheers\n\nThree.\n\nBye"),
        (["Hi,\n\nOne.\n\nBye", "Hi,\n\nOne.\n\nBye"], "Hi,\n\nOne.\n\nBye"),
        (["Hi,\n\nBye", "Hi,\n\nOne.\n\nBye"], "Hi,\n\nOne.\n\nBye"),
        (["Thanks.", "Thanks."], "Thanks.\n\nThanks."),
        (["One.\n", "\n\nTwo."], "One.\n\nTwo."),
        (["", "One.", "  \n"], "One."),
        (["\n  One.", " \n\tTwo. "], "  One.\n\n\tTwo."),
        (["  One. \n\n\nTwo. "], "  One. \n\n\nTwo. "),
        ([], ""),
    ],
)
def test_only_what_repeats_word_for_word_at_the_ends_is_said_once(replies: list[str], joined: str) -> None:
    assert join_texts(replies) == joined


@given(st.lists(texts, max_size=4))
def test_every_paragraph_of_every_reply_is_in_the_joined_one_and_nothing_else(replies: list[str]) -> None:
    assert words_of(join_texts(replies)) == {words for text in replies for words in words_of(text)}


@given(st.lists(texts, min_size=2, max_size=4))
def test_every_reply_that_says_something_keeps_a_paragraph(replies: list[str]) -> None:
    speaking = [text for text in replies if text.strip()]
    joined = join_texts(replies)
    assert len(re.findall(r"\n\s*\n", joined)) >= len(speaking) - 1
    assert bool(joined) == bool(speaking)


@given(st.lists(texts, max_size=4), st.randoms(use_true_random=False))
def test_joined_parts_are_the_joined_texts_byte_for_byte(replies: list[str], chance: random.Random) -> None:
    parts = join_parts([cut(text, chance) for text in replies])
    assert "".join(part.text for part in parts) == join_texts(replies)
    assert all(part.text for part in parts)


def test_a_joined_preview_shows_what_the_joined_reply_says() -> None:
    shelf = Shelf(fragment("greeting", "Hi {{ first_name }},"), fragment("sign-off", "Bye,\n{{ agent.first_name }}"))
    bodies = [
        f"{{% include 'greeting' %}}\n\n{text}\n\n{{% include 'sign-off' %}}" for text in ("One {{ n }}.", "Two.")
    ]
    given_ = {"values": {"first_name": "Ana", "n": "3", "agent.first_name": "Mia"}, "context": {}, "now": NOW}
    parts = join_parts([preview(reply(body), shelf, **given_) for body in bodies])  # type: ignore[arg-type]
    said = join_texts([render(reply(body), shelf, **given_).text for body in bodies])  # type: ignore[arg-type]
    assert "".join(part.text for part in parts) == said == "Hi Ana,\n\nOne 3.\n\nTwo.\n\nBye,\nMia"
    assert [part.field for part in parts if part.text == "Ana"] == ["first_name"]


def test_a_gap_is_the_same_only_where_it_is_the_same_field() -> None:
    def greeting(field: str, then: str) -> list[Part]:
        return [Part("Hi "), Part("Name", field, is_filled=False), Part(f",\n\n{then}")]

    same = join_parts([greeting("first_name", "One."), greeting("first_name", "Two.")])
    assert "".join(part.text for part in same) == "Hi Name,\n\nOne.\n\nTwo."
    other = join_parts([greeting("first_name", "One."), greeting("last_name", "Two.")])
    assert "".join(part.text for part in other) == "Hi Name,\n\nOne.\n\nHi Name,\n\nTwo."
    assert [part.field for part in other if not part.is_filled] == ["first_name", "last_name"]


@pytest.mark.timeout(20)  # measured: 0.1 s
def test_replies_of_very_many_parts_are_joined_in_a_moment() -> None:
    parts = [Part(text) for _ in range(50_000) for text in ("x", "\n\n")]
    assert "".join(part.text for part in join_parts([parts, parts])) == "\n\n".join("x" * 50_000)
