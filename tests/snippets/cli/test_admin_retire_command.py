"""`snippets admin retire`: says what would go, asks, removes it, and reports say from when on single uses are kept."""

from __future__ import annotations

import json

import pytest
from answers import data_of, refused
from builders import Home, Ran, reply, run_command
from leads import team_library
from terminals import Terminal, needs_terminal

from library.record import intake, members
from library.record.database import open_library
from library.record.verify import verify

OLD, YOUNG = "2025-03-01T10:00:00.000000Z", "2025-06-01T10:00:00.000000Z"


@pytest.fixture
def team(home: Home) -> Home:
    """Mia's library: two old uses and a search, and a younger use of Ben, who left in 2024."""
    team_library(home, reply("refund-late"))
    library = open_library(home.url)
    with library.writing() as session:
        rows = [{"id": f"u{number}", "agent": "ana", "template": "t", "used_at": OLD} for number in range(2)]
        intake.store_uses(session, [*rows, {"id": "u9", "agent": "BEN", "template": "t", "used_at": YOUNG}])
        ended = {"id": "s", "agent": "ana", "words": "refund", "outcome": "nothing", "ended_at": OLD}
        intake.store_searches(session, [ended])
        members.add(session, "Ben", by="mia", from_at="2024-01-01T00:00:00.000000Z")
        members.leave(session, "Ben", by="mia", until="2024-06-01T00:00:00.000000Z")
    library.close()
    return home


def left_in(home: Home) -> list[str]:
    """Who stands in the uses that are left."""
    library = open_library(home.url)
    with library.reading() as session:
        found = list(session.connection().exec_driver_sql("SELECT agent FROM uses ORDER BY id").scalars())
    assert verify(library) == ()
    library.close()
    return found


def retire(*arguments: str) -> Ran:
    return run_command("admin", "retire", *arguments)


def test_a_dry_run_says_what_would_go_and_keeps_it(team: Home) -> None:
    ran = retire("--before", "2025-05-01", "--dry-run")
    assert (ran.exit, ran.stdout) == (0, "")
    assert "From before 2025-05-01: 2 uses, 1 search and 0 flags would be removed." in ran.stderr
    assert "A pseudonym would be put for: Ben." in ran.stderr
    assert ran.stderr.endswith("Nothing was changed.\n")
    assert left_in(team) == ["ana", "ana", "BEN"]


def test_what_goes_is_told_in_json_too(team: Home) -> None:
    counts = {"before": "2025-05-01T00:00:00.000000Z", "uses": 2, "searches": 1, "flags": 0, "pseudonymised": ["Ben"]}
    nobody = {"leaver": None, "leaver_rows": None}
    assert data_of("admin", "retire", "--before", "2025-05-01", "--dry-run") == {"is_dry_run": True, **counts, **nobody}
    done = retire("--before", "2025-05-01", "--yes", "--json")
    assert json.loads(done.stdout) == {"is_dry_run": False, **counts, **nobody}
    [agent] = left_in(team)
    assert agent.startswith("left-")
    assert done.stderr == ""


def test_without_a_terminal_nothing_goes_unless_it_was_agreed_beforehand(team: Home) -> None:
    refused(retire("--before", "2025-05-01"), "nobody can be asked here", "--yes")
    assert left_in(team) == ["ana", "ana", "BEN"]
    ran = retire("--before", "2025-05-01", "--yes")
    assert (ran.exit, ran.stdout) == (0, "")
    assert "2 uses, 1 search and 0 flags removed. Their counts by month stay." in ran.stderr


@needs_terminal
def test_on_a_terminal_the_counts_are_shown_before_anybody_agrees(team: Home) -> None:
    question = "Remove 2 uses, 1 search and 0 flags from before 2025-05-01, and put a pseudonym for Ben?"
    declined = Terminal("admin", "retire", "--before", "2025-05-01")
    declined.answer(question, "n\n")
    assert declined.end() == 1
    assert left_in(team) == ["ana", "ana", "BEN"]
    agreed = Terminal("admin", "retire", "--before", "2025-05-01")
    agreed.answer(question, "y\n")
    assert agreed.end() == 0
    assert len(left_in(team)) == 1


def test_one_leaver_gets_a_pseudonym_at_once(team: Home) -> None:
    refused(retire("--leaver", "ana", "--yes"), "ana is still with the team", "snippets members leave ana")
    refused(retire("--leaver", "nobody", "--yes"), "nobody", "snippets members list")
    ran = retire("--leaver", "ben", "--yes")
    assert "A pseudonym put for ben in 1 row." in ran.stderr
    assert left_in(team)[:2] == ["ana", "ana"]
    assert left_in(team)[2].startswith("left-")


def test_what_cannot_be_removed_is_refused_in_one_line(team: Home) -> None:
    refused(retire("--before", "2025-05-01", "--as", "ana", "--yes"), "ana may not remove old uses", "mia")
    refused(retire("--before", "30d", "--yes"), "31 days", "restore")
    refused(retire("--before", "2999-01-01", "--yes"), "2999-01-01 lies ahead")
    refused(retire("--before", "May", "--yes"), "“May” is no date")
    refused(retire("--yes"), "--before", "--leaver")
    assert retire("--before", "2025-05-01", "--yes").exit == 0
    refused(retire("--before", "2025-04-30", "--yes"), "2025-05-01 was removed already")


def test_reports_say_from_when_on_single_uses_are_kept(team: Home) -> None:
    told = "Of what is older than 2025-05-01 only counts by month are kept:"
    for report in ("adoption", "searches"):
        assert "older" not in run_command("report", report, "--since", "2025-01-01").stdout
        assert _removed(report) == (None, [])
    assert retire("--before", "2025-05-01", "--yes").exit == 0
    for report, rows in (("adoption", "2 uses"), ("searches", "1 search")):
        assert f"{told} {rows} from 2025-01 on." in run_command("report", report, "--since", "2025-01-01").stdout
        assert "older" not in run_command("report", report, "--since", "2025-05-01").stdout
    assert _removed("adoption") == ("2025-05-01T00:00:00.000000Z", [{"month": "2025-03", "uses": 2}])
    assert _removed("searches") == ("2025-05-01T00:00:00.000000Z", [{"month": "2025-03", "searches": 1}])


def _removed(report: str) -> tuple[object, object]:
    data = data_of("report", report, "--since", "2025-01-01")
    assert isinstance(data, dict)
    return data["removed_before"], data["removed_by_month"]
