"""Habits: what an agent uses how often outlives the rows it comes from, and is the agent's own to forget."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, reply

from library.desk import habits, outbox
from library.desk.catalog import entries
from library.desk.habits import LastUse
from library.desk.outbox import Use
from library.desk.store import Desk

DAY = "2026-05-{:02}T09:30:00.000000Z"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", reply(), reply("thanks"))
    yield made
    made.close()


def use(desk: Desk, number: int, *, day: int = 4, template: str = "t", agent: str = "mia") -> None:
    outbox.record_use(desk, Use(f"use-{number:04}", template, number, number + 10, agent, DAY.format(day)))


def test_the_templates_used_last_come_newest_first_and_only_ones_own(desk: Desk) -> None:
    for number, (template, day, agent) in enumerate(
        [("a", 1, "mia"), ("b", 2, "mia"), ("a", 3, "mia"), ("c", 9, "tom"), ("~d", 5, "mia")]
    ):
        use(desk, number, template=template, day=day, agent=agent)
    assert habits.recent(desk, "mia") == ["~d", "a", "b"]
    assert habits.recent(desk, "mia", limit=2) == ["~d", "a"]


def test_the_last_use_is_the_newest_of_this_agent_and_template(desk: Desk) -> None:
    use(desk, 1, day=1)
    use(desk, 2, day=2)
    use(desk, 3, day=3, agent="tom")
    assert habits.last_use(desk, "mia", "t") == LastUse(2, 12, DAY.format(2))
    assert habits.last_use(desk, "mia", "other") is None


def test_habits_outlive_the_uses_they_come_from(desk: Desk) -> None:
    use(desk, 1, template="id-thanks")
    use(desk, 2, template="id-thanks", agent="tom")
    outbox.mark_handed_in(desk, "uses", ["use-0001", "use-0002"], at=DAY.format(4))
    outbox.drop_old(desk, before=DAY.format(30))
    assert {entry.abbreviation: (entry.uses, entry.own_uses) for entry in entries(desk, agent="mia")} == {
        "refund-late": (0, 0),
        "thanks": (2, 1),
    }


def test_rows_handed_in_again_are_counted_once(desk: Desk) -> None:
    use(desk, 1)
    outbox.mark_handed_in(desk, "uses", ["use-0001"], at=DAY.format(4))
    outbox.hand_in_again(desk)
    with pytest.raises(Exception, match="UNIQUE") as told:
        use(desk, 1)
    assert isinstance(told.value.__cause__, sqlite3.IntegrityError)
    assert habits.used(desk, "mia") == {"t": (1, 1)}


def test_forgetting_clears_ones_own_habits_and_nothing_else(desk: Desk) -> None:
    use(desk, 1, template="a")
    use(desk, 2, template="~b")
    use(desk, 3, template="a", agent="tom")
    habits.set_favourite(desk, "mia", "a", is_favourite=True, at=DAY.format(1))
    assert habits.forget(desk, "mia") == (2, 0)
    assert habits.recent(desk, "mia") == []
    assert habits.used(desk, "tom") == {"a": (1, 1)}
    assert habits.favourites(desk, "mia") == ["a"]
    assert outbox.waiting(desk).uses == 2
    assert habits.forget(desk, "mia") == (0, 0)


def test_favourites_are_each_agents_own_in_the_order_they_became_so(desk: Desk) -> None:
    for day, template in ((2, "b"), (1, "c"), (3, "a"), (4, "b")):
        habits.set_favourite(desk, "mia", template, is_favourite=True, at=DAY.format(day))
    habits.set_favourite(desk, "tom", "x", is_favourite=True, at=DAY.format(1))
    assert habits.favourites(desk, "mia") == ["c", "b", "a"]
    habits.set_favourite(desk, "mia", "c", is_favourite=False, at=DAY.format(5))
    habits.set_favourite(desk, "mia", "never", is_favourite=False, at=DAY.format(5))
    assert habits.favourites(desk, "mia") == ["b", "a"]
