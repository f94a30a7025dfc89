"""Fragments that are gone, names that are taken, names nobody declares: what a document asks of those around it."""

from __future__ import annotations

import pytest
from builders import fragment, reply
from check_builders import found, known

from library.checks import Known, around_of, check
from library.documents import Document, Field


def test_an_include_that_is_not_there_names_what_was_meant() -> None:
    [finding] = found(reply(body="Hi.\n{% include 'sing-off' %}"), fragment("sign-off"), code="include")
    assert (finding.line, finding.hint) == (2, "did you mean sign-off?")


@pytest.mark.parametrize(
    ("standing", "said"),
    [("retired", "which is retired"), ("suspended", "which is suspended"), ("draft", "only a draft")],
)
def test_an_include_of_what_agents_do_not_get_says_why(standing: str, said: str) -> None:
    around = around_of(known(fragment("bye"), standing=standing))
    [finding] = check(reply(body="{% include 'Bye' %}"), around)
    assert (finding.code, finding.is_fault) == ("include-withdrawn", True)
    assert said in finding.message


def test_an_include_of_a_live_fragment_by_any_of_its_names_is_sound() -> None:
    bye = reply("bye", "Bye", kind="fragment", aliases=("ciao",))
    around = around_of([Known("id", bye, ("bye", "ciao", "formerly"))])
    assert check(reply(body="{% include 'ciao' %}{% include 'formerly' %}{% include 'BYE' %}"), around) == ()


def named(*names: str) -> Document:
    return reply(names[0], "Some text of its own.", aliases=names[1:])


def test_a_name_that_another_template_has_is_a_fault_before_saving_refuses_it() -> None:
    around = around_of(known(named("refund-late", "late"), named("mine")))
    [finding] = check(named("mine", "LATE"), around)
    assert (finding.code, finding.is_fault, finding.part) == ("name-taken", True, "keys.aliases")
    assert "refund-late" in finding.message


def test_a_new_template_may_not_take_the_abbreviation_of_another() -> None:
    around = around_of(known(named("refund-late")))
    assert [f.part for f in check(named("refund-late"), around.about(""))] == ["keys.abbreviation"]
    assert check(named("refund-late"), around) == ()  # its next revision
    assert check(named("refund-late"), around.about("id-refund-late")) == ()


def test_a_template_keeps_its_names_when_it_is_renamed() -> None:
    around = around_of(known(named("refund-late", "late")))
    assert check(named("refund-slow", "refund-late", "late"), around.about("id-refund-late")) == ()


def test_the_name_of_a_retired_template_can_be_freed() -> None:
    around = around_of([Known("id", None, ("old-name",), "retired")])
    [finding] = check(named("new-name", "old-name"), around)
    assert "snippets release old-name" in finding.hint


def test_an_undeclared_name_says_which_declared_one_was_meant() -> None:
    [finding] = found(reply(body="Hi,\n\n{{ first_nam }} {{ first_name }}", fields=(Field("first_name"),)))
    assert (finding.code, finding.line, finding.column, finding.is_fault) == ("undeclared", 3, 4, False)
    assert finding.hint == "did you mean first_name?"


def test_a_name_that_an_included_fragment_declares_is_declared() -> None:
    greeting = fragment("greeting", "Hi {{ first_name }}", fields=(Field("first_name"),))
    assert found(reply(body="{% include 'greeting' %} {{ first_name }} {{ agent.first_name }}"), greeting) == []


def test_an_unused_field_says_which_undeclared_name_was_meant() -> None:
    findings = found(reply(body="{{ first_nam }}", fields=(Field("first_name"),)))
    assert {f.code: f.hint for f in findings} == {
        "undeclared": "did you mean first_name?",
        "unused": "did you mean first_nam?",
    }


def test_fields_of_a_text_beyond_reading_are_not_called_unused() -> None:
    assert [f.code for f in found(reply(body="{{ x ", fields=(Field("x"),)))] == ["language"]
