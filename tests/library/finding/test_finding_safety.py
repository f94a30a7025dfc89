"""Whatever is typed or pasted, finding answers, in order, and alike for the command and the app."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.finding import Entry, build, find

_PARTS = ("refund", "late", "parcel", "lost", "reset", "password", "invoice", "order", "card", "blocked")
ENTRIES = [
    Entry(
        f"{one}{two}",
        f"{one}-{two}",
        f"The {two} of the {one}, naïvely",
        group=one,
        aliases=(f"{two}/{one}", f"ÄLIAS {one} {two}"),
        phrasings=(f"my {one} is {two}",),
        body=f"Dear customer,\nthe {two} {one} isn’t here.",
        uses=len(one),
    )
    for one in _PARTS
    for two in _PARTS
    if one != two
]
COLD, WARM = build(ENTRIES), build(ENTRIES)
WARM.warm()

typed = st.text(max_size=40) | st.lists(
    st.sampled_from([*_PARTS, "re", "x", "-", "the", "İ", "ß", "#", "?", "isnt", "refnud", "pa"]), max_size=12
).map(" ".join)


@given(typed)
def test_any_text_gives_scores_from_one_to_nought_in_falling_order(text: str) -> None:
    scores = [match.score for match in find(WARM, text)]

    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@given(typed)
def test_no_template_is_listed_twice(text: str) -> None:
    found = [match.entry.template for match in find(WARM, text)]

    assert len(found) == len(set(found))


@given(typed)
def test_marks_lie_inside_the_text_apart_and_in_order(text: str) -> None:
    for match in find(WARM, text):
        edges = [edge for span in match.spans for edge in span]

        assert edges == sorted(set(edges))
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(match.text))


@given(st.lists(st.sampled_from([*_PARTS, "re", "pas", "the", "isnt", "refnud", "invocie"]), max_size=6).map(" ".join))
def test_the_command_and_the_app_get_the_same_answers(text: str) -> None:
    assert find(COLD, text) == find(WARM, text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "pasted",
    [
        "x" * 10_000,
        "ab " * 4_000,
        " " * 10_000,
        "\x00\x1b[31m\x07" * 1_000,
        "?/#@:" * 2_000,
        "refund " * 2_000,
        "é" * 9_000,
    ],
)
def test_a_pasted_page_is_answered(pasted: str) -> None:
    assert isinstance(find(WARM, pasted), list)


@pytest.mark.parametrize("text", ["?", "/", "#", "@", ":", ".*", "(", "[", "\\", "%", "a(b", "re[f"])
def test_special_characters_are_ordinary_text(text: str) -> None:
    index = build([*ENTRIES, Entry("special", f"{text}-special", "Something else")])

    assert find(index, text)[0].entry.template == "special"


def test_a_name_that_begins_so_is_found_without_rapidfuzz_or_numpy() -> None:
    program = (
        "import sys\n"
        "from library.finding import Entry, build, find\n"
        "found = find(build([Entry(str(n), f'refund-{n}', 'Refund') for n in range(60)]), 'ref')\n"
        "print(len(found), *sorted({'rapidfuzz', 'numpy', 'sqlalchemy', 'textual'} & set(sys.modules)))\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["50"]


def test_a_misspelt_word_is_found_without_numpy() -> None:
    program = (
        "import sys\n"
        "from library.finding import Entry, build, find\n"
        "print(find(build([Entry('1', 'refund-late', 'Refund')]), 'refnud-late')[0].entry.abbreviation)\n"
        "print('numpy' in sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["refund-late", "False"]
