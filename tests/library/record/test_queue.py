"""The queue: all that waits for a lead, each once, with since when, by whom, and what it is compared with."""

from __future__ import annotations

import pytest
from record_builders import always, reply, save_live, save_next
from sqlalchemy import event

from library.errors import BadValue
from library.record import authoring, change_sets, history, intake, members, queue, review
from library.record.change_sets import Edit
from library.record.database import Library
from library.record.queue import Answered, Queue

EVER = "2000"


def read(library: Library, *, since: str = EVER) -> Queue:
    with library.reading() as session:
        return queue.queue(session, since=since)


def flag(library: Library, template: str, id_: str = "f1", *, at: str = "2026-05-01T10:00:00.000000Z") -> None:
    row = {"id": id_, "template": template, "revision": 1, "version": 0, "agent": "tom", "why": "30 days?"}
    with library.writing() as session:
        intake.store_flags(session, [row | {"flagged_at": at}])


def test_an_empty_library_has_nothing_waiting(library: Library) -> None:
    found = read(library)
    assert (found.waiting, found.flags_answered) == (0, Answered(None, 0))


def test_drafts_and_submitted_ones_are_told_apart(library: Library) -> None:
    saved = save_live(library, reply("a", "one", title="Late", group="Billing"))
    with library.writing() as session:
        members.add(session, "tom", role="agent", by="mia")
        save_next(session, saved, reply("a", "two", title="Later", group="Billing"), by="tom")
        authoring.save(session, reply("b"), author="tom", message="half done")
        review.submit(session, ["a"], by="mia", reason="please look")
    found = read(library)
    [one], [draft] = found.submitted, found.drafts
    assert (one.abbreviation, one.revision, one.title, one.group) == ("a", 2, "Later", "Billing")
    assert (one.author, one.by, one.why, one.based_on, one.live_revision) == ("tom", "mia", "please look", 1, 1)
    with library.reading() as session:
        assert one.since == history.revision(session, "a", 2).decisions[0].at
    assert (draft.abbreviation, draft.by, draft.why, draft.live_revision) == ("b", "tom", "half done", None)
    assert found.waiting == 1


def test_what_waits_longest_comes_first(library: Library) -> None:
    for name in ("c", "a", "b"):
        with library.writing() as session:
            authoring.save(session, reply(name), author="mia")
            review.submit(session, [name], by="mia")
    assert [one.abbreviation for one in read(library).submitted] == ["c", "a", "b"]


def test_a_change_set_is_one_item(library: Library) -> None:
    with library.writing() as session:
        edits = [Edit(reply("a")), Edit(reply("b"))]
        id_ = change_sets.submit_together(session, "spring", edits, by="mia", message="two of them")
    found = read(library)
    [one] = found.sets
    assert (one.id, one.title, one.by, [item.abbreviation for item in one.items]) == (id_, "spring", "mia", ["a", "b"])
    assert (found.submitted, found.drafts, found.waiting) == ((), (), 1)
    with library.writing() as session:
        change_sets.approve(session, id_, by="mia", renders=always)
    assert read(library).waiting == 0


def test_what_was_submitted_with_a_set_that_is_not_whole_yet_waits_too(library: Library) -> None:
    with library.writing() as session:
        first = authoring.save(session, reply("a"), author="mia")
        id_ = change_sets.open(session, "later", by="mia")
        change_sets.put(session, id_, ["a"], by="mia")
        assert read(library).drafts == ()
    assert [one.abbreviation for one in read(library).drafts] == ["a"]
    with library.writing() as session:
        change_sets.submit(session, id_, by="mia")
        save_next(session, first, reply("a", "newer"))
    found = read(library)
    assert [one.revision for one in found.drafts] == [2]


def test_what_was_submitted_waits_on_while_somebody_drafts_the_next(library: Library) -> None:
    saved = save_live(library, reply("a", "one"))
    with library.writing() as session:
        second = save_next(session, saved, reply("a", "two"))
        review.submit(session, ["a"], by="mia", reason="please look")
        members.add(session, "tom", role="lead", by="mia")
        save_next(session, second, reply("a", "three"), by="tom")
    found = read(library)
    assert [(one.revision, one.why) for one in found.submitted] == [(2, "please look")]
    assert [one.revision for one in found.drafts] == [3]
    for decide in (review.approve, review.reject):
        with pytest.raises(BadValue, match="revision 2 was submitted, and 3 is a draft"), library.writing() as session:
            decide(session, ["a"], by="mia")
    with library.writing() as session:
        review.submit(session, ["a"], by="mia")
    found = read(library)  # the next is submitted too: it stands for both
    assert ([one.revision for one in found.submitted], found.drafts) == ([3], ())


def test_a_set_waits_on_while_somebody_drafts_the_next_of_what_is_in_it(library: Library) -> None:
    with library.writing() as session:
        id_ = change_sets.submit_together(session, "spring", [Edit(reply("a"))], by="mia")
        save_next(session, authoring.Saved(history.resolve(session, "a"), 1, True), reply("a", "newer"))
    found = read(library)
    assert [(one.id, [item.revision for item in one.items]) for one in found.sets] == [(id_, [1])]
    assert ([one.revision for one in found.drafts], found.submitted) == ([2], ())


