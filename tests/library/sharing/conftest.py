"""A folder shared by three users of this machine: daemon publishes, games and bin read and hand in."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from people import Person, Team

ACCOUNTS = ("daemon", "games", "bin")


def _lacking() -> str:
    if sys.platform == "win32" or os.geteuid() != 0:
        return "only root can become three users of this machine"
    for name in ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            return f"there is no account {name} on this machine"
        if any(other.pw_gid == account.pw_gid and other.pw_name != name for other in pwd.getpwall()):
            return f"{name} is not alone in its group on this machine"
    return ""


@pytest.fixture(scope="module")
def team() -> Iterator[Team]:
    """A library with one template, published; all three have synced. Skips where nobody can become other users."""
    if reason := _lacking():
        pytest.skip(reason)
    base = Path(tempfile.mkdtemp(prefix="snippets-team-"))
    base.chmod(0o755)
    (base / "new.md").write_text("---\nabbreviation: hello\ntitle: Hello\n---\nHello to you.\n")
    folder = base / "shared"
    people = [Person(name, base / name) for name in ACCOUNTS]
    folder.mkdir()
    os.chown(folder, people[0].user, -1)
    made = Team(folder, *people)
    try:
        for arguments in (("init", "--empty"), ("import", base / "new.md"), ("members", "add", "games"),
                          ("members", "add", "bin"), ("publish", folder)):  # fmt: skip
            done = made.mia.run(*arguments)
            assert done.exit == 0, done.stderr
        for person in people:
            (person.home / "config.toml").write_text("sync_seconds = 0\n")
        for person in people[1:]:
            done = made.sync(person)
            assert done.exit == 0, done.stderr
        yield made
    finally:
        for person in people:
            person.close()
        shutil.rmtree(base)
