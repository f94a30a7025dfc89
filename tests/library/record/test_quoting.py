"""What a new value of a fact makes of every live template that quotes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from record_builders import ids_of, reply, save_live

from library.documents import Document, Field, Variant
from library.record.database import Library
from library.record.quoting import Effect, affected_by

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
