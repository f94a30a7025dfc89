"""How searches ended is counted from what desks handed in."""

from __future__ import annotations

from asked_builders import search, use

from library.record import searches
from library.record.database import Library
from library.record.searches import Endings, InVain

SINCE, UNTIL = "2026-05-02T00:00:00.000000Z", "2026-05-04T00:00:00.000000Z"


def test_searches_of_a_period_are_counted_by_how_they_ended(library: Library) -> None:
    with library.writing() as session:
        for outcome, days in (("used", (2, 3, 3)), ("abandoned", (3, 4)), ("nothing", (1, 3, 3))):
            for day in days:
                search(session, "refund", outcome, at=f"2026-05-{day:02}T10:00:00.000000Z")
    with library.reading() as session:
        # From 2 May on: used 3, abandoned 2, nothing 2; before 4 May one abandoned less.
        assert searches.endings(session, since=SINCE) == Endings(3, 2, 2)
        assert searches.endings(session, since=SINCE, until=UNTIL) == Endings(3, 1, 2)
        assert searches.endings(session, since=SINCE).all == 7


def test_a_search_whose_uses_were_all_taken_back_is_left_out(library: Library) -> None:
    with library.writing() as session:
        regretted, twice, kept = (search(session, "refund", "used") for _ in range(3))
        use(session, "t", corrects=use(session, "t", regretted))
        use(session, "t", corrects=use(session, "t", twice))
        use(session, "t", twice)
        use(session, "t", kept)
    with library.reading() as session:
        assert searches.endings(session, since=SINCE) == Endings(2, 0, 0)
        assert searches.endings(session, since=UNTIL) == Endings(0, 0, 0)


def test_words_in_vain_are_counted_for_each_wording_and_agent(library: Library) -> None:
    early, late = "2026-05-03T08:00:00.000000Z", "2026-05-03T09:00:00.000000Z"
    with library.writing() as session:
        search(session, "gift card", "nothing", at=early)
        search(session, "gift card", "abandoned", at=late)
        search(session, "gift card", "nothing", agent="tom", at=early)
        search(session, "gift card", "used", agent="tom", at=late)
        search(session, "gift card", "nothing", at="2026-05-01T08:00:00.000000Z")
    with library.reading() as session:
        found = searches.in_vain(session, since=SINCE, until=UNTIL)
    assert found == [InVain("gift card", "ana", 1, 1, late), InVain("gift card", "tom", 1, 0, early)]
