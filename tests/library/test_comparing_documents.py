"""Two documents compared part by part."""

from __future__ import annotations

from builders import reply
from hypothesis import HealthCheck, given, settings
from strategies import documents

from library.comparing import GONE, NEW, SAME, Piece
from library.comparing_documents import compare_documents
from library.documents import Document, Field, Option

BASE = reply(
    "refund-late",
    "It takes 30 days.",
    title="Late",
    tags=["refund", "bank"],
    fields=[Field("name"), Field("way", type="choice", options=(Option("card"), Option("bank", "Bank transfer")))],
    variants={"chat": "30 days"},
)


def parts(after: Document) -> list[tuple[str, str, str]]:
    return [(one.part, one.before, one.after) for one in compare_documents(BASE, after)]


def test_the_same_content_has_no_difference() -> None:
    assert compare_documents(BASE, BASE) == ()


def test_texts_differ_by_words_inside_their_lines() -> None:
    [body] = compare_documents(BASE, BASE._replace(body="It takes 14 days."))
    assert body.part == "body"
    assert body.pieces == (Piece(SAME, "It takes "), Piece(GONE, "30"), Piece(NEW, "14"), Piece(SAME, " days."))


def test_keys_lists_and_variants_are_told_each_by_its_name_in_the_order_of_reading() -> None:
    after = BASE._replace(
        note="Look twice.", title="Later", tags=("refund",), group="Billing", review_days=30, variants=()
    )
    assert parts(after) == [
        ("title", "Late", "Later"),
        ("group", "", "Billing"),
        ("tags", "refund, bank", "refund"),
        ("variants.chat", "30 days", ""),
        ("note", "", "Look twice."),
        ("review_days", "", "30"),
    ]


def test_fields_are_told_by_what_changed_in_each() -> None:
    name, way = BASE.fields
    options = (*way.options, Option("cash"))
    after = BASE._replace(fields=(way._replace(options=options, required=False), name, Field("day", type="date")))
    assert parts(after) == [
        ("fields.way.options", 'card\n["bank", "Bank transfer"]', 'card\n["bank", "Bank transfer"]\ncash'),
        ("fields", "name, way", "way, name, day"),
        ("fields.way.required", "", "false"),
        ("fields.day.type", "", "date"),
    ]


def test_what_a_template_file_holds_beside_is_told_too() -> None:
    assert parts(BASE._replace(extra=(("team", "Berlin"),))) == [("team", "", "Berlin")]


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(documents(), documents())
def test_different_documents_have_a_difference_and_its_pieces_are_both_values(one: Document, other: Document) -> None:
    found = compare_documents(one, other)
    assert bool(found) == (one != other)
    for difference in found:
        for kind, text in ((GONE, difference.before), (NEW, difference.after)):
            assert "".join(piece.text for piece in difference.pieces if piece.kind in (SAME, kind)) == text
