"""The find screen: what the agent types is what is looked for, what is highlighted is what is taken."""

from __future__ import annotations

from textual import events

from library.desk.store import open_desk

from .conftest import DOCUMENTS, HOSTILE, ORDERS, REFUND, THANKS, Opener
from .desks import pull, rows


async def test_typing_shows_the_best_reply_highlighted_and_its_text_beside_it(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("refnd la")
        assert desktop.highlighted == "refund-late"
        assert "Refund not arrived yet" in desktop.preview
        assert "approved by Mia 3 May" in desktop.preview
        assert "for order ‹Order number›" in desktop.preview
        assert "! Check the payment provider's page first." in desktop.preview
        assert "Billing lead" in desktop.preview


async def test_fragments_and_facts_are_not_offered(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("greeting")
        assert "greeting" not in desktop.names


async def test_a_reply_without_fields_is_copied_at_once_and_the_box_is_empty_again(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("thank")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["Thank you for your message."]
        assert desktop.toasts == ["Copied thanks"]
        assert desktop.find.words.value == ""
        assert desktop.screen == "FindScreen"


async def test_what_cannot_be_confirmed_is_said_to_be_sent_to_the_terminal(open_app: Opener) -> None:
    async with open_app(is_confirmed=False) as desktop:
        await desktop.type("thank")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.toasts == ["Sent to the terminal's clipboard: thanks"]


async def test_a_use_is_noted_with_its_search_and_its_moments_in_order(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("thnaks Zebulon")
        await desktop.press("enter")
        await desktop.settled()
        (use,) = rows(desktop.path, "uses")
        (search,) = rows(desktop.path, "searches")
        assert (use["template"], use["revision"], use["version"]) == ("id-thanks", 7, 3)
        assert (use["agent"], use["source"], use["channel"], use["row_rank"]) == ("ana", "app", "email", 1)
        assert use["typed_characters"] == len("thnaks Zebulon")
        assert use["rendered_characters"] == len("Thank you for your message.")
        assert use["search"] == search["id"]
        assert search["outcome"] == "used"
        assert "zebulon" not in str(search["words"]).lower()
        assert str(search["started_at"]) <= str(use["found_at"]) <= str(use["chosen_at"])


async def test_a_search_given_up_is_noted_masked(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("refund Zebulon")
        await desktop.press("escape")
        (search,) = rows(desktop.path, "searches")
        assert (search["words"], search["outcome"]) == ("refund <WORD>", "abandoned")
        assert desktop.find.words.value == ""


async def test_a_search_that_finds_nothing_says_what_to_try_and_is_noted_so(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("xqzwvk")
        assert desktop.names == []
        assert "Nothing fits “xqzwvk”" in desktop.find.results.text
        assert "esc clears the words" in desktop.find.results.text
        await desktop.press("escape")
        (search,) = rows(desktop.path, "searches")
        assert (search["words"], search["outcome"]) == ("<WORD>", "nothing")


async def test_enter_before_the_templates_are_loaded_takes_nothing_and_says_why(open_app: Opener) -> None:
    async with open_app(has_desk=False, is_waited_for=False) as desktop:
        await desktop.type("thanks")
        await desktop.press("enter")
        assert desktop.clipboard == []
        assert desktop.screen == "FindScreen"
        assert any("Still loading" in toast for toast in desktop.toasts)


async def test_letters_typed_while_loading_are_searched_for_once_it_is_loaded(open_app: Opener) -> None:
    async with open_app(is_waited_for=False) as desktop:
        await desktop.type("thanks")
        await desktop.until(lambda: desktop.highlighted == "thanks")


async def test_the_arrows_move_the_highlight_while_letters_still_reach_the_box(open_app: Opener) -> None:
    async with open_app(ORDERS) as desktop:
        await desktop.type("order")
        first, second, third = desktop.names[:3]
        await desktop.press("down", "down")
        assert desktop.highlighted == third
        await desktop.press("up")
        assert desktop.highlighted == second
        await desktop.press("end")
        assert desktop.highlighted == desktop.names[-1]
        await desktop.press("home")
        assert desktop.highlighted == first
        await desktop.press("pagedown")
        assert desktop.highlighted == desktop.names[desktop.find.results.rows_in_sight]
        await desktop.type("-1")
        assert desktop.find.words.value == "order-1"
        assert len(desktop.names) <= 50


async def test_a_hundred_quick_rounds_take_the_highlighted_row_every_time(open_app: Opener) -> None:
    """Keys arrive without a pause between them, as from a paste or a fast hand: enter right behind the last letter."""
    async with open_app(ORDERS) as desktop:
        for number in range(100, 200):
            desktop.find.copied_at = float("-inf")
            for letter in f"order-{number}":
                desktop.app.post_message(events.Key({"-": "minus"}.get(letter, letter), letter))
            desktop.app.post_message(events.Key("enter", None))
            await desktop.until(lambda count=number - 99: len(desktop.clipboard) == count)
            await desktop.settled()
        assert desktop.clipboard == [f"This is reply {number}." for number in range(100, 200)]


async def test_enter_after_down_takes_the_row_moved_to_however_fast(open_app: Opener) -> None:
    async with open_app(ORDERS) as desktop:
        await desktop.type("order")
        second = desktop.names[1].removeprefix("order-")
        await desktop.press("escape")
        for letter in "order":
            desktop.app.post_message(events.Key(letter, letter))
        desktop.app.post_message(events.Key("down", None))
        desktop.app.post_message(events.Key("enter", None))
        await desktop.until(lambda: bool(desktop.clipboard))
        assert desktop.clipboard == [f"This is reply {second}."]


async def test_a_bounced_enter_does_not_take_the_first_row_of_the_empty_box(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("thanks")
        await desktop.press("enter", "enter")
        await desktop.settled()
        assert len(desktop.clipboard) == 1
        assert desktop.screen == "FindScreen"


async def test_copy_as_is_names_everything_that_is_missing_at_once_and_copies_nothing(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("refund-late")
        await desktop.press("ctrl+y")
        (toast,) = desktop.toasts
        for label in ("Customer's first name", "Amount", "Order number", "Day we sent it"):
            assert label in toast
        assert desktop.clipboard == []


async def test_copy_as_is_takes_defaults_where_nothing_is_missing(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("method-ask")
        await desktop.press("ctrl+y")
        await desktop.settled()
        assert desktop.clipboard == ["We refund card."]


async def test_a_channel_is_shown_kept_and_noted(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("refund-late")
        await desktop.press("f2")
        assert "your refund for ‹Order number› is on its way" in desktop.preview
        await desktop.press("escape")
        await desktop.type("thanks")
        assert "no chat wording" in desktop.preview
        await desktop.press("enter")
        await desktop.settled()
        assert rows(desktop.path, "uses")[0]["channel"] == "chat"


async def test_a_hostile_body_shows_and_copies_as_it_is_written(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("hostile")
        assert HOSTILE.title in desktop.preview
        assert HOSTILE.body in desktop.preview
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == [HOSTILE.body]


async def test_letters_that_look_like_commands_are_searched_for(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.press("question_mark", "slash", "number_sign", "at", "colon")
        assert desktop.find.words.value == "?/#@:"
        assert desktop.screen == "FindScreen"


async def test_ctrl_c_loses_no_words(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("refund")
        await desktop.press("ctrl+c")
        assert desktop.find.words.value == "refund"
        assert desktop.app.is_running


async def test_an_empty_box_shows_what_this_agent_used_lately_first(open_app: Opener) -> None:
    async with open_app(ORDERS) as desktop:
        await desktop.type("order-142")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.names[0] == "order-142"


async def test_a_new_version_shows_by_itself_and_keeps_words_and_highlight(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("thank")
        desk = open_desk(desktop.path)
        first = THANKS._replace(abbreviation="thank-first", title="Thank you first")
        pull(desk, [*DOCUMENTS, THANKS._replace(body="Thank you ever so much."), first], version=4)
        desk.close()
        await desktop.until(lambda: "Thank you ever so much." in desktop.preview)
        assert desktop.find.words.value == "thank"
        assert desktop.highlighted == "thanks"
        assert "thank-first" in desktop.names


async def test_a_template_retired_a_moment_ago_is_not_copied(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("thank")
        desktop.find._held.clear()
        desk = open_desk(desktop.path)
        pull(desk, [REFUND], version=4)
        desk.close()
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == []
        assert any("no template is named “thanks”" in toast for toast in desktop.toasts)


async def test_an_empty_library_says_how_to_bring_templates_in(open_app: Opener) -> None:
    async with open_app([]) as desktop:
        assert "snippets import FOLDER" in desktop.find.results.text


async def test_without_a_desk_the_screen_says_so_and_fills_when_it_comes(open_app: Opener) -> None:
    from .desks import filled_desk

    async with open_app(has_desk=False, is_waited_for=False) as desktop:
        await desktop.until(lambda: "has not been fetched yet" in desktop.find.results.text)
        filled_desk(desktop.path, [THANKS])
        await desktop.until(lambda: desktop.names == ["thanks"])


async def test_a_clipboard_that_fails_is_one_line_and_the_words_are_still_there(open_app: Opener) -> None:
    async with open_app(clipboard_fault="not copied: xclip failed") as desktop:
        await desktop.type("thanks")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.toasts == ["not copied: xclip failed: use --print"]
        assert desktop.find.words.value == "thanks"
        assert rows(desktop.path, "uses") == []


async def test_a_use_that_cannot_be_noted_is_a_warning_and_the_reply_is_copied(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.type("thanks")
        desk = open_desk(desktop.path)
        desk.connection.execute("CREATE TRIGGER full BEFORE INSERT ON uses BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        desk.close()
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == ["Thank you for your message."]
        assert [notification.severity for notification in desktop.app._notifications] == ["information", "warning"]


async def test_once_closes_after_the_reply_was_copied_and_noted(open_app: Opener) -> None:
    async with open_app(is_once=True) as desktop:
        await desktop.type("thanks")
        await desktop.press("enter")
        await desktop.until(lambda: not desktop.app.is_running or desktop.app._exit)
    assert desktop.clipboard == ["Thank you for your message."]
    assert len(rows(desktop.path, "uses")) == 1


async def test_a_click_highlights_and_a_double_click_takes(open_app: Opener) -> None:
    async with open_app([THANKS, HOSTILE]) as desktop:
        other = desktop.names[1]
        await desktop.pilot.click("#results", offset=(3, 2))
        assert desktop.highlighted == other
        await desktop.pilot.click("#results", offset=(3, 2), times=2)
        await desktop.settled()
        assert len(desktop.clipboard) == 1


async def test_a_key_of_the_footer_can_be_clicked(open_app: Opener) -> None:
    async with open_app([THANKS]) as desktop:
        await desktop.pilot.click("KeyLine", offset=(3, 0))
        await desktop.settled()
        assert desktop.clipboard == [THANKS.body]


async def test_help_names_the_screen_and_closes_with_escape(open_app: Opener) -> None:
    async with open_app() as desktop:
        await desktop.press("f1")
        from snippets.widgets.lines import Lines

        text = desktop.app.screen.query_one(Lines).text
        assert text.startswith("Find a reply")
        assert "take the highlighted reply" in text
        await desktop.press("escape")
        assert desktop.screen == "FindScreen"


async def test_the_theme_chosen_is_remembered(open_app: Opener) -> None:
    async with open_app() as desktop:
        desktop.app.theme = "nord"
        await desktop.pilot.pause()
        file = desktop.path.parent / "config.toml"
        assert 'theme = "nord"' in file.read_text()
