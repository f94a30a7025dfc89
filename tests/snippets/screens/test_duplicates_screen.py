"""The screen of duplicates on a real library: kept, merged, made an alias or dropped, asked or taken back."""

from __future__ import annotations

from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from builders import made_library, reply

import snippets
from library.record import duplicates, history, members, questions
from snippets.app import SnippetsApp
from snippets.screens.duplicates import DuplicatesScreen

from .leads import Lead, do, leading, use

WORDS = "We have sent your refund today. It takes the bank some business days, usually five, to show it to you."
LATE = reply("refund-late", WORDS, title="Refund on its way", group="Billing", aliases=["late"])
GONE = reply("refund-gone", WORDS.replace("five", "nine"), title="Refund is gone", group="Billing", aliases=["gone"])
WAIT = reply("refund-wait", WORDS.replace("today", "yesterday"), group="Other")
PARCEL = reply("parcel-sent", "Your parcel left us this morning, and the carrier will bring it to you in two days.")
PACKET = reply("packet-sent", "Your packet left us this morning, and the carrier will bring it to you in two days.")
THANKS = reply("thanks", "Thank you very much for telling us. We read every word of it, and we talk about it.")


leading_css = str(Path(snippets.__file__).parent / "screens" / "leading.tcss")


def screen(app: SnippetsApp) -> DuplicatesScreen:
    return DuplicatesScreen(app.config, app.surroundings)


def two(url: str) -> None:
    made_library(url, LATE, GONE, THANKS)
    use(url, "refund-late", times=3)


def several(url: str) -> None:
    """A cluster of three, used three times, and one of two that nobody uses; a question leads to refund-gone."""
    made_library(url, LATE, GONE, WAIT, THANKS, PARCEL, PACKET)
    use(url, "refund-late", times=2)
    use(url, "refund-gone", times=1)
    question = do(url, lambda session: questions.put(session, name="Where is my money?", by="mia"))
    do(url, lambda session: questions.link(session, question, "refund-gone", by="mia"))


def rows(lead: Lead) -> list[str]:
    return [entry.label for entry in lead.list("listed").entries]


def answering(lead: Lead, name: str) -> tuple[str, set[str]]:
    """The text agents get by a name, and all the names it has."""
    found = lead.live(name)
    assert found is not None
    return found.body, set(found.names)


def is_questioned(lead: Lead, name: str) -> bool:
    def linked(session: object) -> bool:
        template = history.resolve(session, name)  # type: ignore[arg-type]
        return any(template == other for _, other in history.current_links(session))  # type: ignore[arg-type]

    return lead.read(linked)


def shown(lead: Lead) -> DuplicatesScreen:
    assert isinstance(lead.app.screen, DuplicatesScreen)
    return lead.app.screen


async def test_clusters_stand_under_how_alike_they_are_the_most_used_first_with_what_differs_beside(
    tmp_path: Path,
) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        first, *three, second, one, other = rows(lead)
        assert first.startswith("3 templates · 9")
        assert first.endswith("% alike · 3 uses in 90 days")
        assert three == ["refund-late", "refund-gone", "refund-wait"]
        assert second.startswith("2 templates")
        assert (one, other) == ("packet-sent", "parcel-sent")
        assert lead.status == "Duplicates | 5 templates in 2 clusters"
        assert lead.highlighted("listed") == "refund-gone"
        assert "From refund-late to refund-gone" in lead.text("beside")
        assert "[-five-]{+nine+}" in lead.text("beside")


async def test_merging_retires_it_and_its_names_and_questions_lead_to_the_one_that_stays(tmp_path: Path) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        await lead.press("m")
        await lead.settled()
        assert lead.screen == "AskLineScreen"
        assert lead.live("refund-gone") == GONE
        await lead.press("enter")
        assert "refund-gone" not in rows(lead)
        assert lead.highlighted("listed") == "refund-wait"
        await lead.settled()
        assert lead.live("gone") == lead.live("refund-late")
        assert answering(lead, "gone") == (WORDS, {"refund-late", "late", "refund-gone", "gone"})
        assert is_questioned(lead, "refund-late")


async def test_as_an_alias_only_its_names_lead_there(tmp_path: Path) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        await lead.press("a")
        await lead.settled()
        await lead.press("enter")
        await lead.settled()
        assert lead.live("refund-gone") == lead.live("refund-late")
        assert not is_questioned(lead, "refund-late")


async def test_dropping_retires_it_and_nothing_leads_elsewhere(tmp_path: Path) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        await lead.press("d")
        await lead.settled()
        assert lead.live("refund-gone") is None
        assert lead.live("refund-late") == LATE


@pytest.mark.parametrize("key", ["m", "a"])
async def test_escape_at_the_question_leaves_all_as_it_was(tmp_path: Path, key: str) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        before = rows(lead)
        await lead.press(key, "escape", "u")
        await lead.settled()
        assert rows(lead) == before
        assert (lead.live("late"), lead.live("gone")) == (LATE, GONE)


async def test_what_is_kept_is_not_shown_again_here_or_by_the_command(tmp_path: Path) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        await lead.press("K")
        await lead.settled()
        assert rows(lead)[:3] == [rows(lead)[0], "refund-late", "refund-wait"]
        assert lead.live("refund-gone") == GONE
        assert len(lead.read(duplicates.kept_alike)) == 2
        await lead.press("ctrl+r")
        await lead.settled()
        assert "refund-gone" not in rows(lead)


