"""Processes that are other users of this machine, for tests run by root: each obeys orders under its own user id.

Root's Python may lie where others cannot read it, so a process imports everything, and runs the commands once, before
it becomes somebody else for good. Every order is carried out by a child of its own. Run as a program, it is a person.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.sharing.publishing import Published
    from library.sync import Synced

#: Seconds an order may take.
LIMIT = 90


@dataclass(frozen=True, slots=True)
class Done:
    """How an order ended: a command's exit code, or 0 for an act that went through; what it printed, or why not."""

    exit: int
    stdout: str
    stderr: str


class Person:
    """One user of this machine with a home; `name` is the account's."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home = name, home
        self.user = pwd.getpwnam(name).pw_uid
        home.mkdir()
        home.chmod(0o700)
        os.chown(home, self.user, pwd.getpwnam(name).pw_gid)
        self._process = subprocess.Popen(
            [sys.executable, __file__, name, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
        )
        assert self._answer() == "ready"

    def run(self, *arguments: str | Path, **environment: str) -> Done:
        """Runs a command of the program."""
        return self._wait(self.start(*arguments, **environment))

    def start(self, *arguments: str | Path, **environment: str) -> int:
        """Begins a command and does not wait for its end."""
        return self._ordered({"run": [str(each) for each in arguments], "environment": environment})

    def act(self, code: str, **names: object) -> Done:
        """Runs some lines of Python, with `os` and what is named; exit 1 and the error where they raise one."""
        return self._wait(self.begin(code, **names))

    def begin(self, code: str, **names: object) -> int:
        return self._ordered({"act": code, "names": names})

    def wait(self, order: int) -> Done:
        return self._wait(order)

    def kill(self, order: int) -> None:
        self._say({"kill": order})
        self._answer()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(LIMIT)
        self._process.stdout.close()

    def _ordered(self, order: object) -> int:
        self._say(order)
        return int(self._answer())

    def _wait(self, order: int) -> Done:
        self._say({"wait": order})
        return Done(*self._answer())

    def _say(self, order: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@dataclass(frozen=True, slots=True)
class Team:
    """The publisher's library, the folder, and the people. `anna` and `carl` are agents, `mia` publishes."""

    folder: Path
    mia: Person
    anna: Person
    carl: Person

    @property
    def url(self) -> str:
        return f"folder://{self.folder}"

    @property
    def copy(self) -> Path:
        return self.folder / "published.db"

    @property
    def left(self) -> Path:
        return self.folder / "handed-in"

    @property
    def library(self) -> Path:
        return self.mia.home / "data" / "library.db"

    def publish(self) -> Done:
        done = self.mia.run("publish", self.folder, "--json")
        assert done.exit == 0, done.stderr
        return done

    def sync(self, person: Person) -> Done:
        return person.run("--library", self.url, "sync", "--json")

    def use(self, person: Person, name: str = "hello") -> Done:
        return person.run("--library", self.url, "copy", name, "--print")

    def files_of(self, person: Person) -> list[Path]:
        return sorted(file for file in self.left.iterdir() if file.lstat().st_uid == person.user)

    def sweep(self) -> None:
        """Takes away whatever lies in the folder for handing in, as root."""
        for entry in self.left.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def _be(name: str, home: str) -> None:
    """Becomes the user and obeys until nobody orders any more."""
    _warm_up()
    os.environ.update(_environment(name, home))
    account = pwd.getpwnam(name)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
        os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(said: object) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    answer("ready")
    children: dict[int, tuple[Any, Any]] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            files = children.pop(order["wait"])
            _, status = os.waitpid(order["wait"], 0)
            texts = []
            for file in files:
                file.seek(0)
                texts.append(file.read().decode())
                file.close()
            answer([os.waitstatus_to_exitcode(status), *texts])
        elif "kill" in order:
            os.kill(order["kill"], 9)
            answer(None)
        else:
            files = (tempfile.TemporaryFile(), tempfile.TemporaryFile())  # noqa: SIM115 - closed once it was waited for
            if not (child := os.fork()):
                _obey(order, files)
            children[child] = files
            answer(child)


def _obey(order: dict[str, Any], files: tuple[Any, Any]) -> None:
    """Carries out one order in the child, which ends with it."""
    code = 1
    try:
        for number, file in enumerate(files, 1):
            os.dup2(file.fileno(), number)
        os.environ.update(order.get("environment", {}))
        if "run" in order:
            code = _command(order["run"])
        else:
            exec(order["act"], {**globals(), **order["names"]})
            code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _command(arguments: list[str]) -> int:
    from snippets.cli import main

    sys.argv = ["snippets", *arguments]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


def say(*values: object) -> None:
    sys.stdout.write(" ".join(map(str, values)) + "\n")


