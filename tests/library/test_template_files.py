"""Template files: any document there and back, and each damage told with file, line and remedy."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from builders import reply, template_text
from hypothesis import given
from hypothesis import strategies as st
from strategies import AWKWARD, documents

from library.documents import Document, Field, Option
from library.errors import BadDocument
from library.template_files import MAXIMUM_BYTES, TemplateFile, parse, read, text_of

ids = st.one_of(st.just(""), st.uuids().map(str))


@given(documents(), ids)
def test_any_document_comes_back_from_its_file(document: Document, id_: str) -> None:
    parsed = parse(text_of(TemplateFile(document, id_)))
    assert parsed.document == document
    assert parsed.id == id_


@given(documents(), ids)
def test_a_file_written_again_has_the_same_bytes(document: Document, id_: str) -> None:
    text = text_of(TemplateFile(document, id_))
    assert text_of(parse(text)).encode() == text.encode()


@given(documents())
def test_a_file_saved_by_an_editor_of_windows_is_the_same_template(document: Document) -> None:
    text = text_of(TemplateFile(document))
    assert parse("\ufeff" + text.replace("\n", "\r\n")).document == document


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_yaml_takes_for_something_else_is_the_text_it_is(text: str) -> None:
    document = reply(
        title=text, note=text, tags=[text], extra=(("mine", [text, {text: text}]),), body=text, variants={"chat": text}
    )
    assert parse(text_of(TemplateFile(document))).document == document


def test_a_hand_written_file_is_read_as_written() -> None:
    found = parse(
        template_text(
            "abbreviation: refund-late",
            "title: Refund not arrived yet  # a comment",
            "review_days: 90",
            "since: 12:30",
            "fields:",
            "  first_name:    {label: Customer's first name, from: customer.first_name}",
            "  apologise:     {type: toggle, default: yes}",
            "  method:        {type: choice, options: [card, {paypal: PayPal}], required: no, own: true}",
            "  plain:",
            body="Hi {{ first_name }},\n\n---\n\nBye.\n\n",
        ),
        group="Billing",
    ).document
    assert (found.title, found.review_days, found.group) == ("Refund not arrived yet", 90, "Billing")
    assert found.extra == (("since", "12:30"),)
    assert found.body == "Hi {{ first_name }},\n\n---\n\nBye."
    assert found.fields == (
        Field("first_name", "Customer's first name", source="customer.first_name"),
        Field("apologise", type="toggle", default="yes"),
        Field("method", type="choice", options=(Option("card"), Option("paypal", "PayPal")), required=False, own=True),
        Field("plain"),
    )


def test_the_group_in_the_file_wins_over_the_folder() -> None:
    assert parse(template_text("abbreviation: a", "group: Mine"), group="Folder").document.group == "Mine"


@pytest.mark.parametrize(
    ("text", "line", "about"),
    [
        ("no front matter", 1, "---"),
        ("", 1, "---"),
        ("---\nabbreviation: a\nHello.\n", 1, "closing"),
        (template_text("title: Hello"), 2, "abbreviation"),
        (template_text("- a", "- b"), 2, "keys"),
        (template_text("abbreviation: a", "title: a: b"), 3, "YAML"),
        (template_text("abbreviation: a", "title: 'open"), 3, "YAML"),
        (template_text("abbreviation: a", "fields:", "\tname: {}"), 4, "YAML"),
        (template_text("abbreviation: a", "title: b", "title: c"), 4, "title"),
        (template_text("abbreviation: a", "fields:", "  x: {label: a, label: b}"), 4, "label"),
        (template_text("abbreviation: &name a"), 2, "anchors"),
        (template_text("abbreviation: a", "base: &x {a: b}", "other: *x"), 3, "anchors"),
        (template_text("abbreviation: a", "title: *x"), 3, "aliases"),
        (template_text("abbreviation: a", "title: !!python/object:os.system x"), 3, "tags"),
        (template_text("abbreviation: a", "title: !x b"), 3, "tags"),
        (template_text("abbreviation: a", "? [a, b]", ": c"), 3, "key"),
        (template_text("abbreviation: a", "fields:", "  x: {type: colour}"), 4, "colour"),
        (template_text("abbreviation: a", "fields:", "  First Name: {}"), 4, "First Name"),
        (template_text("abbreviation: a", "fields:", "  x: text"), 4, "mapping"),
        (template_text("abbreviation: a", "fields: [x]"), 3, "mapping"),
        (template_text("abbreviation: a", "fields:", "  x: {required: perhaps}"), 4, "perhaps"),
        (template_text("abbreviation: a", "fields:", "  x: {label: [a]}"), 4, "label"),
        (template_text("abbreviation: a", "fields:", "  x: {options: card}"), 4, "options"),
        (template_text("abbreviation: a", "kind: macro"), 3, "macro"),
        (template_text("abbreviation: a", "kind: fact", "type: colour"), 4, "colour"),
        (template_text("title: x", "abbreviation: Refund Late"), 3, "Refund Late"),
        (template_text("abbreviation: a", "review_days: soon"), 3, "soon"),
        (template_text("abbreviation: a", "review_days: -3"), 3, "-3"),
        (template_text("abbreviation: a", "review_days: 1e3"), 3, "1e3"),
        (template_text("abbreviation: a", "tags: {a: b}"), 3, "tags"),
        (template_text("abbreviation: a", "title: [b]"), 3, "title"),
        (template_text("abbreviation: a", "variants: Hi."), 3, "variants"),
        (template_text("abbreviation: a", "title: x\x1b[2J"), 3, "U+001B"),
        (template_text("abbreviation: a", body="one\ntwo\x00"), 5, "U+0000"),
        (template_text("abbreviation: a", "title: \ufffe"), 3, "YAML"),
        (template_text("abbreviation: a", "...", "title: lost"), 4, "YAML"),
        (template_text("abbreviation: a", "--- b"), 3, "YAML"),
        (template_text("abbreviation: a", "x: " + "[" * 12 + "]" * 12), 3, "deep"),
    ],
)
def test_damage_names_its_line_and_its_remedy(text: str, line: int, about: str) -> None:
    with pytest.raises(BadDocument) as told:
        parse(text)
    assert about in told.value.message
    assert told.value.line == line
    assert told.value.hint
    assert "\n" not in told.value.message


@pytest.mark.parametrize(
    ("data", "about"),
    [
        (bytes(range(256)), ":2: is not UTF-8"),
        (b"---\nabbreviation: a\n---\ncaf\xe9\n", ":4: is not UTF-8"),
        ("---\nabbreviation: a\n---\n".encode("utf-16"), ":1: is not UTF-8"),
        ("---\nabbreviation: a\n---\n".encode("utf-16-le"), ":1: holds the control character U+0000"),
        (b"\x89PNG\r\n\x1a\n", ":1: is not UTF-8"),
        (b"", ":1: does not begin with"),
        (b"\xed\xa0\x80", ":1: is not UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_named_with_the_line(tmp_path: Path, data: bytes, about: str) -> None:
    file = tmp_path / "refund-late.md"
    file.write_bytes(data)
    with pytest.raises(BadDocument) as told:
        read(file)
    assert told.value.message.startswith(f"{file}{about}")
    assert told.value.hint


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.md"
    with file.open("wb") as opened:
        opened.truncate(100_000_000)
    started = time.monotonic()
    with pytest.raises(BadDocument, match="larger than 2 MB"):
        read(file)
    assert time.monotonic() - started < 0.5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "pipe.md"
    os.mkfifo(file)
    with pytest.raises(BadDocument, match="not a file"):
        read(file)


def test_a_folder_in_a_files_place_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder.md"
    folder.mkdir()
    with pytest.raises(BadDocument, match="not a file"):
        read(folder)


def test_a_file_that_is_a_link_to_itself_is_told(tmp_path: Path) -> None:
    file = tmp_path / "loop.md"
    file.symlink_to(file)
    with pytest.raises(BadDocument) as told:
        read(file)
    assert str(file) in told.value.message


@pytest.mark.usefixtures("has_permissions")
def test_a_file_nobody_may_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "secret.md"
    file.write_text(template_text("abbreviation: a"))
    file.chmod(0)
    with pytest.raises(BadDocument, match="Permission denied"):
        read(file)


@pytest.mark.parametrize(
    "front",
    [
        "x: " + "[" * 900_000,
        "x: " + "{a: " * 300_000,
        "- " * 900_000,
        "x: [" + "a, " * 600_000 + "]",
        "\n".join(f"k{number}: v" for number in range(150_000)),
        "? " * 900_000,
        "x: '" + "a" * 1_900_000 + "'",
        "x: " + "!" * 1_900_000,
        "x: " + "&a " * 600_000,
        "x: |\n" + "  a\n" * 450_000,
    ],
    ids=[
        "lists",
        "mappings",
        "dashes",
        "wide list",
        "many keys",
        "question marks",
        "a text",
        "tags",
        "anchors",
        "block",
    ],
)
def test_huge_or_deep_front_matter_ends_quickly(front: str) -> None:
    text = template_text("abbreviation: a", front)
    assert len(text) < MAXIMUM_BYTES
    started = time.process_time()
    with pytest.raises(BadDocument) as told:
        parse(text)
    assert time.process_time() - started < 2
    assert len(told.value.message) < 300


def test_a_file_knows_on_which_of_its_lines_each_part_begins() -> None:
    found = parse(
        template_text(
            "abbreviation: a",  # line 2
            "titel: b",
            "fields:",
            "  x: {label: X}",  # 5
            "  y:",
            "    type: date",
            "variants:",
            "  chat: |",  # 9
            "",
            "    one",
            "    two",
            "  phone: 'said'",  # 13
            body="\n\nfirst\nsecond",  # the front matter ends in line 14
        )
    )
    assert (found.line_of("body"), found.line_of("body", 2)) == (17, 18)
    assert (found.line_of("chat"), found.line_of("chat", 2)) == (11, 12)
    assert (found.line_of("phone"), found.line_of("phone", 2)) == (13, 13)
    assert (found.line_of("fields.x"), found.line_of("keys.titel"), found.line_of("nowhere")) == (5, 3, 0)
