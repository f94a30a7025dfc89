"""What is known beforehand: standard names, a pasted ticket, and the time where the agent sits."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering_builders import Shelf, fact, fragment, reply, text_of

from library.documents import RESERVED_NAMES, Field
from library.rendering.context import STANDARD_NAMES, from_text
from library.rendering.fields import fields_of
from library.rendering.render import render

# standard names


def test_every_standard_name_can_be_written_in_a_body_and_needs_no_declaration() -> None:
    body = " ".join(f"{{{{ {name} }}}}" for name in STANDARD_NAMES)
    fields = {field.name: field.source for field in fields_of(reply(body), Shelf())}
    assert fields == {name: name for name in STANDARD_NAMES if "." in name}
    assert {name.partition(".")[0] for name in STANDARD_NAMES} | {"facts"} == RESERVED_NAMES


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ana Silva", "Ana"),
        ("Silva, Ana", "Ana"),
        ("Dr. Ana Silva", "Ana"),
        ("ANA SILVA", "Ana"),
        ("ana", "Ana"),
        ("José", "José"),
        ("Jean-Luc Picard", "Jean-Luc"),
    ],
)
def test_a_first_name_is_taken_from_the_full_one(name: str, first: str) -> None:
    assert text_of("Hi {{ customer.first_name }}", context={"customer": {"name": name}}) == f"Hi {first}"


@pytest.mark.parametrize("name", ["ana@example.com", "user 48213", "", "   "])
def test_what_is_no_persons_name_gives_no_first_name(name: str) -> None:
    body = "Hi {{ customer.first_name | default('there') }}"
    assert text_of(body, context={"customer": {"name": name}}) == "Hi there"


def test_a_first_name_that_is_known_wins_over_the_full_one() -> None:
    context = {"customer": {"first_name": "Nina", "name": "Ana Silva"}, "agent": {"name": "Mia Holm"}}
    assert text_of("{{ customer.first_name }} {{ agent.first_name }}", context=context) == "Nina Mia"


# pastes

ZENDESK = {
    "ticket": {
        "id": 35436,
        "url": "https://acme.zendesk.com/api/v2/tickets/35436.json",
        "subject": "Re: Where is my order?",
        "requester": {"id": 1, "name": "Ana Silva", "email": "ana@example.com"},
        "assignee": {"name": "Mia Holm", "email": "mia@acme.example"},
        "via": {"channel": "email", "source": {"from": {"address": "a.s@example.com", "name": "A S"}}},
        "custom_fields": [{"id": 360, "value": None}],
    }
}
INTERCOM = {
    "type": "conversation",
    "id": "215468",
    "title": None,
    "source": {
        "id": "403918",
        "subject": "<p>Broken &amp; late</p>",
        "author": {"type": "user", "name": "Bo Chen", "email": "bo@example.com"},
    },
    "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "6"}]},
    "teammates": {"admins": [{"type": "admin", "name": "Mia Holm", "email": "mia@acme.example"}]},
}
FRESHDESK = {
    "id": 20,
    "subject": "Refund",
    "requester": {"name": "Rachel Green", "email": "rachel@example.com", "mobile": None},
    "company": {"name": "Central Perk"},
    "custom_fields": {"cf_order_number": "SO-5512"},
}
FRESHDESK_HOOK = {
    "freshdesk_webhook": {
        "ticket_id": 77,
        "ticket_subject": "Late",
        "ticket_url": "https://acme.freshdesk.com/helpdesk/tickets/77",
        "ticket_contact_name": "Tom Berg",
        "ticket_contact_email": "tom@example.com",
    }
}
HELP_SCOUT = {
    "id": 891,
    "number": 48,
    "subject": "Help",
    "primaryCustomer": {"first": "Vera", "last": "Lind", "email": "vera@example.com"},
    "assignee": {"first": "Mia", "last": "Holm"},
}
JIRA = {"key": "SUP-12", "fields": {"summary": "No login", "reporter": {"displayName": "Lena Fischer"}}}
SALESFORCE = {"CaseNumber": "00001026", "Subject": "Help", "Contact": {"Name": "Tim Barr", "Email": "tim@example.com"}}
HUBSPOT = {"properties": {"firstname": "Ana", "lastname": "Silva", "email": "ana@example.com", "hs_ticket_id": "991"}}
SHOPIFY = {"order": {"name": "#1001", "order_number": 1001, "customer": {"first_name": "Bob", "last_name": "Norman"}}}
CUSTOM = {"subject": "Hi", "fields": [{"name": "Order number", "value": "A10482"}], "customer": "Ana <ana@example.com>"}


def person(first: str, full: str, email: str = "") -> dict[str, str]:
    return {"first_name": first, "name": full, **({"email": email} if email else {})}


@pytest.mark.parametrize(
    ("data", "customer", "ticket", "order"),
    [
        (
            ZENDESK,
            person("Ana", "Ana Silva", "ana@example.com"),
            {"id": "35436", "subject": "Where is my order?"},
            {},
        ),
        (INTERCOM, person("Bo", "Bo Chen", "bo@example.com"), {"id": "215468", "subject": "Broken & late"}, {}),
        (
            FRESHDESK,
            person("Rachel", "Rachel Green", "rachel@example.com"),
            {"id": "20", "subject": "Refund"},
            {"number": "SO-5512"},
        ),
        (
            FRESHDESK_HOOK,
            person("Tom", "Tom Berg", "tom@example.com"),
            {"id": "77", "subject": "Late", "url": "https://acme.freshdesk.com/helpdesk/tickets/77"},
            {},
        ),
        (HELP_SCOUT, person("Vera", "Vera Lind", "vera@example.com"), {"id": "48", "subject": "Help"}, {}),
        (JIRA, person("Lena", "Lena Fischer"), {"id": "SUP-12", "subject": "No login"}, {}),
        (SALESFORCE, person("Tim", "Tim Barr", "tim@example.com"), {"id": "00001026", "subject": "Help"}, {}),
        (HUBSPOT, person("Ana", "Ana Silva", "ana@example.com"), {"id": "991"}, {}),
        (SHOPIFY, person("Bob", "Bob Norman"), {}, {"number": "1001"}),
        (CUSTOM, person("Ana", "Ana", "ana@example.com"), {"subject": "Hi"}, {"number": "A10482"}),
        ([FRESHDESK], person("Rachel", "Rachel Green", "rachel@example.com"), {"id": "20"}, {"number": "SO-5512"}),
    ],
    ids=[
        "zendesk",
        "intercom",
        "freshdesk",
        "freshdesk-hook",
        "help-scout",
        "jira",
        "salesforce",
        "hubspot",
        "shopify",
        "custom",
        "list",
    ],
)
def test_a_ticket_pasted_as_json_fills_the_standard_names(
    data: object, customer: dict[str, str], ticket: dict[str, str], order: dict[str, str]
) -> None:
    found = from_text(json.dumps(data))
    for group, expected in (("customer", customer), ("ticket", ticket), ("order", order)):
        held = found.get(group, {})
        assert {name: held.get(name) for name in expected} == expected
    assert not {"agent", "company"} & set(found)


MAIL = """From: Ana Silva <ana@example.com>
To: Acme Support <support@acme.example>
Date: Wed, 6 May 2026 14:02
Subject: RE: Where is my parcel?

