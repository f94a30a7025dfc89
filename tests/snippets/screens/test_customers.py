"""Several customers side by side: what belongs to one never reaches another's reply."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from library.documents import Document, Field
from snippets.screens.customers import Customers, is_another, name_in
from snippets.screens.fill_in import FillInScreen

from .conftest import DOCUMENTS, NOW, Desktop, Opener
from .desks import rows

TICKET = "From: Ana Silva <ana@example.com>\nSubject: refund\nTicket: 48213\n\nWhere is my money?"
OTHER_TICKET = "From: Bo Olsen <bo@example.com>\nTicket: 48999\n\nI want to cancel."
LETTER = Document(
    "letter",
    "Hi {{ first_name }}, your order {{ order_number }}.",
    title="Letter",
    fields=(
        Field("first_name", "First name", source="customer.first_name"),
        Field("order_number", "Order number", source="order.number"),
    ),
)
NOTE = Document("note-short", "{{ first_name }}: {{ remark }}", title="Note", fields=(Field("remark", "Remark"),))


def header(desktop: Desktop) -> str:
    from snippets.widgets.two_sided import TwoSided

    return desktop.find.query_one(TwoSided).left.plain


async def test_a_second_customer_has_a_box_of_their_own_and_the_first_ones_words_wait(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("refund")
        await desktop.press("ctrl+n")
        assert desktop.find.words.value == ""
        await desktop.type("thanks")
        await desktop.press("tab")
        assert desktop.find.words.value == "refund"
        assert desktop.highlighted == "refund-late"
        await desktop.press("tab")
        assert desktop.find.words.value == "thanks"


async def test_a_form_half_filled_in_waits_for_its_customer(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.take("refund-late")
        await desktop.type("Ana")
        await desktop.press("ctrl+n")
        assert desktop.screen == "FindScreen"
        await desktop.take("refund-late")
        assert desktop.texts["first_name"] == ""
        await desktop.type("Bo")
        await desktop.press("ctrl+t")
        assert desktop.texts["first_name"] == "Ana"
        await desktop.press("ctrl+t")
        assert desktop.texts["first_name"] == "Bo"


async def test_the_open_customers_stand_in_the_header_with_the_one_at_hand_marked(open_app: Opener) -> None:
    async with open_app() as desktop:
        assert header(desktop) == "acme-support"
        await desktop.type("#48213 Ana")
        await desktop.press("ctrl+n", "ctrl+n")
        assert header(desktop) == " 1 #48213 Ana  ▸2"
        await desktop.press("shift+tab")
        assert header(desktop) == "▸1 #48213 Ana   2"


async def test_a_pasted_ticket_names_the_customer_fills_in_every_reply_and_its_message_is_searched(
    open_app: Opener,
) -> None:
    async with open_app([*DOCUMENTS, LETTER]) as desktop:
        await desktop.paste(TICKET)
        assert header(desktop) == "▸1 #48213 Ana"
        assert desktop.find.words.value == "Where is my money?"
        await desktop.press("escape")
        await desktop.take("letter")
        await desktop.type("A1")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["Hi Ana, your order A1."]
        await desktop.take("letter")
        assert desktop.texts == {"first_name": "Ana", "order_number": "A1"}


async def test_another_customers_ticket_opens_one_beside(open_app: Opener) -> None:
    async with open_app([*DOCUMENTS, LETTER]) as desktop:
        await desktop.paste(TICKET)
        await desktop.paste(OTHER_TICKET)
        assert header(desktop) == " 1 #48213 Ana  ▸2 #48999 Bo"
        await desktop.press("escape")
        await desktop.take("letter")
        assert desktop.texts["first_name"] == "Bo"


async def test_another_customers_ticket_pasted_into_a_named_customers_form_fills_in_nothing(open_app: Opener) -> None:
    async with open_app([*DOCUMENTS, LETTER]) as desktop:
        await desktop.paste(TICKET)
        await desktop.press("escape")
        await desktop.take("letter")
        await desktop.paste(OTHER_TICKET)
        assert desktop.texts == {"first_name": "Ana", "order_number": ""}
        assert any("another customer's" in toast for toast in desktop.toasts)


async def test_a_customer_without_a_name_is_done_with_the_copy(open_app: Opener) -> None:
    async with open_app([LETTER]) as desktop:
        await desktop.take("letter")
        await desktop.paste(TICKET)
        await desktop.press("tab")
        await desktop.type("A1")
        await desktop.press("enter")
        await desktop.settled()
        await desktop.pilot.pause(0.5)
        await desktop.take("letter")
        assert desktop.texts == {"first_name": "", "order_number": ""}


async def test_what_was_typed_for_a_named_customer_is_known_for_the_next_reply_until_done(open_app: Opener) -> None:
    async with open_app([LETTER]) as desktop:
        await desktop.type("#7 Cy")
        await desktop.press("ctrl+n")
        await desktop.take("letter")
        assert desktop.texts == {"first_name": "Cy", "order_number": ""}
        await desktop.type("B2")
        await desktop.press("enter")
        await desktop.settled()
        await desktop.take("letter")
        assert desktop.texts == {"first_name": "Cy", "order_number": "B2"}
        await desktop.press("ctrl+d")
        assert header(desktop) == "acme-support"
        await desktop.take("letter")
        assert desktop.texts == {"first_name": "", "order_number": ""}


async def test_the_use_is_noted_with_a_keyed_hash_of_the_ticket_and_never_its_number(open_app: Opener) -> None:
    from library.desk.store import open_desk
    from snippets.delivery import ticket_hash

    async with open_app() as desktop:
        desk = open_desk(desktop.path)
        desk.connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES ('ticket_key', 'a1b2')")
        desk.close()
        desktop.find.load_catalog()
        await desktop.settled()
        await desktop.type("#48213 Ana")
        await desktop.press("ctrl+n")
        await desktop.take("thanks")
        await desktop.settled()
        (use,) = rows(desktop.path, "uses")
        assert use["ticket_hash"] == ticket_hash("a1b2", "48213")
        assert "48213" not in str(use)


async def test_each_customer_keeps_their_channel(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("refund-late")
        await desktop.press("f2")
        assert desktop.find.channel == "chat"
        await desktop.press("ctrl+n")
        assert desktop.find.channel == "email"
        await desktop.press("tab")
        assert desktop.find.channel == "chat"
        assert "is on its way" in desktop.preview


async def test_after_half_an_hour_without_a_key_nothing_of_the_customer_is_left(open_app: Opener) -> None:
    async with open_app([LETTER]) as desktop:
        now = [NOW]
        desktop.find.surroundings = desktop.find.surroundings._replace(clock=lambda: now[0])
        await desktop.paste(TICKET)
        await desktop.press("escape")
        await desktop.take("letter")
        await desktop.type("secret-order")
        now[0] = NOW + timedelta(minutes=29)
        desktop.find.look_for_changes()
        assert desktop.screen == "FillInScreen"
        now[0] = NOW + timedelta(minutes=31)
        desktop.find.look_for_changes()
        await desktop.pilot.pause()
        assert desktop.screen == "FindScreen"
        assert header(desktop) == "acme-support"
        await desktop.take("letter")
        assert desktop.texts == {"first_name": "", "order_number": ""}


async def test_at_most_nine_customers_are_open_and_the_tenth_is_refused_in_a_line(open_app: Opener) -> None:
    async with open_app() as desktop:
        for _ in range(10):
            await desktop.press("ctrl+n")
        assert len(desktop.find.customers.all) == 9
        assert any("Nine customers" in toast for toast in desktop.toasts)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("switches", [150, pytest.param(1000, marks=pytest.mark.long)])
async def test_no_value_reaches_another_customers_reply_however_one_switches(open_app: Opener, switches: int) -> None:
    """Every customer's values carry a mark of their own; whatever is copied holds the mark of one customer only."""
    choose = random.Random(20261121)
    async with open_app([LETTER, NOTE]) as desktop:
        for mark in "BCDE":
            await desktop.type(f"#{ord(mark)} {mark}")
            await desktop.press("ctrl+n")
            if mark != "E":
                await desktop.press("ctrl+n")
        copied_for: list[str] = []
        customers = desktop.find.customers
        for _ in range(switches):
            is_in_form = isinstance(desktop.app.screen, FillInScreen)
            await desktop.press("ctrl+t" if is_in_form else choose.choice(["tab", "shift+tab", "ctrl+t"]))
            mark = customers.current.name[-1]
            if isinstance(desktop.app.screen, FillInScreen):
                await _work_on(desktop, mark, choose, copied_for)
            elif choose.random() < 0.3:
                desktop.find.words.value = choose.choice(["letter", "note-short"])
                await desktop.press("enter")
        assert len(copied_for) > switches / 50
        assert len(desktop.clipboard) == len(copied_for)
        for text, mark in zip(desktop.clipboard, copied_for, strict=True):
            assert {letter for letter in text if letter in "BCDE"} <= {mark}, text
            assert mark in text


