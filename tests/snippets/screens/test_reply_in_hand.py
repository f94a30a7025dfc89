"""The reply in hand: several templates as one reply, its text edited, copied again, taken back, or read out."""

from __future__ import annotations

from datetime import timedelta

from library.documents import Document, Field, Variant
from snippets.screens.speaking import script_of

from .conftest import NOW, Desktop, Opener
from .desks import rows

NAME = Field("first_name", "First name", source="customer.first_name")
REFUND = Document(
    "refund-sent",
    "Hi {{ first_name }},\n\nWe sent your refund for {{ order_number }}.\n\nKind regards,\nSupport",
    title="Refund sent",
    fields=(NAME, Field("order_number", "Order number")),
    after="tag refund",
    variants=(Variant("phone", "I can see your refund for {{ order_number }}. It left us today! Is that all?"),),
)
ADDRESS = Document(
    "address-new",
    "Hi {{ first_name }},\n\nYour new address for {{ order_number }} is {{ address }}.\n\nKind regards,\nSupport",
    title="New address",
    fields=(NAME, Field("order_number", "Order number"), Field("address", "Address")),
    after="tag address",
)
CLOSED = Document("closed-day", "We are closed on Monday.", title="Closed")
WEEKDAY = Document(
    "weekday", "See you {{ order_number }}.", title="Day", fields=(Field("order_number", "Day", "date"),)
)
ALL = (REFUND, ADDRESS, CLOSED, WEEKDAY)


async def both(desktop: Desktop) -> None:
    await desktop.take("refund-sent")
    await desktop.type("Ana")
    await desktop.press("enter")
    await desktop.type("A1")
    await desktop.press("f8")
    await desktop.take("address-new")


