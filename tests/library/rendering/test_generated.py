"""What holds for documents with any fields of any type, filled in any way their types allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_builders import Shelf, fragment

from library.documents import Document, Field, Option, Variant
from library.errors import BadValue, MissingFields
from library.rendering.fields import review
from library.rendering.render import preview, preview_subject, render
from library.rendering.scan import MARKS

NOW = datetime(2026, 5, 6, 9, 0)
OPTIONS = (Option("mug, large", "Mug"), Option("cap"), Option("pen", "Pen; blue"))
#: Of each type a good text, and a wrong one where there is one.
TYPED = {
    "text": ("Ana", ""),
    "multiline": ("a\n\n\nb  c", ""),
    "choice": ("cap", "hat"),
    "choices": ("mug, large\npen", "hat"),
    "date": ("-3", "soonish"),
    "number": ("12,50", "many"),
    "money": ("€ 12,50", "lots"),
    "toggle": ("no", "perhaps"),
    "email": ("ana@example.com", "ana"),
    "url": ("https://example.com/a", "example"),
}
PARTS = (
    *("{{ @ }}", "Hi {{ @ }},\n\n", "{% if @ %}[{{ @ }}]{% endif %}", "{{ @ | upper }}", "{{ @ | default('none') }}"),
    *("{% include 'of-@' %}", "{{ @ ~ '!' }}", "{# @ #}\n", "{% if not @ %}no{% else %}{{ @ | trim }}{% endif %}"),
)


@dataclass(frozen=True)
class Case:
    document: Document
    values: dict[str, str]

    @property
    def shelf(self) -> Shelf:
        return Shelf(*(fragment(f"of-{field.name}", f"<{{{{ {field.name} }}}}>") for field in self.document.fields))

    def inputs(self, **changed: str) -> dict[str, object]:
        return {"values": self.values | changed, "context": {}, "now": NOW}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    types = draw(st.lists(st.sampled_from(sorted(TYPED)), min_size=1, max_size=5))
    fields = tuple(
        Field(f"f{n}", f"Field {n}", type, required=draw(st.booleans()), options=OPTIONS if "choice" in type else ())
        for n, type in enumerate(types)
    )
    places = st.tuples(st.sampled_from(PARTS), st.sampled_from(fields)).map(lambda p: p[0].replace("@", p[1].name))
    body = "".join(draw(st.lists(places, min_size=1, max_size=6)))
    subject = draw(st.sampled_from(["", "About {{ f0 }}", "{% if f0 %}{{ f0 }}\n{% endif %} Re", "Plain"]))
    variants = draw(st.sampled_from([(), (Variant("chat", "{{ f0 }}"),)]))
    document = Document("some-reply", body=body, subject=subject, fields=fields, variants=variants)
    return Case(document, {field.name: TYPED[field.type][0] for field in fields})


@given(cases())
def test_a_filled_in_document_shows_what_it_sends_every_time(case: Case) -> None:
    made = render(case.document, case.shelf, **case.inputs())  # type: ignore[arg-type]
    shown = preview(case.document, case.shelf, **case.inputs())  # type: ignore[arg-type]
    titled = preview_subject(case.document, case.shelf, **case.inputs())  # type: ignore[arg-type]
    assert "".join(part.text for part in shown) == made.text
    assert "".join(part.text for part in titled) == made.subject
    assert made == render(case.document, case.shelf, **case.inputs())  # type: ignore[arg-type]


@given(cases())
def test_nothing_of_the_templates_code_and_no_control_character_is_sent(case: Case) -> None:
    made = render(case.document, case.shelf, **case.inputs())  # type: ignore[arg-type]
    assert not any(mark in text for mark in MARKS for text in (made.text, made.subject))
    assert not {letter for letter in made.text if not letter.isprintable()} - {"\n", "\t"}
    assert made.subject.isprintable()


@given(cases(), st.data())
def test_a_document_with_empty_required_fields_never_leaves_and_names_them_all(case: Case, data: st.DataObject) -> None:
    every = " ".join(f"{{{{ {field.name} }}}}" for field in case.document.fields)
    document = case.document._replace(body=f"{every} {case.document.body}")
    emptied = data.draw(st.sets(st.sampled_from(sorted(case.values))))
    values = case.values | dict.fromkeys(emptied, " \x00\n")
    told: tuple[str, ...] = ()
    try:
        render(document, case.shelf, values=values, context={}, now=NOW)
    except MissingFields as refusal:
        told = refusal.names
    assert told == tuple(
        field.shown for field in document.fields if field.name in emptied and field.required and field.type != "toggle"
    )


@given(cases(), st.data())
def test_every_wrong_value_is_told_at_once_by_its_field(case: Case, data: st.DataObject) -> None:
    kinds = {field.name: field.type for field in case.document.fields}
    able = sorted(name for name, type in kinds.items() if TYPED[type][1])
    spoilt = data.draw(st.sets(st.sampled_from(able))) if able else set()
    values = case.values | {name: TYPED[kinds[name]][1] for name in spoilt}
    found = review(case.document, case.shelf, values=values, now=NOW)
    assert set(found.bad) == {field.name for field in found.fields} & spoilt
    if found.bad:
        with pytest.raises(BadValue) as refusal:
            render(case.document, case.shelf, values=values, context={}, now=NOW)
        assert all(f"{field.shown}: " in refusal.value.message for field in found.fields if field.name in found.bad)


braces = st.lists(st.sampled_from(["{{", "}}", "{%", "%}", "{", "}", "%", "name", " "]), min_size=1).map("".join)


@given(braces)
def test_a_value_that_holds_template_signs_is_told_and_sent_unchanged(value: str) -> None:
    document = Document("some-reply", body="Hi {{ name }}, {{ other }}!", subject="{{ name }}")
    made = render(document, Shelf(), values={"name": f"a{value}b", "other": "Bo"}, context={}, now=NOW)
    assert made.text == f"Hi a{value}b, Bo!"
    assert made.marked == (("name",) if any(mark in value for mark in MARKS) else ())


@given(st.text(max_size=30))
def test_what_is_typed_into_a_text_is_sent_as_typed_but_for_control_characters(value: str) -> None:
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign in "\n\t" or not (sign < " " or "\x7f" <= sign <= "\x9f"))
    document = Document("some-reply", body="[{{ note }}]", fields=(Field("note", type="multiline"),))
    made = render(document, Shelf(), values={"note": f"x{value}x"}, context={}, now=NOW)
    assert made.text == f"[x{kept}x]"