def test_what_was_answered_does_not_come_back_with_the_next_draft(library: Library) -> None:
    saved = save_live(library, reply("a", "one"))
    with library.writing() as session:
        second = save_next(session, saved, reply("a", "two"))
        review.submit(session, ["a"], by="mia")
        review.reject(session, ["a"], by="mia", reason="no")
        third = save_next(session, second, reply("a", "three"))
        review.submit(session, ["a"], by="mia")
        review.approve(session, ["a"], by="mia", renders=always)
        save_next(session, third, reply("a", "four"))
    found = read(library)
    assert ([one.revision for one in found.drafts], found.submitted) == ([4], ())


def test_what_was_sent_back_waits_for_its_author_until_there_is_another_text(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "tom", role="agent", by="mia")
        saved = authoring.save(session, reply("a", group="Billing"), author="tom")
        review.submit(session, ["a"], by="tom")
        review.reject(session, ["a"], by="mia", reason="says nothing about the bank")
    found = read(library)
    [back] = found.sent_back
    assert (back.abbreviation, back.revision, back.author, back.by, back.why) == (
        *("a", 1, "tom", "mia"),
        "says nothing about the bank",
    )
    assert (found.waiting, found.submitted, found.drafts) == (0, (), ())
    with library.writing() as session:
        save_next(session, saved, reply("a", "better", group="Billing"), by="tom")
    found = read(library)
    assert (found.sent_back, [one.revision for one in found.drafts]) == ((), [2])


def test_proposals_of_agents_are_a_list_of_their_own_and_their_answers_are_timed(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "tom", role="agent", by="mia")
        for name in ("thanks", "sorry"):
            authoring.save(session, reply(name), author="tom", source="propose", message="customers like it")
            review.submit(session, [name], by="tom", reason="customers like it")
    found = read(library)
    assert [(one.abbreviation, one.by, one.why) for one in found.proposals] == [
        (name, "tom", "customers like it") for name in ("thanks", "sorry")
    ]
    assert (found.submitted, found.waiting, found.proposals_answered.count) == ((), 2, 0)
    with library.writing() as session:
        review.reject(session, ["thanks"], by="mia")
        proposed = history.revisions(session, "sorry")[0]
        authoring.save(
            session, reply("sorry", "Mended."), author="mia", template=proposed.template, based_on=proposed.number
        )
        review.approve(session, ["sorry"], by="mia", renders=always)
    found = read(library)
    assert (found.proposals, found.proposals_answered.count) == ((), 2)
    assert found.proposals_answered.seconds is not None
    assert 0 <= found.proposals_answered.seconds < 100
    assert read(library, since="2999").proposals_answered.count == 0


def test_a_typo_edit_waits_until_another_person_has_looked(library: Library) -> None:
    saved = save_live(library, reply("a", "We recieved it."))
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        save_next(session, saved, reply("a", "We received it."), by="lea")
        review.publish_typo(session, "a", by="lea", renders=always)
    [one] = read(library).typos
    assert (one.revision, one.by, one.author, one.live_revision, one.why) == (2, "lea", "lea", 1, "typo")
    with library.writing() as session:
        review.confirm(session, ["a"], by="lea")
    assert len(read(library).typos) == 1
    with library.writing() as session:
        review.confirm(session, ["a"], by="mia")
    assert read(library).typos == ()


def test_a_typo_edit_that_was_rolled_back_waits_no_more(library: Library) -> None:
    saved = save_live(library, reply("a", "We recieved it."))
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        second = save_next(session, saved, reply("a", "We received it."), by="lea")
        review.publish_typo(session, "a", by="lea", renders=always)
        save_next(session, second, reply("a", "We recieved it."), by="lea")
        review.approve(session, ["a"], by="mia", renders=always)
    assert read(library).typos == ()


def test_open_flags_wait_and_answered_ones_are_timed(library: Library) -> None:
    saved, other = save_live(library, reply("a")), save_live(library, reply("b"))
    flag(library, saved.template, "f1")
    flag(library, other.template, "f2")
    assert [(one.abbreviation, one.agent) for one in read(library).flags] == [("a", "tom"), ("b", "tom")]
    with library.writing() as session:
        review.confirm(session, ["a"], by="mia")
    found = read(library)
    assert [one.abbreviation for one in found.flags] == ["b"]
    assert found.flags_answered.count == 1
    assert found.flags_answered.seconds is not None
    assert found.flags_answered.seconds > 3600


def test_the_queue_takes_as_many_statements_for_many_as_for_few(library: Library) -> None:
    with library.writing() as session:
        for number in range(3):
            authoring.save(session, reply(f"few-{number}"), author="mia")

    def statements() -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(library.engine, "before_cursor_execute", note)
        read(library)
        event.remove(library.engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    with library.writing() as session:
        for number in range(40):
            authoring.save(session, reply(f"many-{number}"), author="mia")
    assert statements() == few