Hello, my order A10482 was sent on 2026-05-01 and has not arrived.
Ana
"""
SIDEBAR = """#48213 Where is my refund?
Requester
Silva, Ana
ana@example.com
Order number
A10482
https://acme.zendesk.com/agent/tickets/48213
"""
LINES = "Ticket #48213\nOrder: A10482\nCustomer: Ana Silva\nE-mail: ana@example.com\nSubject: Late parcel"
FORM = "Reply-To: Ana Silva <ana@example.com>\nFrom: no-reply@acme.example\nSubject: Contact form\nOrder no: 55-1234"
GERMAN = "Von: Jörg Müller <joerg@example.de>\nBetreff: AW: Rechnung\nBestellnummer: DE-99812"
TABLE = "Ticket ID\t48213\nCustomer name\tAna Silva\nOrder number\t#A10482"
CHAT = "Ana: hi! order number is 10482, case no. 998, please write to ana@example.com"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            MAIL,
            {
                "customer": person("Ana", "Ana Silva", "ana@example.com"),
                "ticket": {"subject": "Where is my parcel?"},
                "order": {"number": "A10482"},
            },
        ),
        (
            SIDEBAR,
            {
                "customer": person("Ana", "Silva, Ana", "ana@example.com"),
                "ticket": {
                    "id": "48213",
                    "subject": "Where is my refund?",
                    "url": "https://acme.zendesk.com/agent/tickets/48213",
                },
                "order": {"number": "A10482"},
            },
        ),
        (
            LINES,
            {
                "customer": person("Ana", "Ana Silva", "ana@example.com"),
                "ticket": {"id": "48213", "subject": "Late parcel"},
                "order": {"number": "A10482"},
            },
        ),
        (
            FORM,
            {
                "customer": person("Ana", "Ana Silva", "ana@example.com"),
                "ticket": {"subject": "Contact form"},
                "order": {"number": "55-1234"},
            },
        ),
        (
            GERMAN,
            {
                "customer": person("Jörg", "Jörg Müller", "joerg@example.de"),
                "ticket": {"subject": "Rechnung"},
                "order": {"number": "DE-99812"},
            },
        ),
        (
            TABLE,
            {"customer": person("Ana", "Ana Silva"), "ticket": {"id": "48213"}, "order": {"number": "A10482"}},
        ),
        (
            CHAT,
            {"customer": {"email": "ana@example.com"}, "ticket": {"id": "998"}, "order": {"number": "10482"}},
        ),
        ("Order: 2 mugs, please. In order to pay, ticket machines from 3 May to 5 May are closed.", {}),
        ("Write to a@example.com or b@example.com", {}),
        ("From: 3 May\nTo: 5 May", {}),
        ("From: support@acme.example", {}),
        ("", {}),
        ("{not json", {}),
    ],
)
def test_a_ticket_pasted_as_text_fills_the_standard_names(text: str, expected: dict[str, dict[str, str]]) -> None:
    assert from_text(text) == expected


def test_a_context_already_in_standard_names_keeps_all_it_holds() -> None:
    context = {
        "customer": {"first_name": "Ana", "city": "Porto"},
        "order": {"number": "A1", "items": [{"name": "mug"}]},
    }
    found = from_text(json.dumps(context))
    assert found["customer"]["city"] == "Porto"
    assert found["order"] == {"number": "A1", "items": [{"name": "mug"}]}


def test_nobody_of_ours_ever_signs_from_a_paste() -> None:
    data = {"agent": {"name": "Eve"}, "company": {"name": "Evil"}, "author": {"type": "admin", "name": "Eve"}}
    assert from_text(json.dumps(data)) == {}


def test_a_pasted_ticket_fills_a_reply() -> None:
    context = from_text(f"```json\n{json.dumps(ZENDESK, indent=2)}\n```")
    assert text_of("Hi {{ customer.first_name }}, {{ ticket.id }}", context=context) == "Hi Ana, 35436"


@given(st.text(max_size=300))
def test_any_text_is_read_without_complaint(text: str) -> None:
    found = from_text(text)
    assert set(found) <= {"customer", "ticket", "order"}
    assert all(isinstance(value, str) and value.strip() for group in found.values() for value in group.values())


keys = st.sampled_from(
    [
        "customer",
        "requester",
        "contacts",
        "from",
        "ticket",
        "order",
        "id",
        "number",
        "name",
        "email",
        "subject",
        "url",
        "type",
        "fields",
        "value",
        "first",
    ]
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_read_without_complaint(data: object) -> None:
    assert set(from_text(json.dumps(data))) <= {"customer", "ticket", "order"}


# the time where the agent sits

BERLIN, LOS_ANGELES = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles")
DAY_AND_TIME = "{{ today | date('yyyy-MM-dd') }} {{ now | date('HH:mm') }}"


def at(now: datetime, body: str, *fields: Field, shelf: Shelf | None = None, **values: str) -> str:
    return render(reply(body, *fields), shelf or Shelf(), values=values, context={}, now=now).text


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (UTC, "2026-05-06 22:30"),
        (BERLIN, "2026-05-07 00:30"),
        (LOS_ANGELES, "2026-05-06 15:30"),
        (timezone(timedelta(hours=5, minutes=45)), "2026-05-07 04:15"),
    ],
)
def test_today_and_now_are_the_agents_on_both_sides_of_midnight(zone: ZoneInfo, expected: str) -> None:
    moment = datetime(2026, 5, 6, 22, 30, tzinfo=UTC)
    assert at(moment.astimezone(zone), DAY_AND_TIME) == expected


def test_typed_days_count_from_the_agents_today() -> None:
    moment = datetime(2026, 5, 6, 22, 30, tzinfo=UTC).astimezone(BERLIN)
    day = Field("day", type="date")
    assert at(moment, "{{ day | date('yyyy-MM-dd') }}", day, day="yesterday") == "2026-05-06"
    assert at(moment, "{{ day | date('yyyy-MM-dd') }}", day, day="-3") == "2026-05-04"
    late = Field("day", type="date", maximum="today")
    assert at(moment, "{{ day | date('yyyy-MM-dd') }}", late, day="2026-05-07") == "2026-05-07"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Berlin's clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October 2026.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "2026-03-29 01:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2026-03-29 03:00"),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "2026-03-29 00:30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 02:30"),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "2026-10-25 23:59"),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "2026-10-26 00:00"),
    ],
)
def test_the_day_the_clocks_change_is_one_day(moment: datetime, expected: str) -> None:
    assert at(moment.astimezone(BERLIN), DAY_AND_TIME) == expected
    assert at(moment.astimezone(BERLIN), "{{ today | plus(days=1) | date('d') }}") == str(
        (moment.astimezone(BERLIN).date() + timedelta(days=1)).day
    )


def test_a_due_date_is_reached_at_the_agents_midnight() -> None:
    body = "{% if due < today %}late{% else %}in time{% endif %}"
    due = Field("due", type="date", default="2026-05-06")
    assert at(datetime(2026, 5, 6, 23, 59, tzinfo=BERLIN), body, due) == "in time"
    assert at(datetime(2026, 5, 7, 0, 0, tzinfo=BERLIN), body, due) == "late"


# facts


def test_holidays_are_skipped_in_both_directions_wherever_they_are_quoted() -> None:
    holidays = fact("holidays", "2026-05-01\n2026-05-14; 2026-05-15", "dates")
    shelf = Shelf(holidays, fragment("due", "{{ day | plus(business_days=2) | date('MM-dd') }}"))
    day = Field("day", type="date")
    back = "{{ day | minus(business_days=1) | date('MM-dd') }}"
    assert text_of("{% include 'due' %}", day, values={"day": "2026-05-13"}, shelf=shelf) == "05-19"
    assert text_of(back, day, values={"day": "2026-05-04"}, shelf=shelf) == "04-30"


@pytest.mark.parametrize(
    ("type", "body", "expected"),
    [
        ("number", "{{ facts.f }} {{ facts.f > 9 }}", "12 yes"),
        ("money", "{{ facts.f }} {{ facts.f | money('EUR') }}", "12 €12.00"),
        ("text", "{{ facts.f }}", "12"),
        ("url", "{{ facts.f }}", "12"),
    ],
)
def test_a_fact_reads_as_its_type(type: str, body: str, expected: str) -> None:
    assert text_of(body, shelf=Shelf(fact("f", " 12\n", type))) == expected


def test_dates_of_a_fact_are_a_list_of_days() -> None:
    shelf = Shelf(fact("closed", "2026-12-24, 2026-12-26", "dates"))
    body = "{% for day in facts.closed %}{{ day | date('d.M.') }} {% endfor %}{{ today in facts.closed }}"
    assert text_of(body, shelf=shelf) == "24.12. 26.12. no"
