"""`snippets import`: what it says beforehand, what it asks first, and where in a file it finds a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import data_of, refused
from builders import Home, made_library, reply, run_command, template_text, write_template
from terminals import Terminal, needs_terminal


def names() -> set[str]:
    return {row["abbreviation"] for row in data_of("find", "reply", "--limit", "200")}  # type: ignore[attr-defined]


@pytest.fixture
def twelve(home: Home) -> Home:
    """A library of twelve replies."""
    made_library(home.url, *(reply(f"reply-{number}") for number in range(12)))
    home.write_config("sync_seconds = 0\n")
    return home


def folder_of(folder: Path, count: int) -> Path:
    for number in range(count):
        write_template(folder, reply(f"reply-{number}"))
    return folder


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("twelve")
def test_a_fault_in_a_body_names_the_line_of_the_file_once(tmp_path: Path) -> None:
    file = tmp_path / "refund-late.md"
    file.write_text(template_text("abbreviation: refund-late", "title: Late", body="\nHi,\n\nThis {{ today.year }}."))
    ran = run_command("import", file)
    assert ran.stderr.startswith(f"snippets: {file}:8: {{{{ today.year }}}}: “today” has no parts")
    assert ran.stderr.count("refund-late") == 1
    assert "column" not in ran.stderr


@pytest.mark.parametrize(
    ("lines", "body", "line"),
    [
        (["variants:", "  chat: |", "    Hi.", "    {{ x | nothing }}"], "Hello.", 6),
        (["variants:", "  chat: 'Hi {{ x | nothing }}'"], "Hello.", 4),
        (["subject: 'Hi {{ x | nothing }}'"], "Hello.", 3),
        (["fields:", "  x: {type: choice}"], "{{ x }}", 4),
        ([], "One.\n\n{% include 'nowhere' %}", 6),
        ([], "One.\n{{ facts.nothing }}", 5),
        (["kind: fact", "type: number"], "soon", 6),
    ],
)
@pytest.mark.usefixtures("twelve")
def test_every_fault_names_its_line(tmp_path: Path, lines: list[str], body: str, line: int) -> None:
    file = tmp_path / "a.md"
    file.write_text(template_text("abbreviation: a", *lines, body=body))
    refused(run_command("import", file), f"{file}:{line}: ")


@pytest.mark.usefixtures("twelve")
def test_a_key_that_is_nearly_a_known_one_is_a_note_and_others_are_not(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(template_text("abbreviation: a", "titel: Late", "jira: X-1"))
    ran = run_command("import", file)
    assert ran.exit == 0
    assert ran.stderr.splitlines()[0] == f"note: {file}:3: titel is unknown and kept (did you mean title?)"
    assert "jira" not in ran.stderr
    assert "titel: Late" in run_command("show", "a", "--raw").stdout


# --- dry runs ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("twelve")
def test_a_dry_run_refuses_what_the_import_would_refuse(tmp_path: Path) -> None:
    fragment = reply("bye", "Bye", kind="fragment")
    write_template(tmp_path / "one", fragment)
    write_template(tmp_path / "one", reply("uses-bye", "{% include 'bye' %}"))
    assert run_command("import", tmp_path / "one").exit == 0
    write_template(tmp_path / "two", reply("bye", "Bye"))
    tried = run_command("import", tmp_path / "two", "--dry-run")
    refused(tried, "uses-bye")
    assert tried == run_command("import", tmp_path / "two")


@pytest.mark.usefixtures("twelve")
def test_a_dry_run_of_somebody_who_may_not_is_refused_as_the_import_is(tmp_path: Path) -> None:
    write_template(tmp_path, reply("zebra"))
    refused(run_command("--as", "nobody", "import", tmp_path, "--dry-run"), "nobody", "roster")
    run_command("members", "add", "tom")
    both = folder_of(tmp_path / "all", 11)
    refused(run_command("--as", "tom", "import", both, "--dry-run", "--retire-missing", "--yes"), "tom", "mia")


@pytest.mark.usefixtures("twelve")
def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    write_template(tmp_path, reply("zebra"))
    before = data_of("status")
    for how in ([], ["--draft"], ["--retire-missing", "--yes"]):
        assert run_command("import", tmp_path, "--dry-run", *how).exit == 0
    assert data_of("status") == before
    assert run_command("review").stdout == ""
    assert run_command("verify").exit == 0


@pytest.mark.usefixtures("has_permissions")
def test_where_the_library_may_only_be_read_a_dry_run_plans_and_says_so(twelve: Home, tmp_path: Path) -> None:
    write_template(tmp_path / "in", reply("zebra"))
    twelve.library_file.chmod(0o400)
    twelve.data.chmod(0o500)
    try:
        ran = run_command("import", tmp_path / "in", "--dry-run")
    finally:
        twelve.data.chmod(0o700)
        twelve.library_file.chmod(0o600)
    assert ran.lines == ["new      zebra"]
    assert "may only be read" in ran.stderr


# --- retiring what is missing -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("twelve")
def test_an_import_that_would_retire_much_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 2)
    told = f"10 of 12 templates would be retired: {folder} holds only 2 (add --yes if that is meant)"
    refused(run_command("import", folder, "--retire-missing"), told)
    tried = run_command("import", folder, "--retire-missing", "--dry-run")
    assert (tried.exit, len(tried.lines)) == (1, 10)
    assert told in tried.stderr
    assert len(names()) == 12
    assert "10 retired" in run_command("import", folder, "--retire-missing", "--yes").stderr
    assert names() == {"reply-0", "reply-1"}


@pytest.mark.usefixtures("twelve")
def test_retiring_one_in_twelve_needs_no_yes_and_two_do(tmp_path: Path) -> None:
    refused(run_command("import", folder_of(tmp_path / "ten", 10), "--retire-missing"), "2 of 12")
    assert "1 retired" in run_command("import", folder_of(tmp_path / "eleven", 11), "--retire-missing").stderr


def test_more_than_ten_are_much_however_many_there_are(home: Home, tmp_path: Path) -> None:
    made_library(home.url, *(reply(f"reply-{number}") for number in range(120)))
    home.write_config("sync_seconds = 0\n")
    refused(run_command("import", folder_of(tmp_path / "less", 109), "--retire-missing"), "11 of 120 templates")
    assert "10 retired" in run_command("import", folder_of(tmp_path / "more", 110), "--retire-missing").stderr


@pytest.mark.usefixtures("twelve")
def test_a_retired_template_says_why_in_the_words_of_the_import(tmp_path: Path) -> None:
    run_command("import", folder_of(tmp_path / "in", 11), "--retire-missing", "-m", "spring cleaning")
    assert "retired by mia: spring cleaning" in run_command("history", "reply-11").stdout


@needs_terminal
@pytest.mark.usefixtures("twelve")
def test_on_a_terminal_what_would_be_retired_is_shown_and_asked(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 2)
    terminal = Terminal("import", str(folder), "--retire-missing")
    terminal.read_until("reply-9")
    terminal.answer("Retire them? [y/N]", "n\r")
    assert terminal.end() == 1
    assert len(names()) == 12
    terminal = Terminal("import", str(folder), "--retire-missing")
    terminal.answer("Retire them? [y/N]", "y\r")
    assert terminal.end() == 0
    assert names() == {"reply-0", "reply-1"}
