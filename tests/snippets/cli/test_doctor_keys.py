"""`doctor` on what was set: names nothing reads, keys that cannot be, and keys that may not arrive."""

from __future__ import annotations

import json

import pytest
from builders import Home, run_command


@pytest.fixture
def mine(seeded: Home) -> Home:
    return seeded


def told(home: Home, text: str) -> dict[str, list[dict[str, str]]]:
    """What doctor says of settings and keys, by what it looked at."""
    home.write_config("sync_seconds = 0\n" + text)
    found: dict[str, list[dict[str, str]]] = {"exit": []}
    done = run_command("doctor", "--json")
    for row in json.loads(done.stdout):
        found.setdefault(row["what"], []).append(row)
    found["exit"] = [{"code": str(done.exit)}]
    return found


def test_good_settings_and_keys_are_not_talked_about(mine: Home) -> None:
    found = told(mine, '[agent]\nfirst_name = "Mia"\n[own]\nextension = "1"\n')
    assert [row["state"] for row in found["settings"]] == ["ok"]
    assert "keys" not in found
    assert found["exit"] == [{"code": "0"}]


def test_a_name_nothing_reads_is_a_note_with_the_nearest_one(mine: Home) -> None:
    found = told(mine, 'idle_minute = 5\n[agent]\nfirst_name = "Mia"\n')
    [_, stray] = found["settings"]
    assert stray["state"] == "note"
    assert "idle_minute" in stray["said"]
    assert "idle_minutes" in stray["remedy"]
    assert found["exit"] == [{"code": "0"}]


def test_keys_of_ones_own_are_counted(mine: Home) -> None:
    found = told(mine, '[keys]\n"find.use" = "f24"\n"fill_in.copy" = "alt+c"\n')
    [row] = found["keys"]
    assert (row["state"], row["said"]) == ("ok", "2 actions with keys of your own")


@pytest.mark.parametrize(
    ("keys", "said", "remedy"),
    [
        ('"find.usa" = "f7"', "find.usa", "find.use"),
        ('"find.use" = "ctrl+foo"', "ctrl+foo", "ctrl+t"),
        ('"find.use" = "x"', "typed", "ctrl"),
        ('"find.use" = "f2"', "channel", "find.channel"),
        ('"find.use" = "f9"', "everywhere", "app.commands"),
        ('"app.quit" = "escape"', "esc is", "another key"),
    ],
)
def test_a_key_that_cannot_be_is_wrong_and_says_what_to_do(mine: Home, keys: str, said: str, remedy: str) -> None:
    found = told(mine, f"[keys]\n{keys}\n")
    [row] = found["keys"]
    assert row["state"] == "wrong"
    assert said in row["said"]
    assert remedy in row["remedy"]
    assert found["exit"] == [{"code": "1"}]


def test_a_key_that_may_not_arrive_is_a_note(mine: Home) -> None:
    found = told(mine, '[keys]\n"find.use" = "ctrl+m"\n')
    [good, note] = found["keys"]
    assert (good["state"], note["state"]) == ("ok", "note")
    assert "enter" in note["said"]
    assert found["exit"] == [{"code": "0"}]


def test_commands_work_whatever_the_keys_are(mine: Home) -> None:
    mine.write_config('sync_seconds = 0\nkeys = "nonsense"\n')
    assert run_command("find", "refund").exit == 0
