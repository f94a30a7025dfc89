"""`snippets publish`, and a colleague who works with the folder: the same commands, nothing of the library itself."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import Home, Ran, made_library, reply, run_command, run_process

from library.errors import StoreError
from library.sharing.publishing import own_group


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else's home on the same machine, whose library is the folder."""

    home: Home
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**self.home.environment, "SNIPPETS_LIBRARY": f"folder://{self.folder}"}

    def run(self, *arguments: str) -> Ran:
        return run_process(*arguments, environment=self.environment)


@pytest.fixture
def colleague(seeded: Home, tmp_path: Path) -> Colleague:
    """Ana, on mia's roster, with an empty home; mia's library is published."""
    if sys.platform == "win32":
        pytest.skip("shared folders need Linux or macOS")
    try:
        own_group()
    except StoreError as error:
        pytest.skip(error.message)
    done = run_command("publish", tmp_path / "shared")
    assert done.exit == 0, done.stderr
    home = Home(tmp_path / "ana", "ana")
    home.write_config("sync_seconds = 0\n")
    return Colleague(home, tmp_path / "shared")


def test_a_colleague_works_with_the_folder_as_with_any_library(colleague: Colleague) -> None:
    assert "refund" in colleague.run("find", "refund").stdout
    told = json.loads(colleague.run("status", "--json").stdout)
    assert told["library"] == f"folder://{colleague.folder}"
    assert told["version"] == 1
    [library] = [each for each in json.loads(colleague.run("doctor", "--json").stdout) if each["what"] == "library"]
    assert library["said"].startswith(f"folder://{colleague.folder}, kept by ")
    assert "version 1, published just now" in library["said"]


def test_a_colleague_joins_by_one_line(colleague: Colleague) -> None:
    plain = colleague.home.environment
    joined = run_process("join", f"folder://{colleague.folder}", environment=plain)
    assert joined.exit == 0, joined.stderr
    assert "refund" in run_process("find", "refund", environment=plain).stdout
    assert f'library = "folder://{colleague.folder}"' in colleague.home.config_file.read_text(encoding="utf-8")
    nowhere = run_process("join", f"folder://{colleague.folder}/elsewhere", "--yes", environment=plain)
    assert nowhere.exit == 1
    assert f'library = "folder://{colleague.folder}"' in colleague.home.config_file.read_text(encoding="utf-8")


def test_an_address_may_be_written_from_ones_home_and_needs_a_path(colleague: Colleague) -> None:
    at_home = colleague.home.folder / "shared"
    at_home.symlink_to(colleague.folder)
    assert json.loads(colleague.run("--library", "folder://~/shared", "sync", "--json").stdout)["version"] == 1
    refused = colleague.run("--library", "folder://", "sync")
    assert refused.exit == 1
    assert "is no library address" in refused.stderr


def test_what_is_approved_reaches_colleagues_with_the_next_publishing(colleague: Colleague, tmp_path: Path) -> None:
    assert colleague.run("sync").exit == 0
    new = tmp_path / "late.md"
    new.write_text("---\nabbreviation: brand-new\ntitle: New\n---\nHello.\n")
    assert run_command("import", new).exit == 0
    assert json.loads(colleague.run("sync", "--json").stdout)["version"] == 1
    assert json.loads(run_command("publish", colleague.folder, "--json").stdout)["version"] == 2
    assert json.loads(colleague.run("sync", "--json").stdout)["version"] == 2
    assert colleague.run("copy", "brand-new", "--print").stdout == "Hello.\n"
    assert run_command("retire", "brand-new", "-m", "old", "--yes").exit == 0
    assert run_command("publish", colleague.folder).exit == 0
    assert colleague.run("sync").exit == 0
    assert "old" in colleague.run("show", "brand-new").stderr


