"""Templates that say nearly the same are shown together, and kept, merged, or given one more name."""

from __future__ import annotations

import pytest
from answers import data_of, refused
from builders import Home, made_library, reply, run_command
from leads import live_text, team_library

WORDS = "We have sent your refund today. It takes the bank some business days, usually five, to show it to you."
LATE = reply("refund-late", WORDS, group="Billing", aliases=["late"])
GONE = reply("refund-gone", WORDS.replace("five", "nine"), group="Billing", aliases=["gone"])
WAIT = reply("refund-wait", WORDS.replace("today", "yesterday"), group="Other")
THANKS = reply("thanks", "Thank you very much for telling us. We read every word of it, and we talk about it.")


@pytest.fixture
def alike(home: Home) -> Home:
    made_library(home.url, LATE, GONE, WAIT, THANKS)
    home.write_config("sync_seconds = 0\n")
    return home


@pytest.mark.usefixtures("alike")
def test_what_is_alike_is_shown_together_the_most_used_first_with_what_differs() -> None:
    assert run_command("copy", "refund-wait", "--print").exit == 0
    ran = run_command("duplicates")
    assert ran.lines[0].startswith("3 templates, 9")
    assert ran.lines[0].endswith("% alike, 1 use in 90 days")
    assert [line.split()[0] for line in ran.lines[1:4]] == ["refund-wait", "refund-gone", "refund-late"]
    assert "yesterday → today" in ran.lines[3]
    [cluster] = data_of("duplicates")  # type: ignore[misc]
    assert [one["uses"] for one in cluster["templates"]] == [1, 0, 0]


@pytest.mark.usefixtures("alike")
def test_two_become_one_and_every_name_leads_there() -> None:
    refused(run_command("duplicates", "merge", "refund-late", "gone"), "nothing was done", "--yes")
    ran = run_command("duplicates", "merge", "refund-late", "gone", "--yes")
    assert ran.stderr == "refund-gone is retired, its names lead to refund-late, library version 2.\n"
    assert [live_text(name) for name in ("gone", "refund-gone")] == [f"{WORDS}\n"] * 2
    refused(run_command("duplicates", "merge", "refund-late", "late", "--yes"), "are one template")


@pytest.mark.usefixtures("alike")
def test_as_an_alias_only_its_names_lead_there_and_dropped_nothing_does() -> None:
    for words in (("add", "Where is my money?"), ("link", "Where is my money?", "refund-gone")):
        assert run_command("questions", *words).exit == 0
    assert "refund-gone" in run_command("questions", "show", "Where is my money?").stdout
    for arguments in (("alias", "refund-late", "gone"), ("drop", "refund-wait")):
        refused(run_command("duplicates", *arguments), "nothing was done", "--yes")
        assert run_command("duplicates", *arguments, "--yes").exit == 0
    assert live_text("refund-gone") == f"{WORDS}\n"
    refused(run_command("show", "refund-wait"), "refund-wait")
    assert "refund-late" not in run_command("questions", "show", "Where is my money?").stdout
    assert run_command("revive", "refund-wait").exit == 0
    assert live_text("refund-wait") == f"{WAIT.body}\n"


@pytest.mark.usefixtures("alike")
def test_what_is_meant_to_be_alike_is_not_shown_again() -> None:
    ran = run_command("duplicates", "keep", "refund-late", "refund-gone", "refund-wait", "-m", "three banks")
    assert ran.stderr.startswith("refund-late, refund-gone and refund-wait stay as they are")
    assert run_command("duplicates").stderr == "No two templates say nearly the same.\n"
    refused(run_command("duplicates", "keep", "thanks"), "name two")


@pytest.mark.usefixtures("alike")
def test_only_a_group_is_shown_where_one_of_them_is_in_it() -> None:
    assert run_command("duplicates", "--group", "Other").stdout.startswith("3 templates")
    assert run_command("duplicates", "--group", "Elsewhere").stdout == ""


def test_only_who_may_approve_merges_or_keeps(home: Home) -> None:
    team_library(home, LATE, GONE)
    refused(run_command("--as", "ana", "duplicates", "merge", "late", "gone", "--yes"), "ana may not approve")
    refused(run_command("--as", "ana", "duplicates", "keep", "late", "gone"), "ana may not", "mia, tom")


@pytest.mark.usefixtures("alike")
def test_the_checks_no_longer_warn_of_what_is_meant_to_be_alike_and_still_of_all_else() -> None:
    def warned() -> set[str]:
        said = run_command("check", "refund-late").stdout
        return {name for name in ("refund-gone", "refund-wait", "thanks") if f"nearly what {name} says" in said}

    assert warned() == {"refund-gone", "refund-wait"}
    run_command("duplicates", "keep", "refund-late", "refund-gone")
    assert warned() == {"refund-wait"}
    run_command("duplicates", "keep", "--undo", "refund-late", "refund-gone")
    assert warned() == {"refund-gone", "refund-wait"}
