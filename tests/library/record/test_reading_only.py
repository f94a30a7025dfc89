"""Libraries opened to be read only, whether or not somebody writes meanwhile: nothing of them is altered."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from record_builders import fill, reply, save_live
from sqlalchemy import text

from library.errors import StoreBusy, StoreReadOnly
from library.record import backup, history, schema
from library.record.database import Library, open_library, run
from library.record.verify import verify

#: Reads the library named first and backs it up to the file named second; says what it found, or why it could not.
READ = """
import json, sys
from pathlib import Path
from library.errors import LibraryError
from library.record import backup, history
from library.record.database import open_library
from library.record.verify import verify
try:
    library = open_library(f"sqlite:///{sys.argv[1]}", is_read_only=True)
    with library.reading() as session:
        names = [item.names[0] for item in history.live(session)]
    said = {"names": names, "damages": len(verify(library))}
    backup.backup(library, Path(sys.argv[2]))
    library.close()
except LibraryError as error:
    said = {"kind": type(error).__name__, "message": error.message}
print(json.dumps(said))
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def lasting(folder: Path) -> dict[str, bytes]:
    """The same without what readers and writers tell each other through the -shm file, if there is one."""
    return {name: b"" if name.endswith("-shm") else content for name, content in contents(folder).items()}


def names(library: Library) -> list[str]:
    with library.reading() as session:
        return [item.names[0] for item in history.live(session)]


@pytest.fixture
def read_only(library: Library) -> Iterator[Library]:
    """The library once more, to be read only."""
    fill(library)
    opened = open_library(library.url, is_read_only=True)
    yield opened
    opened.close()


def test_what_others_write_is_read(library: Library, read_only: Library) -> None:
    assert names(read_only) == ["refund-late"]
    save_live(library, reply("zebra"))
    assert sorted(names(read_only)) == ["refund-late", "zebra"]
    assert verify(read_only) == ()


def test_nothing_can_be_written(library: Library, read_only: Library) -> None:
    with pytest.raises(StoreReadOnly, match="read only"):
        save_live(read_only, reply("a"))
    with pytest.raises(StoreReadOnly, match="read only"):
        run(read_only, lambda session: None)
    with pytest.raises(StoreReadOnly), read_only.reading() as session:
        session.execute(text("INSERT INTO templates VALUES ('stray')"))
    assert names(library) == ["refund-late"]
    assert verify(library) == ()


def test_reading_leaves_no_trace_even_by_who_may_write(file_library: Library, file: Path, tmp_path: Path) -> None:
    fill(file_library)
    file_library.close()
    before, written = contents(file.parent), file.stat().st_mtime_ns
    library = open_library(file_library.url, is_read_only=True)
    assert names(library) == ["refund-late"]
    assert verify(library) == ()
    backup.backup(library, tmp_path / "copy.db")
    library.close()
    assert contents(file.parent) == before
    assert file.stat().st_mtime_ns == written


def test_a_reader_holds_up_no_writer(file_library: Library) -> None:
    save_live(file_library, reply("a"))
    library = open_library(file_library.url, is_read_only=True)
    with library.reading() as session:
        before = history.head(session)
        save_live(file_library, reply("b"))
        assert history.head(session) == before
    assert sorted(names(library)) == ["a", "b"]
    library.close()


