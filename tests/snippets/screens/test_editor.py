"""The editor: text, sample, checks and details; drafts, approval, copies; and nothing typed is lost."""

from __future__ import annotations

import json
import os
import stat
import sys

import pytest
from builders import Home, reply
from textual.geometry import Offset

from library.documents import Field, Option, Variant
from library.record import authoring, history, review
from snippets.screens.editor_kept import folder_of
from snippets.screens.editor_work import Start

from .editing import LIBRARY, REFUND, Desk, editing, furnish, read, write

SMALL, LARGE = (80, 24), (120, 40)


@pytest.fixture
def mine(home: Home) -> Home:
    furnish(home)
    return home


def by_bo(home: Home, document: object, based_on: int = 1) -> None:
    """Bo saves a draft of refund-late meanwhile."""

    def work(session: object) -> object:
        template = history.resolve(session, "refund-late")  # type: ignore[arg-type]
        return authoring.save(session, document, author="bo", based_on=based_on, template=template)  # type: ignore[arg-type]

    write(home, work)


# what it shows


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
async def test_it_shows_the_text_and_how_it_reads_with_samples(mine: Home, size: tuple[int, int]) -> None:
    async with editing(mine, size=size) as desk:
        assert desk.area.text == REFUND.body
        assert "Hi Ana,\n\nwe sent your refund on Nov 20, 2026.\n\nKind regards" in desk.sample
        await desk.press("f2")
        await desk.until(lambda: "Your refund is on its way, Ana." in desk.sample)
        assert desk.area.text == "Your refund is on its way, {{ first_name }}."


