"""The desk file: what makes it ours, who may read it, what it answers to, and what a new schema keeps."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from builders import fact, filled_desk, pull, pulled, reply

from library import filesystem
from library.desk import outbox, schema
from library.desk.catalog import apply_pull, entries
from library.desk.outbox import Use
from library.desk.store import Desk, make_desk, open_desk
from library.documents import Document, canonical_text
from library.errors import StoreDamaged, StoreError, StoreUnreachable, UnknownName

AT = "2026-05-04T09:30:00.000000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desks" / "desk.db"


def a_use(number: int = 1) -> Use:
    return Use(f"use-{number}", "id-refund-late", 1, 1, "mia", AT)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_new_desk_is_its_owners_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        filled_desk(path, reply()).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_there_is_no_desk_where_none_was_made(path: Path) -> None:
    with pytest.raises(StoreUnreachable) as told:
        open_desk(path)
    assert "snippets sync" in told.value.hint
    assert not path.parent.exists()


@pytest.mark.parametrize("application", [0, 252006674, 0x736E704C])
def test_another_programs_file_is_refused_and_left_as_it_is(tmp_path: Path, application: int) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE names(name)")
        other.execute("INSERT INTO names VALUES ('precious')")
        other.execute(f"PRAGMA application_id = {application}")
        other.commit()
    before = path.read_bytes()
    for use in (open_desk, make_desk):
        with pytest.raises(StoreDamaged, match="not a desk"):
            use(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "data", [b"not a database, but long enough to be taken for one" * 20, b"SQLite format 3\x00" + b"x" * 600]
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(data)
    with pytest.raises(StoreDamaged):
        open_desk(path)
    assert path.read_bytes() == data


def test_a_desk_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as told:
        make_desk(tmp_path / "file" / "desk.db")
    assert "\n" not in told.value.message
    assert told.value.hint


def test_a_desk_may_stand_in_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_desk("here.db").close()
    assert (tmp_path / "here.db").is_file()


def test_a_template_is_found_by_every_name_it_ever_had(path: Path) -> None:
    desk = filled_desk(path, pulled(reply("refund-late", aliases=("Late Refund",)), names=("refund-slow",)))
    for name in ("refund-late", "REFUND-LATE", " late refund ", "refund-slow"):
        assert desk.live(name).document.abbreviation == "refund-late"
    desk.close()


def test_an_unknown_name_comes_with_the_nearest_three(path: Path) -> None:
    desk = filled_desk(path, *(reply(name) for name in ("refund-late", "refund-part", "refund-how", "thanks")))
    with pytest.raises(UnknownName) as told:
        desk.live("refnd-late")
    assert told.value.nearest[0] == "refund-late"
    assert len(told.value.nearest) <= 3
    assert "thanks" not in told.value.nearest
    desk.close()


def test_facts_are_known_by_the_key_bodies_quote(path: Path) -> None:
    desk = filled_desk(path, fact("refund-days", "5"), reply())
    assert {key: document.body for key, document in desk.facts().items()} == {"refund_days": "5"}
    desk.close()


def test_names_for_completion_begin_as_typed_and_say_the_title(path: Path) -> None:
    desk = filled_desk(path, reply("refund-late", title="Late", aliases=("rl",)), reply("thanks", title="Thanks"))
    assert desk.names("R") == [("refund-late", "Late"), ("rl", "Late")]
    assert [name for name, _ in desk.names()] == ["refund-late", "rl", "thanks"]
    desk.close()


def test_a_new_catalog_schema_empties_the_catalog_and_keeps_what_waits(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = filled_desk(path, reply(), version=7)
    outbox.record_use(desk, a_use())
    desk.close()
    monkeypatch.setattr(schema, "SCHEMA", schema.SCHEMA + 1)
    monkeypatch.setattr(schema, "CATALOG_SINCE", schema.SCHEMA)
    desk = open_desk(path)
    assert desk.version == 0
    assert desk.find_live("refund-late") is None
    assert outbox.waiting(desk).uses == 1
    apply_pull(desk, pull(reply(), version=7), synced_at=AT)
    assert desk.live("refund-late").revision == 1
    assert desk.version == 7
    desk.close()


def test_many_processes_make_one_desk_at_once(path: Path) -> None:
    code = (
        "import sys; from library.desk.store import make_desk; from library.desk.outbox import Use, record_use;"
        " desk = make_desk(sys.argv[1]);"
        f" record_use(desk, Use(sys.argv[2], 't', 1, 1, 'mia', '{AT}')); desk.close()"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(path), f"use-{number}"]) for number in range(6)]
    assert [process.wait(30) for process in started] == [0] * 6
    desk = open_desk(path)
    assert outbox.waiting(desk).uses == 6
    desk.close()


def test_a_desk_made_by_many_processes_at_once_still_lets_readers_and_writers_pass_each_other(path: Path) -> None:
    code = (
        "import sys, time; from library.desk.store import make_desk\n"
        "while time.time() < float(sys.argv[2]): time.sleep(0)\n"
        "make_desk(sys.argv[1]).close()"
    )
    for number in range(3):
        target = path.parent / str(number) / "desk.db"
        gate = str(time.time() + 1)
        started = [subprocess.Popen([sys.executable, "-c", code, str(target), gate]) for _ in range(6)]
        assert [process.wait(30) for process in started] == [0] * 6
        desk = open_desk(target)
        assert desk.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        desk.close()


def test_on_a_network_a_use_waits_for_a_reader_and_a_reader_for_a_use(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystem, "is_network", lambda _: True)
    desk = filled_desk(path, reply())
    assert desk.connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    other = open_desk(path)
    other.connection.execute("BEGIN")
    reading = other.connection.execute("SELECT document FROM templates")
    reading.fetchone()
    writer = threading.Thread(target=lambda: outbox.record_use(desk, a_use()))
    writer.start()
    writer.join(0.2)
    assert writer.is_alive()  # it waits, and has not failed
    reading.close()
    other.connection.execute("COMMIT")
    writer.join(20)
    assert outbox.waiting(other).uses == 1
    desk.connection.execute("BEGIN EXCLUSIVE")
    reader = threading.Thread(target=lambda: other.find_live("refund-late"))
    reader.start()
    reader.join(0.2)
    assert reader.is_alive()
    desk.connection.execute("COMMIT")
    reader.join(20)
    assert not reader.is_alive()
    desk.close()
    other.close()


def test_another_process_writing_is_noticed(path: Path) -> None:
    desk, other = filled_desk(path, reply()), open_desk(path)
    before = desk.data_version()
    outbox.record_use(other, a_use())
    assert desk.data_version() != before
    desk.close()
    other.close()


def test_what_is_read_in_one_snapshot_is_one_version_whatever_is_synced_meanwhile(path: Path) -> None:
    desk = filled_desk(path, reply("refund-late", "One."), fact("refund-days", "5"), version=3)
    other = open_desk(path)
    with desk.snapshot():
        before = desk.live("refund-late").document.body
        apply_pull(other, pull(reply("refund-late", "Two."), fact("refund-days", "7"), version=4), synced_at=AT)
        assert (before, desk.facts()["refund_days"].body, desk.version) == ("One.", "5", 3)
    assert (desk.live("refund-late").document.body, desk.facts()["refund_days"].body, desk.version) == ("Two.", "7", 4)
    outbox.record_use(desk, a_use())
    desk.close()
    other.close()


def keep_own(desk: Desk, *documents: Document) -> None:
    """The agent's own templates, as reading their files leaves them in the desk."""
    for number, document in enumerate(documents):
        desk.connection.execute(
            "INSERT INTO personal VALUES (?, ?, '', ?, '')",
            (document.abbreviation, f"{number}.md", canonical_text(document)),
        )
    desk.connection.execute("INSERT INTO personal VALUES ('/broken', 'broken.md', '', '', 'it has a fault')")


