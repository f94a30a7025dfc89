"""Each report is the same figures as a page, as Markdown, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Sequence

import pytest
from answers import data_of, refused
from builders import Home, made_library, reply, run_command

from library.identifiers import make_id, moment, utc_text
from library.record import intake, questions
from library.record.database import open_library, run
from snippets.cli.common import now

REPORTS = ("coverage", "adoption", "searches")


def cells_of(line: str) -> list[str]:
    """The cells of a line of a Markdown table, as a reader sees them."""
    assert line.startswith("| ")
    assert line.endswith(" |")
    plain = line[2:-2].replace("\\|", "\0")
    return ["".join(_unescaped(cell)).replace("\0", "|").strip() for cell in plain.split(" | ")]


def _unescaped(text: str) -> Sequence[str]:
    kept, is_escaped = [], False
    for letter in text:
        if letter == "\\" and not is_escaped:
            is_escaped = True
            continue
        kept.append(letter)
        is_escaped = False
    return kept


def searched(home: Home, *rows: tuple[str, str, str]) -> None:
    """Searches of a moment ago: words, how they ended, whose they were."""
    at = utc_text(now())
    library = open_library(home.url)
    try:
        values = [
            {"id": make_id(), "words": words, "outcome": how, "agent": agent, "kind": "find", "ended_at": at}
            for words, how, agent in rows
        ]
        run(library, lambda session: intake.store_searches(session, values))
    finally:
        library.close()


IN_VAIN = (
    *(("loyalty points", "nothing", agent) for agent in ("ana", "tom", "ana")),
    ("still no refnd", "abandoned", "ana"),
    ("<WORD>", "nothing", "ana"),
    *(("refund", "used", agent) for agent in ("ana", "ben", "tom")),
)


@pytest.fixture
def queue(seeded: Home) -> Home:
    searched(seeded, *IN_VAIN)
    return seeded


@pytest.mark.usefixtures("queue")
def test_searches_say_their_numbers_then_what_to_do() -> None:
    lines = run_command("report", "searches").lines
    assert lines[0].startswith("3 of 8 searches since ")
    assert lines[0].endswith("ended in a reply (38 %); 1 was given up, 4 found nothing.")
    assert lines[1] == "4 such searches can be read, about 2 different things."
    assert lines[2] == "1 more is not listed: all their words are masked."
    assert lines[4].split() == ["words", "searches", "agents", "last", "nearest", "template"]
    assert lines[5].split() == ["loyalty", "points", "3", "2", "just", "now", "none"]
    assert lines[6].split() == ["still", "no", "refnd", "1", "1", "just", "now", "refund-late"]
    assert lines[-1] == "Next: write a template for “loyalty points” (3 searches by 2 agents): nothing is near it."


def test_where_a_template_is_near_the_next_step_is_a_command_that_works(seeded: Home) -> None:
    searched(seeded, ("<WORD> refund isn't showing", "abandoned", "ana"))
    last = run_command("report", "searches").lines[-1]
    command = last.partition("these words: snippets ")[2].partition(". If not")[0]
    assert command == """questions phrase where-is-my-refund '… refund isn'"'"'t showing'"""
    assert run_command(*shlex.split(command)).exit == 0
    shown = data_of("questions", "show", "where-is-my-refund")
    assert isinstance(shown, dict)
    assert "… refund isn't showing" in shown["phrasings"]


@pytest.mark.usefixtures("queue")
def test_the_searches_are_the_same_in_every_form() -> None:
    found = data_of("report", "searches")
    assert isinstance(found, dict)
    assert found["ended_in_a_use"] == {"numerator": 3, "denominator": 8, "value": 0.375}
    assert (found["given_up"], found["nothing_found"], found["all_masked"], found["groups"]) == (1, 4, 1, 2)
    rows = list(csv.DictReader(io.StringIO(run_command("report", "searches", "--format", "csv").stdout)))
    assert [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in found["wanted"]
    ] == rows
    marked = run_command("report", "searches", "--format", "md").lines
    tables = [cells_of(line) for line in marked if line.startswith("|")]
    assert tables[0] == ["words", "searches", "agents", "last", "nearest template"]
    assert [row[:3] for row in tables[2:]] == [[row["words"], row["searches"], row["agents"]] for row in rows]
    assert found["wanted"][0]["last_at"].endswith("Z")


@pytest.mark.usefixtures("queue")
def test_what_the_limit_leaves_out_is_said() -> None:
    assert "about 2 different things; listed: the first 1." in run_command("report", "searches", "--limit", "1").stdout
    ran = run_command("report", "searches", "--limit", "1", "--format", "csv")
    assert len(ran.lines) == 2
    assert ran.stderr == "1 of 2 rows; --limit 2 gives all of them.\n"
    assert run_command("report", "searches", "--format", "csv").stderr == ""


@pytest.mark.usefixtures("queue")
def test_nobody_is_named_in_any_form() -> None:
    for form in ("table", "csv", "json", "md"):
        ran = run_command("report", "searches", "--format", form)
        assert not any(name in ran.stdout for name in ("ana", "tom", "ben"))


@pytest.mark.usefixtures("seeded")
def test_without_any_search_it_says_so_and_what_is_needed() -> None:
    lines = run_command("report", "searches").lines
    assert lines[0].startswith("No search is on record since ")
    assert lines[1].startswith("Next: ")
    found = data_of("report", "searches")
    assert isinstance(found, dict)
    assert found["ended_in_a_use"] == {"numerator": 0, "denominator": 0, "value": None}
    assert run_command("report", "searches", "--format", "csv").lines == [
        "words,searches,nothing_found,given_up,agents,last_at,nearest,nearest_title,matched"
    ]


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("report", ["adoption", "searches"])
def test_a_period_is_a_day_or_so_many_days_or_weeks(report: str) -> None:
    for since, days in (("7d", 7), ("2W", 14), ("99999999999d", 10_000)):
        found = data_of("report", report, "--since", since)
        assert isinstance(found, dict)
        assert (now() - moment(found["since"])).days == days
    found = data_of("report", report, "--since", "2026-11-01")
    assert isinstance(found, dict)
    assert found["since"] == "2026-11-01T00:00:00.000000Z"
    for wrong in ("soon", "28", "d", "2026-13-01", "-3d"):
        refused(run_command("report", report, f"--since={wrong}"), "no date", "2026-11-01")


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("report", REPORTS)
def test_every_report_is_a_markdown_page_with_the_table_that_is_shown(report: str) -> None:
    shown, marked = (run_command("report", report, "--format", form).lines for form in ("table", "md"))
    assert marked[0] == f"# {report.capitalize()}"
    rows = [cells_of(line) for line in marked if line.startswith("|")]
    assert any(set(row) == {"---"} for row in rows)
    assert len({len(row) for row in rows[:3]}) == 1
    squeezed = {"".join(line.split()) for line in shown}
    assert all("".join("".join(row).split()) in squeezed for row in rows if set(row) != {"---"})


def test_hostile_names_are_text_in_markdown_too(home: Home) -> None:
    made_library(home.url, reply("a", title="x"))
    name = "<img src=x> | *Where* [is](http://x) `it`? \x1b[2J&amp;"
    library = open_library(home.url)
    try:
        question = questions.Ranked("q", name, share="0.1")

        def fill(session):  # type: ignore[no-untyped-def]
            questions.put(session, id="q", name=name, by="mia")
            questions.freeze(session, "2026Q4", [question], by="mia")

        run(library, fill)
    finally:
        library.close()
    marked = run_command("report", "coverage", "--format", "md").stdout
    assert "\x1b" not in marked
    for sign in ("<", "*Where", "[is]", "`it", "&amp"):
        assert sign not in marked.replace(f"\\{sign[0]}", "")
    row = next(line for line in marked.splitlines() if line.startswith("| 1 "))
    assert len(cells_of(row)) == 4