async def test_the_sample_follows_every_key(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Dear customer! ")
        await desk.until(lambda: desk.sample.startswith("Dear customer! Hi Ana,"))


async def test_what_was_typed_before_the_text_was_there_is_in_it(mine: Home) -> None:
    async with editing(mine, early="Dear you, ", pasted="and hello! ") as desk:
        await desk.type("Now: ")
        await desk.until(lambda: desk.sample.startswith("Dear you, and hello! Now: Hi Ana,"))


async def test_what_was_typed_before_a_new_template_was_there_is_its_name(mine: Home) -> None:
    async with editing(mine, Start(), early="par") as desk:
        await desk.type("cel")
        await desk.until(lambda: desk.editor.details.pending == ("abbreviation", "parcel"))


async def test_a_name_that_is_no_field_yet_does_not_spoil_the_sample(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Since {{ begun_on | date }}: ")
        await desk.until(lambda: "Since ‹Begun on›: Hi Ana," in desk.sample)


async def test_a_fault_is_told_at_its_line_with_a_remedy_and_a_key_goes_there(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.press("ctrl+end")
        await desk.type("\n{{ x + 1 }}")
        await desk.checked()
        assert "! line 6" in desk.findings
        assert "templates do not calculate" in desk.findings
        assert "Nov 20" in desk.sample  # how it read before stays beside it
        shown = "".join(segment.text for segment in desk.area.render_line(_line_of(desk, row=5)))
        assert shown.lstrip().startswith("6!")
        await desk.press("ctrl+home", "f8")
        assert desk.area.cursor_location == (5, 5)


def _line_of(desk: Desk, *, row: int) -> int:
    """Where a line of the text is on the screen."""
    offset = desk.area.wrapped_document.location_to_offset((row, 0))
    assert isinstance(offset, Offset)
    return offset.y - desk.area.scroll_offset.y


async def test_a_finding_about_a_field_leads_to_its_line_in_the_details(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.change("fields+", "order_number")
        await desk.checked()
        assert "field order_number" in desk.findings
        await desk.press("escape", "f8")
        entry = desk.editor.details.list.highlighted
        assert entry is not None
        assert entry.key == "fields.order_number"


async def test_a_name_that_is_no_field_yet_becomes_one_with_a_key(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("{{ order_number }} ")
        await desk.checked()
        await desk.go_to("declare+order_number")
        await desk.press("enter")
        await desk.until(lambda: "▾ order_number" in desk.details)
        assert desk.editor.current.field("order_number") == Field("order_number")


# the details


@pytest.mark.parametrize(
    ("key", "typed", "name", "value"),
    [
        ("title", "Late refund", "title", "Late refund"),
        ("group", "Billing/Refunds", "group", "Billing/Refunds"),
        ("aliases", 'late, "money, back"', "aliases", ("late", "money, back")),
        ("tags", "refund,bank", "tags", ("refund", "bank")),
        ("kind", "fr", "kind", "fragment"),
        ("owner", "bo", "owner", "bo"),
        ("review_days", "30", "review_days", 30),
        ("note", "Look first.", "note", "Look first."),
    ],
)
async def test_a_detail_is_changed_in_place(mine: Home, key: str, typed: str, name: str, value: object) -> None:
    async with editing(mine) as desk:
        await desk.change(key, typed)
        assert getattr(desk.editor.current, name) == value
        await desk.saved()
        assert getattr(desk.document(), name) == value


async def test_what_cannot_be_is_refused_where_it_is_typed(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.change("review_days", "soon")
        assert desk.editor.details.is_changing
        assert "no number of days" in str(desk.editor.query_one("#hint").render())
        await desk.press("escape")
        assert desk.editor.current == REFUND


async def test_a_letter_typed_on_a_detail_begins_another_value_and_none_is_lost(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.go_to("title")
        await desk.press("L", "a", "t", "e", "enter")
        await desk.until(lambda: desk.editor.current.title == "Late")


async def test_a_fields_rules_are_changed_one_by_one(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.go_to("fields.sent_on")
        await desk.press("enter")
        await desk.change("fields.sent_on.label", "When we sent it")
        await desk.change("fields.sent_on.type", "ch")
        assert desk.editor.details.is_changing  # choice or choices?
        await desk.press("escape")
        await desk.change("fields.sent_on.type", "choice")
        await desk.change("fields.sent_on.options", 'today, past = "in the past, long ago"')
        await desk.go_to("fields.sent_on.required")
        await desk.press("enter")
        await desk.pilot.pause()
        assert desk.editor.current.field("sent_on") == Field(
            "sent_on", "When we sent it", "choice", required=False,
            options=(Option("today"), Option("past", "in the past, long ago")),
        )  # fmt: skip


async def test_a_wording_for_a_channel_is_added_edited_and_taken_out(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.change("variants+", "phone")
        await desk.until(lambda: desk.editor.place == "phone")
        await desk.press("ctrl+home")
        await desk.type("Hello! ")
        assert desk.editor.current.body_for("phone") == f"Hello! {REFUND.body}"
        await desk.go_to("variants.chat")
        await desk.press("delete")
        await desk.until(lambda: desk.editor.document.channels == ("phone",))
        await desk.saved()
        assert desk.document().variants == (Variant("phone", f"Hello! {REFUND.body}"),)


async def test_a_change_of_the_details_can_be_taken_back(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.go_to("fields.sent_on")
        await desk.press("delete")
        await desk.until(lambda: desk.editor.current.field("sent_on") is None)
        await desk.press("ctrl+z")
        await desk.until(lambda: desk.editor.current == REFUND)


async def test_the_preview_is_kept_as_an_example_that_holds(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.go_to("examples+")
        await desk.press("enter")
        await desk.until(lambda: bool(desk.editor.current.examples))
        await desk.checked()
        assert "example" not in desk.findings
        [example] = desk.editor.current.examples
        assert example.expect == "Hi Ana,\n\nwe sent your refund on Nov 20, 2026.\n\nKind regards"


# into the library


async def test_saving_makes_a_draft_that_agents_do_not_get(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Hello! ")
        await desk.saved()
        assert desk.document().body == f"Hello! {REFUND.body}"
        assert [state.is_live for state in desk.states()] == [True, False]
        assert "refund-late r2 is saved as a draft" in desk.toasts
        assert desk.kept == []


async def test_a_fault_keeps_it_from_others_and_not_from_being_saved(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("{{ x + 1 }}")
        await desk.press("f7")
        await desk.until(lambda: any("keeps it from others" in toast for toast in desk.toasts))
        assert desk.screen == "EditorScreen"
        await desk.saved()
        assert desk.document().body.startswith("{{ x + 1 }}")


async def test_whose_approval_is_enough_makes_it_live_with_a_reason(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Hello! ")
        await desk.press("f7")
        await desk.until(lambda: desk.screen == "ChoosingScreen")
        await desk.press("l")
        await desk.until(lambda: desk.screen == "AskLineScreen")
        await desk.type("friendlier")
        await desk.press("enter")
        await desk.until(lambda: desk.screen == "FindScreen")
        newest = read(mine, lambda session: history.revisions(session, "refund-late"))[-1]
        assert newest.is_live
        assert newest.decisions[-1].reason == "friendlier"
        assert newest.document.body == f"Hello! {REFUND.body}"


async def test_what_became_wrong_while_it_was_written_keeps_it_from_going_live(mine: Home) -> None:
    async with editing(mine, Start("thanks")) as desk:
        await desk.type("We answer within {{ facts.refund_days }} days. ")
        await desk.checked()
        assert "fact" not in desk.findings
        await desk.press("f7")
        await desk.until(lambda: desk.screen == "ChoosingScreen")
        write(mine, lambda session: review.retire(session, ["refund-days"], by="mia"))
        await desk.press("l")
        await desk.until(lambda: desk.screen == "AskLineScreen")
        await desk.type("exact")
        await desk.press("enter")
        await desk.until(lambda: any("refund_days" in toast for toast in desk.toasts))
        assert desk.area.text.startswith("We answer within")
        assert [state.is_live for state in desk.states("thanks")] == [True]


async def test_where_somebody_else_approves_it_is_submitted(home: Home) -> None:
    furnish(home, LIBRARY, "bo")
    async with editing(home) as desk:
        await desk.type("Hello! ")
        await desk.press("f7")
        await desk.until(lambda: desk.screen == "ChoosingScreen")
        await desk.press("enter")
        await desk.until(lambda: desk.screen == "AskLineScreen")
        await desk.type("friendlier")
        await desk.press("enter")
        await desk.until(lambda: desk.screen == "FindScreen")
    [draft] = read(home, history.drafts)
    assert [(one.kind, one.by, one.reason) for one in draft.decisions] == [("submitted", "mia", "friendlier")]


async def test_a_typo_goes_live_at_once_though_somebody_else_approves(home: Home) -> None:
    furnish(home, (reply("thanks", "Thank you for your mesage."),), "bo")
    async with editing(home, Start("thanks")) as desk:
        desk.area.put("Thank you for your message.")
        await desk.press("f7")
        await desk.until(lambda: desk.screen == "ChoosingScreen")
        await desk.press("l")
        await desk.until(lambda: desk.screen == "AskLineScreen")
        await desk.type("typo")
        await desk.press("enter")
        await desk.until(lambda: desk.screen == "FindScreen")
    newest = read(home, lambda session: history.revisions(session, "thanks"))[-1]
    assert newest.is_live
    assert newest.document.body == "Thank you for your message."


async def test_a_new_template_begins_with_its_name(mine: Home) -> None:
    async with editing(mine, Start()) as desk:
        await desk.until(lambda: desk.editor.details.is_changing)
        await desk.type("card-limit")
        await desk.press("enter", "escape")
        await desk.type("Your limit is 500.")
        await desk.saved()
        assert desk.document("card-limit").body == "Your limit is 500."
        await desk.type(" Really.")
        await desk.saved()
        assert [state.number for state in desk.states("card-limit")] == [1, 2]


async def test_a_name_that_another_template_has_is_refused_and_nothing_is_lost(mine: Home) -> None:
    async with editing(mine, Start(origin="refund-late")) as desk:
        await desk.until(lambda: desk.editor.details.is_changing)
        await desk.type("thanks")
        await desk.press("enter")
        await desk.checked()
        assert "thanks" in desk.findings
        await desk.saved()
        assert any("belongs to the template" in toast for toast in desk.toasts)
        assert desk.editor.current == REFUND._replace(abbreviation="thanks")


async def test_a_copy_is_a_template_of_its_own(mine: Home) -> None:
    async with editing(mine, Start(origin="refund-late")) as desk:
        await desk.until(lambda: desk.editor.details.is_changing)
        await desk.type("refund-again")
        await desk.press("enter")
        await desk.saved()
        assert desk.document("refund-again") == REFUND._replace(abbreviation="refund-again")
        assert len(desk.states()) == 1


async def test_a_renamed_template_keeps_its_old_name_as_an_alias(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.change("abbreviation", "refund-delayed")
        await desk.saved()
        assert (desk.document().abbreviation, desk.document().aliases) == ("refund-delayed", ("refund-late",))


# two leads


async def test_what_does_not_overlap_is_merged_and_shown(home: Home) -> None:
    furnish(home, LIBRARY, "bo")
    async with editing(home) as desk:
        by_bo(home, REFUND._replace(title="Where is my refund?", body=REFUND.body.replace("we sent", "we have sent")))
        await desk.type("Hello! ")
        await desk.saved()
        await desk.until(lambda: any("bo saved r2 while you wrote" in toast for toast in desk.toasts))
        merged = REFUND._replace(
            title="Where is my refund?", body=f"Hello! {REFUND.body.replace('we sent', 'we have sent')}"
        )
        assert desk.document() == merged
        assert desk.editor.current == merged
        assert [state.author for state in desk.states()] == ["mia", "bo", "mia"]


async def clashing(desk: Desk, home: Home) -> None:
    """Both write another greeting; Mia another title too."""
    by_bo(home, REFUND._replace(body=REFUND.body.replace("Hi ", "Dear "), title="Where is it?"))
    await desk.press("ctrl+home", "delete", "delete")
    await desk.type("Hello")
    await desk.change("title", "Late refund")
    await desk.press("ctrl+s")
    await desk.until(lambda: desk.screen == "ConflictScreen")


async def test_where_both_changed_the_same_each_place_is_settled(home: Home) -> None:
    furnish(home, LIBRARY, "bo")
    async with editing(home) as desk:
        await clashing(desk, home)
        shown = desk.app.screen.query_one("#both").text  # type: ignore[attr-defined]
        assert "Late refund" in shown + str(desk.app.screen.places.entries)  # type: ignore[attr-defined]
        assert len(desk.states()) == 2
        calls = [entry.label for entry in desk.app.screen.places.entries]  # type: ignore[attr-defined]
        assert calls == ["title", "line 1"]
        await desk.press("t", "m", "enter")
        await desk.until(lambda: len(desk.states()) == 3)
        assert desk.document() == REFUND._replace(title="Where is it?", body=REFUND.body.replace("Hi ", "Hello "))
        assert desk.states()[-1].based_on == 2


async def test_both_sides_of_a_place_may_stay_or_be_written_anew(home: Home) -> None:
    furnish(home, LIBRARY, "bo")
    async with editing(home) as desk:
        await clashing(desk, home)
        await desk.press("m", "b")
        await desk.press("e")
        await desk.until(lambda: desk.screen == "PlaceScreen")
        area = desk.app.screen.query_one("TypedArea")
        assert area.text == "Dear {{ first_name }},\nHello {{ first_name }},"  # type: ignore[attr-defined]
        await desk.type("Oh. ")
        await desk.press("f6")
        await desk.until(lambda: desk.screen == "ConflictScreen")
        await desk.press("enter")
        await desk.until(lambda: len(desk.states()) == 3)
        first = "Oh. Dear {{ first_name }},\nHello {{ first_name }},\n"
        assert desk.document().body == REFUND.body.replace("Hi {{ first_name }},\n", first)


async def test_a_conflict_left_open_loses_neither_text(home: Home) -> None:
    furnish(home, LIBRARY, "bo")
    async with editing(home) as desk:
        await clashing(desk, home)
        await desk.press("enter")
        assert desk.screen == "ConflictScreen"
        await desk.press("escape")
        await desk.until(lambda: desk.screen == "EditorScreen")
        assert desk.editor.current.title == "Late refund"
        assert desk.document().title == "Where is it?"
        await desk.until(lambda: len(desk.kept) == 1)


# nothing is lost


async def test_what_is_typed_is_in_a_private_file_until_it_is_saved(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Hello! ")
        await desk.until(lambda: len(desk.kept) == 1 and "Hello! Hi" in desk.kept[0].read_text())
        [file] = desk.kept
        if sys.platform != "win32":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert json.loads(json.loads(file.read_text())["document"])["body"] == f"Hello! {REFUND.body}"
        await desk.saved()
        assert desk.kept == []


async def test_undoing_all_of_it_needs_no_file(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Hello! ")
        await desk.until(lambda: len(desk.kept) == 1)
        await desk.press(*["backspace"] * 7)
        await desk.until(lambda: desk.kept == [])


async def test_what_is_kept_for_later_comes_back_and_can_be_dropped(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Hello! ")
        await desk.press("escape")
        await desk.until(lambda: desk.screen == "ChoosingScreen")
        await desk.press("k")
        await desk.until(lambda: desk.screen == "FindScreen")
    async with editing(mine) as desk:
        assert desk.area.text == f"Hello! {REFUND.body}"
        assert any("Here is what you had not saved" in toast for toast in desk.toasts)
        await desk.press("ctrl+r")
        assert desk.area.text == f"Hello! {REFUND.body}"
        await desk.press("ctrl+r")
        await desk.until(lambda: desk.area.text == REFUND.body)
        await desk.until(lambda: desk.kept == [])
    async with editing(mine) as desk:
        assert desk.area.text == REFUND.body
        assert desk.toasts == []


@pytest.mark.parametrize(("key", "count"), [("s", 2), ("d", 1)], ids=["saved", "dropped"])
async def test_leaving_asks_what_becomes_of_it(mine: Home, key: str, count: int) -> None:
    async with editing(mine) as desk:
        folder = folder_of(desk.editor.config)
        await desk.type("Hello! ")
        await desk.until(lambda: len(desk.kept) == 1)
        await desk.press("escape")
        await desk.until(lambda: desk.screen == "ChoosingScreen")
        await desk.press(key)
        await desk.until(lambda: desk.screen == "FindScreen")
        assert len(desk.states()) == count
        assert [name for name in os.listdir(folder) if name.endswith(".json")] == []


async def test_quitting_right_after_a_key_keeps_it_too(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.type("Hey ")
        await desk.press("ctrl+q")
    async with editing(mine) as desk:
        assert desk.area.text == f"Hey {REFUND.body}"


async def test_a_value_half_typed_comes_back_too(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.go_to("note")
        await desk.press("L", "o", "o", "k")
        await desk.until(lambda: len(desk.kept) == 1 and "Look" in desk.kept[0].read_text())
    async with editing(mine) as desk:
        await desk.until(lambda: desk.editor.details.pending == ("note", "Look"))


async def test_a_second_window_keeps_a_file_of_its_own(mine: Home) -> None:
    async with editing(mine) as one, editing(mine) as other:
        await one.type("One. ")
        await one.until(lambda: len(one.kept) == 1)
        assert other.area.text == REFUND.body
        await other.type("Two. ")
        await other.until(lambda: len(other.kept) == 2)
    async with editing(mine) as one, editing(mine) as other:
        assert {one.area.text, other.area.text} == {f"One. {REFUND.body}", f"Two. {REFUND.body}"}


async def test_an_unchanged_template_is_left_without_a_question(mine: Home) -> None:
    async with editing(mine) as desk:
        await desk.press("escape")
        await desk.until(lambda: desk.screen == "FindScreen")


async def test_a_template_that_is_not_there_is_said(mine: Home) -> None:
    from snippets.screens.editor import EditorScreen

    async with editing(mine) as desk:
        screen = EditorScreen(desk.editor.config, desk.app.surroundings, Start("nothing-such"))
        await desk.app.push_screen(screen)
        await desk.until(lambda: "nothing-such" in screen.query_one("#sample").text)  # type: ignore[attr-defined]
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is not screen)


async def test_the_editor_goes_on_from_a_draft_that_waits(home: Home) -> None:
    furnish(home, LIBRARY, "bo")
    by_bo(home, REFUND._replace(title="Theirs"))
    async with editing(home) as desk:
        assert desk.editor.current.title == "Theirs"


async def test_the_editor_does_not_go_on_from_what_was_sent_back(home: Home) -> None:
    furnish(home, LIBRARY, "bo")
    by_bo(home, REFUND._replace(title="Theirs"))
    write(home, lambda session: review.reject(session, [("refund-late", 2)], by="mia", reason="no"))
    async with editing(home) as desk:
        assert desk.editor.current.title == REFUND.title
        await desk.type("Hello! ")
        await desk.saved()
        assert desk.states()[-1].based_on == 1
