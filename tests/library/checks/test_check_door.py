"""The one door: everything at once, faults first, whatever text comes."""

from __future__ import annotations

import time

import pytest
from builders import fact, reply, toggle
from check_builders import among, codes, found, known
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import documents

from library.checks import CHECKS, around_of, check, findings, is_basic
from library.documents import Document, normalised
from library.exchange.seeds import read_seeds
from library.rendering.scan import place
from snippets.founding import seed_folder

SEEDS = [file.document for file in read_seeds(seed_folder()).templates]
SEEDED = around_of(known(*SEEDS))
#: Pieces that mean something to one check or another, thrown together at random.
PIECES = (
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "{{ x }}",
        "{% if x %}",
        "{% elif t == 'yes' %}",
        "{% else %}",
        "{% endif %}",
    ),
    *(
        "{% for a in b %}",
        "{% endfor %}",
        "{% include 'greeting' %}",
        "{{ facts.refund_days }}",
        "facts.x",
        "[Name]",
        "%a%",
    ),
    *("**", "`", "# ", "[a](http://b)", "\u202e", "\u200b", "\U000e0041", "ana@b.com", "4111 1111 1111 1111", "thirty"),
    *(
        " days",
        "refund ",
        ". ",
        "\n",
        "\n\n",
        "|",
        "---",
        "<<",
        ">>",
        "$|$",
        "#{",
        "a-b",
        "'",
        '"',
        "word ",
        "日本",
        "0",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(
    st.characters(exclude_categories=("Cs", "Cc")), max_size=200
)


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from(["reply", "fragment", "fact"]), st.sampled_from(["", "complaint"]))
def test_no_text_makes_a_check_fail(text: str, kind: str, tag: str) -> None:
    document = reply("any", text, kind=kind, tags=(tag,), fields=(toggle("t"),), variants={"phone": text})
    for finding in check(document._replace(subject=text.replace("\n", " ")), SEEDED):
        body = {"body": document.body, "phone": document.variants[0].body}.get(finding.place, "")
        lines = body.split("\n")
        assert finding.message
        assert "\n" not in str(finding)
        assert not body or finding.line <= len(lines)
        assert not finding.line or not body or finding.column <= len(lines[finding.line - 1]) + 1


@settings(max_examples=100, deadline=None)
@given(documents())
def test_no_document_makes_a_check_fail(document: Document) -> None:
    check(document, SEEDED)


LONG = 100_000


@pytest.mark.parametrize(
    "piece",
    [
        *("{", "{{a", "{% a ", "{#", "**a ", "`", "[a](", ". ", '."', "word ", "refund thirty days. ", "1", "1 ", "a@"),
        *("a.b@a.b", "%a", "%fill:", "<a ", "<<", "a\n", "DE89 ", "http://", "# a\n", "|---", "\u202e", "日本", "[[a"),
        *("{% if a %}b{% endif %}", "{{ 'a' if t else 'b' }}", "a" * 60 + "\n", "e\u0301", "'s ", "(1) ", "1.2-3/4 "),
    ],
)
def test_a_long_text_of_anything_is_checked_in_a_moment(piece: str) -> None:
    document = normalised(Document("any", (piece * (LONG // len(piece)))[:LONG], tags=("complaint",)))
    started = time.process_time()
    check(document, SEEDED)
    assert time.process_time() - started < 10


def test_very_many_branches_are_checked_in_a_moment() -> None:
    many = "".join(f"{{% elif x{number} and y{number} %}}b" for number in range(400))
    document = normalised(Document("any", f"{{% if a %}}a{many}{{% else %}}c{{% endif %}}"))
    started = time.process_time()
    check(document, SEEDED)
    assert time.process_time() - started < 10


@pytest.mark.parametrize("document", SEEDS, ids=lambda document: document.abbreviation)
def test_the_seeds_are_silent(document: Document) -> None:
    assert [str(finding) for finding in check(document, SEEDED)] == []


def test_faults_come_first_and_then_what_stands_above() -> None:
    document = reply(body="**a** [Name]\n\n**b** [Date]", fields=(toggle("unused"),))
    assert [(f.code, f.line) for f in found(document)] == [
        ("placeholder", 1),
        ("placeholder", 3),
        ("unused", 0),
        ("markdown", 1),
        ("markdown", 3),
    ]


def test_every_check_has_a_code_of_its_own_and_says_what_it_finds_in_a_line() -> None:
    assert len({known.code for known in CHECKS}) == len(CHECKS)
    assert all(known.says and "\n" not in known.says and len(known.says) < 90 for known in CHECKS)


def test_one_check_finds_no_more_than_anybody_reads() -> None:
    assert len(found(reply(body="[Name]\n" * 500), code="placeholder")) == 50


def test_what_only_warns_or_blocks_approval_does_not_keep_a_template_from_being_used() -> None:
    document = reply(body="Hi [Name], **{{ x }}** {{ facts.none }}")
    assert [f.code for f in findings(document, lambda name: None)] == ["unknown-fact", "undeclared"]
    assert {f.code for f in check(document, among()) if not is_basic(f)} == {"placeholder", "markdown"}


def test_a_fact_is_checked_as_a_fact() -> None:
    assert codes(fact("refund-days", "soon")) == {"fact-value"}
    assert codes(fact("refund-days", "5")) == set()
    for address in ("notaurl", "ftp://example.com/help", "https://", ""):
        assert codes(fact("help-url", address, type="url")) & {"fact-value"}, address
    assert codes(fact("help-url", "https://example.com/help", type="url")) == set()


def test_a_place_is_where_the_text_says_it() -> None:
    body = "One.\r\n\r\nTwo [Name]"
    [finding] = found(reply(body=body))
    assert (finding.line, finding.column) == place("One.\n\nTwo [Name]", 10)
