"""What other tools fill in and we would send as it is."""

from __future__ import annotations

import pytest
from builders import reply
from check_builders import codes, found, in_text

LEFT_BEHIND = [
    *("#{ticket.customer.firstname}", "#{}", "%{first_name}", "${name}", "{{my-var}}", "{{ ticket-id }}"),
    *(
        "[Name]",
        "[name]",
        "[First Name]",
        "[customer's name]",
        "[Order number]",
        "[ORDER_NUMBER]",
        "[insert date here]",
    ),
    *("%name%", "%FIRSTNAME%", "%%order.id%%", "%filltext:name=Order number%", "%fillpopup:name=x:a:b%", "%clipboard"),
    *("<<name>>", "<<First Name>>", "<first name>", "<your name>", "[[name]]", "$|$", "*|FNAME|*"),
    *("{first_name}", "{contact.name}", "{!Contact.Name}", "{$ticket.id}", "{% customer.firstName,fallback=there %}"),
]
LEGITIMATE = [
    *("He wrote “teh” [sic].", "See note [1].", "Yes [x]", "and so on [...]", "[link text](https://example.com)"),
    *("Click [Account] and then [Name].", "Choose “[Date]”.", "Press the [Order] button.", "[Support] Your message"),
    *("50% off and 20% more", "100%", "20%off%", "5 % to 10 % a year", "https://example.com/a%20name%20b%C3%A9"),
    *(
        "#1 of 3",
        "costs $5 or #{{ number }} or ${{ number }}",
        "a < b > c",
        "<ana@example.com>",
        "<https://example.com>",
    ),
    *("{{ customer.first_name }}", "{{ number }}", "{% if late %}a{% endif %}", "I <3 this", "x << 2", "{}", "{ a }"),
    *("[We will check this for you.]", "[optional]", "[EUR]", "*|*", "<b>Hello</b>", "{# [Name] #}", "C:\\[x]"),
]


@pytest.mark.parametrize("text", LEFT_BEHIND)
def test_a_placeholder_of_another_tool_is_a_fault(text: str) -> None:
    faults = [f for f in found(reply(body=f"Hi,\nthis is {text} for you.")) if f.is_fault]
    assert [(f.message, f.line) for f in faults] == [(f"“{text}” is a placeholder of another tool", 2)]


@pytest.mark.parametrize("text", LEGITIMATE)
def test_what_only_looks_like_a_placeholder_is_none(text: str) -> None:
    assert in_text(f"Hi,\n{text} and so on.", "placeholder") == []


def test_a_template_that_a_placeholder_makes_unreadable_cannot_be_used_at_all() -> None:
    [first, second] = found(reply(body="{{my-var}} and {{my-other}}"))
    assert (first.code, second.code) == ("language", "placeholder")
    assert first.message == "“{{my-var}}” is a placeholder of another tool"


def test_placeholders_are_found_in_variants_the_subject_and_facts_too() -> None:
    document = reply(body="Hello.", variants={"chat": "Hi [Name]"})._replace(subject="About [Order number]")
    assert [(f.place, f.column) for f in found(document)] == [("chat", 4), ("subject", 7)]
    assert codes(reply("team", "[Team name]", kind="fact")) == {"placeholder"}
