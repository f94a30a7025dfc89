"""A power cut at any point of handing in and publishing loses nothing, doubles nothing and leaves no rubbish."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import made_library, reply
from people import Person, publish

from library.errors import StoreError
from library.record import review
from library.record.database import open_library, run
from library.record.verify import verify
from library.sharing.publishing import own_group


@dataclass(frozen=True, slots=True)
class Place:
    """A library, its folder and a desk, all of the user who runs the tests."""

    me: Person
    library: str
    folder: Path
    desk: Path

    @property
    def url(self) -> str:
        return f"folder://{self.folder}"

    def note(self, times: int) -> list[str]:
        return self.ran("say(*note_uses(desk, me, times))", times=times).split()

    def ran(self, code: str, **names: object) -> str:
        done = self.me.act(code, **{**self._names, **names})
        assert done.exit == 0, done.stderr
        return done.stdout

    def begin(self, code: str) -> int:
        return self.me.begin(code, **self._names)

    def cut(self, code: str, number: int) -> bool:
        """Whether the power was cut before the end."""
        done = self.me.act(f"end_at({number})\n{code}", **self._names)
        assert done.exit in (0, 9), done.stderr
        return done.exit == 9

    @property
    def _names(self) -> dict[str, object]:
        return {"url": self.url, "library": self.library, "folder": str(self.folder), "desk": str(self.desk),
                "me": self.me.name}  # fmt: skip

    def stored(self) -> list[str]:
        with closing(sqlite3.connect(self.library.removeprefix("sqlite:///"))) as connection:
            return sorted(row[0] for row in connection.execute("SELECT id FROM uses"))

    def left(self) -> list[Path]:
        return sorted((self.folder / "handed-in").iterdir())


@pytest.fixture(scope="module")
def me(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Who runs the tests, as a process that can be ended anywhere."""
    if sys.platform == "win32":
        pytest.skip("shared folders need Linux or macOS")
    try:
        own_group()
    except StoreError as error:
        pytest.skip(error.message)
    person = Person(pwd.getpwuid(os.geteuid()).pw_name, tmp_path_factory.mktemp("crashes") / "me")
    yield person
    person.close()


@pytest.fixture
def place(me: Person, tmp_path: Path) -> Place:
    library = f"sqlite:///{tmp_path / 'library.db'}"
    made_library(library, reply("hello", "Hello."), owner=me.name)
    made = Place(me, library, tmp_path / "shared", tmp_path / "desk" / "desk.db")
    publish(library, str(made.folder), me.name)
    return made


SYNC = "import library.sharing.handing_in as h; h.BATCH = 2; sync_desk(url, desk)"
PUBLISH = "publish(library, folder, me)"


def settle(place: Place, noted: list[str]) -> None:
    """A day later: all went on, and everything is there once and nowhere else."""
    place.ran("sync_desk(url, desk)")
    place.ran(PUBLISH)
    place.ran("sync_desk(url, desk)")
    assert place.stored() == sorted(noted)
    assert place.left() == []
    assert {file.name for file in place.folder.iterdir()} == {".lock", "handed-in", "published.db"}


@pytest.mark.parametrize("is_collected", [False, True], ids=["with a file there", "with a file that was collected"])
def test_a_cut_at_any_point_of_handing_in_loses_and_doubles_nothing(place: Place, is_collected: bool) -> None:
    noted: list[str] = []
    for number in range(1, 200):
        noted += place.note(2)
        place.ran("sync_desk(url, desk)")
        if is_collected:
            place.ran(PUBLISH)
        noted += place.note(5)
        if not place.cut(SYNC, number):
            break
        settle(place, noted)
    assert number > 15
    settle(place, noted)


def test_a_cut_at_any_point_of_publishing_loses_and_doubles_nothing(place: Place) -> None:
    noted: list[str] = []
    for number in range(1, 200):
        noted += place.note(3)
        place.ran("sync_desk(url, desk)")
        if not place.cut(PUBLISH, number):
            break
        noted += place.note(1)
        settle(place, noted)
    assert number > 8
    settle(place, noted)
    library = open_library(place.library)
    assert verify(library) == ()
    library.close()


def test_killed_syncs_and_publishings_lose_and_double_nothing(place: Place) -> None:
    chance, noted = random.Random(7), []
    for _ in range(25):
        noted += place.note(3)
        orders = [place.begin(f"while True: {SYNC}"), place.begin(f"while True: {PUBLISH}")]
        time.sleep(chance.random() * 0.3)
        for order in orders:
            place.me.kill(order)
        assert all(place.me.wait(order).exit == -9 for order in orders)
    settle(place, noted)


def test_half_a_line_is_neither_taken_nor_in_the_way(place: Place) -> None:
    noted = place.note(2)
    place.ran("sync_desk(url, desk)")
    [file] = place.left()
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:100])  # as a full disk or a cut leaves it
    assert publish(place.library, str(place.folder), place.me.name).collected.uses == 2
    noted += place.note(2)
    place.ran("sync_desk(url, desk)")
    assert file.read_bytes().startswith(whole)
    settle(place, noted)


def test_a_file_taken_away_before_it_was_collected_is_handed_in_again(place: Place) -> None:
    noted = place.note(3)
    place.ran("sync_desk(url, desk)")
    [file] = place.left()
    file.unlink()
    settle(place, noted)


def test_a_file_that_got_a_second_name_is_begun_anew(place: Place) -> None:
    noted = place.note(3)
    place.ran("sync_desk(url, desk)")
    [file] = place.left()
    second = file.with_name("e" * 32 + ".jsonl")
    os.link(file, second)
    published = publish(place.library, str(place.folder), place.me.name)
    assert published.collected.uses == 0
    assert {each.why for each in published.collected.refused} == {"a file with more than one name"}
    place.ran("sync_desk(url, desk)")
    second.unlink()
    settle(place, noted)


def test_a_file_that_grows_too_large_is_left_and_another_begun(place: Place) -> None:
    noted = []
    for _ in range(3):
        noted += place.note(5)
        place.ran("import library.sharing.handing_in as h; h.LARGEST_FILE = 3_000; sync_desk(url, desk)")
    assert len(place.left()) == 3
    published = publish(place.library, str(place.folder), place.me.name)
    assert (published.collected.uses, published.collected.refused) == (15, ())
    assert place.stored() == sorted(noted)


def test_a_full_disk_leaves_the_rows_waiting_and_the_file_whole(place: Place) -> None:
    noted = place.note(200)
    full = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from library.errors import StoreFull\n"
        "import library.sharing.handing_in as h\n"
        "append = h._append\n"
        "def limited(*arguments):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))\n"
        "    try: append(*arguments)\n"
        "    finally: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "h._append = limited\n"
        "try: sync_desk(url, desk)\n"
        "except StoreFull as error: print(error.message)\n"
    )
    assert "nothing can be left in" in place.ran(full)
    [file] = place.left()
    assert file.read_bytes() == b""
    settle(place, noted)


def test_a_library_restored_from_a_backup_gets_again_what_it_lost(place: Place, tmp_path: Path) -> None:
    file = Path(place.library.removeprefix("sqlite:///"))
    kept = tmp_path / "kept.db"
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(kept)) as target:
        source.backup(target)
    noted = place.note(3)
    place.ran("sync_desk(url, desk)")
    library = open_library(place.library)
    run(library, lambda session: review.publish(session, [(reply("more", "More."), None)], by=place.me.name))
    library.close()
    settle(place, noted)
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    shutil.copy(kept, file)
    assert place.stored() == []
    place.ran(PUBLISH)
    settle(place, noted)
