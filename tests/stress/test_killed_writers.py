"""Whoever is killed with signal 9, at whatever moment: what was acknowledged is there, and the next one goes on."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
import workers
from forms import Figures, sizes
from nursery import Message, Nursery, Worker
from places import Place, assert_sound, found, held, uses_at
from sqlalchemy import text

from library.desk.store import open_desk
from library.record import history
from library.record.database import Library, open_library

#: Up to so many acknowledgements are heard before the kill, which then comes within so many seconds.
HEARD, WITHIN = 20, 0.03


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    address = (
        f"sqlite:///{tmp_path / 'shared/library.db'}"
        if request.param == "sqlite"
        else str(request.getfixturevalue("new_database")())
    )
    found(address, [])
    return address


@sizes("kills", short=10, long=200)
def test_whatever_a_killed_writer_acknowledged_is_there_and_the_next_writer_works(
    url: str, tmp_path: Path, nursery: Nursery, chance: random.Random, figures: Figures, kills: int
) -> None:
    library, desk = open_library(url), tmp_path / "own/desk.db"
    acknowledged: list[Message] = []
    for kill in range(kills):
        acknowledged += killed(nursery.start(workers.author, url, str(desk), f"{chance.random()} {kill}"), chance)
        assert_kept(acknowledged, library, desk)
        assert_sound(library, desk)
    last = nursery.start(workers.author, url, str(desk), "last")
    assert [last.hear() for _ in range(3)][-1] is not None
    acknowledged += last.end()
    assert_kept(acknowledged, library, desk)
    figures.add("kills", kills)
    figures.add("acknowledged", counted(acknowledged))
    library.close()


@sizes("kills", short=10, long=200)
def test_a_kill_between_import_and_sync_leaves_the_desk_at_exactly_one_version(
    place: Place, nursery: Nursery, chance: random.Random, figures: Figures, kills: int
) -> None:
    library = open_library(place.url)
    acknowledged: list[Message] = []
    behind = 0
    for kill in range(kills):
        work = nursery.start(workers.importer, place.url, str(place.desk), f"{chance.random()} {kill}")
        acknowledged += killed(work, chance)
        assert_kept(acknowledged, library, place.desk)
        assert_sound(library, place.desk)
        version, templates = at_desk(place.desk)
        assert templates == live_at(library, version)
        with library.reading() as session:
            behind += version < history.head(session)[0]
    place.sync()
    version, templates = at_desk(place.desk)
    with library.reading() as session:
        assert version == history.head(session)[0]
        assert templates == {(live.template, live.revision) for live in history.live(session)}
    figures.add("kills", kills)
    figures.add("of them between import and sync", behind)
    figures.add("acknowledged", counted(acknowledged))
    library.close()


@sizes("kills", short=10, long=200)
def test_a_kill_between_recording_and_handing_in_brings_each_use_to_the_library_exactly_once(
    place: Place, nursery: Nursery, chance: random.Random, figures: Figures, kills: int
) -> None:
    library = open_library(place.url)
    acknowledged: list[Message] = []
    unmarked = 0
    for _ in range(kills):
        recording = nursery.start(workers.recorder, str(place.desk), "tom")
        syncing = nursery.start(workers.syncer, place.url, str(place.desk))
        acknowledged += [message for message in [recording.hear(), recording.hear()] if message]
        killed(syncing, chance)
        acknowledged += recording.kill()
        unmarked += len(set(held(library).uses) & waiting_at(place.desk))
        place.sync()
        uses = held(library).uses
        assert len(uses) == len(set(uses))
        assert set(uses) == set(uses_at(place.desk)) >= ids(acknowledged)
        assert_sound(library, place.desk)
    figures.add("kills", kills)
    figures.add("uses acknowledged", len(ids(acknowledged)))
    figures.add("uses handed in but not yet marked when killed", unmarked)
    library.close()


def killed(worker: Worker, chance: random.Random) -> list[Message]:
    """What a process acknowledged until it was killed, at a moment nobody chose."""
    heard = [message for _ in range(chance.randrange(HEARD)) if (message := worker.hear())]
    time.sleep(chance.random() * WITHIN)  # the random moment itself: nothing is waited for
    return heard + worker.kill()


def assert_kept(acknowledged: Iterable[Message], library: Library, desk: Path) -> None:
    there = held(library)
    said = set(map(tuple, acknowledged))
    assert {message[1:] for message in said if message[0] == "revision"} <= there.revisions
    assert {message[1:] for message in said if message[0] == "decision"} <= there.decisions
    assert ids(acknowledged) <= (set(uses_at(desk)) if desk.exists() else set())


def ids(acknowledged: Iterable[Message]) -> set[object]:
    return {message[1] for message in acknowledged if message[0] == "use"}


def counted(acknowledged: list[Message]) -> str:
    kinds = sorted({str(message[0]) for message in acknowledged} - {"ready"})
    return " ".join(f"{sum(message[0] == kind for message in acknowledged)} {kind}s" for kind in kinds)


def waiting_at(desk: Path) -> set[str]:
    with closing(sqlite3.connect(desk)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM uses WHERE handed_in_at IS NULL")}


def at_desk(path: Path) -> tuple[int, set[tuple[str, int]]]:
    """The version a desk says it holds, and the templates with the revisions it does hold."""
    desk = open_desk(path)
    try:
        return desk.version, set(desk.connection.execute("SELECT template, revision FROM templates"))
    finally:
        desk.close()


def live_at(library: Library, version: int) -> set[tuple[str, int]]:
    """What was live at a version, told from the decisions alone; imports approve only."""
    with library.reading() as session:
        rows = session.execute(
            text("SELECT template, revision FROM decisions WHERE change <= :version ORDER BY number"),
            {"version": version},
        ).all()
    return set({row.template: (row.template, row.revision) for row in rows}.values())
