"""Saving beside somebody else, bringing an old text back, and new names, groups and copies."""

from __future__ import annotations

import pytest
from record_builders import always, reply, save_live, save_next
from sqlmodel import Session

from library.documents import Document
from library.errors import BadValue
from library.record import authoring, edits, history, removal, review
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
