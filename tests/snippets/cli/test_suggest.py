"""`snippets suggest`: a customer's message in, templates out."""

from __future__ import annotations

import json
import sqlite3

import pytest
from builders import Home, run_command


@pytest.mark.usefixtures("seeded")
def test_a_message_finds_the_template_that_answers_it() -> None:
    done = run_command("suggest", "Hi, I forgot my password and cannot log in any more. Regards, Ana")
    assert done.exit == 0
    assert "password" in done.lines[0]


@pytest.mark.usefixtures("seeded")
def test_a_message_comes_on_standard_input_too() -> None:
    message = "I forgot my password and cannot log in any more"
    assert run_command("suggest", "-", input=message).stdout == run_command("suggest", message).stdout


@pytest.mark.usefixtures("seeded")
def test_json_rows_are_those_of_find_with_the_question_they_answer() -> None:
    rows = json.loads(run_command("suggest", "I forgot my password", "--json", "--limit", "2").stdout)
    assert 1 <= len(rows) <= 2
    assert {"abbreviation", "title", "group", "score", "matched", "question"} <= rows[0].keys()
    assert rows[0]["question"] == "I forgot my password"


def test_nothing_fits_is_said_in_one_line_and_noted_masked(seeded: Home) -> None:
    done = run_command("suggest", "Hello,\nwhat did Zebulon Quux +49 170 1234567 paint in Oslo?\nBest,\nAna")
    assert (done.exit, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "nothing fits" in done.stderr
    with sqlite3.connect(seeded.desk_file) as desk:
        [(words, kind, outcome)] = desk.execute("SELECT words, kind, outcome FROM searches").fetchall()
    assert (kind, outcome) == ("suggest", "nothing")
    assert not any(secret in words for secret in ("Zebulon", "Quux", "1234567", "Ana"))


def test_nothing_fits_is_an_empty_list_for_programs(seeded: Home) -> None:
    done = run_command("suggest", "what is the capital of Norway", "--json")
    assert (done.exit, json.loads(done.stdout)) == (1, [])
