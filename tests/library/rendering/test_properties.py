"""What holds for any template and any fill-in."""

from __future__ import annotations

from datetime import datetime

from hypothesis import assume, given
from hypothesis import strategies as st
from rendering_builders import Shelf, fragment, reply

from library.documents import Document, Field, Option
from library.errors import MissingFields, TemplateFault
from library.rendering.fields import fields_of
from library.rendering.language import check
from library.rendering.render import preview, render
from library.rendering.scan import MARKS

NOW = datetime(2026, 5, 6, 9, 0)
DECLARED = (
    Field("name", label="Name"),
    Field("answer", type="multiline", required=False),
    Field("due", type="date", default="today"),
    Field("count", type="number"),
    Field("late", type="toggle"),
    Field("way", type="choice", options=(Option("card"), Option("bank", "Bank transfer"))),
    Field("items", type="choices", options=(Option("mug"), Option("cap"), Option("pen"))),
)
FRAGMENTS = Shelf(
    fragment("hello", "Hello {{ name }}{% if late %}, sorry{% endif %},\n"),
    fragment("empty", "{% if late %}late{% endif %}"),
)

words = st.text(st.characters(exclude_characters="{}%#", codec="utf-8", exclude_categories=["Cc"]), max_size=12)
texts = st.one_of(
    words, st.sampled_from(["\n", "\n\n", "\n\n\n\n", " \n", "  ", "\t\n", "- ", "{ ", " }", "%", "50% "])
)
gaps = st.sampled_from(
    [
        *("{{ name }}", "{{ name | upper }}", "{{ answer }}", "{{ answer | quote }}", "{{ due | date('long') }}"),
        *("{{ due | plus(business_days=2) }}", "{{ count }}", "{{ count | plural('day', 'days') }}", "{{ items }}"),
        *("{{ way }}", "{{ agent.first_name }}", "{{ other }}", "{{ nick | default('you') }}", "{{ name ~ way }}"),
        *("{{ 'x' if late else name }}", "{{ late }}", "{% include 'hello' %}", "{% include 'empty' %}", "{# note #}"),
    ]
)
conditions = st.sampled_from(
    ["late", "not late", "way == 'card'", "count > 3", "answer", "'mug' in items", "due < today"]
)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    both = st.tuples(conditions, inner, inner).map(lambda t: f"{{% if {t[0]} %}}{t[1]}{{% else %}}{t[2]}{{% endif %}}")
    lines = st.tuples(conditions, inner).map(lambda t: f"\n{{% if {t[0]} %}}\n{t[1]}\n{{% endif %}}\n")
    loops = inner.map(lambda text: f"{{% for item in items %}}{text}{{{{ item }}}}{{% endfor %}}")
    return st.one_of(both, lines, loops, st.lists(inner, max_size=4).map("".join))


bodies = st.recursive(st.lists(st.one_of(texts, gaps), max_size=6).map("".join), blocks, max_leaves=6)
documents = bodies.map(lambda body: reply(body, *DECLARED))

typed = st.one_of(
    st.text(max_size=30), st.sampled_from(["{{ name }}", "{% if x %}", "}}", "a\n\n\n\nb", "  x  ", "{", "}"])
)
fill_ins = st.fixed_dictionaries(
    {
        "count": st.sampled_from(["1", "12,50", "7"]),
        "late": st.sampled_from(["yes", "no"]),
        "way": st.sampled_from(["card", "bank"]),
        "items": st.sampled_from(["mug", "mug, cap", "1,2,3"]),
        "due": st.sampled_from(["yesterday", "+3", "2026-01-01"]),
        **{name: typed.map(lambda text: f"v{text}v") for name in ("name", "agent.first_name", "other")},
    },
    optional={"answer": typed, "nick": typed},
)
part_fill_ins = st.dictionaries(
    st.sampled_from(["name", "way", "count", "late", "items", "other"]), st.just(""), max_size=4
)


