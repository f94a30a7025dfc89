"""Pictures of the settings, of asking for a key, and of the tour; `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from snippets.app import make_app
from snippets.config import Config
from snippets.screens.tour import TourScreen

from .conftest import NOW
from .pictures import Compare, Shown

SMALL, LARGE, NARROW = (80, 24), (120, 40), (60, 24)


@pytest.fixture
def shown(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Whether the screen looks as in its picture after these keys; no library, as none is needed."""
    monkeypatch.setenv("HOME", "/home/ana")

    def compare(*keys: str, size: tuple[int, int] = SMALL, theme: str = "", has_tour: bool = False) -> bool:
        file = "/home/ana/.config/snippets/config.toml"
        config = Config("sqlite:////srv/support.db", "/srv/ana.db", "ana", {"first_name": "Ana"}, sync_seconds=0,
                        file=file, theme=theme, given={"library": "--library"})  # fmt: skip
        app = make_app(config, clock=lambda: NOW)

        async def press(pilot: Pilot[None]) -> None:
            if has_tour:
                await app.push_screen(TourScreen(app.screen))
            for key in keys:
                await pilot.press(*(key[5:] if key.startswith("type:") else [key]))
            await app.workers.wait_for_complete()
            for box in app.screen.query(Input):
                box.cursor_blink = False
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=press)

    return compare


@pytest.mark.parametrize("size", [SMALL, NARROW], ids=["small", "narrow"])
def test_settings(shown: Shown, size: tuple[int, int]) -> None:
    assert shown("f12", size=size)


def test_settings_in_sixteen_colours(shown: Shown) -> None:
    assert shown("f12", theme="ansi-dark")


def test_a_setting_that_is_wrong(shown: Shown) -> None:
    assert shown("f12", "type:language", "enter", "type:klingon", "enter", size=LARGE, theme="textual-light")


def test_choosing_a_theme(shown: Shown) -> None:
    assert shown("f12", "type:theme", "enter", "down", "down", "down")


def test_a_key_that_is_taken(shown: Shown) -> None:
    assert shown("f12", "type:favourite", "enter", "f5")


@pytest.mark.parametrize(("size", "theme"), [(SMALL, ""), (LARGE, "textual-light")], ids=["small", "large-light"])
def test_tour(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(size=size, theme=theme, has_tour=True)
