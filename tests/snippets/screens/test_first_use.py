"""What people stumbled over who used the app for the first time, in a hurry."""

from __future__ import annotations

import pytest

from library.documents import Document, Field, Option

from .conftest import Opener

PART = Document(
    "order-part",
    "Hi {{ first_name }},\n\n{% if part == 'second' %}The {{ item }} follows. {% endif %}Order {{ order_number }}.",
    fields=(
        Field("first_name", "First name"),
        Field("part", "Which part", "choice", default="first", options=(Option("first"), Option("second"))),
        Field("item", "Missing item"),
        Field("order_number", "Order number"),
    ),
)
#: Its branch comes before a field that was shown before it.
EARLY = Document(
    "early",
    "{% if is_late %}{{ reason }} {% endif %}{{ first_name }}",
    fields=(
        Field("first_name", "First name"),
        Field("is_late", "Late?", "toggle", default="no"),
        Field("reason", "Reason"),
    ),
)


async def test_rows_stand_in_the_order_enter_goes_through_them(open_app: Opener) -> None:
    async with open_app([PART]) as desktop:
        await desktop.take("order-part")
        await desktop.type("Bo")
        await desktop.press("enter")
        await desktop.go_to("part")
        await desktop.press("right", "enter")
        await desktop.type("blue lamp")
        assert list(desktop.texts) == [field.name for field in desktop.form.hand.fields()]
        assert desktop.texts["item"] == "blue lamp"
        assert desktop.texts["order_number"] == ""


async def test_a_row_that_comes_stands_where_the_reply_needs_it_and_nothing_typed_moves(open_app: Opener) -> None:
    async with open_app([EARLY]) as desktop:
        await desktop.take("early")
        await desktop.go_to("first_name")
        await desktop.type("Bo")
        await desktop.go_to("is_late")
        await desktop.press("space")
        await desktop.pilot.pause()
        assert list(desktop.texts) == [field.name for field in desktop.form.hand.fields()]
        assert desktop.texts["first_name"] == "Bo"


async def test_a_customers_message_pasted_into_the_find_box_is_searched_whole(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.paste('Hello,\n\nwhere is my "refund"?\r\nThanks\n')
        assert desktop.find.words.value == 'Hello,  where is my "refund"? Thanks'


async def test_lines_pasted_into_a_field_of_one_line_are_all_kept(open_app: Opener) -> None:
    async with open_app([PART]) as desktop:
        await desktop.take("order-part")
        await desktop.go_to("order_number")
        await desktop.paste("first\nsecond\tthird")
        assert desktop.texts["order_number"] == "first second third"


async def test_a_form_with_something_wrong_in_it_does_not_say_that_it_is_ready(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.take("refund-late")
        for text in ("Bo", "12,50", "A10482", "nonsense"):
            await desktop.type(text)
            await desktop.press("tab")
        progress = str(desktop.form.query_one(".progress").render())
        assert "Ready" not in progress
        assert "To correct: Day we sent it" in progress


async def test_the_same_notice_never_piles_up_and_esc_takes_it_away(open_app: Opener) -> None:
    async with open_app() as desktop:
        desktop.app.notify("still to fill in: Name")
        await desktop.pilot.pause()
        desktop.app.notify("still to fill in: Name")
        await desktop.pilot.pause()
        assert desktop.toasts == ["still to fill in: Name"]
        await desktop.press("escape")
        assert desktop.toasts == []


async def test_once_is_left_with_esc_when_nothing_is_typed(open_app: Opener) -> None:
    async with open_app(is_once=True) as desktop:
        await desktop.type("re")
        await desktop.press("escape")
        assert desktop.app.is_running
        await desktop.press("escape")
        await desktop.pilot.pause()
        assert desktop.app._exit


async def test_on_a_smaller_terminal_the_field_in_focus_stays_in_sight(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.take("refund-late")
        await desktop.go_to("sent_on")
        await desktop.pilot.resize_terminal(60, 20)
        await desktop.pilot.pause(0.3)
        focused = desktop.app.focused
        assert focused is not None
        assert desktop.form.fields.region.contains_region(focused.region)


async def test_without_colours_no_theme_is_offered_that_needs_the_terminals_own(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_app(theme="ansi-dark") as desktop:
        assert desktop.app.no_color
        assert not [name for name in desktop.app.available_themes if name.startswith("ansi")]
        assert desktop.app.theme == "textual-dark"
