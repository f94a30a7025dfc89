"""Whatever is altered behind the program's back, verify names it; what nobody altered, it leaves alone."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from forms import Figures, sizes
from histories import make_rich, make_varied
from places import Place, assert_one_line, found
from tampering import SEALED, rehash, tamper, tamperings, unguarded

from library.record.database import open_library
from library.record.verify import Damage, verify


@sizes("number", short=40, long=200)
def test_verify_names_every_change_made_behind_the_programs_back(
    tmp_path: Path, chance: random.Random, figures: Figures, number: int
) -> None:
    original = closed_library(tmp_path / "original.db", rich=True)
    every = tamperings(original, chance)
    while len(every) < number:
        every += tamperings(original, chance)
    chosen = every if len(every) <= number else chance.sample(every, number)
    unnamed, exactly = [], 0
    for position, tampering in enumerate(chosen):
        file = Path(shutil.copy(original, tmp_path / f"{position}.db"))
        tamper(file, tampering)
        named = {(damage.table, damage.key) for damage in damages(file)}
        exactly += tampering.itself in named
        if not named & tampering.named:
            unnamed.append((tampering.what, named))
        file.unlink()
    figures.add("changes", len(chosen))
    kinds = Counter(tampering.what.rpartition(": ")[2].split()[-1] for tampering in chosen)
    figures.add("of them", " ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    figures.add("named by the row itself", exactly)
    figures.add("named by what it belongs to or was entered under", len(chosen) - exactly - len(unnamed))
    assert unnamed == []


@sizes("number", short=20, long=1000)
def test_verify_finds_nothing_wrong_with_libraries_nobody_altered(
    tmp_path: Path, chance: random.Random, figures: Figures, number: int
) -> None:
    original = closed_library(tmp_path / "original.db")
    steps = 0
    for position in range(number):
        file = Path(shutil.copy(original, tmp_path / f"{position}.db"))
        library = open_library(f"sqlite:///{file}")
        steps += make_varied(library, chance)
        assert verify(library) == ()
        library.close()
        file.unlink()
    figures.add("libraries", number)
    figures.add("steps", steps)


@pytest.mark.parametrize("table", ["revisions", "decisions", "changes", "receipts"])
def test_a_number_out_of_all_proportion_is_named_without_a_flood(tmp_path: Path, table: str) -> None:
    file = closed_library(tmp_path / "library.db", rich=True)
    with unguarded(file) as connection:
        connection.execute(f"UPDATE {table} SET number = {2**20} WHERE rowid = (SELECT max(rowid) FROM {table})")
    found = damages(file)
    assert any(damage.table == table and damage.key.endswith(str(2**20)) for damage in found)
    assert len(found) < 100


def test_a_text_that_is_no_text_is_named_by_its_table_and_column(place: Place) -> None:
    with unguarded(place.file) as connection:
        connection.execute("UPDATE documents SET text = CAST(x'41ff42' AS TEXT) WHERE rowid = 1")
    said = place.run("verify")
    assert_one_line(said)
    assert "documents" in said.err
    assert "text" in said.err


def test_a_head_forged_with_its_hash_is_noticed_by_desks_if_not_by_verify(place: Place) -> None:
    """Nothing follows the last change, so a forger can put its hash right; but every desk remembers it."""
    with unguarded(place.file) as connection:
        connection.execute("UPDATE changes SET \"by\" = 'somebody else' WHERE number = 1")
        rehash(connection, "changes", (1,))
    assert damages(place.file) == ()
    assert place.sync().was_restored


def test_dropping_and_remaking_the_triggers_is_not_itself_a_damage(tmp_path: Path) -> None:
    file = closed_library(tmp_path / "library.db", rich=True)
    with unguarded(file):
        pass
    assert damages(file) == ()


def test_a_trigger_left_dropped_is_named(tmp_path: Path) -> None:
    file = closed_library(tmp_path / "library.db", rich=True)
    for table in SEALED:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(f"DROP TRIGGER {table}_guard_update")
        assert (table, f"{table}_guard_update") in {(damage.table, damage.key) for damage in damages(file)}


def test_the_command_names_the_damage_and_ends_with_1(place: Place) -> None:
    assert place.run("verify").code == 0
    with unguarded(place.file) as connection:
        connection.execute("UPDATE revisions SET author = 'somebody else' WHERE number = 1")
    said = place.run("verify", "--json")
    assert said.code == 1
    assert "damages found" in said.err
    assert len({damage["key"] for damage in json.loads(said.out) if damage["table"] == "revisions"}) == 3


def closed_library(file: Path, *, rich: bool = False) -> Path:
    """A library nobody has open, all of it in one file that can be copied."""
    url = f"sqlite:///{file}"
    found(url, [])
    library = open_library(url)
    if rich:
        make_rich(library)
    library.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def damages(file: Path) -> tuple[Damage, ...]:
    library = open_library(f"sqlite:///{file}")
    try:
        return verify(library)
    finally:
        library.close()
