"""The fill-in screen: nothing leaves that is not complete, and nothing typed is lost."""

from __future__ import annotations

from textual import events

from library.documents import Document, Field
from snippets.screens.fill_in import FillInScreen

from .conftest import Desktop, Opener
from .desks import rows


def form_of(desktop: Desktop) -> FillInScreen:
    assert isinstance(desktop.app.screen, FillInScreen)
    return desktop.app.screen


async def open_refund(desktop: Desktop) -> FillInScreen:
    await desktop.type("refund-late")
    await desktop.press("enter")
    return form_of(desktop)


def labels(screen: FillInScreen) -> list[str]:
    return [row.field.shown for row in screen.fields.rows]


async def test_enter_goes_from_empty_field_to_empty_field_and_copies_on_the_last(open_app: Opener) -> None:
    async with open_app() as desktop:
        await open_refund(desktop)
        await desktop.type("Bo")
        await desktop.press("enter")
        await desktop.type("12,50")
        await desktop.press("enter")
        await desktop.type("A10482")
        await desktop.press("enter")
        await desktop.type("yesterday")
        await desktop.press("enter")
        await desktop.settled()
        (reply,) = desktop.clipboard
        assert reply.startswith("Hi Bo,\n\nWe sent")
        assert "for order A10482 on" in reply
        assert reply.endswith("Sorry for the wait.\n\nKind regards,\nAna")
        assert desktop.toasts == ["Copied refund-late. Then: tag refund, status pending"]
        assert desktop.screen == "FindScreen"
        (use,) = rows(desktop.path, "uses")
        assert use["fields_by_hand"] == 4
        assert use["typed_characters"] == len("refund-late" + "Bo" + "12,50" + "A10482" + "yesterday")


async def test_the_preview_is_the_very_reply_that_is_copied(open_app: Opener) -> None:
    async with open_app() as desktop:
        screen = await open_refund(desktop)
        for text in ("Bo", "12.50", "A10482", "today"):
            await desktop.type(text)
            await desktop.press("tab")
        shown = "".join(part.text for part in screen.hand.parts())
        assert shown in screen.reply.text
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == [shown]


async def test_a_reply_with_missing_fields_never_leaves_and_all_of_them_are_named_together(open_app: Opener) -> None:
    async with open_app() as desktop:
        screen = await open_refund(desktop)
        await desktop.press("tab")
        await desktop.type("3")
        await desktop.press("f6")
        assert desktop.clipboard == []
        assert desktop.toasts == ["still to fill in: Customer's first name, Order number, Day we sent it"]
        assert screen.fields.active is not None
        assert screen.fields.active.field.name == "first_name"


async def test_the_own_name_is_not_asked_and_fragments_fields_are(open_app: Opener) -> None:
    async with open_app() as desktop:
        screen = await open_refund(desktop)
        assert labels(screen) == ["Customer's first name", "Amount", "Order number", "Day we sent it", "Apologise?"]


async def test_an_own_name_that_is_not_known_is_asked(open_app: Opener) -> None:
    async with open_app(profile={"first_name": ""}) as desktop:
        screen = await open_refund(desktop)
        assert "Agent first name" in labels(screen)


async def test_what_a_date_was_understood_as_stands_beside_it(open_app: Opener) -> None:
    async with open_app() as desktop:
        screen = await open_refund(desktop)
        screen.fields.go_to("sent_on")
        await desktop.type("yesterday")
        row = screen.fields.row("sent_on")
        assert row is not None
        assert row._head.right.plain == "Thu 19 Nov"


async def test_a_wrong_value_is_said_below_its_field_and_nothing_leaves(open_app: Opener) -> None:
    async with open_app() as desktop:
        screen = await open_refund(desktop)
        for text in ("Bo", "12.50", "x", "today"):
            await desktop.type(text)
            await desktop.press("tab")
        await desktop.press("f6")
        row = screen.fields.row("order_number")
        assert row is not None
        assert row._error.display
        assert screen.fields.active is row
        assert desktop.clipboard == []


