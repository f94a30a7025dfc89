"""Where a wrong revision went is counted by day and channel, and the tickets of an export that got it are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from answers import data_of, refused
from builders import Home, fact, made_library, reply, run_command


@pytest.fixture
def used(home: Home) -> Home:
    """Three tickets were answered with refund-late, one of them twice, and nothing with thanks."""
    made_library(home.url, fact(), reply("refund-late", "{{ facts.refund_days }} days."), reply("thanks", "Thanks."))
    home.write_config("sync_seconds = 0\n")
    for ticket, channel in (("48213", "email"), ("#48214", "chat"), ("T-9", "email"), ("T-9", "email")):
        assert run_command("copy", "refund-late", "--print", "--ticket", ticket, "--channel", channel).exit == 0
    return home


@pytest.mark.usefixtures("used")
def test_uses_are_counted_by_day_and_channel() -> None:
    ran = run_command("affected", "refund-late")
    assert "refund-late r1: live since version 1, used 4 times on " in ran.stderr
    assert "(email 3, chat 1)" in ran.stderr
    assert [line.split()[1:] for line in ran.lines] == [
        ["channel", "reply", "uses"], ["chat", "refund-late", "1"], ["email", "refund-late", "3"],
    ]  # fmt: skip


@pytest.mark.usefixtures("used")
def test_uses_of_a_fact_are_those_of_the_replies_that_quoted_it_while_it_was_live() -> None:
    assert run_command("facts", "refund-days", "14", "--approve", "--yes").exit == 0
    assert run_command("copy", "refund-late", "--print", "--ticket", "77").exit == 0
    before, after = data_of("affected", "refund-days@1"), data_of("affected", "refund-days", "--revision", "2")
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert (before["uses"], after["uses"]) == (4, 1)
    assert before["live"] == [{"from_version": 1, "from_at": None, "until_version": 2, "until_at": None}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("48213\nT-9\n99999\n", ["48213", "T-9"]),
        ("Subject;Ticket ID\nLate;48213\nLate;48214\nOther;5\n", ["48213", "48214"]),
        ("id,subject\n#48213,x\nt-9,y\n", ["#48213", "t-9"]),
        ('{"ticket": 48213}\n{"ticket": "5"}\n{"subject": "x"}\n', ["48213"]),
        ('["#48214", 5, null]', ["#48214"]),
        ('[{"id": 48213, "subject": "x"}]', ["48213"]),
    ],
    ids=["list", "semicolons", "commas", "json-lines", "json-list", "json-objects"],
)
@pytest.mark.usefixtures("used")
def test_tickets_of_an_export_that_got_it_are_printed_and_never_stored(
    text: str, found: list[str], tmp_path: Path, used: Home
) -> None:
    file = tmp_path / "export"
    file.write_text(text, encoding="utf-8")
    ran = run_command("affected", "refund-late", "--tickets", file)
    assert (ran.exit, ran.lines) == (0, found)
    assert f"{len(found)} of " in ran.stderr
    assert all(b"99999" not in path.read_bytes() for path in used.data.rglob("*.db*"))


@pytest.mark.usefixtures("used")
def test_an_export_may_come_through_a_pipe_and_name_its_column(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("which,what\n48213,x\n", encoding="utf-8")
    refused_one = run_command("affected", "refund-late", "--tickets", file)
    assert refused_one.exit == 1
    assert "--column: which, what" in refused_one.stderr
    assert run_command("affected", "refund-late", "--tickets", file, "--column", "Which").lines == ["48213"]
    ran = run_command("affected", "refund-late", "--tickets", "-", "--json", input="48213\n")
    assert json.loads(ran.stdout)["tickets"] == ["48213"]


@pytest.mark.usefixtures("used")
def test_what_was_never_used_or_is_not_there_says_so(tmp_path: Path) -> None:
    assert run_command("affected", "thanks").stderr == "thanks r1: live since version 1, never used.\n"
    refused(run_command("affected", "thanks", "--revision", "7"), "no revision 7")
    refused(run_command("affected", "thanks", "--tickets", tmp_path / "gone"), "gone", "check the path")
    empty = tmp_path / "empty"
    empty.write_text("\n\n", encoding="utf-8")
    refused(run_command("affected", "thanks", "--tickets", empty), "holds no ticket references")
    assert run_command("retire", "thanks", "--yes").exit == 0
    refused(run_command("affected", "thanks"), "which revision of thanks?", "thanks@1")
