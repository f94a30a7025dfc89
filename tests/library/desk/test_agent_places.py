"""Where an agent was: the last place of each, until it is cleared."""

from __future__ import annotations

from pathlib import Path

from builders import filled_desk

from library.desk.places import clear_place, place_of, remember_place
from library.desk.store import open_desk

AT = "2026-05-{:02}T09:30:00.000000Z"


def test_the_last_place_of_each_agent_is_there_for_the_next_process(tmp_path: Path) -> None:
    desk = filled_desk(tmp_path / "desk.db")
    assert place_of(desk, "mia") is None
    remember_place(desk, "mia", '{"channel": "chat"}', AT.format(1))
    remember_place(desk, "mia", '{"channel": "email"}', AT.format(2))
    remember_place(desk, "tom", "{}", AT.format(3))
    desk.close()
    desk = open_desk(tmp_path / "desk.db")
    assert place_of(desk, "mia") == ('{"channel": "email"}', AT.format(2))
    clear_place(desk, "mia")
    assert place_of(desk, "mia") is None
    assert place_of(desk, "tom") == ("{}", AT.format(3))
    desk.close()