def note_uses(desk: str, agent: str, times: int) -> list[str]:
    """Notes uses at a desk; their ids."""
    from library.desk.outbox import Use, record_use
    from library.desk.store import make_desk
    from library.identifiers import make_id, utc_text

    store = make_desk(desk)
    uses = [Use(make_id(), "t", 1, 1, agent, utc_text(datetime.now(UTC))) for _ in range(times)]
    for use in uses:
        record_use(store, use)
    store.close()
    return [use.id for use in uses]


def sync_desk(url: str, desk: str) -> Synced:
    from library.sync import sync

    return sync(url, lambda _: desk, now=datetime.now(UTC))


def publish(library: str, folder: str, by: str) -> Published:
    from library.record.database import open_library
    from library.sharing import publishing

    opened = open_library(library)
    try:
        return publishing.publish(opened, folder, by=by)
    finally:
        opened.close()


def work_at_a_desk(url: str, desk: str, agent: str, rounds: int, each: int) -> None:
    """Notes uses and syncs, round by round; prints each use and what the desk then holds."""
    from library.desk.store import open_desk

    for _ in range(rounds):
        for id_ in note_uses(desk, agent, each):
            say("use", id_)
        version = sync_desk(url, desk).version
        store = open_desk(desk)
        say("desk", version, *(live.document.body if (live := store.find_live(name)) else "" for name in PAIR))
        store.close()


#: Two templates that always change together.
PAIR = ("left-hand", "right-hand")


def publish_on_and_on(library: str, folder: str, by: str, stop: str) -> None:
    """Changes the pair and publishes, over and over until a file is there; prints each version and its text."""
    from library.documents import Document
    from library.record import history, review
    from library.record.changes import take_turn
    from library.record.database import open_library, run

    opened, step = open_library(library), 0
    while not os.path.exists(stop):
        step += 1

        def change(session: Session, text: str = f"text {step}", is_new: bool = step == 1) -> None:
            take_turn(session)
            known = [None if is_new else history.revisions(session, name)[-1].template for name in PAIR]
            review.publish(session, [(Document(name, text), id_) for name, id_ in zip(PAIR, known, strict=True)], by=by)

        run(opened, change)
        say("published", publish(library, folder, by).version, f"text {step}")
    opened.close()


def end_at(number: int) -> None:
    """Ends this process, as a power cut would, right after the so manieth thing it does to a file."""
    done = 0

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            nonlocal done
            result = call(*arguments, **named)
            done += 1
            if done == number:
                os._exit(9)
            return result

        return counted

    for name in (
        "open",
        "write",
        "fsync",
        "fchmod",
        "ftruncate",
        "unlink",
        "rename",
        "replace",
        "close",
        "mkdir",
        "chmod",
    ):
        setattr(os, name, counting(getattr(os, name)))


def _environment(name: str, home: str) -> dict[str, str]:
    return {
        "HOME": home,
        "LOGNAME": name,
        "SNIPPETS_DATA": f"{home}/data",
        "SNIPPETS_CONFIG": f"{home}/config.toml",
    }


def _warm_up() -> None:
    """Loads what commands load when they need it, by running them."""
    import library.sharing.publishing

    del library
    place = tempfile.mkdtemp()
    own = {"SNIPPETS_DATA": f"{place}/data", "SNIPPETS_CONFIG": f"{place}/config.toml", "SNIPPETS_AS": "root"}
    Path(f"{place}/config.toml").write_text("sync_seconds = 0\n")
    Path(f"{place}/new.md").write_text("---\nabbreviation: hello\ntitle: Hello\n---\nHello {{ name }}.\n")
    shared = ("--library", f"folder://{place}/folder", "--desk", f"{place}/desk.db")
    before = os.dup(1), os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        os.environ.update(own)
        for arguments in (
            *(
                ("init", "--empty"),
                ("import", f"{place}/new.md"),
                ("members", "add", "ana"),
                ("publish", f"{place}/folder"),
            ),
            *((*shared, "sync"), (*shared, "find", "hello"), (*shared, "find", "nothing of all")),
            (*shared, "copy", "hello", "--set", "name=Ana", "--print"),
            *((*shared, "flag", "hello", "-m", "old"), (*shared, "status"), (*shared, "doctor"), (*shared, "news")),
            *((*shared, "retire", "hello", "-m", "old"), (*shared, "sync"), ("publish", f"{place}/folder", "--json")),
            *(("approve", "hello"), ("retire", "hello", "-m", "old"), ("verify",)),
        ):
            _command(list(arguments))
        sys.stdout.flush()
        sys.stderr.flush()
    for number, handle in enumerate(before, 1):
        os.dup2(handle, number)
        os.close(handle)
    del os.environ["SNIPPETS_AS"]
    shutil.rmtree(place)


if __name__ == "__main__":
    _be(*sys.argv[1:])
