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


def test_ever_new_templates_between_the_same_two_keep_their_order() -> None:
    items = [entry(1, "refund", "late", 1_000), entry(2, "refund", "lost", 1)]
    index = warmed(items)

    for number in range(100):
        items.append(entry(10 + number, "refund", "late", 999 - number))
        update(index, items[-1:])

    anew = warmed(items)
    assert find(index, "refund", 200) == find(anew, "refund", 200)
    assert find(index, "", 200) == find(anew, "", 200)


ITEMS = [entry(number, one, two) for number, (one, two) in enumerate(zip(_WORDS, reversed(_WORDS), strict=True))]


def test_an_index_back_from_its_bytes_answers_alike() -> None:
    items = [one._replace(uses=number) for number, one in enumerate(ITEMS)]

    index = unpacked(packed(warmed(ITEMS)), items)

    assert index is not None
    assert index.is_warm
    anew = warmed(items)
    for text in ASKED:
        assert find(index, text) == find(anew, text), text


def test_an_index_back_from_its_bytes_can_be_updated() -> None:
    index = unpacked(packed(warmed(ITEMS)), ITEMS)
    assert index is not None

    update(index, [entry(40, "zebra", "striped")], ["id-3"])

    anew = warmed([*(one for one in ITEMS if one.template != "id-3"), entry(40, "zebra", "striped")])
    for text in (*ASKED, "zebra", "zs"):
        assert find(index, text) == find(anew, text), text


@pytest.mark.parametrize("place", [0, 20, 45, 50, 60, 500, -1])
def test_damaged_bytes_are_not_believed(place: int) -> None:
    data = bytearray(packed(warmed(ITEMS)))

    data[place] ^= 1

    assert unpacked(bytes(data), ITEMS) is None


@pytest.mark.parametrize("length", [0, 5, 50, 400])
def test_bytes_cut_short_are_not_believed(length: int) -> None:
    assert unpacked(packed(warmed(ITEMS))[:length], ITEMS) is None


@settings(max_examples=60)
@given(several, several)
def test_an_index_from_bytes_of_other_templates_takes_in_what_differs(first: list[Entry], then: list[Entry]) -> None:
    index = unpacked(packed(warmed(first)), then)

    assert index is not None
    assert set(index.number_of) == {one.template for one in then}
    update(index, changed := [entry(14, "card", "late")])
    anew = warmed(then + changed)
    for text in ASKED:
        assert find(index, text) == find(anew, text), text
    assert len(index) == len(anew)


@pytest.mark.parametrize(
    "change",
    [
        *({"title": "Zebra"}, {"body": "Zebra"}, {"tags": ("zebra", "b")}, {"abbreviation": "zebra"}),
        *({"phrasings": ("zebra",)}, {"group": "Zebra"}, {"aliases": ("zebra",)}),
    ],
)
def test_an_index_from_bytes_finds_a_text_that_changed_since(change: dict[str, object]) -> None:
    changed = ITEMS[0]._replace(**change)  # type: ignore[arg-type]

    index = unpacked(packed(warmed(ITEMS)), [changed, *ITEMS[1:]])

    assert index is not None
    assert [match.entry for match in find(index, "zebra")] == [changed]


@pytest.mark.parametrize(
    ("change", "asked"), [({"language": "fr"}, "lang:fr"), ({"channels": ("chat",)}, ":chat"), ({"tags": ("x",)}, "#x")]
)
def test_an_index_from_bytes_filters_by_what_changed_since(change: dict[str, object], asked: str) -> None:
    changed = ITEMS[0]._replace(**change)  # type: ignore[arg-type]

    index = unpacked(packed(warmed(ITEMS)), [*ITEMS[1:], changed])

    assert index is not None
    assert [match.entry for match in find(index, asked)] == [changed]


def test_bytes_of_a_library_with_many_other_templates_are_not_believed() -> None:
    others = [entry(number, "refund", "late") for number in range(100, 110)]

    assert unpacked(packed(warmed(ITEMS)), [*ITEMS, *others], few=9) is None
    assert unpacked(packed(warmed([*ITEMS, *others])), ITEMS, few=9) is None
    assert unpacked(packed(warmed(ITEMS)), [*ITEMS, *others], few=10) is not None


def test_an_update_counts_a_common_word_as_an_index_built_anew_does() -> None:
    """With hundreds of rows frequent words and beginnings are kept as sets of their own."""
    items = [entry(number, _WORDS[number % 9], _WORDS[number % 7]) for number in range(600)]
    index = warmed(items)
    find(index, "refu")

    update(
        index, [items[9]._replace(title="The zebra", phrasings=("refund",)), entry(700, "refund", "refuse")], ["id-0"]
    )

    anew = warmed([*(one for one in index.entries)])
    for text in (*ASKED, "refu", "refund", "zebra", "z", "#late", "@billing", "lang:de refund"):
        assert find(index, text, 3) == find(anew, text, 3), text


def test_an_empty_library_has_an_index_with_bytes_too() -> None:
    index = unpacked(packed(warmed([])), [])

    assert index is not None
    assert find(index, "refund") == []
