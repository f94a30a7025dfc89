"""What was suggested ends as one search, whatever comes after: a copy of it, of something else, or nothing at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, reply

from library.desk import outbox, suggested
from library.desk.outbox import Use
from library.desk.store import Desk, open_desk
from library.desk.suggested import end_old, end_suggested, note_suggested, record_use_after

AT = "2026-05-04T09:{:02}:00.000000Z"
OFFERED = ["id-refund-late", "~own", "id-thanks"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", reply(), reply("thanks"))
    yield made
    made.close()


def suggest(desk: Desk, minute: int = 0, *, agent: str = "mia") -> None:
    note_suggested(desk, agent, OFFERED, words="where is my <WORD>", started_at=AT.format(minute), at=AT.format(minute))


def use(desk: Desk, minute: int, template: str = "id-thanks", *, agent: str = "mia", number: int = 1) -> None:
    record_use_after(desk, Use(f"use-{number}", template, 1, 1, agent, AT.format(minute)))


def searches(desk: Desk) -> list[dict[str, str | int | None]]:
    return outbox.waiting_rows(desk, "searches", 9)


def waits(desk: Desk) -> int:
    return int(desk.connection.execute("SELECT count(*) FROM suggested").fetchone()[0])


@pytest.mark.parametrize("minute", [0, 5, 15])
def test_a_copy_of_what_was_suggested_ends_the_search_and_names_it(desk: Desk, minute: int) -> None:
    suggest(desk)
    use(desk, minute)
    [search] = searches(desk)
    [row] = outbox.waiting_rows(desk, "uses", 9)
    assert (search["kind"], search["outcome"], search["template"], search["row_rank"]) == (
        "suggest", "used", "id-thanks", 3,
    )  # fmt: skip
    assert (search["words"], search["started_at"], search["ended_at"]) == (
        "where is my <WORD>", AT.format(0), AT.format(minute),
    )  # fmt: skip
    assert (row["search"], row["row_rank"]) == (search["id"], 3)
    use(desk, minute, number=2)
    assert [row["search"] for row in outbox.waiting_rows(desk, "uses", 9)] == [search["id"], None]
    assert len(searches(desk)) == 1


@pytest.mark.parametrize(("minute", "template", "ended"), [(16, "id-thanks", 15), (3, "id-other", 3)])
def test_a_copy_too_late_or_of_something_else_ends_it_as_abandoned(
    desk: Desk, minute: int, template: str, ended: int
) -> None:
    suggest(desk)
    use(desk, minute, template)
    [search] = searches(desk)
    assert (search["outcome"], search["template"], search["ended_at"]) == ("abandoned", None, AT.format(ended))
    assert [row["search"] for row in outbox.waiting_rows(desk, "uses", 9)] == [None]


def test_that_ones_own_template_was_taken_is_said_and_not_which(desk: Desk) -> None:
    suggest(desk)
    use(desk, 1, "~own")
    [search] = searches(desk)
    assert (search["outcome"], search["template"], search["row_rank"]) == ("used", None, 2)
    assert outbox.waiting(desk).uses == 0


def test_the_next_message_ends_the_one_before(desk: Desk) -> None:
    suggest(desk)
    suggest(desk, 2)
    end_suggested(desk, "mia", at=AT.format(3))
    end_suggested(desk, "mia", at=AT.format(4))
    assert [(row["outcome"], row["ended_at"]) for row in searches(desk)] == [
        ("abandoned", AT.format(2)), ("abandoned", AT.format(3)),
    ]  # fmt: skip
    assert waits(desk) == 0


def test_what_was_suggested_is_each_agents_own(desk: Desk) -> None:
    suggest(desk)
    suggest(desk, agent="tom")
    use(desk, 1, agent="tom")
    assert [(row["agent"], row["outcome"]) for row in searches(desk)] == [("tom", "used")]
    assert waits(desk) == 1


def test_what_is_over_ends_without_anybody_copying(desk: Desk) -> None:
    suggest(desk, 0)
    suggest(desk, 10, agent="tom")
    end_old(desk, at=AT.format(15))
    assert searches(desk) == []
    end_old(desk, at=AT.format(16))
    assert [(row["agent"], row["outcome"], row["ended_at"]) for row in searches(desk)] == [
        ("mia", "abandoned", AT.format(15))
    ]
    assert waits(desk) == 1


def test_two_copies_at_once_make_one_search(desk: Desk) -> None:
    suggest(desk)
    gate = threading.Barrier(6)

    def copy(number: int) -> None:
        other = open_desk(desk.path)
        gate.wait(20)
        use(other, 1, number=number)
        other.close()

    threads = [threading.Thread(target=copy, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    [search] = searches(desk)
    named = [row["search"] for row in outbox.waiting_rows(desk, "uses", 9)]
    assert len(named) == 6
    assert named.count(search["id"]) == 1


def test_a_copy_without_a_suggestion_costs_one_small_query_more(desk: Desk) -> None:
    asked: list[str] = []
    desk.connection.set_trace_callback(asked.append)
    use(desk, 1)
    desk.connection.set_trace_callback(None)
    different = list(dict.fromkeys(asked))  # what triggers do is told as the statement that set them off
    assert [statement.split()[0] for statement in different] == ["SELECT", "INSERT"]


def test_a_use_that_cannot_be_noted_ends_nothing(desk: Desk) -> None:
    suggest(desk)
    outbox.record_use(desk, Use("use-1", "id-thanks", 1, 1, "tom", AT.format(0)))
    with pytest.raises(Exception, match="UNIQUE"):
        use(desk, 1)  # its id is taken
    assert (searches(desk), waits(desk)) == ([], 1)
    assert suggested.MINUTES == 15
