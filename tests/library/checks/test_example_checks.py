"""A template's examples are its tests."""

from __future__ import annotations

import pytest
from builders import fact, fragment, reply, toggle
from check_builders import found

from library.documents import Document, Example, Field, Variant, normalised

BODY = (
    "Hi {{ name }},\n\n{% if late %}I am sorry. {% endif %}it takes {{ facts.refund_days }} days.\n\n"
    "{% include 'bye' %}"
)
OTHERS = (fact("refund-days", "5"), fragment("bye", "Bye, {{ agent.first_name }}"))
RIGHT = Example(
    "Hi Ana,\n\nI am sorry. it takes 5 days.\n\nBye, Mia",
    (("agent.first_name", "Mia"), ("late", "yes"), ("name", "Ana")),
)


def with_examples(*examples: Example, body: str = BODY, fields: tuple[Field, ...] = ()) -> Document:
    document = reply("refund-late", body, fields=fields or (Field("name"), toggle("late")))
    return normalised(document._replace(examples=examples, variants=(Variant("chat", "Hi {{ name }}!"),)))


def test_an_example_that_gives_what_it_says_is_nothing_to_speak_of() -> None:
    chat = Example("Hi Ana!", (("name", "Ana"),), channel="chat")
    assert found(with_examples(RIGHT, chat), *OTHERS) == []


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        (RIGHT.expect.replace("5 days", "14 days"), "expects “…am sorry. it takes 14 days.⏎⏎Bye, Mia” and gives"),
        (RIGHT.expect.replace("I am sorry. ", ""), "gives “Hi Ana,⏎⏎I am sorry. "),
        (RIGHT.expect + "\nmore", "more” and gives"),
        ("Something else altogether.", "expects “"),
    ],
)
def test_an_example_that_gives_something_else_shows_the_first_difference(expect: str, told: str) -> None:
    [finding] = found(with_examples(RIGHT._replace(expect=expect)), *OTHERS)
    assert (finding.code, finding.is_fault, finding.part) == ("example", True, "examples.1")
    assert told in finding.message
    assert "\n" not in str(finding)


def test_an_example_fails_when_a_fact_it_shows_changes() -> None:
    [finding] = found(with_examples(RIGHT), fact("refund-days", "14"), OTHERS[1])
    assert finding.message.startswith("example 1 expects “")
    assert "takes 14 days" in finding.message


def test_an_example_that_lacks_a_value_names_it() -> None:
    [finding] = found(with_examples(RIGHT, RIGHT._replace(values=RIGHT.values[1:])), *OTHERS)
    assert finding.message.startswith("example 2 gives no reply: still to fill in: ")
    assert finding.part == "examples.2"


def test_an_example_with_a_wrong_value_says_what_is_wrong() -> None:
    [finding] = found(
        with_examples(RIGHT._replace(values=(*RIGHT.values[:1], ("late", "maybe"), RIGHT.values[2]))), *OTHERS
    )
    assert "“maybe” is neither yes nor no" in finding.message


def test_a_value_for_what_the_template_never_reads_is_a_warning() -> None:
    [finding] = found(with_examples(RIGHT._replace(values=(*RIGHT.values, ("nmae", "x")))), *OTHERS)
    assert (finding.code, finding.hint, finding.is_fault) == ("example-value", "did you mean name?", False)


def test_an_example_names_its_day_and_without_one_is_the_same_every_day() -> None:
    body = "{{ today | date('y-MM-dd') }} {{ due | plus(days=2) | date('y-MM-dd') }}"
    due = (Field("due", type="date"),)
    named = Example("2026-05-03 2026-05-06", (("due", "tomorrow"),), today="2026-05-03")
    moment = named._replace(today="2026-05-03 23:30")
    some_day = Example("2000-01-03 2000-01-06", (("due", "tomorrow"),))
    assert found(with_examples(named, moment, some_day, body=body, fields=due), code="example") == []


def test_a_template_that_cannot_be_used_does_not_repeat_that_for_each_example() -> None:
    findings = found(with_examples(RIGHT, RIGHT, body="{{ name", fields=(Field("name"),)))
    assert [f.code for f in findings] == ["language"]
