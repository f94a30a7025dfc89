"""Two edits of one template: each part merged for itself, nothing lost."""

from __future__ import annotations

import pytest
from builders import reply
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import documents

from library.documents import Document, Field, Option, Variant
from library.merging_documents import PartConflict, merge_documents

BASE = reply(
    "refund-late",
    "Hi {{ name }},\n\nit takes 30 days.",
    title="Late",
    tags=["refund", "bank"],
    fields=[Field("name"), Field("day", type="date")],
    variants={"chat": "30 days", "phone": "Call."},
)


def both(theirs: Document, mine: Document) -> Document:
    found = merge_documents(BASE, theirs, mine)
    assert found.conflicts == ()
    assert merge_documents(BASE, mine, theirs).conflicts == ()
    return found.document


def test_changes_of_different_parts_are_all_in_the_result() -> None:
    theirs = BASE._replace(title="Later", body=BASE.body.replace("30", "14"), tags=("refund", "bank", "card"))
    mine = BASE._replace(
        group="Billing",
        tags=("bank",),
        fields=(Field("name", label="Customer"), Field("day", type="date")),
        variants=(*BASE.variants[:1], Variant("phone", "Ring.")),
    )
    merged = both(theirs, mine)
    assert (merged.title, merged.group, merged.tags) == ("Later", "Billing", ("bank", "card"))
    assert (merged.body, merged.fields[0].label) == ("Hi {{ name }},\n\nit takes 14 days.", "Customer")
    assert merged.body_for("phone") == "Ring."


def test_fields_and_variants_added_by_both_are_both_there() -> None:
    theirs = BASE._replace(fields=(*BASE.fields, Field("order")), variants=(*BASE.variants, Variant("sms", "!")))
    mine = BASE._replace(fields=(Field("first"), *BASE.fields), variants=(*BASE.variants, Variant("email", "?")))
    merged = both(theirs, mine)
    assert {field.name for field in merged.fields} == {"first", "name", "day", "order"}
    assert merged.channels == ("chat", "email", "phone", "sms")


def test_a_new_order_of_the_fields_stays_though_the_other_changed_one() -> None:
    turned = BASE._replace(fields=BASE.fields[::-1])
    other = BASE._replace(fields=(Field("name", label="Customer"), BASE.fields[1]))
    for theirs, mine in ((turned, other), (other, turned)):
        merged = both(theirs, mine)
        assert [(field.name, field.label) for field in merged.fields] == [("day", ""), ("name", "Customer")]


def test_different_changes_of_one_part_are_a_conflict_that_names_it() -> None:
    theirs = BASE._replace(title="Too late", body="Hi {{ name }},\n\nit takes 14 days.")
    mine = BASE._replace(title="Delayed", body="Dear {{ name }},\n\nit takes 60 days.")
    found = merge_documents(BASE, theirs, mine)
    title, body = found.conflicts
    assert title == PartConflict("title", "Late", "Too late", "Delayed")
    assert (body.part, body.theirs, body.mine) == ("body", theirs.body, mine.body)
    assert body.merged is not None
    assert [conflict.theirs for conflict in body.merged.conflicts] == ["it takes 14 days."]
    assert found.document == mine


@pytest.mark.parametrize("is_theirs_gone", [True, False])
def test_what_one_took_away_and_the_other_changed_is_kept_and_a_conflict(is_theirs_gone: bool) -> None:
    gone = BASE._replace(fields=BASE.fields[:1], variants=BASE.variants[:1])
    changed = BASE._replace(
        fields=(BASE.fields[0], Field("day", type="date", label="Day")),
        variants=(BASE.variants[0], Variant("phone", "Ring.")),
    )
    found = merge_documents(BASE, *((gone, changed) if is_theirs_gone else (changed, gone)))
    assert [conflict.part for conflict in found.conflicts] == ["variants.phone", "fields.day"]
    assert found.document == changed


def test_what_one_took_away_and_nobody_changed_is_gone() -> None:
    assert both(BASE._replace(variants=(), fields=BASE.fields[:1]), BASE).variants == ()


def test_options_of_a_choice_changed_by_both_are_shown_as_people_read_them() -> None:
    def chosen(*options: str) -> Document:
        return BASE._replace(fields=(Field("way", type="choice", options=tuple(map(Option, options))),))

    [conflict] = merge_documents(chosen("card"), chosen("card", "cash"), chosen("bank")).conflicts
    assert conflict == PartConflict("fields.way.options", "card", "card, cash", "bank")


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(documents(), documents())
def test_an_edit_beside_none_and_the_same_edit_twice_is_that_edit(base: Document, edit: Document) -> None:
    for theirs, mine in ((edit, base), (base, edit), (edit, edit)):
        found = merge_documents(base, theirs, mine)
        assert (found.conflicts, found.document) == ((), edit)


edits = st.builds(
    BASE._replace,
    title=st.sampled_from(["Late", "Later"]),
    body=st.sampled_from([BASE.body, BASE.body.replace("30", "14"), BASE.body.replace("Hi", "Dear"), "New."]),
    tags=st.sampled_from([BASE.tags, ("bank",), (*BASE.tags, "card")]),
    fields=st.lists(
        st.sampled_from([*BASE.fields, Field("new"), Field("day", label="Day")]), unique_by=lambda field: field.name
    ).map(tuple),
    variants=st.sampled_from([(), BASE.variants, BASE.variants[:1], (Variant("sms", "!"),)]),
)


@given(edits, edits)
def test_a_merge_holds_the_same_from_both_sides_and_loses_no_field(one: Document, other: Document) -> None:
    found, turned = merge_documents(BASE, one, other), merge_documents(BASE, other, one)
    assert {conflict.part for conflict in found.conflicts} == {conflict.part for conflict in turned.conflicts}
    if not found.conflicts:
        assert (found.document.body, set(found.document.fields)) == (turned.document.body, set(turned.document.fields))
        assert {field.name for field in (*one.fields, *other.fields)} - {field.name for field in BASE.fields} <= {
            field.name for field in found.document.fields
        }