async def _work_on(desktop: Desktop, mark: str, choose: random.Random, copied_for: list[str]) -> None:
    """Fills in a field, goes back, or copies what is complete."""
    row = choose.choice(desktop.form.fields.rows)
    action = choose.random()
    if action < 0.5:
        desktop.form.fields.go_to(row.field.name)
        await desktop.press(mark)
    elif action < 0.6:
        await desktop.press("escape")
    elif not desktop.form.hand.missing():
        await desktop.press("f6")
        copied_for.append(mark)
        await desktop.until(lambda: len(desktop.clipboard) == len(copied_for))


def test_a_reference_in_the_box_is_a_name_and_other_words_are_none() -> None:
    assert name_in("#48213  Ana") == "#48213 Ana"
    assert name_in("#refund") == ""
    assert name_in("refund late") == ""


def test_tickets_are_anothers_only_where_both_say_who_it_is() -> None:
    assert is_another({"ticket": {"id": "1"}}, {"ticket": {"id": "2"}})
    assert is_another({"customer": {"email": "a@x.org"}}, {"customer": {"email": "b@x.org"}})
    assert not is_another({"customer": {"first_name": "Ana"}}, {"order": {"number": "7"}})
    assert not is_another({"ticket": {"id": "1"}}, {"ticket": {"id": "1"}, "customer": {"first_name": "Ana"}})


