"""Examples in documents and template files: read strictly, written the same way, absent where there are none."""

from __future__ import annotations

import pytest
from builders import reply, template_text

from library.documents import Document, Example, canonical_text, from_canonical, normalised
from library.errors import BadDocument
from library.template_files import TemplateFile, parse, text_of

WRITTEN = """\
---
abbreviation: refund-late
kind: reply
variants:
  chat: Hi {{ first_name }}!
examples:
- channel: chat
  today: '2026-05-03'
  values: {first_name: Ana}
  expect: Hi Ana!
- values: {agent.first_name: Mia, due: '+3', late: 'yes', note: "two\\nlines"}
  expect: |-
    Hi,

    you are late.
- expect: Hi.
---
Hi.
"""


def test_examples_are_read_as_they_are_written_and_written_as_they_are_read() -> None:
    document = parse(WRITTEN).document
    assert document.examples == (
        Example("Hi Ana!", (("first_name", "Ana"),), "chat", "2026-05-03"),
        Example(
            "Hi,\n\nyou are late.",
            (("agent.first_name", "Mia"), ("due", "+3"), ("late", "yes"), ("note", "two\nlines")),
        ),
        Example("Hi."),
    )
    assert text_of(TemplateFile(document)) == WRITTEN


def test_the_order_of_values_makes_no_other_document() -> None:
    one, other = (
        normalised(reply()._replace(examples=(Example("x", values),)))
        for values in ((("b", "1"), ("a", "2")), (("a", "2"), ("b", "1")))
    )
    assert canonical_text(one) == canonical_text(other)


def test_a_document_without_examples_has_the_text_it_always_had() -> None:
    assert canonical_text(reply()) == (
        '{"abbreviation":"refund-late","body":"Your refund is on its way.","format":1,"kind":"reply"}'
    )


def test_an_example_says_no_more_than_it_has_to() -> None:
    document = normalised(Document("a", "b", examples=(Example("c"), Example("d\r\n\n", (("x", "y"),)))))
    assert '"examples":[{"expect":"c"},{"expect":"d","values":{"x":"y"}}]' in canonical_text(document)
    assert from_canonical(canonical_text(document)) == document


@pytest.mark.parametrize(
    ("lines", "line", "about"),
    [
        (["examples: soon"], 3, "no list"),
        (["examples:", "- soon"], 4, "no mapping"),
        (["examples:", "- values: {a: b}"], 4, "expects nothing"),
        (["examples:", "- expect: ''"], 4, "expects nothing"),
        (["examples:", "- expect: x", "  vlaues: {a: b}"], 5, "no “vlaues”"),
        (["examples:", "- expect: x", "- expect: y", "  values: {A-b: c}"], 5, "“A-b” cannot have a value"),
        (["examples:", "- expect: x", "  values: [a]"], 5, "no mapping"),
        (["examples:", "- expect: x", "  today: tomorrow"], 4, "“tomorrow”, which is no day"),
        (["examples:", "- expect: x", "  today: 2026-02-30"], 4, "which is no day"),
        (["examples:", "- expect: x", "  today: 20260203"], 4, "which is no day"),
        (["examples:", "- expect: [x]"], 4, "not a text"),
    ],
)
def test_an_example_that_cannot_be_one_is_refused_with_its_line(lines: list[str], line: int, about: str) -> None:
    with pytest.raises(BadDocument) as told:
        parse(template_text("abbreviation: a", *lines))
    assert told.value.line == line
    assert about in told.value.message
    assert told.value.hint


@pytest.mark.parametrize(
    "examples",
    [
        (Example(""),),
        (Example("x", (("a", "1"), ("a", "2"))),),
        (Example("x", (("a..b", "1"),)),),
        (Example("x", today="3 May"),),
        (Example("x"),) * 101,
        (Example("x\x00"),),
    ],
)
def test_no_document_holds_an_example_that_no_file_could(examples: tuple[Example, ...]) -> None:
    with pytest.raises(BadDocument):
        normalised(reply()._replace(examples=examples))


def test_a_file_knows_where_its_examples_and_its_columns_are() -> None:
    file = parse(WRITTEN)
    assert [file.line_of(f"examples.{number}") for number in (1, 2, 3)] == [7, 11, 16]
    assert file.column_of("body", 3) == 3
    assert file.column_of("chat", 3) == 0  # not line by line
    block = parse(template_text("abbreviation: a", "variants:", "  chat: |", "    Hi [Name]"))
    assert (block.line_of("chat", 1), block.column_of("chat", 4)) == (5, 8)
