"""A server that is away or refuses: who writes replies goes on with what is here, and nothing noted is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from builders import Home, Ran, made_library, reply, run_command
from servers import OwnServer, Server

AGENTS = (("find", "thanks"), ("show", "thanks"), ("copy", "thanks", "--print"), ("status",), ("news",), ("me",))
LEADS = (
    ("history", "thanks"),
    ("review",),
    ("due",),
    ("members", "list"),
    ("verify",),
    ("suspend", "thanks", "-m", "x"),
)

#: What is wrong with the address, and what is said about it.
TROUBLES: dict[str, tuple[Callable[[str], str], str]] = {
    "port": (lambda url: _with_place(url, "127.0.0.1:1"), "nothing answers"),
    "name": (lambda url: _with_place(url, "no-such-host.invalid"), "no machine is named"),
    "password": (lambda url: url.replace(":right@", ":wr0ng@"), "refuses the password"),
    "no password": (lambda url: url.replace(":right@", "@"), "asks for a password"),
    "database": (lambda url: url.replace("/postgres?", "/nowhere?"), "no database"),
    "encryption": (lambda url: f"{url}&sslmode=require", "does not encrypt"),
    "certificate": (lambda url: f"{url}&sslmode=verify-full&sslrootcert=/nowhere.crt", "does not encrypt"),
    "option": (lambda url: f"{url}&sslmode=perhaps", "does not understand"),
}


@pytest.fixture
def address(
    home: Home, new_database: Callable[[], str], new_login: Callable[..., str], credentials_server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> str:  # fmt: skip
    """The right address of a library on a server, from which this machine has taken what there is."""
    superuser = new_database()
    made_library(superuser, reply("thanks", "Thank you."))
    name = new_login("mia", "right", "SUPERUSER").partition("://")[2].partition(":")[0]
    schema = superuser.rpartition("search_path%3D")[2]
    right = credentials_server.login(name, "right", "postgres", options=f"-csearch_path={schema}")
    home.write_config("sync_seconds = 0\n")
    assert run_command("--library", right, "sync").exit == 0
    monkeypatch.setenv("SNIPPETS_DESK", str(home.desk_file))
    return right


def _with_place(url: str, place: str) -> str:
    who, _, rest = url.partition("@")
    return f"{who}@{place}/{rest.partition('/')[2]}"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_replies_go_out_and_what_was_noted_is_handed_in_once_afterwards(
    trouble: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered, said = TROUBLES[trouble]
    monkeypatch.setenv("SNIPPETS_LIBRARY", altered(address))
    for command in AGENTS:
        ran = run_command(*command)
        assert ran.exit == 0, (command, ran)
        assert ran.stderr.count("\n") <= 1
    assert run_command("copy", "thanks", "--print").stdout == "Thank you.\n"
    _is_refused(run_command("sync"), said)
    for command in LEADS:
        _is_refused(run_command(*command), said)
    assert json.loads(run_command("status", "--json").stdout)["uses_waiting"] == 2
    monkeypatch.setenv("SNIPPETS_LIBRARY", address)
    assert json.loads(run_command("sync", "--json").stdout)["handed_in"] >= 2
    assert json.loads(run_command("sync", "--json").stdout)["handed_in"] == 0


def _is_refused(ran: Ran, said: str) -> None:
    assert ran.exit == 1, ran
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1, ran.stderr
    assert ran.stderr.startswith("snippets: ")
    assert said in ran.stderr
    assert "(" in ran.stderr  # what to do about it
    assert "right" not in ran.stderr
    assert "wr0ng" not in ran.stderr


def test_a_watching_sync_ends_with_its_listener_even_while_the_server_is_silent(
    home: Home, own_server: OwnServer
) -> None:
    url = own_server.admin
    made_library(url, reply("thanks", "Thank you."))
    home.write_config("sync_seconds = 1\n")
    watching = subprocess.Popen(
        [sys.executable, "-m", "snippets", "--library", url, "sync", "--watch", "--quiet"], stdin=subprocess.PIPE
    )
    assert watching.stdin is not None
    with watching:
        end = time.monotonic() + 30
        while not list(home.data.glob("desks/*.db")) and time.monotonic() < end:
            time.sleep(0.1)
        own_server.freeze()
        time.sleep(1.5)  # longer than from one sync to the next
        assert watching.poll() is None
        watching.stdin.close()
        assert watching.wait(timeout=60) == 0
    own_server.thaw()
