"""Pictures of the review, a comparison, a history and what is due; `pytest --snapshot-update` takes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import made_library
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from snippets.app import SnippetsApp
from snippets.screens.find import FindScreen
from snippets.screens.leading_places import DUE, HISTORY, REVIEW, screen_at

from .leads import CARD, LOGIN, REFUND, Lead, busy_library, lead_app_of, lead_config, typo, use
from .pictures import Compare, Shown

SMALL, LARGE = (80, 24), (120, 40)
DARK, LIGHT = "textual-dark", "textual-light"


@pytest.fixture
def shown(snap_compare: Compare, tmp_path: Path) -> Shown:
    """Whether a screen looks as in its picture after these keys."""

    def compare(
        place: str,
        *keys: str,
        fill: Callable[[str], None] = busy_library,
        size: tuple[int, int] = SMALL,
        theme: str = DARK,
        days_later: int = 0,
    ) -> bool:
        url = f"sqlite:///{tmp_path}/acme-support.db"
        fill(url)
        app = lead_app_of(lead_config(tmp_path, url, "mia", theme), days_later=days_later)

        async def press(pilot: Pilot[None]) -> None:
            lead = Lead(app, pilot, url)
            await lead.until(lambda: isinstance(app.screen, FindScreen))
            await app.push_screen(_screen(app, place))
            await lead.settled()
            for key in keys:
                await pilot.press(key)
                await lead.settled()
            app.clear_notifications()
            for box in app.screen.query(Input):
                box.cursor_blink = False
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=press)

    return compare


def _screen(app: SnippetsApp, place: str) -> Screen[None]:
    return screen_at(place, app.config, app.surroundings, name="refund-late")


def of_every_kind(url: str) -> None:
    busy_library(url)
    typo(url)


def used_library(url: str) -> None:
    made_library(url, REFUND, LOGIN, CARD)
    use(url, "card-limit", times=5, days_from_now=50)
    use(url, "refund-late", times=2, days_from_now=95)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
def test_review(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(REVIEW, fill=of_every_kind, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, LIGHT), (LARGE, DARK)], ids=["small-light", "large"])
def test_review_of_a_change_set(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(REVIEW, "down", fill=of_every_kind, size=size, theme=theme)


def test_review_in_sixteen_colours(shown: Shown) -> None:
    assert shown(REVIEW, theme="ansi-dark")


def test_several_to_approve(shown: Shown) -> None:
    assert shown(REVIEW, "space", "space", "A")


def test_nothing_to_review(shown: Shown) -> None:
    assert shown(REVIEW, fill=made_library)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
def test_comparison(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(REVIEW, "enter", "w", "n", "n", size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
def test_history(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(HISTORY, size=size, theme=theme)


@pytest.mark.parametrize(("size", "theme"), [(SMALL, DARK), (LARGE, LIGHT)], ids=["small", "large-light"])
def test_due(shown: Shown, size: tuple[int, int], theme: str) -> None:
    assert shown(DUE, fill=used_library, size=size, theme=theme, days_later=100)
