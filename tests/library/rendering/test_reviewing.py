"""What a form learns from one look at a reply: what it needs, what is missing, everything that is wrong."""

from __future__ import annotations

from datetime import datetime

import pytest
from rendering_builders import Shelf, fragment, reply, text_of

from library.documents import Field, Option
from library.errors import BadValue, MissingFields
from library.rendering.fields import fields_of, initial, review

NOW = datetime(2026, 5, 6, 14, 30)
DUE = Field("due", label="Due on", type="date")
AMOUNT = Field("amount", label="Amount", type="money")
ORDER = Field("order_number", label="Order number", pattern=r"[A-Z]\d{3,}", message="as printed on the receipt")


def test_every_wrong_value_is_told_with_what_is_missing() -> None:
    document = reply("{{ due }} {{ amount }} {{ order_number }} {{ name }}", DUE, AMOUNT, ORDER)
    values = {"due": "soonish", "amount": "lots", "order_number": "12"}
    found = review(document, Shelf(), values=values, now=NOW)
    assert list(found.bad) == ["due", "amount", "order_number"]
    assert found.bad["order_number"].message == "Order number: as printed on the receipt"
    assert [field.name for field in found.missing] == ["name"]
    assert not found.is_complete


def test_a_reply_with_several_wrong_values_names_them_all() -> None:
    with pytest.raises(BadValue) as refusal:
        text_of("{{ due }} {{ amount }}", DUE, AMOUNT, values={"due": "soonish", "amount": "lots"})
    assert "Due on: " in refusal.value.message
    assert "Amount: " in refusal.value.message
    assert "\n" not in refusal.value.message


def test_a_filled_in_reply_is_complete() -> None:
    found = review(reply("{{ due }}", DUE), Shelf(), values={"due": "yesterday"}, now=NOW)
    assert (found.is_complete, found.bad, found.missing) == (True, {}, ())


def test_what_came_from_the_context_is_told() -> None:
    name = Field("name", source="customer.name")
    assert review(reply("{{ name }}", name), Shelf(), context={"customer": {"name": "Ana"}}).by_context == ("name",)


# same name, asked once; only reached branches asked

LATE = Field("late", type="toggle")
WAY = Field("way", type="choice", options=(Option("card"), Option("bank"), Option("cash")))
EXTRAS = Field("extras", type="choices", options=(Option("mug"), Option("cap")))


def asked(body: str, *fields: Field, shelf: Shelf | None = None, **values: str) -> list[str]:
    return [field.name for field in fields_of(reply(body, *fields), shelf or Shelf(), values=values)]


def test_a_name_in_the_body_two_fragments_and_the_subject_is_asked_once() -> None:
    shelf = Shelf(
        fragment("hello", "Hi {{ name }},"),
        fragment("bye", "Bye {{ name }}, {% include 'team' %}"),
        fragment("team", "{{ name }} {{ agent.first_name }}"),
    )
    document = reply("{% include 'hello' %} {{ name }} {% include 'bye' %}", subject="For {{ name }}")
    assert [field.name for field in fields_of(document, shelf)] == ["name", "agent.first_name"]
    values = {"name": "Ana", "agent.first_name": "Mia"}
    assert text_of(document.body, values=values, shelf=shelf) == "Hi Ana, Ana Bye Ana, Ana Mia"


@pytest.mark.parametrize(
    ("late", "way", "expected"),
    [
        ("yes", "card", ["late", "reason", "way", "digits"]),
        ("yes", "bank", ["late", "reason", "way", "iban", "bic"]),
        ("no", "bank", ["late", "way", "iban", "bic"]),
        ("no", "cash", ["late", "way"]),
        ("no", "", ["late", "way"]),
    ],
)
def test_toggles_and_choices_reveal_what_they_govern_through_fragments(
    late: str, way: str, expected: list[str]
) -> None:
    shelf = Shelf(
        fragment(
            "payment", "{% if way == 'card' %}{{ digits }}{% elif way == 'bank' %}{% include 'bank' %}{% endif %}"
        ),
        fragment("bank", "{{ iban }}{{ bic }}"),
    )
    body = "{% if late %}{{ reason }}{% endif %}{% include 'payment' %}"
    assert asked(body, LATE, WAY, shelf=shelf, late=late, way=way) == expected


def test_what_a_toggle_inside_a_hidden_part_governs_is_not_asked() -> None:
    body = "{% if late %}{% if sorry %}{{ gift }}{% endif %}{% endif %}"
    sorry = Field("sorry", type="toggle", default="yes")
    assert asked(body, LATE, sorry, late="no") == ["late"]
    assert asked(body, LATE, sorry, late="yes") == ["late", "sorry", "gift"]
    assert asked(body, LATE, sorry, late="yes", sorry="no") == ["late", "sorry"]


def test_some_of_several_reveal_each_their_own() -> None:
    body = "{% if 'mug' in extras %}{{ colour }}{% endif %}{% for one in extras %}{{ one }}{{ note }}{% endfor %}"
    assert asked(body, EXTRAS, extras="mug\ncap") == ["extras", "colour", "note"]
    assert asked(body, EXTRAS, extras="cap") == ["extras", "note"]


def test_a_hidden_required_field_never_keeps_a_reply_back() -> None:
    body = "Hi.{% if late %} Sorry about {{ reason }}.{% endif %}"
    assert text_of(body, LATE, values={"late": "no"}) == "Hi."
    with pytest.raises(MissingFields):
        text_of(body, LATE, values={"late": "yes"})


def test_a_value_that_is_wrong_where_it_is_hidden_does_no_harm() -> None:
    assert text_of("Hi.{% if late %} {{ due }}{% endif %}", LATE, DUE, values={"late": "no", "due": "soonish"}) == "Hi."


# rules that travel with the field


def test_an_optional_field_may_stay_empty_and_a_required_one_may_not() -> None:
    assert text_of("Hi{{ nick }}", Field("nick", required=False)) == "Hi"
    with pytest.raises(MissingFields):
        text_of("Hi{{ nick }}", Field("nick"))


def test_the_agents_own_fields_are_marked_wherever_they_are_declared() -> None:
    shelf = Shelf(fragment("bye", "{{ phone }}", Field("phone", own=True)))
    (field,) = fields_of(reply("{% include 'bye' %}"), shelf)
    assert field.own


def test_a_field_starts_from_the_context_before_its_default() -> None:
    field = Field("city", source="customer.city", default="{{ company.name }} town")
    context = {"customer": {"city": "Porto"}, "company": {"name": "Acme"}}
    assert initial(field, context) == "Porto"
    assert initial(field, {"company": {"name": "Acme"}}) == "Acme town"
