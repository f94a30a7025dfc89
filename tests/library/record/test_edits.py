"""Saving beside somebody else, bringing an old text back, and new names, groups and copies."""

from __future__ import annotations

import pytest
from record_builders import always, reply, save_live, save_next
from sqlmodel import Session

from library.documents import Document
from library.errors import BadValue, OutOfDate
from library.record import authoring, change_sets, edits, history, members, removal, review
from library.record.authoring import Saved
from library.record.database import Library
from library.record.edits import MergedSave

BODY = "Hi Ana,\n\nit takes 30 days.\n\nBye"


def merged(session: Session, saved: Saved, document: Document, *, seen: int = 0) -> MergedSave:
    return edits.save_merged(
        session, document, author="mia", template=saved.template, based_on=saved.number, seen=seen, message="mine"
    )


def test_a_save_nobody_came_before_is_a_save(library: Library) -> None:
    first = save_live(library, reply("a", BODY))
    with library.writing() as session:
        done = merged(session, first, reply("a", "Other."))
    assert (done.saved, done.theirs, done.merge.document.body) == (Saved(first.template, 2, True), None, "Other.")


def test_a_later_save_elsewhere_in_the_text_is_merged_on_top(library: Library) -> None:
    first = save_live(library, reply("a", BODY))
    with library.writing() as session:
        save_next(session, first, reply("a", BODY.replace("Hi", "Dear"), title="Late"))
        done = merged(session, first, reply("a", BODY.replace("30", "14"), group="Billing"))
        state = history.revision(session, "a", 3)
    assert (done.saved, state.based_on, state.message) == (Saved(first.template, 3, True), 2, "mine")
    assert state.document == reply("a", BODY.replace("Hi", "Dear").replace("30", "14"), title="Late", group="Billing")


def test_a_later_save_of_the_same_place_writes_nothing_and_holds_all_three_texts(library: Library) -> None:
    first = save_live(library, reply("a", BODY))
    with library.writing() as session:
        second = save_next(session, first, reply("a", BODY.replace("30", "14")))
        done = merged(session, first, reply("a", BODY.replace("30", "60")))
        assert len(history.revisions(session, "a")) == 2
        assert (done.saved, done.base, done.mine) == (None, reply("a", BODY), reply("a", BODY.replace("30", "60")))
        assert done.theirs is not None
        assert done.theirs.document == reply("a", BODY.replace("30", "14"))
        [conflict] = done.merge.conflicts
        assert (conflict.part, conflict.merged is not None) == ("body", True)
        again = merged(session, second, done.mine, seen=second.number)
        assert again.saved == Saved(first.template, 3, True)


def test_a_draft_that_was_sent_back_or_seen_before_is_no_rival(library: Library) -> None:
    first = save_live(library, reply("a", BODY))
    with library.writing() as session:
        save_next(session, first, reply("a", "Rejected."))
        review.reject(session, [("a", 2)], by="mia")
        save_next(session, first, reply("a", "Known, and left alone."))
        done = merged(session, first, reply("a", "Mine."), seen=3)
        assert (done.saved, done.theirs) == (Saved(first.template, 4, True), None)
        assert history.revision(session, "a", 4).based_on == 1


def test_a_base_that_is_not_there_is_refused(library: Library) -> None:
    first = save_live(library, reply("a", BODY))
    with pytest.raises(BadValue) as told, library.writing() as session:
        merged(session, Saved(first.template, 7, False), reply("a", "x"))
    assert told.value.hint


def test_an_old_text_comes_back_as_a_new_revision(library: Library) -> None:
    first = save_live(library, reply("a", "one"))
    with library.writing() as session:
        save_next(session, first, reply("a", "two"))
        review.approve(session, ["a"], by="mia", renders=always)
        assert edits.restore(session, "a", 1, author="mia") == Saved(first.template, 3, True)
        state = history.revision(session, "a", 3)
        assert (state.document, state.based_on, state.message) == (reply("a", "one"), 2, "restores revision 1")
        review.approve(session, ["a"], by="mia", renders=always)
    with pytest.raises(BadValue, match="already"), library.writing() as session:
        edits.restore(session, "a", 1, author="mia")


def test_an_old_text_can_be_approved_though_the_newest_draft_is_out_of_date(library: Library) -> None:
    first = save_live(library, reply("a", "one"))
    with library.writing() as session:
        second = save_next(session, first, reply("a", "two"))
        save_next(session, first, reply("a", "a rival"))
        review.approve(session, [("a", second.number)], by="mia", renders=always)
        restored = edits.restore(session, "a", 1, author="mia")
        review.approve(session, [("a", restored.number)], by="mia", renders=always)
        assert [item.document.body for item in history.live(session)] == ["one"]


