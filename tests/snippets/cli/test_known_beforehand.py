"""What `copy` knows without asking: the ticket by a context command, and the agent's own values."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from builders import Home, made_library, reply, run_command

from library.documents import Field

HELLO = reply("hello", "Hi {{ first_name }}", fields=(Field("first_name", source="customer.first_name"),))
SIGNED = reply(
    "signed",
    "Hi {{ first_name }}, call me on {{ extension }}.",
    fields=(Field("first_name"), Field("extension", "Your extension", own=True)),
)


@pytest.fixture
def mine(home: Home) -> Home:
    made_library(home.url, HELLO, SIGNED, reply("thanks", "Thank you!"))
    home.write_config("sync_seconds = 0\n")
    assert run_command("sync").exit == 0
    return home


def with_command(home: Home, script: Path, text: str) -> None:
    script.write_text(text, encoding="utf-8")
    home.write_config(f"sync_seconds = 0\ncontext_command = '{sys.executable} {script}'\n")


def test_a_context_command_fills_in_what_it_knows(mine: Home, tmp_path: Path) -> None:
    with_command(mine, tmp_path / "ticket.py", 'print(\'{"customer": {"first_name": "Zoë"}}\')')
    assert run_command("copy", "hello", "--print").stdout == "Hi Zoë\n"


def test_a_context_given_by_hand_comes_before_the_command(mine: Home, tmp_path: Path) -> None:
    with_command(mine, tmp_path / "ticket.py", 'print(\'{"customer": {"first_name": "Zoë"}}\')')
    ran = run_command("copy", "hello", "--print", "--context", "-", input='{"customer": {"first_name": "Ana"}}')
    assert ran.stdout == "Hi Ana\n"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("raise SystemExit('no ticket is open')", "failed: no ticket is open"),
        ("print('hello')", "is not JSON"),
        ("print('[1]')", "is no JSON object"),
        ("import time; time.sleep(60)", "took over 3 s"),
    ],
)
def test_a_context_command_that_does_not_help_is_told_and_does_without(
    mine: Home, tmp_path: Path, script: str, said: str
) -> None:
    with_command(mine, tmp_path / "ticket.py", script)
    ran = run_command("copy", "hello", "--print", "--set", "first_name=Ana")
    assert (ran.exit, ran.stdout) == (0, "Hi Ana\n")
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_text_without_fields_never_waits_for_the_context_command(mine: Home, tmp_path: Path) -> None:
    with_command(mine, tmp_path / "ticket.py", f"open({str(tmp_path / 'ran')!r}, 'w')")
    assert run_command("copy", "thanks", "--print").stdout == "Thank you!\n"
    assert not (tmp_path / "ran").exists()


def test_the_agents_own_value_is_asked_once_and_nothing_else_is_ever_written_down(mine: Home) -> None:
    first = run_command("copy", "signed", "--print", "--set", "first_name=Zebulon", "--set", "extension=4711")
    second = run_command("copy", "signed", "--print", "--set", "first_name=Quirin")

    assert first.stdout == "Hi Zebulon, call me on 4711.\n"
    assert second.stdout == "Hi Quirin, call me on 4711.\n"
    written = b"".join(path.read_bytes() for path in mine.folder.rglob("*") if path.is_file())
    assert b"4711" in written
    assert b"Zebulon" not in written
    assert b"Quirin" not in written


def test_a_dry_run_remembers_nothing(mine: Home) -> None:
    run_command("copy", "signed", "--dry-run", "--set", "first_name=Ana", "--set", "extension=4711")
    assert "4711" not in mine.config_file.read_text(encoding="utf-8")
