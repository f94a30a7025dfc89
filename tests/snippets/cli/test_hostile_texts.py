"""Hostile strings in names, texts, values, files and arguments never reach a terminal or a pipe as commands."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from builders import Home, filled_desk, run_command

from library.documents import Document, Field

#: What terminals obey; `tests/library/test_cleaning.py` tries ten thousand mixtures on the ways out themselves.
PIECES = (
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b[2J",
    "\x9b31m",
    "\x08",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ufeff",
    "=1+1",
    "Ana",
    "👩‍👩‍👧",
    " ",
)
OBEYED = {
    *map(chr, (*range(9), *range(11, 32), *range(127, 160))),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\ufeff",
}
CHOOSE = random.Random(7)


def hostile() -> str:
    return "".join(CHOOSE.choices(PIECES, k=6))


def obeyed(*texts: str) -> set[str]:
    return {letter for text in texts for letter in text if letter in OBEYED}


TEMPLATES = [
    Document(
        f"odd-{number}",
        f"Hello {hostile()} {{{{ who }}}}",
        title=f"Odd {hostile()}",
        group=hostile(),
        aliases=(f"odd {hostile()} {number}",),
        tags=(hostile(),),
        note=hostile(),
        after=hostile(),
        fields=(Field("who", f"Who {hostile()}", help=hostile()),),
    )
    for number in range(40)
]


@pytest.fixture
def mine(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A desk that a library of an enemy's has filled, and no library in reach."""
    path = home.data / "desks" / "hostile.db"
    filled_desk(path, *TEMPLATES).close()
    monkeypatch.setenv("SNIPPETS_DESK", str(path))
    home.write_config("sync_seconds = 0\n")
    return home


@pytest.mark.usefixtures("mine")
def test_what_is_found_and_shown_obeys_nobody() -> None:
    found = run_command("find", "odd", "--limit", "40", "--why")
    listed = run_command("find", "odd", "--limit", "40", "--json")

    assert len(found.lines) == len(json.loads(listed.stdout)) == 40
    assert not obeyed(found.stdout, found.stderr, listed.stdout)
    for document in TEMPLATES:
        shown = run_command("show", document.abbreviation)
        assert shown.exit == 0
        assert not obeyed(shown.stdout, shown.stderr)


@pytest.mark.usefixtures("mine")
def test_a_reply_keeps_the_letters_of_a_hostile_value_and_none_of_its_commands() -> None:
    for document in TEMPLATES:
        value = f"Zoë {hostile()}"
        ran = run_command("copy", document.abbreviation, "--print", "--set", f"who={value}")
        assert ran.exit == 0, ran.stderr
        assert "Zoë" in ran.stdout
        assert not obeyed(ran.stdout, ran.stderr)


@pytest.mark.usefixtures("mine")
def test_what_is_missing_or_misspelt_is_named_without_its_commands() -> None:
    for document in TEMPLATES[:20]:
        missing = run_command("copy", document.abbreviation, "--print")
        unknown = run_command("show", f"no {hostile()}")
        wrong = run_command("copy", document.abbreviation, "--print", "--set", f"{hostile()}x=1")
        assert {missing.exit, unknown.exit, wrong.exit} <= {1, 2}
        assert not obeyed(missing.stderr, unknown.stderr, wrong.stderr)


def test_a_hostile_file_is_refused_without_its_commands(seeded: Home, tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / f"import-{number}"
        folder.mkdir()
        front = f"abbreviation: a\ntitle: {hostile()}\nfields: {{x: {{type: '{hostile()}'}}}}"
        text = f"---\n{front}\n---\n{{{{ {hostile()} }}}}\n"
        (folder / f"{hostile().replace('/', '')[:20]}.md").write_text(text, encoding="utf-8")
        ran = run_command("import", folder)
        assert ran.exit == 1
        assert not obeyed(ran.stdout, ran.stderr)
