"""`snippets redact`: a text that must be forgotten is gone from the library's file, and that it was there is not."""

from __future__ import annotations

import pytest
from builders import Home, fact, made_library, reply, run_command

SECRET = "Jonathan Appleseed"


@pytest.fixture
def mine(home: Home) -> Home:
    made_library(home.url, reply("thanks", f"Thank you, {SECRET}."), fact())
    home.write_config("sync_seconds = 0\n")
    return home


def test_the_text_is_gone_and_its_place_in_the_history_stays(mine: Home) -> None:
    assert run_command("export", mine.folder / "files").exit == 0
    file = next((mine.folder / "files").rglob("thanks*"))
    file.write_text(file.read_text(encoding="utf-8").replace(f", {SECRET}", ""), encoding="utf-8")
    assert run_command("import", file, "-m", "no names").exit == 0
    assert SECRET.encode() in everything(mine)
    ran = run_command("redact", "thanks@1", "-m", "a customer's name", "--yes")
    assert ran.exit == 0, ran.stderr
    assert run_command("backup", mine.folder / "kept.db").exit == 0
    assert SECRET.encode() not in (mine.folder / "kept.db").read_bytes()
    assert "a customer's name" in run_command("history", "thanks").stdout
    assert run_command("verify").exit == 0
    assert run_command("copy", "thanks", "--print").stdout.strip() == "Thank you."


def everything(home: Home) -> bytes:
    return b"".join(file.read_bytes() for file in home.data.glob("library.db*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["thanks", "-m", "x", "--yes"], "which revision of thanks?"),
        (["thanks@1", "--yes"], "say why"),
        (["thanks@1", "-m", "x"], "nobody can be asked here"),
        (["thanks@7", "-m", "x", "--yes"], "has no revision 7"),
        (["nothing@1", "-m", "x", "--yes"], "no template is named"),
    ],
)
def test_what_is_not_said_removes_nothing(mine: Home, arguments: list[str], said: str) -> None:
    ran = run_command("redact", *arguments)
    assert (ran.exit, len(ran.stderr.splitlines())) == (1, 1)
    assert said in ran.stderr
    assert run_command("copy", "thanks", "--print").stdout.strip() == f"Thank you, {SECRET}."


def test_only_owners_may(mine: Home) -> None:
    assert run_command("members", "add", "bo", "--role", "lead").exit == 0
    ran = run_command("--as", "bo", "redact", "thanks@1", "-m", "x", "--yes")
    assert ran.exit == 1
    assert "owners may: mia" in ran.stderr
