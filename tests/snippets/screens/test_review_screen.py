"""The review screen on a real library: seeing what waits, deciding about it, taking it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import made_library, reply

from library.documents import Document, canonical_text
from library.record import history, intake, members, settings
from library.record import review as record
from library.record.change_sets import Edit, submit_together
from snippets.app import SnippetsApp
from snippets.screens.review import ReviewScreen
from snippets.widgets.comparison import Comparison

from .leads import LOGIN, REFUND, Lead, busy_library, do, flag, leading, submit, typo


def review(app: SnippetsApp) -> ReviewScreen:
    return ReviewScreen(app.config, app.surroundings)


def one_draft(url: str) -> None:
    """Bo has submitted one change, and nothing else waits."""
    made_library(url, REFUND, LOGIN)
    do(url, lambda session: members.add(session, "bo", role="lead", by="mia"))
    submit(url, REFUND._replace(body="It takes 14 days."), why="faster now")


def states(lead: Lead, name: str) -> list[str]:
    """What was decided last about each revision."""
    found = lead.read(lambda session: history.revisions(session, name))
    return [state.decisions[-1].kind if state.decisions else "draft" for state in found]


async def go_to(lead: Lead, label: str) -> None:
    await lead.press("home")
    for _ in range(20):
        if lead.highlighted("listed").startswith(label):
            break
        await lead.press("down")
    assert lead.highlighted("listed").startswith(label)
    await lead.settled()


async def test_everything_that_waits_is_listed_by_kind_with_who_and_why(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        assert lead.list_text("listed").splitlines() == [
            "To approve · 2",
            "refund-late r2  bo, just now · “the bank is faster now”",
            "“Refund period”  bo, just now · 2 templates",
            "Proposed by agents · 1",
            "thanks-much r1  ana, just now · “they like it”",
            "Flagged by agents · 1",
            "card-limit  ana, just now · “limit is 500 now”",
        ]
        assert lead.status == "Review | 4 wait · 1 proposed · 1 flagged"


async def test_beside_an_item_stands_what_differs_from_what_is_live_metadata_too(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        text = lead.text("beside")
        assert "refund-late r2, compared with r1, live" in text
        assert "within [-30-]{+14+} days." in text
        assert "tags: {+refund+}" in text
        assert "Kind regards" not in text
        assert "✓ checked" in text


async def test_a_change_set_shows_what_becomes_of_the_replies_that_quote_its_fact(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await go_to(lead, "“Refund period”")
        assert "1 reply will say something else:" in lead.text("beside")
        assert "Please allow [-30-]{+14+} days{+, or write to us+}." in lead.text("beside")


async def test_a_approves_and_goes_on_with_the_next_item(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("a")
        assert lead.highlighted("listed") == "“Refund period”"
        await lead.settled()
        live = lead.live("refund-late")
        assert live is not None
        assert "14 days" in live.body
        assert lead.toasts == ["refund-late r2 is live; u takes it back"]
        assert "refund-late" not in lead.list_text("listed")


async def test_a_change_set_is_approved_as_one(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await go_to(lead, "“Refund period”")
        await lead.press("a")
        await lead.settled()
        facts = lead.live("refund-days")
        assert facts is not None
        assert facts.body == "14"


async def test_a_key_pressed_twice_does_not_approve_the_next_item_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snippets.screens.leading_list.SETTLE_SECONDS", 30)
    async with leading(tmp_path, review) as lead:
        await lead.press("a", "a")
        await lead.settled()
        assert "“Refund period”" in lead.list_text("listed")
        assert (lead.live("refund-days") or REFUND).body == "30"


async def test_r_asks_why_and_sends_it_back(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("r")
        await lead.type("says nothing of banks")
        await lead.press("enter")
        await lead.settled()
        last = lead.read(lambda session: history.revisions(session, "refund-late")[-1].decisions[-1])
        assert (last.kind, last.by, last.reason) == ("rejected", "mia", "says nothing of banks")
        assert "refund-late" in lead.list_text("listed").partition("Sent back to their authors · 1")[2]


async def test_going_back_from_the_question_why_decides_nothing(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("r", "escape")
        await lead.settled()
        assert states(lead, "refund-late") == ["approved", "submitted"]


async def test_a_rejection_taken_back_waits_again(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("r", "x", "enter")
        await lead.settled()
        await lead.press("u")
        await lead.settled()
        assert states(lead, "refund-late")[-1] == "submitted"
        assert "refund-late r2" in lead.list_text("listed")


async def test_an_approval_taken_back_brings_the_text_before_to_agents(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        one_draft(url)
        do(url, lambda session: settings.set(session, "review.second_person", "never", by="mia"))

    async with leading(tmp_path, review, fill=fill) as lead:
        await lead.press("a")
        await lead.settled()
        assert (lead.live("refund-late") or LOGIN).body == "It takes 14 days."
        await lead.press("u")
        await lead.settled()
        assert (lead.live("refund-late") or LOGIN).body == REFUND.body
        assert lead.toasts[-1] == "Agents have the text before again"


async def test_where_a_second_person_is_asked_for_the_text_before_is_submitted(tmp_path: Path) -> None:
    async with leading(tmp_path, review, fill=one_draft) as lead:
        await lead.press("a")
        await lead.settled()
        await lead.press("u")
        await lead.settled()
        assert states(lead, "refund-late") == ["approved", "approved", "submitted"]
        assert "until the text before is approved; somebody else has to: bo" in lead.toasts[-1]


async def test_what_one_wrote_oneself_is_refused_with_the_names_who_may(tmp_path: Path) -> None:
    async with leading(tmp_path, review, agent="bo") as lead:
        await lead.press("a")
        await lead.settled()
        assert lead.toasts == ["bo wrote refund-late r2 and may not approve it alone: somebody else has to: mia"]
        assert lead.highlighted("listed") == "refund-late r2"
        assert states(lead, "refund-late") == ["approved", "submitted"]


async def test_what_the_checks_call_a_fault_is_not_approved(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        one_draft(url)
        submit(url, reply("broken", "It takes {{ facts.nowhere }} days."))

    async with leading(tmp_path, review, fill=fill) as lead:
        await go_to(lead, "broken")
        assert "✗ 1 fault" in lead.list_text("listed")
        assert "nowhere" in lead.text("beside")
        await lead.press("a")
        await lead.settled()
        assert lead.toasts[-1].startswith("✗ broken:")
        assert lead.live("broken") is None


async def test_a_flag_is_answered_with_still_right(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await go_to(lead, "card-limit")
        assert "“limit is 500 now” ana" in lead.text("beside")
        assert "The limit is 400 euros a day." in lead.text("beside")
        await lead.press("c")
        await lead.settled()
        assert states(lead, "card-limit") == ["confirmed"]
        assert "card-limit" not in lead.list_text("listed")


async def test_a_flagged_template_is_suspended_and_brought_back(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await go_to(lead, "card-limit")
        await lead.press("s")
        await lead.type("wrong limit")
        await lead.press("enter")
        await lead.settled()
        assert lead.live("card-limit") is None
        await lead.press("u")
        await lead.settled()
        assert lead.live("card-limit") is not None


async def test_several_flags_about_one_template_are_one_row(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        busy_library(url)
        flag(url, "card-limit", "really, 500", agent="bo", id_="flag-2")

    async with leading(tmp_path, review, fill=fill) as lead:
        assert "card-limit  2 agents, just now · “really, 500”" in lead.list_text("listed")


async def test_how_long_answers_took_stands_above_what_is_flagged(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        busy_library(url)
        do(url, lambda session: record.confirm(session, ["card-limit"], by="mia"))
        flag(url, "login-reset", "the link is dead", id_="flag-2")

    async with leading(tmp_path, review, fill=fill) as lead:
        [heading] = [line for line in lead.list_text("listed").splitlines() if line.startswith("Flagged")]
        assert heading.startswith("Flagged by agents · 1 · answered within ")
        assert heading.endswith(" (1 lately)")


async def test_a_change_set_with_a_moment_comes_then_and_is_called_off_when_taken_back(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        made_library(url, LOGIN)
        edits = [Edit(reply("new-law", "It is the law."))]
        do(
            url,
            lambda session: submit_together(session, "New law", edits, by="mia", live_from="2099-01-01T00:00+00:00"),
        )

    async with leading(tmp_path, review, fill=fill) as lead:
        assert "live from 2099-01-01 00:00 UTC" in lead.text("beside")
        await lead.press("a")
        await lead.settled()
        assert lead.toasts[-1] == "“New law” is approved and comes at 2099-01-01 00:00 UTC; u takes it back"
        assert lead.read(lambda session: len(history.coming(session))) == 1
        await lead.press("u")
        await lead.settled()
        assert lead.read(lambda session: len(history.coming(session))) == 0
        assert lead.toasts[-1] == "New law is called off"


async def test_a_typo_edit_sent_back_brings_the_text_before(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        busy_library(url)
        typo(url)
        do(url, lambda session: settings.set(session, "review.second_person", "never", by="mia"))

    async with leading(tmp_path, review, fill=fill) as lead:
        await go_to(lead, "login-reset r2")
        await lead.press("r", "x", "enter")
        await lead.settled()
        assert lead.live("login-reset") == LOGIN
        assert "login-reset" not in lead.list_text("listed")


async def test_coming_back_from_the_whole_screen_keeps_the_place(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        made_library(url, LOGIN)
        submit(url, reply("long", "\n\n".join(f"Line {number}." for number in range(60))), by="mia")

    async with leading(tmp_path, review, fill=fill) as lead:
        await lead.press("pagedown", "enter", "escape")
        await lead.settled()
        assert lead.app.screen.query_one(Comparison).top > 10


async def test_a_typo_edit_is_looked_at_afterwards(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        busy_library(url)
        typo(url)

    async with leading(tmp_path, review, fill=fill) as lead:
        await go_to(lead, "login-reset r2")
        assert "[-recieve-]{+receive+}" in lead.text("beside")
        await lead.press("a")
        await lead.settled()
        assert states(lead, "login-reset")[-1] == "confirmed"
        assert "login-reset" not in lead.list_text("listed")


async def test_words_and_groups_filter_the_list(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("slash")
        await lead.type("#billing")
        await lead.press("enter")
        assert [entry.label for entry in lead.list("listed").entries if not entry.is_heading] == [
            "refund-late r2",
            "“Refund period”",
        ]
        await lead.press("slash", "end")
        await lead.type(" faster")
        await lead.press("escape")
        assert len(lead.list("listed").entries) == 7


async def test_all_of_a_group_is_approved_after_asking_but_for_what_one_wrote_oneself(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        busy_library(url)
        submit(url, reply("mine", "Of my own.", group="Billing"), by="mia")

    async with leading(tmp_path, review, fill=fill) as lead:
        await lead.press("slash")
        await lead.type("#billing")
        await lead.press("enter", "A")
        await lead.settled()
        assert lead.screen == "ReviewManyScreen"
        assert "✓ refund-late r2" in lead.text("many")
        assert "mia wrote mine r1 and may not approve it alone" in lead.text("many")
        assert lead.live("refund-late") == REFUND
        await lead.press("A")
        await lead.settled()
        assert (lead.live("refund-late") or LOGIN).tags == ("refund",)
        assert (lead.live("refund-days") or LOGIN).body == "14"
        assert lead.live("mine") is None


async def test_marked_items_are_approved_together_and_taken_back_together(tmp_path: Path) -> None:
    def fill(url: str) -> None:
        busy_library(url, has_second=False)

    async with leading(tmp_path, review, fill=fill) as lead:
        await lead.press("space", "down", "space", "A")
        await lead.settled()
        await lead.press("enter")
        await lead.settled()
        assert lead.live("thanks-much") is not None
        assert (lead.live("refund-late") or LOGIN).tags == ("refund",)
        assert (lead.live("refund-days") or LOGIN).body == "30"
        await lead.press("u")
        await lead.settled()
        assert lead.live("thanks-much") is None
        assert (lead.live("refund-late") or LOGIN).tags == ()


async def test_enter_shows_the_comparison_over_the_whole_screen(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("enter")
        assert lead.screen == "ReviewWholeScreen"
        assert "Kind regards" not in lead.text("comparison")
        await lead.press("w")
        assert "Kind regards" in lead.text("comparison")
        await lead.press("escape")
        assert lead.screen == "ReviewScreen"


async def test_what_is_shown_over_the_whole_screen_is_decided_there(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("enter", "c", "a")
        await lead.settled()
        assert lead.screen == "ReviewScreen"
        assert states(lead, "refund-late") == ["approved", "approved"]
        await lead.press("enter", "r", "x", "enter")
        await lead.settled()
        assert states(lead, "refund-days") == ["approved", "rejected"]


async def test_h_shows_the_history_of_the_template(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("h")
        await lead.settled()
        assert lead.status == "History of refund-late | 2 revisions"


async def test_e_opens_the_editor(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        await lead.press("e")
        await lead.settled()
        assert lead.screen == "EditorScreen"


async def test_what_somebody_else_decides_meanwhile_is_seen(tmp_path: Path) -> None:
    async with leading(tmp_path, review) as lead:
        do(lead.url, lambda session: record.approve(session, ["refund-late"], by="mia"))
        await lead.press("a")
        await lead.settled()
        assert lead.toasts == ["revision 2 of refund-late is live already: nothing is left to decide"]
        assert "refund-late" not in lead.list_text("listed")


async def test_an_empty_queue_says_so(tmp_path: Path) -> None:
    async with leading(tmp_path, review, fill=made_library) as lead:
        assert lead.text("beside").startswith("Nothing waits.")
        await lead.press("a", "r", "e", "space", "A", "enter", "n", "u")
        assert lead.screen == "ReviewScreen"


async def test_a_library_that_cannot_be_reached_is_told_in_one_line(tmp_path: Path) -> None:
    async with leading(tmp_path, review, fill=lambda url: None) as lead:
        assert len(lead.toasts) == 1
        assert "\n" not in lead.toasts[0]


# --- handed in by agents ----------------------------------------------------------------------------------------------


def agents_proposals(url: str, *documents: Document) -> None:
    """What the machine of ana, an agent, has handed in, and nobody has looked at."""
    made_library(url, REFUND)
    rows = [
        {"id": f"p{number}", "agent": "ana", "document": canonical_text(document), "why": "often asked"}
        for number, document in enumerate(documents)
    ]
    do(url, lambda session: members.add(session, "ana", by="mia"))
    do(url, lambda session: intake.store_proposals(session, [row | {"proposed_at": "2026"} for row in rows]))


async def test_what_agents_have_handed_in_comes_into_the_queue(tmp_path: Path) -> None:
    async with leading(
        tmp_path, review, fill=lambda url: agents_proposals(url, reply("thanks", title="Thanks"))
    ) as lead:
        await lead.settled()
        assert lead.list_text("listed").splitlines() == [
            "Proposed by agents · 1",
            "thanks r1  ana, just now · “often asked”",
        ]
        await lead.press("a")
        await lead.settled()
        assert lead.live("thanks") is not None
        assert [state.author for state in lead.read(lambda session: history.revisions(session, "thanks"))] == ["ana"]


async def test_a_proposal_that_cannot_be_taken_in_is_told_once(tmp_path: Path) -> None:
    async with leading(
        tmp_path, review, fill=lambda url: agents_proposals(url, reply("refund-late"), reply("thanks"))
    ) as lead:
        await lead.settled()
        assert "thanks r1  ana" in lead.list_text("listed")
        assert lead.toasts == [
            "1 proposal cannot be taken in: refund-late of ana: “refund-late” belongs to the shared template"
            " “refund-late” already"
        ]
