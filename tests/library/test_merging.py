"""Two edits of one text: both are in the result, or all three texts are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.merging import Conflict, merge3

BASE = "Hi Ana,\n\nwe sent your refund today, it takes 30 days.\n\nKind regards\nThe team"


def edited(*changes: tuple[str, str]) -> str:
    text = BASE
    for before, after in changes:
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (("Hi", "Dear"), ("The team", "Mia")),
        (("sent", "posted"), ("30", "14")),
        (("Kind regards\n", ""), ("30", "14")),
        (("Kind", "Best"), ("The team", "Mia")),
        (("Hi Ana", "PS: new\nHi Ana"), ("The team", "The team\nPS: old")),
    ],
)
def test_edits_that_do_not_overlap_are_both_in_the_result(theirs: tuple[str, str], mine: tuple[str, str]) -> None:
    both = edited(theirs, mine)
    for one, other in ((theirs, mine), (mine, theirs)):
        found = merge3(BASE, edited(one), edited(other))
        assert (found.text, found.conflicts, found.marked) == (both, (), both)


def test_the_same_word_changed_by_both_is_a_conflict_with_all_three_texts() -> None:
    line = "we sent your refund today, it takes {} days.\n"
    found = merge3(BASE, "New line\n" + BASE.replace("30", "14"), BASE.replace("30", "60"))
    assert found.conflicts == (Conflict(line.format(30), line.format(14), line.format(60), 3, 4, 3),)
    assert found.text == "New line\n" + BASE.replace("30", "60")
    for text in (line.format(14), line.format(30), line.format(60), "<<<<<<< theirs\n", ">>>>>>> mine\n"):
        assert text in found.marked


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (BASE.replace("30", "14"), BASE.replace("days", "hours")),
        (BASE.replace(" 30 days", ""), BASE.replace("30", "14")),
        (BASE + "\nPS: theirs", BASE + "\nPS: mine"),
        (BASE.replace("it takes 30 days", "soon"), BASE.replace("takes", "needs")),
    ],
    ids=["words side by side", "one took away what the other changed", "both added at one place", "a word within"],
)
def test_edits_that_touch_each_other_are_a_conflict(theirs: str, mine: str) -> None:
    found = merge3(BASE, theirs, mine)
    assert len(found.conflicts) == 1
    assert found.text == mine
    assert merge3(BASE, mine, theirs).text == theirs


def test_a_text_both_began_is_a_conflict_and_one_both_removed_is_none() -> None:
    assert merge3("", "theirs", "mine").conflicts == (Conflict("", "theirs", "mine"),)
    assert merge3(BASE, "", "").parts == ()


words = st.sampled_from(["order", "refund", "is", "30", "days", "late", "team", "bank"])
lines = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)


@st.composite
def apart(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A base whose words are all different, two edits of it with an untouched word between, and both together."""
    count = draw(st.integers(3, 40))
    spaces = draw(st.lists(st.sampled_from([" ", "\n", "\n\n"]), min_size=count, max_size=count))
    owners = ["both"]
    for _ in range(count - 1):
        owners.append(draw(st.sampled_from(["both", "theirs", "mine"])))
        if owners[-1] != "both" and owners[-2] not in ("both", owners[-1]):
            owners[-1] = "both"
    news = [draw(st.sampled_from([f"new{place}", "", f"two{place} words{place}"])) for place in range(count)]

    def text(*changed: str) -> str:
        chosen = (news[i] if owners[i] in changed else f"word{i}" for i in range(count))
        return "".join(word + space for word, space in zip(chosen, spaces, strict=True))

    return text(), text("theirs"), text("mine"), text("theirs", "mine")


@given(apart())
def test_edits_with_an_untouched_word_between_are_always_merged(texts: tuple[str, str, str, str]) -> None:
    base, theirs, mine, both = texts
    found = merge3(base, theirs, mine)
    if not found.conflicts:
        assert found.text.split() == both.split()
    else:  # only where an edit took a word away: blank space around it is then part of the edit
        assert len(base.split()) > min(len(theirs.split()), len(mine.split()))


@given(lines, lines, lines)
def test_nothing_is_ever_lost(base: list[str], theirs: list[str], mine: list[str]) -> None:
    texts = ["\n".join(side) for side in (base, theirs, mine)]
    found = merge3(*texts)
    for side, text in zip(("base", "theirs", "mine"), texts, strict=True):
        for conflict in found.conflicts:
            part = getattr(conflict, side)
            line = getattr(conflict, f"{side}_line")
            assert text.split("\n")[line - 1 :] == [] or "\n".join(text.split("\n")[line - 1 :]).startswith(part)
    settled = "".join(part for part in found.parts if isinstance(part, str))
    for word in {w for line in theirs for w in line.split()} - {w for line in base for w in line.split()}:
        assert word in settled or any(word in conflict.theirs for conflict in found.conflicts)
    for word in {w for line in mine for w in line.split()} - {w for line in base for w in line.split()}:
        assert word in settled or any(word in conflict.mine for conflict in found.conflicts)


@given(lines, lines)
def test_an_edit_beside_none_and_the_same_edit_twice_is_that_edit(base: list[str], edit: list[str]) -> None:
    before, after = "\n".join(base), "\n".join(edit)
    for theirs, mine in ((after, before), (before, after), (after, after)):
        assert merge3(before, theirs, mine).parts == ((after,) if after else ())


@pytest.mark.timeout(30)
def test_the_longest_texts_are_merged_in_a_moment() -> None:
    base = "word " * 30_000
    found = merge3(base, "new " + base, base + "end")
    assert (found.text, found.conflicts) == ("new " + base + "end", ())
