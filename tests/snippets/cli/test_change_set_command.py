"""Several templates are submitted, approved, sent back or called off as one."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from answers import data_of, refused, waiting
from builders import Home, fact, reply, run_command
from leads import draft, live_text, team_library
from terminals import Terminal, needs_terminal

from library.identifiers import moment

BODY = "It takes {{ facts.refund_days }} days."


@pytest.fixture
def team(home: Home, tmp_path: Path) -> Home:
    """Two drafts of mia's: a fact's new value and the reply that quotes it."""
    made = team_library(home, fact(), reply("refund-late", BODY, group="Billing"))
    draft(tmp_path, fact(value="14"))
    draft(tmp_path, reply("refund-late", f"{BODY} Sorry.", group="Billing"))
    return made


def state() -> str:
    data = data_of("change-set", "show", "Refunds")
    assert isinstance(data, dict)
    return str(data["state"])


@pytest.mark.usefixtures("team")
def test_a_change_set_goes_live_as_one_version() -> None:
    opened = run_command("change-set", "open", "Refunds", "refund-days", "refund-late")
    assert opened.stderr == "“Refunds” is open and holds refund-days r2 and refund-late r2.\n"
    sent = run_command("change-set", "submit", "refunds", "-m", "new bank")
    assert sent.stderr == "“Refunds” waits for approval: refund-days r2 and refund-late r2.\n"
    refused(run_command("change-set", "approve", "Refunds", "--yes"), "mia wrote refund-days r2", "tom")
    assert run_command("--as", "tom", "change-set", "approve", "Refunds").exit == 1  # nobody can be asked here
    ran = run_command("--as", "tom", "change-set", "approve", "Refunds", "--yes")
    assert ran.stderr == "refund-days r2 and refund-late r2 are live, library version 2.\n"
    assert live_text("refund-late") == "It takes 14 days. Sorry.\n"


@pytest.mark.usefixtures("team")
def test_what_is_put_in_later_counts_and_all_of_it_is_sent_back() -> None:
    run_command("change-set", "open", "Refunds")
    assert run_command("change-set", "put", "Refunds", "refund-late").stderr == "“Refunds” holds refund-late r2.\n"
    run_command("change-set", "submit", "Refunds")
    ran = run_command("--as", "tom", "change-set", "reject", "Refunds", "-m", "say when")
    assert ran.stderr == "“Refunds” is sent back to mia.\n"
    shown = run_command("change-set", "show", "Refunds").stdout
    assert "sent back by tom" in shown
    assert "tom: say when" in shown
    assert run_command("change-set", "put", "Refunds", "refund-days").exit == 0
    assert run_command("change-set", "submit", "Refunds").exit == 0
    assert state() == "submitted"


@pytest.mark.usefixtures("team")
def test_a_set_with_a_moment_is_approved_ahead_and_may_be_called_off() -> None:
    then = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    assert run_command("change-set", "open", "Refunds", "refund-late", "--live-from", then).exit == 0
    listed = data_of("change-set", "list")
    assert isinstance(listed, list)
    assert moment(listed[0]["live_from"]).astimezone().isoformat()[:16] == f"{then}T00:00"
    ran = run_command("--as", "tom", "change-set", "approve", "Refunds", "--yes")
    assert f"refund-late r2 is live from {then} 00:00 on" in ran.stderr
    assert live_text("refund-late") == "It takes 5 days.\n"
    assert "“Refunds” is called off" in run_command("--as", "tom", "change-set", "call-off", "Refunds", "--yes").stderr
    assert state() == "called off"


@pytest.mark.usefixtures("team")
def test_the_list_shows_what_is_going_on_and_all_of_it_if_asked() -> None:
    assert run_command("change-set", "list").stderr == "No change set is open.\n"
    run_command("change-set", "open", "Refunds", "refund-late")
    assert "Refunds" in run_command("change-set", "list").stdout
    run_command("--as", "tom", "change-set", "approve", "Refunds", "--yes")
    assert run_command("change-set", "list").stdout == ""
    assert "approved by tom" in run_command("change-set", "list", "--all").stdout


@pytest.mark.usefixtures("team")
def test_a_set_is_named_by_its_title_or_the_beginning_of_its_id() -> None:
    data = data_of("change-set", "open", "Refunds", "refund-late")
    assert isinstance(data, dict)
    assert data_of("change-set", "show", data["id"][:20]) == {**data_of("change-set", "show", "REFUNDS")}  # type: ignore[dict-item]
    refused(run_command("change-set", "show", "Refnds"), "no change set is named “Refnds”")
    run_command("change-set", "open", "Refunds")
    refused(run_command("change-set", "show", "Refunds"), "2 change sets are called “Refunds”", data["id"][:13])


@pytest.mark.usefixtures("team")
def test_without_a_word_what_is_going_on_is_listed() -> None:
    run_command("change-set", "open", "Refunds", "refund-late")
    assert run_command("change-set").stdout == run_command("change-set", "list").stdout
    assert "Refunds" in run_command("change-set").stdout


@needs_terminal
@pytest.mark.usefixtures("team")
def test_on_a_terminal_the_screen_opens_and_ends_with_its_escape(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_config('sync_seconds = 0\n[agent]\nasked = "yes"\ntoured = "yes"\n')
    monkeypatch.setenv("TERM", "xterm-256color")
    run_command("change-set", "open", "Refunds", "refund-late")
    terminal = Terminal("change-set")
    terminal.read_until("1 open")
    os.write(terminal.handle, b"\x1b")
    assert terminal.end(again="\x1b") == 0


@pytest.mark.usefixtures("team")
def test_what_is_taken_out_of_a_set_stays_a_draft() -> None:
    run_command("change-set", "open", "Refunds", "refund-days", "refund-late")
    ran = run_command("change-set", "take-out", "Refunds", "refund-days")
    assert ran.stderr == "“Refunds” is open and holds refund-late r2.\n"
    refused(run_command("change-set", "take-out", "Refunds", "refund-days"), "refund-days is not in “Refunds”")
    assert {row["abbreviation"] for row in waiting()} == {"refund-days", "refund-late"}
    assert run_command("change-set", "put", "Refunds", "refund-days").exit == 0
    assert run_command("change-set", "submit", "Refunds").exit == 0
    refused(run_command("change-set", "take-out", "Refunds", "refund-days"), "is submitted already")


@pytest.mark.usefixtures("team")
def test_a_set_gets_another_moment_or_none() -> None:
    then = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    run_command("change-set", "open", "Refunds", "refund-late")
    assert run_command("change-set", "live-from", "Refunds", then).stderr == f"“Refunds” goes live {then} 00:00.\n"
    data = data_of("change-set", "show", "Refunds")
    assert isinstance(data, dict)
    assert moment(data["live_from"]).astimezone().isoformat()[:16] == f"{then}T00:00"
    assert [item["abbreviation"] for item in data["items"]] == ["refund-late"]
    refused(run_command("change-set", "live-from", "Refunds", "soon"), "“soon” is no day")
    ran = run_command("change-set", "live-from", "Refunds")
    assert ran.stderr == "“Refunds” goes live as soon as it is approved.\n"
    assert len(run_command("change-set", "list").lines) == 2


@pytest.mark.usefixtures("team")
def test_a_set_is_given_up_and_its_drafts_stay() -> None:
    run_command("change-set", "open", "Refunds", "refund-late")
    assert run_command("change-set", "give-up", "Refunds").stderr == "“Refunds” is given up; its drafts stay.\n"
    assert run_command("change-set", "list").stderr == "No change set is open.\n"
    assert "given up" in run_command("change-set", "list", "--all").stdout
    assert {row["kind"] for row in waiting()} == {"draft"}
    refused(run_command("change-set", "submit", "Refunds"), "is given up already")


@pytest.mark.usefixtures("team")
def test_what_a_set_cannot_be_says_why() -> None:
    refused(run_command("change-set", "open", " "), "needs a title")
    refused(run_command("change-set", "open", "Refunds", "--live-from", "soon"), "“soon” is no day", "2027-01-01")
    refused(run_command("change-set", "open", "Refunds", "--live-from", "2020-01-01"), "is past")
    refused(run_command("change-set", "open", "Refunds", "nothing-here"), "nothing-here")
    assert run_command("change-set", "list").stdout == ""
    run_command("change-set", "open", "Refunds")
    refused(run_command("change-set", "submit", "Refunds"), "nothing is left in “Refunds”")


@pytest.mark.usefixtures("team")
def test_a_fault_in_one_of_them_refuses_all(tmp_path: Path) -> None:
    draft(tmp_path, reply("hello", "Dear [Name],"))
    run_command("change-set", "open", "Refunds", "refund-late", "hello")
    ran = run_command("change-set", "submit", "Refunds")
    assert (ran.exit, "hello, body line 1" in ran.stderr) == (1, True)
    assert [row["kind"] for row in waiting()] == ["draft", "draft", "draft"]


@pytest.mark.usefixtures("home")
def test_a_folders_changes_become_one_submitted_change_set(home: Home, tmp_path: Path) -> None:
    team_library(home, reply("refund-late", "One."), reply("thanks", "Thanks."))
    folder = tmp_path / "team"
    assert run_command("export", folder).exit == 0
    before = {file.name: file.read_bytes() for file in folder.rglob("*.md")}
    for file in folder.rglob("*.md"):
        file.write_text(file.read_text(encoding="utf-8").replace(".", "!"), encoding="utf-8")
    ran = run_command("--as", "ana", "import", folder, "--review", "-m", "louder")
    assert "0 new, 2 changed, 0 unchanged; submitted as the change set “louder”" in ran.stderr
    again = data_of("--as", "ana", "import", folder, "--review", "-m", "louder")
    assert isinstance(again, dict)
    assert (again["change_set"], sorted(again["drafted"])) == (None, ["refund-late", "thanks"])
    assert run_command("change-set", "approve", "louder", "--yes").exit == 0
    assert live_text("thanks") == "Thanks!\n"
    assert run_command("export", folder).stderr.startswith("2 templates")
    assert {file.name: file.read_bytes() for file in folder.rglob("*.md")} != before
    assert run_command("--as", "ana", "import", folder, "--review").stderr == "Nothing has changed.\n"


@pytest.mark.usefixtures("home")
def test_an_import_that_somebody_else_has_to_approve_says_that_it_waits(home: Home, tmp_path: Path) -> None:
    team_library(home, reply("refund-late", "One."))
    file = tmp_path / "hello.md"
    file.write_text("---\nabbreviation: hello\n---\nHello.\n", encoding="utf-8")
    data = data_of("import", file)
    assert isinstance(data, dict)
    assert (data["live"], data["change_set"]) == (False, "import")
    assert [row["kind"] for row in waiting()] == ["set"]
    file.write_text("---\nabbreviation: hello\n---\nDear [Name],\n", encoding="utf-8")
    refused(run_command("import", file, "--review"), "hello.md:4", "[Name]")
    assert run_command("import", file, "--review", "--draft").exit == 2
