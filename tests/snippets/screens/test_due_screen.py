"""The screen of due reviews on a real library: what is due first, renewed or retired, and how fresh replies are."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import made_library

from library.record import history
from snippets.app import SnippetsApp
from snippets.screens.due import DueScreen

from .leads import CARD, DOCUMENTS, LOGIN, REFUND, Lead, leading, use


def due(app: SnippetsApp) -> DueScreen:
    return DueScreen(app.config, app.surroundings)


def used_library(url: str) -> None:
    """Seen a hundred days later: card-limit went out most, refund-late less, the others never."""
    made_library(url, REFUND, LOGIN, CARD)
    use(url, "card-limit", times=5, days_from_now=50)
    use(url, "refund-late", times=2, days_from_now=95)


def names(lead: Lead) -> list[str]:
    return [entry.label for entry in lead.list("listed").entries]


def kinds(lead: Lead, name: str) -> list[str]:
    return [decision.kind for decision in lead.read(lambda session: history.revisions(session, name)[0].decisions)]


async def test_what_is_due_is_ordered_by_use_and_age_with_the_share_of_fresh_uses_on_top(tmp_path: Path) -> None:
    async with leading(tmp_path, due, fill=used_library, days_later=100) as lead:
        assert names(lead) == ["Due, by use and age · 3", "card-limit", "refund-late", "login-reset"]
        assert lead.status == "Due for review | fresh: 71 % (5 of 7 uses), target 80 %"
        assert "5 uses in 90 days · read 100 days ago by mia · due 10 days ago" in lead.text("beside")
        assert "The limit is 400 euros a day." in lead.text("beside")


async def test_what_nobody_uses_for_two_quarters_stands_apart(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        made_library(url, REFUND, CARD)
        use(url, "card-limit", days_from_now=150)

    async with leading(tmp_path, due, fill=fill, days_later=200) as lead:
        assert names(lead) == ["Due, by use and age · 1", "card-limit", "Unused for two quarters · 1", "refund-late"]


async def test_c_renews_and_goes_on_with_the_next(tmp_path: Path) -> None:
    async with leading(tmp_path, due, fill=used_library, days_later=100) as lead:
        await lead.press("c")
        assert lead.highlighted("listed") == "refund-late"
        await lead.settled()
        assert kinds(lead, "card-limit") == ["approved", "confirmed"]
        assert lead.toasts == ["1 template is noted as still right"]


async def test_c_renews_all_that_is_marked(tmp_path: Path) -> None:
    async with leading(tmp_path, due, fill=used_library, days_later=100) as lead:
        await lead.press("space", "space", "up", "c")
        await lead.settled()
        assert kinds(lead, "card-limit")[-1] == kinds(lead, "refund-late")[-1] == "confirmed"
        assert kinds(lead, "login-reset") == ["approved"]
        assert lead.highlighted("listed") == "login-reset"


async def test_a_key_pressed_twice_does_not_renew_the_next_one_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippets.screens.leading_list.SETTLE_SECONDS", 30)
    async with leading(tmp_path, due, fill=used_library, days_later=100) as lead:
        await lead.press("c", "c")
        await lead.settled()
        assert kinds(lead, "refund-late") == ["approved"]


async def test_retiring_asks_why_and_can_be_taken_back(tmp_path: Path) -> None:
    async with leading(tmp_path, due, fill=used_library, days_later=200) as lead:
        await lead.press("end", "R")
        await lead.settled()
        assert lead.screen == "AskLineScreen"
        assert lead.live("login-reset") is not None
        await lead.press("enter")
        await lead.settled()
        assert lead.live("login-reset") is None
        last = lead.read(lambda session: history.revisions(session, "login-reset")[0].decisions[-1])
        assert (last.kind, last.reason) == ("retired", "unused for two quarters")
        await lead.press("u")
        await lead.settled()
        assert lead.live("login-reset") == LOGIN


async def test_what_others_need_is_not_retired_and_comes_back_into_the_list(tmp_path: Path) -> None:
    async with leading(tmp_path, due, fill=lambda url: _made(url), days_later=100) as lead:
        while lead.highlighted("listed") != "refund-days":
            await lead.press("down")
        await lead.settled()
        await lead.press("R", "x", "enter")
        await lead.settled()
        assert lead.highlighted("listed") == "refund-days"
        assert "refund-method" in lead.toasts[0]


def _made(url: str) -> None:
    made_library(url, *DOCUMENTS)


async def test_nothing_due_says_so(tmp_path: Path) -> None:
    async with leading(tmp_path, due, fill=_made) as lead:
        assert lead.text("beside").startswith("Nothing is due.")
        assert lead.status == "Due for review | nothing was used in 90 days"
        await lead.press("c", "R", "e", "h", "space", "enter", "u")
        assert lead.screen == "DueScreen"


async def test_its_text_history_and_editor_are_one_key_away(tmp_path: Path) -> None:
    async with leading(tmp_path, due, fill=used_library, days_later=100) as lead:
        for key, screen in (("enter", "CompareScreen"), ("h", "HistoryScreen"), ("e", "EditorScreen")):
            await lead.press(key)
            await lead.settled()
            assert lead.screen == screen
            await lead.press("escape")
            await lead.settled()
            assert lead.screen == "DueScreen"
