"""A password is planted, everything the program says and writes is searched for it, and it is nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from builders import Ran, run_process
from planted import MIDDLE, SECRET, Place, command_lines, files_with, found_in, trouble

from snippets.cli import COMMANDS
from snippets.cli import admin as administration

#: What touches the library and takes no more than a template's name; none alters what another of them looks at.
TOUCHING = (
    ("sync",), ("status",), ("doctor",), ("find", "thanks"), ("show", "thanks"), ("news",), ("me",), ("flags",),
    ("history", "thanks"), ("compare", "thanks"), ("affected", "thanks"), ("review",), ("due",), ("duplicates",),
    ("members", "list"), ("questions", "list"), ("settings", "list"), ("change-set", "list"), ("facts",), ("verify",),
    ("report", "adoption"), ("admin", "list"), ("copy", "thanks", "--print"),
)  # fmt: skip
#: Of these enough to go every way to the server once.
SOME = (("sync",), ("status",), ("doctor",))
JSON = {"sync", "status", "doctor", "members"}


def run_all(calls: Sequence[tuple[Sequence[str], dict[str, str]]]) -> Iterator[tuple[Sequence[str], Ran]]:
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda call: run_process(*call[0], environment=call[1], timeout=100), calls)
        yield from zip((arguments for arguments, _ in calls), done, strict=True)


def test_the_search_would_find_it(tmp_path: Path) -> None:
    written = (SECRET, quote(SECRET), quote(SECRET, safe=""), repr(SECRET), ascii(SECRET), SECRET.replace("@", "%40"))
    for number, text in enumerate(written):
        (tmp_path / f"{number}.log").write_text(f"postgresql://mia:{text}@host/db", encoding="utf-8")
        assert found_in(Ran(0, "", f"snippets: {text}"))
    assert len(files_with(tmp_path)) == len(written)
    assert files_with(tmp_path, *tmp_path.iterdir()) == []
    if sys.platform == "linux":
        with subprocess.Popen([sys.executable, "-c", "input()", SECRET], stdin=subprocess.PIPE) as child:
            end = time.monotonic() + 20  # a process that has just begun may have no command line yet
            while not (is_seen := any(MIDDLE in line for line in command_lines())) and time.monotonic() < end:
                time.sleep(0.1)
            child.communicate(b"\n")
        assert is_seen


EVERY_HELP = """
import sys
from snippets.cli import COMMANDS, admin, main

for words in ([], *([name] for name in COMMANDS), *(["admin", name] for name in admin.COMMANDS)):
    sys.argv = ["snippets", *words, "--help"]
    try:
        main()
    except SystemExit as end:
        assert not end.code, words
"""


def test_no_help_shows_it(place: Place) -> None:
    environment = {**os.environ, "SNIPPETS_LIBRARY": place.address(), "PGPASSWORD": SECRET}
    command = [sys.executable, "-c", EVERY_HELP]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=100)
    assert done.stdout.count("Usage: snippets") == 1 + len(COMMANDS) + len(administration.COMMANDS)
    assert MIDDLE not in done.stdout + done.stderr
    assert files_with(place.home.folder) == []


@pytest.mark.timeout(300)
def test_no_command_shows_or_writes_it_where_all_is_well(place: Place) -> None:
    calls = [*TOUCHING, *((*arguments, "--json") for arguments in TOUCHING if arguments[0] in JSON)]
    outcomes = {}
    for arguments, ran in run_all([(arguments, {"SNIPPETS_LIBRARY": place.address()}) for arguments in calls]):
        assert not found_in(ran), (arguments, ran)
        assert "Traceback" not in ran.stderr, (arguments, ran)
        outcomes[" ".join(arguments)] = ran.exit
    assert outcomes["sync"] == outcomes["verify"] == outcomes["history thanks"] == 0
    assert files_with(place.home.folder) == []


@pytest.mark.timeout(300)
def test_no_command_shows_or_writes_it_where_the_address_leads_nowhere(place: Place) -> None:
    desk = str(place.home.desk_file)
    calls = [
        (arguments, {"SNIPPETS_LIBRARY": address, "SNIPPETS_DESK": desk})
        for number, address in enumerate(trouble(place))
        for arguments in (("sync",), ("doctor", "--json"))
        if arguments == ("sync",) or number % 3 == 0
    ]
    for arguments, ran in run_all(calls):
        assert not found_in(ran), (arguments, ran)
        assert "Traceback" not in ran.stderr, (arguments, ran)
        assert ran.stderr.count("\n") <= 1, (arguments, ran)
        if arguments == ("sync",):
            assert ran.exit == 1, ran
    assert files_with(place.home.folder) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("planted", ["config file", "PGPASSWORD", "passfile", "option"])
def test_it_stays_where_it_was_written(planted: str, place: Place) -> None:
    bare = place.address("")
    kept = place.home.folder / "my passwords"
    before: list[str] = []
    environment = {"SNIPPETS_LIBRARY": bare}
    if planted == "config file":
        place.home.write_config(f'library = "{place.address()}"\nsync_seconds = 0\n')
        environment = {}
    elif planted == "PGPASSWORD":
        environment["PGPASSWORD"] = SECRET
    elif planted == "passfile":
        escaped = SECRET.replace("\\", "\\\\").replace(":", "\\:")
        kept.write_text(f"*:*:*:{place.name}:{escaped}\n", encoding="utf-8")
        kept.chmod(0o600)
        environment["SNIPPETS_LIBRARY"] = f"{bare}&passfile={quote(str(kept))}"
    else:
        before, environment = ["--library", place.address()], {}
    for arguments, ran in run_all([([*before, *arguments], environment) for arguments in SOME]):
        assert ran.exit == 0, (arguments, ran)
        assert not found_in(ran), (arguments, ran)
    assert files_with(place.home.folder, place.home.config_file, kept) == []
    holding = place.home.config_file if planted == "config file" else kept
    assert (files_with(place.home.folder) == [holding]) == (planted in ("config file", "passfile"))
