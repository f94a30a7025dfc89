"""The screen of change sets on a real library: begun, filled, moved, submitted, approved, sent back and called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders import made_library, reply
from sqlmodel import Session
from textual import events

from library.identifiers import moment
from library.record import authoring, change_sets, history, members
from library.record.change_sets import ChangeSetState
from snippets.app import SnippetsApp
from snippets.screens.change_sets import ChangeSetsScreen

from .leads import CARD, DAYS, DOCUMENTS, METHOD, REFUND, Lead, busy_library, do, leading
from .step_by_step import answer, choose

SHORTER = REFUND._replace(body=REFUND.body.replace("30 days", "14 days"))
QUOTING = METHOD._replace(body="Allow {{ facts.refund_days }} days.")
TITLE = "Refunds in 14 days"
NAMES = ["refund-late", "refund-method", "refund-days"]


def sets(app: SnippetsApp) -> ChangeSetsScreen:
    return ChangeSetsScreen(app.config, app.surroundings)


def drafted(url: str) -> None:
    """Three drafts of mia's that nobody has submitted: two replies, and a fact one of them quotes."""
    made_library(url, *DOCUMENTS)

    def save(session: Session) -> None:
        for document in (SHORTER, QUOTING, DAYS._replace(body="14")):
            template = history.resolve(session, document.abbreviation)
            authoring.save(session, document, author="mia", template=template, based_on=1)

    do(url, save)


def opened(url: str, *, title: str = TITLE) -> None:
    """They are in a change set of hers."""
    drafted(url)

    def put(session: Session) -> None:
        id_ = change_sets.open(session, title, by="mia")
        change_sets.put(session, id_, NAMES, by="mia")

    do(url, put)


def two_sets(url: str) -> None:
    """The first is open, the second waits for approval."""
    opened(url)

    def submit(session: Session) -> None:
        saved = [authoring.save(session, reply(name), author="mia") for name in ("thanks-a", "thanks-b")]
        id_ = change_sets.open(session, "Thanks", by="mia")
        change_sets.put(session, id_, [(one.template, one.number) for one in saved], by="mia")
        change_sets.submit(session, id_, by="mia")

    do(url, submit)


def of(lead: Lead, title: str = TITLE) -> ChangeSetState:
    """The set of this title that was begun last."""
    return [one for one in lead.read(change_sets.sets) if one.title == title][-1]


def held(lead: Lead) -> set[str]:
    return {item.abbreviation for item in of(lead).items}


async def ask_and_answer(lead: Lead, key: str, line: str) -> None:
    await choose(lead, key)
    await answer(lead, line)


async def test_each_set_stands_under_how_it_stands_with_what_it_would_change(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=two_sets) as lead:
        assert lead.list_text("listed").splitlines() == [
            "Waiting for approval · 1", "“Thanks”  2 templates · mia, just now",
            "Open · 1", f"“{TITLE}”  2 templates, 1 fact · mia, just now",
        ]  # fmt: skip
        assert lead.status == "Change sets | 1 waiting for approval · 1 open"
        await choose(lead, "down")
        shown = lead.text("beside")
        assert "open · begun by mia, just now · 2 templates, 1 fact" in shown
        assert "live as soon as it is approved · ✓ checked" in shown
        assert "refund-late r2" in shown
        assert "within [-30-]{+14+} days" in shown
        assert "1 reply will say something else:" in shown


async def test_one_is_begun_and_filled_with_drafts(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=drafted) as lead:
        await ask_and_answer(lead, "b", TITLE)
        assert lead.highlighted("listed") == f"“{TITLE}”"
        assert "Nothing is in it yet; i puts drafts in." in lead.text("beside")
        await choose(lead, "i", "space", "down", "space", "enter")
        assert len(held(lead)) == 2
        await choose(lead, "i", "enter")
        assert held(lead) == set(NAMES)
        await choose(lead, "i")
        assert lead.screen == "ChangeSetsScreen"
        assert "no draft to put in" in lead.toasts[-1]


