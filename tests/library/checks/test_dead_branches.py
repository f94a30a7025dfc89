"""Branches no fill-in reaches, and comparisons with what a field can never be."""

from __future__ import annotations

import pytest
from builders import choice, fragment, reply, toggle
from check_builders import found, in_text

from library.documents import Field, Option

METHOD = choice("method", "card", "bank")
LATE = toggle("late")
NAME = Field("name")
OPTIONAL = Field("nick", required=False)
AMOUNT = Field("amount", type="number")
PICKS = Field("picks", type="choices", options=(Option("red"), Option("blue")))
FIELDS = (METHOD, LATE, NAME, OPTIONAL, AMOUNT, PICKS, choice("stage", "sent", "lost")._replace(required=False))


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ("{% if true %}a{% else %}b{% endif %}", "{% else %}"),
        ("{% if 1 == 2 %}a{% endif %}", "{% if 1 == 2 %}"),
        ("{% if 'text' %}a{% elif late %}b{% endif %}", "{% elif late %}"),
        ("{% if method == 'card' %}a{% elif method == 'bank' %}b{% else %}c{% endif %}", "{% else %}"),
        ("{% if method != 'card' %}a{% elif method == 'card' %}b{% else %}c{% endif %}", "{% else %}"),
        ("{% if method in ['card', 'bank'] %}a{% else %}c{% endif %}", "{% else %}"),
        ("{% if late %}a{% elif not late %}b{% else %}c{% endif %}", "{% else %}"),
        ("{% if late %}{% if not late %}a{% endif %}{% endif %}", "{% if not late %}"),
        ("{% if late %}a{% elif late and name == 'x' %}b{% endif %}", "{% elif late and name == 'x' %}"),
        ("{% if name %}a{% else %}b{% endif %}", "name is required"),
        ("{% if nick == 'a' %}a{% elif nick == 'a' %}b{% endif %}", "{% elif nick == 'a' %}"),
        ("{% if amount > 3 %}a{% elif amount > 3 %}b{% endif %}", "{% elif amount > 3 %}"),
        ("{{ 'a' if true else 'b' }}", "one side of"),
        ("{% if method == 'card' or method == 'bank' %}a{% else %}b{% endif %}", "{% else %}"),
    ],
)
def test_a_branch_that_no_fill_in_reaches_is_told(body: str, about: str) -> None:
    assert about in "".join(in_text(body, "dead-branch", fields=FIELDS))


@pytest.mark.parametrize(
    "body",
    [
        "{% if method == 'card' %}a{% else %}b{% endif %}",
        "{% if method == 'card' %}a{% elif method == 'bank' %}b{% endif %}",
        "{% if late %}a{% else %}b{% endif %}",
        "{% if nick %}a{% else %}b{% endif %}",
        "{% if amount %}a{% else %}b{% endif %}",  # 0 counts as no
        "{% if amount > 3 %}a{% elif amount > 2 %}b{% else %}c{% endif %}",
        "{% if undeclared %}a{% else %}b{% endif %}",
        "{% if customer.vip %}a{% else %}b{% endif %}",
        "{% if stage == 'sent' %}a{% elif stage == 'lost' %}b{% else %}c{% endif %}",  # it may be empty
        "{% if 'red' in picks %}a{% elif 'blue' in picks %}b{% else %}c{% endif %}",
        "{% for pick in picks %}{% if loop.first %}a{% elif loop.last %}b{% else %}c{% endif %}{% else %}d{% endfor %}",
        "{% for late in picks %}{% if late == 'red' %}a{% elif not late %}b{% endif %}{% endfor %}",
        "{% if late %}{% if method == 'card' %}a{% else %}b{% endif %}{% else %}c{% endif %}",
        "{% if name | upper == 'X' %}a{% elif name is defined %}b{% else %}c{% endif %}",
        "{% if today < '2026-05-03' %}a{% elif today == '2026-05-03' %}b{% else %}c{% endif %}",
        "{{ 'a' if late else 'b' }}{{ nick | default('x' if late else 'y') }}",
        "{% if (late and method == 'card') or not (name == 'x') %}a{% else %}b{% endif %}",
    ],
)
def test_a_branch_that_some_fill_in_reaches_is_nothing_to_speak_of(body: str) -> None:
    assert in_text(body, "dead-branch", fields=FIELDS) == []
    assert in_text(body, "no-option", fields=FIELDS) == []


@pytest.mark.parametrize(
    ("body", "message", "hint"),
    [
        ("{% if method == 'Card' %}a{% endif %}", "“Card” is no option of method", "did you mean “card”?"),
        ("{% if 'cheque' == method %}a{% endif %}", "“cheque” is no option of method", "its options are card, bank"),
        ("{% if method in ['card', 'bnak'] %}a{% endif %}", "“bnak” is no option of method", "did you mean “bank”?"),
        ("{% if 'green' in picks %}a{% endif %}", "“green” is no option of picks", "its options are red, blue"),
        ("{% if late == 'yes' %}a{% endif %}", "late is a toggle and never “yes”", "write {% if late %}"),
        ("{{ 'a' if method == 'cash' else 'b' }}", "“cash” is no option of method", "its options are card, bank"),
        ("{% if name == 'x' or method == 'cash' %}a{% endif %}", "“cash” is no option of method", "its options are"),
    ],
)
def test_a_value_a_field_can_never_have_is_told_with_what_was_meant(body: str, message: str, hint: str) -> None:
    [finding] = found(reply(body=body, fields=FIELDS), code="no-option")
    assert finding.message == message
    assert finding.hint.startswith(hint)
    assert in_text(body, "dead-branch", fields=FIELDS) == []


@pytest.mark.parametrize(
    "body",
    [
        "{% if late == true %}a{% endif %}",
        "{% if stage == '' %}a{% endif %}",
        "{% if 'ar' in method %}a{% endif %}",
        "{% if name == 'yes' %}a{% endif %}",
    ],
)
def test_a_value_a_field_may_have_is_nothing_to_speak_of(body: str) -> None:
    assert in_text(body, "no-option", fields=FIELDS) == []


def test_the_label_of_an_option_is_not_its_value() -> None:
    method = Field("method", type="choice", options=(Option("sepa", "Bank transfer"), Option("card")))
    [finding] = found(reply(body="{% if method == 'Bank transfer' %}a{% endif %}", fields=(method,)), code="no-option")
    assert "write “sepa”" in finding.hint


def test_a_field_that_only_a_fragment_declares_is_known_too() -> None:
    outer = reply(body="{% include 'how' %}{% if method == 'cash' %}a{% endif %}")
    how = fragment("how", "{{ method }}", fields=(METHOD,))
    assert [finding.message for finding in found(outer, how, code="no-option")] == ["“cash” is no option of method"]


def test_a_dead_branch_names_its_line_and_column() -> None:
    [finding] = found(reply(body="Hi.\n\n  {% if late %}a{% elif not late %}b{% else %}c{% endif %}", fields=(LATE,)))
    assert (finding.line, finding.column, finding.is_fault) == (3, 37, False)
