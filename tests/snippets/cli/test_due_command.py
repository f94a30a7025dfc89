"""What should be read again comes in the order of use and age, with the share of uses that were of fresh templates."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from answers import data_of, refused
from builders import Home, Ran, made_library, reply, run_command


@pytest.fixture
def old(home: Home) -> Home:
    """A library approved 200 days ago, but for thanks; refund-late was used twice today, pay-card once."""
    made_library(
        home.url,
        reply("refund-late", group="Billing"),
        reply("pay-card", group="Billing/Cards"),
        reply("hello", group="Other"),
        reply("thanks", group="Other"),
    )
    home.write_config("sync_seconds = 0\n")
    age(home, 200)
    assert run_command("confirm", "thanks").exit == 0
    for name in ("refund-late", "refund-late", "pay-card", "thanks"):
        assert run_command("copy", name, "--print").exit == 0
    return home


def age(home: Home, days: int) -> None:
    """Makes every decision of the library so many days older, as if it had been made then."""
    with closing(sqlite3.connect(home.library_file)) as library, library:
        for (trigger,) in library.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            library.execute(f'DROP TRIGGER "{trigger}"')
        library.execute("UPDATE decisions SET at = strftime('%Y-%m-%dT%H:%M:%S.000000Z', at, ?)", (f"-{days} days",))


@pytest.mark.usefixtures("old")
def test_what_is_used_most_and_was_read_longest_ago_comes_first() -> None:
    ran = run_command("due")
    assert ran.exit == 0
    assert [line.split()[0] for line in ran.lines[:4]] == ["template", "refund-late", "pay-card", "hello"]
    assert "by mia" in ran.lines[1]
    assert "1 of 4 uses in the last 28 days (25%) were of fresh templates; the target is 80%." in ran.stderr
    data = data_of("due")
    assert isinstance(data, dict)
    assert [(one["abbreviation"], one["uses"], one["days_since"]) for one in data["due"]] == [
        ("refund-late", 2, 200), ("pay-card", 1, 200), ("hello", 0, 200),
    ]  # fmt: skip
    assert (data["fresh"]["numerator"], data["fresh"]["denominator"]) == (1, 4)


@pytest.mark.usefixtures("old")
def test_what_nobody_used_or_read_for_two_quarters_is_proposed_for_retirement() -> None:
    ran = run_command("due")
    proposed = ran.stdout.partition("Not used or read for two quarters")[2]
    assert "hello" in proposed
    assert "refund-late" not in proposed
    assert run_command("show", "hello").exit == 0


@pytest.mark.usefixtures("old")
def test_a_group_a_limit_and_a_confirmation_make_it_shorter() -> None:
    billing = data_of("due", "--group", "billing")
    assert isinstance(billing, dict)
    assert [one["abbreviation"] for one in billing["due"]] == ["refund-late", "pay-card"]
    assert "and 2 more (--limit 3 shows them)" in run_command("due", "--limit", "1").stderr
    assert run_command("confirm", "refund-late", "pay-card", "hello").exit == 0
    assert run_command("due") == Ran(
        0, "", "Nothing is due.\n4 of 4 uses in the last 28 days (100%) were of fresh templates.\n"
    )


@pytest.mark.usefixtures("old")
def test_how_long_a_template_stays_fresh_is_a_setting_of_the_team_or_of_a_group() -> None:
    assert run_command("settings", "set", "review_days", "300").exit == 0
    assert run_command("due").stdout.startswith("\nNot used")
    assert run_command("settings", "set", "review_days.Billing", "30").exit == 0
    data = data_of("due")
    assert isinstance(data, dict)
    assert [one["abbreviation"] for one in data["due"]] == ["refund-late", "pay-card"]
    refused(run_command("settings", "set", "review_days.Billing", "soon"), "cannot be “soon”")


@pytest.mark.usefixtures("old")
def test_a_group_there_is_not_is_refused_with_the_nearest() -> None:
    for command in ("due", "review"):
        refused(run_command(command, "--group", "Biling"), "Biling", "Billing")
        assert run_command(command, "--group", "Other").exit == 0
