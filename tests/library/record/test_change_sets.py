"""Change sets: many templates, one submission, one approval, one version; at once, or from a moment on."""

from __future__ import annotations

import pytest
from record_builders import always, reply, save_live, save_next, soon, wait_until
from sqlmodel import Session

from library import replacing
from library.documents import Document
from library.errors import BadValue, NotAllowed, OutOfDate, TemplateFault, UnknownName
from library.record import authoring, change_sets, history, members, review
from library.record.change_sets import Edit
from library.record.changes import current_version
from library.record.database import Library
from library.record.verify import verify

FACT = reply("refund-days", "30", kind="fact", type="number")
QUOTING = reply("refund-late", "Within {{ facts.refund_days }} days.")


def live_texts(library: Library, *, at: str = "") -> dict[str, str]:
    with library.reading() as session:
        return {item.names[0]: item.document.body for item in history.live(session, at=at)}


def with_lead(library: Library, name: str = "lea") -> None:
    with library.writing() as session:
        members.add(session, name, role="lead", by="mia")


def coming(session: Session, edits: list[Edit], seconds: float = 3600, title: str = "spring") -> tuple[str, str]:
    """An approved set that waits for its moment; its id and the moment."""
    at = soon(session, seconds)
    id_ = change_sets.submit_together(session, title, edits, by="mia", live_from=at)
    change_sets.approve(session, id_, by="mia", renders=always)
    return id_, at


def test_several_templates_and_facts_become_one_version_by_one_approval(library: Library) -> None:
    fact, quoting = save_live(library, FACT), save_live(library, QUOTING)
    with_lead(library)
    with library.writing() as session:
        edits = [
            Edit(reply("refund-days", "14", kind="fact", type="number"), fact.template, 1),
            Edit(reply("refund-late", "In {{ facts.refund_days }} days."), quoting.template, 1),
            Edit(reply("new-one")),
        ]
        id_ = change_sets.submit_together(session, "14 days", edits, by="mia", message="the policy of May")
    with library.reading() as session:
        found = change_sets.find(session, id_[:20])
        assert (found.title, found.state, found.decided_by, len(found.items)) == ("14 days", "submitted", "mia", 3)
    with pytest.raises(NotAllowed), library.writing() as session:
        change_sets.approve(session, id_, by="mia", renders=always)
    with library.writing() as session:
        assert change_sets.approve(session, id_, by="lea") == 3
    assert live_texts(library) == {
        "refund-days": "14",
        "refund-late": "In {{ facts.refund_days }} days.",
        "new-one": "Hello.",
    }
    with library.reading() as session:
        assert change_sets.find(session, id_).state == "approved"
        assert {decided.change_set for decided in history.revisions(session, "new-one")[0].decisions} == {id_}
    with pytest.raises(BadValue, match="approved already"), library.writing() as session:
        change_sets.approve(session, id_, by="lea")
    assert verify(library) == ()


def test_a_set_is_all_or_nothing(library: Library) -> None:
    save_live(library, QUOTING._replace(body="Hello."))
    with library.writing() as session:
        template = history.resolve(session, "refund-late")
        id_ = change_sets.submit_together(
            session, "broken", [Edit(QUOTING, template, 1), Edit(reply("fine"))], by="mia"
        )
    with pytest.raises(TemplateFault), library.writing() as session:
        change_sets.approve(session, id_, by="mia")
    assert list(live_texts(library)) == ["refund-late"]


