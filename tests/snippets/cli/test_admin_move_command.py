"""`snippets admin move`: what it asks, says and hands out, and that nothing it says holds a password."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from answers import data_of, refused
from builders import Home, made_library, reply, run_command
from terminals import Terminal, needs_terminal

from library.record import members
from library.record.database import is_library, open_library, run

SECRET = "Pl4nted-s3cret"


@pytest.fixture
def mine(home: Home) -> Home:
    """Mia's library with Ana Silva in it, and a use of hers that waits to be handed in."""
    made_library(home.url, reply("refund-late", "It left us."), reply("thanks"))
    library = open_library(home.url)
    run(library, lambda session: members.add(session, "Ana Silva", role="lead", by="mia"))
    library.close()
    home.write_config("sync_seconds = 0\n")
    assert run_command("sync").exit == 0
    assert run_command("copy", "thanks", "--print").exit == 0
    return home


@pytest.fixture
def target(new_database: Callable[[], str]) -> str:
    """An address with a password in it, which the server's local socket does not ask for."""
    return new_database().replace("postgres@", f"postgres:{SECRET}@", 1)


def shown(address: str) -> str:
    return address.replace(f":{SECRET}", "")


def test_a_move_says_where_it_is_what_of_the_file_and_a_line_for_everybody(mine: Home, target: str) -> None:
    before = mine.library_file.read_bytes()
    ran = run_command("admin", "move", target, "--yes")
    assert ran.exit == 0, ran.stderr
    assert ran.lines == [
        f"snippets --library '{shown(target)}' admin invite 'Ana Silva'",
        f"snippets --library '{shown(target)}' admin invite mia",
    ]
    assert shown(target) in ran.stderr
    assert f"{mine.library_file} is as it was" in ran.stderr
    assert SECRET not in ran.stdout + ran.stderr
    assert mine.library_file.read_bytes() == before


def test_a_machine_goes_on_with_the_new_address_as_if_nothing_had_happened(mine: Home, target: str) -> None:
    assert run_command("admin", "move", target, "--yes").exit == 0
    synced = data_of("--library", target, "sync")
    assert isinstance(synced, dict)
    assert (synced["pulled"], synced["full"], synced["handed_in"]) == (0, False, 1)
    assert run_command("--library", target, "verify").exit == 0


def test_json_tells_every_table_with_its_digest(mine: Home, target: str) -> None:
    told = data_of("admin", "move", target, "--yes", "--map", "Ana Silva=asilva")
    assert isinstance(told, dict)
    library = open_library(target)
    assert told["library_id"] == library.id
    library.close()
    assert (told["from"], told["to"], told["is_dry_run"]) == (str(mine.library_file), shown(target), False)
    assert told["members"] == ["asilva", "mia"]
    assert told["renamed"] == [{"old": "Ana Silva", "new": "asilva"}]
    rows = {table["table"]: table["rows"] for table in told["tables"]}
    assert (rows["templates"], rows["members"], told["rows"]) == (2, 2, sum(rows.values()))
    assert {len(table["sha256"]) for table in told["tables"]} == {64}
    assert SECRET not in json.dumps(told)


def test_a_mapped_member_works_on_under_the_new_name(mine: Home, target: str) -> None:
    assert run_command("admin", "move", target, "--yes", "--map", "Ana Silva = asilva").exit == 0
    listed = data_of("--library", target, "members", "list")
    assert isinstance(listed, list)
    assert [(person["name"], person["role"], person["until"]) for person in listed] == [
        ("asilva", "lead", None),
        ("mia", "owner", None),
    ]
    ran = run_command("--library", target, "--as", "asilva", "suspend", "thanks", "-m", "wrong", "--yes")
    assert ran.exit == 0, ran.stderr


