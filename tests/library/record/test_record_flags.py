"""Flags in the record: open until the first decision that settles them, each on its own."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from record_builders import always, fill, reply, save_live, save_next

from library.identifiers import utc_text
from library.record import authoring, change_sets, desk_reads, flags, history, intake, removal, review
from library.record.authoring import Saved
from library.record.database import Library
from library.record.flags import Answer


def hand_in(library: Library, saved: Saved, id_: str = "f1", *, revision: int = 0, version: int = -1) -> None:
    """A flag about a template as an up-to-date desk would hand it in, or one that saw an earlier version."""
    with library.writing() as session:
        seen = history.head(session)[0] if version < 0 else version
        row = {"id": id_, "template": saved.template, "agent": "tom", "why": "limit is higher", "version": seen}
        row |= {"revision": revision or saved.number, "flagged_at": f"2026-05-03T10:00:00.00000{id_[-1]}Z"}
        assert intake.store_flags(session, [row]) == 1
    time.sleep(0.002)  # SQLite's clock has milliseconds


def answer(library: Library, *ids: str) -> list[tuple[str, str, str, str]]:
    with library.reading() as session:
        found = flags.answers_to(session, ids or ("f1",))
        shown = desk_reads.answers_to(session, ids or ("f1",))
    assert all(item.at > "2026" for item in found)
    assert [(item.id, item.answer, item.by, item.at, item.why) for item in shown] == [
        (item.id, item.answer, item.by, item.at, item.why) for item in found
    ]
    return [(item.id, item.answer, item.by, item.why) for item in found]


def waiting(library: Library) -> list[str]:
    with library.reading() as session:
        return [item.id for item in flags.open_flags(session)]


def test_an_open_flag_says_what_it_is_about_and_why(library: Library) -> None:
    saved = save_live(library, reply("card-limit", title="Card limit"))
    other = save_live(library, reply("thanks"))
    hand_in(library, other, "f2")
    hand_in(library, saved, "f1")
    with library.reading() as session:
        first, second = flags.open_flags(session)
    assert first == flags.FlagState(
        *("f1", saved.template, "card-limit", "Card limit", 1, "tom", "limit is higher", "2026-05-03T10:00:00.000001Z")
    )
    assert second.abbreviation == "thanks"
    assert answer(library, "f1", "f2", "never") == []


def test_a_flag_is_answered_by_the_revision_that_goes_live_next(library: Library) -> None:
    saved = save_live(library, reply("a"))
    hand_in(library, saved)
    with library.writing() as session:
        authoring.save(
            session, reply("a", "New."), author="mia", based_on=1, template=saved.template, message="500 now"
        )
    assert (answer(library), waiting(library)) == ([], ["f1"])
    with library.writing() as session:
        review.approve(session, ["a"], by="mia", renders=always)
    assert (answer(library), waiting(library)) == ([("f1", "changed", "mia", "500 now")], [])


@pytest.mark.parametrize(("verb", "said"), [("confirm", "confirmed"), ("retire", "retired"), ("suspend", "suspended")])
def test_a_flag_is_answered_by_whatever_else_is_decided(library: Library, verb: str, said: str) -> None:
    saved = save_live(library, reply("a"))
    with library.writing() as session:
        review.confirm(session, ["a"], by="mia", reason="before the flag")
    time.sleep(0.002)
    hand_in(library, saved)
    assert answer(library) == []
    with library.writing() as session:
        getattr(review, verb)(session, ["a"], by="mia", reason="looked at it")
    assert answer(library) == [("f1", said, "mia", "looked at it")]
    assert waiting(library) == []


def test_the_first_decision_answers_and_later_ones_do_not_alter_it(library: Library) -> None:
    saved = save_live(library, reply("a"))
    hand_in(library, saved, "f1")
    with library.writing() as session:
        review.confirm(session, ["a"], by="mia", reason="right")
    time.sleep(0.002)
    hand_in(library, saved, "f2")
    with library.writing() as session:
        review.retire(session, ["a"], by="mia", renders=always, reason="gone")
    assert answer(library, "f1", "f2") == [("f1", "confirmed", "mia", "right"), ("f2", "retired", "mia", "gone")]


def test_a_flag_from_an_agent_who_was_offline_is_answered_by_what_they_had_not_seen(library: Library) -> None:
    saved = save_live(library, reply("a"))
    with library.writing() as session:
        save_next(session, saved, reply("a", "New."))
        review.approve(session, ["a"], by="mia", renders=always, reason="better")
        review.confirm(session, ["a"], by="mia", reason="before anybody knew of the flag")
    time.sleep(0.002)
    hand_in(library, saved, "f1", version=1)
    hand_in(library, saved, "f2", revision=2, version=2)
    assert answer(library, "f1", "f2") == [("f1", "changed", "mia", "better")]
    assert waiting(library) == ["f2"]


def test_a_flag_of_a_revision_whose_text_was_removed_is_answered(library: Library) -> None:
    saved = save_live(library, reply("a"))
    with library.writing() as session:
        second = save_next(session, saved, reply("a", "New."))
        review.approve(session, ["a"], by="mia", renders=always)
    hand_in(library, second)
    with library.writing() as session:
        removal.redact(session, "a", 1, by="mia", reason="a name stood in it", renders=always)
    assert answer(library) == []
    with library.writing() as session:
        removal.redact(session, "a", 2, by="mia", reason="and here too", renders=always)
    assert answer(library) == [("f1", "retired", "mia", "and here too")]


def test_a_flag_about_a_template_this_library_never_had_is_kept_and_not_listed(library: Library) -> None:
    fill(library)
    hand_in(library, Saved("nowhere", 1, True), "f9")
    assert "f9" not in waiting(library)
    assert answer(library, "f9") == []


def test_a_flag_handed_in_twice_is_kept_once_as_it_first_came(library: Library) -> None:
    saved = save_live(library, reply("a"))
    hand_in(library, saved)
    with library.writing() as session:
        again = {"id": "f1", "template": saved.template, "agent": "eve", "why": "other"}
        assert intake.store_flags(session, [again]) == 0
    with library.reading() as session:
        assert [(item.agent, item.why) for item in flags.open_flags(session)] == [("tom", "limit is higher")]


def test_flags_by_the_thousand_are_answered(library: Library) -> None:
    saved = save_live(library, reply("a"))
    with library.writing() as session:
        rows = [{"id": f"f{number}", "template": saved.template, "revision": 1, "version": 1} for number in range(2500)]
        assert intake.store_flags(session, rows) == 2500
        review.retire(session, ["a"], by="mia", renders=always)
    with library.reading() as session:
        found = flags.answers_to(session, [str(row["id"]) for row in rows])
    assert len(found) == 2500
    assert all(isinstance(item, Answer) and item.answer == "retired" for item in found)


def approve_for(library: Library, saved: Saved, seconds: float) -> tuple[str, str]:
    """Approves another text that comes then; returns the set's id and its moment."""
    at = utc_text(datetime.now(UTC) + timedelta(seconds=seconds))
    with library.writing() as session:
        id_ = change_sets.open(session, "Spring", by="mia", live_from=at)
        new = save_next(session, saved, reply("a", "New."))
        change_sets.put(session, id_, [(new.template, new.number)], by="mia")
        change_sets.approve(session, id_, by="mia", reason="in spring", renders=always)
    return id_, at


