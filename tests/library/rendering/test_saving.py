"""What is refused when a template is saved, so that no agent meets it when the reply is due."""

from __future__ import annotations

import time

import pytest
from rendering_builders import Shelf, fact, fragment, reply

from library.checks import Finding, findings
from library.documents import Document, Field, Option


def found(document: Document, *others: Document) -> list[Finding]:
    return findings(document, Shelf(document, *others).document)


def faults(document: Document, *others: Document) -> list[str]:
    return [finding.message for finding in found(document, *others) if finding.is_fault]


def chain(length: int) -> list[Document]:
    """Fragments f1 to f<length>, each including the next, the last one plain."""
    inner = [fragment(f"f{n}", f"{{% include 'f{n + 1}' %}}") for n in range(1, length)]
    return [*inner, fragment(f"f{length}", "deep")]


def test_five_levels_of_fragments_may_be_saved_and_six_may_not() -> None:
    document = reply("{% include 'f1' %}")
    assert faults(document, *chain(5)) == []
    [told] = faults(document, *chain(6))
    assert told == "includes are over 5 deep: some-reply > f1 > f2 > f3 > f4 > f5 > f6"


def test_the_shortest_way_to_a_fragment_does_not_hide_the_longest() -> None:
    document = reply("{% include 'f5' %}{% include 'f1' %}")
    assert any("over 5 deep" in told for told in faults(document, *chain(6)))


def test_thousands_of_fragments_in_a_row_are_refused_and_not_a_crash() -> None:
    started = time.perf_counter()
    assert any("over 5 deep" in told for told in faults(reply("{% include 'f1' %}"), *chain(3_000)))
    assert time.perf_counter() - started < 5


def test_a_fragment_that_comes_back_to_itself_is_refused() -> None:
    ring = (fragment("a", "{% include 'b' %}"), fragment("b", "{% include 'a' %}"))
    assert faults(*ring) == ["includes itself: a → b → a"]


def test_a_subject_is_checked_like_a_body() -> None:
    document = reply("Hi", subject="Order {{ order_number | shout }}")
    [fault] = found(document)
    assert (fault.place, fault.line, fault.is_fault) == ("subject", 1, True)
    assert "no filter “shout”" in fault.message
    assert faults(reply("Hi", subject="{% include 'gone' %}")) == ["includes “gone”, which does not exist"]
    assert faults(reply("Hi", subject="{{ facts.fee }}")) == ["quotes facts.fee, which does not exist"]


def test_a_field_that_only_the_subject_uses_is_used() -> None:
    assert found(reply("Hi", Field("order_number"), subject="Order {{ order_number }}")) == []


@pytest.mark.parametrize(
    ("default", "told"),
    [
        ("{{ other }}", "reads the field other"),
        ("{% include 'greeting' %}", "cannot include a fragment"),
        ("{{ facts.nothing }}", "quotes facts.nothing"),
        ("{{ x.__class__ }}", "cannot be read"),
    ],
)
def test_a_default_that_could_not_be_worked_out_is_refused(default: str, told: str) -> None:
    document = reply("{{ name }}", Field("name", default=default))
    assert any(told in message for message in faults(document, fragment("greeting", "Hi")))


def test_a_default_over_context_facts_and_today_is_fine() -> None:
    default = "{{ agent.first_name }} {{ facts.fee }} {{ today | plus(days=1) }}"
    assert found(reply("{{ name }}", Field("name", default=default)), fact("fee", "5")) == []


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (Field("x", type="number", minimum="some"), "min “some” is not a number"),
        (Field("x", type="money", maximum="12 13 14"), "max “12 13 14” is not a number"),
        (Field("x", maximum="long"), "max “long” is not a number"),
        (Field("x", type="date", minimum="soonish"), "min “soonish” is not a date"),
        (Field("x", type="number", minimum="5", maximum="3"), "min 5 is above its max 3"),
        (Field("x", type="number", default="lots"), "default “lots”"),
        (Field("x", type="number", default="11", maximum="10"), "default “11”"),
        (Field("x", type="toggle", default="perhaps"), "default “perhaps”"),
        (Field("x", type="choices", options=(Option("a"), Option("b")), default="a, c"), "default “a, c”"),
        (Field("x", pattern=r"\d+", default="abc"), "default “abc”"),
        (Field("x", type="choice", options=tuple(Option(str(n)) for n in range(1_001))), "over 1,000 options"),
        (Field("x", type="choice", options=(Option("a"), Option("a", "A"))), "option “a” stands twice"),
    ],
)
def test_a_rule_that_no_value_could_keep_is_refused(field: Field, told: str) -> None:
    assert any(told in message for message in faults(reply("{{ x }}", field)))


@pytest.mark.parametrize(
    "field",
    [
        Field("x", type="date", minimum="-30", maximum="today", default="yesterday"),
        Field("x", type="money", minimum="0", default="12,50"),
        Field("x", type="choices", options=(Option("a, b"), Option("c")), minimum="1", default="a, b"),
        Field("x", type="multiline", maximum="400", required=False),
        Field("x", type="toggle", default="yes"),
        Field("x", pattern=r"[A-Z]\d+", default="{{ order.number }}"),
        Field("x", type="email", own=True, source="agent.email"),
    ],
)
def test_rules_that_fit_each_other_are_fine(field: Field) -> None:
    assert found(reply("{{ x }}", field)) == []
