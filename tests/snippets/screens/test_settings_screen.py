"""The settings screen: what is set and why, changed in place, never written before it is right, taken over at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from snippets.config import load
from snippets.settings import KNOWN

from .tuned import KNOWN_AGENT, tuned_app


async def test_every_setting_is_listed_with_its_value_and_where_that_comes_from(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, environment={"SNIPPETS_AS": "mia"}) as desktop:
        await desktop.open_setting("")
        assert {setting.key for setting in KNOWN} <= desktop.rows.keys()
        assert desktop.rows["agent.first_name"] == "Ana"
        assert "from the config file" in desktop.about
        await desktop.type("act as")
        assert "mia\nfrom SNIPPETS_AS" in desktop.about
        await desktop.press("escape")
        await desktop.type("your copy")
        assert "from --desk" in desktop.about
        await desktop.press("escape")
        await desktop.type("clear after")
        assert desktop.rows == {"idle_minutes": "30 min"}
        assert "the default" in desktop.about


async def test_a_text_is_changed_in_place_kept_in_the_file_and_used_at_once_by_the_app(tmp_path: Path) -> None:
    text = '# mine\nsync_seconds = 0  # by hand\n[agent]\nfirst_name = "Ana"\n'
    async with tuned_app(tmp_path, text) as desktop:
        await desktop.open_setting("sign-off")
        await desktop.press("enter")
        await desktop.type("Ana from Acme")
        await desktop.press("enter")
        assert desktop.rows["agent.sign_off"] == "Ana from Acme"
        assert desktop.app.config.profile["sign_off"] == "Ana from Acme"
    kept = desktop.file.read_text()
    assert "# mine" in kept
    assert "# by hand" in kept


async def test_typing_stays_in_the_field_and_escape_puts_back(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        before = desktop.file.read_text()
        await desktop.open_setting("first name")
        await desktop.press("enter")
        await desktop.type("lise")
        assert (desktop.settings.value.value, desktop.settings.words.value) == ("Analise", "first name")
        await desktop.press("escape", "enter")
        assert desktop.settings.value.value == "Ana"
        assert desktop.file.read_text() == before


async def test_words_typed_fast_are_not_overtaken_by_enter(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("")
        for letter in "theme":
            desktop.app.post_message(events.Key(letter, letter))
        desktop.app.post_message(events.Key("enter", None))
        await desktop.until(lambda: desktop.settings.editing is not None)
        assert desktop.settings.editing is not None
        assert desktop.settings.editing.key == "theme"


async def test_delete_in_the_words_deletes_a_letter_and_nothing_that_is_set(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        before = desktop.file.read_text()
        await desktop.open_setting("firsto")
        await desktop.press("left", "delete")
        assert desktop.settings.words.value == "first"
        await desktop.press("delete", "up", "down", "delete", "escape", "delete")
        assert desktop.file.read_text() == before


async def test_escape_clears_the_words_then_closes(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("theme")
        await desktop.press("escape")
        assert desktop.settings.words.value == ""
        await desktop.press("escape")
        assert desktop.screen == "FindScreen"


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        ("language", "klingon", "no language known here"),
        ("clear after", "0", "from 1 to 240"),
        ("clear after", "241", "from 1 to 240"),
        ("clear after", "soon", "a whole number"),
        ("sync every", "1.5", "a whole number"),
        ("ticket command", "no-such-tool-here", "there is no command"),
        ("ticket command", "echo '", "close what was quoted"),
        ("my templates", __file__, "is a file"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(
    tmp_path: Path, words: str, typed: str, said: str
) -> None:
    async with tuned_app(tmp_path) as desktop:
        before = desktop.file.read_text()
        await desktop.open_setting(words)
        await desktop.press("enter")
        desktop.settings.value.value = typed
        await desktop.press("enter")
        assert said in desktop.said
        assert desktop.settings.value.has_focus
        assert desktop.file.read_text() == before


async def test_a_number_is_written_as_one_and_an_empty_field_means_the_default(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("clear after")
        await desktop.press("enter", "1", "5", "enter")
        assert desktop.written["idle_minutes"] == 15
        assert desktop.app.config.idle_minutes == 15
        await desktop.press("enter", "backspace", "backspace", "enter")
        assert "idle_minutes" not in desktop.written
        assert desktop.app.config.idle_minutes == 30


async def test_themes_are_shown_while_moving_and_escape_brings_the_old_one_back(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, 'theme = "nord"\n' + KNOWN_AGENT) as desktop:
        before = desktop.file.read_text()
        await desktop.open_setting("theme")
        await desktop.press("enter", "down")
        await desktop.pilot.pause()
        assert desktop.app.theme == "gruvbox"
        await desktop.press("escape")
        await desktop.pilot.pause()
        assert desktop.app.theme == "nord"
        assert desktop.file.read_text() == before


async def test_a_theme_taken_stays_and_its_default_comes_back_with_delete(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("theme")
        await desktop.press("enter", "down", "down", "enter", "escape", "escape")
        await desktop.pilot.pause()
        assert (desktop.app.theme, desktop.written["theme"]) == ("textual-light", "textual-light")
        assert desktop.screen == "FindScreen"
        await desktop.open_setting("theme")
        await desktop.press("delete", "delete")
        await desktop.pilot.pause()
        assert (desktop.app.theme, "theme" in desktop.written) == ("textual-dark", False)


async def test_a_theme_can_be_saved_without_a_file_and_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        desktop.file.unlink()
        await desktop.open_setting("channel")
        await desktop.press("enter", "down", "down", "enter")
        assert desktop.written == {"agent": {"channel": "chat"}}
        assert desktop.file.stat().st_mode & 0o077 == 0


async def test_a_text_can_be_changed_after_something_was_chosen_from_a_list(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("theme")
        await desktop.press("enter", "down", "enter", "escape")
        await desktop.type("language")
        await desktop.press("enter", "d", "e", "enter")
        assert (desktop.written["locale"], desktop.app.config.locale) == ("de", "de")


async def test_own_values_are_seen_and_removed(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[own]\nextension = "4711"\ndesk_phone = "12"\n') as desktop:
        await desktop.open_setting("extension")
        assert desktop.rows == {"own.extension": "4711"}
        await desktop.press("delete")
        assert "again takes “4711” out" in desktop.said
        assert len(desktop.app.config.own) == 2
        await desktop.press("delete")
        assert desktop.written["own"] == {"desk_phone": "12"}
        assert desktop.app.config.own == {"desk_phone": "12"}


async def test_what_a_start_depends_on_is_shown_and_not_changed_here(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        before = desktop.file.read_text()
        await desktop.open_setting("library")
        assert "acme-support.db" in desktop.rows["library"]
        await desktop.press("enter")
        assert "by hand" in desktop.said
        await desktop.press("delete")
        assert desktop.file.read_text() == before


async def test_a_library_password_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('library = "postgresql://mia:s3cret@host/db"\n')
    config = load({"SNIPPETS_CONFIG": str(tmp_path / "config.toml"), "SNIPPETS_DATA": str(tmp_path)})
    from snippets.config_file import read_file
    from snippets.settings import find, state_of

    setting = find("library")
    assert setting is not None
    shown = state_of(setting, config, read_file(config.file)).value
    assert "mia@host" in shown
    assert "s3cret" not in shown


async def test_a_file_that_cannot_be_written_is_told_beside_the_field(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("first name")
        await desktop.press("enter", "x")
        desktop.file.write_text("library = ")
        await desktop.press("enter")
        assert "cannot be read" in desktop.said
        assert desktop.settings.value.value == "Anax"
        assert desktop.file.read_text() == "library = "


async def test_settings_open_from_the_palette_and_over_a_form_and_only_once(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.take("refund")
        assert desktop.screen == "FillInScreen"
        await desktop.press("f12", "f12")
        assert [type(screen).__name__ for screen in desktop.app.screen_stack[-2:]] == ["FillInScreen", "SettingsScreen"]
        await desktop.press("escape")
        assert desktop.screen == "FillInScreen"
        commands = {command.title: command for command in desktop.app.get_system_commands(desktop.app.screen)}
        commands["Theme"].callback()
        await desktop.until(lambda: desktop.screen == "SettingsScreen")
        await desktop.pilot.pause()
        assert desktop.settings.choices.display
        await desktop.press("escape", "escape")
        commands["Keys"].callback()
        await desktop.until(lambda: desktop.screen == "SettingsScreen")
        await desktop.pilot.pause()
        row = desktop.settings.rows.highlighted
        assert row is not None
        assert row.key.startswith("keys.")


async def test_a_click_chooses_a_row_and_a_double_click_opens_it(tmp_path: Path) -> None:
    async with tuned_app(tmp_path) as desktop:
        await desktop.open_setting("")
        await desktop.pilot.click("#rows", offset=(3, 2))
        assert desktop.about.startswith("Sign-off")
        await desktop.pilot.click("#rows", offset=(3, 0))
        assert desktop.about.startswith("Sign-off")
        await desktop.pilot.click("#rows", offset=(3, 1), times=2)
        await desktop.pilot.pause()
        assert desktop.settings.value.value == "Ana"


async def test_all_is_in_sight_on_a_narrow_and_a_small_terminal(tmp_path: Path) -> None:
    for size in ((60, 24), (80, 24), (120, 40)):
        async with tuned_app(tmp_path, size=size) as desktop:
            await desktop.open_setting("")
            rows = desktop.settings.rows
            for _ in rows.entries:
                await desktop.settings.action_move(1)
            assert rows.top <= rows.place < rows.top + rows.content_size.height
            assert rows.place == len(rows.entries) - 1


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)])
async def test_a_field_and_what_is_wrong_with_it_are_in_sight_on_any_terminal(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with tuned_app(tmp_path, size=size) as desktop:
        for setting in KNOWN:
            if not setting.is_changeable:
                continue
            await desktop.open_setting("")
            desktop.settings.words.value = setting.label
            await desktop.press("enter")
            desktop.settings.value.value = "no such thing"
            desktop.settings.say("“no such thing” is not allowed")
            await desktop.pilot.pause()
            field = desktop.settings.choices if setting.choices or setting.key == "theme" else desktop.settings.value
            assert field.display, setting.key
            assert field.region.height > 0
            assert desktop.settings.fault.region.bottom <= size[1] - 1
            assert desktop.settings.fault.region.bottom > field.region.y
            await desktop.press("escape", "escape", "escape")
