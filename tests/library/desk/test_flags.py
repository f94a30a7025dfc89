"""Flags: recorded offline, masked, kept until their answer was told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, pull, reply

from library.desk import flags, outbox
from library.desk.catalog import apply_pull
from library.desk.flags import Answer, Flag, flags_of, mark_told, record_flag, untold
from library.desk.store import Desk
from library.errors import BadValue

DAY = "2026-05-{:02}T09:30:00.000000Z"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", reply("refund-late"), reply("thanks"), version=3)
    yield made
    made.close()


def flag(
    desk: Desk, number: int = 1, *, agent: str = "mia", why: str = "out of date", template: str = "id-refund-late"
) -> None:
    record_flag(desk, Flag(f"flag-{number}", template, 1, 3, agent, why, DAY.format(number)))


def hand_in(desk: Desk, *numbers: int) -> None:
    outbox.mark_handed_in(desk, "flags", [f"flag-{number}" for number in numbers], at=DAY.format(10))


def test_a_flag_waits_to_be_handed_in_with_every_column(desk: Desk) -> None:
    flag(desk)
    assert outbox.waiting(desk).flags == 1
    [row] = outbox.waiting_rows(desk, "flags", 9)
    assert row == Flag("flag-1", "id-refund-late", 1, 3, "mia", "out of date", DAY.format(1))._asdict()
    hand_in(desk, 1)
    assert outbox.waiting(desk).flags == 0
    outbox.hand_in_again(desk)
    assert outbox.waiting(desk).flags == 1


def test_a_flag_keeps_no_personal_data(desk: Desk) -> None:
    flag(desk, why="ana.jablonski@example.com says\n it was 10 days, call +49 170 1234567")
    [kept] = flags_of(desk, "mia")
    assert kept.why == "<EMAIL> says it was 10 days, call <PHONE>"


@pytest.mark.parametrize("why", ["", " \n", "x" * 501])
def test_a_flag_needs_a_word_why_and_no_essay(desk: Desk, why: str) -> None:
    with pytest.raises(BadValue) as told:
        flag(desk, why=why)
    assert told.value.hint
    assert outbox.waiting(desk).flags == 0


def test_ones_own_template_is_changed_and_not_flagged(desk: Desk) -> None:
    with pytest.raises(BadValue, match="your own"):
        flag(desk, template="~mine")


def test_each_agent_sees_their_flags_newest_first_with_what_became_of_them(desk: Desk) -> None:
    flag(desk, 1)
    flag(desk, 2, template="id-thanks")
    flag(desk, 3, agent="tom")
    hand_in(desk, 1)
    flags.note_answers(desk, [Answer("flag-1", "changed", "ana", DAY.format(11), "14 days")])
    second, first = flags_of(desk, "mia")
    assert (second.abbreviation, second.handed_in_at, second.answer) == ("thanks", "", "")
    assert (first.abbreviation, first.handed_in_at) == ("refund-late", DAY.format(10))
    assert (first.answer, first.answered_by, first.answered_at, first.answer_why) == (
        *("changed", "ana", DAY.format(11), "14 days"),
    )


def test_an_answer_is_told_once(desk: Desk) -> None:
    flag(desk, 1)
    flag(desk, 2)
    hand_in(desk, 1, 2)
    assert untold(desk, "mia") == []
    flags.note_answers(desk, [Answer("flag-2", "confirmed", "ana", DAY.format(11), "")])
    flags.note_answers(desk, [Answer("flag-2", "retired", "ana", DAY.format(12), "")])
    [told] = untold(desk, "mia")
    assert (told.id, told.answer) == ("flag-2", "confirmed")
    assert untold(desk, "tom") == []
    mark_told(desk, ["flag-1", "flag-2"], DAY.format(13))
    assert untold(desk, "mia") == []
    flags.note_answers(desk, [Answer("flag-1", "changed", "ana", DAY.format(14), "")])
    assert [state.id for state in untold(desk, "mia")] == ["flag-1"]


def test_only_flags_handed_in_and_open_are_asked_for(desk: Desk) -> None:
    for number in (1, 2, 3):
        flag(desk, number)
    hand_in(desk, 1, 2)
    flags.note_answers(desk, [Answer("flag-1", "changed", "ana", DAY.format(11), "")])
    assert flags.unanswered(desk) == ["flag-2"]


def test_a_flag_about_a_template_that_is_gone_still_says_which(desk: Desk) -> None:
    flag(desk)
    apply_pull(desk, pull(version=4, is_full=False, gone=["id-refund-late"]), synced_at=DAY.format(5))
    [state] = flags_of(desk, "mia")
    assert state.abbreviation == "refund-late"


def test_a_flag_is_kept_until_its_answer_was_told_long_ago(desk: Desk) -> None:
    for number in (1, 2, 3):
        flag(desk, number)
    hand_in(desk, 1, 2)
    flags.note_answers(desk, [Answer(f"flag-{number}", "changed", "ana", DAY.format(11), "") for number in (1, 2)])
    mark_told(desk, ["flag-1"], DAY.format(12))
    outbox.drop_old(desk, before=DAY.format(12))
    assert len(flags_of(desk, "mia")) == 3
    outbox.drop_old(desk, before=DAY.format(30))
    assert [state.id for state in flags_of(desk, "mia")] == ["flag-3", "flag-2"]
