"""No room, no right to write, no turn, no disk of one's own: one clear line, nothing acknowledged lost, works again."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import workers
from forms import sizes
from nursery import Nursery, stopwatch
from places import Place, Said, assert_done, assert_one_line, assert_sound, held, uses_at

from library.desk.store import make_desk, open_desk
from library.errors import StoreFull
from library.filesystem import is_network
from library.record.database import open_library
from library.sqlite import PATIENCE

#: Too little room for what an import writes, by the file or for every file: pages, bytes.
NO_GROWTH, TOO_SMALL = 1, 100_000


@pytest.mark.parametrize(
    "conditions",
    [{"pages": {"library.db": NO_GROWTH}}, {"file_size": TOO_SMALL}],
    ids=["max_page_count", "RLIMIT_FSIZE"],
)
def test_a_full_library_says_so_and_takes_the_same_import_later(place: Place, conditions: dict[str, object]) -> None:
    before = contents(place)
    assert_no_room(place.run("import", place.import_file(), **conditions))
    assert contents(place) == before
    assert_done(place.run("import", place.import_file()))
    assert contents(place) > before


@pytest.mark.parametrize(
    "conditions",
    [{"pages": {"desk.db": NO_GROWTH}}, {"file_size": TOO_SMALL}],
    ids=["max_page_count", "RLIMIT_FSIZE"],
)
def test_a_full_desk_keeps_its_uses_and_its_version_and_catches_up_later(
    place: Place, conditions: dict[str, object]
) -> None:
    assert_done(place.run("copy", "hello", "--print"))
    before = catalog(place)
    assert_done(other_machine(place).run("import", place.import_file()))
    assert_no_room(place.run("sync", **conditions))
    assert catalog(place) == before
    assert len(uses_at(place.desk)) == 1
    assert_done(place.run("sync"))
    assert len(catalog(place)) == len(before) + 1
    assert in_library(place) == set(uses_at(place.desk))


def test_a_full_desk_never_costs_an_agent_the_reply(place: Place) -> None:
    noted = fill_up(place.desk)
    said = place.run("copy", "hello", "--print", pages={"desk.db": NO_GROWTH})
    assert said.out == "The text of hello.\n"
    assert_one_line(said, code=0)
    assert "full" in said.err
    assert set(uses_at(place.desk)) == set(noted)
    assert_done(place.run("copy", "hello", "--print"))
    assert len(uses_at(place.desk)) == len(noted) + 1


def test_a_full_disk_says_so_and_works_again_once_there_is_room(small_disk: Path) -> None:
    place = Place.founded(small_disk)
    assert_done(place.run("copy", "hello", "--print"))
    file = place.import_file()
    before, noted = contents(place), uses_at(place.desk)
    filler = fill(small_disk)
    assert_no_room(place.run("import", file))
    assert_no_room(place.run("backup", str(small_disk / "copy")))
    assert not (small_disk / "copy").exists()
    filler.unlink()
    assert contents(place) == before
    assert uses_at(place.desk) == noted
    assert_done(place.run("import", file))
    assert_done(place.run("sync"))
    assert in_library(place) == set(noted)


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o777, 0o444), (0o555, 0o666)], ids=["file", "folder"])
def test_a_library_that_may_not_be_written_says_so(open_place: Place, folder_mode: int, file_mode: int) -> None:
    before = contents(open_place)
    allow(open_place.desk.parent)
    open_place.file.chmod(file_mode)
    open_place.file.parent.chmod(folder_mode)
    assert_may_not(open_place.run("import", open_place.import_file()))
    assert_may_not(open_place.run("sync"))
    allow(open_place.file.parent)
    assert contents(open_place) == before
    assert_done(open_place.run("import", open_place.import_file()))
    assert contents(open_place) > before


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o777, 0o444), (0o555, 0o666)], ids=["file", "folder"])
def test_a_desk_that_may_not_be_written_says_so(open_place: Place, folder_mode: int, file_mode: int) -> None:
    before = catalog(open_place)
    allow(open_place.file.parent)
    open_place.desk.chmod(file_mode)
    open_place.desk.parent.chmod(folder_mode)
    assert_may_not(open_place.run("sync"))
    copied = open_place.run("copy", "hello", "--print")
    assert_may_not(copied, code=0 if copied.out == "The text of hello.\n" else 1)  # the reply, or why there is none
    allow(open_place.desk.parent)
    assert catalog(open_place) == before
    assert_done(open_place.run("copy", "hello", "--print"))
    assert_done(open_place.run("sync"))
    assert len(in_library(open_place)) == 1


def test_a_sync_whose_lock_file_belongs_to_somebody_else_says_so(open_place: Place) -> None:
    allow(open_place.desk.parent, open_place.file.parent)
    lock = open_place.desk.with_name("desk.db.lock")
    lock.chmod(0o444)
    assert_may_not(open_place.run("sync"))
    lock.unlink()
    assert_done(open_place.run("sync"))


def test_nothing_is_made_where_nothing_may_be_written(open_place: Place) -> None:
    allow(open_place.desk.parent, open_place.file.parent)
    closed = open_place.folder / "closed"
    closed.mkdir(mode=0o555)
    new = Place.at(open_place.folder, user=open_place.user, library=closed / "library.db")
    assert_may_not(new.run("init", "--empty"))
    assert_may_not(open_place.run("backup", str(closed / "copy")))
    assert list(closed.iterdir()) == []


@sizes("patience", short=0.3, long=PATIENCE)
def test_a_locked_library_is_waited_for_and_then_told_of(place: Place, nursery: Nursery, patience: float) -> None:
    before = contents(place)
    with locked(nursery, place.file):
        clock = stopwatch()
        said = place.run("import", place.import_file(), **patient(patience))
        assert clock() >= patience
    assert_one_line(said)
    assert "locked by another process" in said.err
    assert contents(place) == before
    assert_done(place.run("import", place.import_file()))


@sizes("patience", short=0.3, long=PATIENCE)
def test_a_locked_desk_delays_the_log_and_never_the_reply(place: Place, nursery: Nursery, patience: float) -> None:
    with locked(nursery, place.desk):
        copied = place.run("copy", "hello", "--print", **patient(patience))
        synced = place.run("sync", **patient(patience))
    assert copied.out == "The text of hello.\n"
    assert_one_line(copied, code=0)
    assert_one_line(synced)
    assert "locked by another process" in copied.err
    assert "locked by another process" in synced.err
    assert_done(place.run("copy", "hello", "--print"))
    assert_done(place.run("sync"))
    assert len(in_library(place)) == 1


def test_a_sync_under_way_elsewhere_is_told_of(place: Place, nursery: Nursery) -> None:
    holding = nursery.start(workers.sync_lock_holder, str(place.desk))
    assert holding.hear() == ["held"]
    said = place.run("sync", patience=0.3)
    assert_one_line(said)
    assert "another sync" in said.err
    holding.end()
    assert_done(place.run("sync"))


def test_a_library_on_a_network_file_system_is_refused_and_a_desk_there_does_without_shared_memory(
    place: Place, tmp_path: Path
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/share {place.folder / 'far'} nfs4 rw 0 0\n")
    far = Place.at(place.folder, library=place.folder / "far/library.db")
    assert is_network(far.file, mounts)
    assert not is_network(place.file, mounts)
    assert_network(far.run("init", "--empty", mounts=str(mounts)))
    assert not far.file.exists()
    far.file.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(place.file)) as connection:
        connection.execute("VACUUM INTO ?", (str(far.file),))
    assert_network(far.run("import", place.import_file(), mounts=str(mounts)))
    desk = Place(place.folder, place.file, place.folder / "far/desk.db")
    desk.environment.update(place.environment, SNIPPETS_DESK=str(desk.desk))
    for _ in range(2):
        assert_done(desk.run("sync", mounts=str(mounts)))
        assert_done(desk.run("copy", "hello", "--print", mounts=str(mounts)))
    assert not desk.desk.with_name("desk.db-wal").exists()
    with closing(sqlite3.connect(desk.desk)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert len(uses_at(desk.desk)) == 2


def contents(place: Place) -> set[tuple[object, ...]]:
    """Everything the library holds, which is sound."""
    library = open_library(place.url)
    assert_sound(library, place.file)
    found = held(library)
    library.close()
    return found.revisions | found.decisions | {("use", id_) for id_ in found.uses}


def in_library(place: Place) -> set[str]:
    return {str(row[1]) for row in contents(place) if row[0] == "use"}


def catalog(place: Place) -> list[tuple[object, ...]]:
    desk = open_desk(place.desk)
    try:
        return desk.connection.execute("SELECT template, revision FROM templates ORDER BY 1").fetchall()
    finally:
        desk.close()


def other_machine(place: Place) -> Place:
    made = Place(place.folder, place.file, place.folder / "other/desk.db")
    made.environment.update(place.environment, SNIPPETS_DESK=str(made.desk))
    return made


def assert_no_room(said: Said) -> None:
    assert_one_line(said)
    assert "full" in said.err or "No space left" in said.err, said


def assert_may_not(said: Said, code: int = 1) -> None:
    assert_one_line(said, code=code)
    assert any(words in said.err for words in ("may not be written", "cannot be opened", "Permission denied")), said


def assert_network(said: Said) -> None:
    assert_one_line(said)
    assert "network file system" in said.err


def patient(seconds: float) -> dict[str, object]:
    """The condition for waiting so long; none for what the program waits by itself."""
    return {} if seconds == PATIENCE else {"patience": seconds}


@contextmanager
def locked(nursery: Nursery, file: Path) -> Iterator[None]:
    """While another process holds the file's write lock."""
    holding = nursery.start(workers.holder, str(file))
    assert holding.hear() == ["held"]
    yield
    holding.end()


def allow(*folders: Path) -> None:
    """Lets everybody write to these folders and the files in them."""
    for folder in folders:
        folder.chmod(0o777)
        for file in folder.iterdir():
            file.chmod(0o666)


def fill_up(desk: Path) -> list[str]:
    """Notes uses until not one more has room in the file; those that were noted."""
    store, noted = make_desk(desk), []
    store.connection.execute(f"PRAGMA max_page_count = {NO_GROWTH}")
    try:
        while True:
            noted.append(workers.note_use(store, "tom"))
    except StoreFull:
        return noted
    finally:
        store.close()


def fill(folder: Path) -> Path:
    """Writes until the disk is full; the file that did it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"\0" * 4096)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                return filler
            raise