def test_a_flag_travels_by_the_folder_and_its_answer_back(colleague: Colleague, seeded: Home) -> None:
    account = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    assert run_command("members", "add", account).exit == 0
    assert colleague.run("--as", account, "flag", "refund-late", "-m", "the limit is 9 now").exit == 0
    assert colleague.run("sync").exit == 0
    told = json.loads(run_command("publish", colleague.folder, "--json").stdout)
    assert (told["flags"], told["people"], told["refused"]) == (1, 1, [])
    assert run_command("confirm", "refund-late", "-m", "checked").exit == 0
    assert run_command("publish", colleague.folder).exit == 0
    assert colleague.run("sync").exit == 0
    with closing(sqlite3.connect(colleague.home.desk_file)) as desk:
        assert desk.execute("SELECT answer, answer_why FROM flags").fetchall() == [("confirmed", "checked")]


def test_rows_in_a_name_that_is_not_the_accounts_are_told_to_the_publisher(colleague: Colleague) -> None:
    account = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    assert run_command("members", "add", account).exit == 0
    assert run_command("members", "add", "zoe").exit == 0
    assert colleague.run("--as", "zoe", "flag", "refund-late", "-m", "wrong").exit == 0
    assert colleague.run("sync").exit == 0
    done = run_command("publish", colleague.folder)
    assert f"snippets: not taken from there: {account}: rows in the name of zoe" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("approve", "refund-late"),
        ("retire", "refund-late", "-m", "x", "--yes"),
        ("history", "refund-late"),
        ("members", "list"),
        ("settings", "list"),
        ("verify",),
        ("init",),
        ("publish", "elsewhere"),
        ("report", "searches"),
        ("export", "out"),
    ],
)
def test_leads_commands_say_where_leads_work(colleague: Colleague, arguments: tuple[str, ...]) -> None:
    assert colleague.run("sync").exit == 0
    done = colleague.run(*arguments)
    if done.exit == 0:  # what agents may do from what is here
        assert arguments[0] == "export"
        return
    assert done.exit == 1
    assert "holds a published copy of a library, which nobody works on (leads work where" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_agents_command_looks_at_nothing_in_the_folder(colleague: Colleague) -> None:
    """The folder may be on a network that is gone: what was taken from it is enough."""
    assert colleague.run("sync").exit == 0
    program = (
        "import sys; opened = []\n"
        f"place = {str(colleague.folder)!r}\n"
        "sys.addaudithook(lambda event, given: opened.append(given) if place in str(given) else None)\n"
        "sys.argv = ['snippets', 'find', 'refund']\n"
        "from snippets.cli import main\n"
        "try: main()\nexcept SystemExit as end: assert not end.code\n"
        "assert opened == [], opened\n"
        "assert not {'sqlalchemy', 'library.sharing', 'library.shared_folders'} & set(sys.modules)\n"
    )
    environment = {**os.environ, **colleague.environment}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "refund" in done.stdout
    colleague.folder.rename(colleague.folder.with_name("gone"))
    assert colleague.run("find", "refund").exit == 0
    done_sync = colleague.run("sync")
    assert done_sync.exit == 1
    assert "cannot be reached" in done_sync.stderr


def test_only_owners_and_leads_publish(colleague: Colleague) -> None:
    assert run_command("members", "add", "joe").exit == 0
    done = run_command("--as", "joe", "publish", colleague.folder)
    assert done.exit == 1
    assert "joe may not publish the library" in done.stderr


def test_a_folder_that_cannot_serve_is_refused_in_one_line(colleague: Colleague, home: Home, tmp_path: Path) -> None:
    open_folder = tmp_path / "open"
    open_folder.mkdir()
    open_folder.chmod(0o777)
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "published.db").write_bytes(b"something else")
    other = tmp_path / "other.db"
    made_library(f"sqlite:///{other}", reply("hello"))
    for arguments, said in (
        (("publish", open_folder), "may be written by others"),
        (("publish", tmp_path / "no" / "where"), "there is no folder"),
        (("publish", foreign), "no published copy of a library"),
        (("--library", f"sqlite:///{other}", "publish", colleague.folder), "another library is published"),
    ):
        done = run_command(*arguments)
        assert done.exit == 1
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert (foreign / "published.db").read_bytes() == b"something else"


