"""`suggest`, then `copy`: one search that says how it ended, and the use that names it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from builders import Home, made_library, reply, run_command

REPLIES = (
    reply("login-reset", "Click on the link.", title="I forgot my password and cannot log in"),
    reply("login-locked", "Wait an hour.", title="Wrong password, cannot log in"),
    reply("thanks", "Thank you.", title="Thank you for the praise"),
)
MESSAGE = "Hi, I am Zebulon and I forgot my password and cannot log in any more"


@pytest.fixture
def mine(home: Home) -> Home:
    made_library(home.url, *REPLIES)
    home.write_config("sync_seconds = 0\n")
    assert run_command("sync").exit == 0
    return home


def suggested(message: str = MESSAGE) -> list[str]:
    """What is suggested for a message, best first."""
    found = json.loads(run_command("suggest", message, "--json").stdout)
    return [row["abbreviation"] for row in found]


def rows(home: Home, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home.desk_file)) as desk:
        return desk.execute(query).fetchall()


ENDED = "SELECT kind, outcome, row_rank FROM searches ORDER BY id"
NAMED = "SELECT s.outcome FROM uses u LEFT JOIN searches s ON s.id = u.search ORDER BY u.id"


def test_a_copy_of_what_was_suggested_is_how_the_search_ended(mine: Home) -> None:
    names = suggested()
    name = names[-1]
    assert rows(mine, ENDED) == []
    assert run_command("copy", name, "--print").exit == 0
    assert rows(mine, ENDED) == [("suggest", "used", names.index(name) + 1)]
    assert rows(mine, NAMED) == [("used",)]
    [(words, template)] = rows(mine, "SELECT words, template FROM searches")
    assert "password" in str(words)
    assert "Zebulon" not in str(words)
    assert rows(mine, "SELECT template FROM uses") == [(template,)]
    assert run_command("copy", name, "--print").exit == 0
    assert len(rows(mine, ENDED)) == 1


def test_a_dry_run_ends_nothing_and_another_message_does(mine: Home) -> None:
    names = suggested()
    assert run_command("copy", names[0], "--dry-run").exit == 0
    assert rows(mine, ENDED) == []
    assert suggested()
    assert rows(mine, ENDED) == [("suggest", "abandoned", None)]
    assert run_command("suggest", "what is the capital of Norway").exit == 1
    assert rows(mine, "SELECT outcome FROM searches ORDER BY id") == [("abandoned",), ("abandoned",), ("nothing",)]
    assert rows(mine, "SELECT * FROM suggested") == []


def test_a_copy_of_something_else_ends_it_as_abandoned(mine: Home) -> None:
    names = suggested()
    assert "thanks" not in names
    assert run_command("copy", "thanks", "--print").exit == 0
    assert rows(mine, ENDED) == [("suggest", "abandoned", None)]
    assert rows(mine, NAMED) == [(None,)]


def test_a_copy_after_a_quarter_of_an_hour_is_no_answer_to_it(mine: Home) -> None:
    name = suggested()[0]
    with closing(sqlite3.connect(mine.desk_file)) as desk, desk:
        desk.execute("UPDATE suggested SET started_at = '2026-05-04T09:30:00.000000Z'")
    assert run_command("copy", name, "--print").exit == 0
    assert rows(mine, "SELECT outcome, ended_at FROM searches") == [("abandoned", "2026-05-04T09:45:00.000000Z")]
    assert rows(mine, NAMED) == [(None,)]


@pytest.mark.usefixtures("mine")
def test_what_a_desk_that_cannot_be_written_does_not_note_is_told_and_suggested_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from library.desk import suggested as noting
    from library.errors import StoreFull

    def full(*_: object, **__: object) -> None:
        raise StoreFull("the disk is full", "make room")

    monkeypatch.setattr(noting, "note_suggested", full)
    done = run_command("suggest", MESSAGE)
    assert done.exit == 0
    assert "password" in done.stdout
    assert done.stderr == "snippets: not noted: the disk is full\n"


def test_neither_a_copy_nor_one_after_suggest_is_a_choice_of_words(mine: Home) -> None:
    name = suggested()[0]
    assert run_command("copy", name, "--print").exit == 0
    assert rows(mine, "SELECT * FROM choices") == []
