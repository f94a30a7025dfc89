"""`#tag`, `@group`, `:channel` and `lang:de` in the find box; ordinary text, names above all, comes first."""

from __future__ import annotations

import pytest

from library.finding import Entry, Match, build, find

GERMAN = Entry("1", "refund-de", "Erstattung fehlt", "Billing/Refunds", tags=("refund", "bank transfer"), language="de")
AUSTRIAN = Entry("2", "refund-at", "Erstattung fehlt noch", "Billing/Refunds", tags=("refund",), language="de-AT")
CHAT = Entry("3", "late-chat", "Refund late", "Billing", tags=("late",), language="en", channels=("chat", "e-mail"))
PARCEL = Entry("4", "parcel-lost", "Parcel lost", "Orders/Lost parcels", tags=("bank",), language="en", uses=5)
LIBRARY = (GERMAN, AUSTRIAN, CHAT, PARCEL)


@pytest.fixture(params=["asked once", "warm"])
def search(request: pytest.FixtureRequest):  # type: ignore[no-untyped-def]
    def ask(words: str, *more: Entry, limit: int = 50, is_pasted: bool = False) -> list[Match]:
        index = build([*LIBRARY, *more])
        if request.param == "warm":
            index.warm()
        return find(index, words, limit, is_pasted=is_pasted)

    return ask


def names(matches: list[Match]) -> set[str]:
    return {match.entry.abbreviation for match in matches}


@pytest.mark.parametrize(
    ("typed", "passing"),
    [
        ("#refund", {"refund-de", "refund-at"}),
        ("#REF", {"refund-de", "refund-at"}),
        ("#bank-transfer", {"refund-de"}),
        ("#bank", {"parcel-lost"}),
        ("@billing", {"refund-de", "refund-at", "late-chat"}),
        ("@refunds", {"refund-de", "refund-at"}),
        ("@billing/refunds", {"refund-de", "refund-at"}),
        ("@orders/lostpar", {"parcel-lost"}),
        (":chat", {"late-chat"}),
        (":email", {"late-chat"}),
        ("lang:de", {"refund-de", "refund-at"}),
        ("LANG:de-at", {"refund-at"}),
        ("@billing lang:en", {"late-chat"}),
        ("#refund #bank-transfer", {"refund-de"}),
        ("#refund :chat", set()),
    ],
)
def test_a_filter_lets_only_its_own_pass(search, typed: str, passing: set[str]) -> None:  # type: ignore[no-untyped-def]
    assert names(search(typed)) == passing


@pytest.mark.parametrize("typed", ["refund @billing", "@billing refund", "refu @bil"])
def test_words_beside_a_filter_are_searched_within_it(search, typed: str) -> None:  # type: ignore[no-untyped-def]
    found = search(typed, Entry("9", "refund-parcel", "Refund of a parcel", "Orders"))

    assert names(found) == {"refund-de", "refund-at", "late-chat"}


def test_filters_alone_give_what_is_used_most_first(search) -> None:  # type: ignore[no-untyped-def]
    found = search("lang:en")

    assert [match.entry.abbreviation for match in found] == ["parcel-lost", "late-chat"]


@pytest.mark.parametrize("typed", ["#vip", "@vip", ":vip", "lang:de"])
def test_an_exact_name_beats_a_filter(search, typed: str) -> None:  # type: ignore[no-untyped-def]
    tagged = Entry("8", "other", "Other", "vip", tags=("vip",), channels=("vip",), uses=9)

    found = search(typed, Entry("9", typed, "Something"), tagged)

    assert (found[0].entry.abbreviation, found[0].score) == (typed, 1.0)


def test_names_that_begin_with_the_sign_stand_before_what_the_filter_lets_pass(search) -> None:  # type: ignore[no-untyped-def]
    found = search("#ref", Entry("9", "#ref-form", "A form"))

    assert found[0].entry.abbreviation == "#ref-form"
    assert names(found) == {"#ref-form", "refund-de", "refund-at"}


def test_what_names_no_tag_group_channel_or_language_is_ordinary_text(search) -> None:  # type: ignore[no-untyped-def]
    assert names(search("#lost parcel")) == {"parcel-lost"}
    assert "late-chat" in names(search(":late"))
    assert search("lang:xx") == []


def test_pasted_text_is_never_a_filter(search) -> None:  # type: ignore[no-untyped-def]
    assert "parcel-lost" in names(search("#refund for parcel lost", is_pasted=True))
    assert "parcel-lost" not in names(search("#refund for parcel lost"))


def test_the_tag_or_group_that_let_a_row_pass_is_shown_and_marked(search) -> None:  # type: ignore[no-untyped-def]
    by_tag, by_group = search("#bank-tr")[0], search("@refunds")[0]

    assert (by_tag.matched, by_tag.text) == ("tag", "bank transfer")
    assert "".join(by_tag.text[start:end] for start, end in by_tag.spans) == "banktr"
    assert (by_group.matched, by_group.text) == ("group", "Billing/Refunds")
    assert [by_group.text[start:end] for start, end in by_group.spans] == ["Refunds"]


def test_no_more_rows_come_than_asked_for_behind_a_filter(search) -> None:  # type: ignore[no-untyped-def]
    more = [Entry(f"m{number}", f"#b{number}", "More", tags=("bank",)) for number in range(30)]

    assert len(search("#b", *more, limit=7)) == len(search("lang:de refund", *more, limit=2)) + 5 == 7
