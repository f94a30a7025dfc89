"""Screens and outputs over which no server, driver or C library writes, and which hold no password even in a crash."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from builders import made_library, reply, run_process
from planted import MIDDLE, SECRET, Place, command_lines, files_with, trouble
from servers import OwnServer
from terminals import Terminal, needs_terminal


@needs_terminal
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_the_app_and_its_child_show_it_to_nobody(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.home.write_config('sync_seconds = 1\n[agent]\nfirst_name = "Mia"\ntoured = "yes"\n')
    monkeypatch.setenv("SNIPPETS_LIBRARY", place.address())
    monkeypatch.setenv("TERM", "xterm-256color")
    app = Terminal()
    app.read_until("thanks")
    end = time.monotonic() + 20
    while not (watching := [line for line in command_lines() if "--watch" in line and "snippets" in line]):
        assert time.monotonic() < end, "no sync was started"
        time.sleep(0.1)
    time.sleep(2)  # a sync or two
    assert not any(MIDDLE in line for line in [*watching, *command_lines()])
    os.write(app.handle, b"\x11")
    app.end(again="\x11")
    assert MIDDLE not in app.shown
    assert files_with(place.home.folder) == []


@needs_terminal
@pytest.mark.parametrize("kind", ["silent", "refusing"])
def test_the_app_goes_on_with_what_is_here_and_nothing_is_written_over_it(
    kind: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.home.write_config('sync_seconds = 1\n[agent]\nfirst_name = "Mia"\ntoured = "yes"\n')
    broken = place.address(SECRET + "x") if kind == "refusing" else trouble(place)[0]
    monkeypatch.setenv("SNIPPETS_DESK", str(place.home.desk_file))
    monkeypatch.setenv("SNIPPETS_LIBRARY", broken)
    monkeypatch.setenv("TERM", "xterm-256color")
    app = Terminal()
    app.read_until("thanks")
    os.write(app.handle, b"thanks")
    app.read_until("Thank you")
    time.sleep(2)
    os.write(app.handle, b"\x11")
    app.end(again="\x11")
    for words in (MIDDLE, "Traceback", "psycopg", "connection to server", "FATAL", "sqlalchemy"):
        assert words not in app.shown
    assert files_with(place.home.folder) == []


CRASH = """
from snippets.app import SnippetsApp
from snippets.cli import run

def fail(self):
    config, customer = self.config, "Otti" + "lie"
    address = config.library
    raise ZeroDivisionError("on purpose")

SnippetsApp.on_ready = fail
run()
"""


@needs_terminal
def test_an_app_that_breaks_shows_where_and_never_what_was_held_there(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNIPPETS_LIBRARY", place.address())
    monkeypatch.setenv("TERM", "xterm-256color")
    script = place.home.folder / "crash.py"
    script.write_text(CRASH, encoding="utf-8")
    app = Terminal(program=[str(script)])
    app.end()
    assert "ZeroDivisionError" in app.shown
    assert MIDDLE not in app.shown
    assert "Ottilie" not in app.shown


def test_a_command_that_breaks_names_no_password(place: Place) -> None:
    script = place.home.folder / "crash.py"
    script.write_text(CRASH.replace("SnippetsApp.on_ready = fail", """
from snippets import syncing
def broken(url, *arguments, **more):
    raise ZeroDivisionError("on purpose")
syncing.sync = broken
"""), encoding="utf-8")  # fmt: skip
    environment = {**os.environ, "SNIPPETS_LIBRARY": place.address()}
    done = subprocess.run(
        [sys.executable, str(script), "sync"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert "ZeroDivisionError" in done.stderr
    assert MIDDLE not in done.stdout + done.stderr


# what a server, its driver and the C library below would like to say


def test_nothing_a_server_says_by_the_way_is_printed(place: Place, own_server: OwnServer) -> None:
    """Notices when a connection is made, when a row comes in, and of the highest kind that is no error."""
    import psycopg

    home = place.home
    made_library(own_server.admin, reply("thanks", "Thank you."))
    with psycopg.connect(own_server.admin.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET client_min_messages = 'debug5'")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(
            "CREATE FUNCTION public.speak() RETURNS event_trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE WARNING 'listen to me'; RAISE NOTICE 'and to me'; END $$"
        )
        if connection.info.server_version >= 170_000:
            connection.execute("CREATE EVENT TRIGGER heard ON login EXECUTE FUNCTION public.speak()")
        connection.execute("CREATE EVENT TRIGGER spoken ON ddl_command_start EXECUTE FUNCTION public.speak()")
    environment = {"SNIPPETS_LIBRARY": own_server.admin, "SNIPPETS_DESK": str(home.folder / "other.db")}
    for arguments in (("sync", "--quiet"), ("verify",), ("history", "thanks"), ("doctor",)):
        ran = run_process(*arguments, environment=environment)
        assert "listen" not in ran.stdout + ran.stderr
        if arguments == ("sync", "--quiet"):
            assert (ran.exit, ran.stdout, ran.stderr) == (0, "", "")
        assert "DEBUG" not in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="libpq looks at no permissions there")
@pytest.mark.parametrize("named", ["in the address", "by PGPASSFILE", "in the home"])
def test_a_password_file_others_may_read_is_refused_in_our_words(named: str, place: Place) -> None:
    kept = place.home.folder / (".pgpass" if named == "in the home" else "kept")
    kept.write_text(f"*:*:*:{place.name}:{SECRET}\n", encoding="utf-8")
    kept.chmod(0o644)
    environment = {"SNIPPETS_LIBRARY": place.address("")}
    if named == "in the address":
        environment["SNIPPETS_LIBRARY"] += f"&passfile={quote(str(kept))}"
    elif named == "by PGPASSFILE":
        environment["PGPASSFILE"] = str(kept)
    ran = run_process("sync", environment=environment)
    assert ran.exit == 1
    assert ran.stderr == f"snippets: the password file {kept} may be read by others (change that: chmod 600 {kept})\n"


HELD = """
import sys
from contextlib import contextmanager
from library.record.database import Library
from snippets.cli import run

before = Library.reading

@contextmanager
def reading(self):
    with before(self) as session:
        print("open", flush=True)
        sys.stdin.readline()
        yield session

Library.reading = reading
run()
"""


def test_a_server_that_ends_under_a_command_makes_it_say_one_line(place: Place, own_server: OwnServer) -> None:
    made_library(own_server.admin, reply("thanks", "Thank you."))
    script = place.home.folder / "ends.py"
    script.write_text(HELD, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), "history", "thanks"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "SNIPPETS_LIBRARY": own_server.admin},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    own_server.stop()
    out, err = process.communicate("\n", timeout=60)
    assert (process.returncode, out, err.count("\n")) == (1, "", 1), err
    assert err.startswith("snippets: the library")


@pytest.mark.parametrize("who", ["psycopg", "psycopg.pool", "sqlalchemy.pool", "sqlalchemy.engine", "alembic.runtime"])
def test_what_the_driver_logs_is_printed_nowhere(who: str) -> None:
    code = (
        "import logging, sys\n"
        "from library.errors import StoreUnreachable\n"
        "from library.record.database import open_library\n"
        "try:\n"
        "    open_library('postgresql+psycopg://mia@127.0.0.1:1/x')\n"
        "except StoreUnreachable:\n"
        "    logging.getLogger(sys.argv[1]).error('look at me')\n"
        "    logging.getLogger('somebody.else').error('not at me')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, who], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout, done.stderr) == ("", "not at me\n")
