"""What the small language refuses, and how it says so."""

from __future__ import annotations

import pytest
from rendering_builders import Shelf, text_of

from library.errors import TemplateFault
from library.rendering.filters import FILTERS
from library.rendering.language import Uses, check, is_plain, uses


@pytest.mark.parametrize(
    ("body", "line", "column", "construct", "remedy"),
    [
        ("Hi\n{{ price * 2 }}", 2, 10, "“*” is not allowed", "templates do not calculate"),
        ("{% set x = 1 %}", 1, 1, "{% set %} is not allowed", "declare a field"),
        ("a\n\n b {% macro m() %}", 3, 4, "{% macro %} is not allowed", "fragment"),
        ("{{ name.upper }}", 1, 4, "“name” has no parts", "customer.first_name"),
        ("{{ customer.name.upper() }}", 1, 23, "a call is not allowed", "only filters take brackets"),
        ("{{ name | shout }}", 1, 11, "there is no filter “shout”", "upper"),
        ("{{ name is callable }}", 1, 9, "there is no test “is callable”", "defined"),
        ("{{ customer['name'] }}", 1, 12, "[ ] behind a name is not allowed", "customer.first_name"),
        ("{{ a, b }}", 1, 5, "a list without [ ]", "one value in each pair"),
        ("{{ customer }}", 1, 4, "customer alone is not a value", "customer.first_name"),
        ("{{ FirstName }}", 1, 4, "“FirstName” cannot be a name", "small letters"),
        ("{% if a %}", 1, 1, "{% if %} is never closed", "{% endif %}"),
        ("x{% endif %}", 1, 2, "{% endif %} without {% if %}", "before it"),
        ("{% if a %}\n{% for x in b %}{% endif %}", 2, 17, "closes {% for %}", "{% endfor %}"),
        ("{{ name", 1, 1, "never closed", "}}"),
        ("{{ name %}", 1, 9, "does not close", "}}"),
        ("{{ name | plus(3) }}", 1, 11, "too many values for “plus”", "days="),
        ("{{ d | plus(years=3) }}", 1, 19, "“plus” takes no “years=”", "business_days"),
        ("{% include name %}", 1, 4, "a name in quotation marks", "'sign-off'"),
        ("{{ 'abc }}", 1, 4, "quotation mark is never closed", "same line"),
        ("{{ none }}", 1, 4, "none is not a value", "{% if not name %}"),
        ("{{ '{{' }}", 1, 4, "would show braces", "remove"),
        ("{{ a b }}", 1, 6, "not readable", "F1"),
        ("{{ }}", 1, 4, "not readable", "F1"),
    ],
)
def test_a_refusal_names_the_place_the_construct_and_what_to_write(
    body: str, line: int, column: int, construct: str, remedy: str
) -> None:
    with pytest.raises(TemplateFault) as refusal:
        check(body, name="some-reply")
    fault = refusal.value
    assert (fault.line, fault.column, fault.template) == (line, column, "some-reply")
    assert construct in fault.message
    assert remedy in fault.hint


def test_a_fault_while_rendering_names_its_place_too() -> None:
    with pytest.raises(TemplateFault) as refusal:
        text_of("Hi,\n{{ name | date }}", values={"name": "Ana"})
    assert (refusal.value.line, refusal.value.column) == (2, 11)


@pytest.mark.parametrize("body", ["", "Hello.", "50% off {today}", "a # b", "{ x }"])
def test_text_without_marks_is_plain(body: str) -> None:
    assert is_plain(body)
    check(body)


@pytest.mark.parametrize("body", ["{{ a }}", "{% if a %}{% endif %}", "{# a #}", "a }}", "b %}"])
def test_text_with_marks_is_not_plain(body: str) -> None:
    assert not is_plain(body)


def test_uses_lists_what_any_branch_may_read() -> None:
    body = "{% if a %}{{ customer.name }}{% else %}{% include 'x' %}{{ facts.fee }}{% endif %}"
    body += "{% for i in c %}{{ i }}{% endfor %}"
    assert uses(body) == Uses(names=("a", "customer.name", "c"), includes=("x",), facts=("fee",))


def test_every_filters_example_is_accepted_by_the_language() -> None:
    for filter in FILTERS.values():
        check(filter.example)
        assert filter.help


def test_loops_stop_at_their_budget() -> None:
    body = "{% for a in order.items %}{% for b in order.items %}.{% endfor %}{% endfor %}"
    assert len(text_of(body, context={"order": {"items": ["x"] * 99}})) == 99 * 99
    with pytest.raises(TemplateFault, match="10,000 steps"):
        text_of(body, context={"order": {"items": ["x"] * 100}})


def test_a_reply_stops_growing_at_its_budget() -> None:
    body = "{% for a in order.items %}{{ text }}{% endfor %}"
    with pytest.raises(TemplateFault, match="200,000 characters"):
        text_of(body, values={"text": "x" * 19_000}, context={"order": {"items": ["x"] * 20}})


def test_four_loops_inside_each_other_are_refused() -> None:
    def nested(count: int) -> str:
        return "".join(f"{{% for a{n} in ['x'] %}}" for n in range(count)) + "{% endfor %}" * count

    check(nested(3))
    with pytest.raises(TemplateFault, match="3 loops"):
        check(nested(4))


def test_a_fault_in_a_fragment_names_the_fragment() -> None:
    from rendering_builders import fragment

    with pytest.raises(TemplateFault) as refusal:
        text_of("{% include 'x' %}", shelf=Shelf(fragment("x", "a\n{{ b.c }}")))
    assert (refusal.value.template, refusal.value.line) == ("x", 2)
