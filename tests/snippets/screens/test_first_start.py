"""The first start asks three things on one screen, once; whoever skips it is not asked again."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Static

from snippets.config import load

from .conftest import Desktop, Opener

#: Nothing is known of the agent, who is told how it goes elsewhere (see test_tour).
NEW = {"toured": "yes"}


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's account has no full name, so that nothing is suggested."""
    monkeypatch.setattr("snippets.screens.first_start.suggested_name", lambda: "")


async def asked(desktop: Desktop) -> None:
    await desktop.until(lambda: desktop.screen == "FirstStartScreen")


def settings(desktop: Desktop) -> dict[str, object]:
    found = tomllib.loads((desktop.path.parent / "config.toml").read_text())["agent"]
    assert isinstance(found, dict)
    return found


async def test_name_sign_off_and_channel_are_asked_on_one_screen_remembered_and_used(open_app: Opener) -> None:
    async with open_app(profile=dict(NEW)) as desktop:
        await asked(desktop)
        await desktop.type("Mia")
        await desktop.press("enter")
        await desktop.type("Mia from Acme")
        await desktop.press("enter", "right", "enter")
        assert desktop.screen == "FindScreen"
        assert settings(desktop) == {
            "first_name": "Mia",
            "sign_off": "Mia from Acme",
            "channel": "chat",
            "asked": "yes",
        }
        assert desktop.find.config.channel == desktop.find.channel == "chat"
        await desktop.type("refund-late")
        assert "Hi ‹Customer's first name›, your refund" in desktop.preview


async def test_the_sign_off_is_the_first_name_where_none_is_given(open_app: Opener) -> None:
    async with open_app(profile=dict(NEW)) as desktop:
        await asked(desktop)
        await desktop.type("Mia")
        await desktop.press("enter", "enter", "enter")
        assert settings(desktop) == {"first_name": "Mia", "sign_off": "Mia", "channel": "email", "asked": "yes"}
        await desktop.type("refund-late")
        assert "Kind regards,\nMia" in desktop.preview


async def test_the_accounts_name_is_suggested_and_gives_way_to_the_first_letter(
    open_app: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippets.screens.first_start.suggested_name", lambda: "Wilhelmine")
    async with open_app(profile=dict(NEW)) as desktop:
        await asked(desktop)
        await desktop.type("Mia")
        await desktop.press("enter", "enter", "enter")
        assert settings(desktop)["first_name"] == "Mia"


async def test_a_name_typed_fast_is_not_overtaken_by_enter(open_app: Opener) -> None:
    async with open_app(profile=dict(NEW)) as desktop:
        await asked(desktop)
        for letter in "Mia":
            desktop.app.post_message(events.Key(letter, letter))
        for _ in range(3):
            desktop.app.post_message(events.Key("enter", None))
        await desktop.until(lambda: desktop.screen == "FindScreen")
        assert desktop.find.config.profile["first_name"] == "Mia"


async def test_escape_skips_all_of_it_and_that_is_remembered(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(profile=dict(NEW)) as desktop:
        await asked(desktop)
        await desktop.type("Mia")
        await desktop.press("escape")
        assert desktop.screen == "FindScreen"
        assert settings(desktop) == {"asked": "yes"}
        assert desktop.find.channel == "email"
    again = load({"SNIPPETS_CONFIG": str(tmp_path / "config.toml"), "SNIPPETS_DATA": str(tmp_path)})
    async with open_app(profile=dict(again.profile), has_desk=False, is_waited_for=False) as desktop:
        await desktop.pilot.pause(0.2)
        assert desktop.screen == "FindScreen"


async def test_it_says_where_the_answers_can_be_changed_later(open_app: Opener, tmp_path: Path) -> None:
    async with open_app(profile=dict(NEW), size=(120, 40)) as desktop:
        await asked(desktop)
        said = " ".join(str(static.content) for static in desktop.app.screen.query(Static))
        assert str(tmp_path / "config.toml") in said


async def test_settings_that_cannot_be_written_are_told_and_the_app_goes_on(open_app: Opener, tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    async with open_app(profile=dict(NEW)) as desktop:
        await asked(desktop)
        await desktop.type("Mia")
        await desktop.press("enter", "enter", "enter")
        await desktop.until(lambda: bool(desktop.toasts))
        assert "config.toml cannot be" in desktop.toasts[0]
        assert desktop.screen == "FindScreen"


async def test_who_has_a_name_is_not_asked(open_app: Opener) -> None:
    async with open_app() as desktop:
        assert desktop.screen == "FindScreen"