def test_a_dry_run_shows_the_tables_and_keeps_nothing(mine: Home, target: str) -> None:
    ran = run_command("admin", "move", target, "--dry-run")
    assert ran.exit == 0, ran.stderr
    assert ["templates", "2"] in [line.split() for line in ran.lines]
    assert "Nothing was kept there." in ran.stderr
    told = data_of("admin", "move", target, "--dry-run")
    assert isinstance(told, dict)
    assert told["is_dry_run"] is True
    assert told["bytes"] == mine.library_file.stat().st_size
    assert not is_library(target)
    assert SECRET not in ran.stdout + ran.stderr + json.dumps(told)


def test_a_long_move_says_how_far_it_is(mine: Home, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = data_of("admin", "move", target, "--dry-run")
    assert isinstance(planned, dict)
    monkeypatch.setattr("snippets.cli.admin_move.TELL_SECONDS", 0.0)
    ran = run_command("admin", "move", target, "--yes")
    for what in ("copied", "compared"):
        lines = [line for line in ran.stderr.splitlines() if line.startswith(what)]
        assert re.fullmatch(
            rf"{what} {planned['rows']} of {planned['rows']} rows, [\d,]+ a second, 0 s left", lines[-1]
        )


def test_another_file_than_ones_own_library_is_moved(mine: Home, target: str, tmp_path: Path) -> None:
    other = tmp_path / "other" / "library.db"
    id_ = made_library(f"sqlite:///{other}", reply("elsewhere"))
    told = data_of("admin", "move", target, "--from", other, "--yes")
    assert isinstance(told, dict)
    assert (told["library_id"], told["from"]) == (id_, str(other))


def test_where_nobody_can_be_asked_nothing_is_moved_without_yes(mine: Home, target: str) -> None:
    refused(run_command("admin", "move", target), "nobody can be asked", "--yes")
    assert not is_library(target)


@needs_terminal
def test_a_person_is_asked_first(mine: Home, target: str) -> None:
    terminal = Terminal("admin", "move", target)
    terminal.answer("[y/N]:", "n\r")
    terminal.read_until("Aborted!")
    assert terminal.end() == 1
    assert not is_library(target)
    terminal = Terminal("admin", "move", target)
    terminal.answer("[y/N]:", "y\r")
    terminal.read_until("admin invite mia")
    assert terminal.end() == 0
    assert is_library(target)


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (["--map", "Ana Silva"], ["maps no name to another", "OLD=NEW"]),
        (["--map", "=x"], ["maps no name to another"]),
        (["--map", "nobody=x"], ["no member is named “nobody”"]),
        (["--map", "Ana Silva=mia"], ["“mia” is mia's name already"]),
        (["--map", "Ana Silva=a", "--map", "ana silva=b"], ["ana silva is mapped twice"]),
        (["--from", "/nowhere/library.db"], ["there is no library at /nowhere/library.db"]),
        (["--as", "Ana Silva"], ["Ana Silva may not move the library", "mia"]),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_moved(
    mine: Home, target: str, arguments: list[str], about: list[str]
) -> None:
    for more in (["--yes"], ["--dry-run"]):
        ran = run_command("admin", "move", target, *arguments, *more)
        refused(ran, *about)
        assert SECRET not in ran.stderr
    assert not is_library(target)


def test_a_second_move_finds_the_first(mine: Home, target: str) -> None:
    assert run_command("admin", "move", target, "--yes").exit == 0
    ran = run_command("admin", "move", target, "--yes")
    refused(ran, "there is a library at")
    assert SECRET not in ran.stderr


def test_a_server_that_is_not_there_is_one_line_without_the_password(mine: Home) -> None:
    ran = run_command("admin", "move", f"postgresql://mia:{SECRET}@127.0.0.1:1/support", "--yes")
    refused(ran, "cannot be reached")
    assert SECRET not in ran.stderr


def test_a_file_is_no_server_and_a_server_no_file(mine: Home, target: str) -> None:
    refused(run_command("admin", "move", "other.db", "--yes"), "is a file, not a server")
    ran = run_command("--library", target, "admin", "move", target, "--yes")
    refused(ran, "is on a server already", "--from FILE")
    assert SECRET not in ran.stderr