async def test_what_is_taken_out_stays_a_draft(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        await choose(lead, "o", "enter")
        assert len(held(lead)) == 2
        assert {state.abbreviation for state in lead.read(history.drafts)} == set(NAMES)
        await choose(lead, "i", "enter")
        assert held(lead) == set(NAMES)


async def test_it_gets_a_moment_and_loses_it_again(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        day = (datetime.now() + timedelta(days=9)).date().isoformat()
        await ask_and_answer(lead, "l", "soon")
        assert lead.screen == "AskLineScreen"
        assert "“soon” is no day or moment" in lead.toasts[-1]
        await lead.press(*["backspace"] * 4)
        await answer(lead, day)
        assert moment(of(lead).live_from).astimezone().isoformat()[:16] == f"{day}T00:00"
        assert f"live from {day} 00:00 on, offline too" in lead.text("beside")
        assert len(lead.list("listed").entries) == 2
        await choose(lead, "l")
        await lead.press(*["backspace"] * len(f"{day}T00:00"))
        await answer(lead, "at once")
        assert of(lead).live_from == ""
        assert held(lead) == set(NAMES)


async def test_a_moment_that_is_past_changes_nothing(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        await ask_and_answer(lead, "l", "2020-01-01")
        assert "is past" in lead.toasts[-1]
        assert (of(lead).state, of(lead).live_from) == ("open", "")


async def test_it_is_submitted_with_a_word_why(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        await ask_and_answer(lead, "s", "a faster bank")
        assert (of(lead).state, of(lead).reason) == ("submitted", "a faster bank")
        assert lead.status == "Change sets | 1 waiting for approval"
        await lead.press("i", "o", "l", "s")
        await lead.settled()
        assert lead.screen == "ChangeSetsScreen"


async def test_approving_asks_first_and_makes_one_version_of_all(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        before = lead.read(history.head)[0]
        await choose(lead, "a", "escape")
        await choose(lead, "a", "n")
        await choose(lead, "a", "a", "a", "escape")
        assert lead.live("refund-days") == DAYS
        await choose(lead, "a", "enter")
        assert lead.live("refund-late") == SHORTER
        assert lead.live("refund-days") == DAYS._replace(body="14")
        assert lead.read(history.head)[0] == before + 1
        assert f"“{TITLE}” is live: 2 templates, 1 fact; u takes it back" in lead.toasts[-1]
        assert "No change set is going on." in lead.text("beside")
        await choose(lead, "u")
        assert lead.live("refund-late") == REFUND


async def test_a_set_with_a_moment_is_approved_ahead_and_can_be_called_off(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        day = (datetime.now() + timedelta(days=9)).date().isoformat()
        await ask_and_answer(lead, "l", day)
        await choose(lead, "a", "enter")
        assert f"is approved and comes on {day} 00:00" in lead.toasts[-1]
        assert [entry.label for entry in lead.list("listed").entries] == ["Approved, to come · 1", f"“{TITLE}”"]
        assert lead.live("refund-days") == DAYS
        await lead.settled()
        await ask_and_answer(lead, "x", "too early")
        assert of(lead).state == "called off"
        assert lead.list("listed").entries == []


async def test_it_is_sent_back_with_a_word_why_and_waits_again_if_that_is_taken_back(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=busy_library) as lead:
        await ask_and_answer(lead, "r", "say when")
        assert of(lead, "Refund period").state == "rejected"
        assert "mia: “say when”" in lead.text("beside")
        assert lead.highlighted("listed") == "“Refund period”"
        await choose(lead, "u")
        assert of(lead, "Refund period").state == "submitted"


async def test_giving_up_asks_first_and_keeps_the_drafts(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        await choose(lead, "x", "escape")
        assert of(lead).state == "open"
        await choose(lead, "x", "enter")
        assert of(lead).state == "given up"
        assert {state.abbreviation for state in lead.read(history.drafts)} == set(NAMES)
        assert lead.list("listed").entries == []


async def test_what_the_checks_refuse_stays_in_the_list_with_why(tmp_path: Path) -> None:
    def faulty(url: str) -> None:
        opened(url)

        def put(session: Session) -> None:
            saved = authoring.save(session, reply("hello", "Dear [Name],"), author="mia")
            id_ = change_sets.sets(session)[0].id
            change_sets.put(session, id_, [(saved.template, saved.number)], by="mia")

        do(url, put)

    async with leading(tmp_path, sets, fill=faulty) as lead:
        assert "✗ hello, body line 1" in lead.text("beside")
        await choose(lead, "a", "enter")
        assert "[Name]" in lead.toasts[-1]
        assert lead.live("refund-late") == REFUND
        assert lead.highlighted("listed") == f"“{TITLE}”"


async def test_who_wrote_it_cannot_approve_it_where_there_is_a_second_person(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        opened(url)
        do(url, lambda session: members.add(session, "bo", role="lead", by="mia"))

    async with leading(tmp_path, sets, fill=fill) as lead:
        await choose(lead, "a", "enter")
        assert "may not approve it alone" in lead.toasts[-1]
        assert (of(lead).state, lead.highlighted("listed")) == ("open", f"“{TITLE}”")


async def test_what_was_put_in_since_it_was_shown_is_not_approved_unread(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        await choose(lead, "a")

        def put(session: Session) -> None:
            template = history.resolve(session, "card-limit")
            saved = authoring.save(
                session, CARD._replace(body="There is no limit."), author="mia", template=template, based_on=1
            )
            change_sets.put(session, change_sets.sets(session)[0].id, [(template, saved.number)], by="mia")

        do(lead.url, put)
        await choose(lead, "enter")
        assert "holds something else since it was shown here" in lead.toasts[-1]
        assert lead.live("card-limit") == CARD
        assert "card-limit r2" in lead.text("beside")


async def test_a_key_pressed_twice_does_not_decide_about_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippets.screens.leading_list.SETTLE_SECONDS", 30)
    async with leading(tmp_path, sets, fill=two_sets) as lead:
        await choose(lead, "a", "enter")
        await lead.press("a", "a", "x")
        await lead.settled()
        assert lead.screen == "ChangeSetsScreen"
        assert lead.live("thanks-a") is not None
        assert of(lead).state == "open"


async def test_keys_typed_before_it_is_there_decide_nothing(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened, is_settled=False) as lead:
        for key in "asxr":
            lead.app.post_message(events.Key(key, key))
        await lead.settled()
        assert of(lead).state == "open"


async def test_nothing_going_on_says_what_change_sets_are_for(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=drafted) as lead:
        assert "No change set is going on." in lead.text("beside")
        assert "b begins one." in " ".join(lead.text("beside").split())
        await lead.press("i", "o", "l", "s", "a", "r", "x", "u", "e", "enter")
        await lead.settled()
        assert lead.screen == "ChangeSetsScreen"


async def test_a_newer_draft_of_what_is_in_it_is_told(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        opened(url)
        newer = SHORTER._replace(body=f"{SHORTER.body}!")

        def save(session: Session) -> None:
            authoring.save(session, newer, author="mia", template=history.resolve(session, "refund-late"), based_on=2)

        do(url, save)

    async with leading(tmp_path, sets, fill=fill) as lead:
        assert "There is a newer draft of refund-late" in lead.text("beside")
        await choose(lead, "i", "enter")
        assert {(item.abbreviation, item.number) for item in of(lead).items if item.number > 2} == {("refund-late", 3)}


async def test_titles_of_any_kind_stay_text(tmp_path: Path) -> None:
    title = "[red]not red[/] [/] {braces} \x1b[31m"
    async with leading(tmp_path, sets, fill=lambda url: opened(url, title=title)) as lead:
        assert "[red]not red[/] [/] {braces}" in lead.text("beside")
        await choose(lead, "a", "enter")
        assert lead.live("refund-late") == SHORTER
        assert "[red]not red[/]" in lead.toasts[-1]


async def test_the_whole_and_the_editor_are_one_key_away(tmp_path: Path) -> None:
    async with leading(tmp_path, sets, fill=opened) as lead:
        await choose(lead, "enter")
        assert lead.screen == "CompareScreen"
        await choose(lead, "escape", "e")
        assert lead.screen == "PickingScreen"
        await choose(lead, "enter")
        assert lead.screen == "EditorScreen"
        await choose(lead, "escape", "escape")
        assert lead.screen == "FindScreen"
