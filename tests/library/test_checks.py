"""What is wrong with a template before anyone else sees it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from builders import choice, fact, fragment, reply, toggle

from library.checks import Finding, faults, findings
from library.documents import Document, Field, folded


def among(*documents: Document) -> Callable[[str], Document | None]:
    known = {folded(name): document for document in documents for name in document.names}
    return lambda name: known.get(folded(name))


def found(document: Document, *others: Document) -> list[Finding]:
    return findings(document, among(document, *others))


def test_a_sound_template_has_nothing_wrong() -> None:
    document = reply(
        body="Hi {{ first_name }}, {% if late %}sorry, {% endif %}{{ facts.refund_days }} days by {{ method }}."
        "\n\n{% include 'sign-off' %}",
        fields=(Field("first_name"), toggle("late"), choice("method", "card", "bank")),
    )
    assert found(document, fragment("sign-off", "Bye, {{ agent.first_name }}"), fact()) == []


@pytest.mark.parametrize(
    ("document", "about"),
    [
        (reply(body="{{ x "), ""),
        (reply(body="{% include 'nowhere' %}"), "nowhere"),
        (reply(body="{% include 'thanks' %}"), "thanks"),
        (reply(body="{{ facts.nothing }}"), "facts.nothing"),
        (reply(body="{{ facts.thanks }}"), "facts.thanks"),
        (reply(body="{{ agent }}", fields=(Field("agent"),)), "reserved"),
        (reply(body="{{ x }}", fields=(Field("x", type="choice"),)), "options"),
        (reply(body="{{ x }}", fields=(choice("x", "card", default="cheque"),)), "cheque"),
        (reply(body="{{ x }}", fields=(Field("x", pattern="(open"),)), "pattern"),
        (reply(body="{{ x }}", fields=(Field("x", pattern="(?=a)b"),)), "pattern"),
        (reply(body="{{ ''.__class__ }}"), ""),
        (reply(body="Hello.", variants={"chat": "{% include 'nowhere' %}"}), "nowhere"),
        (fact("days", "soon"), ""),
        (fact("opening", "2026-13-01", type="date"), ""),
    ],
)
def test_a_fault_is_named_with_what_to_do(document: Document, about: str) -> None:
    wrong = faults(document, among(document, reply("thanks")))
    assert wrong
    assert about in wrong[0].message
    assert wrong[0].hint
    assert "\n" not in str(wrong[0])


def test_a_fault_in_a_variant_says_in_which() -> None:
    [wrong] = found(reply(body="Hello.", variants={"chat": "Hi.\n{{ x | nothing }}"}, fields=()))
    assert (wrong.place, wrong.line) == ("chat", 2)


def test_all_faults_are_told_at_once() -> None:
    document = reply(body="{% include 'a' %}{% include 'b' %}{{ facts.c }}", fields=(choice("ticket"),))
    assert len([wrong for wrong in found(document) if wrong.is_fault]) == 5


@pytest.mark.parametrize("name", ["self", "SELF", "me-too"])
def test_a_fragment_that_includes_itself_by_any_of_its_names_is_a_fault(name: str) -> None:
    document = reply("self", f"{{% include '{name}' %}}", kind="fragment", aliases=("me-too",))
    assert any("includes itself" in wrong.message for wrong in found(document))


def test_a_ring_of_fragments_is_told_with_the_way_round() -> None:
    a, b, c = (fragment(name, f"{{% include '{next_}' %}}") for name, next_ in (("a", "b"), ("b", "c"), ("c", "a")))
    [wrong] = found(a, b, c)
    assert "a → b → c → a" in wrong.message


def test_a_ring_elsewhere_does_not_hold_the_check_up() -> None:
    b, c = fragment("b", "{% include 'c' %}"), fragment("c", "{% include 'b' %}")
    assert found(reply(body="{% include 'b' %}"), b, c) == []


def test_many_ways_to_one_fragment_are_checked_quickly() -> None:
    layers = [
        fragment(f"l{layer}-{side}", f"{{% include 'l{layer + 1}-0' %}}{{% include 'l{layer + 1}-1' %}}")
        for layer in range(40)
        for side in (0, 1)
    ]
    last = [fragment(f"l40-{side}", "end") for side in (0, 1)]
    started = time.process_time()
    found(reply(body="{% include 'l0-0' %}"), *layers, *last)
    assert time.process_time() - started < 2


def test_a_field_used_nowhere_is_a_warning_and_no_fault() -> None:
    [warning] = found(reply(body="Hello.", fields=(Field("lost"),)))
    assert "lost" in warning.message
    assert not warning.is_fault


def test_a_field_used_in_a_variant_or_a_fragment_is_used() -> None:
    document = reply(
        body="{% include 'sign-off' %}", variants={"chat": "{{ short }}"}, fields=(Field("short"), Field("closing"))
    )
    assert found(document, fragment("sign-off", "{{ closing }}")) == []


def test_a_field_used_only_in_a_fragments_text_for_one_channel_is_used() -> None:
    sign_off = reply("sign-off", "Bye", kind="fragment", variants={"chat": "{{ closing }}"})
    assert found(reply(body="{% include 'sign-off' %}", fields=(Field("closing"),)), sign_off) == []


def test_a_field_declared_with_another_type_than_the_fragments_is_a_fault() -> None:
    sign_off = fragment("sign-off", "{{ day }}", fields=(Field("day", type="date"),))
    document = reply(body="{% include 'sign-off' %}", fields=(Field("day", type="number"),))
    [wrong] = faults(document, among(document, sign_off))
    assert "day" in wrong.message
    assert "date" in wrong.message


def test_a_fault_quotes_the_braces_it_is_about_and_leaves_name_and_line_to_its_place() -> None:
    [wrong] = found(reply("refund-late", "Hello.\n\nThis {{ today.year }}."))
    assert wrong.line == 3
    assert wrong.message == "{{ today.year }}: “today” has no parts"
    assert str(wrong).startswith("refund-late, body line 3: {{ today.year }}")
    assert str(wrong).count("line 3") == 1


def test_an_include_and_a_fact_that_are_not_there_name_their_lines() -> None:
    document = reply(body="One.\n{% include 'nowhere' %}\n\n{{ facts.nothing }}")
    assert [(wrong.line, wrong.place) for wrong in found(document)] == [(2, "body"), (4, "body")]
    variant = reply(body="One.", variants={"chat": "Hi.\n{{ facts.nothing }}"})
    assert [(wrong.line, wrong.place) for wrong in found(variant)] == [(2, "chat")]


def test_an_include_that_comes_back_or_goes_too_deep_names_its_line() -> None:
    ring = fragment("a", "First.\n{% include 'a' %}")
    assert ("body", 2) in [(wrong.place, wrong.line) for wrong in found(ring)]
    deep = [fragment(f"f{n}", f"{{% include 'f{n + 1}' %}}") for n in range(1, 7)]
    document = reply(body="Hi.", variants={"chat": "Hi.\n\n{% include 'f1' %}"})
    [wrong] = faults(document, among(document, *deep, fragment("f7", "deep")))
    assert (wrong.place, wrong.line) == ("chat", 3)


def test_a_name_nobody_declared_is_a_warning_with_its_line() -> None:
    [warning] = found(reply(body="Hi,\n\n{{ first_nam | title }}"))
    assert (warning.line, warning.is_fault) == (3, False)


def test_a_fault_in_a_default_says_the_fields_name_once() -> None:
    [wrong, *_] = faults(reply(body="{{ day }}", fields=(Field("day", default="{{ today.year }}"),)), among())
    assert str(wrong).count("day,") == 0
    assert "line 1, column" not in wrong.message
    assert wrong.part == "fields.day"


@pytest.mark.parametrize(
    ("key", "meant"),
    [("titel", "title"), ("gruop", "group"), ("abbrevation", "abbreviation"), ("notes", "note"), ("Kind", "kind")],
)
def test_a_key_spelt_nearly_like_a_known_one_is_a_warning(key: str, meant: str) -> None:
    [warning] = found(reply(extra=((key, "x"),)))
    assert (warning.advice, warning.is_fault) == (f"{key} is unknown and kept (did you mean {meant}?)", False)


@pytest.mark.parametrize("key", ["since", "jira", "cost-centre", "tip", "audience", "reviewer"])
def test_a_key_of_ones_own_is_nothing_to_speak_of(key: str) -> None:
    assert found(reply(extra=((key, "x"),))) == []
    assert found(fact("refund-days", "5")._replace(extra=((key, "x"),))) == []


def test_a_key_of_a_field_spelt_nearly_like_a_known_one_is_a_warning() -> None:
    [warning] = found(reply(body="{{ x }}", fields=(Field("x", extra=(("lable", "Name"),)),)))
    assert warning.advice == "field x: lable is unknown and kept (did you mean label?)"
