"""A mistaken use is taken back within a minute: by a row of its own, and nothing is removed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, reply

from library.desk import habits, outbox
from library.desk.habits import LastUse
from library.desk.outbox import Use
from library.desk.store import Desk, open_desk
from library.errors import BadValue

AT = "2026-05-04T09:{:02}:{:02}.000000Z"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", reply())
    yield made
    made.close()


def use(desk: Desk, number: int, *, minute: int = 30, template: str = "t", agent: str = "mia") -> Use:
    made = Use(f"use-{number}", template, number, number + 10, agent, AT.format(minute, 0), "chat", "app", "copied")
    outbox.record_use(desk, made)
    return made


def test_a_use_taken_back_stays_and_a_second_row_names_it(desk: Desk) -> None:
    made = use(desk, 1)
    outbox.correct_use(desk, "use-1", now_at=AT.format(30, 59), id="use-2")
    first, second = outbox.waiting_rows(desk, "uses", 9)
    assert first == made._asdict()
    assert (second["id"], second["corrects"], second["used_at"]) == ("use-2", "use-1", AT.format(30, 59))
    same = ("template", "revision", "version", "agent", "channel")
    assert [second[name] for name in same] == [first[name] for name in same]


def test_a_use_is_taken_back_at_the_60th_second_and_not_after(desk: Desk) -> None:
    use(desk, 1)
    with pytest.raises(BadValue, match="60 seconds") as told:
        outbox.correct_use(desk, "use-1", now_at="2026-05-04T09:31:00.000001Z", id="use-2")
    assert told.value.hint
    assert outbox.waiting(desk).uses == 1
    outbox.correct_use(desk, "use-1", now_at=AT.format(31, 0), id="use-2")
    assert outbox.waiting(desk).uses == 2


def test_a_use_is_taken_back_once_and_a_correction_never(desk: Desk) -> None:
    use(desk, 1)
    outbox.correct_use(desk, "use-1", now_at=AT.format(30, 5), id="use-2")
    with pytest.raises(BadValue, match="already"):
        outbox.correct_use(desk, "use-1", now_at=AT.format(30, 6), id="use-3")
    for unknown in ("use-2", "never"):
        with pytest.raises(BadValue, match="no such use"):
            outbox.correct_use(desk, unknown, now_at=AT.format(30, 6), id="use-3")
    assert outbox.waiting(desk).uses == 2
    assert habits.used(desk) == {}


def test_two_windows_take_one_use_back_once(desk: Desk) -> None:
    use(desk, 1)
    others = [open_desk(desk.path) for _ in range(4)]
    told: list[str] = []

    def take_back(other: Desk, number: int) -> None:
        try:
            outbox.correct_use(other, "use-1", now_at=AT.format(30, 5), id=f"correction-{number}")
        except BadValue as error:
            told.append(error.message)

    threads = [threading.Thread(target=take_back, args=(other, number)) for number, other in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (outbox.waiting(desk).uses, len(told)) == (2, 3)
    for other in others:
        other.close()


def test_a_use_taken_back_is_no_habit_and_the_one_before_it_is_the_last_again(desk: Desk) -> None:
    use(desk, 1, minute=10)
    use(desk, 2, minute=20)
    use(desk, 3, minute=21)
    outbox.correct_use(desk, "use-3", now_at=AT.format(21, 5), id="use-4")
    assert habits.last_use(desk, "mia", "t") == LastUse(2, 12, AT.format(20, 0))
    outbox.correct_use(desk, "use-2", now_at=AT.format(20, 50), id="use-5")
    assert habits.last_use(desk, "mia", "t") == LastUse(1, 11, AT.format(10, 0))
    assert habits.used(desk, "mia") == {"t": (1, 1)}


def test_the_only_use_taken_back_leaves_no_habit_and_other_agents_theirs(desk: Desk) -> None:
    use(desk, 1)
    use(desk, 2, agent="tom")
    outbox.correct_use(desk, "use-1", now_at=AT.format(30, 5), id="use-3")
    assert habits.last_use(desk, "mia", "t") is None
    assert habits.recent(desk, "mia") == []
    assert habits.used(desk, "tom") == {"t": (1, 1)}


def test_a_habit_whose_other_uses_are_no_longer_kept_loses_one_and_stays(desk: Desk) -> None:
    use(desk, 1, minute=10)
    outbox.mark_handed_in(desk, "uses", ["use-1"], at=AT.format(11, 0))
    outbox.drop_old(desk, before=AT.format(12, 0))
    use(desk, 2)
    outbox.correct_use(desk, "use-2", now_at=AT.format(30, 5), id="use-3")
    assert habits.used(desk, "mia") == {"t": (1, 1)}


def test_the_last_use_is_neither_a_correction_nor_taken_back_and_ones_own(desk: Desk) -> None:
    assert outbox.last_use_of(desk, "mia") is None
    first = use(desk, 1, minute=10)
    use(desk, 2, minute=11)
    use(desk, 3, minute=12, agent="tom")
    outbox.correct_use(desk, "use-2", now_at=AT.format(11, 5), id="use-4")
    assert outbox.last_use_of(desk, "mia") == first


def test_after_a_use_of_ones_own_template_the_shared_one_before_it_is_not_the_last(desk: Desk) -> None:
    use(desk, 1, minute=10)
    use(desk, 2, minute=11, template="~mine")
    assert outbox.last_use_of(desk, "mia") is None
    last = use(desk, 3, minute=12)
    assert outbox.last_use_of(desk, "mia") == last
