"""Deciding about revisions, and what desks get after it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from record_builders import always, reply, save_live, save_next

from library.documents import Document
from library.errors import BadValue, NameTaken, NotAllowed, OutOfDate, TemplateFault, UnknownName
from library.record import authoring, history, members, review
from library.record.database import Library
from library.record.verify import verify


def live_texts(library: Library) -> dict[str, str]:
    with library.reading() as session:
        return {item.names[0]: history.from_canonical(item.text).body for item in history.live(session)}


def test_an_approved_revision_is_what_desks_get(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "tom", by="mia")
        authoring.save(session, reply("a", "Hello."), author="tom")
    with library.writing() as session:
        assert review.submit(session, ["a"], by="tom") == 0
    with library.writing() as session:
        assert review.approve(session, ["a"], by="mia", reason="clear", renders=always) == 1
    assert live_texts(library) == {"a": "Hello."}
    with library.reading() as session:
        [state] = history.revisions(session, "a")
        [item] = history.live(session)
    assert [(d.kind, d.by, d.reason) for d in state.decisions] == [
        ("submitted", "tom", ""),
        ("approved", "mia", "clear"),
    ]
    assert (item.approved_by, item.revision, state.is_live) == ("mia", 1, True)


def test_each_approval_is_the_next_version_and_drafts_are_none(library: Library) -> None:
    save_live(library, reply("a"))
    with library.writing() as session:
        authoring.save(session, reply("b"), author="mia")
    save_live(library, reply("c"))
    with library.reading() as session:
        version, hash_ = history.head(session)
        assert version == 2
        assert history.change_hash(session, 2) == hash_
        assert history.change_hash(session, 1) not in (None, hash_)
        assert history.change_hash(session, 3) is None


def test_a_revision_based_on_one_that_is_no_longer_live_is_out_of_date(library: Library) -> None:
    first = save_live(library, reply("a", "base"))
    with library.writing() as session:
        mine = save_next(session, first, reply("a", "mine"))
        theirs = save_next(session, first, reply("a", "theirs"))
    with library.writing() as session:
        review.approve(session, [("a", theirs.number)], by="mia", renders=always)
    with (
        pytest.raises(OutOfDate, match="a: revision 2 is based on 1, and 3 was approved since"),
        library.writing() as session,
    ):
        review.approve(session, [("a", mine.number)], by="mia", renders=always)
    assert live_texts(library) == {"a": "theirs"}
    with library.reading() as session:
        assert history.revision(session, "a", mine.number).document == reply("a", "mine")


def test_a_draft_polished_several_times_can_be_approved(library: Library) -> None:
    first = save_live(library, reply("a", "one"))
    with library.writing() as session:
        second = save_next(session, first, reply("a", "two"))
        save_next(session, second, reply("a", "three"))
        review.approve(session, ["a"], by="mia", renders=always)
    assert live_texts(library) == {"a": "three"}


def test_a_first_approval_of_two_rival_drafts_lets_one_through(library: Library) -> None:
    with library.writing() as session:
        first = authoring.save(session, reply("a", "one"), author="mia")
        authoring.save(session, reply("a", "two"), author="mia", template=first.template)
        review.approve(session, [("a", 1)], by="mia", renders=always)
    with pytest.raises(OutOfDate), library.writing() as session:
        review.approve(session, [("a", 2)], by="mia", renders=always)


def test_agents_may_not_approve_and_are_told_who_may(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "tom", role="agent", by="mia")
        members.add(session, "lea", role="lead", by="mia")
        authoring.save(session, reply("a"), author="tom")
    for somebody in ("tom", "nobody-known"):
        with pytest.raises(NotAllowed) as caught, library.writing() as session:
            review.approve(session, ["a"], by=somebody, renders=always)
        assert caught.value.hint == "owners or leads may: lea, mia"
    with library.writing() as session:
        review.approve(session, ["a"], by="LEA", renders=always)
    assert list(live_texts(library)) == ["a"]


def test_somebody_who_left_may_not_approve(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        authoring.save(session, reply("a"), author="lea")
        members.leave(session, "lea", by="mia")
    with pytest.raises(NotAllowed), library.writing() as session:
        review.approve(session, ["a"], by="lea", renders=always)


@pytest.mark.parametrize("verb", [review.suspend, review.retire])
def test_a_withdrawn_template_leaves_the_desks_and_comes_back_when_revived(
    library: Library, verb: Callable[..., int]
) -> None:
    save_live(library, reply("a", "Hello."))
    with library.writing() as session:
        assert verb(session, ["a"], by="mia", reason="wrong", renders=always) == 2
    assert live_texts(library) == {}
    with library.writing() as session:
        assert review.revive(session, ["a"], by="mia", renders=always) == 3
    assert live_texts(library) == {"a": "Hello."}
    assert verify(library) == ()


def test_an_approved_correction_ends_a_suspension(library: Library) -> None:
    saved = save_live(library, reply("a", "wrong"))
    with library.writing() as session:
        review.suspend(session, ["a"], by="mia", renders=always)
        save_next(session, saved, reply("a", "right"))
        review.approve(session, ["a"], by="mia", renders=always)
    assert live_texts(library) == {"a": "right"}


def test_a_retired_template_keeps_its_name(library: Library) -> None:
    save_live(library, reply("a"))
    with library.writing() as session:
        review.retire(session, ["a"], by="mia", renders=always)
    with pytest.raises(NameTaken), library.writing() as session:
        authoring.save(session, reply("a"), author="mia")


def test_confirming_and_rejecting_alter_nothing_desks_hold(library: Library) -> None:
    saved = save_live(library, reply("a"))
    with library.writing() as session:
        save_next(session, saved, reply("a", "worse"))
    with library.writing() as session:
        assert review.reject(session, ["a"], by="mia", reason="worse") == 1
        assert review.confirm(session, ["a"], by="mia") == 1
    with library.reading() as session:
        states = history.revisions(session, "a")
        assert history.head(session)[0] == 1
    assert [[d.kind for d in state.decisions] for state in states] == [["approved", "confirmed"], ["rejected"]]


@pytest.mark.parametrize("verb", [review.submit, review.approve, review.reject, review.revive])
def test_what_is_live_needs_no_decision(library: Library, verb: Callable[..., int]) -> None:
    save_live(library, reply("a"))
    with pytest.raises(BadValue, match="live already"), library.writing() as session:
        verb(session, ["a"], by="mia")


@pytest.mark.parametrize("verb", [review.suspend, review.confirm])
def test_what_is_not_live_can_be_neither_suspended_nor_confirmed(library: Library, verb: Callable[..., int]) -> None:
    with library.writing() as session:
        authoring.save(session, reply("a"), author="mia")
    with pytest.raises(BadValue, match="not live"), library.writing() as session:
        verb(session, ["a"], by="mia")


def test_a_decision_about_an_unknown_name_or_revision_is_refused(library: Library) -> None:
    save_live(library, reply("refund-late"))
    with pytest.raises(UnknownName, match="refund-lat"), library.writing() as session:
        review.approve(session, ["refund-lat"], by="mia", renders=always)
    with pytest.raises(BadValue, match="refund-late has no revision 9"), library.writing() as session:
        review.approve(session, [("refund-late", 9)], by="mia", renders=always)


def test_several_templates_go_live_together_or_not_at_all(library: Library) -> None:
    with library.writing() as session:
        for name in "abc":
            authoring.save(session, reply(name), author="mia")
    with pytest.raises(UnknownName), library.writing() as session:
        review.approve(session, ["a", "b", "zzz"], by="mia", renders=always)
    assert live_texts(library) == {}
    with library.writing() as session:
        assert review.approve(session, ["a", "b", "c"], by="mia", renders=always) == 1
    assert len(live_texts(library)) == 3


SIGNED = reply("signed", "Bye {% include 'sign-off' %}")
PRICED = reply("priced", "Within {{ facts.refund_days }} days.")


def with_parts(library: Library) -> None:
    """A reply that includes a fragment that includes another, and one that quotes a fact; all live."""
    parts = [
        reply("team-name", "Support", kind="fragment"),
        reply("sign-off", "Yours, {% include 'team-name' %}", kind="fragment"),
        Document("refund-days", "14", kind="fact", type="number"),
        SIGNED,
        PRICED,
        reply("plain", "Hello."),
    ]
    with library.writing() as session:
        review.publish(session, [(part, None) for part in parts], by="mia")


@pytest.mark.parametrize(
    ("name", "needed_by"), [("sign-off", "signed"), ("team-name", "sign-off"), ("refund-days", "priced")]
)
@pytest.mark.parametrize("verb", [review.suspend, review.retire])
def test_a_part_others_need_cannot_be_withdrawn(
    library: Library, verb: Callable[..., int], name: str, needed_by: str
) -> None:
    with_parts(library)
    with pytest.raises(TemplateFault, match=needed_by), library.writing() as session:
        verb(session, [name], by="mia")
    assert name in live_texts(library)


def test_a_part_can_be_withdrawn_with_those_that_need_it(library: Library) -> None:
    with_parts(library)
    with library.writing() as session:
        review.retire(session, ["refund-days", "priced"], by="mia")
    assert sorted(live_texts(library)) == ["plain", "sign-off", "signed", "team-name"]


def test_only_those_that_reach_the_changed_one_are_checked_again(library: Library) -> None:
    with_parts(library)
    checked: list[str] = []

    def note(document: Document, find: Callable[[str], Document | None]) -> str:
        checked.append(document.abbreviation)
        return ""

    with library.writing() as session:
        saved = authoring.save(
            session,
            reply("team-name", "Care", kind="fragment"),
            author="mia",
            template=history.resolve(session, "team-name"),
            based_on=1,
        )
        review.approve(session, [(saved.template, saved.number)], by="mia", renders=note)
    assert sorted(checked) == ["sign-off", "signed", "team-name"]


def test_a_renamed_fragment_is_still_found_by_those_that_include_it(library: Library) -> None:
    with_parts(library)
    with library.writing() as session:
        template = history.resolve(session, "sign-off")
        authoring.save(
            session, reply("farewell", "Yours", kind="fragment"), author="mia", template=template, based_on=1
        )
        review.approve(session, ["farewell"], by="mia")
    assert live_texts(library)["farewell"] == "Yours"


def test_an_approval_that_would_break_others_names_them_and_leaves_everything_as_it_was(library: Library) -> None:
    with_parts(library)
    with library.writing() as session:
        template = history.resolve(session, "refund-days")
        authoring.save(session, reply("refund-days", "14 days"), author="mia", template=template, based_on=1)
    with pytest.raises(TemplateFault, match="priced"), library.writing() as session:
        review.approve(session, ["refund-days"], by="mia")
    assert live_texts(library)["refund-days"] == "14"
    assert verify(library) == ()


def test_publishing_makes_many_live_in_one_change(library: Library) -> None:
    with library.writing() as session:
        done = review.publish(
            session, [(reply(f"r-{n}"), None) for n in range(30)], by="mia", source="seed", message="seeds"
        )
    assert done.version == 1
    assert [saved.number for saved in done.saved] == [1] * 30
    assert len(live_texts(library)) == 30
    with library.reading() as session:
        assert history.revision(session, "r-7", 1).source == "seed"
    assert verify(library) == ()


def test_publishing_the_same_again_changes_nothing_and_a_new_text_only_its_template(library: Library) -> None:
    with library.writing() as session:
        first = review.publish(session, [(reply("a", "one"), None), (reply("b"), None)], by="mia")
    ids = [saved.template for saved in first.saved]
    with library.writing() as session:
        same = review.publish(session, [(reply("a", "one"), ids[0]), (reply("b"), ids[1])], by="mia")
    assert (same.version, [saved.is_new for saved in same.saved]) == (1, [False, False])
    with library.writing() as session:
        other = review.publish(session, [(reply("a", "two"), ids[0]), (reply("b"), ids[1])], by="mia")
    assert (other.version, [(s.number, s.is_new) for s in other.saved]) == (2, [(2, True), (1, False)])
    assert live_texts(library)["a"] == "two"


def test_publishing_wakes_a_retired_template_and_keeps_an_id_from_elsewhere(library: Library) -> None:
    id_ = "0192f1c2-0000-7000-8000-000000000001"
    with library.writing() as session:
        review.publish(session, [(reply("a"), id_)], by="mia")
        review.retire(session, ["a"], by="mia", renders=always)
    with library.writing() as session:
        review.publish(session, [(reply("a"), id_)], by="mia")
    with library.reading() as session:
        [item] = history.live(session)
        assert (item.template, item.revision) == (id_, 1)
    assert verify(library) == ()


def test_publishing_is_all_or_nothing(library: Library) -> None:
    save_live(library, reply("taken"))
    with pytest.raises(NameTaken), library.writing() as session:
        review.publish(session, [(reply("fresh"), None), (reply("other", aliases=("taken",)), None)], by="mia")
    assert list(live_texts(library)) == ["taken"]
    with pytest.raises(NameTaken), library.writing() as session:
        review.publish(session, [(reply("twin"), None), (reply("twin"), None)], by="mia")
    assert list(live_texts(library)) == ["taken"]
