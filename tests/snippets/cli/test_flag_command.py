"""`snippets flag` and `flags`: what agents hold for wrong reaches the leads, and the answer reaches the agent."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from answers import data_of, refused
from builders import Home, fragment, made_library, reply, run_command, run_process, write_template


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's library of two replies, in which Tom and Ana are agents; synced."""
    made_library(home.url, reply("refund-late", "30 days.", aliases=("late",)), reply("thanks"), fragment("sign-off"))
    home.write_config("sync_seconds = 0\n")
    for name in ("tom", "ana"):
        assert run_command("members", "add", name).exit == 0
    return home


def flag(name: str, why: str, *, by: str = "tom") -> None:
    assert run_command("--as", by, "flag", name, "-m", why).exit == 0


@pytest.mark.usefixtures("mine")
def test_a_flag_is_confirmed_in_a_line_and_reaches_the_leads() -> None:
    ran = run_command("--as", "tom", "flag", "late", "-m", "it is 14 days now")
    assert (ran.exit, ran.stdout) == (0, "")
    assert ran.stderr == "Flagged refund-late r1: “it is 14 days now”. The leads will see it.\n"
    _, row = run_command("flags").lines
    assert all(text in row for text in ("refund-late", " 1 ", "tom", "just now", "“it is 14 days now”"))


@pytest.mark.usefixtures("mine")
def test_a_flag_has_stable_keys_and_its_reason_is_masked() -> None:
    found = data_of("flag", "thanks", "-m", "write to bo@example.com, order A104829")
    assert isinstance(found, dict)
    assert set(found) == {"id", "abbreviation", "template", "revision", "why", "flagged_at", "answered"}
    assert (found["why"], found["answered"]) == ("write to <EMAIL>, order <ID>", None)
    assert "bo@example.com" not in run_command("flags", "--json").stdout


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("why", [[], ["-m", ""], ["-m", "  "]])
def test_a_flag_without_a_reason_is_refused_with_an_example(why: list[str]) -> None:
    refused(run_command("flag", "thanks", *why), "what is wrong with thanks?", "snippets flag thanks -m '")
    assert run_command("flags").stderr == "Nothing is flagged.\n"


@pytest.mark.usefixtures("mine")
def test_what_is_not_there_and_what_is_far_too_long_is_refused() -> None:
    refused(run_command("flag", "thnks", "-m", "x"), "no template is named “thnks”", "thanks")
    refused(run_command("flag", "thanks", "-m", "long " * 200), "characters")


def test_ones_own_templates_are_changed_and_not_flagged(mine: Home) -> None:
    folder = mine.data / "mine"
    folder.mkdir(parents=True)
    (folder / "hello.md").write_text("---\nabbreviation: ~hello\n---\nHello.\n", encoding="utf-8")
    refused(run_command("flag", "~hello", "-m", "old"), "~hello is your own template", "snippets mine edit")
    refused(run_command("flag", "~hello"), "~hello is your own template")


@pytest.mark.usefixtures("mine")
def test_fragments_and_facts_can_be_wrong_too() -> None:
    flag("sign-off", "the team is called otherwise")
    assert "sign-off" in run_command("flags").stdout


