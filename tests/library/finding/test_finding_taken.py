"""What was taken for the same words before: the agent's own choice strongly, the team's a little."""

from __future__ import annotations

from library.finding import Entry, Taken, build, find

ENTRIES = [
    Entry("1", "refund-late", "Refund not arrived yet"),
    Entry("2", "refund-card", "Refund to another card"),
    Entry("3", "card-lost", "A lost card"),
    Entry("4", "refund", "What a refund is"),
    Entry("5", "billing-refund", "Refunds on an invoice"),
]
INDEX = build(ENTRIES)


def names(words: str, **taken: tuple[str, ...]) -> list[str]:
    return [match.entry.abbreviation for match in find(INDEX, words, taken=Taken(**taken))]


def test_the_agents_own_choice_comes_before_names_that_begin_so() -> None:
    assert names("refund-")[0] != "billing-refund"
    assert names("refund-", own=("5",))[0] == "billing-refund"


def test_the_very_name_comes_before_the_agents_own_choice() -> None:
    assert names("refund", own=("5",))[:2] == ["refund", "billing-refund"]


def test_choices_stand_in_the_order_given() -> None:
    assert names("card", own=("2", "1"))[:2] == ["refund-card", "refund-late"]


def test_a_choice_says_that_it_is_one() -> None:
    assert find(INDEX, "card", taken=Taken(own=("2",)))[0].matched == "chosen"


def test_the_teams_choice_moves_up_among_what_was_found() -> None:
    plain = names("a refund")
    last = plain[2]
    number = next(entry.template for entry in ENTRIES if entry.abbreviation == last)
    assert names("a refund", team=(number,)).index(last) < plain.index(last)


def test_the_teams_choice_comes_past_no_name_that_begins_as_typed() -> None:
    assert names("refund-", team=("5",))[:2] == names("refund-")[:2]


def test_the_teams_choice_alone_finds_nothing() -> None:
    assert "card-lost" not in names("invoice", team=("3",))


def test_what_was_taken_out_of_the_library_is_not_offered() -> None:
    assert names("card", own=("gone",)) == names("card")


def test_a_choice_is_kept_within_a_filter() -> None:
    index = build([*ENTRIES, Entry("6", "card-new", "A new card", tags=("order",))])
    found = find(index, "#order card", taken=Taken(own=("2", "6")))
    assert [match.entry.abbreviation for match in found] == ["card-new"]


def test_equal_entries_are_never_listed_twice() -> None:
    found = names("refund", own=("1", "4"), team=("2",))
    assert len(found) == len(set(found))