def test_what_was_sent_back_can_be_mended_in_the_same_set(library: Library) -> None:
    with library.writing() as session:
        first = authoring.save(session, reply("a", "one"), author="mia")
        other = authoring.save(session, reply("b"), author="mia")
        id_ = change_sets.open(session, "two", by="mia")
        change_sets.put(session, id_, ["a", "b"], by="mia")
        change_sets.submit(session, id_, by="mia")
        with pytest.raises(BadValue, match="submitted already"):
            change_sets.put(session, id_, ["a"], by="mia")
        change_sets.reject(session, id_, by="mia", reason="shorter")
        assert change_sets.find(session, id_).reason == "shorter"
        assert history.drafts(session) == ()
        second = save_next(session, first, reply("a", "two"))
        change_sets.put(session, id_, [(second.template, second.number)], by="mia")
        change_sets.submit(session, id_, by="mia")
        pairs = {(item.template, item.number) for item in change_sets.find(session, id_).items}
        assert pairs == {(first.template, 2), (other.template, 1)}
        change_sets.approve(session, id_, by="mia", renders=always)
    assert live_texts(library) == {"a": "two", "b": "Hello."}


def test_a_template_sent_back_alone_leaves_the_set(library: Library) -> None:
    with library.writing() as session:
        id_ = change_sets.submit_together(session, "two", [Edit(reply("a")), Edit(reply("b"))], by="mia")
        review.reject(session, ["a"], by="mia", reason="not this one")
        change_sets.approve(session, id_, by="mia", renders=always)
    assert list(live_texts(library)) == ["b"]


def test_a_set_is_altered_by_its_author_and_by_leads_only(library: Library) -> None:
    with library.writing() as session:
        for name in ("tom", "ida"):
            members.add(session, name, role="agent", by="mia")
        authoring.save(session, reply("a"), author="tom")
        id_ = change_sets.open(session, "mine", by="tom")
    with pytest.raises(NotAllowed), library.writing() as session:
        change_sets.put(session, id_, ["a"], by="ida")
    with library.writing() as session:
        change_sets.put(session, id_, ["a"], by="tom")
        change_sets.submit(session, id_, by="mia")


@pytest.mark.parametrize("moment", ["soon", "2020-01-01T00:00Z", "2099-01-01", "2099-01-01T00:00"])
def test_a_moment_that_is_past_or_none_is_refused(library: Library, moment: str) -> None:
    with pytest.raises(BadValue) as told, library.writing() as session:
        change_sets.open(session, "x", by="mia", live_from=moment)
    assert told.value.hint


def test_a_set_without_a_title_or_anything_in_it_is_refused(library: Library) -> None:
    with pytest.raises(BadValue, match="needs a title"), library.writing() as session:
        change_sets.open(session, " ", by="mia")
    with pytest.raises(BadValue, match="nothing is left"), library.writing() as session:
        change_sets.submit(session, change_sets.open(session, "empty", by="mia"), by="mia")
    with library.reading() as session, pytest.raises(UnknownName):
        change_sets.find(session, "no-such")


def test_a_moment_is_kept_in_utc(library: Library) -> None:
    with library.writing() as session:
        id_ = change_sets.open(session, "new year", by="mia", live_from="2099-01-01T00:00+01:00")
        assert change_sets.find(session, id_).live_from == "2098-12-31T23:00:00.000000Z"


def test_what_comes_later_is_approved_now_and_live_from_its_moment_on(library: Library) -> None:
    saved = save_live(library, reply("a", "old"))
    with library.writing() as session:
        id_, at = coming(session, [Edit(reply("a", "new"), saved.template, 1), Edit(reply("b"))], seconds=1.5)
        assert current_version(session) == 2
        assert change_sets.find(session, id_).is_coming
        assert {item.names[0]: item.live_from for item in history.coming(session).values()} == {"a": at, "b": at}
        assert history.drafts(session) == ()
        states = history.revisions(session, "a")
        assert [(state.is_live, state.comes_at) for state in states] == [(True, ""), (False, at)]
    assert live_texts(library) == {"a": "old"}
    assert live_texts(library, at="2099") == {"a": "new", "b": "Hello."}
    wait_until(library, at)
    assert live_texts(library) == {"a": "new", "b": "Hello."}
    with library.writing() as session:
        assert history.coming(session) == {}
        assert not change_sets.find(session, id_).is_coming
        save_next(session, authoring.Saved(saved.template, 2, True), reply("a", "newer"))
        review.approve(session, ["a"], by="mia", renders=always)
    assert live_texts(library)["a"] == "newer"
    assert verify(library) == ()


