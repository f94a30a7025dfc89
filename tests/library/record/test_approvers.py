"""Who may approve what, and when somebody else than the author has to."""

from __future__ import annotations

import pytest
from record_builders import always, reply, save_live, save_next
from sqlmodel import Session

from library.documents import Document
from library.errors import BadValue, NotAllowed
from library.record import approvers, authoring, history, members, review, settings
from library.record.database import Library
from library.record.verify import verify


def with_leads(library: Library, *names: str) -> None:
    with library.writing() as session:
        for name in names:
            members.add(session, name, role="lead", by="mia")


def ruled(library: Library, **rules: str) -> None:
    with library.writing() as session:
        for key, value in rules.items():
            settings.set(session, key.replace("__", "."), value, by="mia")


def saved_by(session: Session, author: str, document: Document) -> tuple[str, int]:
    saved = authoring.save(session, document, author=author)
    return saved.template, saved.number


def test_while_one_may_approve_the_authors_own_approval_is_enough(library: Library) -> None:
    save_live(library, reply("a"))
    with library.reading() as session:
        assert approvers.approvers(session, reply("a")) == ("mia",)
        assert len(history.live(session)) == 1


def test_as_soon_as_two_may_the_author_needs_the_other(library: Library) -> None:
    with_leads(library, "lea")
    with pytest.raises(NotAllowed) as told, library.writing() as session:
        review.approve(session, [saved_by(session, "lea", reply("a"))], by="Lea", renders=always)
    assert told.value.message == "Lea wrote a r1 and may not approve it alone"
    assert told.value.hint == "somebody else has to: mia"
    with library.writing() as session:
        review.approve(session, [saved_by(session, "lea", reply("a"))], by="mia", renders=always)
    with library.reading() as session:
        assert [item.approved_by for item in history.live(session)] == ["mia"]


def test_a_draft_another_person_polished_counts_as_theirs(library: Library) -> None:
    with_leads(library, "lea")
    with library.writing() as session:
        first = authoring.save(session, reply("a", "one"), author="mia")
        save_next(session, first, reply("a", "two"), by="lea")
        review.approve(session, ["a"], by="mia", renders=always)
    with library.reading() as session:
        assert [item.document.body for item in history.live(session)] == ["two"]


