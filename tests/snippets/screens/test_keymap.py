"""Keys set otherwise: what they may be, what is told, and that the screens, the key line and help obey them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from snippets.app import SnippetsApp
from snippets.screens.help import help_of
from snippets.screens.keymap import Checked, check, every_place
from snippets.screens.keys import key_name, read_key
from snippets.widgets.key_line import KeyLine

from .tuned import KNOWN_AGENT, Tuned, tuned_app

PLACES = every_place(SnippetsApp)


def checked(**keys: str) -> Checked:
    return check(PLACES, {id.replace("__", "."): key for id, key in keys.items()})


def key_line(desktop: Tuned) -> str:
    return str(desktop.app.screen.query_one(KeyLine).render_line(0).text)


# keys as people write them


@pytest.mark.parametrize(
    ("written", "key", "name"),
    [
        ("Ctrl+J", "ctrl+j", "ctrl+j"),
        ("shift+ctrl+x", "ctrl+shift+x", "ctrl+shift+x"),
        ("ctrl+]", "ctrl+right_square_bracket", "ctrl+]"),
        ("ctrl++", "ctrl+plus", "ctrl++"),
        ("?", "question_mark", "?"),
        ("PgUp", "pageup", "pgup"),
        ("esc", "escape", "esc"),
        ("return", "enter", "enter"),
        ("F12", "f12", "F12"),
        ("shift+a", "A", "A"),
        ("ctrl+@", "ctrl+@", "ctrl+@"),
        ("space", "space", "space"),
        ("ctrl+foo", "", ""),
        ("foo+x", "", ""),
        ("ctrl+", "", ""),
        ("", "", ""),
    ],
)
def test_a_key_is_known_however_it_is_written(written: str, key: str, name: str) -> None:
    assert read_key(written) == key
    assert not key or key_name(key) == name


# the house's own keys


def test_every_key_of_every_screen_has_a_name_of_its_own_in_the_settings() -> None:
    from textual.binding import Binding
    from textual.screen import Screen

    import snippets.screens.settings  # noqa: F401 - with every_place above all screens are loaded

    for screen in _screens(Screen):
        for binding in vars(screen).get("BINDINGS", ()):
            assert isinstance(binding, Binding), screen
            assert binding.id, f"{screen.__name__}: {binding.key}"
            assert binding.description, f"{screen.__name__}: {binding.key}"
    ids = Counter(action.id for place in PLACES for action in place.actions)
    assert [id for id, count in ids.items() if count > 1] == []


def _screens(screen: type) -> list[type]:
    return [
        found
        for below in screen.__subclasses__()
        for found in [below, *_screens(below)]
        if found.__module__.startswith("snippets.")
    ]


def test_no_two_actions_of_a_screen_begin_with_one_key() -> None:
    everywhere = PLACES[0].actions
    for place in PLACES:
        keys = [(key, action) for action in (*place.actions, *everywhere) for key in action.keys]
        for key, action in keys:
            others = {other.does for held, other in keys if held == key and other.does != action.does}
            assert not others, f"{place.title}: {key}"


def test_every_key_the_house_begins_with_is_one_that_textual_knows() -> None:
    assert [action.id for place in PLACES for action in place.actions if not action.keys] == []


# what is told


def test_an_unknown_action_is_told_with_the_nearest_known_one() -> None:
    [fault] = checked(find__usa="f7").faults
    assert "find.usa" in fault.said
    assert "find.use" in fault.remedy


@pytest.mark.parametrize("written", ["ctrl+foo", "wheel", "", " , "])
def test_a_key_that_does_not_exist_is_told_and_not_used(written: str) -> None:
    found = checked(find__use=written)
    assert found.keys == {}
    assert found.wrong[0].remedy


@pytest.mark.parametrize("written", ["x", "ä", "7", "space", "?", "shift+x", "full_stop"])
def test_a_letter_cannot_be_a_key_where_one_types(written: str) -> None:
    found = checked(find__use=written)
    assert found.keys == {}
    assert "typed" in found.wrong[0].said
    assert checked(app__settings=written).keys == {}


def test_a_letter_may_be_a_key_where_nothing_is_typed_and_help_keeps_its_question_mark() -> None:
    assert checked(help__close="x").keys == {"help.close": "x"}
    assert checked(fill_in__help="f1,?").keys == {"fill_in.help": "f1,question_mark"}


def test_two_actions_of_one_screen_on_one_key_are_told_and_both_keep_what_they_had() -> None:
    found = checked(find__use="ctrl+y")
    assert found.keys == {}
    assert "copy as is" in found.wrong[0].said
    assert found.wrong[0].other == "find.copy_as_is"
    both = checked(find__use="f24", find__copy_as_is="f24")
    assert both.keys == {}
    assert {fault.id for fault in both.wrong} == {"find.use", "find.copy_as_is"}


def test_the_same_key_on_two_screens_is_no_conflict() -> None:
    assert checked(find__use="f24", fill_in__copy="f24").wrong == []


def test_a_key_of_the_app_conflicts_with_every_screen() -> None:
    assert "everywhere" in checked(find__use="f9").wrong[0].said
    [fault] = checked(app__settings="enter").wrong
    assert fault.id == "app.settings"


def test_two_actions_may_swap_their_keys() -> None:
    assert checked(find__use="ctrl+y", find__copy_as_is="enter").wrong == []


def test_a_key_given_back_because_of_a_fault_is_not_taken_twice() -> None:
    """use wants the key of copy as is, which wants one that is taken: neither moves."""
    found = checked(find__use="ctrl+y", find__copy_as_is="f2")
    assert found.keys == {}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ctrl+i", "tab"),
        ("ctrl+m", "enter"),
        ("ctrl+[", "esc"),
        ("ctrl+j", "enter"),
        ("ctrl+comma", "older terminals"),
        ("ctrl+shift+k", "without shift"),
        ("super+k", "few terminals"),
        ("ctrl+a", "a box no longer has it"),
    ],
)
def test_keys_that_may_not_arrive_are_used_all_the_same_with_a_note(written: str, said: str) -> None:
    found = checked(find__use=written)
    assert found.wrong == []
    assert found.keys == {"find.use": read_key(written)}
    [note] = found.faults
    assert said in note.said


def test_a_key_of_its_own_and_one_that_always_arrives_are_not_worth_a_note() -> None:
    assert checked(find__use="enter,f24", find__copy_as_is="ctrl+y").faults == []


# in the app


async def test_a_key_set_otherwise_works_and_the_old_one_does_not(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[keys]\n"find.use" = "ctrl+j"\n') as desktop:
        await desktop.type("thanks")
        await desktop.press("enter")
        await desktop.settled()
        assert desktop.clipboard == []
        await desktop.press("ctrl+j")
        await desktop.settled()
        assert desktop.clipboard == ["Thank you for your message."]


async def test_keys_of_screens_that_are_loaded_later_are_set_too(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[keys]\nfill_in.back = "ctrl+b"\n') as desktop:
        await desktop.keys_are_set()
        await desktop.take("refund")
        await desktop.press("escape")
        assert desktop.screen == "FillInScreen"
        await desktop.press("ctrl+b")
        assert desktop.screen == "FindScreen"


async def test_swapped_keys_do_what_the_other_did(tmp_path: Path) -> None:
    text = KNOWN_AGENT + '[keys]\n"find.up" = "down"\n"find.down" = "up"\n'
    async with tuned_app(tmp_path, text) as desktop:
        await desktop.keys_are_set()
        first = desktop.highlighted
        await desktop.press("up")
        assert desktop.highlighted != first
        await desktop.press("down")
        assert desktop.highlighted == first
        assert desktop.toasts == []


async def test_quitting_has_a_key_that_can_be_set_too(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[keys]\n"app.quit" = "f24"\n') as desktop:
        await desktop.press("ctrl+q")
        assert desktop.app.is_running
        await desktop.press("f24")
        await desktop.until(lambda: not desktop.app.is_running)


async def test_several_keys_for_one_action_all_work(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[keys]\n"find.help" = ["f24", "alt+h"]\n') as desktop:
        for key in ("f24", "alt+h"):
            await desktop.press(key)
            assert desktop.screen == "HelpScreen"
            await desktop.press("escape")
        await desktop.press("f1")
        assert desktop.screen == "FindScreen"


async def test_the_key_line_and_help_show_the_keys_as_they_are_set(tmp_path: Path) -> None:
    text = KNOWN_AGENT + '[keys]\n"find.use" = "ctrl+j"\n"find.help" = "f24"\n"app.settings" = "ctrl+o"\n'
    async with tuned_app(tmp_path, text, size=(120, 40)) as desktop:
        await desktop.keys_are_set()
        line = key_line(desktop)
        assert line.startswith("ctrl+j use")
        assert line.rstrip().endswith("F24 help")
        shown = {says: keys for keys, says in help_of(desktop.app.screen).rows}
        assert shown["take the highlighted reply"] == "ctrl+j"
        assert shown["what can be set, keys and colours too"] == "ctrl+o"


async def test_a_key_on_the_line_can_be_clicked_after_it_was_set_otherwise(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[keys]\n"find.use" = "ctrl+j"\n') as desktop:
        await desktop.take("refund")
        await desktop.pilot.click(KeyLine, offset=(3, 0))
        await desktop.until(lambda: desktop.screen == "FillInScreen")


async def test_faulty_keys_never_stop_the_app_and_are_told_once(tmp_path: Path) -> None:
    text = KNOWN_AGENT + '[keys]\n"find.use" = "x"\n"no.such" = 3\n"find.clear" = "alt+g"\n'
    async with tuned_app(tmp_path, text) as desktop:
        await desktop.until(lambda: bool(desktop.toasts))
        [told] = desktop.toasts
        assert "find.use" in told
        assert "1 more: snippets doctor" in told
        await desktop.take("thanks")
        await desktop.settled()
        assert desktop.clipboard == ["Thank you for your message."]


@pytest.mark.parametrize("table", ['keys = "x"\n' + KNOWN_AGENT, KNOWN_AGENT + "[keys]\nfind = 3\n"])
async def test_a_table_of_keys_that_is_none_does_not_stop_the_app(tmp_path: Path, table: str) -> None:
    async with tuned_app(tmp_path, table) as desktop:
        await desktop.until(lambda: bool(desktop.toasts))
        await desktop.take("thanks")
        await desktop.settled()
        assert desktop.clipboard


# setting them in the settings screen


async def test_a_key_is_set_by_pressing_it_and_works_at_once(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("copy as is")
        await desktop.press("enter")
        assert desktop.screen == "PressKeyScreen"
        await desktop.press("f24")
        assert desktop.rows["keys.find.copy_as_is"] == "F24"
        assert desktop.written["keys"] == {"find.copy_as_is": "f24"}
        await desktop.keys_are_set()
        await desktop.press("escape", "escape")
        await desktop.type("thanks")
        await desktop.press("f24")
        await desktop.settled()
        assert desktop.clipboard == ["Thank you for your message."]


@pytest.mark.parametrize("key", ["f12", "f9", "ctrl+q", "enter"])
async def test_a_key_that_does_something_is_an_answer_like_any_other_while_one_is_asked_for(
    tmp_path: Path, key: str
) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("copy as is")
        await desktop.press("enter", key)
        assert desktop.screen == "PressKeyScreen"
        assert key_name(key) in desktop.judgement
        await desktop.press("escape")
        assert desktop.screen == "SettingsScreen"
        assert "keys" not in desktop.written


async def test_a_conflict_is_told_at_once_and_the_same_key_again_takes_it_over(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("favourite")
        await desktop.press("enter", "f5")
        assert "F5 is “copy again” on “Find a reply”" in desktop.judgement
        assert "keys" not in desktop.written
        await desktop.press("f5")
        assert desktop.screen == "SettingsScreen"
        assert desktop.written["keys"] == {"find.favourite": "f5", "find.copy_again": "ctrl+f"}


async def test_a_conflict_told_is_forgotten_when_another_key_is_pressed(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("favourite")
        await desktop.press("enter", "f5", "x")
        assert "typed into boxes" in desktop.judgement
        await desktop.press("f5")
        assert "copy again" in desktop.judgement
        assert "keys" not in desktop.written


async def test_delete_gives_the_own_key_back_and_to_the_other_too_where_they_were_swapped(tmp_path: Path) -> None:
    text = KNOWN_AGENT + '[keys]\n"find.favourite" = "f5"\n"find.copy_again" = "ctrl+f"\n'
    async with tuned_app(tmp_path, text) as desktop:
        await desktop.open_setting("favourite")
        await desktop.press("delete", "delete")
        assert "keys" not in desktop.written
        assert desktop.rows["keys.find.favourite"] == "ctrl+f"
        assert desktop.app.config.keys == {}


async def test_insert_adds_a_second_key(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("favourite")
        await desktop.press("insert", "f24")
        assert desktop.written["keys"] == {"find.favourite": "ctrl+f,f24"}
        assert desktop.rows["keys.find.favourite"] == "ctrl+f, F24"


async def test_a_faulty_key_is_told_where_its_action_is_listed(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[keys]\n"find.favourite" = "x"\n') as desktop:
        await desktop.open_setting("favourite")
        assert "Not used: x is typed" in desktop.about
        assert desktop.rows["keys.find.favourite"] == "ctrl+f"
        await desktop.press("delete", "delete")
        assert "keys" not in desktop.written