def test_an_older_library_is_not_brought_up_to_date(
    file_library: Library, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_library.close()
    before = contents(file.parent)
    monkeypatch.setattr(schema, "SCHEMA", schema.SCHEMA + 1)
    with pytest.raises(StoreReadOnly, match="older version"):
        open_library(file_library.url, is_read_only=True)
    assert contents(file.parent) == before


def test_who_may_only_select_on_a_server_can_verify(server_library: Library) -> None:
    fill(server_library)
    with server_library.writing() as session:
        connection = session.connection()
        inside = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        connection.exec_driver_sql(f"CREATE ROLE {inside}_reader BYPASSRLS")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {inside} TO {inside}_reader")
        connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {inside} TO {inside}_reader")
    try:
        library = open_library(f"{server_library.url}%20-crole%3D{inside}_reader", is_read_only=True)
        assert verify(library) == ()
        assert names(library) == ["refund-late"]
        library.close()
    finally:
        with server_library.writing() as session:
            session.connection().exec_driver_sql(f"DROP OWNED BY {inside}_reader")
            session.connection().exec_driver_sql(f"DROP ROLE {inside}_reader")


# Somebody else's library: read by a second user, in a folder that user may look into.


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder with a library in it, for others to look into: pytest's own folders are closed to everybody else."""
    with TemporaryDirectory(prefix="snippets-shared-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "theirs").mkdir()
        (folder / "out").mkdir()
        (folder / "out").chmod(0o777)
        yield folder
        (folder / "theirs").chmod(0o755)


@pytest.fixture
def theirs(shared: Path) -> Iterator[Library]:
    from library.record.database import create_library

    made = create_library(f"sqlite:///{shared / 'theirs' / 'library.db'}", owner="mia")
    save_live(made, reply("a"))
    yield made
    made.close()


def read_as_another(folder: Path, *, folder_mode: int, file_mode: int) -> dict[str, object]:
    """What somebody finds who may only read; the user `nobody` where root runs the tests, whom no mode stops."""
    for path in (folder / "theirs").iterdir():
        path.chmod(file_mode)
    (folder / "theirs").chmod(folder_mode)
    before = lasting(folder / "theirs")
    command = [*as_nobody(), sys.executable, "-c", READ, str(folder / "theirs/library.db"), str(folder / "out/copy.db")]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert not done.stderr, done.stderr
    assert lasting(folder / "theirs") == before
    found: dict[str, object] = json.loads(done.stdout)
    return found


def as_nobody() -> list[str]:
    """They keep the right to read, since root's Python may lie in root's own folders."""
    if os.getuid() != 0:
        return []
    import pwd

    if shutil.which("setpriv") is None:
        pytest.skip("root cannot act as a second user here: there is no setpriv command")
    user, kept = pwd.getpwnam("nobody").pw_uid, "-all,+dac_read_search"
    rights = (f"--inh-caps={kept}", f"--ambient-caps={kept}")
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *rights, "--"]


MODES = pytest.mark.parametrize(
    ("folder_mode", "file_mode"),
    [(0o555, 0o444), (0o777, 0o444), (0o555, 0o666)],
    ids=["both", "file", "folder"],
)
WHOLE = {"names": ["a"], "damages": 0}


@MODES
def test_a_library_nobody_has_open_is_read_without_a_right_to_write(
    shared: Path, theirs: Library, folder_mode: int, file_mode: int
) -> None:
    theirs.close()
    assert read_as_another(shared, folder_mode=folder_mode, file_mode=file_mode) == WHOLE
    copy = open_library(f"sqlite:///{shared / 'out' / 'copy.db'}", is_read_only=True)
    assert (names(copy), verify(copy)) == (["a"], ())
    copy.close()


@MODES
def test_what_its_owner_wrote_last_is_read_while_they_have_it_open(
    shared: Path, theirs: Library, folder_mode: int, file_mode: int
) -> None:
    save_live(theirs, reply("b"))
    assert (shared / "theirs/library.db-wal").stat().st_size
    found = read_as_another(shared, folder_mode=folder_mode, file_mode=file_mode)
    assert sorted(found.pop("names", [])) == ["a", "b"]  # type: ignore[call-overload]
    assert found == {"damages": 0}


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o444), (0o777, 0o444)], ids=["both", "file"])
def test_a_log_that_cannot_be_read_is_told_and_not_left_out(
    shared: Path, theirs: Library, folder_mode: int, file_mode: int
) -> None:
    log = shared / "theirs/library.db-wal"
    kept = log.read_bytes()
    assert kept
    theirs.close()
    log.write_bytes(kept)  # as after a crash, its -shm file lost on the way
    found = read_as_another(shared, folder_mode=folder_mode, file_mode=file_mode)
    assert found["kind"] == "StoreReadOnly"
    assert "library.db-wal" in str(found["message"])


def test_a_file_written_to_while_it_was_read_without_locks_is_not_trusted(
    file_library: Library, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from library.record import engines

    save_live(file_library, reply("a"))
    file_library.close()
    library = open_library(file_library.url, is_read_only=True)
    monkeypatch.setattr(engines, "_may_write", lambda path: False)  # root may write everywhere
    with pytest.raises(StoreBusy, match="while it was read"):
        read_while_another_writes(library, file)
    library.close()


def read_while_another_writes(library: Library, file: Path) -> None:
    with library.reading() as session, closing(sqlite3.connect(file)) as other:
        history.head(session)
        other.execute("CREATE TABLE theirs(x)")
        other.commit()
