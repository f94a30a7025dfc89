"""Adoption: who of the roster uses the library; people who are not on it are counted apart."""

from __future__ import annotations

from library.measures.adoption import adoption
from library.record.usage import UsedInWeek

LIVE = {"t1": "refund-late", "t2": "thanks", "t3": "order-late"}


def test_people_are_counted_once_whatever_their_case_and_uses_are_added() -> None:
    found = adoption(
        [
            UsedInWeek("Mia", "t1", "2026-W18", 3),
            UsedInWeek("mia", "t2", "2026-W19", 1),
            UsedInWeek("tom", "t1", "2026-W19", 2),
            UsedInWeek("guest", "t9", "2026-W19", 1),
        ],
        roster=["Mia", "Tom", "Ana"],
        live=LIVE,
        others={"t9": "refund-days"},
    )
    assert (found.agents.numerator, found.agents.denominator) == (2, 3)
    assert found.uses == 7
    assert found.by_week == (("2026-W18", 3), ("2026-W19", 4))
    assert found.by_template == (("refund-late", 5), ("refund-days", 1), ("thanks", 1))
    assert found.never_used == ("order-late",)
    assert found.off_roster == ("guest",)
    assert dict(found.by_agent) == {"Mia": 4, "Tom": 2, "guest": 1}


def test_nobody_on_the_roster_is_no_share_and_no_error() -> None:
    found = adoption([], roster=[], live=LIVE, others={})
    assert found.agents.value is None
    assert found.never_used == ("order-late", "refund-late", "thanks")


def test_no_template_is_ever_shown_as_an_id() -> None:
    used = [UsedInWeek("mia", key, "2026-W18", 1) for key in ("t1", "gone-1", "gone-2")]
    found = adoption(used, roster=["mia"], live=LIVE, others={"gone-1": "refund-late"})
    assert found.by_template == (("refund-late", 2), ("(not in this library)", 1))
