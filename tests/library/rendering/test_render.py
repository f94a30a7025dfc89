"""What a customer gets: replies, their blank space, fragments, facts, and previews."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from rendering_builders import NOW, Shelf, fact, fragment, preview_of, reply, text_of

from library.documents import Document, Field, Option, Variant
from library.errors import BadValue, MissingFields, TemplateFault
from library.rendering.render import Part, preview, render

APOLOGY = Field("apologise", type="toggle", default="yes")


def test_values_stand_where_their_names_stood() -> None:
    assert text_of("Hi {{ first_name }}, bye {{ first_name }}.", values={"first_name": "Ana"}) == "Hi Ana, bye Ana."


def test_a_body_without_syntax_never_imports_jinja2() -> None:
    program = (
        "import sys; from datetime import datetime; from library.documents import Document;"
        "from library.rendering.render import render, preview\n"
        "class Shelf:\n    def document(self, name): return None\n"
        "given = dict(values={}, context={}, now=datetime(2026, 5, 6))\n"
        "render(Document('a', body='We are on it.'), Shelf(), **given)\n"
        "render(Document('b', body='Hi {{ name }}.'), Shelf(), **{**given, 'values': {'name': 'Ana'}}) "
        "if len(sys.argv) > 1 else None\n"
        "print(*sorted({'jinja2', 'babel', 're2', 'decimal', 'yaml', 'uuid', 'logging'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[3]

    def heavy(*arguments: str) -> str:
        run = subprocess.run([sys.executable, "-c", program, *arguments], cwd=root, capture_output=True, text=True)
        return run.stdout.strip() or run.stderr

    assert "jinja2" not in heavy()
    assert not {"babel", "re2", "yaml"} & set(heavy("with a field").split())


def test_every_missing_field_is_named_at_once_by_its_label() -> None:
    order = Field("order_number", label="Order number")
    with pytest.raises(MissingFields) as refusal:
        text_of(
            "{{ first_name }} {{ order_number }} {{ agent.first_name }} {{ reason }}", order, values={"reason": "x"}
        )
    assert refusal.value.names == ("First name", "Order number", "Agent first name")


@pytest.mark.parametrize("blank", ["", "   ", "\n", "\t \r\n", "\x00"])
def test_a_reply_with_a_blank_required_field_never_leaves(blank: str) -> None:
    with pytest.raises(MissingFields):
        text_of("Hi {{ first_name }}", values={"first_name": blank})


def test_an_optional_field_left_empty_leaves_no_trace() -> None:
    extra = Field("extra", required=False)
    assert text_of("Hello.\n\n{{ extra }}\n\nBye.", extra) == "Hello.\n\nBye."


def test_a_wrong_value_is_named_with_its_field() -> None:
    with pytest.raises(BadValue, match="Refunded on"):
        text_of("{{ refunded_on }}", Field("refunded_on", type="date"), values={"refunded_on": "soonish"})


def test_a_toggle_shows_and_hides_what_it_governs() -> None:
    body = "Hi.\n\n{% if apologise %}\nI am sorry about {{ reason }}.\n\n{% endif %}\nBye."
    assert text_of(body, APOLOGY, values={"apologise": "no"}) == "Hi.\n\nBye."
    assert text_of(body, APOLOGY, values={"reason": "that"}) == "Hi.\n\nI am sorry about that.\n\nBye."


def test_branches_follow_a_choice() -> None:
    method = Field("method", type="choice", options=(Option("card"), Option("bank", "Bank transfer")))
    body = "{% if method == 'card' %}5 days{% elif method in ['bank'] %}2 days{% else %}soon{% endif %}"
    assert text_of(body, method, values={"method": "card"}) == "5 days"
    assert text_of(body, method, values={"method": "Bank transfer"}) == "2 days"


def test_numbers_compare_as_numbers_and_dates_as_dates() -> None:
    days, due = Field("days", type="number"), Field("due", type="date")
    assert text_of("{% if days > 9 %}long{% endif %}", days, values={"days": "10"}) == "long"
    assert text_of("{% if due < today %}late{% endif %}", due, values={"due": "yesterday"}) == "late"
    assert text_of("{% if 2 <= days < 10 %}some{% endif %}", days, values={"days": "3"}) == "some"


def test_loops_know_where_they_are() -> None:
    items = Field("items", type="choices", options=(Option("mug"), Option("cap"), Option("pen")))
    body = "{% for item in items %}\n{{ loop.index }}. {{ item }}"
    body += "{% if not loop.last %},{% else %}.{% endif %}\n{% endfor %}"
    assert text_of(body, items, values={"items": "mug, pen"}) == "1. mug,\n2. pen."


def test_loops_inside_loops_keep_their_names_apart() -> None:
    inner = "{% for b in ['1', '2'] %}{{ a }}{{ b }}{{ loop.index }} {% endfor %}"
    body = "{% for a in ['x', 'y'] %}" + inner + "{{ loop.index }}{{ a }};{% endfor %}"
    assert text_of(body) == "x11 x22 1x;y11 y22 2y;"


def test_a_loop_walks_what_the_context_brings() -> None:
    context = {"order": {"items": [{"name": "Mug", "count": 2}, {"name": "Cap", "count": 1}]}}
    body = "{% for item in order.items if item.count > 1 %}{{ item.count }} x {{ item.name }}{% endfor %}"
    assert text_of(body, context=context) == "2 x Mug"


# fragments and facts


def test_a_fragment_speaks_with_the_replys_values() -> None:
    shelf = Shelf(fragment("sign-off", "Kind regards,\n{{ agent.first_name }}\n"))
    context = {"agent": {"first_name": "Mia"}}
    assert text_of("Bye.\n\n{% include 'sign-off' %}\n", context=context, shelf=shelf) == "Bye.\n\nKind regards,\nMia"


def test_an_include_keeps_its_line_and_the_fragment_brings_none_of_its_own() -> None:
    shelf = Shelf(fragment("hello", "\nHello{% if true %}\n there\n{% endif %}\n\n"))
    assert text_of("{% include 'hello' %}\nBye", shelf=shelf) == "Hello\n there\nBye"


def test_the_replys_declaration_of_a_field_wins_over_the_fragments() -> None:
    shelf = Shelf(fragment("greeting", "Hi {{ name }}", Field("name", default="there")))
    assert (
        text_of("{% include 'greeting' %}", Field("name", default="dear customer"), shelf=shelf) == "Hi dear customer"
    )
    assert text_of("{% include 'greeting' %}", shelf=shelf) == "Hi there"


def test_a_field_declared_with_two_types_is_a_fault() -> None:
    shelf = Shelf(fragment("greeting", "{{ since }}", Field("since", type="date")))
    with pytest.raises(TemplateFault, match="since is number here and date in greeting"):
        text_of("{% include 'greeting' %}", Field("since", type="number"), shelf=shelf)


@pytest.mark.parametrize(
    ("shelf", "told"),
    [
        (Shelf(), "there is no live fragment “a”"),
        (Shelf(Document("a", body="x")), "is a reply, and only fragments"),
        (Shelf(fragment("a", "{% include 'b' %}"), fragment("b", "{% include 'a' %}")), "some-reply > a > b > a"),
        (Shelf(fragment("a", "{% if false %}{% include 'a' %}{% endif %}")), "some-reply > a > a"),
        (
            Shelf(*(fragment(name, f"{{% include '{chr(ord(name) + 1)}' %}}") for name in "abcde"), fragment("f", "x")),
            "over 5 deep: some-reply > a > b > c > d > e > f",
        ),
    ],
)
def test_includes_that_cannot_work_are_refused_with_the_path(shelf: Shelf, told: str) -> None:
    with pytest.raises(TemplateFault, match=told):
        text_of("{% include 'a' %}", shelf=shelf)


def test_five_levels_of_fragments_are_fine() -> None:
    chain = (fragment(name, f"{{% include '{chr(ord(name) + 1)}' %}}") for name in "abcd")
    assert text_of("{% include 'a' %}", shelf=Shelf(*chain, fragment("e", "deep"))) == "deep"


def test_a_reply_whose_fragments_hold_too_much_code_is_refused() -> None:
    long = [fragment(f"f{number}", "{{ name }}" * 1_500) for number in range(3)]
    with pytest.raises(TemplateFault, match="12,000 words of code together"):
        text_of("{% include 'f0' %}{% include 'f1' %}{% include 'f2' %}", shelf=Shelf(*long))


def test_facts_carry_their_type() -> None:
    shelf = Shelf(
        fact("refund-days", "5", "number"),
        fact("holidays", "2026-05-07, 2026-05-08", "dates"),
        fact("fee", "1234.50", "money"),
        fact("currency", "EUR"),
        fact("opens-on", "2026-06-01", "date"),
    )
    assert text_of("{{ facts.refund_days }} days", shelf=shelf) == "5 days"
    # Wednesday 6 May plus five business days, Thursday and Friday being holidays: Monday to Friday of the next week.
    due = "{{ today | plus(business_days=facts.refund_days) | date('yyyy-MM-dd') }}"
    assert text_of(due, shelf=shelf) == "2026-05-15"
    assert text_of("{{ facts.fee | money }}", shelf=shelf) == "€1,234.50"
    assert text_of("{{ facts.opens_on | date('long') }}", shelf=shelf) == "June 1, 2026"


def test_an_unknown_fact_is_named() -> None:
    with pytest.raises(TemplateFault, match="no live fact “refund-days”"):
        text_of("{{ facts.refund_days }}")


def test_a_fact_that_is_not_of_its_type_is_named() -> None:
    with pytest.raises(TemplateFault, match="fact fee is not of type money"):
        text_of("{{ facts.fee }}", shelf=Shelf(fact("fee", "lots", "money")))


# blank space


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\n{% if true %}\nb\n{% endif %}\nc", "a\nb\nc"),
        ("a\n  {% if true %}  \nb\n{% endif %}", "a\nb"),
        ("a {% if true %}b{% endif %} c", "a b c"),
        ("a\n\n{% if false %}\nb\n{% endif %}\n\nc", "a\n\nc"),
        ("a\n\n{% if false %}b{% endif %}\n\nc", "a\n\nc"),
        ("a\n{# a remark #}\nb", "a\nb"),
        ("{# a remark #}\na", "a"),
        ("a   \nb\t\n\n\n\nc", "a\nb\n\nc"),
        ("\n\n  a\n\n", "a"),
        ("a\n{% if true %}{% if true %}\nb\n{% endif %}{% endif %}\nc", "a\nb\nc"),
        ("a\n{% if true %}\n{% if true %}\nb\n{% endif %}\n{% endif %}\nc", "a\nb\nc"),
        ("a {{- 'b' -}} c", "abc"),
        ("a\n{%- if true -%}\nb{% endif %}\nc", "ab\nc"),
        ("- one\n  - two", "- one\n  - two"),
    ],
)
def test_what_the_template_leaves_behind_is_tidied(body: str, expected: str) -> None:
    assert text_of(body) == expected


def test_lines_inside_a_value_are_kept_as_typed() -> None:
    answer = Field("answer", type="multiline")
    typed = "first  \n\n\n\n  second"
    assert text_of("Hi\n\n\n\n{{ answer }}\n\nBye", answer, values={"answer": typed}) == f"Hi\n\n{typed}\n\nBye"


def test_control_characters_of_a_value_do_not_reach_the_customer() -> None:
    assert text_of("{{ a }}", values={"a": "x\x1b]52;c;aGk=\x07y\r\nz\x9b\ud800"}) == "x]52;c;aGk=y\nz"


# values and context


def test_a_value_is_never_read_as_a_template() -> None:
    rendered = render(reply("Hi {{ a }}"), Shelf(), values={"a": "{{ facts.secret }}{% if %}"}, context={}, now=NOW)
    assert rendered.text == "Hi {{ facts.secret }}{% if %}"
    assert rendered.marked == ("a",)


def test_what_came_from_the_context_unchanged_is_told() -> None:
    name, order = Field("name", source="customer.first_name"), Field("number", source="order.number")
    rendered = render(
        reply("{{ name }} {{ number }} {{ agent.first_name }}", name, order),
        Shelf(),
        values={"name": "Ana", "number": "B2"},
        context={"customer": {"first_name": "Ana"}, "order": {"number": "A1"}, "agent": {"first_name": "Mia"}},
        now=NOW,
    )
    assert rendered.text == "Ana B2 Mia"
    assert rendered.fields == ("name", "number", "agent.first_name")
    assert rendered.by_context == ("name", "agent.first_name")


def test_a_default_may_quote_the_context() -> None:
    name = Field("name", default="{{ agent.first_name }} from {{ company.name | default('us') }}")
    assert text_of("{{ name }}", name, context={"agent": {"first_name": "Mia"}}) == "Mia from us"


def test_a_default_may_count_from_today() -> None:
    due = Field("due", type="date", default="{{ today | plus(weeks=1) }}")
    assert text_of("{{ due | date('long') }}", due, locale="de") == "13. Mai 2026"


def test_a_default_may_not_read_other_fields() -> None:
    with pytest.raises(TemplateFault, match="reads the field other"):
        text_of("{{ name }}", Field("name", default="{{ other }}"))


def test_a_field_emptied_by_hand_does_not_fall_back_to_its_default() -> None:
    with pytest.raises(MissingFields):
        text_of("{{ name }}", Field("name", default="Ana"), values={"name": ""})


def test_the_channels_own_text_is_used_where_there_is_one() -> None:
    document = Document("a", body="Dear {{ name }}", variants=(Variant("chat", "Hey {{ name }}"),))
    given = {"values": {"name": "Ana"}, "context": {}, "now": NOW}
    assert render(document, Shelf(), channel="chat", **given).text == "Hey Ana"  # type: ignore[arg-type]
    assert render(document, Shelf(), channel="email", **given).text == "Dear Ana"  # type: ignore[arg-type]


def test_dates_are_written_in_the_templates_language() -> None:
    document = reply("{{ today | date('long') }}", language="de")
    assert render(document, Shelf(), values={}, context={}, now=NOW, locale="en").text == "6. Mai 2026"
    british = reply("{{ today | date('long') }}", language="en")
    assert render(british, Shelf(), values={}, context={}, now=NOW, locale="en_GB").text == "6 May 2026"


def test_braces_of_the_templates_own_never_reach_the_customer() -> None:
    with pytest.raises(TemplateFault, match="would show"):
        text_of("50%{# #}}")
    with pytest.raises(TemplateFault):
        text_of("}} hello")


# previews


def test_a_preview_shows_the_label_of_what_is_missing() -> None:
    parts = preview_of("Hi {{ first_name | upper }}, {{ reason }}!", values={"reason": "thanks"})
    assert parts == (
        Part("Hi "),
        Part("First name", "first_name", False),
        Part(", "),
        Part("thanks", "reason"),
        Part("!"),
    )


def test_a_wrong_value_shows_as_its_label_while_it_is_typed() -> None:
    parts = preview_of("{{ due }}", Field("due", type="date", label="Due"), values={"due": "3 M"})
    assert parts == (Part("Due", "due", False),)


def test_a_joined_preview_is_the_reply() -> None:
    body = "Hi {{ name | title }},\n\n{% if apologise %}Sorry.{% endif %}\n\n{{ today | date }}: {{ note }}\n"
    values = {"name": "ana maria", "note": "  a\n\n\nb "}
    parts = preview_of(body, APOLOGY, values=values)
    assert "".join(part.text for part in parts) == text_of(body, APOLOGY, values=values)
    assert all(part.is_filled for part in parts)


def test_rendering_is_deterministic_and_takes_time_only_as_an_argument() -> None:
    document = reply("{{ now | date('yyyy-MM-dd HH:mm') }}")
    given = {"values": {}, "context": {}, "now": datetime(2031, 1, 2, 3, 4)}
    assert {render(document, Shelf(), **given).text for _ in range(3)} == {"2031-01-02 03:04"}  # type: ignore[arg-type]
    assert preview(document, Shelf(), **given) == (Part("2031-01-02 03:04"),)  # type: ignore[arg-type]