def test_an_address_that_leads_to_no_published_copy_is_explained(colleague: Colleague, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    newer, broken = colleague.folder.with_name("newer"), colleague.folder.with_name("broken")
    for place in (newer, broken):
        assert run_command("publish", place).exit == 0
    with closing(sqlite3.connect(newer / "published.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    (broken / "published.db").write_bytes(b"SQLite format 3\x00" + os.urandom(5000))
    for folder, said in (
        (tmp_path / "nowhere", "cannot be reached"),
        (tmp_path / "empty", "nothing was published in"),
        (newer, "newer version"),
        (broken, "damaged"),
    ):
        done = run_command("--library", f"folder://{folder}", "--desk", str(tmp_path / "d.db"), "sync")
        assert done.exit == 1
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_the_publisher_is_told_when_others_may_open_the_library_itself(colleague: Colleague, home: Home) -> None:
    home.library_file.chmod(0o644)
    assert f"chmod 600 {home.library_file}" in run_command("publish", colleague.folder).stderr


def test_publishing_goes_on_until_it_is_interrupted(colleague: Colleague, home: Home) -> None:
    published = colleague.folder / "published.db"
    first = published.stat().st_ino, published.stat().st_mtime_ns
    process = subprocess.Popen(
        [sys.executable, "-m", "snippets", "publish", str(colleague.folder), "--every", "5"],
        stderr=subprocess.PIPE,
        env={**os.environ, **home.environment},
        # As a shell leaves it for what a person starts: in the background it is ignored, and inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    lines = [process.stderr.readline() for _ in range(2)]
    time.sleep(0.5)  # it waits for the next time
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 0, rest
    assert all(b"version 1" in line for line in lines)
    assert (published.stat().st_ino, published.stat().st_mtime_ns) != first


def test_help_says_what_permissions_can_and_cannot_do() -> None:
    told = " ".join(run_command("publish", "--help").stdout.split())
    assert "What file permissions do:" in told
    assert "What they cannot do: root" in told


def test_a_proposal_travels_by_the_folder_and_waits_in_the_publishers_review(
    colleague: Colleague, seeded: Home
) -> None:
    account = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    assert run_command("members", "add", account).exit == 0
    own = colleague.home.data / "mine"
    own.mkdir(parents=True)
    (own / "thanks-äna.md").write_text("---\nabbreviation: ~thanks-ana\n---\nThänk you, {{ first_name }}! 🎉\n")
    sent = colleague.run("--as", account, "propose", "thanks-ana", "-m", "often asked", "--yes")
    assert (sent.exit, sent.stdout) == (0, ""), sent.stderr
    assert sent.stderr == "thanks-ana was sent to the leads. ~thanks-ana stays yours, as it is.\n"
    told = json.loads(run_command("publish", colleague.folder, "--json").stdout)
    assert (told["proposals"], told["people"], told["refused"]) == (1, 1, [])
    [row] = json.loads(run_command("review", "--json").stdout)["waiting"]
    assert (row["kind"], row["abbreviation"], row["by"], row["why"]) == (
        "proposal", "thanks-ana", account, "often asked",
    )  # fmt: skip
    assert run_command("approve", "thanks-ana").exit == 0
    assert run_command("publish", colleague.folder).exit == 0
    assert colleague.run("sync").exit == 0
    copied = colleague.run("copy", "thanks-ana", "--set", "first_name=Eve", "--print")
    assert copied.stdout == "Thänk you, Eve! 🎉\n"
    taken = colleague.run("--as", account, "propose", "thanks-ana", "--yes")
    assert taken.exit == 1
    assert "“thanks-ana” belongs to the shared template “thanks-ana” already" in taken.stderr