def test_an_earlier_name_is_the_same_person(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia", earlier_names=["lea-old"])
        about = saved_by(session, "lea-old", reply("a")) if members.role_of(session, "lea-old") else ("", 0)
    assert about[0]
    with pytest.raises(NotAllowed), library.writing() as session:
        review.approve(session, [about], by="lea", renders=always)


@pytest.mark.parametrize(("mode", "leads", "is_allowed"), [("never", ["lea"], True), ("always", [], False)])
def test_an_owner_can_ask_for_a_second_person_always_or_never(
    library: Library, mode: str, leads: list[str], is_allowed: bool
) -> None:
    with_leads(library, *leads)
    ruled(library, review__second_person=mode)
    if is_allowed:
        save_live(library, reply("a"))
        return
    with pytest.raises(NotAllowed) as told:
        save_live(library, reply("a"))
    assert told.value.hint == "put a second person on the roster who may"


def test_a_groups_approvers_are_those_an_owner_names_for_it(library: Library) -> None:
    with_leads(library, "lea", "ben")
    with library.writing() as session:
        members.add(session, "ida", role="agent", by="mia")
        settings.set(session, "approve.Billing", "ben, Ida", by="mia")
        settings.set(session, "approve.billing/refunds", "lea", by="mia")
        billing = saved_by(session, "mia", reply("a", group="Billing/Invoices"))
        refunds = saved_by(session, "mia", reply("b", group="Billing/Refunds/Late"))
        other = saved_by(session, "mia", reply("c", group="Billings"))
    with library.reading() as session:
        found = [approvers.approvers(session, reply("x", group=group)) for group in ("BILLING", "Billing/Refunds", "")]
        assert found == [("ben", "ida"), ("lea",), ("ben", "lea", "mia")]
    with pytest.raises(NotAllowed) as told, library.writing() as session:
        review.approve(session, [billing], by="lea", renders=always)
    assert (told.value.message, told.value.hint) == (
        "lea may not approve a r1 in Billing/Invoices",
        "these may: ben, ida",
    )
    with library.writing() as session:
        review.approve(session, [billing], by="ida", renders=always)
        review.approve(session, [refunds, other], by="lea", renders=always)


def test_a_template_moved_out_of_a_group_needs_that_groups_approver_too(library: Library) -> None:
    saved = save_live(library, reply("a", group="Billing"))
    with_leads(library, "lea", "ben")
    ruled(library, approve__Billing="ben")
    with library.writing() as session:
        save_next(session, saved, reply("a", group="Other"))
    with pytest.raises(NotAllowed), library.writing() as session:
        review.approve(session, ["a"], by="lea", renders=always)
    with library.writing() as session:
        review.approve(session, ["a"], by="ben", renders=always)


def test_a_group_whose_approvers_have_all_left_waits_for_an_owner(library: Library) -> None:
    with_leads(library, "ben")
    ruled(library, approve__Billing="ben")
    with library.writing() as session:
        members.leave(session, "ben", by="mia")
        about = saved_by(session, "mia", reply("a", group="Billing"))
    with pytest.raises(NotAllowed) as told, library.writing() as session:
        review.approve(session, [about], by="mia", renders=always)
    assert "snippets settings set approve.GROUP" in told.value.hint
    ruled(library, approve__Billing="")
    with library.writing() as session:
        review.approve(session, [about], by="mia", renders=always)


def test_only_who_may_approve_may_reject(library: Library) -> None:
    with_leads(library, "lea", "ben")
    ruled(library, approve__Billing="ben")
    with library.writing() as session:
        about = saved_by(session, "mia", reply("a", group="Billing"))
    with pytest.raises(NotAllowed), library.writing() as session:
        review.reject(session, [about], by="lea")
    with library.writing() as session:
        review.reject(session, [about], by="ben", reason="too long")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("review.second_person", "sometimes"),
        ("review_days", "soon"),
        ("review_days.Billing", "0"),
        ("approve.Billing", "mia, nobody-here"),
        ("approve.", "mia"),
        ("colour", "red"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(library: Library, key: str, value: str) -> None:
    with pytest.raises(BadValue) as told, library.writing() as session:
        settings.set(session, key, value, by="mia")
    assert told.value.hint


def test_an_import_by_an_author_who_needs_a_second_person_is_submitted_as_one_change_set(library: Library) -> None:
    first = save_live(library, reply("a", "one"))
    save_live(library, reply("same"))
    with_leads(library, "lea")
    with library.reading() as session:
        ids = {item.names[0]: item.template for item in history.live(session)}
    documents: list[tuple[Document, str | None]] = [
        (reply("a", "two"), first.template),
        (reply("same"), ids["same"]),
        (reply("b"), None),
    ]
    with library.writing() as session:
        done = review.publish(session, documents, by="mia", message="spring", renders=always)
    assert [saved.is_new for saved in done.saved] == [True, False, True]
    assert done.change_set
    with library.writing() as session:
        waiting = history.drafts(session)
        assert {state.document for state in waiting} == {reply("a", "two"), reply("b")}
        assert {decided.change_set for state in waiting for decided in state.decisions} == {done.change_set}
        known = [*documents[:2], (reply("b"), done.saved[2].template)]
        again = review.publish(session, known, by="mia", renders=always)
        assert (again.change_set, [saved.number for saved in again.saved]) == ("", [2, 1, 1])
        review.approve(session, ["a", "b"], by="lea", renders=always)
    assert verify(library) == ()


def test_an_import_that_asks_for_a_review_is_submitted_by_whoever_is_on_the_roster(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "tom", role="agent", by="mia")
        done = review.publish(session, [(reply("a"), None)], by="tom", is_for_review=True)
        assert done.change_set
        assert (history.live(session), done.version) == ((), 0)
    with pytest.raises(NotAllowed), library.writing() as session:
        review.publish(session, [(reply("b"), None)], by="tom")


def test_an_import_of_one_who_may_approve_elsewhere_is_submitted(library: Library) -> None:
    with_leads(library, "lea", "ben")
    ruled(library, approve__Billing="ben", review__second_person="never")
    with library.writing() as session:
        pairs: list[tuple[Document, str | None]] = [(reply("a", group="Billing"), None), (reply("b"), None)]
        assert review.publish(session, pairs, by="lea", renders=always).change_set
        assert not review.publish(session, [(reply("c"), None)], by="lea", renders=always).change_set