def test_done_with_the_last_customer_leaves_a_new_one() -> None:
    customers = Customers("email", NOW)
    customers.current.name = "Ana"
    customers.close(NOW)
    assert customers.is_plain
    assert customers.current.label == "1"


@pytest.mark.parametrize("ticket", [OTHER_TICKET, '{"ticket": {"id": 999}, "customer": {"name": "Fritz"}}'])
async def test_a_customer_named_by_hand_takes_no_other_customers_ticket(open_app: Opener, ticket: str) -> None:
    async with open_app([LETTER]) as desktop:
        await desktop.type("#600 Emil")
        await desktop.press("ctrl+n")
        await desktop.take("letter")
        assert desktop.texts["first_name"] == "Emil"
        await desktop.paste(ticket)
        assert desktop.texts == {"first_name": "Emil", "order_number": ""}
        await desktop.press("escape", "escape")
        await desktop.paste(ticket)
        assert len(desktop.find.customers.all) == 2
        assert desktop.find.customers.all[0].label == "#600 Emil"


async def test_the_customers_own_ticket_is_taken_though_it_says_more_of_the_name(open_app: Opener) -> None:
    async with open_app([LETTER]) as desktop:
        await desktop.type("#48213 Ana")
        await desktop.press("ctrl+n")
        await desktop.paste(TICKET)
        assert len(desktop.find.customers.all) == 1


async def test_the_customer_at_hand_is_always_in_the_header(open_app: Opener) -> None:
    async with open_app(size=(60, 20)) as desktop:
        for number in range(1, 8):
            await desktop.type(f"#10{number} Customer {number}")
            await desktop.press("ctrl+n")
            assert f"▸{number} #10{number}" in header(desktop)
            if number < 7:
                await desktop.press("ctrl+n")
        await desktop.press("tab")
        assert "▸1 #101" in header(desktop)
        assert header(desktop).endswith("›")


async def test_done_asks_once_more_where_something_was_filled_in(open_app: Opener) -> None:
    async with open_app([LETTER]) as desktop:
        await desktop.take("letter")
        await desktop.type("Ana")
        await desktop.press("ctrl+d")
        assert desktop.texts["first_name"] == "Ana"
        assert any("again forgets" in toast for toast in desktop.toasts)
        await desktop.press("ctrl+d")
        assert desktop.screen == "FindScreen"
        await desktop.take("letter")
        assert desktop.texts["first_name"] == ""


async def test_a_reply_begun_is_marked_in_the_list(open_app: Opener) -> None:
    async with open_app([LETTER]) as desktop:
        await desktop.take("letter")
        await desktop.type("Ana")
        await desktop.press("escape")
        assert desktop.find.results.rows[0].aside == "begun"
        await desktop.type("le")
        assert desktop.find.words.value == "le"