async def test_escape_keeps_the_words_and_what_was_typed_comes_back(open_app: Opener) -> None:
    async with open_app() as desktop:
        await open_refund(desktop)
        await desktop.type("Bo")
        await desktop.press("escape")
        assert desktop.screen == "FindScreen"
        assert desktop.find.words.value == "refund-late"
        await desktop.press("enter")
        row = form_of(desktop).fields.row("first_name")
        assert row is not None
        assert row.text == "Bo"


async def test_what_was_typed_is_forgotten_once_it_was_copied(open_app: Opener) -> None:
    async with open_app() as desktop:
        await open_refund(desktop)
        for text in ("Bo", "12.50", "A10482", "today"):
            await desktop.type(text)
            await desktop.press("tab")
        await desktop.press("f6")
        await desktop.settled()
        screen = await open_refund(desktop)
        assert [row.text for row in screen.fields.rows] == ["", "", "", "", "yes"]


async def test_a_choice_opens_and_closes_the_fields_of_its_branch(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("method-ask")
        await desktop.press("enter")
        screen = form_of(desktop)
        assert labels(screen) == ["How", "Remark"]
        screen.fields.go_to("how")
        await desktop.press("b")
        assert labels(screen) == ["How", "IBAN", "Remark"]
        await desktop.press("left")
        assert labels(screen) == ["How", "Remark"]
        assert "We refund PayPal." in screen.reply.text


async def test_enter_is_a_new_line_in_a_field_of_several_and_f6_copies_from_there(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("method-ask")
        await desktop.press("enter")
        form_of(desktop).fields.go_to("remark")
        await desktop.type("one")
        await desktop.press("enter")
        await desktop.type("two")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["We refund card. one\ntwo"]


async def test_a_toggle_is_answered_with_the_space_bar(open_app: Opener) -> None:
    async with open_app() as desktop:
        screen = await open_refund(desktop)
        assert "Sorry for the wait." in screen.reply.text
        screen.fields.go_to("apologise")
        await desktop.press("space")
        assert "Sorry for the wait." not in screen.reply.text


async def test_values_with_markup_show_as_they_were_typed(open_app: Opener) -> None:
    async with open_app() as desktop:
        screen = await open_refund(desktop)
        await desktop.press(*("left_square_bracket", "r", "e", "d", "right_square_bracket"))
        assert "Hi [red]," in screen.reply.text


async def test_the_teams_currency_and_holidays_count_where_a_template_does_not_name_them(open_app: Opener) -> None:
    documents = [
        Document("sum", "{{ amount | money }} by {{ day | plus(business_days=1) }}", title="Sum",
                 fields=(Field("amount", type="money"), Field("day", type="date"))),
        Document("currency", "EUR", kind="fact", type="text"),
        Document("holidays", "2026-11-23", kind="fact", type="dates"),
    ]  # fmt: skip
    async with open_app(documents) as desktop:
        await desktop.type("sum")
        await desktop.press("enter")
        await desktop.type("12,5")
        await desktop.press("enter")
        await desktop.type("today")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["€12.50 by Nov 24, 2026"]  # Friday the 20th, and Monday is a holiday


async def test_a_template_that_cannot_run_says_so_and_the_app_goes_on(open_app: Opener) -> None:
    async with open_app([Document("broken", "{{ 1 + 1 }}", title="Broken")]) as desktop:
        await desktop.type("broken")
        assert "“+” is not allowed" in desktop.preview
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == []
        assert desktop.screen == "FindScreen"


async def test_a_whole_reply_typed_without_a_pause_lands_in_the_right_fields(open_app: Opener) -> None:
    """Enter is followed by the next field's letters at once: none of them may land in the field before."""
    async with open_app() as desktop:
        for text in ("refund-late", "Bo", "12.50", "A10482", "today"):
            for letter in text:
                desktop.app.post_message(events.Key({"-": "minus", ".": "full_stop"}.get(letter, letter), letter))
            desktop.app.post_message(events.Key("enter", None))
        await desktop.until(lambda: bool(desktop.clipboard))
        assert "Hi Bo,\n\nWe sent 12.50 for order A10482 on" in desktop.clipboard[0].replace("$", "")
