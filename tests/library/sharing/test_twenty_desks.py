"""Twenty desks of two users hand in at once while a third publishes: every use once, every desk at a whole version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import cycle

from people import PAIR, Team

DESKS, ROUNDS, EACH = 20, 5, 4


def test_twenty_desks_hand_in_while_the_library_is_changed_and_published(team: Team) -> None:
    stop = team.mia.home / "stop"
    publishing = team.mia.begin(
        "publish_on_and_on(library, folder, 'daemon', stop)",
        library=f"sqlite:///{team.library}",
        folder=str(team.folder),
        stop=str(stop),
    )
    working = []
    for number, person in zip(range(DESKS), cycle((team.anna, team.carl)), strict=False):
        desk = str(person.home / f"desk-{number}.db")
        code = f"work_at_a_desk(url, desk, agent, {ROUNDS}, {EACH})"
        working.append((person, desk, person.begin(code, url=team.url, desk=desk, agent=person.name)))
    done = [(person, desk, person.wait(order)) for person, desk, order in working]
    stop.touch()
    published = team.mia.wait(publishing)
    assert published.exit == 0, published.stderr
    texts = {"0": "", "1": ""} | {
        version: text for _, version, text in (line.split(" ", 2) for line in published.stdout.splitlines())
    }

    noted: dict[str, str] = {}
    for person, _, worked in done:
        assert worked.exit == 0, worked.stderr
        for line in worked.stdout.splitlines():
            what, rest = line.split(" ", 1)
            if what == "use":
                noted[rest] = person.name
            else:
                version, *bodies = rest.split(" ", 1)
                assert bodies == [f"{texts[version]} {texts[version]}"]  # of one version, and one that was published
    assert len(noted) == DESKS * ROUNDS * EACH

    team.publish()
    with closing(sqlite3.connect(team.library)) as connection:
        stored = connection.execute("SELECT id, agent FROM uses").fetchall()
    assert len(stored) == len(noted)
    assert dict(stored) == noted

    for person, desk, _ in done:
        assert person.act("sync_desk(url, desk)", url=team.url, desk=desk).exit == 0
    assert list(team.left.iterdir()) == []
    assert len(texts) > 1, "nothing was published meanwhile"
    assert len(PAIR) == 2