def is_braceless(body: str) -> bool:
    """Whether generated neighbours did not happen to form a tag, which check would refuse or read otherwise."""
    try:
        check(body)
    except TemplateFault:
        return False
    return True


@given(documents, fill_ins)
def test_a_filled_preview_is_the_reply_and_rendering_is_deterministic(
    document: Document, values: dict[str, str]
) -> None:
    given = {"values": values, "context": {}, "now": NOW}
    assume(is_braceless(document.body))
    text = render(document, FRAGMENTS, **given).text  # type: ignore[arg-type]
    parts = preview(document, FRAGMENTS, **given)  # type: ignore[arg-type]
    assert "".join(part.text for part in parts) == text == render(document, FRAGMENTS, **given).text  # type: ignore[arg-type]
    assert all(part.is_filled and part.text for part in parts)


@given(documents, fill_ins)
def test_no_brace_of_the_template_is_in_a_reply(document: Document, values: dict[str, str]) -> None:
    plain = {name: value.translate({ord(letter): None for letter in "{}%"}) for name, value in values.items()}
    assume(is_braceless(document.body))
    reply = render(document, FRAGMENTS, values=plain, context={}, now=NOW)
    assert not any(mark in reply.text for mark in MARKS)
    assert reply.marked == ()


@given(documents, fill_ins)
def test_no_control_character_but_new_line_and_tab_is_in_a_reply(document: Document, values: dict[str, str]) -> None:
    assume(is_braceless(document.body))
    text = render(document, FRAGMENTS, values=values, context={}, now=NOW).text
    assert not {letter for letter in text if ord(letter) < 32 or 127 <= ord(letter) < 160} - {"\n", "\t"}


@given(documents, fill_ins, part_fill_ins)
def test_missing_fields_are_named_all_at_once_and_are_those_asked_for(
    document: Document, values: dict[str, str], emptied: dict[str, str]
) -> None:
    assume(is_braceless(document.body))
    given = {"values": values | emptied, "context": {}, "now": NOW}
    asked = fields_of(document, FRAGMENTS, values=values | emptied, now=NOW)
    expected = [
        field.shown
        for field in asked
        if field.required and field.type != "toggle" and not given["values"].get(field.name, field.default).strip()  # type: ignore[attr-defined]
    ]
    named: list[str] = []
    try:
        used = render(document, FRAGMENTS, **given).fields  # type: ignore[arg-type]
    except MissingFields as missing:
        named, used = list(missing.names), tuple(field.name for field in asked)
    assert named == expected
    assert used == tuple(field.name for field in asked)


@given(documents, fill_ins)
def test_a_reply_has_no_outer_blank_space_and_no_double_blank_line_of_the_template(
    document: Document, values: dict[str, str]
) -> None:
    tidy = {name: " ".join(value.split()) for name, value in values.items()}
    assume(is_braceless(document.body))
    text = render(document, FRAGMENTS, values=tidy, context={}, now=NOW).text
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert " \n" not in text.replace("> \n", "")


@given(st.text(max_size=60))
def test_any_text_is_accepted_or_refused_with_a_place(body: str) -> None:
    try:
        check(body)
        line = 1
    except TemplateFault as fault:
        line = fault.line
    assert line >= 1


TOKENS = (
    "{{ }} {% %} {# #} if elif else endif for in endfor include is not and or true none loop x . | , ( ) [ ] == < ~ = +"
    " - * 'a' 1 2.5 upper date default defined facts customer today now : ; { } recursive ignore missing with context"
    " as set"
)
soup = st.lists(st.sampled_from([*TOKENS.split(), "\n"]), max_size=30).map(" ".join)


@given(soup)
def test_any_soup_of_tokens_is_accepted_or_refused_with_a_place(body: str) -> None:
    try:
        check(body)
        line = 1
    except TemplateFault as fault:
        line = fault.line
    assert line >= 1
