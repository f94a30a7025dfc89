"""A team on a server, from `admin create` to an agent's first reply, each with their own credentials and home."""

from __future__ import annotations

import json
import os
import shlex
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from builders import Home, Ran, run_command
from psycopg import sql
from servers import Server
from terminals import Terminal, needs_terminal

SECRET = "Gr4nd-plan: with\\signs"
#: What the reply asks for.
FILLED = ("--set", "first_name=Eve", "--set", "agent.first_name=Ana")


@pytest.fixture
def database(credentials_server: Server) -> Iterator[str]:
    """The superuser's address of a database of its own, where everybody else needs a password."""
    name = f"support_{os.getpid()}"
    with psycopg.connect(credentials_server.admin.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        before = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        yield credentials_server.admin.replace("/postgres?", f"/{name}?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        after = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in after - before:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture
def address_for(credentials_server: Server, database: str) -> str:
    """Where people reach the same database."""
    name = database.rpartition("/postgres@")[2] or database
    return credentials_server.login("somebody", database=f"support_{os.getpid()}") if name else ""


As = Callable[..., Ran]


@pytest.fixture
def as_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    """Runs a command in the home of somebody, whose name no variable says."""

    def run(person: str, *arguments: str | Path, input: str | None = None) -> Ran:
        home = Home(tmp_path / person, person=person)
        for name, value in home.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("SNIPPETS_AS")
        monkeypatch.setenv("LOGNAME", "root")
        return run_command(*arguments, input=input)

    return run


@pytest.fixture
def invited(database: str, address_for: str, as_person: As) -> Callable[..., list[str]]:
    """Makes the library and invites people; returns the words of the line each of them gets, without the program."""
    made = as_person("root", "--as", "mia", "admin", "create", database)
    assert made.exit == 0, made.stderr
    assert shlex.split(made.lines[-1])[-2:] == ["invite", "mia"]

    def invite(name: str, *more: str) -> list[str]:
        ran = as_person(
            "root", "--library", database, "admin", "invite", name, "--password-stdin", "--address", address_for, *more,
            input=f"{SECRET}\n",
        )  # fmt: skip
        assert ran.exit == 0, ran.stderr
        assert SECRET not in ran.stdout + ran.stderr
        [line] = ran.lines
        return shlex.split(line)[1:]

    return invite


def test_an_agent_joins_with_the_line_and_copies_a_reply(
    invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    line = invited("ana")
    joined = as_person("ana", *line, "--password-stdin", input=f"{SECRET}\n")
    assert joined.exit == 0, joined.stderr
    assert "You are ana" in joined.stderr
    assert as_person("ana", "copy", "login-reset", "--print", *FILLED).exit == 0
    synced = json.loads(as_person("ana", "sync", "--json").stdout)
    assert (synced["handed_in"], synced["full"]) == (1, False)
    home = Home(tmp_path / "ana")
    config = home.config_file.read_text(encoding="utf-8")
    assert SECRET not in config
    passwords = home.config_file.with_name("passwords")
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    assert as_person("ana", "doctor").stdout.count("ana is an agent there and may use what is live") == 1
    assert SECRET not in as_person("ana", "doctor", "--json").stdout + as_person("ana", "status").stdout


def test_who_has_no_password_is_told_and_nothing_is_kept(
    invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    line = invited("ana")
    for input, said in (("", "asks for a password"), ("wrong\n", "refuses the password of “ana”")):
        ran = as_person("ana", *line, *(["--password-stdin"] if input else []), input=input)
        assert ran.exit == 1
        assert said in ran.stderr
        assert len(ran.stderr.splitlines()) == 1
        assert not list((tmp_path / "ana").rglob("*passwords*")), "a password that does not work is not kept"
    assert not Home(tmp_path / "ana").config_file.exists()
    assert as_person("ana", *line, "--password-stdin", input=f"{SECRET}\n").exit == 0


def test_a_password_in_the_line_is_moved_to_the_file_of_passwords(
    invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    from urllib.parse import quote

    join, address = invited("ana")
    given = address.replace("ana@", f"ana:{quote(SECRET, safe='')}@")
    assert as_person("ana", join, given).exit == 0
    config = Home(tmp_path / "ana").config_file.read_text(encoding="utf-8")
    assert SECRET not in config
    assert quote(SECRET, safe="") not in config
    assert as_person("ana", "sync").exit == 0


@needs_terminal
def test_passwords_are_asked_for_and_never_shown(
    database: str, address_for: str, invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    invited("mia")  # makes the library
    first = Terminal("--library", database, "admin", "invite", "ana", "--address", address_for)
    first.answer("ana's first password", f"{SECRET}\n")
    first.answer("Repeat for confirmation", f"{SECRET}\n")
    first.read_until("snippets join")
    line = shlex.split(next(line for line in first.shown.splitlines() if line.startswith("snippets join")))[1:]
    assert first.end() == 0
    as_person("ana", "--version")
    joining = Terminal(*line)
    joining.answer("Password of ana", f"{SECRET}\n")
    joining.read_until("You are ana")
    assert joining.end() == 0
    assert SECRET not in first.shown + joining.shown
    assert as_person("ana", "sync").exit == 0


def test_a_lead_writes_and_an_owner_approves_each_from_their_own_machine(
    invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    for name, more in (("mia", ()), ("bo", ("--role", "lead")), ("ana", ())):
        assert as_person(name, *invited(name, *more), "--password-stdin", input=f"{SECRET}\n").exit == 0
    file = tmp_path / "parrots.md"
    file.write_text("---\nabbreviation: parrots\ntitle: Parrots\n---\nParrots travel free.\n", encoding="utf-8")
    brought = as_person("bo", "import", file, "--review")
    assert brought.exit == 0, brought.stderr
    refused = as_person("bo", "approve", "parrots")
    assert refused.exit == 1
    assert "bo wrote parrots r1 and may not approve it alone" in refused.stderr
    assert as_person("mia", "approve", "parrots").exit == 0
    assert as_person("ana", "sync").exit == 0
    assert as_person("ana", "copy", "parrots", "--print").stdout.strip() == "Parrots travel free."
    for act in (
        ["approve", "parrots"],
        ["history", "parrots"],
        ["review"],
        ["members", "add", "eve"],
        ["settings", "set", "title", "x"],
    ):
        ran = as_person("ana", *act)
        assert (ran.exit, len(ran.stderr.splitlines())) == (1, 1), (act, ran.stderr)
    assert as_person("bo", "verify").exit == 0


def test_the_list_says_who_may_do_what_and_a_taken_right_is_gone(
    database: str, invited: Callable[..., list[str]], as_person: As
) -> None:
    for name in ("mia", "bo", "ana"):
        assert as_person(name, *invited(name), "--password-stdin", input=f"{SECRET}\n").exit == 0
    assert as_person("root", "--library", database, "admin", "grant", "bo", "analyst").exit == 0
    assert as_person("root", "--library", database, "admin", "revoke", "ana", "--yes").exit == 0
    assert as_person("mia", "members", "add", "bo", "--role", "agent").exit == 0
    shown = {row["name"]: row for row in json.loads(as_person("mia", "admin", "list", "--json").stdout)}
    assert {name: (row["role"], row["roster"]) for name, row in shown.items()} == {
        "mia": ("owner", "owner"), "bo": ("analyst", "agent"),
    }  # fmt: skip
    assert "make both alike: snippets admin grant bo agent" in as_person("mia", "admin", "list").stdout
    assert as_person("bo", "admin", "list").exit == 1, "who sees only part of it is not told that this is all"
    gone = as_person("ana", "sync")
    assert gone.exit == 1
    assert as_person("ana", "copy", "login-reset", "--print", *FILLED).exit == 0, "what is here is hers to use"


def test_only_an_administrator_invites_and_upgrades(invited: Callable[..., list[str]], as_person: As) -> None:
    assert as_person("mia", *invited("mia"), "--password-stdin", input=f"{SECRET}\n").exit == 0
    for act in (["invite", "eve", "--no-password"], ["grant", "mia", "agent"], ["upgrade"], ["revoke", "mia", "--yes"]):
        ran = as_person("mia", "admin", *act)
        assert ran.exit == 1, act
        assert "administrator" in ran.stderr
        assert len(ran.stderr.splitlines()) == 1


def test_upgrading_what_is_up_to_date_makes_rights_anew(
    database: str, invited: Callable[..., list[str]], as_person: As
) -> None:
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("GRANT ALL ON snippets.uses TO PUBLIC")
    ran = as_person("root", "--library", database, "admin", "upgrade", "--json")
    told = json.loads(ran.stdout)
    assert told["before"] == told["schema"]
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
        assert connection.execute("SELECT relacl::text FROM pg_class WHERE relname = 'uses'").fetchone() is not None
        open_to_all = "SELECT 1 FROM pg_class c, aclexplode(c.relacl) a WHERE c.relname = 'uses' AND a.grantee = 0"
        assert connection.execute(open_to_all).fetchall() == []


@pytest.mark.parametrize("act", [["list"], ["invite", "ana"], ["grant", "ana", "lead"], ["revoke", "ana"], ["upgrade"]])
def test_a_library_in_a_file_has_no_logins_and_says_so(seeded: Home, act: list[str]) -> None:
    ran = run_command("admin", *act)
    assert ran.exit == 1
    assert len(ran.stderr.splitlines()) == 1


def propose(as_person: As, folder: Path, body: str, *more: str) -> Ran:
    """Sends a template of ana's own, ~thanks-ana, to the leads."""
    mine = Home(folder / "ana").data / "mine"
    mine.mkdir(parents=True, exist_ok=True)
    (mine / "thanks-ana.md").write_text(f"---\nabbreviation: ~thanks-ana\n---\n{body}\n", encoding="utf-8")
    return as_person("ana", "propose", "thanks-ana", "-m", "often asked", "--yes", *more)


def in_review(as_person: As, person: str) -> list[tuple[str, int, str]]:
    ran = as_person(person, "review", "--json")
    assert ran.exit == 0, ran.stderr
    return [(row["abbreviation"], row["revision"], row["by"]) for row in json.loads(ran.stdout)["waiting"]]


def test_an_agent_proposes_a_lead_approves_and_everybody_has_it(
    invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    for name, more in (("mia", ()), ("lea", ("--role", "lead")), ("ana", ())):
        assert as_person(name, *invited(name, *more), "--password-stdin", input=f"{SECRET}\n").exit == 0
    sent = propose(as_person, tmp_path, "Thanks.")
    assert sent == Ran(0, "", "thanks-ana was sent to the leads. ~thanks-ana stays yours, as it is.\n")
    assert in_review(as_person, "lea") == [("thanks-ana", 1, "ana")]
    again = propose(as_person, tmp_path, "Thank you, really.", "--json")
    assert json.loads(again.stdout) == {
        "name": "~thanks-ana", "abbreviation": "thanks-ana", "template": None, "revision": None, "waits_here": False,
    }  # fmt: skip
    assert in_review(as_person, "mia") == [("thanks-ana", 2, "ana")]
    assert as_person("lea", "approve", "thanks-ana").exit == 0
    assert as_person("ana", "sync").exit == 0
    assert as_person("ana", "copy", "thanks-ana", "--print").stdout == "Thank you, really.\n"
    assert as_person("mia", "verify").exit == 0
    refused = propose(as_person, tmp_path, "Thank you once more.")
    assert (refused.exit, len(refused.stderr.splitlines())) == (1, 1)
    assert "shared template “thanks-ana”" in refused.stderr
    assert "--as-name" in refused.stderr


def test_a_lead_on_a_server_proposes_what_another_lead_approves(
    invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    for name, more in (("mia", ()), ("ana", ("--role", "lead"))):
        assert as_person(name, *invited(name, *more), "--password-stdin", input=f"{SECRET}\n").exit == 0
    sent = propose(as_person, tmp_path, "Thanks.")
    assert sent == Ran(0, "", "thanks-ana r1 waits for approval. ~thanks-ana stays yours, as it is.\n")
    assert in_review(as_person, "mia") == [("thanks-ana", 1, "ana")]
    refused = as_person("ana", "approve", "thanks-ana")
    assert "ana wrote thanks-ana r1 and may not approve it alone" in refused.stderr
    assert as_person("mia", "approve", "thanks-ana").exit == 0


def test_more_names_are_submitted_where_the_server_asks_for_a_second_person(
    invited: Callable[..., list[str]], as_person: As
) -> None:
    for name, more in (("mia", ()), ("bo", ("--role", "lead"))):
        assert as_person(name, *invited(name, *more), "--password-stdin", input=f"{SECRET}\n").exit == 0
    told = as_person("bo", "alias", "ack-off", "offy", "out of hours", "--approve")
    assert (told.exit, told.stdout) == (0, "")
    assert told.stderr == (
        "ack-off r2 waits for approval: bo wrote ack-off r2 and may not approve it alone (somebody else has to: mia).\n"
    )
    refused = as_person("bo", "duplicates", "merge", "ack-got", "ack-off", "--yes")
    assert (refused.exit, len(refused.stderr.splitlines())) == (1, 1)
    assert "new names of ack-got have to wait for somebody else" in refused.stderr
    assert as_person("mia", "approve", "ack-off").exit == 0
    assert as_person("bo", "sync").exit == 0
    assert json.loads(as_person("bo", "show", "offy", "--json").stdout)["abbreviation"] == "ack-off"
    assert as_person("bo", "duplicates", "drop", "ack-off", "--yes").exit == 0
    assert as_person("mia", "verify").exit == 0


def test_out_of_reach_a_proposal_waits_and_goes_with_the_next_sync(
    database: str, invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    for name in ("mia", "ana"):
        assert as_person(name, *invited(name), "--password-stdin", input=f"{SECRET}\n").exit == 0
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("ALTER ROLE ana NOLOGIN")
        waits = propose(as_person, tmp_path, "Thanks.")
        assert (waits.exit, waits.stdout) == (0, "")
        assert waits.stderr.startswith("thanks-ana waits here and goes with the next sync: ")
        assert len(waits.stderr.splitlines()) == 1
        assert as_person("ana", "status").stdout.count(", 1 proposal\n") == 1
        assert json.loads(as_person("ana", "status", "--json").stdout)["proposals_waiting"] == 1
        connection.execute("ALTER ROLE ana LOGIN")
    assert in_review(as_person, "mia") == []
    assert json.loads(as_person("ana", "sync", "--json").stdout)["handed_in"] == 1
    assert in_review(as_person, "mia") == [("thanks-ana", 1, "ana")]


def test_what_was_proposed_in_vain_is_told_where_leads_review(
    invited: Callable[..., list[str]], as_person: As, tmp_path: Path
) -> None:
    for name in ("mia", "ana"):
        assert as_person(name, *invited(name), "--password-stdin", input=f"{SECRET}\n").exit == 0
    file = tmp_path / "thanks-ana.md"
    file.write_text("---\nabbreviation: thanks-ana\n---\nMia's.\n", encoding="utf-8")
    assert as_person("mia", "import", file, "--review").exit == 0
    assert propose(as_person, tmp_path, "Ana's.").exit == 0, "nobody here can know of a draft of mia's"
    ran = as_person("mia", "review")
    assert ran.exit == 0
    assert "thanks-ana, proposed by ana just now, cannot be taken in: “thanks-ana” belongs to" in ran.stderr
    [stuck] = json.loads(as_person("mia", "review", "--json").stdout)["not_taken_in"]
    assert (stuck["abbreviation"], stuck["by"], stuck["why"]) == ("thanks-ana", "ana", "often asked")


def test_a_login_without_a_password_is_not_made_by_accident(
    database: str, invited: Callable[..., list[str]], as_person: As
) -> None:
    invited("mia")
    for more, said in (([], "ana needs a password"), (["--password-stdin"], "the password is empty")):
        ran = as_person("root", "--library", database, "admin", "invite", "ana", *more, input="\n")
        assert (ran.exit, said in ran.stderr) == (1, True)
    for name in ("Mia", "public", "pg_ana", "left-1"):
        ran = as_person("root", "--library", database, "admin", "invite", name, "--no-password")
        assert (ran.exit, len(ran.stderr.splitlines())) == (1, 1), name
    ran = as_person("root", "--library", database, "admin", "invite", "ana", "--no-password", "--address", "http://x")
    assert ran.exit == 1
    assert [
        row["name"] for row in json.loads(as_person("root", "--library", database, "admin", "list", "--json").stdout)
    ] == ["mia"]


def test_a_forgotten_password_is_replaced_and_a_second_join_asks_for_nothing(
    database: str, address_for: str, invited: Callable[..., list[str]], as_person: As
) -> None:
    line = invited("ana")
    assert as_person("ana", *line, "--password-stdin", input=f"{SECRET}\n").exit == 0
    assert as_person("ana", *line).exit == 0
    new = as_person(
        "root", "--library", database, "admin", "invite", "ana", "--new-password", "--password-stdin", input="new one\n"
    )
    assert new.exit == 0, new.stderr
    assert as_person("ana", "sync").exit == 1
    assert as_person("ana", *line, "--password-stdin", input="new one\n").exit == 0
    nameless = as_person("ana", "join", address_for.replace("somebody@", ""))
    assert "the line names nobody" in nameless.stderr


def names_in(ran: Ran) -> set[str]:
    """The first words of the lines of a report that was made."""
    assert ran.exit == 0, ran.stderr
    return {line.split()[0] for line in ran.lines if line.strip()}


def test_who_lost_their_role_is_told_so_and_an_analyst_that_they_see_a_part(
    database: str, invited: Callable[..., list[str]], as_person: As
) -> None:
    for name, more in (("ana", ()), ("nina", ("--role", "analyst")), ("bo", ("--role", "lead"))):
        assert as_person(name, *invited(name, *more), "--password-stdin", input=f"{SECRET}\n").exit == 0
    for act in (["verify"], ["flags", "--all"]):
        ran = as_person("nina", *act)
        assert (ran.exit, "you see only a part" in ran.stderr) == (1, True)
    assert as_person("nina", "report", "adoption").exit == 0
    assert as_person("ana", "copy", "login-reset", "--print", *FILLED).exit == 0
    assert as_person("ana", "sync").exit == 0
    assert names_in(as_person("bo", "report", "adoption", "--by-agent")) >= {"ana"}
    assert "ana" not in names_in(as_person("nina", "report", "adoption", "--by-agent"))
    assert as_person("root", "--library", database, "admin", "revoke", "ana", "--yes").exit == 0
    assert "you have no role in the library" in as_person("ana", "sync").stderr
    assert as_person("ana", "copy", "login-reset", "--print", *FILLED).exit == 0
    left = as_person("root", "--as", "mia", "--library", database, "members", "leave", "bo")
    assert "snippets admin revoke bo" in left.stderr
    assert "ana" not in names_in(as_person("bo", "report", "adoption", "--by-agent"))


def test_what_somebody_else_recorded_here_is_told_at_the_sync(invited: Callable[..., list[str]], as_person: As) -> None:
    assert as_person("ana", *invited("ana"), "--password-stdin", input=f"{SECRET}\n").exit == 0
    assert as_person("ana", "--as", "tom", "copy", "login-reset", "--print", *FILLED).exit == 0
    assert "what tom recorded here waits until they sync" in as_person("ana", "sync").stderr