def test_nothing_overtakes_what_waits_for_its_moment(library: Library) -> None:
    saved = save_live(library, reply("a", "old"))
    with library.writing() as session:
        _, at = coming(session, [Edit(reply("a", "new"), saved.template, 1)])
        authoring.save(session, reply("a", "typo"), author="mia", template=saved.template, based_on=1)
    for verb in (review.approve, review.publish_typo):
        with pytest.raises((OutOfDate, BadValue)), library.writing() as session:
            verb(session, [("a", 3)] if verb is review.approve else ("a", 3), by="mia", renders=always)  # type: ignore[operator]
    with pytest.raises(OutOfDate, match=at), library.writing() as session:
        review.publish(session, [(reply("a", "imported"), saved.template)], by="mia", renders=always)
    with pytest.raises(BadValue, match="comes at"), library.writing() as session:
        review.reject(session, [("a", 2)], by="mia")
    assert live_texts(library, at="2099") == {"a": "new"}


@pytest.mark.parametrize("verb", [review.suspend, review.retire])
def test_a_template_withdrawn_meanwhile_stays_so(library: Library, verb: object) -> None:
    saved = save_live(library, reply("a", "old"))
    assert callable(verb)
    with library.writing() as session:
        coming(session, [Edit(reply("a", "new"), saved.template, 1)])
        verb(session, ["a"], by="mia", renders=always)
    assert live_texts(library) == live_texts(library, at="2099") == {}
    with library.writing() as session:
        review.revive(session, ["a"], by="mia", renders=always)
    assert live_texts(library, at="2099") == {"a": "old"}


def test_a_set_can_be_called_off_before_its_moment(library: Library) -> None:
    saved = save_live(library, reply("a", "old"))
    with library.writing() as session:
        id_, _ = coming(session, [Edit(reply("a", "new"), saved.template, 1), Edit(reply("b"))])
        assert change_sets.call_off(session, id_, by="mia", reason="law has changed", renders=always) == 2
    with library.writing() as session:
        found = change_sets.find(session, id_)
        assert (found.state, found.reason, found.is_coming) == ("called off", "law has changed", False)
        assert (history.coming(session), history.drafts(session)) == ({}, ())
        with pytest.raises(BadValue, match="called off"):
            change_sets.submit(session, id_, by="mia")
        with pytest.raises(BadValue, match="does not wait"):
            change_sets.call_off(session, id_, by="mia")
    assert live_texts(library) == live_texts(library, at="2099") == {"a": "old"}
    with library.writing() as session:
        review.submit(session, [("a", 2), ("b", 1)], by="mia")
        assert len(history.drafts(session)) == 2
        review.approve(session, [("a", 2), ("b", 1)], by="mia", renders=always)
    assert live_texts(library) == {"a": "new", "b": "Hello."}
    assert verify(library) == ()


def test_what_comes_may_not_lose_what_it_needs(library: Library) -> None:
    fact = save_live(library, FACT)
    with library.writing() as session:
        id_ = change_sets.submit_together(session, "x", [Edit(QUOTING)], by="mia", live_from=soon(session, 3600))
        change_sets.approve(session, id_, by="mia")
    with pytest.raises(TemplateFault, match=r"refund-late.*, from 2"), library.writing() as session:
        review.retire(session, ["refund-days"], by="mia")
    with library.writing() as session:
        change_sets.call_off(session, id_, by="mia")
        review.retire(session, [fact.template], by="mia")


