"""The history screen on a real library: what changed when, by whom, where it went, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from builders import fact, made_library, reply

from library.record import authoring, history, members, removal, review
from snippets.app import SnippetsApp
from snippets.screens.history import HistoryScreen

from .leads import Lead, do, leading, read, use

FIRST = reply("refund-late", "It takes 30 days.\n\nKind regards", title="Refund", group="Billing")
SECOND = FIRST._replace(body="It takes 14 days.\n\nKind regards")
THIRD = SECOND._replace(title="Refund is late", tags=("bank",))


def of(name: str) -> Callable[[SnippetsApp], HistoryScreen]:
    return lambda app: HistoryScreen(app.config, app.surroundings, name)


def three_revisions(url: str) -> None:
    """Live since the second; the third is Bo's draft, submitted."""
    made_library(url, FIRST)
    template = read(url, lambda session: history.resolve(session, "refund-late"))
    do(url, lambda session: members.add(session, "bo", role="lead", by="mia"))
    do(
        url,
        lambda session: authoring.save(session, SECOND, author="bo", template=template, based_on=1, message="faster"),
    )
    do(url, lambda session: review.approve(session, ["refund-late"], by="mia", reason="the bank says so"))
    do(url, lambda session: authoring.save(session, THIRD, author="bo", template=template, based_on=2))
    do(url, lambda session: review.submit(session, ["refund-late"], by="bo"))


def labels(lead: Lead) -> list[str]:
    return [entry.label for entry in lead.list("listed").entries]


async def test_every_revision_is_listed_the_newest_first(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=three_revisions) as lead:
        assert labels(lead) == ["r3  waits", "r2  live", "r1  was live"]
        assert lead.status == "History of refund-late | 3 revisions"


async def test_beside_a_revision_stand_its_decisions_and_what_it_changed(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=three_revisions) as lead:
        await lead.press("down")
        await lead.settled()
        text = lead.text("beside")
        assert "r2, live, compared with r1" in text
        assert "written by bo, just now: “faster”" in text
        assert "approved by mia, just now, library version 2: “the bank says so”" in text
        assert "It takes [-30-]{+14+} days." in text
        await lead.press("up")
        await lead.settled()
        assert "title: Refund{+ is late+}" in lead.text("beside")
        assert "tags: {+bank+}" in lead.text("beside")


async def test_where_a_revision_went_stands_in_a_line(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        three_revisions(url)
        use(url, "refund-late", times=3)
        use(url, "refund-late", channel="chat", days_from_now=-1)

    async with leading(tmp_path, of("refund-late"), fill=fill) as lead:
        await lead.press("end")
        await lead.settled()
        assert "went out 4 times on 2 days" in lead.text("beside")
        assert "email 3, chat 1" in lead.text("beside")


async def test_any_two_revisions_are_compared(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=three_revisions) as lead:
        await lead.press("c", "end", "c")
        await lead.settled()
        assert lead.screen == "CompareScreen"
        assert lead.status.startswith("refund-late: r1 → r3")
        assert "[-30-]{+14+}" in lead.text("comparison")
        assert "{+ is late+}" in lead.text("comparison")


async def test_choosing_one_revision_twice_compares_nothing(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=three_revisions) as lead:
        await lead.press("c", "c")
        await lead.settled()
        assert lead.screen == "HistoryScreen"
        assert labels(lead)[0] == "r3  waits"


async def test_an_earlier_text_comes_back_as_a_new_draft(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=three_revisions) as lead:
        await lead.press("end", "R")
        await lead.settled()
        newest = lead.read(lambda session: history.revisions(session, "refund-late")[-1])
        assert (newest.number, newest.author, newest.document) == (4, "mia", FIRST)
        assert lead.highlighted("listed") == "r4  draft"
        assert lead.live("refund-late") == SECOND


async def test_a_text_that_is_there_already_is_not_restored(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=three_revisions) as lead:
        await lead.press("R")
        await lead.settled()
        assert len(lead.toasts) == 1
        assert labels(lead) == ["r3  waits", "r2  live", "r1  was live"]


async def test_what_agents_had_at_a_version_is_shown_with_the_facts_of_then(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        quoting = reply("refund-late", "It takes {{ facts.refund_days }} days, {{ first_name }}.")
        made_library(url, quoting, fact("refund-days", "30"))
        days = read(url, lambda session: history.resolve(session, "refund-days"))
        do(
            url,
            lambda session: authoring.save(session, fact("refund-days", "14"), author="mia", template=days, based_on=1),
        )
        do(url, lambda session: review.approve(session, ["refund-days"], by="mia"))

    async with leading(tmp_path, of("refund-late"), fill=fill) as lead:
        await lead.press("v", "1", "enter")
        await lead.settled()
        assert lead.status.startswith("refund-late at version 1: r1")
        assert "It takes 30 days, ‹First name›." in lead.text("comparison")
        await lead.press("escape", "v", "2", "enter")
        await lead.settled()
        assert "It takes 14 days" in lead.text("comparison")


async def test_a_version_there_is_not_is_told_in_one_line(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-late"), fill=three_revisions) as lead:
        await lead.press("v", "9", "enter")
        await lead.settled()
        await lead.press("v", "x", "enter")
        await lead.settled()
        assert len(lead.toasts) == 2
        assert "no version 9" in lead.toasts[0]
        assert "no version" in lead.toasts[1]
        assert lead.screen == "HistoryScreen"


async def test_a_text_removed_for_good_is_said_to_be_gone(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        three_revisions(url)
        do(url, lambda session: removal.redact(session, "refund-late", 1, by="mia", reason="a customer's name"))

    async with leading(tmp_path, of("refund-late"), fill=fill) as lead:
        await lead.press("end")
        await lead.settled()
        assert labels(lead)[2] == "r1  removed"
        assert "Its text was removed for good." in lead.text("beside")
        await lead.press("up")
        await lead.settled()
        assert "r1 was removed for good" in lead.text("beside")
        assert "It takes 14 days." in lead.text("beside")


async def test_a_name_nobody_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    async with leading(tmp_path, of("refund-lat"), fill=three_revisions) as lead:
        assert "no template is named “refund-lat”" in lead.text("beside")
        assert "did you mean refund-late?" in lead.text("beside")
        await lead.press("c", "R", "enter", "n", "down")
        assert lead.screen == "HistoryScreen"
        await lead.press("escape")
        assert lead.screen == "FindScreen"
