"""A kept index comes from its file; whatever is wrong with that file, or in its way, it answers as one built anew."""

from __future__ import annotations

import gc
import os
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from library.finding import Entry, Index, build, find
from library.finding.index_files import WORTH, kept_index, known_index
from library.finding.kept_files import mapped, without_collecting, write_private

_THINGS = ("refund", "parcel", "invoice", "password", "order")


def entry(number: int) -> Entry:
    thing = _THINGS[number % 5]
    return Entry(
        f"id-{number}", f"{thing}-{number}", f"The {thing} number {number}", phrasings=(f"my {thing}",), tags=(thing,)
    )


ENTRIES = [entry(number) for number in range(WORTH)]
ASKED = ("", "refund-7", "re", "number 77 parcel", "pasword 13", "#order 4", "my invoice is gone", "zebra")


def answers(index: Index) -> list[list[str]]:
    return [[match.entry.title for match in find(index, text, 5)] for text in ASKED]


@pytest.fixture(scope="module")
def expected() -> list[list[str]]:
    return answers(build(ENTRIES))


@pytest.fixture
def is_collecting() -> Iterator[None]:
    """Python's collector switched on, whatever was imported before: commands switch it off for their short time."""
    was_enabled = gc.isenabled()
    gc.enable()
    yield
    if not was_enabled:
        gc.disable()


def written(file: str) -> tuple[int, int]:
    """Tells one writing of the file from another."""
    there = os.stat(file)
    return there.st_ino, there.st_mtime_ns


def test_the_second_start_has_its_index_from_the_file(tmp_path: Path, expected: list[list[str]]) -> None:
    file = str(tmp_path / "desk.index")
    built = kept_index(file, ENTRIES)
    first = written(file)

    kept = kept_index(file, ENTRIES)

    assert answers(built) == answers(kept) == expected
    assert kept.is_warm
    assert written(file) == first


def test_a_changed_template_needs_no_new_file(tmp_path: Path) -> None:
    file = str(tmp_path / "desk.index")
    kept_index(file, ENTRIES)
    first = written(file)
    then = [*ENTRIES[1:], ENTRIES[0]._replace(title="The zebra")]

    index = kept_index(file, then)

    assert [match.entry.title for match in find(index, "zebra")] == ["The zebra"]
    assert answers(index) == answers(build(then))
    assert written(file) == first


def test_another_library_has_its_index_built_and_kept(tmp_path: Path) -> None:
    file = str(tmp_path / "desk.index")
    kept_index(file, ENTRIES)
    others = [one._replace(title=one.title.replace("number", "zebra")) for one in ENTRIES]

    built = kept_index(file, others)
    kept = known_index(file, others)

    assert kept is not None
    assert answers(kept) == answers(built) == answers(build(others))
    assert known_index(file, ENTRIES) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_others_cannot_read_the_file(tmp_path: Path) -> None:
    kept_index(str(tmp_path / "desk.index"), ENTRIES)

    assert stat.S_IMODE((tmp_path / "desk.index").stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", [b"", b"x", b"other bytes" * 1000])
def test_a_damaged_file_is_written_anew(tmp_path: Path, expected: list[list[str]], damage: bytes) -> None:
    file = tmp_path / "desk.index"
    file.write_bytes(damage)

    assert answers(kept_index(str(file), ENTRIES)) == expected
    assert known_index(str(file), ENTRIES) is not None


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.9999])
def test_a_file_with_one_altered_byte_is_not_believed(tmp_path: Path, share: float) -> None:
    file = tmp_path / "desk.index"
    kept_index(str(file), ENTRIES)
    data = bytearray(file.read_bytes())
    data[int(share * len(data))] ^= 1
    file.write_bytes(data)

    assert known_index(str(file), ENTRIES) is None


def test_a_folder_in_the_way_or_missing_costs_only_time(tmp_path: Path, expected: list[list[str]]) -> None:
    (tmp_path / "desk.index").mkdir()

    assert answers(kept_index(str(tmp_path / "desk.index"), ENTRIES)) == expected
    assert answers(kept_index(str(tmp_path / "missing" / "desk.index"), ENTRIES)) == expected
    assert [one.name for one in tmp_path.iterdir()] == ["desk.index"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_disk_costs_only_time_and_leaves_nothing(tmp_path: Path, expected: list[list[str]]) -> None:
    """A limit on the size of files fails a write halfway, as a full disk does."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        index = kept_index(str(tmp_path / "desk.index"), ENTRIES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert answers(index) == expected
    assert not list(tmp_path.iterdir())


def test_a_small_library_needs_no_file(tmp_path: Path) -> None:
    index = kept_index(str(tmp_path / "desk.index"), ENTRIES[: WORTH - 1])

    assert index.is_warm
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("is_collecting")
def test_several_may_write_at_once(tmp_path: Path, expected: list[list[str]]) -> None:
    file = str(tmp_path / "desk.index")
    threads = [threading.Thread(target=kept_index, args=(file, ENTRIES)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    index = known_index(file, ENTRIES)

    assert index is not None
    assert answers(index) == expected
    assert [one.name for one in tmp_path.iterdir()] == ["desk.index"]
    assert gc.isenabled()


def test_what_a_killed_program_left_half_written_is_swept_once_it_is_old(tmp_path: Path) -> None:
    old, fresh, other = (tmp_path / name for name in ("kept.1-a.half", "kept.2-b.half", "mine.half"))
    for file in (old, fresh, other):
        file.write_bytes(b"half")
    for file in (old, other):
        os.utime(file, (0, 0))

    write_private(str(tmp_path / "kept"), b"whole")

    assert {one.name for one in tmp_path.iterdir()} == {"kept", "kept.2-b.half", "mine.half"}
    data = mapped(str(tmp_path / "kept"))
    assert data is not None
    assert data[:] == b"whole"


@pytest.mark.usefixtures("is_collecting")
def test_collecting_goes_on_once_the_last_of_several_is_done() -> None:
    with without_collecting():
        with without_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()

    assert gc.isenabled()


@pytest.mark.usefixtures("is_collecting")
def test_collecting_goes_on_after_a_fault() -> None:
    with suppress(ZeroDivisionError), without_collecting():
        assert not gc.isenabled()
        _ = 1 / 0

    assert gc.isenabled()


def test_what_was_switched_off_before_stays_off() -> None:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with without_collecting():
            pass
        assert not gc.isenabled()
    finally:
        if was_enabled:
            gc.enable()
