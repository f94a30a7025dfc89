"""Facts: who quotes them, and what another value makes of every reply, shown before it is said to anybody."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from answers import data_of, refused, waiting
from builders import Home, fact, fragment, made_library, reply, run_command
from leads import draft, live_text, team_library
from terminals import Terminal, needs_terminal

WHEN = fragment("when", "It takes {{ facts.refund_days }} days.")
LATE = reply("refund-late", "Sorry. {% include 'when' %}", variants={"chat": "{{ facts.refund_days }} days!"})
HOW = reply("refund-how", "{% if sent %}Wait {{ facts.refund_days }} days.{% endif %}")
DOCUMENTS = (fact(), fact("team-name", "Support", type="text"), WHEN, LATE, HOW, reply("thanks", "Thanks."))


@pytest.fixture
def alone(home: Home) -> Home:
    made_library(home.url, *DOCUMENTS)
    home.write_config("sync_seconds = 0\n")
    return home


@pytest.mark.usefixtures("alone")
def test_every_fact_is_listed_with_how_many_quote_it() -> None:
    facts = data_of("facts")
    assert isinstance(facts, list)
    assert [(one["abbreviation"], one["value"], one["quoted_by"]) for one in facts] == [
        ("refund-days", "5", ["refund-how", "refund-late", "when"]),
        ("team-name", "Support", []),
    ]
    [row] = [line.split() for line in run_command("facts").lines if line.startswith("refund-days")]
    assert row == ["refund-days", "5", "number", "3"]


@needs_terminal
@pytest.mark.usefixtures("alone")
def test_on_a_terminal_the_screen_opens_and_ends_with_its_escape(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_config('sync_seconds = 0\n[agent]\nasked = "yes"\ntoured = "yes"\n')
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal("facts")
    terminal.read_until("2 facts")
    os.write(terminal.handle, b"\x1b")
    assert terminal.end(again="\x1b") == 0
    listed = Terminal("facts", "--list")
    listed.read_until("team-name")
    assert listed.end() == 0


@pytest.mark.parametrize("name", ["refund-days", "facts.refund_days", "Refund-Days"])
@pytest.mark.usefixtures("alone")
def test_a_fact_is_named_as_it_is_called_or_as_it_is_quoted(name: str) -> None:
    shown = run_command("facts", name)
    assert shown.lines == [
        "refund-days: 5", "quoted as facts.refund_days by 3 templates", "  refund-how", "  refund-late", "  when",
    ]  # fmt: skip


@pytest.mark.usefixtures("alone")
def test_another_value_is_shown_in_every_template_that_quotes_it_before_it_is_said() -> None:
    shown = run_command("facts", "refund-days", "14", "--dry-run")
    assert "refund-days: 5 → 14" in shown.stdout
    assert "refund-late\n  Sorry. It takes [-5-]{+14+} days." in shown.stdout
    assert "refund-late, chat\n  [-5-]{+14+} days!" in shown.stdout
    assert "Seen only with values filled in: refund-how" in shown.stdout
    assert waiting() == []
    data = data_of("facts", "refund-days", "14", "--dry-run")
    assert isinstance(data, dict)
    assert (data["before"], data["after"]) == ("5", "14")
    assert {one["abbreviation"] for one in data["templates"]} == {"refund-how", "refund-late", "when"}


@pytest.mark.usefixtures("alone")
def test_a_value_goes_live_after_a_yes() -> None:
    ran = run_command("facts", "refund-days", "14", "--approve")
    assert (ran.exit, "--yes" in ran.stderr) == (1, True)
    assert live_text("refund-late") == "Sorry. It takes 5 days.\n"
    ran = run_command("facts", "refund-days", "14", "-m", "new bank", "--approve", "--yes")
    assert ran.stderr.endswith("refund-days r2 is live, library version 2.\n")
    assert live_text("refund-late") == "Sorry. It takes 14 days.\n"
    assert "new bank" in run_command("history", "refund-days").stdout


@pytest.mark.usefixtures("alone")
def test_without_a_word_the_new_value_is_a_draft() -> None:
    data = data_of("facts", "refund-days", "14")
    assert isinstance(data, dict)
    assert data["state"] == "draft"
    assert [row["abbreviation"] for row in waiting()] == ["refund-days"]


@pytest.mark.usefixtures("alone")
def test_a_value_a_fact_cannot_have_says_why() -> None:
    refused(run_command("facts", "refund-days", "soon", "--yes"), "refund-days is not of type number")
    refused(run_command("facts", "refund-days", "5", "--yes"), "refund-days is 5 already")
    refused(run_command("facts", "refund-day", "7", "--yes"), "refund-day", "refund-days")
    refused(run_command("facts", "thanks"), "no fact is named “thanks”", "snippets facts")


def test_a_second_person_approves_a_fact_where_there_is_one(home: Home, tmp_path: Path) -> None:
    team_library(home, *DOCUMENTS)
    ran = run_command("facts", "refund-days", "14", "--approve", "--yes")
    assert "refund-days r2 waits for approval: mia wrote refund-days r2" in ran.stderr
    draft(tmp_path, fact(value="21"), by="tom")
    refused(run_command("facts", "refund-days", "7", "--json"), "refund-days r3 by tom changes its body too", "compare")