def test_a_set_that_needs_another_that_comes_later_is_refused(library: Library) -> None:
    def one(session: Session, document: Document, seconds: float) -> str:
        at = soon(session, seconds)
        return change_sets.submit_together(session, document.abbreviation, [Edit(document)], by="mia", live_from=at)

    with library.writing() as session:
        change_sets.approve(session, one(session, FACT, 7200), by="mia")
        early = one(session, QUOTING, 3600)
    with pytest.raises(TemplateFault), library.writing() as session:
        change_sets.approve(session, early, by="mia")
    with library.writing() as session:
        late = one(session, reply("other", QUOTING.body), 9000)
        change_sets.approve(session, late, by="mia")


def test_a_later_approval_of_the_same_template_before_the_moment_was_called_off_counts(library: Library) -> None:
    saved = save_live(library, reply("a", "old"))
    with library.writing() as session:
        first, _ = coming(session, [Edit(reply("a", "spring"), saved.template, 1)])
        change_sets.call_off(session, first, by="mia", renders=always)
        authoring.save(session, reply("a", "now"), author="mia", template=saved.template, based_on=1)
        review.approve(session, [("a", 3)], by="mia", renders=always)
        coming(session, [Edit(reply("a", "summer"), saved.template, 3)], title="summer")
        assert history.approved_revisions(session, saved.template) == (1, 3, 4)
    assert live_texts(library) == {"a": "now"}
    assert live_texts(library, at="2099") == {"a": "summer"}


def test_a_word_replaced_in_many_templates_is_one_set_to_approve(library: Library) -> None:
    for name in ("a", "b", "c"):
        save_live(library, reply(name, "No word here." if name == "c" else f"Your parcel, {name}."))
    with library.writing() as session:
        live = {item.template: item for item in history.live(session)}
        documents = {key: item.document for key, item in live.items()}
        found = replacing.hits(documents, replacing.Search("parcel"), "package")
        edits = [
            Edit(replacing.apply(documents[key], [hit for hit in found if hit.template == key], "package"), key, 1)
            for key in {hit.template: None for hit in found}
        ]
        id_ = change_sets.submit_together(session, "parcel is package", edits, by="mia")
        change_sets.approve(session, id_, by="mia", renders=always)
        assert current_version(session) == 4
    assert live_texts(library) == {"a": "Your package, a.", "b": "Your package, b.", "c": "No word here."}


def contents(library: Library, id_: str) -> dict[str, int]:
    with library.reading() as session:
        return {item.abbreviation: item.number for item in change_sets.find(session, id_).items}


def two_in_a_set(library: Library) -> str:
    with library.writing() as session:
        for name in ("a", "b"):
            authoring.save(session, reply(name), author="mia")
        id_ = change_sets.open(session, "two", by="mia")
        change_sets.put(session, id_, ["a", "b"], by="mia")
    return id_


def test_what_is_taken_out_stays_a_draft_and_can_be_put_in_again(library: Library) -> None:
    id_ = two_in_a_set(library)
    for _ in range(2):
        with library.writing() as session:
            change_sets.take_out(session, id_, ["a"], by="mia")
        assert contents(library, id_) == {"b": 1}
        with library.reading() as session:
            assert {state.abbreviation for state in history.drafts(session)} == {"a", "b"}
        with library.writing() as session:
            change_sets.put(session, id_, ["a"], by="mia")
        assert contents(library, id_) == {"a": 1, "b": 1}
    with library.writing() as session:
        change_sets.submit(session, id_, by="mia")
        change_sets.approve(session, id_, by="mia", renders=always)
    assert set(live_texts(library)) == {"a", "b"}
    assert verify(library) == ()


def test_a_newer_revision_and_then_the_older_one_again_may_take_a_place_that_was_left(library: Library) -> None:
    id_ = two_in_a_set(library)
    with library.writing() as session:
        template = history.resolve(session, "a")
        change_sets.take_out(session, id_, ["a"], by="mia")
        authoring.save(session, reply("a", "two"), author="mia", template=template, based_on=1)
        change_sets.put(session, id_, ["a"], by="mia")
        assert {item.number for item in change_sets.find(session, id_).items if item.template == template} == {2}
        change_sets.put(session, id_, [("a", 1)], by="mia")
    assert contents(library, id_) == {"a": 1, "b": 1}


