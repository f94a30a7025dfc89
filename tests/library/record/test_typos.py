"""Typo edits: what counts as one, and how it goes live before a second person has read it."""

from __future__ import annotations

import pytest
from record_builders import always, reply, save_live, save_next

from library.documents import Document, Field, Variant
from library.errors import BadValue, NotAllowed
from library.record import history, members, review
from library.record.database import Library
from library.record.review import is_typo

SPELLING = [
    ("We recieved it.", "We received it."),
    ("teh parcel", "the parcel"),
    ("The the order is here.", "The order is here."),
    ("Hi {{ name }}, your ordr", "Hi {{ name }}, your order"),
    ("dont worry", "don't worry"),
    ("Thank you", "Thank you."),
    ("within 30 days,  please", "within 30 days, please"),
    ("refund", "Refund"),
    ("«Freindly» agents", "“Friendly” agents"),
]
MORE = [
    ("within 30 days", "within 14 days"),
    ("thirty days", "thirteen days"),
    ("do not send", "do send"),
    ("We can refund it.", "We cannot refund it."),
    ("now ready", "not ready"),
    ("It is possible.", "It is impossible."),
    ("a valid ticket", "an invalid ticket"),
    ("use", "useless"),
    ("on Monday", "on Sunday"),
    ("in June", "in July"),
    ("Hi {{ name }} there", "Hi there {{ name }}"),
    ("{{ facts.refund_days }}", "{{ facts.return_days }}"),
    ("{% if late %}sorry{% endif %}", "{% if not late %}sorry{% endif %}"),
    ("See https://a.example/b.", "See https://a.example/c."),
    ("Write to a@b.example", "Write to a@c.example"),
    ("costs 5 €", "costs 5 %"),
    ("costs -5", "costs 5"),
    ("a free label", "a fee label"),
    ("Hello", "Hello there"),
    ("really sorry", "sorry"),
    ("one or two", "one of two"),
    ("before noon", "after noon"),
    ("not not true", "not true"),
    ("straße", "gasse"),
    ("{{", "}}"),
]


@pytest.mark.parametrize(("before", "after"), SPELLING)
def test_a_few_letters_are_a_typo(before: str, after: str) -> None:
    for one, other in (
        (reply("a", before), reply("a", after)),
        (reply("a", title=before), reply("a", title=after)),
        (reply("a", variants=(Variant("chat", before),)), reply("a", variants=(Variant("chat", after),))),
    ):
        assert is_typo(one, other)


@pytest.mark.parametrize(("before", "after"), MORE)
def test_what_could_change_a_promise_is_no_typo(before: str, after: str) -> None:
    assert not is_typo(reply("a", before), reply("a", after))
    assert not is_typo(reply("a", after), reply("a", before))


@pytest.mark.parametrize(
    "after",
    [
        reply("b", "A text."),
        reply("a", "A text.", group="Billing"),
        reply("a", "A text.", fields=(Field("name"),)),
        reply("a", "A text.", note="x"),
        reply("a", "A text.", subject="Hi"),
        reply("a", "A text.", variants=(Variant("chat", "A text."),)),
        reply("a", "A text."),
    ],
)
def test_anything_beside_the_texts_is_no_typo_and_neither_is_nothing(after: Document) -> None:
    assert not is_typo(reply("a", "A text."), after)


def test_the_value_of_a_fact_has_no_typos() -> None:
    assert not is_typo(reply("a", "Acme", kind="fact"), reply("a", "Acne", kind="fact"))


@pytest.mark.timeout(20)
def test_long_texts_without_blank_space_take_no_time() -> None:
    for letter in ("a", "{{", "{", "@", "1", "'"):
        assert not is_typo(reply("a", letter * 50_000), reply("a", letter * 49_000 + "b b"))


def test_a_typo_goes_live_at_once_and_waits_to_be_looked_at(library: Library) -> None:
    saved = save_live(library, reply("a", "We recieved it."))
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        members.add(session, "tom", role="agent", by="mia")
        second = save_next(session, saved, reply("a", "We received it."), by="lea")
        version = review.publish_typo(session, "a", by="lea", renders=always)
    assert version == 2
    with library.reading() as session:
        [item] = history.live(session)
        state = history.revision(session, "a", second.number)
    assert (item.revision, item.approved_by, item.why) == (2, "lea", "typo")
    assert [(decided.kind, decided.change) for decided in state.decisions] == [("approved", 2), ("submitted", None)]
    assert review.is_to_be_looked_at(state)
    for by, is_open in (("lea", True), ("mia", False)):
        with library.writing() as session:
            review.confirm(session, ["a"], by=by)
            assert review.is_to_be_looked_at(history.revision(session, "a", 2)) == is_open


def test_a_typo_where_one_person_decides_is_simply_approved(library: Library) -> None:
    saved = save_live(library, reply("a", "We recieved it."))
    with library.writing() as session:
        save_next(session, saved, reply("a", "We received it."))
        review.publish_typo(session, "a", by="mia", renders=always)
        assert not review.is_to_be_looked_at(history.revision(session, "a", 2))


def test_more_than_a_typo_and_people_who_may_not_approve_are_refused(library: Library) -> None:
    saved = save_live(library, reply("a", "Wait 30 dayz."))
    with library.writing() as session:
        members.add(session, "tom", role="agent", by="mia")
        members.add(session, "lea", role="lead", by="mia")
        save_next(session, saved, reply("a", "Wait 14 days."), by="lea")
    with pytest.raises(BadValue, match="a r2 changes more than a typo"), library.writing() as session:
        review.publish_typo(session, "a", by="lea", renders=always)
    with pytest.raises(NotAllowed), library.writing() as session:
        review.publish_typo(session, "a", by="tom", renders=always)


def test_a_chain_of_typos_cannot_walk_away_from_what_was_reviewed(library: Library) -> None:
    saved = save_live(library, reply("a", "The parcel is grand."))
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        second = save_next(session, saved, reply("a", "The parcel is brand."), by="lea")
        review.publish_typo(session, "a", by="lea", renders=always)
        save_next(session, second, reply("a", "The parcel is breed."), by="lea")
    with pytest.raises(BadValue), library.writing() as session:
        review.publish_typo(session, "a", by="lea", renders=always)
    with library.writing() as session:
        review.confirm(session, [("a", 2)], by="mia")
        review.publish_typo(session, "a", by="lea", renders=always)
