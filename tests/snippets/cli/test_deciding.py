"""Drafts become live or go back; live templates are taken away and brought back; each says so in a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import data_of, refused, waiting
from builders import Home, Ran, made_library, reply, run_command, write_template
from terminals import Terminal, needs_terminal


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's library of two replies, in which Tom is an agent."""
    made_library(home.url, reply("refund-late", "One.", aliases=("late",)), reply("thanks"))
    home.write_config("sync_seconds = 0\n")
    assert run_command("members", "add", "tom").exit == 0
    return home


def draft(folder: Path, *bodies: str, name: str = "refund-late", why: str = "shorter") -> Ran:
    for body in bodies:
        write_template(folder, reply(name, body, aliases=("late",) if name == "refund-late" else ()))
        ran = run_command("--as", "tom", "import", folder, "-m", why)
    return ran


@pytest.mark.usefixtures("mine")
def test_a_draft_is_listed_approved_and_then_what_agents_get(tmp_path: Path) -> None:
    assert run_command("review") == Ran(0, "", "Nothing waits for approval.\n")
    draft(tmp_path, "Two.")
    listed = run_command("review").stdout
    assert all(text in listed for text in ("refund-late r2", "tom", "just now", "shorter"))
    assert run_command("approve", "refund-late", "-m", "fine").stderr == "refund-late r2 is live, library version 2.\n"
    assert run_command("copy", "refund-late", "--print").stdout == "Two.\n"
    assert run_command("review").stderr == "Nothing waits for approval.\n"
    assert "approved by mia: fine" in run_command("history", "refund-late").stdout


@pytest.mark.usefixtures("mine")
def test_what_waits_has_stable_keys(tmp_path: Path) -> None:
    draft(tmp_path, "Two.")
    [waits] = waiting()
    assert set(waits) == {
        "kind", "abbreviation", "revision", "template", "title", "group", "author", "by", "since", "why", "based_on",
        "live_revision", "faults", "warnings",
    }  # fmt: skip
    decided = data_of("approve", "refund-late@2")
    assert isinstance(decided, dict)
    assert decided["version"] == 2
    [about] = decided["decided"]
    assert (about["abbreviation"], about["revision"], about["decision"]) == ("refund-late", 2, "approved")


@pytest.mark.usefixtures("mine")
def test_a_revision_is_named_behind_an_at(tmp_path: Path) -> None:
    draft(tmp_path, "Two.", "Three.")
    assert "refund-late r2 is live" in run_command("approve", "late@r2").stderr
    assert run_command("copy", "late", "--print").stdout == "Two.\n"
    refused(run_command("approve", "late@9"), "9", "snippets history")


@pytest.mark.usefixtures("mine")
def test_a_draft_asked_for_and_rejected_is_back_with_its_author(tmp_path: Path) -> None:
    draft(tmp_path, "Two.")
    assert run_command("--as", "tom", "submit", "refund-late").stderr == "refund-late r2 waits for approval.\n"
    told = run_command("reject", "refund-late", "-m", "say when").stderr
    assert told == "refund-late r2 is rejected and back with tom.\n"
    assert "rejected by mia: say when" in run_command("history", "refund-late").stdout
    heading, _, row = run_command("review").stdout.splitlines()
    assert heading == "Sent back, and left as they are since:"
    assert row.split()[:2] == ["refund-late", "r2"]
    assert row.endswith("say when")
    assert "kept as drafts" in draft(tmp_path, "Two.").stderr


@pytest.mark.usefixtures("mine")
def test_several_are_decided_together_or_not_at_all(tmp_path: Path) -> None:
    draft(tmp_path, "Two.")
    draft(tmp_path / "new", "Hello.", name="hello")
    refused(run_command("approve", "refund-late", "hello", "thanks"), "thanks is live already")
    assert len(waiting()) == 2
    assert run_command("approve", "refund-late", "hello", "hello").stderr == (
        "refund-late r2 and hello r1 are live, library version 2.\n"
    )


@pytest.mark.usefixtures("mine")
def test_the_same_draft_twice_is_one_draft(tmp_path: Path) -> None:
    draft(tmp_path, "Two.")
    draft(tmp_path, "Hello.", name="hello")
    assert draft(tmp_path, "Hello.", name="hello").stderr == "Nothing has changed: 2 already drafted.\n"
    again = data_of("--as", "tom", "import", tmp_path)
    assert isinstance(again, dict)
    assert (sorted(again["drafted"]), again["changed"], again["new"]) == (["hello", "refund-late"], [], [])
    assert [row["revision"] for row in data_of("history", "refund-late")] == [1, 2]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("mine")