@pytest.mark.parametrize("key", ["K", "d"])
async def test_u_brings_back_all_there_was(tmp_path: Path, key: str) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        before = rows(lead)
        await lead.press(key)
        await lead.settled()
        assert rows(lead) != before
        await lead.press("u")
        await lead.settled()
        assert rows(lead) == before
        assert lead.live("gone") == GONE
        assert lead.live("late") == LATE
        assert not lead.read(duplicates.kept_alike)


async def test_u_goes_back_one_after_the_other_and_then_does_nothing(tmp_path: Path) -> None:
    async with leading(tmp_path, screen, fill=several) as lead:
        before = rows(lead)
        for key in ("K", "d"):
            await lead.press(key)
            await lead.settled()
        assert rows(lead)[1:] == ["packet-sent", "parcel-sent"]
        for _ in range(3):
            await lead.press("u")
            await lead.settled()
        assert rows(lead) == before


async def test_the_one_that_stays_does_not_go_unless_another_is_marked_for_it(tmp_path: Path) -> None:
    async with leading(tmp_path, screen, fill=two) as lead:
        await lead.press("up", "m")
        await lead.settled()
        assert "refund-late is the one that stays" in lead.toasts[0]
        assert lead.live("refund-late") == LATE
        await lead.press("down", "space", "up")
        await lead.settled()
        assert "From refund-gone to refund-late" in lead.text("beside")
        await lead.press("m", "enter")
        await lead.settled()
        assert lead.live("refund-late") == lead.live("refund-gone")
        assert answering(lead, "late") == (GONE.body, {"refund-late", "late", "refund-gone", "gone"})
        assert lead.text("beside").startswith("No two templates say nearly the same.")


async def test_a_key_pressed_twice_does_not_take_the_next_one_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippets.screens.leading_list.SETTLE_SECONDS", 30)
    async with leading(tmp_path, screen, fill=several) as lead:
        await lead.press("d", "d")
        await lead.settled()
        assert lead.live("refund-gone") is None
        assert lead.live("refund-wait") == WAIT


class Slow(DuplicatesScreen):
    """Compares no further than it has told once, until it may."""

    CSS_PATH = leading_css

    def __init__(self, app: SnippetsApp, goes_on: Event, ended: Event) -> None:
        super().__init__(app.config, app.surroundings)
        self.goes_on, self.ended = goes_on, ended

    def _told(self, count: int, share: float) -> None:
        try:
            super()._told(count, share)
        except CancelledError:
            self.ended.set()
            raise
        self.goes_on.wait(20)


async def test_keys_do_nothing_before_anything_is_shown(tmp_path: Path) -> None:
    goes_on = Event()
    slow = partial(Slow, goes_on=goes_on, ended=Event())
    async with leading(tmp_path, slow, fill=several, is_settled=False) as lead:
        await lead.press("m", "d", "a", "K", "u", "space", "enter", "e", "h")
        assert lead.screen == "Slow"
        goes_on.set()
        await lead.settled()
        assert lead.highlighted("listed") == "refund-gone"
        assert (lead.live("refund-late"), lead.live("refund-gone")) == (LATE, GONE)


async def test_it_tells_how_far_it_is_and_stops_comparing_once_nobody_waits(tmp_path: Path) -> None:
    goes_on, ended = Event(), Event()
    slow = partial(Slow, goes_on=goes_on, ended=ended)
    async with leading(tmp_path, slow, fill=several, is_settled=False) as lead:
        await lead.until(lambda: "Comparing 6 templates … 0 %" in lead.status)
        await lead.press("escape")
        await lead.until(lambda: lead.screen == "FindScreen")
        goes_on.set()
        await lead.until(ended.is_set)


async def test_what_may_not_be_done_comes_back_into_the_list_with_the_reason(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        several(url)
        do(url, lambda session: members.add(session, "ana", role="agent", by="mia"))

    async with leading(tmp_path, screen, fill=fill, agent="ana") as lead:
        before = rows(lead)
        for keys in (("m", "enter"), ("K",), ("d",)):
            await lead.press(*keys)
            await lead.settled()
            assert rows(lead) == before
        assert lead.highlighted("listed") == "refund-gone"
        assert all("ana may not" in toast for toast in lead.toasts)


async def test_it_is_read_again_after_the_editor_and_its_text_and_history_are_one_key_away(tmp_path: Path) -> None:
    async with leading(tmp_path, screen, fill=two) as lead:
        for key, name in (("enter", "CompareScreen"), ("h", "HistoryScreen"), ("e", "EditorScreen")):
            await lead.press(key)
            await lead.settled()
            assert lead.screen == name
            if key == "e":
                do(lead.url, lambda session: duplicates.drop(session, "refund-late", by="mia"))
            await lead.press("escape")
            await lead.settled()
        assert lead.text("beside").startswith("No two templates say nearly the same.")


async def test_only_clusters_with_one_in_the_group_are_shown(tmp_path: Path) -> None:
    async with leading(
        tmp_path, lambda app: DuplicatesScreen(app.config, app.surroundings, group="Other"), fill=several
    ) as lead:
        assert rows(lead)[1:] == ["refund-late", "refund-gone", "refund-wait"]
        assert lead.status.startswith("Duplicates in Other")