def with_a_wrong_text(library: Library) -> Saved:
    """A template whose first text is right and whose second, live one is wrong; lea is a lead besides mia."""
    first = save_live(library, reply("a", "right"))
    with library.writing() as session:
        second = save_next(session, first, reply("a", "wrong"))
        review.approve(session, ["a"], by="mia", renders=always)
        members.add(session, "lea", role="lead", by="mia")
    return second


def test_a_draft_that_says_the_old_text_already_is_named_and_agents_are_what_counts(library: Library) -> None:
    second = with_a_wrong_text(library)
    with library.writing() as session:
        save_next(session, second, reply("a", "right"), by="lea")
    said = "a r3 by lea has the text of revision 1 already"
    with pytest.raises(OutOfDate, match=said) as told, library.writing() as session:
        edits.restore(session, "a", 1, author="mia")
    assert "snippets approve a@3" in told.value.hint
    with pytest.raises(BadValue, match="has the text of revision 2 already"), library.writing() as session:
        edits.restore(session, "a", 2, author="mia")
    with library.writing() as session:
        review.approve(session, [("a", 3)], by="mia", renders=always)
    with pytest.raises(BadValue, match="has the text of revision 1 already"), library.writing() as session:
        edits.restore(session, "a", 1, author="mia")


@pytest.mark.parametrize("body", ["right", "something else"])
def test_a_draft_that_was_sent_back_keeps_no_old_text_from_going_live(library: Library, body: str) -> None:
    second = with_a_wrong_text(library)
    with library.writing() as session:
        save_next(session, second, reply("a", body), by="lea")
        review.reject(session, [("a", 3)], by="mia")
        restored = edits.restore(session, "a", 1, author="lea")
        assert (restored.number, history.revision(session, "a", 4).based_on) == (4, 2)
        review.approve(session, [("a", 4)], by="mia", renders=always)
        assert [item.document.body for item in history.live(session)] == ["right"]


def test_an_old_text_that_comes_at_a_moment_already_is_not_restored_besides(library: Library) -> None:
    second = with_a_wrong_text(library)
    with library.writing() as session:
        id_ = change_sets.open(session, "Later", by="mia", live_from="2099-01-01T00:00Z")
        third = save_next(session, second, reply("a", "right"), by="lea")
        change_sets.put(session, id_, [(third.template, third.number)], by="mia")
        change_sets.approve(session, id_, by="mia", renders=always)
    with pytest.raises(OutOfDate, match="is approved and comes at 2099"), library.writing() as session:
        edits.restore(session, "a", 1, author="mia")


def test_a_redacted_text_cannot_come_back(library: Library) -> None:
    first = save_live(library, reply("a", "secret"))
    with library.writing() as session:
        save_next(session, first, reply("a", "two"))
        review.approve(session, ["a"], by="mia", renders=always)
        removal.redact(session, "a", 1, by="mia", reason="a name")
    with pytest.raises(BadValue, match="redacted"), library.writing() as session:
        edits.restore(session, "a", 1, author="mia")


def test_a_renamed_template_keeps_its_old_name_as_an_alias_and_answers_to_it(library: Library) -> None:
    first = save_live(library, reply("refund-late", aliases=("late",)))
    document = edits.renamed(reply("refund-late", aliases=("late",)), "late")
    assert (document.abbreviation, document.aliases) == ("late", ("refund-late",))
    with library.writing() as session:
        authoring.save(session, document, author="mia", template=first.template, based_on=1)
        review.approve(session, [first.template], by="mia", renders=always)
        [item] = history.live(session)
        assert item.names == ("late", "refund-late")
        assert edits.renamed(item.document, "refund-late").names == ("refund-late", "late")


def test_a_copy_takes_the_text_and_no_name(library: Library) -> None:
    document = edits.copied(reply("a", BODY, aliases=("b",), questions=("why",), group="Billing"), "c")
    assert document == reply("c", BODY, group="Billing")
    with library.writing() as session:
        authoring.save(session, reply("a", BODY, aliases=("b",)), author="mia")
        assert authoring.save(session, document, author="mia").is_new


@pytest.mark.parametrize(
    ("group", "of", "to", "after"),
    [
        ("Billing", "billing", "Money", "Money"),
        ("Billing/Refunds", "Billing", "Money/In", "Money/In/Refunds"),
        ("Billing/Refunds", "Billing/Refunds", "", ""),
        ("Billing/Refunds", "Billing", "", "Refunds"),
        ("Billings", "Billing", "Money", "Billings"),
        ("Billing", "Billing/Refunds", "Money", "Billing"),
    ],
)
def test_a_group_moves_with_the_groups_in_it(group: str, of: str, to: str, after: str) -> None:
    assert edits.moved(reply("a", group=group), of, to).group == after