def test_a_draft_made_before_somebody_elses_change_is_drafted_anew(tmp_path: Path) -> None:
    draft(tmp_path / "tom", "Two.")
    write_template(tmp_path / "mia", reply("refund-late", "Mia's.", aliases=("late",)))
    run_command("import", tmp_path / "mia")
    refused(run_command("approve", "refund-late@2"), "refund-late", "compare the two")
    assert "1 changed" in draft(tmp_path / "tom", "Two.").stderr
    assert "refund-late r4 is live" in run_command("approve", "refund-late").stderr


@pytest.mark.usefixtures("mine")
def test_history_marks_what_was_never_decided(tmp_path: Path) -> None:
    draft(tmp_path, "Two.")
    first, *_ = run_command("history", "refund-late").lines
    assert first.startswith("r2")
    assert " draft " in first
    assert run_command("history", "refund-late").stdout.count("draft") == 1


@pytest.mark.usefixtures("mine")
def test_what_is_retired_or_suspended_is_gone_until_it_is_revived() -> None:
    told = run_command("suspend", "thanks", "-m", "wrong", "--yes").stderr
    assert told == "thanks is suspended, library version 2; snippets revive brings it back.\n"
    assert run_command("show", "thanks").exit == 1
    assert run_command("revive", "thanks").stderr == "thanks r1 is live again, library version 3.\n"
    assert run_command("show", "thanks").exit == 0
    told = run_command("retire", "thanks", "late", "--yes").stderr
    assert told == "thanks and refund-late are retired, library version 4; snippets revive brings them back.\n"
    assert run_command("show", "late").exit == 1
    assert run_command("release", "late", "--yes").stderr == "Free for other templates: late, refund-late.\n"
    assert run_command("confirm", "thanks").exit == 1


@pytest.mark.usefixtures("mine")
def test_a_template_read_again_is_confirmed() -> None:
    assert run_command("confirm", "thanks").stderr == "thanks r1 is confirmed as still right.\n"
    assert "confirmed by mia" in run_command("history", "thanks").stdout


@pytest.mark.parametrize("command", ["suspend", "retire", "release"])
@pytest.mark.usefixtures("mine")
def test_nothing_is_taken_away_where_nobody_can_be_asked(command: str) -> None:
    refused(run_command(command, "thanks"), "nothing was done", "--yes")
    refused(run_command(command, "thnks"), "no template is named “thnks”", "thanks")
    assert run_command("show", "thanks").exit == 0


@needs_terminal
@pytest.mark.usefixtures("mine")
def test_on_a_terminal_whoever_takes_a_template_away_is_asked() -> None:
    terminal = Terminal("retire", "late")
    terminal.answer("Take refund-late from agents for good? [y/N]", "n\r")
    assert terminal.end() == 1
    assert run_command("show", "late").exit == 0
    terminal = Terminal("retire", "late")
    terminal.answer("[y/N]", "y\r")
    assert terminal.end() == 0
    assert run_command("show", "late").exit == 1


@pytest.mark.usefixtures("mine")
def test_nothing_is_sent_back_without_a_word_why(tmp_path: Path) -> None:
    draft(tmp_path, "Two.")
    refused(run_command("reject", "refund-late"), "without a word why", "-m")
    refused(run_command("reject", "refund-late", "-m", " "), "without a word why")


@pytest.mark.parametrize("command", ["approve", "reject", "retire", "suspend", "revive", "confirm", "release"])
@pytest.mark.usefixtures("mine")
def test_only_leads_and_owners_decide(command: str, tmp_path: Path) -> None:
    draft(tmp_path, "Two.")
    yes = {"reject": ["-m", "no"], **{key: ["--yes"] for key in ("retire", "suspend", "release")}}.get(command, [])
    refused(run_command("--as", "tom", command, "refund-late", *yes), "tom", "mia")


@pytest.mark.usefixtures("has_permissions")
def test_what_only_reads_works_where_the_library_may_only_be_read(mine: Home, tmp_path: Path) -> None:
    mine.library_file.chmod(0o400)
    mine.data.chmod(0o500)
    try:
        for command in (["verify"], ["review"], ["history", "thanks"], ["members", "list"], ["settings", "list"],
                        ["report", "coverage", "--json"], ["export", tmp_path / "out"]):  # fmt: skip
            ran = run_command(*command)
            assert ran.exit == 0, ran.stderr
    finally:
        mine.data.chmod(0o700)
        mine.library_file.chmod(0o600)
