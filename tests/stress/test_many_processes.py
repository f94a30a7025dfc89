"""Many processes at once: every row is there once, nobody is told of a lock, nobody waits long."""

from __future__ import annotations

from pathlib import Path

import pytest
import workers
from forms import Figures, sizes
from nursery import Message, Nursery, Worker, stopwatch
from places import Place, assert_sound, found, held, uses_at
from sqlalchemy import text

from library.record import history
from library.record.database import open_library
from library.record.verify import verify

#: The longest one use may wait while 16 processes write to one desk, in seconds.
LONGEST = 2.0


@sizes("crowd", short=(6, 50), long=(16, 1000))
def test_many_processes_note_uses_at_one_desk_while_it_is_synced(
    place: Place, nursery: Nursery, figures: Figures, crowd: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    processes, times = crowd
    syncing = [nursery.start(workers.syncer, place.url, str(place.desk)) for _ in range(2)]
    noting = [nursery.start(workers.counter, str(place.desk), f"agent-{number}", times) for number in range(processes)]
    begin_together([*noting, *syncing], told=noting)
    noted = [message for worker in noting for message in worker.finish()]
    handed_in = [message for worker in syncing for message in worker.end()]
    place.sync()
    library = open_library(place.url)
    uses = held(library).uses
    assert len(uses) == len(set(uses)) == processes * times
    assert set(uses) == set(uses_at(place.desk))
    assert_sound(library, place.desk, place.file)
    library.close()
    longest = max(seconds(message, 2) for message in noted)
    figures.add("uses", f"{processes} x {times}")
    figures.add("syncs meanwhile", len(handed_in))
    figures.add("uses a second", round(processes * times / max(seconds(message, 3) for message in noted)))
    figures.add("longest wait of one use in s", longest)
    if request.node.callspec.id == "long":
        assert longest < LONGEST


@sizes("crowd", short=(4, 3, 10), long=(8, 20, 50))
def test_many_desks_hand_in_to_one_server_and_each_use_arrives_once(
    new_database: object, tmp_path: Path, nursery: Nursery, figures: Figures, crowd: tuple[int, int, int]
) -> None:
    processes, rounds, each = crowd
    assert callable(new_database)
    url = str(new_database())
    found(url, [])
    clock = stopwatch()
    working = [
        nursery.start(workers.hander_in, url, str(tmp_path / f"{number}/desk.db"), f"agent-{number}", rounds, each)
        for number in range(processes)
    ]
    begin_together(working, told=working)
    said = [message for worker in working for message in worker.finish()]
    library = open_library(url)
    uses = held(library).uses
    library.close()
    assert len(uses) == processes * rounds * each
    assert set(uses) == {message[1] for message in said if message[0] == "use"}
    figures.add("uses", f"{processes} x {rounds * each} in {rounds} syncs each")
    figures.add("seconds handing in", clock())


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@sizes("crowd", short=(4, 8), long=(8, 50))
def test_publishers_at_the_same_time_make_versions_without_a_gap(
    kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    nursery: Nursery,
    figures: Figures,
    crowd: tuple[int, int],
) -> None:
    processes, times = crowd
    on_server = kind == "postgresql"
    url = str(request.getfixturevalue("new_database")()) if on_server else f"sqlite:///{tmp_path / 'made/library.db'}"
    found(url, [])
    clock = stopwatch()
    working = [nursery.start(workers.publisher, url, str(number), times) for number in range(processes)]
    begin_together(working, told=working)
    said = [message[1] for worker in working for message in worker.finish() if message[0] == "version"]
    figures.add("changes", f"{processes} x {times}")
    figures.add("seconds publishing", clock())
    library = open_library(url)
    with library.reading() as session:
        numbers = list(session.scalars(text("SELECT number FROM changes ORDER BY number")))
        assert len(history.live(session)) == processes
    assert numbers == list(range(1, processes * times + 1))
    assert sorted(map(str, said)) == sorted(map(str, numbers))
    assert verify(library) == ()
    library.close()


def begin_together(workers_: list[Worker], *, told: list[Worker]) -> None:
    """Once every process is ready, those that wait for it are told to begin."""
    for worker in workers_:
        assert worker.hear() == ["ready"]
    for worker in told:
        worker.tell()


def seconds(message: Message, position: int) -> float:
    value = message[position]
    assert isinstance(value, float)
    return value
