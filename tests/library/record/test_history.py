"""Reading the record: live since a version, one snapshot throughout."""

from __future__ import annotations

import time

import pytest
from record_builders import always, reply, save_live, save_next

from library.errors import BadValue
from library.record import authoring, history, questions, removal, review
from library.record.database import Library


def altered(library: Library, version: int) -> dict[str, int | None]:
    with library.reading() as session:
        return {
            item.template: item.live.revision if item.live else None for item in history.live_since(session, version)
        }


def test_a_desk_is_told_only_what_changed_after_its_version(library: Library) -> None:
    a, b = save_live(library, reply("a")), save_live(library, reply("b"))
    with library.writing() as session:
        save_next(session, a, reply("a", "new"))
        review.approve(session, ["a"], by="mia", renders=always)
    assert altered(library, 0) == {a.template: 2, b.template: 1}
    assert altered(library, 1) == {a.template: 2, b.template: 1}
    assert altered(library, 2) == {a.template: 2}
    assert altered(library, 3) == {}


def test_a_retired_template_is_told_as_gone(library: Library) -> None:
    a = save_live(library, reply("a"))
    with library.writing() as session:
        review.retire(session, ["a"], by="mia", renders=always)
    assert altered(library, 1) == {a.template: None}


def test_a_confirmed_phrasing_reaches_the_templates_of_its_question(library: Library) -> None:
    a = save_live(library, reply("a"))
    with library.writing() as session:
        question = questions.put(session, name="Where is it?", by="mia")
        questions.link(session, question, "a", by="mia")
    with library.writing() as session:
        questions.phrase(session, question, ["wheres it", "where is it??"], by="mia")
        questions.phrase(session, question, ["only an idea"], by="mia", state="proposed")
    assert altered(library, 2) == {a.template: 1}
    with library.reading() as session:
        assert history.live(session)[0].phrasings == ("wheres it", "where is it??")
    with library.writing() as session:
        questions.phrase(session, question, ["wheres it"], by="mia", state="removed")
    with library.reading() as session:
        assert history.live(session)[0].phrasings == ("where is it??",)


def test_a_reader_sees_one_version_whatever_others_commit(library: Library) -> None:
    save_live(library, reply("a"))
    with library.reading() as session:
        before = history.head(session)
        save_live(library, reply("b"))
        assert history.head(session) == before
        assert len(history.live(session)) == 1
    with library.reading() as session:
        assert len(history.live(session)) == 2


@pytest.mark.parametrize(("name", "says"), [("late", "late has no revision 9; it has 1 to 3"), ("", "refund-late has")])
def test_a_revision_that_is_not_there_is_told_with_those_that_are(library: Library, name: str, says: str) -> None:
    saved = save_live(library, reply("refund-late", aliases=("late",)))
    with library.writing() as session:
        second = save_next(session, saved, reply("refund-late", "two"))
        save_next(session, second, reply("refund-late", "three"))
    with library.reading() as session, pytest.raises(BadValue, match=says) as caught:
        history.revision(session, name or saved.template, 9)
    assert caught.value.hint == f"snippets history {name or 'refund-late'} shows them"


def test_the_only_revision_is_told_as_one(library: Library) -> None:
    save_live(library, reply("a"))
    with library.reading() as session, pytest.raises(BadValue, match="a has no revision 2; it has only 1"):
        history.revision(session, "a", 2)


def waiting(library: Library) -> list[tuple[str, int]]:
    with library.reading() as session:
        return [(state.abbreviation, state.number) for state in history.drafts(session)]


def test_what_waits_for_approval_is_newer_than_what_is_live(library: Library) -> None:
    live = save_live(library, reply("live"))
    edited = save_live(library, reply("edited"))
    with library.writing() as session:
        first = authoring.save(session, reply("new", "one"), author="mia")
        save_next(session, first, reply("new", "two"))
        save_next(session, edited, reply("edited", "better"))
        review.submit(session, ["edited"], by="mia", reason="please")
    assert sorted(waiting(library)) == [("edited", 2), ("new", 2)]
    with library.reading() as session:
        [state] = [state for state in history.drafts(session) if state.template == edited.template]
        assert state == history.revision(session, "edited", 2)
        assert [decided.reason for decided in state.decisions] == ["please"]
    assert live.template not in {state.template for state in _drafts(library)}


def _drafts(library: Library) -> tuple[history.RevisionState, ...]:
    with library.reading() as session:
        return history.drafts(session)


def test_a_rejected_draft_waits_again_once_it_is_submitted_or_saved_anew(library: Library) -> None:
    with library.writing() as session:
        saved = authoring.save(session, reply("a", "one"), author="mia")
        review.reject(session, ["a"], by="mia")
    assert waiting(library) == []
    with library.writing() as session:
        review.submit(session, ["a"], by="mia")
    assert waiting(library) == [("a", 1)]
    with library.writing() as session:
        review.reject(session, ["a"], by="mia")
        save_next(session, saved, reply("a", "two"))
    assert waiting(library) == [("a", 2)]


def test_a_draft_of_a_withdrawn_template_waits_only_if_it_was_saved_after(library: Library) -> None:
    a = save_live(library, reply("a"))
    with library.writing() as session:
        second = save_next(session, a, reply("a", "before"))
    with library.writing() as session:
        review.retire(session, ["a"], by="mia", renders=always)
    assert waiting(library) == []
    time.sleep(0.002)  # SQLite's clock counts milliseconds
    with library.writing() as session:
        save_next(session, second, reply("a", "after"))
    assert waiting(library) == [("a", 3)]


def test_a_redacted_draft_waits_for_nothing(library: Library) -> None:
    with library.writing() as session:
        authoring.save(session, reply("a", "Call Ann."), author="mia")
        removal.redact(session, "a", 1, by="mia", reason="a name")
    assert waiting(library) == []


def test_the_longest_waiting_comes_first(library: Library) -> None:
    for name in ("c", "a", "b"):
        with library.writing() as session:
            authoring.save(session, reply(name), author="mia")
        time.sleep(0.002)
    assert waiting(library) == [("c", 1), ("a", 1), ("b", 1)]
