"""Copies of a library, made while others write, and put back."""

from __future__ import annotations

import stat
import threading
import time
from pathlib import Path

import pytest
from record_builders import fill, reply, save_live

from library.errors import StoreDamaged, StoreError, StoreUnreachable
from library.record import backup, history, intake
from library.record.database import Library, create_library, open_library
from library.record.verify import verify


def names(library: Library) -> list[str]:
    with library.reading() as session:
        return sorted(item.names[0] for item in history.live(session))


def test_a_restored_backup_is_the_library_it_was_made_of(file_library: Library, tmp_path: Path) -> None:
    fill(file_library)
    copied = backup.backup(file_library, tmp_path / "copy.db")
    assert (copied.library_id, copied.version) == (file_library.id, 3)
    target = f"sqlite:///{tmp_path / 'elsewhere' / 'library.db'}"
    assert backup.restore(tmp_path / "copy.db", target) is None
    restored = open_library(target)
    assert restored.id == file_library.id
    assert names(restored) == ["refund-late"]
    assert verify(restored) == ()
    with restored.reading() as one, file_library.reading() as other:
        assert history.head(one) == history.head(other)
    restored.close()


def test_a_backup_is_one_private_file_and_replaces_none(file_library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup.backup(file_library, folder / "copy.db")
    with pytest.raises(StoreError, match="already"):
        backup.backup(file_library, folder / "copy.db")
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600


def test_a_backup_made_while_others_write_is_whole_and_holds_them_up_for_no_time(
    file_library: Library, tmp_path: Path
) -> None:
    for number in range(4):
        save_live(file_library, reply(f"large-{number}", "text " * 30_000))
    stop = threading.Event()
    waits: list[float] = []

    def write() -> None:
        number = 0
        while not stop.is_set():
            begun = time.monotonic()
            with file_library.writing(patience=5) as session:
                waits.append(time.monotonic() - begun)
                intake.store_uses(session, [{"id": f"use-{number}"}])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup.backup(file_library, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    assert waits
    for number in range(5):
        copy = open_library(f"sqlite:///{tmp_path / f'{number}.db'}")
        assert verify(copy) == ()
        copy.close()


def test_going_back_behind_a_newer_library_needs_force_and_keeps_it(
    file_library: Library, file: Path, tmp_path: Path
) -> None:
    save_live(file_library, reply("a"))
    backup.backup(file_library, tmp_path / "copy.db")
    save_live(file_library, reply("b"))
    with pytest.raises(StoreError, match="version 2, the backup at 1"):
        backup.restore(tmp_path / "copy.db", file_library.url)
    assert names(file_library) == ["a", "b"]
    kept = backup.restore(tmp_path / "copy.db", file_library.url, force=True)
    assert names(file_library) == ["a"]  # also through connections that were open all the while
    assert kept is not None
    before = open_library(f"sqlite:///{kept}")
    assert names(before) == ["a", "b"]
    before.close()


def test_a_damaged_library_is_replaced_and_kept(file_library: Library, file: Path, tmp_path: Path) -> None:
    save_live(file_library, reply("a"))
    backup.backup(file_library, tmp_path / "copy.db")
    file_library.close()
    file.write_bytes(b"ruined")
    kept = backup.restore(tmp_path / "copy.db", file_library.url)
    assert kept is not None
    assert kept.read_bytes() == b"ruined"
    restored = open_library(file_library.url)
    assert names(restored) == ["a"]
    restored.close()


def test_a_backup_of_another_library_is_refused(file_library: Library, tmp_path: Path) -> None:
    other = create_library(f"sqlite:///{tmp_path / 'other.db'}", owner="eve")
    backup.backup(other, tmp_path / "copy.db")
    other.close()
    with pytest.raises(StoreError, match="another library"):
        backup.restore(tmp_path / "copy.db", file_library.url)


@pytest.mark.parametrize("content", [b"", b"something else", bytes(range(256)) * 35], ids=["empty", "text", "bytes"])
def test_what_is_no_backup_is_refused_and_the_library_stays(
    file_library: Library, tmp_path: Path, content: bytes
) -> None:
    save_live(file_library, reply("a"))
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(StoreDamaged):
        backup.restore(tmp_path / "copy.db", file_library.url, force=True)
    with pytest.raises(StoreUnreachable):
        backup.restore(tmp_path / "missing.db", file_library.url, force=True)
    assert names(file_library) == ["a"]


def test_a_backup_cut_short_is_refused(file_library: Library, tmp_path: Path) -> None:
    fill(file_library)
    whole = tmp_path / "copy.db"
    backup.backup(file_library, whole)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(StoreDamaged):
        backup.restore(whole, file_library.url, force=True)
    assert names(file_library) == ["refund-late"]


def test_a_library_on_a_server_is_backed_up_with_its_own_tool(server_library: Library, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        backup.backup(server_library, tmp_path / "copy.db")
    assert "pg_dump" in caught.value.hint
    with pytest.raises(StoreError) as caught:
        backup.restore(tmp_path / "copy.db", server_library.url)
    assert "pg_restore" in caught.value.hint