def test_only_what_is_in_a_set_that_is_with_nobody_can_be_taken_out(library: Library) -> None:
    id_ = two_in_a_set(library)
    save_live(library, reply("c"))
    with pytest.raises(BadValue, match="c is not in “two”"), library.writing() as session:
        change_sets.take_out(session, id_, ["a", "c"], by="mia")
    with library.writing() as session:
        change_sets.submit(session, id_, by="mia")
    with pytest.raises(BadValue, match="submitted already"), library.writing() as session:
        change_sets.take_out(session, id_, ["a"], by="mia")
    assert contents(library, id_) == {"a": 1, "b": 1}


def test_a_set_that_is_given_up_takes_nothing_along(library: Library) -> None:
    id_ = two_in_a_set(library)
    with library.writing() as session:
        change_sets.give_up(session, id_, by="mia")
        assert change_sets.find(session, id_).state == "given up"
        assert {state.abbreviation for state in history.drafts(session)} == {"a", "b"}
    with pytest.raises(BadValue, match="given up already"), library.writing() as session:
        change_sets.submit(session, id_, by="mia")
    with pytest.raises(BadValue, match="given up already"), library.writing() as session:
        change_sets.give_up(session, id_, by="mia")


def test_another_moment_keeps_title_and_contents_and_another_one_takes_it_away(library: Library) -> None:
    id_ = two_in_a_set(library)
    with library.writing() as session:
        at = soon(session, 3600)
        later = change_sets.move(session, id_, at, by="mia")
        assert change_sets.move(session, later, at, by="mia") == later
        found = change_sets.find(session, later)
        assert (found.title, found.by, found.live_from, found.state) == ("two", "mia", at, "open")
        assert change_sets.find(session, id_).state == "given up"
    assert contents(library, later) == {"a": 1, "b": 1}
    with library.writing() as session:
        at_once = change_sets.move(session, later, "", by="mia")
        change_sets.submit(session, at_once, by="mia")
        change_sets.approve(session, at_once, by="mia", renders=always)
    assert set(live_texts(library)) == {"a", "b"}
    with pytest.raises(BadValue, match="approved already"), library.writing() as session:
        change_sets.move(session, at_once, "", by="mia")


def test_a_set_that_was_sent_back_keeps_its_contents_with_another_moment(library: Library) -> None:
    id_ = two_in_a_set(library)
    with library.writing() as session:
        change_sets.submit(session, id_, by="mia")
        change_sets.reject(session, id_, by="mia", reason="not before May")
    with library.writing() as session:
        later = change_sets.move(session, id_, soon(session, 3600), by="mia")
        change_sets.submit(session, later, by="mia")
    assert contents(library, later) == {"a": 1, "b": 1}


def test_what_was_sent_back_by_itself_is_not_put_in_again_unread(library: Library) -> None:
    id_ = two_in_a_set(library)
    with library.writing() as session:
        change_sets.take_out(session, id_, ["a"], by="mia")
        review.reject(session, ["a"], by="mia", reason="too long")
    with pytest.raises(BadValue, match="a r1 was sent back: too long"), library.writing() as session:
        change_sets.put(session, id_, ["a"], by="mia")
    assert contents(library, id_) == {"b": 1}


def test_a_set_whose_templates_were_all_approved_by_themselves_is_approved(library: Library) -> None:
    with library.writing() as session:
        id_ = change_sets.submit_together(session, "spring", [Edit(reply("a")), Edit(reply("b"))], by="mia")
        review.approve(session, ["a"], by="mia", renders=always)
        assert change_sets.find(session, id_).state == change_sets.SUBMITTED
        review.approve(session, ["b"], by="mia", renders=always)
        found = change_sets.find(session, id_)
    assert (found.state, found.decided_by) == (change_sets.APPROVED, "mia")
