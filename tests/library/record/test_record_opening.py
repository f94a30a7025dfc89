"""Making, opening and refusing libraries."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from record_builders import reply, save_live

from library import filesystem
from library.errors import (
    BadValue,
    LibraryError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreTooNew,
    StoreUnreachable,
)
from library.record import authoring, database, engines, history, schema
from library.record.database import Library, create_library, is_library, open_library, run


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_library_opened_again_is_the_same(library: Library, url: str) -> None:
    save_live(library, reply("a"))
    again = open_library(url)
    assert again.id == library.id
    assert is_library(url)
    with again.reading() as session:
        assert len(history.live(session)) == 1
    again.close()


def test_a_second_library_at_the_same_address_is_refused(library: Library, url: str) -> None:
    with pytest.raises(StoreError, match="already"):
        create_library(url, owner="eve")


def test_a_library_is_readable_by_its_owner_only(file_library: Library, file: Path) -> None:
    save_live(file_library, reply("a"))
    for path in file.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_making_a_library_leaves_no_other_file(file: Path) -> None:
    create_library(f"sqlite:///{file}", owner="mia").close()
    assert names_in(file.parent) == ["library.db"]


def test_a_file_library_survives_a_crash_and_waits_for_locks(file_library: Library) -> None:
    with file_library.writing() as session:
        asked = [session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS]
    assert asked == ["wal", 2, 1, engines.APPLICATION_ID, schema.SCHEMA]


PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "application_id", "user_version")


def test_no_library_says_how_to_make_one(tmp_path: Path) -> None:
    for path in (tmp_path / "none.db", tmp_path / "no" / "folder" / "none.db"):
        with pytest.raises(StoreUnreachable) as caught:
            open_library(f"sqlite:///{path}")
        assert "snippets init" in caught.value.hint
        assert not path.exists()
        assert not is_library(f"sqlite:///{path}")


def test_an_empty_database_says_how_to_make_a_library(server: str, new_database: database.Callable[[], str]) -> None:
    address = new_database()
    with pytest.raises(StoreUnreachable) as caught:
        open_library(address)
    assert "snippets admin create" in caught.value.hint
    assert not is_library(address)


@pytest.mark.parametrize(
    "content",
    [b"", b"not a database at all", bytes(range(256)) * 20, b"SQLite format 3\x00" + b"\x00" * 90],
    ids=["empty", "text", "bytes", "a header only"],
)
def test_a_file_of_another_kind_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        open_library(f"sqlite:///{path}")
    assert path.read_bytes() == content
    assert not is_library(f"sqlite:///{path}")
    with pytest.raises(StoreError):
        create_library(f"sqlite:///{path}", owner="mia")
    assert path.read_bytes() == content


def test_somebody_elses_sqlite_file_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs(x)")
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        open_library(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_newer_library_is_refused_untouched(file_library: Library, file: Path) -> None:
    file_library.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = file.read_bytes()
    with pytest.raises(StoreTooNew, match="999"):
        open_library(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert names_in(file.parent) == ["library.db"]


def test_a_newer_library_on_a_server_is_refused(server_library: Library) -> None:
    with server_library.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreTooNew, match="999"):
        open_library(server_library.url)


def test_a_damaged_library_is_named_so(file_library: Library, file: Path) -> None:
    file_library.close()
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = os.urandom(len(content) - 4096 * 2)
    file.write_bytes(content)
    with pytest.raises(StoreDamaged):
        open_library(f"sqlite:///{file}")


def test_a_network_file_system_is_refused(file_library: Library, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = filesystem.kind_of(file, Path(filesystem.MOUNTS).read_text())
    monkeypatch.setattr(filesystem, "NETWORK_KINDS", frozenset({here}))
    for act in (lambda: open_library(f"sqlite:///{file}"), lambda: create_library(f"sqlite:///{file}2", owner="mia")):
        with pytest.raises(StoreError, match="network") as caught:
            act()
        assert "PostgreSQL" in caught.value.hint


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_library_that_may_not_be_written_says_so(file_library: Library, file: Path, place: str) -> None:
    target = file if place == "file" else file.parent
    mode = target.stat().st_mode
    target.chmod(0o400 if place == "file" else 0o500)
    try:
        if os.access(target, os.W_OK):
            pytest.skip("this user may write everything")
        with pytest.raises(StoreReadOnly):
            open_library(f"sqlite:///{file}")
    finally:
        target.chmod(mode)


def save_more_than_fits(library: Library) -> None:
    with library.writing() as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        authoring.save(session, reply("b", "long " * 30_000), author="mia")


def test_a_full_disk_loses_nothing_and_works_again_after(file_library: Library) -> None:
    save_live(file_library, reply("a"))
    with pytest.raises(StoreFull) as caught:
        save_more_than_fits(file_library)
    assert "nothing was written" in caught.value.hint
    file_library.close()
    save_live(file_library, reply("c"))
    with file_library.reading() as session:
        assert [item.names[0] for item in history.live(session)] == ["a", "c"]


def test_a_lock_held_by_another_is_named_after_the_wait(file_library: Library, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another process"), file_library.writing(patience=0.2):
            pass
        with file_library.reading() as session:
            assert history.head(session) == (0, "")
        other.execute("ROLLBACK")
    save_live(file_library, reply("a"))


def test_a_writer_on_a_server_waits_for_its_turn_and_says_so(server_library: Library) -> None:
    def save(name: str, patience: float) -> None:
        with server_library.writing(patience) as session:
            authoring.save(session, reply(name), author="mia")

    with server_library.writing() as first:
        authoring.save(first, reply("a"), author="mia")
        with pytest.raises(StoreBusy, match="another process"):
            save("b", patience=0.2)
    save("b", patience=5)
    with server_library.reading() as session:
        assert history.resolve(session, "a") != history.resolve(session, "b")


def test_a_text_no_database_holds_is_no_network_fault(server_library: Library) -> None:
    with pytest.raises(BadValue), server_library.writing() as session:
        authoring.save(session, reply("a"), author="mia", message="a \x00 inside")


def test_an_error_inside_undoes_everything(library: Library) -> None:
    def fail(session: database.Session) -> None:
        authoring.save(session, reply("a"), author="mia")
        raise LibraryError("changed my mind")

    with pytest.raises(LibraryError, match="changed my mind"):
        run(library, fail)
    save_live(library, reply("a"))


@pytest.mark.parametrize("address", ["mysql://u:s3cret@h/x", "nonsense", "postgresql+asyncpg://u:s3cret@h/x", ""])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(BadValue) as caught:
        open_library(address)
    assert "s3cret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnreachable) as caught:
        open_library("postgresql+psycopg://mia:s3cret@127.0.0.1:1/library")
    shown = f"{caught.value} {caught.value.hint} {caught.value.__cause__}"
    assert "s3cret" not in shown
    assert "127.0.0.1" in shown
    assert "\n" not in shown


def test_an_open_library_never_shows_its_password(server_library: Library) -> None:
    library = Library("postgresql+psycopg://mia:s3cret@db/x", server_library.engine, "id")
    assert "s3cret" not in f"{library!r} {library} {library.address}"


def test_a_library_needs_an_owner(tmp_path: Path) -> None:
    with pytest.raises(BadValue):
        create_library(f"sqlite:///{tmp_path / 'library.db'}", owner=" ")
    assert names_in(tmp_path) == []
