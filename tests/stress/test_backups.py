"""A backup taken while others write is whole and holds nobody up; a desk finds its way to a restored library."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from statistics import median

import workers
from forms import Figures, sizes
from nursery import Message, Nursery, Worker, stopwatch
from places import Place, assert_done, assert_one_line, assert_sound, held
from workers import OWNER

from library.documents import Document
from library.record import review
from library.record.backup import backup, restore
from library.record.database import open_library, run
from library.record.verify import verify

#: The longest a backup may keep a writer out, in seconds.
LONGEST = 0.1


@sizes("backups", short=3, long=50)
def test_every_backup_taken_while_four_write_restores_whole(
    place: Place, nursery: Nursery, figures: Figures, backups: int
) -> None:
    library = open_library(place.url)
    writing = [Listener(nursery.start(workers.timed_writer, place.url, f"writer-{number}")) for number in range(4)]
    for listener in writing:
        listener.more(5 * backups)
    middle = time.monotonic()
    taken, longest = [], 0.0
    for number in range(backups):
        known = [message for listener in writing for message in listener.more(3)]
        clock = stopwatch()
        copied = backup(library, place.folder / f"{number}.backup")
        longest = max(longest, clock())
        taken.append((place.folder / f"{number}.backup", copied, known))
    for listener in writing:
        listener.stop()
    assert_sound(library, place.file)
    for file, copied, known in taken:
        target = file.with_suffix(".restored")
        assert restore(file, f"sqlite:///{target}") is None
        restored = open_library(f"sqlite:///{target}")
        assert restored.id == copied.library_id == library.id
        assert_sound(restored, file)
        assert {tuple(message[1:4]) for message in known} <= held(restored).revisions
        restored.close()
    library.close()
    calls = [(float(str(call[-2])), float(str(call[-1]))) for listener in writing for call in listener.heard]
    figures.add("backups", backups)
    figures.add("writes meanwhile", sum(begun >= middle for begun, _ in calls))
    figures.add("longest backup in s", longest)
    for name, is_during in (("with backups", True), ("without", False)):
        waits = sorted(ended - begun for begun, ended in calls if (begun >= middle) == is_during)
        figures.add(f"writes {name}: median in s", median(waits))
        figures.add(f"writes {name}: longest in s", waits[-1])


@sizes("backups", short=3, long=50)
def test_a_backup_keeps_nobody_from_writing(place: Place, nursery: Nursery, figures: Figures, backups: int) -> None:
    library = open_library(place.url)
    large = [(Document(f"large-{number}", "All is well. " * 15_000), None) for number in range(40)]
    run(library, lambda session: review.publish(session, large, by=OWNER))  # 8 MB: a copy takes long enough to be met
    asking = nursery.start(workers.prober, str(place.file))
    assert asking.hear() == ["ready"]
    for number in range(backups):
        backup(library, place.folder / f"{number}.backup")
        (place.folder / f"{number}.backup").unlink()
    [[_, longest, times]] = asking.end()
    library.close()
    assert isinstance(longest, float)
    assert isinstance(times, int)
    figures.add("backups", backups)
    figures.add("times the write lock was asked for", times)
    figures.add("longest time it was refused in s", longest)
    assert times > backups
    assert longest < LONGEST


def test_desks_notice_a_restored_library_and_hand_in_what_they_kept(place: Place, tmp_path: Path) -> None:
    """By real commands: two desks, a backup, changes and uses after it, then the backup is put back."""
    ours, theirs = place, other_desk(place, tmp_path)
    assert_done(ours.run("copy", "hello", "--print"))
    assert_done(ours.run("backup", str(tmp_path / "old.backup")))
    template = tmp_path / "hello.md"
    template.write_text("---\nabbreviation: hello\n---\nWritten after the backup.\n")
    assert_done(ours.run("import", str(template)))
    for desk in (ours, theirs):
        assert desk.run("copy", "hello", "--print").out == "Written after the backup.\n"
        assert_done(desk.run("sync"))
    refused = ours.run("restore-backup", str(tmp_path / "old.backup"))
    assert_one_line(refused)
    assert_done(ours.run("restore-backup", str(tmp_path / "old.backup"), "--force"))
    # The library goes on to the same version number with another change before the second desk looks at it.
    template.write_text("---\nabbreviation: hello\n---\nWritten after the restoring.\n")
    assert_done(ours.run("import", str(template)))
    for desk in (ours, theirs):
        assert_done(desk.run("sync"))
        assert desk.run("copy", "hello", "--print", "--dry-run").out == "Written after the restoring.\n"
        status = json.loads(desk.run("status", "--json").out)
        assert (status["version"], status["uses_waiting"]) == (2, 0)
    library = open_library(place.url)
    assert len(held(library).uses) == len(set(held(library).uses)) == 3
    assert verify(library) == ()
    library.close()


class Listener:
    """Hears a writer all the time, so that it never waits for us."""

    def __init__(self, worker: Worker) -> None:
        self.heard: list[Message] = []
        self._worker = worker
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._listen)
        assert worker.hear() == ["ready"]
        self._thread.start()

    def more(self, number: int) -> list[Message]:
        """Everything heard, once that is so many more than now."""
        with self._more:
            wanted = len(self.heard) + number
            assert self._more.wait_for(lambda: len(self.heard) >= wanted, timeout=30)
            return list(self.heard)

    def stop(self) -> None:
        self._worker.tell()
        self._thread.join()
        self._worker.finish()

    def _listen(self) -> None:
        while (message := self._worker.hear()) is not None:
            with self._more:
                self.heard.append(message)
                self._more.notify()


def other_desk(place: Place, folder: Path) -> Place:
    made = Place(place.folder, place.file, folder / "other/desk.db")
    made.environment.update(place.environment, SNIPPETS_DESK=str(made.desk), SNIPPETS_AS="tom")
    return made
