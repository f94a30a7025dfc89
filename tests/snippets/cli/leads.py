"""What tests of leads' commands begin with: a library in which two may approve, and drafts in it."""

from __future__ import annotations

from pathlib import Path

from builders import Home, made_library, run_command, write_template

from library.documents import Document


def team_library(home: Home, *documents: Document) -> Home:
    """Mia's library of these; Tom may approve too, so nobody approves alone what they wrote. Ana is an agent."""
    made_library(home.url, *documents)
    home.write_config("sync_seconds = 0\n")
    for person, role in (("tom", "lead"), ("ana", "agent")):
        assert run_command("members", "add", person, "--role", role).exit == 0
    return home


def draft(folder: Path, document: Document, *, by: str = "mia", why: str = "", submit: bool = False) -> None:
    """The document as the newest revision of its template, saved by one person, and submitted where that is said."""
    file = write_template(folder / by, document)
    saved = run_command("--as", by, "import", file, "--draft", *(["-m", why] if why else []))
    assert saved.exit == 0, saved.stderr
    if submit:
        assert run_command("--as", by, "submit", document.abbreviation).exit == 0


def live_text(name: str) -> str:
    """What agents get of a template without fields."""
    return run_command("copy", name, "--print").stdout
