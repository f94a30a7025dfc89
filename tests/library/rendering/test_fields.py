"""Which fields a reply asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from rendering_builders import Shelf, fact, fragment, reply

from library.documents import Document, Field, Option, Variant
from library.rendering.fields import fields_of, initial


def names(
    document: Document,
    *documents: Document,
    values: Mapping[str, str] | None = None,
    context: Mapping[str, object] | None = None,
) -> list[str]:
    return [field.name for field in fields_of(document, Shelf(*documents), values=values, context=context)]


def test_fields_come_in_the_order_they_are_first_used_and_once() -> None:
    document = reply("{{ b }} {{ agent.name }} {{ a }} {{ b | upper }}", Field("a"), Field("unused"))
    assert names(document) == ["b", "agent.name", "a"]


def test_an_undeclared_name_is_a_required_text() -> None:
    (field,) = fields_of(reply("{{ first_name }}"), Shelf())
    assert (field.type, field.required, field.shown, field.source) == ("text", True, "First name", "")


def test_a_dotted_name_is_a_field_filled_from_the_context() -> None:
    (field,) = fields_of(reply("{{ agent.first_name }}"), Shelf())
    assert (field.source, field.shown) == ("agent.first_name", "Agent first name")


def test_facts_and_times_are_not_asked() -> None:
    assert names(reply("{{ facts.fee }} {{ today }} {{ now | date }}"), fact("fee", "5")) == []


def test_only_fields_of_the_branch_that_is_reached_are_asked() -> None:
    method = Field("method", type="choice", options=(Option("card"), Option("bank")))
    document = reply("{% if method == 'card' %}{{ digits }}{% else %}{{ iban }}{% endif %}", method)
    assert names(document, values={"method": "card"}) == ["method", "digits"]
    assert names(document, values={"method": "bank"}) == ["method", "iban"]
    assert names(document) == ["method", "iban"]


def test_a_toggle_left_alone_follows_its_default() -> None:
    body = "{% if late %}{{ reason }}{% endif %}"
    assert names(reply(body, Field("late", type="toggle"))) == ["late"]
    assert names(reply(body, Field("late", type="toggle", default="yes"))) == ["late", "reason"]


def test_fragments_are_walked_where_they_are_included() -> None:
    document = reply("{{ a }}{% include 'x' %}{{ b }}")
    assert names(document, fragment("x", "{{ b }}{{ c }}")) == ["a", "b", "c"]


def test_the_channels_own_text_has_its_own_fields() -> None:
    document = Document("r", body="{{ a }}", variants=(Variant("chat", "{{ b }}"),))
    assert [field.name for field in fields_of(document, Shelf(), channel="chat")] == ["b"]


def test_what_a_condition_or_default_asks_for_may_stay_empty_unless_declared() -> None:
    document = reply("{% if order.number %}{{ order.number }}{% endif %}{{ nick | default('you') }}{{ name }}")
    required = {field.name: field.required for field in fields_of(document, Shelf())}
    assert required == {"order.number": False, "nick": False, "name": True}
    (declared,) = fields_of(reply("{% if why %}x{% endif %}", Field("why")), Shelf())
    assert declared.required


def test_a_wrong_value_hides_what_it_would_govern() -> None:
    document = reply("{% if due < today %}{{ sorry }}{% endif %}", Field("due", type="date"))
    assert names(document, values={"due": "soonish"}) == ["due"]


def test_a_field_starts_with_the_context_else_its_default() -> None:
    field = Field("name", source="customer.first_name", default="{{ agent.first_name }}")
    assert initial(field, {"customer": {"first_name": "Ana"}}) == "Ana"
    assert initial(field, {"agent": {"first_name": "Mia"}}) == "Mia"
    assert initial(field, {}) == ""
    assert initial(Field("due", default="{{ today | plus(days=1) }}"), {}, now=datetime(2026, 5, 6)) == "2026-05-07"
    fee = Field("fee", default="{{ facts.fee }}")
    assert initial(fee, {}, catalog=Shelf(fact("fee", "12.50", "money"))) == "12.50"
