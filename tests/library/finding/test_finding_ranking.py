"""What stands first for what was typed, and why."""

from __future__ import annotations

import pytest

from library.finding import Entry, Match, build, find


def entry(abbreviation: str, title: str = "", **more: object) -> Entry:
    return Entry(f"id-{abbreviation}", abbreviation, title or abbreviation, **more)  # type: ignore[arg-type]


REFUND = entry(
    "refund-late",
    "Refund not arrived yet",
    group="Billing/Refunds",
    aliases=("late-money",),
    tags=("bank",),
    phrasings=("where is my money", "still waiting for the refund"),
    body="Hi,\nwe sent your refund yesterday.",
)
PASSWORD = entry("reset-password", "Reset your password", group="Account", body="Use the link below.")
PARCEL = entry("parcel-lost", "Lost parcel: first answer", group="Orders", body="We are looking for your parcel.")
CAFE = entry("cafe", "Café à la carte", group="Other")
SIGN = entry("#vip", "A very important person", group="Other")
LIBRARY = (REFUND, PASSWORD, PARCEL, CAFE, SIGN)


@pytest.fixture(params=["asked once", "warm"])
def search(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    """`find` over some entries, as a command asks it and as the app does: both give the same answers."""

    def ask(words: str, *entries: Entry, limit: int = 50) -> list[Match]:
        index = build(entries or LIBRARY)
        if request.param == "warm":
            index.warm()
        return find(index, words, limit)

    return ask


def names(matches: list[Match]) -> list[str]:
    return [match.entry.abbreviation for match in matches]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("refund-late", REFUND),
        ("REFUND-LATE", REFUND),
        ("late-money", REFUND),
        ("ref", REFUND),
        ("refundlate", REFUND),
        ("refund late", REFUND),
        ("refun la", REFUND),
        ("rl", REFUND),
        ("rnay", REFUND),
        ("rfdlt", REFUND),
        ("refnud-late", REFUND),
        ("rafund-lste", REFUND),
        ("refund not arr", REFUND),
        ("arrived refund", REFUND),
        ("arr refu", REFUND),
        ("refnud arived", REFUND),
        ("bank", REFUND),
        ("billing", REFUND),
        ("hello, where is my money please", REFUND),
        ("yesterday", REFUND),
        ("passwrod", PASSWORD),
        ("password reset", PASSWORD),
        ("café", CAFE),
        ("a la carte", CAFE),
        ("CAFE\u0301", CAFE),
        ("#vip", SIGN),
        ("#", SIGN),
        ("vip", SIGN),
    ],
)
def test_the_meant_template_stands_first(search, typed: str, wanted: Entry) -> None:  # type: ignore[no-untyped-def]
    assert names(search(typed))[0] == wanted.abbreviation


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("refund-late", "name", "refund-late"),
        ("late-m", "alias", "late-money"),
        ("not arrived", "title", "Refund not arrived yet"),
        ("bank", "tag", "bank"),
        ("billing", "group", "Billing/Refunds"),
        ("waiting for the refund", "phrasing", "still waiting for the refund"),
        ("yesterday", "body", "we sent your refund yesterday."),
    ],
)
def test_a_match_says_which_text_it_was_found_by(search, typed: str, kind: str, text: str) -> None:  # type: ignore[no-untyped-def]
    best = search(typed)[0]

    assert (best.matched, best.text) == (kind, text)


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("ref", ["ref"]),
        ("refundlate", ["refund", "late"]),
        ("rl", ["r", "l"]),
        ("arrived not", ["not", "arrived"]),
        ("à la carte", ["à", "la", "carte"]),
    ],
)
def test_the_letters_that_matched_are_marked_in_the_text_as_written(search, typed: str, marked: list[str]) -> None:  # type: ignore[no-untyped-def]
    best = search(typed)[0]

    assert [best.text[start:end] for start, end in best.spans] == marked


def test_an_exact_name_beats_a_more_used_longer_one(search) -> None:  # type: ignore[no-untyped-def]
    found = search("ref", entry("refund", uses=900, own_uses=90), entry("ref"))

    assert names(found) == ["ref", "refund"]


def test_an_exact_alias_beats_every_prefix(search) -> None:  # type: ignore[no-untyped-def]
    found = search("ref", entry("ref-a", uses=9), entry("zebra", aliases=("REF",)), entry("ref-b", uses=8))

    assert names(found) == ["zebra", "ref-a", "ref-b"]


def test_every_prefix_stands_before_any_other_hit(search) -> None:  # type: ignore[no-untyped-def]
    prefixes = [entry(f"order-{number:02}") for number in range(30)]
    others = [entry(f"late-order-{number}", "Order", uses=1_000, own_uses=100) for number in range(30)]

    found = names(search("order", *others, *prefixes))

    assert set(found[:30]) == {one.abbreviation for one in prefixes}


def test_equal_prefixes_go_by_own_uses_then_the_teams_then_length_then_alphabet(search) -> None:  # type: ignore[no-untyped-def]
    found = search(
        "re",
        entry("re-b"),
        entry("re-a"),
        entry("re-longer"),
        entry("re-team", uses=50),
        entry("re-mine", own_uses=1),
    )

    assert names(found) == ["re-mine", "re-team", "re-a", "re-b", "re-longer"]


def test_a_transposition_counts_as_one_slip(search) -> None:  # type: ignore[no-untyped-def]
    found = search("voucehr", entry("voucher"), entry("vouxxhr"))

    assert names(found)[0] == "voucher"


def test_nothing_typed_gives_what_was_used_most(search) -> None:  # type: ignore[no-untyped-def]
    found = search("  ", entry("b"), entry("a"), entry("team", uses=5), entry("mine", own_uses=1))

    assert names(found) == ["mine", "team", "a", "b"]


def test_what_resembles_nothing_finds_nothing(search) -> None:  # type: ignore[no-untyped-def]
    assert search("qqqq zzzz") == []


def test_no_more_rows_come_than_asked_for(search) -> None:  # type: ignore[no-untyped-def]
    assert len(search("o", *(entry(f"order-{number}") for number in range(100)), limit=7)) == 7


def test_an_empty_library_finds_nothing() -> None:
    index = build([])
    index.warm()

    assert find(index, "refund late") == find(build([]), "refund late") == find(index, "") == []


def test_a_group_word_and_a_title_word_together_find_the_template(search) -> None:  # type: ignore[no-untyped-def]
    found = search("orders first", entry("other-first", "First answer", group="Account"), *LIBRARY)

    assert names(found)[0] == "parcel-lost"