@pytest.mark.usefixtures("mine")
def test_flags_are_counted_by_template_the_most_flagged_first() -> None:
    flag("thanks", "too short")
    flag("refund-late", "it is 14 days now")
    flag("refund-late", "14, not 30", by="ana")
    _, first, second = run_command("flags").lines
    assert all(text in first for text in ("refund-late", " 2 ", "tom, ana", "“it is 14 days now” · “14, not 30”"))
    assert "thanks" in second
    keys = {"id", "abbreviation", "title", "template", "revision", "agent", "why", "flagged_at", "answered"}
    assert [set(row) for row in data_of("flags")] == [keys] * 3  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("decide", "told"),
    [
        (["confirm", "refund-late", "-m", "for cards"], "refund-late was read again by mia and is right as it is"),
        (["suspend", "refund-late", "--yes", "-m", "for cards"], "refund-late was taken out for now by mia"),
        (["retire", "refund-late", "--yes", "-m", "for cards"], "refund-late was taken out for good by mia"),
        (["import", "FOLDER", "-m", "for cards"], "refund-late was changed by mia"),
    ],
    ids=["confirmed", "suspended", "retired", "changed"],
)
@pytest.mark.usefixtures("mine")
def test_who_flagged_hears_once_how_it_was_settled(decide: list[str], told: str, tmp_path: Path) -> None:
    flag("refund-late", "it is 14 days now")
    assert run_command("sync").exit == 0
    folder = write_template(tmp_path / "new", reply("refund-late", "14 days.", aliases=("late",))).parent
    assert run_command(*(str(folder) if word == "FOLDER" else word for word in decide)).exit == 0
    assert run_command("flags").stderr == "Nothing is flagged.\n"
    ran = run_command("--as", "tom", "flag", "thanks", "-m", "too short")
    assert told in ran.stderr
    assert "just now: for cards. You had flagged it: “it is 14 days now”." in ran.stderr
    assert told not in run_command("--as", "tom", "flag", "thanks", "-m", "still").stderr


@pytest.mark.usefixtures("mine")
def test_all_shows_every_flag_with_its_answer_those_of_what_is_gone_too() -> None:
    assert run_command("flags", "--all").stderr == "Nothing was ever flagged.\n"
    flag("refund-late", "it is 14 days now")
    flag("thanks", "too short")
    assert run_command("sync").exit == 0
    assert run_command("retire", "refund-late", "--yes").exit == 0
    _, newest, oldest = run_command("flags", "--all").lines
    assert all(text in newest for text in ("thanks", "tom", "“too short”", "open"))
    assert all(text in oldest for text in ("refund-late", "tom", "“it is 14 days now”", "retired by mia, just now"))
    rows = data_of("flags", "--all")
    assert isinstance(rows, list)
    assert [row["answered"] and row["answered"]["answer"] for row in rows] == [None, "retired"]


def test_a_flag_made_out_of_reach_of_the_library_is_handed_in_later(mine: Home) -> None:
    assert run_command("sync").exit == 0
    away = mine.library_file.with_suffix(".away")
    mine.library_file.rename(away)
    ran = run_command("--as", "tom", "flag", "thanks", "-m", "too short")
    assert ran.exit == 0
    assert "Flagged thanks r1" in ran.stderr
    away.rename(mine.library_file)
    assert "too short" in run_command("flags").stdout


def test_a_flag_starts_a_sync_where_one_is_due_and_does_not_wait_for_it(mine: Home) -> None:
    import sqlite3
    from contextlib import closing

    assert run_command("sync").exit == 0
    mine.write_config("sync_seconds = 1\n")
    time.sleep(1.1)
    ran = run_process("flag", "thanks", "-m", "too short")
    assert ran.exit == 0, ran.stderr
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with closing(sqlite3.connect(mine.library_file)) as library:
            if library.execute("SELECT why FROM flags").fetchall() == [("too short",)]:
                return
        time.sleep(0.1)
    pytest.fail("the flag was never handed in")


@pytest.mark.usefixtures("mine")
def test_names_of_templates_complete() -> None:
    ran = run_process(
        environment={"_SNIPPETS_COMPLETE": "bash_complete", "COMP_WORDS": "snippets flag ref", "COMP_CWORD": "2"}
    )
    assert "refund-late" in ran.stdout


@pytest.mark.usefixtures("mine")
def test_what_a_terminal_would_obey_is_never_shown_of_a_flag() -> None:
    flag("thanks", "wrong\x1b]52;c;aGk=\x07 word\n\nline")
    shown = run_command("flags").stdout + run_command("flags", "--all").stdout
    assert "\x1b" not in shown
    assert len(run_command("flags").lines) == 2
    assert "\x1b" not in run_command("flags", "--json").stdout
    json.loads(run_command("flags", "--json").stdout)
