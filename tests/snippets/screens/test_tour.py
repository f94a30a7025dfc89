"""The tour: one screen after the very first questions, closed by any key, and never again."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from snippets.screens.tour import TourScreen, tour_of

from .tuned import KNOWN_AGENT, Tuned, tuned_app

NEW = "sync_seconds = 0\n"
#: A key so soon belongs to the questions.
A_MOMENT = 0.45


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snippets.screens.first_start.suggested_name", lambda: "")


async def answered(desktop: Tuned) -> None:
    """The three questions answered."""
    await desktop.until(lambda: desktop.screen == "FirstStartScreen")
    await desktop.type("Mia")
    await desktop.press("enter", "enter", "enter")


async def test_after_the_first_questions_it_shows_how_it_goes_and_any_key_closes_it(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, NEW) as desktop:
        await answered(desktop)
        await desktop.until(lambda: desktop.screen == "TourScreen")
        await desktop.pilot.pause(A_MOMENT)
        await desktop.press("x")
        assert desktop.screen == "FindScreen"
        assert desktop.find.words.value == ""
    async with tuned_app(tmp_path, desktop.file.read_text()) as desktop:
        await desktop.pilot.pause(0.2)
        assert desktop.screen == "FindScreen"


async def test_whoever_skips_the_questions_sees_it_too_and_only_once(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, NEW) as desktop:
        await desktop.until(lambda: desktop.screen == "FirstStartScreen")
        await desktop.press("escape")
        await desktop.until(lambda: desktop.screen == "TourScreen")
    async with tuned_app(tmp_path, desktop.file.read_text()) as desktop:
        await desktop.pilot.pause(0.2)
        assert desktop.screen == "FindScreen"


async def test_a_key_that_bounces_off_the_questions_does_not_close_it(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, NEW) as desktop:
        await answered(desktop)
        await desktop.until(lambda: desktop.screen == "TourScreen")
        await desktop.press("enter")
        assert desktop.screen == "TourScreen"
        await desktop.pilot.pause(A_MOMENT)
        await desktop.pilot.click(offset=(2, 2))
        assert desktop.screen == "FindScreen"


@pytest.mark.parametrize(
    "text", [KNOWN_AGENT, 'sync_seconds = 0\n[agent]\nasked = "yes"\n'], ids=["named", "asked before"]
)
async def test_whoever_was_here_before_it_came_does_not_see_it(tmp_path: Path, text: str) -> None:
    async with tuned_app(tmp_path, text) as desktop:
        await desktop.pilot.pause(0.2)
        assert desktop.screen == "FindScreen"


async def test_the_settings_may_say_that_nobody_needs_it(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, NEW + '[agent]\ntoured = "no"\n') as desktop:
        await answered(desktop)
        await desktop.pilot.pause(0.2)
        assert desktop.screen == "FindScreen"


async def test_opened_for_one_reply_the_app_shows_no_tour(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, NEW, is_once=True) as desktop:
        await desktop.pilot.pause(0.2)
        assert desktop.screen == "FindScreen"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 24)])
async def test_it_fits_in_twelve_lines_on_any_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    async with tuned_app(tmp_path, size=size) as desktop:
        await desktop.app.push_screen(TourScreen(desktop.find))
        shown = desktop.app.screen.query(Static)
        assert sum(static.outer_size.height for static in shown) <= 12
        assert all(static.region.bottom <= size[1] for static in shown)


async def test_it_names_the_keys_as_they_are_set(tmp_path: Path) -> None:
    async with tuned_app(tmp_path, KNOWN_AGENT + '[keys]\n"find.channel" = "f24"\n') as desktop:
        lines = tour_of(desktop.find).plain.splitlines()
        assert [line.split()[0] for line in lines if "wording" in line] == ["F24"]
        assert len(lines) == 8