async def test_a_second_template_joins_and_what_both_ask_is_asked_once(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await both(desktop)
        assert desktop.texts == {"first_name": "Ana", "order_number": "A1", "address": ""}
        await desktop.type("Elm Street 1")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == [
            "Hi Ana,\n\nWe sent your refund for A1.\n\nYour new address for A1 is Elm Street 1."
            "\n\nKind regards,\nSupport"
        ]
        assert any("tag refund; tag address" in toast for toast in desktop.toasts)


async def test_what_the_form_shows_of_two_templates_is_what_is_copied(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await both(desktop)
        await desktop.type("Elm Street 1")
        shown = "".join(part.text for part in desktop.form.hand.parts())
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == [shown]


async def test_each_template_of_the_reply_is_a_use_and_each_search_that_found_one_too(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await both(desktop)
        await desktop.type("Elm")
        await desktop.press("enter")
        await desktop.settled()
        uses = rows(desktop.path, "uses")
        assert sorted(str(use["template"]) for use in uses) == ["id-address-new", "id-refund-sent"]
        assert [use["edited"] for use in uses] == [0, 0]
        assert sum(int(str(use["fields_by_hand"])) for use in uses) == 3
        searches = rows(desktop.path, "searches")
        assert sorted((search["template"], search["outcome"]) for search in searches) == [
            ("id-address-new", "used"),
            ("id-refund-sent", "used"),
        ]
        assert {use["search"] for use in uses} == {search["id"] for search in searches}


async def test_a_shared_value_changed_later_changes_in_both(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await both(desktop)
        await desktop.go_to("order_number")
        await desktop.type("7")
        await desktop.go_to("address")
        await desktop.type("Elm")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard[0].count("A17") == 2


async def test_one_name_for_two_kinds_of_things_is_asked_twice(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.take("refund-sent")
        await desktop.type("Ana")
        await desktop.press("f8")
        await desktop.take("weekday")
        assert list(desktop.texts) == ["first_name", "order_number", "order_number@2"]


async def test_escape_takes_back_what_joined_last_and_nothing_typed_is_lost(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await both(desktop)
        await desktop.type("Elm")
        await desktop.press("escape")
        assert desktop.screen == "FindScreen"
        await desktop.press("escape", "escape")
        assert list(desktop.texts) == ["first_name", "order_number"]
        await desktop.press("f8")
        await desktop.take("address-new")
        assert desktop.texts["address"] == "Elm"


async def test_f6_on_the_list_copies_the_reply_in_hand(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.type("closed")
        await desktop.press("f8")
        await desktop.pilot.pause(0.5)
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["We are closed on Monday."]


async def test_the_same_template_does_not_join_itself(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.type("closed")
        await desktop.press("f8")
        await desktop.pilot.pause(0.5)
        await desktop.type("closed")
        await desktop.press("enter")
        assert desktop.screen == "FindScreen"
        assert any("in hand already" in toast for toast in desktop.toasts)


async def test_the_finished_text_can_be_edited_and_only_that_it_was_is_noted(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.type("closed")
        await desktop.press("f7")
        assert desktop.screen == "EditingScreen"
        await desktop.press("end")
        await desktop.type(" Sorry!")
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard == ["We are closed on Monday. Sorry!"]
        (use,) = rows(desktop.path, "uses")
        assert use["edited"] == 1
        assert use["rendered_characters"] == len("We are closed on Monday.")
        assert "Sorry" not in desktop.path.read_bytes().decode("latin-1")


async def test_an_edited_text_stays_while_one_looks_at_the_fields_again(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.take("refund-sent")
        await desktop.type("Ana")
        await desktop.press("enter")
        await desktop.type("A1")
        await desktop.press("f7")
        await desktop.type("Oh! ")
        await desktop.press("escape")
        assert desktop.screen == "FillInScreen"
        await desktop.press("f6")
        await desktop.settled()
        assert desktop.clipboard[0].startswith("Oh! Hi Ana,")


async def test_parts_can_be_put_into_another_order_and_dropped(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.type("closed")
        await desktop.press("f8")
        await desktop.pilot.pause(0.5)
        await desktop.take("refund-sent")
        await desktop.type("Ana")
        await desktop.press("enter")
        await desktop.type("A1")
        await desktop.press("f7")
        editing = desktop.app.screen
        assert editing.query_one("#text").text.startswith("We are closed")  # type: ignore[attr-defined]
        await desktop.press("f3")
        assert editing.query_one("#text").text.startswith("Hi Ana")  # type: ignore[attr-defined]
        await desktop.press("ctrl+up", "f4")
        assert editing.query_one("#text").text == "We are closed on Monday."  # type: ignore[attr-defined]
        await desktop.press("f6")
        await desktop.settled()
        assert [use["template"] for use in rows(desktop.path, "uses")] == ["id-closed-day"]


async def test_another_order_asks_once_more_before_edits_go(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await both(desktop)
        await desktop.type("Elm")
        await desktop.press("f7")
        await desktop.type("Dear all, ")
        await desktop.press("f3")
        text = desktop.app.screen.query_one("#text")
        assert text.text.startswith("Dear all, ")  # type: ignore[attr-defined]
        await desktop.press("f3")
        assert text.text.startswith("Hi Ana,\n\nYour new address")  # type: ignore[attr-defined]


async def test_the_last_reply_is_copied_again_without_counting_again(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.take("closed-day")
        await desktop.settled()
        await desktop.press("f5")
        await desktop.settled()
        assert desktop.clipboard == ["We are closed on Monday."] * 2
        assert len(rows(desktop.path, "uses")) == 1
        await desktop.press("ctrl+n", "f5")
        await desktop.settled()
        assert len(desktop.clipboard) == 2


async def test_a_use_taken_back_within_a_minute_is_corrected_and_its_words_are_in_the_box_again(
    open_app: Opener,
) -> None:
    async with open_app(ALL) as desktop:
        await desktop.take("closed-day")
        await desktop.settled()
        await desktop.press("ctrl+z")
        await desktop.settled()
        use, correction = sorted(rows(desktop.path, "uses"), key=lambda row: str(row["corrects"] or ""))
        assert correction["corrects"] == use["id"]
        assert desktop.find.words.value == "closed-day"
        await desktop.press("ctrl+z")
        await desktop.settled()
        assert len(rows(desktop.path, "uses")) == 2


async def test_after_a_minute_a_use_stays(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        now = [NOW]
        desktop.find.surroundings = desktop.find.surroundings._replace(clock=lambda: now[0])
        await desktop.take("closed-day")
        await desktop.settled()
        now[0] = NOW + timedelta(seconds=61)
        await desktop.press("ctrl+z")
        await desktop.settled()
        assert len(rows(desktop.path, "uses")) == 1
        assert any("60 seconds ago" in toast for toast in desktop.toasts)


async def test_on_the_phone_the_script_is_read_out_and_nothing_is_copied(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.press("f2", "f2")
        assert desktop.find.channel == "phone"
        await desktop.take("refund-sent")
        await desktop.type("A1")
        await desktop.press("enter")
        assert desktop.screen == "SpeakingScreen"
        script = desktop.app.screen.query_one("#script").text  # type: ignore[attr-defined]
        assert "I can see your refund for A1.\n\nIt left us today!\n\nIs that all?" in script
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == []
        (use,) = rows(desktop.path, "uses")
        assert (use["action"], use["channel"]) == ("spoken", "phone")


async def test_back_from_the_script_nothing_is_noted_and_the_values_are_there(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.press("f2", "f2")
        await desktop.take("refund-sent")
        await desktop.type("A1")
        await desktop.press("enter")
        await desktop.press("escape")
        assert desktop.texts == {"order_number": "A1"}
        assert rows(desktop.path, "uses") == []


async def test_the_channel_can_be_changed_in_the_form(open_app: Opener) -> None:
    async with open_app(ALL) as desktop:
        await desktop.take("refund-sent")
        await desktop.type("Ana")
        await desktop.press("f2", "f2")
        assert "I can see your refund" in desktop.form.reply.text
        assert list(desktop.texts) == ["order_number"]


def test_a_script_has_a_sentence_a_line_and_keeps_amounts_whole() -> None:
    assert script_of("It costs 3. 50 EUR. Is that all?\n\nThank you.") == [
        "It costs 3. 50 EUR.",
        "Is that all?",
        "Thank you.",
    ]


async def test_what_could_not_be_copied_is_taken_again_with_all_that_was_typed(open_app: Opener) -> None:
    async with open_app(ALL, clipboard_fault="not copied: no clipboard") as desktop:
        await desktop.take("refund-sent")
        await desktop.type("Ana")
        await desktop.press("enter")
        await desktop.type("A1")
        await desktop.press("enter")
        await desktop.settled()
        assert rows(desktop.path, "uses") == []
        assert desktop.find.words.value == "refund-sent"
        await desktop.press("enter")
        assert desktop.texts == {"first_name": "Ana", "order_number": "A1"}


async def test_several_templates_that_could_not_be_copied_stay_in_hand(open_app: Opener) -> None:
    async with open_app(ALL, clipboard_fault="not copied: no clipboard") as desktop:
        await both(desktop)
        await desktop.type("Elm")
        await desktop.press("enter")
        await desktop.settled()
        desktop.find.words.value = ""
        await desktop.press("escape")
        assert desktop.texts == {"first_name": "Ana", "order_number": "A1", "address": "Elm"}
