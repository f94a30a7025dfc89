"""Undo and redo: each field by itself, word by word, pick by pick, in the order things were done."""

from __future__ import annotations

import pytest

from library.documents import Document, Field, Option
from snippets.screens.tickets import Ticket
from snippets.screens.undoing import History

from .conftest import Opener

FORM = Document(
    "form",
    "{{ name }} {{ note }} {{ how }} {{ extras }}{% if gift %} {{ wish }}{% endif %} {{ day }}",
    fields=(
        Field("name", "Name", source="customer.first_name"),
        Field("note", "Note", "multiline"),
        Field("how", "How", "choice", options=(Option("card"), Option("PayPal"), Option("bank"))),
        Field("extras", "Extras", "choices", options=(Option("red"), Option("green"), Option("blue"))),
        Field("gift", "A gift?", "toggle"),
        Field("wish", "Wish"),
        Field("day", "Day", "date"),
    ),
)


@pytest.mark.parametrize("field", ["name", "note"])
async def test_a_text_is_undone_word_by_word_and_done_again(open_app: Opener, field: str) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.go_to(field)
        await desktop.type_slowly("Bo van Berg")
        seen = []
        for key in ("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+y", "ctrl+y", "ctrl+y", "ctrl+y"):
            await desktop.press(key)
            seen.append(desktop.texts[field])
        assert seen == ["Bo van ", "Bo ", "", "", "Bo ", "Bo van ", "Bo van Berg", "Bo van Berg"]


async def test_deleting_is_a_step_of_its_own_and_the_reply_follows(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.type_slowly("Berg")
        await desktop.press("backspace", "backspace")
        assert desktop.form.reply.text.startswith("Be ")
        await desktop.press("ctrl+z")
        assert desktop.form.reply.text.startswith("Berg ")
        await desktop.press("ctrl+z")
        assert desktop.form.reply.text.startswith("‹Name›")


async def test_typing_goes_on_where_an_undone_change_was(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.type_slowly("Bo Berg")
        await desktop.press("home", "delete")
        await desktop.press("ctrl+z")
        await desktop.type_slowly("b")
        assert desktop.texts["name"] == "Bbo Berg"


async def test_a_paste_is_undone_by_itself(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.type_slowly("Bo")
        await desktop.paste("Berg")
        await desktop.type_slowly("s")
        seen = []
        for _ in range(3):
            await desktop.press("ctrl+z")
            seen.append(desktop.texts["name"])
        assert seen == ["BoBerg", "Bo", ""]


async def test_picks_are_undone_one_by_one(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.go_to("how")
        await desktop.press("1", "3", "ctrl+z")
        assert desktop.texts["how"] == "card"
        await desktop.press("ctrl+z")
        assert desktop.texts["how"] == ""
        await desktop.press("ctrl+y", "ctrl+y")
        assert desktop.texts["how"] == "bank"
        await desktop.go_to("extras")
        await desktop.press("space", "right", "space", "ctrl+z")
        assert desktop.texts["extras"] == "red"


async def test_undoing_a_toggle_hides_and_shows_again_what_it_governs(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.go_to("gift")
        await desktop.press("space")
        assert "wish" in desktop.texts
        await desktop.press("ctrl+z")
        assert "wish" not in desktop.texts
        await desktop.press("ctrl+y")
        assert "wish" in desktop.texts


async def test_each_field_has_its_own_steps(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.type_slowly("Bo")
        await desktop.go_to("day")
        await desktop.type_slowly("today")
        await desktop.go_to("name")
        await desktop.press("ctrl+z")
        assert (desktop.texts["name"], desktop.texts["day"]) == ("", "today")
        await desktop.go_to("day")
        await desktop.press("ctrl+z")
        assert desktop.texts["day"] == ""


async def test_a_letter_typed_after_an_undo_leaves_nothing_to_do_again(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.type_slowly("Bo Berg")
        await desktop.press("ctrl+z")
        await desktop.type_slowly("Moe")
        await desktop.press("ctrl+y")
        assert desktop.texts["name"] == "Bo Moe"


async def test_what_was_typed_over_a_ticket_is_undone_before_the_ticket(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.paste('{"customer": {"first_name": "Ana"}}')
        await desktop.type_slowly("Bo")
        seen = []
        for _ in range(2):
            await desktop.press("ctrl+z")
            seen.append((desktop.texts["name"], desktop.hint("name")))
        assert seen[0] == ("Ana", "from ticket")
        assert seen[1] == ("", "")


async def test_undo_and_redo_stand_in_the_help(open_app: Opener) -> None:
    async with open_app([FORM]) as desktop:
        await desktop.take("form")
        await desktop.press("f1")
        from snippets.widgets.lines import Lines

        shown = desktop.app.screen.query_one(Lines).text
        assert "ctrl+z" in shown
        assert "undo in this field, or what a ticket filled in" in shown
        assert "ctrl+y" in shown


def test_steps_of_many_fields_and_tickets_go_back_in_their_own_order() -> None:
    history = History()
    ticket = Ticket({"order": {"number": "1"}})
    history.note("a", None, "x", was="", now="x")
    history.note_ticket(ticket)
    history.note("b", None, "y", was="", now="y")
    steps = [history.back("a"), history.back("a"), history.back("a"), history.back("b")]
    assert [step and (step.field, step.ticket) for step in steps] == [("", ticket), ("a", None), None, ("b", None)]


def test_old_steps_are_forgotten_so_that_a_form_stays_small() -> None:
    history = History()
    for number in range(1_000):
        history.note("a", str(number), str(number + 1), was=str(number), now=str(number + 1))
    count = 0
    while history.back("a"):
        count += 1
    assert count == 200
