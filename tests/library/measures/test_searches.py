"""The lead's writing queue: words in vain, put together, most frequent first, each with the nearest template."""

from __future__ import annotations

from builders import made_library, reply

from library.measures.reading import read_searches
from library.measures.searches import Nearest, Searches, searches
from library.record import intake, questions
from library.record.database import open_library, run
from library.record.searches import Endings, InVain

EARLY, LATE = "2026-05-03T08:00:00.000000Z", "2026-05-03T09:00:00.000000Z"


def told(*rows: InVain, limit: int = 20) -> Searches:
    return searches(Endings(3, 2, 5), rows, nearest=lambda words: None, limit=limit)


def test_the_share_is_of_all_searches() -> None:
    found = told()
    assert (found.used.numerator, found.used.denominator) == (3, 10)
    assert (found.abandoned, found.nothing, found.groups, found.wanted) == (2, 5, 0, ())


def test_words_nearly_alike_are_one_with_their_agents_counted_once() -> None:
    found = told(
        InVain("gift card balance", "ana", 2, 0, EARLY),
        InVain("Gift-card  balance", "Ana", 1, 1, LATE),
        InVain("balance gift card", "tom", 1, 0, EARLY),
        InVain("gift cards balance", "ben", 0, 1, EARLY),
        InVain("lost parcel", "ana", 1, 0, EARLY),
    )
    # 2 + 2 + 1 + 1 searches for the card by ana, tom and ben, written most often as the first (2 of each, a before b).
    card, parcel = found.wanted
    assert (card.words, card.times, card.nothing, card.abandoned) == ("Gift-card balance", 6, 4, 2)
    assert (card.agents, card.last_at, card.wordings) == (3, LATE, 3)
    assert (parcel.words, parcel.times, parcel.agents) == ("lost parcel", 1, 1)


def test_the_most_frequent_come_first_and_the_rest_is_counted() -> None:
    rows = [InVain(word, "ana", times, 0, EARLY) for word, times in (("one", 1), ("three", 3), ("two", 2))]
    found = told(*rows, limit=2)
    assert [item.words for item in found.wanted] == ["three", "two"]
    assert found.groups == 3


def test_words_that_are_all_masks_are_counted_and_not_listed() -> None:
    found = told(
        InVain("<WORD> <NUM>", "ana", 1, 1, EARLY),
        InVain("", "tom", 1, 0, EARLY),
        InVain("<WORD> refund", "ana", 1, 0, EARLY),
    )
    assert found.masked == 3
    assert [item.words for item in found.wanted] == ["<WORD> refund"]


def test_the_nearest_live_template_is_named_and_nothing_where_none_is_near(url: str) -> None:
    documents = [reply("refund-late", title="Refund not arrived yet"), reply("gone", title="Gift card balance")]
    made_library(url, *documents, reply("sign-off", kind="fragment", title="Vouchers"))
    library = open_library(url)
    try:
        from library.record import review

        def fill(session: object) -> None:
            from sqlmodel import Session

            assert isinstance(session, Session)
            questions.put(session, name="Where is my refund?", by="mia", id="q")
            questions.phrase(session, "q", ["the money is still not on my account"], by="mia")
            questions.link(session, "q", "refund-late", by="mia")
            review.retire(session, ["gone"], by="mia", reason="")
            texts = ("refund not arived <WORD>", "money on my account", "gift card balance", "vouchers")
            rows = [(text, "nothing") for text in texts] + [("refund", "used")]
            intake.store_searches(
                session,
                [
                    {"id": f"s{n}", "agent": "ana", "words": text, "kind": "find", "outcome": how, "ended_at": EARLY}
                    for n, (text, how) in enumerate(rows)
                ],
            )

        run(library, fill)
        with library.reading() as session:
            found = read_searches(session, since=EARLY, limit=20)
            assert read_searches(session, since=LATE, limit=20).used.denominator == 0
            assert read_searches(session, since=EARLY, until=EARLY, limit=20).groups == 0
    finally:
        library.close()
    assert (found.used.numerator, found.used.denominator, found.nothing) == (1, 5, 4)
    near = {item.words: item.nearest for item in found.wanted}
    assert set(near) == {"refund not arived <WORD>", "money on my account", "gift card balance", "vouchers"}
    late = near["refund not arived <WORD>"]
    assert isinstance(late, Nearest)
    assert (late.abbreviation, late.title, late.question) == ("refund-late", "Refund not arrived yet", "q")
    phrased = near["money on my account"]
    assert phrased is not None
    assert (phrased.abbreviation, phrased.matched) == ("refund-late", "phrasing")
    assert near["gift card balance"] is None
    assert near["vouchers"] is None
