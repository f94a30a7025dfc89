"""What waits for a lead is listed with what to know of it; one, a group, or a typo's correction is approved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from answers import data_of, refused, waiting
from builders import Home, reply, run_command
from leads import draft, live_text, team_library
from terminals import Terminal, needs_terminal

CARD = reply("pay-card", "Your card was refused by the bank.", group="Billing/Cards")
LATE = reply("refund-late", "Your refund is on its way.", group="Billing")
HELLO = reply("hello", "Hello and welcome.", group="Other")


@pytest.fixture
def team(home: Home) -> Home:
    return team_library(home, CARD, LATE, HELLO)


@pytest.mark.usefixtures("team")
def test_everything_that_waits_is_in_one_list_the_longest_waiting_first(tmp_path: Path) -> None:
    assert run_command("--as", "ana", "flag", "hello", "-m", "too short").exit == 0
    draft(tmp_path, LATE._replace(body="It comes tomorrow."), why="sooner", submit=True)
    draft(tmp_path, reply("thanks", "Thank you.", group="Other"), submit=True)
    draft(tmp_path, CARD._replace(body="Your card was refused."))
    shown = run_command("review")
    what = [line.split("  ")[0] for line in shown.lines]
    assert what == [
        "what",
        "hello r1",
        "refund-late r2",
        "thanks r1",
        "",
        "Drafts that nobody has submitted:",
        "pay-card r2",
    ]
    assert all(text in shown.lines[2] for text in ("change", "mia", "just now", "Billing", "sooner"))
    assert [row["kind"] for row in waiting()] == ["flag", "change", "new", "draft"]


@pytest.mark.usefixtures("team")
def test_only_a_group_and_the_groups_in_it_are_listed(tmp_path: Path) -> None:
    for document in (LATE, CARD, HELLO):
        draft(tmp_path, document._replace(body="Other words."), submit=True)
    data = data_of("review", "--group", "billing")
    assert isinstance(data, dict)
    assert sorted(row["abbreviation"] for row in data["waiting"]) == ["pay-card", "refund-late"]
    refused(run_command("review", "--group", "Nowhere"), "no group is named “Nowhere”")


@pytest.mark.usefixtures("team")
def test_what_the_checks_find_is_counted_beside_it(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="See http://example.com for it."))
    assert "1 warning" in run_command("review").stdout
    [row] = waiting()
    assert (row["faults"], row["warnings"]) == (0, 1)


@pytest.mark.usefixtures("team")
def test_a_change_set_is_one_row_with_what_is_in_it(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Later."))
    draft(tmp_path, HELLO._replace(body="Hi."))
    assert run_command("change-set", "open", "Kinder", "refund-late", "hello").exit == 0
    assert run_command("change-set", "submit", "Kinder").exit == 0
    [line] = run_command("review").lines[1:]
    assert all(text in line for text in ("“Kinder”", "change set", "2 templates", "refund-late", "hello"))
    [row] = waiting()
    assert (row["kind"], row["title"], len(row["items"])) == ("set", "Kinder", 2)  # type: ignore[arg-type]


@pytest.mark.usefixtures("team")
def test_how_fast_flags_are_answered_is_said(tmp_path: Path) -> None:
    run_command("--as", "ana", "flag", "hello", "-m", "too short")
    assert run_command("review").exit == 0  # hands the flag in
    assert run_command("confirm", "hello").exit == 0
    assert "flags within 0 s (median of 1)" in run_command("review").stderr
    data = data_of("review")
    assert isinstance(data, dict)
    assert data["answered"]["flags"]["count"] == 1


# --- approving --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("team")
def test_nobody_approves_alone_what_they_wrote_and_is_told_who_may(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Later."), submit=True)
    refused(run_command("approve", "refund-late"), "mia wrote refund-late r2", "tom")
    refused(run_command("--as", "ana", "approve", "refund-late"), "ana may not approve", "mia, tom")
    assert run_command("--as", "tom", "approve", "refund-late").exit == 0
    assert live_text("refund-late") == "Later.\n"


@pytest.mark.usefixtures("team")
def test_all_that_waits_in_a_group_is_approved_but_for_what_may_not_be(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Later."), submit=True)
    draft(tmp_path, CARD._replace(body="Refused."), submit=True)
    draft(tmp_path, HELLO._replace(body="Hi."), submit=True)
    draft(tmp_path, reply("pay-cash", "Cash is fine.", group="Billing"), by="tom", submit=True)
    asked = run_command("--as", "tom", "approve", "--group", "billing")
    assert asked.exit == 1
    assert "refund-late r2, by mia, just now" in asked.stderr
    assert "left out: pay-cash r1: you wrote it, somebody else has to approve it: mia" in asked.stderr
    assert "--yes" in asked.stderr
    ran = run_command("--as", "tom", "approve", "--group", "billing", "--yes")
    assert ran.exit == 0, ran.stderr
    assert (live_text("refund-late"), live_text("pay-card"), live_text("hello")) == (
        "Later.\n", "Refused.\n", "Hello and welcome.\n",
    )  # fmt: skip
    assert [row["abbreviation"] for row in waiting()] == ["hello", "pay-cash"]


@pytest.mark.usefixtures("team")
def test_a_group_in_which_nothing_waits_or_is_says_so(tmp_path: Path) -> None:
    refused(run_command("approve", "--group", "Billing", "--yes"), "nothing that you may approve waits in Billing")
    refused(run_command("approve", "--group", "Biling", "--yes"), "no group is named “Biling”", "Billing")
    assert run_command("approve").exit == 2
    assert run_command("approve", "hello", "--group", "Billing").exit == 2


@needs_terminal
@pytest.mark.usefixtures("team")
def test_on_a_terminal_a_group_is_shown_before_somebody_says_yes(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Later."), submit=True)
    terminal = Terminal("--as", "tom", "approve", "--group", "Billing")
    terminal.read_until("refund-late r2, by mia")
    terminal.answer("Make 1 template live? [y/N]", "y\r")
    assert terminal.end() == 0
    assert live_text("refund-late") == "Later.\n"


@pytest.mark.parametrize("command", ["submit", "approve"])
@pytest.mark.usefixtures("team")
def test_what_the_checks_call_a_fault_is_refused_with_its_line(command: str, tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Dear [Name],\n\nit comes."))
    ran = run_command("--as", "tom", command, "refund-late")
    assert ran.exit == 1
    assert "refund-late, body line 1" in ran.stderr
    assert "[Name]" in ran.stderr
    assert "nothing was changed" in ran.stderr
    assert [row["kind"] for row in waiting()] == ["draft"]


@pytest.mark.usefixtures("team")
def test_a_typo_goes_live_at_once_and_waits_to_be_read_by_somebody_else(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Your refudn is on its way."), by="tom")
    assert run_command("approve", "refund-late").exit == 0
    draft(tmp_path, LATE)
    ran = run_command("approve", "refund-late", "--typo")
    assert (ran.exit, "somebody else has to read it: snippets confirm" in ran.stderr) == (0, True)
    assert live_text("refund-late") == "Your refund is on its way.\n"
    assert [row["kind"] for row in waiting()] == ["typo"]
    assert run_command("--as", "tom", "confirm", "refund-late").exit == 0
    assert waiting() == []


@pytest.mark.usefixtures("team")
def test_more_than_a_typo_is_refused_as_one(tmp_path: Path) -> None:
    draft(tmp_path, LATE._replace(body="Your refund is not on its way."))
    refused(run_command("approve", "refund-late", "--typo"), "changes more than a typo", "snippets submit")
    assert live_text("refund-late") == "Your refund is on its way.\n"


@needs_terminal
@pytest.mark.usefixtures("team")
def test_on_a_terminal_the_review_screen_opens_and_ends_with_its_escape(
    tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_config('sync_seconds = 0\n[agent]\nasked = "yes"\ntoured = "yes"\n')
    monkeypatch.setenv("TERM", "xterm-256color")
    draft(tmp_path, LATE._replace(body="Later."), submit=True)
    terminal = Terminal("review")
    terminal.read_until("{+Later")  # compared with what is live
    os.write(terminal.handle, b"\x1b")
    assert terminal.end(again="\x1b") == 0
    listed = Terminal("review", "--list")
    listed.read_until("refund-late r2  change")
    assert listed.end() == 0
