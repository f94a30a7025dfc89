"""The team's rules are explained where they are listed, and refused where they cannot be."""

from __future__ import annotations

import pytest
from answers import data_of, refused
from builders import Home, reply, run_command
from leads import team_library


@pytest.fixture(autouse=True)
def team(home: Home) -> Home:
    return team_library(home, reply("refund-late", group="Billing/Refunds"))


def test_every_setting_is_listed_with_what_it_means_and_those_of_groups_too() -> None:
    rows = data_of("settings", "list")
    assert isinstance(rows, list)
    assert [row["key"] for row in rows] == [
        "approve.GROUP", "review.second_person", "review_days", "review_days.GROUP", "title",
    ]  # fmt: skip
    assert all(len(row["means"]) > 20 for row in rows)
    assert run_command("settings", "set", "approve.Billing", "tom").stderr == "approve.Billing is “tom” now.\n"
    shown = run_command("settings", "list").lines
    assert ["approve.Billing", "tom"] in [line.split()[:2] for line in shown]


def test_who_may_approve_a_group_is_a_setting() -> None:
    run_command("settings", "set", "approve.Billing", "tom")
    assert run_command("move", "refund-late", "Billing").exit == 0
    refused(run_command("approve", "refund-late"), "mia may not approve refund-late r2 in Billing", "these may: tom")
    assert run_command("--as", "tom", "approve", "refund-late").exit == 0


def test_a_setting_that_cannot_be_is_refused_and_one_of_no_group_is_noted() -> None:
    refused(run_command("settings", "set", "approve.Billing", "zoe"), "zoe: not on the roster")
    refused(run_command("settings", "set", "aprove.Billing", "tom"), "no setting “aprove.Billing”", "approve.GROUP")
    refused(run_command("settings", "set", "review.second_person", "perhaps"), "auto, always, never")
    refused(run_command("--as", "tom", "settings", "set", "review_days", "30"), "tom may not", "mia")
    ran = run_command("settings", "set", "approve.Biling", "tom")
    assert "note: no live template is in Biling yet" in ran.stderr
    assert run_command("settings", "set", "approve.Biling", "").stderr == "approve.Biling is not set any more.\n"
    assert "Biling" not in run_command("settings", "list").stdout
