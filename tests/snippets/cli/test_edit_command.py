"""A template in $EDITOR: checked, saved as a draft, handed in; and no text is lost, whoever else saves meanwhile."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from answers import refused
from builders import Home, Ran, fragment, made_library, reply, run_command
from terminals import Terminal, needs_terminal

BODY = "Hi {{ first_name }},\n\nwe sent it.\n\nThank you."

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editors of these tests are shell scripts")


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's library, in which Tom is an agent."""
    made_library(home.url, reply("refund-late", BODY, title="Late refund", aliases=("late",)), fragment())
    home.write_config("sync_seconds = 0\n")
    assert run_command("members", "add", "tom").exit == 0
    return home


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that runs the shell commands written to this file, the template's file being $1."""
    script = tmp_path / "editor.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))
    return script


def does(editor: Path, *commands: str) -> None:
    editor.write_text("\n".join(("#!/bin/sh", *commands, "")))


def replaces(editor: Path, old: str, new: str) -> None:
    does(editor, f"sed -i.bak 's/{old}/{new}/' \"$1\"", 'rm "$1.bak"')


def body_of(name: str = "refund-late", *options: str) -> str:
    shown = json.loads(run_command("show", name, *options, "--json").stdout)
    return str(shown["body"])


def given_up(ran: Ran, *about: str) -> None:
    """What was found is told line by line, then that nothing was saved."""
    assert (ran.exit, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[-1].startswith("snippets: nothing was saved")
    assert all(text in ran.stderr for text in about), ran.stderr


def unsaved(home: Home) -> list[str]:
    return sorted(file.name for file in (home.data / "desks" / "unsaved").glob("*.md"))


@pytest.mark.usefixtures("mine")
def test_what_is_edited_is_a_draft_that_agents_do_not_get(editor: Path, home: Home) -> None:
    replaces(editor, "sent it", "sent it today")
    ran = run_command("edit", "late")
    assert (ran.exit, ran.stdout) == (0, "")
    assert "refund-late r2 is a draft" in ran.stderr
    assert "sent it today" in body_of("refund-late", "--revision", "2")
    assert "today" not in run_command("copy", "refund-late", "--set", "first_name=Bo", "--print").stdout
    assert unsaved(home) == []


@pytest.mark.usefixtures("mine")
def test_it_is_approved_or_submitted_at_once_where_that_is_asked(editor: Path) -> None:
    replaces(editor, "sent it", "sent it today")
    assert "refund-late r2 is live" in run_command("edit", "refund-late", "--approve", "-m", "clearer").stderr
    assert "today" in run_command("copy", "refund-late", "--set", "first_name=Bo", "--print").stdout
    replaces(editor, "today", "now")
    ran = run_command("edit", "refund-late", "--submit", "-m", "shorter", "--json")
    done = json.loads(ran.stdout)
    assert (done["state"], done["edited"][0]["revision"]) == ("submitted", 3)


@pytest.mark.usefixtures("mine", "editor")
def test_nothing_changed_is_nothing_saved(home: Home) -> None:
    assert run_command("edit", "refund-late").stderr == "Nothing was changed.\n"
    assert len(json.loads(run_command("history", "refund-late", "--json").stdout)) == 1
    assert unsaved(home) == []


@pytest.mark.usefixtures("mine")
def test_the_file_is_its_owners_alone(editor: Path, tmp_path: Path) -> None:
    does(editor, f'ls -l "$1" > {tmp_path}/seen', f'cp -p "$1" {tmp_path}/copy', 'echo "More." >> "$1"')
    assert run_command("edit", "refund-late").exit == 0
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


@pytest.mark.usefixtures("mine")
def test_a_fault_is_told_with_file_and_line_and_the_text_stays(editor: Path, home: Home) -> None:
    replaces(editor, "sent it", "sent {{ x + 1 }}")
    ran = run_command("edit", "refund-late")
    path = home.data / "desks" / "unsaved" / "refund-late-r1.md"
    line = path.read_text().splitlines().index("we sent {{ x + 1 }}.") + 1
    assert f"{path}:{line}:" in ran.stderr
    assert "fault" in ran.stderr
    given_up(ran, f"your text is in {path}", "snippets edit refund-late")
    assert len(json.loads(run_command("history", "refund-late", "--json").stdout)) == 1


@pytest.mark.usefixtures("mine")
def test_a_file_that_is_none_is_told_with_its_line(editor: Path) -> None:
    replaces(editor, "title: Late refund", "title: [")
    given_up(run_command("edit", "refund-late"), "refund-late-r1.md:", "your text is in")


@needs_terminal
@pytest.mark.usefixtures("mine")
def test_a_text_with_a_fault_is_edited_again_or_left_for_later(editor: Path, home: Home) -> None:
    does(
        editor,
        'if grep -q "x + 1" "$1"; then sed -i.bak "s/{{ x + 1 }}/it/" "$1"',
        'else sed -i.bak "s/sent it/today we sent {{ x + 1 }}/" "$1"; fi; rm "$1.bak"',
    )
    command = Terminal("edit", "refund-late")
    command.answer("Edit it again?", "n\r")
    assert command.end() == 1
    assert unsaved(home) == ["refund-late-r1.md"]
    command = Terminal("edit", "refund-late")
    command.answer("Go on with it?", "\r")
    command.read_until("refund-late r2 is a draft")
    assert command.end() == 0
    assert "today we sent it" in body_of("refund-late", "--revision", "2")
    assert unsaved(home) == []


@needs_terminal
@pytest.mark.usefixtures("mine")
def test_a_text_left_is_thrown_away_where_it_is_not_wanted(editor: Path) -> None:
    replaces(editor, "sent it", "sent {{ x + 1 }}")
    assert run_command("edit", "refund-late").exit == 1
    does(editor, "true")
    command = Terminal("edit", "refund-late")
    command.answer("Go on with it?", "n\r")
    command.read_until("Nothing was changed.")
    assert command.end() == 0


@pytest.mark.usefixtures("mine")
def test_a_text_left_is_not_written_over_by_a_script(editor: Path, home: Home) -> None:
    replaces(editor, "sent it", "sent {{ x + 1 }}")
    assert run_command("edit", "refund-late").exit == 1
    replaces(editor, "sent it", "sent it today")
    refused(run_command("edit", "refund-late"), "a text that was not saved is in")
    assert "x + 1" in (home.data / "desks" / "unsaved" / "refund-late-r1.md").read_text()


@pytest.mark.usefixtures("mine")
def test_without_an_editor_and_a_terminal_it_says_so() -> None:
    refused(run_command("edit", "refund-late"), "no terminal", "$EDITOR")
    refused(run_command("edit", "refund-late", "--screen"), "needs a terminal")


@pytest.mark.usefixtures("mine", "editor")
def test_a_template_that_is_not_there_is_told() -> None:
    refused(run_command("edit", "refund-lat"), "refund-lat", "refund-late")


# --- new --------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("mine")
def test_a_new_template_begins_with_an_outline(editor: Path) -> None:
    does(editor, 'echo "Your limit is {{ amount }}." >> "$1"')
    ran = run_command("new", "card-limit")
    assert "card-limit r1 is a draft" in ran.stderr
    assert "amount is not declared" in ran.stderr
    assert body_of("card-limit", "--revision", "1") == "Your limit is {{ amount }}."


@pytest.mark.usefixtures("mine")
def test_a_new_template_may_get_its_name_in_the_file(editor: Path) -> None:
    does(editor, 'echo "Your limit is 500." >> "$1"')
    given_up(run_command("new"), "no abbreviation", "your text is in")


@pytest.mark.usefixtures("mine")
def test_a_new_template_may_begin_with_anothers_text(editor: Path) -> None:
    replaces(editor, "sent it", "sent it again")
    assert "refund-again r1 is a draft" in run_command("new", "refund-again", "--from", "late").stderr
    shown = json.loads(run_command("show", "refund-again", "--revision", "1", "--json").stdout)
    assert (shown["title"], shown["body"]) == ("Late refund", BODY.replace("sent it", "sent it again"))
    replaces(editor, "abbreviation:$", "abbreviation: refund-third")
    assert "refund-third r1 is a draft" in run_command("new", "--from", "refund-late").stderr


@pytest.mark.usefixtures("mine")
def test_a_name_that_is_taken_is_told_and_the_text_stays(editor: Path, home: Home) -> None:
    does(editor, 'echo "Mine." >> "$1"')
    given_up(run_command("new", "refund-late"), "refund-late", "your text is in")
    assert unsaved(home) == ["new-refund-late.md"]
    refused(run_command("new", "Refund Late"), "cannot be a name")


# --- two leads --------------------------------------------------------------------------------------------------------


def tom_saves(editor: Path, old: str, new: str) -> str:
    """A shell command by which Tom saves another text while Mia's editor is open."""
    other = editor.with_name("toms.sh")
    other.write_text(f'#!/bin/sh\nsed -i.bak \'s/{old}/{new}/\' "$1"; rm "$1.bak"\n')
    other.chmod(0o700)
    own = f"EDITOR={other} SNIPPETS_DATA={editor.parent}/tom"
    return f"{own} {sys.executable} -m snippets --library $LIBRARY --as tom edit refund-late"


@pytest.mark.usefixtures("mine")
def test_what_does_not_overlap_is_merged(editor: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBRARY", home.url)
    does(editor, tom_saves(editor, "Thank you", "Thanks"), 'sed -i.bak \'s/sent it/sent it today/\' "$1"; rm "$1.bak"')
    ran = run_command("edit", "refund-late", "--approve", "-m", "x")
    assert "tom saved r2 while you wrote" in ran.stderr
    assert "refund-late r3 is a draft" in ran.stderr
    assert body_of("refund-late", "--revision", "3") == BODY.replace("sent it", "sent it today").replace(
        "Thank you", "Thanks"
    )


@pytest.mark.usefixtures("mine")
def test_what_both_changed_is_in_the_file_with_both_sides(
    editor: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIBRARY", home.url)
    does(editor, tom_saves(editor, "sent it", "mailed it"), 'sed -i.bak \'s/sent it/posted it/\' "$1"; rm "$1.bak"')
    ran = run_command("edit", "refund-late")
    path = home.data / "desks" / "unsaved" / "refund-late-r2.md"
    given_up(ran, f"your text is in {path}", "line 3")
    text = path.read_text()
    assert all(line in text for line in ("we mailed it.", "we sent it.", "we posted it.", "<<<<<<< theirs"))
    assert len(json.loads(run_command("history", "refund-late", "--json").stdout)) == 2


@needs_terminal
@pytest.mark.usefixtures("mine")
def test_a_conflict_is_settled_in_the_editor_and_saved_on_top_of_theirs(
    editor: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIBRARY", home.url)
    settles = "sed -i.bak -e '/^<<<<<<< theirs/,/^=======/d' -e '/^>>>>>>> mine/d' \"$1\""
    does(
        editor,
        f'if grep -q "<<<<<<<" "$1"; then {settles}; else',
        tom_saves(editor, "sent it", "mailed it") + " >/dev/null 2>&1",
        'sed -i.bak \'s/sent it/posted it/\' "$1"; fi; rm "$1.bak"',
    )
    command = Terminal("edit", "refund-late")
    command.answer("Edit it again?", "\r")
    command.read_until("refund-late r3 is a draft")
    assert command.end() == 0
    assert body_of("refund-late", "--revision", "3") == BODY.replace("sent it", "posted it")
    assert unsaved(home) == []


# --- the screen -------------------------------------------------------------------------------------------------------


@needs_terminal
def test_the_apps_own_editor_opens_on_the_template_and_ends_the_app_when_left(mine: Home) -> None:
    mine.write_config('sync_seconds = 0\n[agent]\nasked = "yes"\n')
    command = Terminal("edit", "refund-late", "--screen")
    command.answer("every channel", "\x1b")
    assert command.end() == 0


@needs_terminal
def test_whoever_has_never_started_the_app_is_asked_nothing_before_the_screen_a_command_opens(mine: Home) -> None:
    mine.write_config("sync_seconds = 0\n")
    command = Terminal("edit", "refund-late", "--screen")
    command.read_until("1 warning")
    assert "Three things, asked once" not in command.shown
    command.answer("1 warning", "\x1b")
    assert command.end(again="\x1b") == 0


@needs_terminal
@pytest.mark.usefixtures("mine")
def test_a_template_that_is_not_there_is_told_before_anything_is_shown() -> None:
    command = Terminal("edit", "nothing-such", "--screen")
    command.read_until("no template is named “nothing-such”")
    assert command.end() == 1
