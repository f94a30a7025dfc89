"""Documents: normal form, canonical text, and a hash that the same content always has."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from strategies import documents

from library.documents import (
    Document,
    Field,
    Option,
    Variant,
    canonical_text,
    document_hash,
    fact_key,
    folded,
    from_canonical,
    normalised,
)
from library.errors import BadDocument


def hash_by_hand(content: dict[str, object]) -> str:
    """The hash as the design defines it, worked out without our code."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@given(documents())
def test_any_document_comes_back_from_its_canonical_text(document: Document) -> None:
    assert from_canonical(canonical_text(document)) == document


@given(documents())
def test_canonical_text_is_stable_under_another_reading_and_normalising(document: Document) -> None:
    text = canonical_text(document)
    assert canonical_text(from_canonical(text)) == text
    assert canonical_text(normalised(document)) == text


@given(documents())
def test_canonical_text_is_sorted_json_without_a_line_end_or_a_float(document: Document) -> None:
    text = canonical_text(document)
    assert "\n" not in text
    loaded = json.loads(text, parse_float=lambda found: pytest.fail(f"a float: {found}"))
    assert json.dumps(loaded, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text


def test_the_hash_of_a_short_reply_is_the_one_worked_out_by_hand() -> None:
    document = normalised(Document("thanks", "Thank you!\r\n"))
    expected = {"abbreviation": "thanks", "body": "Thank you!", "format": 1, "kind": "reply"}
    assert document_hash(canonical_text(document)) == hash_by_hand(expected)


def test_the_hash_of_a_full_document_is_the_one_worked_out_by_hand() -> None:
    document = normalised(
        Document(
            "refund-late",
            "Grüße {{ first_name }} 👋",
            title="Cafe\u0301",
            group="Billing/Refunds",
            aliases=("late", "Spät!"),
            tags=("refund",),
            fields=(
                Field("first_name", "First name", source="customer.first_name"),
                Field("method", "", "choice", required=False, options=(Option("card"), Option("bank", "Transfer"))),
            ),
            variants=(Variant("phone", "Hello."), Variant("chat", "Hi.")),
            review_days=90,
            extra=(("zendesk_id", "12:30"),),
        )
    )  # fmt: skip
    expected = {
        "format": 1,
        "kind": "reply",
        "abbreviation": "refund-late",
        "body": "Grüße {{ first_name }} 👋",
        "title": "Caf\u00e9",
        "group": "Billing/Refunds",
        "aliases": ["late", "Spät!"],
        "tags": ["refund"],
        "fields": [
            {"name": "first_name", "type": "text", "label": "First name", "source": "customer.first_name"},
            {"name": "method", "type": "choice", "options": ["card", ["bank", "Transfer"]], "required": False},
        ],
        "variants": {"chat": "Hi.", "phone": "Hello."},
        "review_days": 90,
        "extra": {"zendesk_id": "12:30"},
    }
    assert document_hash(canonical_text(document)) == hash_by_hand(expected)


@pytest.mark.parametrize(
    "empty",
    [
        {"title": ""},
        {"aliases": ()},
        {"fields": ()},
        {"variants": ()},
        {"review_days": 0},
        {"extra": ()},
        {"owner": "  "},
        {"tags": ("", "  ")},
    ],
)
def test_an_empty_key_never_changes_a_hash(empty: dict[str, object]) -> None:
    plain = Document("thanks", "Thank you!")
    with_empty = normalised(plain._replace(**empty))  # type: ignore[arg-type]
    assert canonical_text(with_empty) == canonical_text(plain)


@given(documents())
def test_two_ways_to_write_the_same_letters_and_line_ends_are_one_document(document: Document) -> None:
    import unicodedata

    decomposed = document._replace(
        body=unicodedata.normalize("NFD", document.body).replace("\n", "\r\n"),
        title=unicodedata.normalize("NFD", document.title),
    )
    assert normalised(decomposed) == normalised(document)


@pytest.mark.parametrize("code", [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0x80, 0x9B, 0xD800])
def test_a_control_character_is_refused_wherever_it_stands(code: int) -> None:
    with pytest.raises(BadDocument) as told:
        normalised(Document("thanks", f"a{chr(code)}b"))
    assert "control character" in told.value.message
    with pytest.raises(BadDocument):
        normalised(Document("thanks", extra=(("key", [f"a{chr(code)}b"]),)))


@pytest.mark.parametrize("text", ["\\u0000", "C:\\b\\f\\r", "\\\\u001b", "a\tb\nc"])
def test_text_that_only_looks_like_a_control_character_stays(text: str) -> None:
    assert normalised(Document("thanks", f"x{text}x")).body == f"x{text}x"


@pytest.mark.parametrize("abbreviation", ["", "Refund", "-a", "a b", "ä", "a" * 41, "~", "a/b", "a\n"])
def test_an_abbreviation_nobody_could_type_is_refused(abbreviation: str) -> None:
    # Outer blank space is taken off first, so “a\n” is fine.
    document = Document(abbreviation, "Hello.")
    if abbreviation.strip() == "a":
        assert normalised(document).abbreviation == "a"
        return
    with pytest.raises(BadDocument, match="cannot be an abbreviation"):
        normalised(document)


def test_an_imported_alias_may_hold_any_printable_characters_but_no_line_end() -> None:
    assert normalised(Document("thanks", aliases=("/thx", "¡Gracias! 🎉"))).aliases == ("/thx", "¡Gracias! 🎉")
    with pytest.raises(BadDocument, match="cannot be a name"):
        normalised(Document("thanks", aliases=("two\nlines",)))


@pytest.mark.parametrize(
    ("document", "about"),
    [
        (Document("thanks", kind="macro"), "macro"),
        (Document("thanks", "x" * 200_001), "200,000"),
        (Document("thanks", variants=(Variant("chat", "x" * 200_001),)), "200,000"),
        (Document("thanks", fields=(Field("First Name"),)), "First Name"),
        (Document("thanks", fields=(Field("name", type="colour"),)), "colour"),
        (Document("thanks", fields=(Field("name"), Field("name"))), "name"),
        (Document("thanks", variants=(Variant("chat", "a"), Variant(" chat", "b"))), "chat"),
        (Document("thanks", variants=(Variant(" ", "a"),)), "channel"),
        (Document("thanks", extra=(("title", "twice"),)), "title"),
        (Document("thanks", review_days=-1), "review_days"),
    ],
)
def test_what_no_file_could_hold_is_refused_and_named(document: Document, about: str) -> None:
    with pytest.raises(BadDocument) as told:
        normalised(document)
    assert about in told.value.message
    assert told.value.hint


@pytest.mark.parametrize(
    "text",
    [
        *("", "no json", "[]", "1", '{"format":2}', '{"format":1}', '{"format":1,"abbreviation":"a","aliases":5}'),
        '{"format":1,"abbreviation":"a","fields":[3]}',
        '{"format":1,"abbreviation":"a","fields":[{"name":"a","colour":"b"}]}',
        '{"format":1,"abbreviation":"a","variants":[]}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:40],
)
def test_a_stored_text_that_is_no_document_is_told_as_one_error_of_ours(text: str) -> None:
    with pytest.raises(BadDocument) as told:
        from_canonical(text)
    assert told.value.hint


def test_names_are_compared_without_case_outer_space_or_the_way_accents_are_written() -> None:
    assert folded("  Cafe\u0301 ") == folded("CAFÉ") == "café"


def test_a_fact_is_quoted_with_underscores() -> None:
    assert fact_key("refund-days") == "refund_days"