def test_a_flag_is_answered_when_the_approved_text_comes_and_not_before(library: Library) -> None:
    saved = save_live(library, reply("a"))
    hand_in(library, saved)
    _, at = approve_for(library, saved, 1.5)
    assert (answer(library), waiting(library)) == ([], ["f1"])
    with library.reading() as session:
        assert flags.answered_since(session, "2026") == []
    time.sleep(1.6)
    assert (answer(library), waiting(library)) == ([("f1", "changed", "mia", "in spring")], [])
    with library.reading() as session:
        assert [item.at for item in flags.answers_to(session, ["f1"])] == [at]
        assert [answered for _, answered in flags.answered_since(session, at)] == [at]


def test_a_text_that_was_called_off_answers_no_flag(library: Library) -> None:
    saved = save_live(library, reply("a"))
    hand_in(library, saved)
    id_, _ = approve_for(library, saved, 3600)
    with library.writing() as session:
        change_sets.call_off(session, id_, by="mia", renders=always)
    assert (answer(library), waiting(library)) == ([], ["f1"])
    with library.writing() as session:
        review.confirm(session, ["a"], by="mia", reason="right as it is")
    assert answer(library) == [("f1", "confirmed", "mia", "right as it is")]


def test_what_was_decided_before_the_text_came_stays_the_answer(library: Library) -> None:
    saved = save_live(library, reply("a"))
    hand_in(library, saved)
    approve_for(library, saved, 1.5)
    with library.writing() as session:
        review.confirm(session, ["a"], by="mia", reason="right until then")
    said = [("f1", "confirmed", "mia", "right until then")]
    assert answer(library) == said
    time.sleep(1.6)
    assert answer(library) == said
