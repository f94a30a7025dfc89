"""A ticket fills in what it tells: pasted, asked for with F4, or printed by the context command. Nothing is retyped."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest
from builders import tree_of
from textual import events

from library.documents import Document, Field
from snippets.screens.tickets import Ticket, known_of

from .conftest import DOCUMENTS, Opener
from .desks import rows

PARCEL = Document(
    "parcel",
    "Hi {{ first_name }}, order {{ number }} is on its way.{% if ticket_subject %} You wrote: {{ ticket_subject }}."
    "{% endif %} {{ remark }}",
    title="Where the parcel is",
    fields=(
        Field("first_name", "First name", source="customer.first_name"),
        Field("number", "Order number", source="order.number", pattern="[A-Z]?[0-9]{5,}", message="Five digits"),
        Field("ticket_subject", "Subject", source="ticket.subject", required=False),
        Field("remark", "Remark", "multiline", required=False),
    ),
)
DESK = (PARCEL, *DOCUMENTS)
MAIL = "From: Bo Berg <bo@example.com>\nSubject: Where is it?\n\nHello, my order A10482 is not here yet."
JSON = json.dumps({"customer": {"name": "Bo Berg"}, "order": {"number": "A10482"}})


@pytest.mark.parametrize("ticket", [MAIL, MAIL.replace("\n", "\r"), JSON], ids=["mail", "as terminals send it", "json"])
@pytest.mark.parametrize("field", ["first_name", "remark"])
async def test_a_pasted_ticket_fills_in_the_fields_it_knows_and_says_which(
    open_app: Opener, ticket: str, field: str
) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.go_to(field)
        await desktop.paste(ticket)
        assert desktop.texts["first_name"] == "Bo"
        assert desktop.texts["number"] == "A10482"
        assert desktop.texts["remark"] == ""
        assert desktop.hint("first_name") == desktop.hint("number") == "from ticket"
        assert "Hi Bo, order A10482 is on its way." in desktop.form.reply.text
        (said,) = desktop.toasts
        assert said.startswith("Filled from the ticket: First name, Order number")
        assert said.endswith(". ctrl+z puts it back")
        assert "\n" not in said


async def test_values_from_a_ticket_are_counted_as_such_and_not_as_filled_in_by_hand(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste(JSON)
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["Hi Bo, order A10482 is on its way."]
        (use,) = rows(desktop.path, "uses")
        assert (use["fields_by_hand"], use["fields_from_context"]) == (0, 2)


async def test_what_was_typed_by_hand_is_never_replaced_by_a_ticket(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.type("Robert")
        await desktop.paste(MAIL)
        assert desktop.texts["first_name"] == "Robert"
        assert desktop.hint("first_name") == ""
        assert desktop.texts["number"] == "A10482"


async def test_a_value_from_a_ticket_gives_way_to_the_next_letter_and_counts_as_typed(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste(JSON)
        await desktop.type("Al")
        assert desktop.texts["first_name"] == "Al"
        assert desktop.hint("first_name") == ""
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["Hi Al, order A10482 is on its way."]


async def test_one_undo_puts_a_whole_ticket_back_and_redo_takes_it_again(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste(MAIL)
        await desktop.go_to("remark")
        await desktop.press("ctrl+z")
        assert set(desktop.texts.values()) == {""}
        assert "‹First name›" in desktop.form.reply.text
        await desktop.press("ctrl+y")
        assert desktop.texts["first_name"] == "Bo"
        assert desktop.texts["number"] == "A10482"


async def test_a_ticket_put_back_and_pasted_again_is_text(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.go_to("remark")
        await desktop.paste(MAIL)
        await desktop.press("ctrl+z")
        await desktop.paste(MAIL)
        assert desktop.texts == {"first_name": "", "number": "", "ticket_subject": "", "remark": MAIL}


async def test_a_paste_that_tells_nothing_is_text_of_its_field(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste("Bo\r\nBerg\r\n")
        assert desktop.texts["first_name"] == "Bo Berg"
        await desktop.go_to("remark")
        await desktop.paste("one\rtwo")
        assert desktop.texts["remark"] == "one\ntwo"
        assert desktop.toasts == []


async def test_a_ticket_that_fills_nothing_here_is_text_too(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("method-ask")
        await desktop.paste(MAIL)
        assert desktop.texts["remark"] == MAIL


async def test_a_paste_is_no_escape_sequence_and_no_typing(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste("B\x1b[31mo\u202e")
        assert desktop.texts["first_name"] == "B[31mo"
        assert desktop.row("first_name").typed == 0


async def test_a_paste_goes_where_the_cursor_is_and_replaces_what_is_selected(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.type("Bg")
        await desktop.press("left")
        await desktop.paste("er")
        assert desktop.texts["first_name"] == "Berg"
        await desktop.press("shift+home")
        await desktop.paste("Sundb")
        assert desktop.texts["first_name"] == "Sundbg"


async def test_a_value_of_a_ticket_that_breaks_a_rule_says_so_at_once(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste('{"order": {"number": "12"}}')
        assert desktop.texts["number"] == "12"
        assert "Five digits" in desktop.fault("number")
        await desktop.type("Bo")
        await desktop.press("f6")
        assert desktop.clipboard == []


async def test_enter_right_behind_a_paste_goes_on_to_what_the_ticket_left_open(open_app: Opener) -> None:
    """Nothing waits between them, as from a fast hand."""
    async with open_app() as desktop:
        await desktop.take("refund-late")
        desktop.app.post_message(events.Paste(MAIL))
        desktop.app.post_message(events.Key("enter", None))
        for letter in "12":
            desktop.app.post_message(events.Key(letter, letter))
        await desktop.until(lambda: desktop.texts["amount"] == "12")
        assert desktop.texts["first_name"] == "Bo"


async def test_f4_is_among_all_commands(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        commands = {command.title: command for command in desktop.app.get_system_commands(desktop.app.screen)}
        assert commands["Ticket"].help == "fill in from a ticket's text or JSON"
        await commands["Ticket"].callback()
        await desktop.pilot.pause()
        assert desktop.screen == "AskTicketScreen"


async def test_a_ticket_can_be_pasted_into_a_choice_as_well(open_app: Opener) -> None:
    asked = PARCEL._replace(
        abbreviation="asked",
        body="{{ how }} {{ first_name }}",
        fields=(Field("how", "How", "toggle"), *PARCEL.fields),
    )
    async with open_app([asked]) as desktop:
        await desktop.take("asked")
        await desktop.go_to("how")
        await desktop.paste(MAIL)
        assert desktop.texts["first_name"] == "Bo"


async def test_f4_takes_a_ticket_where_nothing_can_be_pasted(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.press("f4")
        assert desktop.screen == "AskTicketScreen"
        await desktop.type("Order: A10482")
        await desktop.press("enter")
        await desktop.type("Customer: Bo Berg")
        await desktop.press("f6")
        assert desktop.texts["first_name"] == "Bo"
        assert desktop.texts["number"] == "A10482"
        assert desktop.clipboard == []


async def test_f4_left_with_escape_changes_nothing_and_a_text_without_news_says_so(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.press("f4")
        await desktop.type("Order: A10482")
        await desktop.press("escape")
        assert set(desktop.texts.values()) == {""}
        await desktop.press("f4")
        await desktop.type("hello")
        await desktop.press("f6")
        assert set(desktop.texts.values()) == {""}
        assert desktop.toasts == ["Nothing in this ticket fills in a field here"]


async def test_a_ticket_of_another_customer_leaves_nothing_of_the_one_before(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste(MAIL)
        await desktop.paste('{"customer": {"name": "Mia Moe"}}')
        assert desktop.texts["first_name"] == "Mia"
        assert desktop.texts["number"] == ""


def test_two_tickets_about_one_customer_complete_each_other() -> None:
    mail = Ticket({"customer": {"name": "Bo Berg", "email": "bo@example.com"}})
    order = Ticket({"customer": {"email": "BO@example.com"}, "order": {"number": "A1"}})
    known = known_of([mail, order])
    assert known["customer"] == {"name": "Bo Berg", "email": "BO@example.com"}
    assert known["order"] == {"number": "A1"}


async def test_a_ticket_comes_back_with_the_form_that_was_left_and_goes_with_the_copy(open_app: Opener) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste(JSON)
        await desktop.press("escape", "enter")
        assert desktop.texts["first_name"] == "Bo"
        assert desktop.hint("first_name") == "from ticket"
        await desktop.press("f6")
        await desktop.settled()
        await desktop.take("parcel")
        assert set(desktop.texts.values()) == {""}


async def test_nothing_of_a_ticket_is_ever_stored(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(DESK) as desktop:
        await desktop.take("parcel")
        await desktop.paste(MAIL)
        await desktop.press("f6")
        await desktop.settled()
        assert len(desktop.clipboard) == 1
    written = b"".join(tree_of(tmp_path).values())
    assert b"A10482" not in written
    assert b"Berg" not in written
    assert b"bo@example" not in written


# the context command


def command(tmp_path: Path, *lines: str) -> str:
    """A context command of these lines of Python; it waits until the file `go` is there."""
    script = tmp_path / "ticket.py"
    wait = f"import pathlib, time\nwhile not pathlib.Path({str(tmp_path / 'go')!r}).exists(): time.sleep(0.01)"
    script.write_text("\n".join([wait, *lines]))
    return shlex.join([sys.executable, "-I", str(script)])


def let_go(tmp_path: Path) -> None:
    (tmp_path / "go").touch()


async def test_the_form_opens_at_once_and_fills_when_the_context_command_answers(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(DESK, context_command=command(tmp_path, f"print({JSON!r})")) as desktop:
        await desktop.take("parcel")
        assert set(desktop.texts.values()) == {""}
        let_go(tmp_path)
        await desktop.settled()
        assert desktop.texts["first_name"] == "Bo"
        assert desktop.hint("number") == "from ticket"
        assert desktop.toasts == []


async def test_an_answer_neither_replaces_what_was_typed_meanwhile_nor_moves_the_cursor(
    open_app: Opener, tmp_path: Path
) -> None:
    async with open_app(DESK, context_command=command(tmp_path, f"print({JSON!r})")) as desktop:
        await desktop.take("parcel")
        await desktop.type("Roert")
        await desktop.press("left", "left", "left")
        let_go(tmp_path)
        await desktop.settled()
        await desktop.type("b")
        assert desktop.texts["first_name"] == "Robert"
        assert desktop.texts["number"] == "A10482"
        assert desktop.form.fields.active is desktop.row("first_name")


async def test_letters_typed_right_behind_the_answer_replace_it(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(DESK, context_command=command(tmp_path, f"print({JSON!r})")) as desktop:
        await desktop.take("parcel")
        let_go(tmp_path)
        await desktop.settled()
        await desktop.type("Al")
        assert desktop.texts["first_name"] == "Al"


async def test_an_answer_for_a_form_that_was_left_disturbs_nobody(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(DESK, context_command=command(tmp_path, f"print({JSON!r})")) as desktop:
        await desktop.take("parcel")
        await desktop.press("escape")
        let_go(tmp_path)
        await desktop.pilot.pause(0.5)
        assert desktop.screen == "FindScreen"
        assert desktop.toasts == []


async def test_a_paste_counts_more_than_the_context_command(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(DESK, context_command=command(tmp_path, f"print({JSON!r})")) as desktop:
        await desktop.take("parcel")
        await desktop.paste("Customer: Mia Moe\nHello")
        let_go(tmp_path)
        await desktop.settled()
        assert desktop.texts["first_name"] == "Mia"


@pytest.mark.parametrize("lines", [["raise SystemExit('no ticket open')"], ["print('[1]')"], ["print('{')"]])
async def test_a_context_command_that_fails_is_one_warning_and_the_form_goes_on(
    open_app: Opener, tmp_path: Path, lines: list[str]
) -> None:
    async with open_app(DESK, context_command=command(tmp_path, *lines)) as desktop:
        await desktop.take("parcel")
        let_go(tmp_path)
        await desktop.settled()
        (said,) = desktop.toasts
        assert "context command" in said
        assert "\n" not in said
        await desktop.type("Bo")
        assert desktop.texts["first_name"] == "Bo"


async def test_no_command_is_run_for_a_reply_that_asks_nothing(open_app: Opener, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    async with open_app(DESK, context_command=command(tmp_path, f"open({str(mark)!r}, 'w')")) as desktop:
        let_go(tmp_path)
        await desktop.take("thanks")
        await desktop.settled()
        assert desktop.clipboard == ["Thank you for your message."]
        assert not mark.exists()
