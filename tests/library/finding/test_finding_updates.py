"""An index that took in changes, or came back from its bytes, answers as one built anew."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.finding import Entry, Index, build, find, update
from library.finding.packing import packed, unpacked

_WORDS = ("refund", "late", "parcel", "lost", "reset", "password", "invoice", "card", "blocked", "order", "größe")
ASKED = (
    *("re", "refund", "refnud", "rl", "late parcel", "par lo", "rfdlt", "where is my card", "#late", "@orders", "qq"),
    *("", "blocked order", "lang:de", "the invoice", "größe", "old-name", "refundlate"),
)


def entry(number: int, one: str, two: str, uses: int = 0) -> Entry:
    return Entry(
        f"id-{number}",
        f"{one}-{two}-{number}",
        f"The {two} of the {one}",
        "Orders" if one < two else "Billing/Cards",
        aliases=("old-name",) if number % 4 == 0 else (),
        tags=(two,),
        phrasings=(f"where is my {one}", f"it is {two} again"),
        body=f"Dear customer, the {two} {one} is here.",
        uses=uses,
        language="de" if number % 3 == 0 else "en",
    )


entries = st.builds(
    entry, st.integers(0, 12), st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.sampled_from((0, 0, 1, 7))
)
several = st.lists(entries, max_size=12, unique_by=lambda one: one.template)


def warmed(items: list[Entry]) -> Index:
    index = build(items)
    index.warm()
    return index


@settings(max_examples=60)
@given(several, st.lists(several, min_size=1, max_size=3), st.sets(st.sampled_from([f"id-{n}" for n in range(13)])))
def test_an_updated_index_answers_as_one_built_anew(
    first: list[Entry], changes: list[list[Entry]], gone: set[str]
) -> None:
    index, held = warmed(first), {one.template: one for one in first}
    for changed in changes:
        index = update(index, changed, gone)
        held |= {one.template: one for one in changed}
        held = {template: one for template, one in held.items() if template not in gone}

    anew = warmed(list(held.values()))
    for text in ASKED:
        assert find(index, text) == find(anew, text), text
    assert len(index) == len(anew)


def test_an_index_that_is_not_warm_takes_in_changes_too() -> None:
    index = update(
        build([entry(1, "refund", "late"), entry(2, "card", "lost")]), [entry(1, "parcel", "lost")], ["id-2"]
    )

    assert [match.entry.abbreviation for match in find(index, "")] == ["parcel-lost-1"]


def test_a_use_changes_the_order_and_nothing_else() -> None:
    items = [entry(number, "refund", "late") for number in range(1, 4)]
    index = warmed(items)

    update(index, [items[2]._replace(own_uses=1)])

    assert [match.entry.template for match in find(index, "refund")] == ["id-3", "id-1", "id-2"]


ITEMS = [entry(number, one, two) for number, (one, two) in enumerate(zip(_WORDS, reversed(_WORDS), strict=True))]


def test_an_index_back_from_its_bytes_answers_alike() -> None:
    items = [one._replace(uses=number) for number, one in enumerate(ITEMS)]

    index = unpacked(packed(warmed(ITEMS), ITEMS), items)

    assert index is not None
    assert index.is_warm
    anew = warmed(items)
    for text in ASKED:
        assert find(index, text) == find(anew, text), text


def test_an_index_back_from_its_bytes_can_be_updated() -> None:
    index = unpacked(packed(warmed(ITEMS), ITEMS), ITEMS)
    assert index is not None

    update(index, [entry(40, "zebra", "striped")], ["id-3"])

    anew = warmed([*(one for one in ITEMS if one.template != "id-3"), entry(40, "zebra", "striped")])
    for text in (*ASKED, "zebra", "zs"):
        assert find(index, text) == find(anew, text), text


@pytest.mark.parametrize("place", [0, 20, 45, 50, 60, 500, -1])
def test_damaged_bytes_are_not_believed(place: int) -> None:
    data = bytearray(packed(warmed(ITEMS), ITEMS))

    data[place] ^= 1

    assert unpacked(bytes(data), ITEMS) is None


@pytest.mark.parametrize("length", [0, 5, 50, 400])
def test_bytes_cut_short_are_not_believed(length: int) -> None:
    assert unpacked(packed(warmed(ITEMS), ITEMS)[:length], ITEMS) is None


@pytest.mark.parametrize(
    "change", [{"title": "Other"}, {"body": "Other"}, {"tags": ("a", "b")}, {"abbreviation": "x"}, {"phrasings": ()}]
)
def test_bytes_of_other_templates_are_not_believed(change: dict[str, object]) -> None:
    data = packed(warmed(ITEMS), ITEMS)

    assert unpacked(data, [ITEMS[0]._replace(**change), *ITEMS[1:]]) is None  # type: ignore[arg-type]
    assert unpacked(data, ITEMS[1:]) is None


def test_an_empty_library_has_an_index_with_bytes_too() -> None:
    index = unpacked(packed(warmed([]), []), [])

    assert index is not None
    assert find(index, "refund") == []
