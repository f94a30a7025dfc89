"""The screen of facts on a real library: who quotes one, and what another value does before anybody gets it."""

from __future__ import annotations

from pathlib import Path

from builders import fact, fragment, made_library, reply
from sqlmodel import Session

from library.documents import Document, fact_key
from library.record import authoring, change_sets, history, members, review
from snippets.app import SnippetsApp
from snippets.screens.facts import FactsScreen

from .leads import DAYS, Lead, do, leading
from .step_by_step import answer, choose

WHEN = fragment("when", "It takes {{ facts.refund_days }} days.")
LATE = reply("refund-late", "Sorry. {% include 'when' %}", title="Refund [red]late[/]", variants={"chat": "Wait."})
HOW = reply("refund-how", "{% if sent %}Wait {{ facts.refund_days }} days.{% endif %}", title="How")
DATED = reply("refund-dated", "{{ facts.refund_days }} days at most.", title="Dated")
TEAM = fact("team-name", "Support", type="text")
SIGN = fact("signature", "Kind regards\nthe team", type="text")


def facts(app: SnippetsApp) -> FactsScreen:
    return FactsScreen(app.config, app.surroundings)


def quoted(url: str) -> None:
    made_library(url, DAYS, TEAM, WHEN, LATE, HOW, DATED, reply("thanks", "Thanks."))


def quoted_by_two(url: str) -> None:
    quoted(url)
    do(url, lambda session: members.add(session, "bo", role="lead", by="mia"))


async def change_to(lead: Lead, value: str) -> None:
    """Asks for another value of the highlighted fact, and is shown what it does."""
    await choose(lead, "c")
    await lead.press(*["backspace"] * 30)
    await answer(lead, value)


def days(lead: Lead) -> str:
    live = lead.live("refund-days")
    return live.body if live else ""


async def test_every_fact_stands_with_its_value_and_who_quotes_it(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        assert lead.list_text("listed").splitlines() == [
            "refund-days  30 · in 4 templates",
            "team-name  Support · not quoted",
        ]
        assert lead.status == "Facts | 2 facts"
        shown = lead.text("beside")
        assert f"quoted as facts.{fact_key('refund-days')}" in shown
        assert "said by mia, just now" in shown
        assert [line.split()[0] for line in shown.splitlines() if line.startswith(("refund-", "when"))][1:] == [
            "refund-dated", "refund-how", "refund-late", "when",
        ]  # fmt: skip
        assert "Refund [red]late[/]" in shown
        await choose(lead, "down")
        assert "No template quotes it." in lead.text("beside")


async def test_another_value_shows_what_every_template_would_say_and_changes_nothing(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        await change_to(lead, "14")
        assert lead.screen == "FactChangeScreen"
        shown = lead.text("comparison")
        assert "refund-days  [-30-]{+14+}\n4 templates quote it. Nothing has changed yet." in shown
        assert "Sorry. It takes [-30-]{+14+} days." in shown
        assert "[-30-]{+14+} days at most." in shown
        assert "Seen only with values filled in: refund-how" in shown
        await choose(lead, "escape")
        assert lead.screen == "FactsScreen"
        assert days(lead) == "30"
        assert lead.read(history.drafts) == ()


async def test_it_goes_live_where_the_rules_let_this_person(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        await change_to(lead, "14")
        await choose(lead, "enter", "l")
        await answer(lead, "a faster bank")
        assert days(lead) == "14"
        assert "refund-days r2 is live for everybody" in lead.toasts
        assert "refund-days  14 · in 4 templates" in lead.list_text("listed")
        last = lead.read(lambda session: history.revisions(session, "refund-days")[1])
        assert (last.source, last.decisions[-1].reason) == ("facts", "a faster bank")


async def test_it_is_submitted_where_somebody_else_has_to_approve(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted_by_two) as lead:
        await change_to(lead, "14")
        await choose(lead, "enter")
        labels = [entry.label for entry in lead.app.screen.list.entries]  # type: ignore[attr-defined]
        assert labels == ["submit for approval", "into a change set", "keep as a draft"]
        await choose(lead, "enter")
        await answer(lead, "a faster bank")
        assert "refund-days r2 waits for approval" in lead.toasts
        [state] = lead.read(history.drafts)
        assert history.is_asked(state)
        assert days(lead) == "30"


async def test_it_is_kept_as_a_draft(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        await change_to(lead, "14")
        await choose(lead, "enter", "k")
        await answer(lead, "a faster bank")
        [state] = lead.read(history.drafts)
        assert (state.abbreviation, state.decisions, state.message) == ("refund-days", (), "a faster bank")


async def test_it_goes_into_a_change_set_that_is_new_or_there(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        await change_to(lead, "14")
        await choose(lead, "enter", "i")
        await answer(lead, "Faster refunds")
        [one] = lead.read(change_sets.sets)
        assert (one.title, [item.abbreviation for item in one.items]) == ("Faster refunds", ["refund-days"])
        await choose(lead, "down")
        await change_to(lead, "Help desk")
        await choose(lead, "enter", "i", "enter")
        await answer(lead, "a faster bank")
        [one] = lead.read(change_sets.sets)
        assert {item.abbreviation for item in one.items} == {"refund-days", "team-name"}
        assert "team-name is in “Faster refunds”, as a draft" in lead.toasts


async def test_a_value_it_cannot_have_says_why_and_is_asked_again_with_what_was_typed(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        await change_to(lead, "soon")
        assert lead.screen == "AskLineScreen"
        assert "not of type number" in lead.toasts[-1]
        await lead.press(*["backspace"] * 4)
        await lead.type("30")
        await choose(lead, "enter")
        assert "refund-days is 30 already" in lead.toasts[-1]


async def test_a_fact_somebody_changed_meanwhile_is_not_overwritten_unseen(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        await change_to(lead, "14")

        def other(session: Session) -> None:
            template = history.resolve(session, "refund-days")
            authoring.save(session, DAYS._replace(body="7"), author="mia", template=template, based_on=1)
            review.approve(session, ["refund-days"], by="mia")

        do(lead.url, other)
        await choose(lead, "enter", "l")
        await answer(lead, "a faster bank")
        assert "refund-days was changed meanwhile" in lead.toasts[-1]
        assert days(lead) == "7"


async def test_several_lines_are_changed_in_the_editor(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=lambda url: _made(url, SIGN)) as lead:
        await choose(lead, "c")
        assert lead.screen == "EditorScreen"


async def test_a_library_without_facts_says_what_they_are_for(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=lambda url: _made(url)) as lead:
        assert "The library has no facts." in lead.text("beside")
        await lead.press("c", "e", "h", "enter")
        await lead.settled()
        assert lead.screen == "FactsScreen"


async def test_the_whole_its_history_and_the_editor_are_one_key_away(tmp_path: Path) -> None:
    async with leading(tmp_path, facts, fill=quoted) as lead:
        for key, screen in (("enter", "CompareScreen"), ("h", "HistoryScreen"), ("e", "EditorScreen")):
            await choose(lead, key)
            assert lead.screen == screen
            await choose(lead, "escape")
            assert lead.screen == "FactsScreen"


def _made(url: str, *documents: Document) -> None:
    made_library(url, reply("thanks", "Thanks."), *documents)
