"""A library, a desk and the real command in one folder, and what the record holds for a test to look at."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from workers import OWNER

from library.documents import Document, from_canonical
from library.record import review
from library.record.database import Library, create_library, run
from library.record.verify import verify
from library.sync import Synced, sync

#: Seconds a command may take before the test fails.
LIMIT = 90


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a library holds: revisions with their bodies, decisions, and the ids of the uses handed in."""

    revisions: set[tuple[object, ...]]
    decisions: set[tuple[object, ...]]
    uses: list[str]


@dataclass(frozen=True)
class Place:
    """One person's machine: `file` is the library, `desk` the desk; commands run as the user with the id `user`."""

    folder: Path
    file: Path
    desk: Path
    user: int | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @classmethod
    def at(cls, folder: Path, *, user: int | None = None, library: Path | None = None) -> Place:
        """A machine with nothing on it yet."""
        made = cls(folder, library or folder / "shared/library.db", folder / "own/desk.db", user)
        (folder / "config.toml").write_text("sync_seconds = 0\n")
        (folder / "data").mkdir(exist_ok=True)
        (folder / "data").chmod(0o700 if user is None else 0o777)
        made.environment.update(
            PATH=os.environ["PATH"],
            HOME=str(folder),
            PYTHONDONTWRITEBYTECODE="1",
            SNIPPETS_DATA=str(folder / "data"),
            SNIPPETS_CONFIG=str(folder / "config.toml"),
            SNIPPETS_LIBRARY=made.url,
            SNIPPETS_DESK=str(made.desk),
            SNIPPETS_AS=OWNER,
        )
        return made

    @classmethod
    def founded(cls, folder: Path, *, user: int | None = None) -> Place:
        made = cls.at(folder, user=user)
        found(made.url, [Document(name, f"The text of {name}.") for name in ("hello", "thanks", "sorry")])
        made.sync()
        return made

    def sync(self) -> Synced:
        return sync(self.url, lambda _: str(self.desk), now=datetime.now(UTC))

    def run(self, *arguments: str, **conditions: object) -> Said:
        """The real command, under conditions.py's conditions if any."""
        start = [sys.executable, "-m", "snippets"]
        if conditions:
            start = [sys.executable, str(Path(__file__).with_name("conditions.py")), json.dumps(conditions)]
        done = subprocess.run(
            [*as_user(self.user), *start, *arguments],
            env=self.environment,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def import_file(self, size: int = 190_000) -> str:
        """A template file whose import makes every store grow by this much; its path."""
        path = self.folder / "new.md"
        path.write_text(f"---\nabbreviation: new\ntitle: New\n---\n{'All is well. ' * (size // 13)}\n")
        path.chmod(0o644)
        return str(path)


def found(url: str, documents: list[Document]) -> None:
    """Makes a library with these live templates."""
    library = create_library(url, owner=OWNER)
    run(library, lambda session: review.publish(session, [(document, None) for document in documents], by=OWNER))
    library.close()


def held(library: Library) -> Held:
    with library.reading() as session:
        documents = dict(session.execute(text("SELECT hash, text FROM documents")).all())
        bodies = {hash_: from_canonical(text_).body for hash_, text_ in documents.items()}
        rows = session.execute(text("SELECT template, number, document FROM revisions")).all()
        return Held(
            revisions={(row[0], row[1], bodies[row[2]]) for row in rows},
            decisions=set(map(tuple, session.execute(text("SELECT template, revision, kind FROM decisions")).all())),
            uses=list(session.scalars(text("SELECT id FROM uses"))),
        )


def uses_at(desk: Path) -> list[str]:
    with closing(sqlite3.connect(desk)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM uses")]


def assert_sound(library: Library, *files: Path) -> None:
    """SQLite finds nothing wrong with the files, verify nothing with the library."""
    for file in files:
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert verify(library) == ()


def assert_one_line(said: Said, *, code: int = 1) -> None:
    """One line on stderr, from us, that is no traceback; and the exit code."""
    assert said.code == code, said
    [line] = said.err.splitlines()
    assert line.startswith("snippets: "), said
    assert not any(foreign in said.err for foreign in ("Traceback", "sqlite3.", "Error")), said


def assert_done(said: Said) -> None:
    assert said.code == 0, said


def second_user() -> int | None:
    """The id of `nobody`, for root, whom no permission stops; None for anybody else, whom their own modes stop."""
    import pwd

    if os.getuid() != 0:
        return None
    if shutil.which("setpriv") is None:
        pytest.skip("root cannot act as a second user here: there is no setpriv command")
    return pwd.getpwnam("nobody").pw_uid


def as_user(user: int | None) -> list[str]:
    """How a command is started as somebody who may write only where that is allowed.

    They keep the right to read, since root's Python may lie in root's own folders.
    """
    if user is None:
        return []
    kept = "-all,+dac_read_search"
    return [
        *("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", f"--inh-caps={kept}"),
        *(f"--ambient-caps={kept}", "--"),
    ]
