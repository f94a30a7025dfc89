"""What a new value of a fact makes of every live template that quotes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from record_builders import always, ids_of, reply, save_live

from library.documents import Document, Field, Option, Variant
from library.record import authoring, history, review
from library.record.database import Library
from library.record.quoting import Effect, affected_by, facts_of, live_now

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
DAYS = "{{ facts.refund_days }}"
FACT = reply("refund-days", "30", kind="fact", type="number")


def effects(library: Library, name: str, document: Document) -> list[Effect]:
    with library.reading() as session:
        return list(affected_by(session, {ids_of(session, name)[0]: document}, now=NOW))


@pytest.fixture
def filled(library: Library) -> Library:
    for document in (
        FACT,
        reply("wait", "It takes {{ facts.refund_days }} days.", kind="fragment"),
        reply("late", "Hi {{ name }}, {% include 'wait' %}", title="Late", group="Billing", fields=(Field("name"),)),
        reply("how", f"{DAYS} days", variants=(Variant("chat", f"{DAYS}!"), Variant("sms", "ok"))),
        reply("other", "The refund-days are over."),
    ):
        save_live(library, document)
    return library


def test_every_template_that_quotes_a_fact_is_shown_with_its_text_before_and_after(filled: Library) -> None:
    found = effects(filled, "refund-days", FACT._replace(body="14"))
    assert [(one.abbreviation, one.channel, one.before, one.after) for one in found] == [
        ("how", "", "30 days", "14 days"),
        ("how", "chat", "30!", "14!"),
        ("late", "", "Hi ‹Name›, It takes 30 days.", "Hi ‹Name›, It takes 14 days."),
        ("wait", "", "It takes 30 days.", "It takes 14 days."),
    ]
    assert (found[2].title, found[2].group, found[2].fault) == ("Late", "Billing", "")


def test_a_value_that_breaks_templates_is_told_with_their_fault(filled: Library) -> None:
    found = effects(filled, "refund-days", FACT._replace(body="soon"))
    assert [one.abbreviation for one in found if one.fault] == ["how", "how", "late", "wait"]
    assert {one.after for one in found} == {""}
    assert found[0].before == "30 days"


def test_a_fragments_new_text_is_shown_in_what_includes_it(filled: Library) -> None:
    found = effects(filled, "wait", reply("wait", "Soon.", kind="fragment"))
    assert [(one.abbreviation, one.after) for one in found] == [("late", "Hi ‹Name›, Soon.")]


def test_a_change_set_is_shown_as_a_whole(filled: Library) -> None:
    with filled.reading() as session:
        fact, late = ids_of(session, "refund-days", "late")
        changes = {fact: FACT._replace(body="14"), late: reply("late", "{% include 'wait' %}")}
        found = {one.abbreviation: one.after for one in affected_by(session, changes, now=NOW)}
    assert found["late"] == "It takes 14 days."


def test_a_reply_of_a_change_set_that_quotes_nothing_of_it_is_left_to_its_own_comparison(filled: Library) -> None:
    with filled.reading() as session:
        fact, other = ids_of(session, "refund-days", "other")
        changes = {fact: FACT._replace(body="14"), other: reply("other", "They are over.")}
        assert "other" not in {one.abbreviation for one in affected_by(session, changes, now=NOW)}
        changes = {fact: FACT._replace(body="14"), other: reply("other", f"{DAYS} are over.")}
        found = {one.abbreviation: (one.before, one.after) for one in affected_by(session, changes, now=NOW)}
    assert found["other"] == ("The refund-days are over.", "14 are over.")


def test_facts_come_by_name_with_all_that_quote_them_themselves_or_through_fragments(filled: Library) -> None:
    save_live(filled, reply("currency", "EUR", kind="fact", type="text"))
    save_live(filled, reply("price", "It costs {{ amount | money }}.", fields=(Field("amount", type="money"),)))
    save_live(filled, reply("unused-fact", "1", kind="fact", type="number"))
    with filled.reading() as session:
        found = {one.live.names[0]: one.by for one in facts_of(live_now(session))}
    assert list(found) == ["currency", "refund-days", "unused-fact"]
    assert found["refund-days"] == ("how", "late", "wait")
    assert found["currency"] == ("price",)
    assert found["unused-fact"] == ()


def test_a_fact_is_quoted_by_its_earlier_name_too(filled: Library) -> None:
    with filled.writing() as session:
        template = history.resolve(session, "refund-days")
        saved = authoring.save(session, FACT._replace(abbreviation="days-of-refund"), author="mia",
                               template=template, based_on=1)  # fmt: skip
        review.approve(session, [(saved.template, saved.number)], by="mia", renders=always)
    with filled.reading() as session:
        [found] = facts_of(live_now(session))
    assert (found.live.names[0], found.by) == ("days-of-refund", ("how", "late", "wait"))


def test_a_subject_that_quotes_a_fact_is_shown_with_the_text(library: Library) -> None:
    save_live(library, FACT)
    save_live(library, reply("mail", "Hello.", subject=f"Within {DAYS} days"))
    [found] = effects(library, "refund-days", FACT._replace(body="14"))
    assert (found.before, found.after) == ("Subject: Within 30 days\n\nHello.", "Subject: Within 14 days\n\nHello.")


BRANCHES = {
    "a choice": ("{% if how == 'card' %}ok{% elif how == 'bank' %}in {{ facts.days }} days{% endif %}", "in {} days"),
    "two choices": ("{% if how == 'bank' and not quick %}{{ facts.days }} days{% endif %}", "{} days"),
    "a field that may stay empty": ("{% if name %}{{ name }}: {{ facts.days }}{% endif %}", "‹Name›: {}"),
    "a day reckoned from another": ("by {{ sent | plus(days=facts.days) | date }}", ""),
}


@pytest.mark.parametrize("case", BRANCHES)
def test_a_fact_in_a_branch_nobody_has_chosen_is_shown_on_the_way_that_leads_to_it(library: Library, case: str) -> None:
    body, shown = BRANCHES[case]
    fields = (
        Field("how", type="choice", options=(Option("card"), Option("bank"))),
        Field("quick", type="toggle", default="yes"),
        Field("name", "Name", required=False),
        Field("sent", "Sent", "date"),
    )
    used = tuple(field for field in fields if field.name in body)
    save_live(library, reply("days", "30", kind="fact", type="number"))
    save_live(library, reply("late", body, fields=used))
    with library.reading() as session:
        [fact] = ids_of(session, "days")
        [effect] = affected_by(session, {fact: reply("days", "14", kind="fact", type="number")}, now=NOW)
    assert effect.before != effect.after
    if shown:
        assert (effect.before, effect.after) == (shown.format(30), shown.format(14))
