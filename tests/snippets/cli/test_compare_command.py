"""What two revisions say differently, and what agents got at an earlier version of the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import data_of, refused
from builders import Home, fact, fragment, reply, run_command
from leads import draft, team_library
from terminals import Terminal, needs_terminal

from library.documents import Field

LONG = "First.\n\nYour refund takes 5 days.\n\nMiddle.\n\nMore.\n\nLast."
LATE = reply(
    "refund-late", LONG, title="Refund late", fields=[Field("number", label="Order")], variants={"chat": "Soon."}
)


@pytest.fixture
def team(home: Home, tmp_path: Path) -> Home:
    made = team_library(home, LATE, reply("thanks", "Thanks."))
    other = LATE._replace(
        body=LONG.replace("5", "14"), title="Refund not there", fields=(Field("number", label="Number"),)
    )
    draft(tmp_path, other, why="new bank")
    return made


@pytest.mark.usefixtures("team")
def test_what_is_live_is_compared_with_the_newest_draft_part_by_part() -> None:
    ran = run_command("compare", "refund-late")
    assert ran.exit == 0
    assert ran.lines[0].startswith("refund-late r1 (live, by mia, ")
    assert "→ refund-late r2 (draft by mia, " in ran.lines[0]
    assert "title: Refund [-late-]{+not there+}" in ran.stdout
    assert "  Your refund takes [-5-]{+14+} days." in ran.stdout
    assert "fields.number.label: [-Order-]{+Number+}" in ran.stdout
    assert "Last." not in ran.stdout
    assert "Last." in run_command("compare", "refund-late", "--whole").stdout


@pytest.mark.usefixtures("team")
def test_both_texts_can_be_put_together_again_from_the_data() -> None:
    data = data_of("compare", "refund-late")
    assert isinstance(data, dict)
    assert (data["before"]["revision"], data["after"]["revision"]) == (1, 2)
    [body] = [part for part in data["parts"] if part["part"] == "body"]
    assert "".join(piece["text"] for piece in body["pieces"] if piece["kind"] != "new") == body["before"] == LONG
    assert "".join(piece["text"] for piece in body["pieces"] if piece["kind"] != "gone") == body["after"]


@pytest.mark.parametrize(
    ("arguments", "sides"),
    [
        (["refund-late@1"], (1, 2)),
        (["refund-late@r2"], (1, 2)),
        (["refund-late@2", "1"], (2, 1)),
        (["refund-late", "r2"], (1, 2)),
        (["refund-late", "thanks"], (1, 1)),
        (["thanks", "refund-late@2"], (1, 2)),
    ],
)
@pytest.mark.usefixtures("team")
def test_both_sides_can_be_named(arguments: list[str], sides: tuple[int, int]) -> None:
    data = data_of("compare", *arguments)
    assert isinstance(data, dict)
    assert (data["before"]["revision"], data["after"]["revision"]) == sides


@pytest.mark.usefixtures("team")
def test_after_an_approval_the_live_text_is_compared_with_the_one_before() -> None:
    assert run_command("--as", "tom", "approve", "refund-late").exit == 0
    data = data_of("compare", "refund-late")
    assert isinstance(data, dict)
    assert (data["before"]["revision"], data["after"]["revision"], data["after"]["live"]) == (1, 2, True)


@pytest.mark.usefixtures("team")
def test_what_cannot_be_compared_says_why() -> None:
    refused(run_command("compare", "thanks"), "thanks r1 is the first", "snippets show thanks")
    refused(run_command("compare", "refund-late", "9"), "no revision 9", "snippets history")
    refused(run_command("compare", "refund-late", "thnks"), "thnks", "thanks")
    ran = run_command("compare", "thanks", "1")
    assert (ran.exit, ran.stderr) == (0, "Nothing is different.\n")


@needs_terminal
@pytest.mark.usefixtures("team")
def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b" not in run_command("compare", "refund-late").stdout
    coloured = Terminal("compare", "refund-late")
    coloured.read_until("\x1b[31m[-5-]\x1b[0m\x1b[32m{+14+}\x1b[0m")
    coloured.end()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal("compare", "refund-late")
    plain.read_until("[-5-]{+14+}")
    assert "\x1b[3" not in plain.shown
    plain.end()


# --- at an earlier version --------------------------------------------------------------------------------------------


def test_a_template_is_shown_as_it_was_with_the_fragments_and_facts_of_then(home: Home, tmp_path: Path) -> None:
    body = "It takes {{ facts.refund_days }} days, {{ name }}.\n\n{% include 'sign-off' %}"
    chat = {"chat": "{{ facts.refund_days }} days!"}
    name = Field("name", label="Name")
    team_library(home, reply("refund-late", body, fields=[name], variants=chat), fragment(), fact())
    for document in (fact(value="14"), fragment(body="Cheers")):
        draft(tmp_path, document)
        assert run_command("--as", "tom", "approve", document.abbreviation).exit == 0
    then, now = run_command("show", "refund-late", "--as-of", "1"), run_command("show", "refund-late", "--as-of", "3")
    assert "It takes 5 days, ‹Name›.\n\nKind regards" in then.stdout
    assert "5 days!" in then.stdout
    assert "It takes 14 days, ‹Name›.\n\nCheers" in now.stdout
    assert then.lines[0].startswith("At version 1, ")
    data = data_of("show", "refund-late", "--as-of", "1")
    assert isinstance(data, dict)
    assert (data["version"], data["texts"]["chat"], data["body"]) == (1, "5 days!", body)


@pytest.mark.usefixtures("team")
def test_a_version_that_is_not_there_or_before_the_template_says_so(tmp_path: Path) -> None:
    refused(run_command("show", "thanks", "--as-of", "99"), "no version 99")
    assert run_command("show", "thanks", "--as-of", "1", "--revision", "1").exit == 2
