"""The subject leaves with the reply: the same fields, the same rules, on one line."""

from __future__ import annotations

from datetime import datetime

import pytest
from rendering_builders import Shelf, fact, fragment, reply

from library.documents import Document, Field, Variant
from library.errors import MissingFields, TemplateFault
from library.rendering.fields import fields_of
from library.rendering.render import Part, Reply, preview_subject, render

NOW = datetime(2026, 5, 6, 14, 30)


def rendered(document: Document, *others: Document, channel: str = "", **values: str) -> Reply:
    return render(document, Shelf(*others), values=values, context={}, now=NOW, channel=channel)


def test_the_subject_is_rendered_with_the_replys_fields() -> None:
    document = reply("Hi {{ name }}.", subject="Order {{ order_number | upper }} for {{ name }}")
    made = rendered(document, name="Ana", order_number="a1")
    assert (made.text, made.subject) == ("Hi Ana.", "Order A1 for Ana")
    assert made.fields == ("name", "order_number")


def test_a_template_without_a_subject_has_none() -> None:
    assert rendered(reply("Hi")).subject == ""


def test_a_field_missing_in_the_subject_keeps_the_reply_back() -> None:
    document = reply("Hi {{ name }}.", subject="Order {{ order_number }}")
    with pytest.raises(MissingFields) as refusal:
        rendered(document)
    assert refusal.value.names == ("Name", "Order number")


def test_a_subject_is_one_line_whatever_its_values_hold() -> None:
    document = reply("Hi", Field("why", type="multiline"), subject="  About:\n {{ why }} ({{ facts.fee }}) ")
    assert rendered(document, fact("fee", "5"), why="late\n\n  parcel ").subject == "About: late parcel (5)"


def test_a_subject_knows_branches_facts_and_fragments() -> None:
    document = reply("Hi", subject="{% include 'topic' %}{% if urgent %}, urgent{{ why }}{% endif %}")
    topic = fragment("topic", "Refund\n\nfor {{ name }}")
    assert rendered(document, topic, name="Ana").subject == "Refund for Ana"
    assert [field.name for field in fields_of(document, Shelf(topic))] == ["name", "urgent"]


def test_a_channel_with_words_of_its_own_has_no_subject_but_mail_has() -> None:
    variants = (Variant("chat", "Hey"), Variant("email", "Dear you"))
    document = Document("a", body="Hi", subject="Order {{ order_number }}", variants=variants)
    assert rendered(document, channel="chat") == Reply("Hey")
    assert rendered(document, channel="email", order_number="A1").subject == "Order A1"
    assert rendered(document, channel="letter", order_number="A1").subject == "Order A1"


def test_a_fault_in_a_subject_says_that_it_is_there() -> None:
    with pytest.raises(TemplateFault, match="subject of some-reply, line 1, column 7"):
        rendered(reply("Hi", subject="Hi {{ x.y }}"))


def test_braces_typed_for_the_subject_are_told_and_kept() -> None:
    made = rendered(reply("Hi", subject="About {{ topic }}"), topic="{{ name }}")
    assert (made.subject, made.marked) == ("About {{ name }}", ("topic",))


def test_the_preview_of_a_subject_is_the_subject_and_labels_what_is_missing() -> None:
    document = reply("Hi", subject="Order {{ order_number }}, {{ name }}")
    given = {"context": {}, "now": NOW}
    parts = preview_subject(document, Shelf(), values={"order_number": "A1"}, **given)  # type: ignore[arg-type]
    assert parts == (Part("Order "), Part("A1", "order_number"), Part(", "), Part("Name", "name", False))
    full = preview_subject(document, Shelf(), values={"order_number": "A1", "name": "Bo"}, **given)  # type: ignore[arg-type]
    assert "".join(part.text for part in full) == rendered(document, order_number="A1", name="Bo").subject
    assert preview_subject(reply("Hi"), Shelf(), values={}, **given) == ()  # type: ignore[arg-type]