def test_ones_own_templates_answer_to_their_names_and_no_shared_one_does(path: Path) -> None:
    desk = filled_desk(path, reply("refund-late"), pulled(reply("thanks"), names=("~odd",)))
    keep_own(desk, reply("~refund-anna", "Mine.", aliases=("~ra",)))
    for name in ("~refund-anna", " ~REFUND-ANNA", "~ra"):
        live = desk.live(name)
        assert (live.template, live.revision, live.document.body) == ("~refund-anna", 0, "Mine.")
    assert desk.document("~ra") == desk.live("~refund-anna").document
    for name in ("refund-anna", "~odd", "~broken", "/broken", "~"):
        assert desk.find_live(name) is None
    with pytest.raises(UnknownName) as told:
        desk.live("~refund-ana")
    assert told.value.nearest[0] == "~refund-anna"
    desk.close()


def test_ones_own_names_are_completed_behind_the_shared_ones(path: Path) -> None:
    desk = filled_desk(path, reply("refund-late", title="Late"))
    keep_own(desk, reply("~refund-anna", title="Mine", aliases=("~ra",)), reply("~x", title="X"))
    assert [name for name, _ in desk.names()] == ["refund-late", "~ra", "~refund-anna", "~x"]
    assert desk.names("~R") == [("~ra", "Mine"), ("~refund-anna", "Mine")]
    assert [name for name, _ in desk.names("r")] == ["refund-late"]
    assert len(desk.names(limit=2)) == 2
    desk.close()


def test_ones_own_templates_are_found_beside_shared_ones_and_known_by_their_mark(path: Path) -> None:
    desk = filled_desk(path, reply("refund-late"))
    keep_own(desk, reply("~refund-anna", "Dear {{ name }}", title="Mine", aliases=("~ra",), tags=("money",)))
    outbox.record_use(desk, Use("use-1", "~refund-anna", 0, 1, "mia", AT))
    shared, own = entries(desk, agent="mia")
    assert shared.abbreviation == "refund-late"
    assert own[:6] == ("~refund-anna", "~refund-anna", "Mine", "", ("~ra",), ("money",))
    assert (own.body, own.uses, own.own_uses) == ("Dear", 1, 1)
    assert entries(desk, has_bodies=False)[1].body == ""
    assert desk.counts() == {"reply": 1}
    assert not desk.is_known_word("dear")
    desk.close()


def test_a_desk_opened_twice_in_one_process_stays_safe_from_other_processes(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with closing(make_desk(path)) as desk:
        with desk.writing() as connection:
            connection.execute("INSERT INTO meta VALUES ('mine', '1')")
        make_desk(path).close()  # as a lead's app does when it takes what it has just approved
        other = "import sys; from library.desk.store import open_desk; d = open_desk(sys.argv[1]); d.meta(); d.close()"
        subprocess.run([sys.executable, "-c", other, str(path)], check=True)
        assert path.with_name("desk.db-wal").exists(), "the other process took itself for the last one"
        with desk.writing() as connection:
            connection.execute("INSERT INTO meta VALUES ('later', '2')")
    with closing(open_desk(path)) as desk:
        assert {"mine", "later"} <= desk.meta().keys()
        assert desk.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
