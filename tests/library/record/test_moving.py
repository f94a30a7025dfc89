"""A library moved from its file to a server is the same library: every row, everybody's copy, every rule."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import pytest
from builders import LIBRARY_ID
from record_builders import always, fill, reply, save_live, save_next
from servers import OwnServer
from sqlalchemy import text
from sqlmodel import SQLModel

from library.desk import outbox
from library.desk.outbox import Use
from library.desk.store import open_desk
from library.errors import BadValue, LibraryError, NotAllowed, StoreBusy, StoreDamaged, StoreError, UnknownName
from library.identifiers import make_id, utc_text
from library.record import approvers, authoring, history, info, intake, logins, members, review, settings, whole_tables
from library.record.database import Library, create_library, is_library, lay_library, open_library, run
from library.record.moving import Moved, NewName, Plan, move, rehearse
from library.record.verify import verify
from library.sync import sync

NOW = datetime.now(UTC)


def silent(what: str, done: int, total: int) -> None:
    pass


def moved(file: Path, target: str, *names: tuple[str, str], by: str = "mia") -> Moved:
    return move(f"sqlite:///{file}", target, by=by, names=[NewName(*name) for name in names], progress=silent)


def rehearsed(file: Path, target: str, *names: tuple[str, str], by: str = "mia") -> Plan:
    return rehearse(f"sqlite:///{file}", target, by=by, names=[NewName(*name) for name in names], progress=silent)


@pytest.fixture
def target(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def filled(file_library: Library, file: Path) -> Path:
    """A library file with a row in every table, which nobody has open."""
    fill(file_library)
    with file_library.writing() as session:
        members.add(session, "Lea", role="lead", by="mia")
    file_library.close()
    return file


def rows_of(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Everything in a library, by table, in an order that no database makes."""
    with library.reading() as session:
        return {
            name: sorted((tuple(row) for row in session.connection().execute(table.select())), key=repr)
            for name, table in SQLModel.metadata.tables.items()
        }


def all_in(url: str) -> dict[str, list[tuple[object, ...]]]:
    library = open_library(url)
    try:
        return rows_of(library)
    finally:
        library.close()


def put_in_behind(file: Path, statement: str, *values: object) -> None:
    """Runs a statement on a library file as somebody would who goes past the program and its triggers."""
    with closing(sqlite3.connect(file)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            definition = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            connection.execute(f"DROP TRIGGER {name}")
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (sql)")
            connection.execute("INSERT INTO kept VALUES (?)", (definition,))
        connection.execute(statement, values)
        for (definition,) in connection.execute("SELECT sql FROM kept").fetchall():
            connection.execute(definition)
        connection.commit()


def test_every_row_of_every_table_arrives_as_it_was(filled: Path, target: str) -> None:
    before = all_in(f"sqlite:///{filled}")
    assert [name for name, rows in before.items() if not rows] in ([], ["cut_offs"])
    done = moved(filled, target)
    assert all_in(target) == before
    assert {tally.table: tally.rows for tally in done.tables} == {name: len(rows) for name, rows in before.items()}
    library = open_library(target)
    assert library.id == done.library_id
    assert verify(library) == ()
    library.close()


def test_the_file_is_as_it_was_to_the_last_byte(filled: Path, target: str) -> None:
    before = filled.read_bytes()
    moved(filled, target)
    assert filled.read_bytes() == before
    assert sorted(path.name for path in filled.parent.iterdir()) == [filled.name]


def test_thousands_of_random_rows_arrive_whatever_they_hold(file: Path, target: str) -> None:
    chance = random.Random(7)
    letters = "abcXYZ 019_-\t\n\r\\\"',;{}\x01\x7f\u00e4\u00df\u0130\u4e2d\u200b\u202e\U0001f600\ufffd"
    library = create_library(f"sqlite:///{file}", owner="mia")
    saved = save_live(library, reply("refund-late", "Ä \\N \\. 😀"))

    def word(longest: int = 40) -> str:
        return "".join(chance.choices(letters, k=chance.randint(0, longest)))

    uses: list[dict[str, object]] = []
    for number in range(5000):
        row: dict[str, object] = {"id": f"{word(8)}{number}", "template": saved.template, "agent": word()}
        row |= {"channel": word(), "revision": chance.randint(-(2**31), 2**31 - 1), "used_at": utc_text(NOW)}
        uses.append(row | {"search": chance.choice((None, "", word())), "version": chance.choice((0, 1))})
    searches = [{"id": f"{word(5)}{number}", "words": word(400), "agent": "tom"} for number in range(5000)]
    with library.writing() as session:
        intake.store_uses(session, uses)
        intake.store_searches(session, searches)
    before = rows_of(library)
    library.close()
    done = moved(file, target)
    assert {tally.table: tally.rows for tally in done.tables}["uses"] == 5000
    assert all_in(target) == before


def test_the_copy_is_told_apart_by_one_cell(filled: Path, target: str, tmp_path: Path) -> None:
    """The comparison itself, on two real databases."""
    moved(filled, target)
    table = SQLModel.metadata.tables["uses"]
    ours, theirs = open_library(f"sqlite:///{filled}"), open_library(target)
    with ours.engine.connect() as one, theirs.engine.connect() as other:
        found = whole_tables.compare(one, other, table, lambda rows: None)
        assert found.rows == 1
        other.execute(text("ALTER TABLE uses DISABLE TRIGGER ALL"))
        for statement, message in (
            ("UPDATE uses SET agent = 'tim', channel = 'x'", "uses use-1: agent, channel came out differently"),
            ("UPDATE uses SET id = 'use-0'", "uses use-0: is in the copy only"),
            ("UPDATE uses SET id = 'use-2'", "uses use-1: is missing from the copy"),
            ("DELETE FROM uses", "uses use-1: is missing from the copy"),
        ):
            other.execute(text("SAVEPOINT before"))
            other.execute(text(statement))
            with pytest.raises(StoreDamaged, match=message):
                whole_tables.compare(one, other, table, lambda rows: None)
            other.execute(text("ROLLBACK TO before"))
        assert whole_tables.compare(one, other, table, lambda rows: None) == found
    ours.close()
    theirs.close()


def test_a_row_the_copy_alone_has_at_the_end_is_found(filled: Path, target: str) -> None:
    moved(filled, target)
    put_in_behind(filled, "DELETE FROM searches")
    ours, theirs = open_library(f"sqlite:///{filled}"), open_library(target)
    table = SQLModel.metadata.tables["searches"]
    with (
        ours.engine.connect() as one,
        theirs.engine.connect() as other,
        pytest.raises(StoreDamaged, match="searches search-1: is in the copy only"),
    ):
        whole_tables.compare(one, other, table, lambda rows: None)
    ours.close()
    theirs.close()


def test_a_move_that_fails_at_its_end_leaves_nothing(filled: Path, target: str) -> None:
    def until_compared(what: str, done: int, total: int) -> None:
        if what == "compared" and done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(f"sqlite:///{filled}", target, by="mia", progress=until_compared)
    assert not is_library(target)
    assert moved(filled, target).version  # and nothing is in the way of the next try


def test_a_server_that_alters_a_row_on_its_way_in_is_found_out(filled: Path, target: str) -> None:
    """Somebody's trigger on every new table, as a database with extensions may have."""
    import psycopg

    schema = target.rpartition("%3D")[2]
    with psycopg.connect(target.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN NEW.words := upper(NEW.words); RETURN NEW; END$$"
        )
        connection.execute(
            f"CREATE FUNCTION meddle_first() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN"
            f" IF to_regclass('{schema}.searches') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE"
            f" tgname = 'meddling' AND tgrelid = to_regclass('{schema}.searches')) THEN"
            f" CREATE TRIGGER meddling BEFORE INSERT ON {schema}.searches FOR EACH ROW"
            f" EXECUTE FUNCTION {schema}.meddle(); END IF; END$$"
        )
        connection.execute(
            "CREATE EVENT TRIGGER meddles ON ddl_command_end WHEN TAG IN ('CREATE TABLE')"
            " EXECUTE FUNCTION meddle_first()"
        )
        try:
            with pytest.raises(StoreDamaged, match="searches search-1: words came out differently"):
                moved(filled, target)
        finally:
            connection.execute("DROP EVENT TRIGGER meddles")
    assert not is_library(target)


KILLED = """
import signal, sys, time
from library.record.moving import move
signal.signal(signal.SIGINT, signal.default_int_handler)  # as no background leaves it
def progress(what, done, total):
    if what == sys.argv[3] and done >= total // 2:
        print("half", flush=True)
        time.sleep(60)
move(sys.argv[1], sys.argv[2], by="mia", progress=progress)
"""


@pytest.mark.parametrize(
    ("what", "sent"), [("copied", signal.SIGKILL), ("compared", signal.SIGKILL), ("copied", signal.SIGINT)]
)
def test_a_process_that_ends_half_way_leaves_no_library(
    filled: Path, target: str, what: str, sent: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, f"sqlite:///{filled}", target, what],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.send_signal(sent)
        assert process.wait(20) != 0
    assert not is_library(target)
    before = all_in(f"sqlite:///{filled}")
    end = monotonic() + 20
    while True:  # the server needs a moment to see that nobody is there any more
        try:
            moved(filled, target)
            break
        except StoreError:
            assert monotonic() < end
            sleep(0.1)
    assert all_in(target) == before


def test_nobody_writes_to_the_file_meanwhile(filled: Path, target: str) -> None:
    tried: list[str] = []

    def write(what: str, done: int, total: int) -> None:
        if not tried and what == "copied":
            library = open_library(f"sqlite:///{filled}")
            with pytest.raises(StoreBusy), library.writing(patience=0.05):
                pass
            with library.reading() as session:
                tried.append(members.list(session)[0].name)
            library.close()

    move(f"sqlite:///{filled}", target, by="mia", progress=write)
    assert tried


def test_a_moved_library_goes_on(filled: Path, target: str) -> None:
    moved(filled, target)
    library = open_library(target)
    with library.reading() as session:
        [live] = history.live(session)
        version, _ = history.head(session)
    with library.writing() as session:
        saved = authoring.save(session, reply("new-one", "Hello."), author="Lea")
        review.submit(session, [(saved.template, 1)], by="Lea")
        review.approve(session, [(saved.template, 1)], by="mia", renders=always)
        intake.store_uses(session, [{"id": "use-1", "agent": "other"}, {"id": "use-2", "template": live.template}])
    with library.reading() as session:
        assert history.head(session)[0] == version + 1
        uses = session.connection().execute(text("SELECT id, agent FROM uses ORDER BY id")).all()
    assert [(row.id, row.agent) for row in uses] == [("use-1", "tom"), ("use-2", uses[1].agent)]
    assert verify(library) == ()
    library.close()


def test_a_persons_copy_goes_on_and_hands_in_once(filled: Path, target: str, tmp_path: Path) -> None:
    path = str(tmp_path / "desks" / "desk.db")
    first = sync(f"sqlite:///{filled}", lambda library_id: path, now=NOW)
    assert first.is_full
    desk = open_desk(path)
    for _ in range(3):
        outbox.record_use(desk, Use(make_id(), desk.live("refund-late").template, 2, 2, "tom", utc_text(NOW)))
    desk.close()
    moved(filled, target)
    handed = sync(target, lambda library_id: path, now=NOW)
    assert (handed.is_full, handed.pulled, handed.gone, handed.handed_in) == (False, 0, 0, 3)
    assert not handed.was_restored
    again = sync(target, lambda library_id: path, now=NOW)
    assert (again.pulled, again.handed_in) == (0, 0)
    assert len(all_in(target)["uses"]) == 1 + 3


def test_tickets_are_hashed_as_before(filled: Path, target: str) -> None:
    moved(filled, target)
    ours, theirs = open_library(f"sqlite:///{filled}"), open_library(target)
    with ours.reading() as one, theirs.reading() as other:
        assert info.ticket_key(one) == info.ticket_key(other)
    ours.close()
    theirs.close()


def test_a_renamed_member_is_one_person_and_no_author_changes(filled: Path, target: str) -> None:
    before = all_in(f"sqlite:///{filled}")
    done = moved(filled, target, ("mia", "m.keller"), ("Tom", "TOM"), ("Lea", "lray"))
    assert done.people == ("lray", "m.keller", "TOM")
    library = open_library(target)
    with library.reading() as session:
        mia = members.find(session, "MIA")
        assert mia == members.find(session, "m.keller")
        assert mia is not None
        assert (mia.name, mia.role, mia.earlier_names, mia.until) == ("m.keller", "owner", ("mia",), "")
        assert members.role_of(session, "mia") == "owner"
        assert [person.name for person in members.list(session)] == ["lray", "m.keller", "TOM"]
    assert verify(library) == ()
    after = rows_of(library)
    for table in ("revisions", "decisions", "uses", "searches", "flags", "changes", "questions"):
        assert after[table] == before[table]
    library.close()


def test_who_wrote_it_under_the_old_name_may_not_approve_it_under_the_new(file_library: Library, target: str) -> None:
    fill(file_library)
    with file_library.writing() as session:
        members.add(session, "Lea", role="lead", by="mia")
        settings.set(session, "review.second_person", "always", by="mia")
        settings.set(session, "approve.Billing", "Lea, mia", by="mia")
        saved = authoring.save(session, reply("by-lea", group="Billing"), author="Lea")
        review.submit(session, [(saved.template, 1)], by="Lea")
    path = Path(file_library.address)
    file_library.close()
    moved(path, target, ("Lea", "lray"))
    library = open_library(target)
    with library.writing() as session, pytest.raises(NotAllowed, match="wrote by-lea r1 and may not approve it alone"):
        review.approve(session, [(saved.template, 1)], by="lray", renders=always)
    with library.writing() as session:
        assert approvers.approvers(session, reply("x", group="Billing")) == ("lray", "mia")
        review.approve(session, [(saved.template, 1)], by="mia", renders=always)
        save_next(session, saved, reply("by-lea", "By mia.", group="Billing"), by="mia")
        review.approve(session, [(saved.template, 2)], by="lray", renders=always)
    assert verify(library) == ()
    library.close()


@pytest.mark.parametrize(
    ("names", "error", "said"),
    [
        ([("nobody", "x")], UnknownName, "nobody"),
        ([("tom", "mia")], BadValue, "“mia” is mia's name already"),
        ([("tom", "Lea-Old")], BadValue, "“Lea-Old” is Lea's name already"),
        ([("Lea-Old", "x")], BadValue, "Lea-Old is called Lea now"),
        ([("Tom", "t1"), ("tom", "t2")], BadValue, "tom is mapped twice"),
        ([("Tom", "t1"), ("Lea", "T1")], BadValue, "t1 is mapped twice"),
        ([("Tom", "Tom")], BadValue, "Tom is called so already"),
        ([("Tom", "a\nb")], BadValue, "cannot be a member's name"),
        ([("Tom", "ä" * 32)], BadValue, "no login on PostgreSQL can be called so"),
        ([("Tom", "pg_tom")], BadValue, "no login on PostgreSQL can be called so"),
        ([("Tom", "public")], BadValue, "no login on PostgreSQL can be called so"),
    ],
)
def test_names_that_cannot_be_are_refused_before_anything_is_copied(
    filled: Path, target: str, names: list[tuple[str, str]], error: type[LibraryError], said: str
) -> None:
    library = open_library(f"sqlite:///{filled}")
    run(library, lambda session: members.add(session, "Lea", by="mia", earlier_names=["Lea-Old"]))
    library.close()
    for act in (moved, rehearsed):
        with pytest.raises(error, match=said):
            act(filled, target, *names)
    assert not is_library(target)


def test_a_member_whose_name_no_login_can_have_needs_another(file_library: Library, target: str) -> None:
    path, name = Path(file_library.address), "A" * 70
    run(file_library, lambda session: members.add(session, name, by="mia"))
    file_library.close()
    with pytest.raises(BadValue, match="no login on PostgreSQL can be called so") as refused:
        moved(path, target)
    assert "--map" in refused.value.hint
    assert moved(path, target, (name, "Ana")).people == ("Ana", "mia")


def test_who_has_left_stays_so_and_may_have_any_name(file_library: Library, target: str) -> None:
    path = Path(file_library.address)
    run(file_library, lambda session: members.add(session, "B" * 70, by="mia"))
    run(file_library, lambda session: members.add(session, "Ana", by="mia"))
    run(file_library, lambda session: members.leave(session, "B" * 70, by="mia"))
    run(file_library, lambda session: members.leave(session, "Ana", by="mia"))
    file_library.close()
    assert moved(path, target, ("Ana", "ana2")).people == ("mia",)
    library = open_library(target)
    with library.reading() as session:
        assert members.role_of(session, "ana") == members.role_of(session, "ana2") == ""
        assert [person.name for person in members.list(session)] == ["ana2", "B" * 70, "mia"]
    library.close()


def test_only_an_owner_moves_a_library(filled: Path, target: str) -> None:
    for by in ("Lea", "tom", "nobody", ""):
        with pytest.raises(NotAllowed, match="may not move the library"):
            moved(filled, target, by=by)
    assert not is_library(target)


@pytest.mark.parametrize(
    ("statement", "value", "said"),
    [
        ("UPDATE uses SET channel = ?", "a\0b", "uses use-1: channel holds the character NUL"),
        ("UPDATE uses SET version = ?", 2**31, "uses use-1: version is too large a number"),
        ("UPDATE uses SET version = ?", "many", "uses use-1: version is no whole number"),
        ("UPDATE searches SET words = ?", b"bytes", "searches search-1: words is no text"),
        ("UPDATE flags SET template = ?", "long" * 1000, "flags flag-1: template is longer than 2,600 bytes"),
        ("UPDATE uses SET channel = CAST(? AS TEXT)", b"\xff\xfe", "uses use-1: holds bytes that are no text"),
    ],
)
def test_what_a_server_cannot_store_is_named_with_its_row(
    filled: Path, target: str, statement: str, value: object, said: str
) -> None:
    put_in_behind(filled, statement, value)
    for act in (rehearsed, moved):
        with pytest.raises(LibraryError, match=said) as refused:
            act(filled, target)
        assert "\n" not in refused.value.message
        assert not is_library(target)


def test_a_damaged_library_stays_where_it_is(filled: Path, target: str) -> None:
    put_in_behind(filled, "UPDATE revisions SET message = 'other' WHERE number = 2")
    for act in (rehearsed, moved):
        with pytest.raises(StoreDamaged, match=r"is damaged: revisions .*/2: was altered"):
            act(filled, target)
    assert not is_library(target)


def test_an_older_library_is_not_brought_up_by_moving_it(file: Path, target: str) -> None:
    schemas = Path(__file__).parent / "schemas"
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((schemas / "0004.sql").read_text(encoding="utf-8"))
    before = file.read_bytes()
    for act in (rehearsed, moved):
        with pytest.raises(StoreError, match="made by an older version") as refused:
            act(file, target)
        assert "open it once first" in refused.value.hint
    assert file.read_bytes() == before
    assert not is_library(target)


def test_where_a_library_is_none_is_moved(filled: Path, target: str) -> None:
    create_library(target, owner="ann").close()
    for act in (rehearsed, moved):
        with pytest.raises(StoreError, match=r"there is a library at .* already"):
            act(filled, target)
    library = open_library(target)
    with library.reading() as session:
        assert [person.name for person in members.list(session)] == ["ann"]
    library.close()


def test_only_from_a_file_and_only_to_a_server(filled: Path, target: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="is a file, not a server"):
        moved(filled, f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(BadValue, match="is on a server already"):
        move(target, target, by="mia", progress=silent)
    with pytest.raises(StoreError, match="there is no library at"):
        moved(tmp_path / "none.db", target)


def test_a_rehearsal_counts_everything_and_keeps_nothing(filled: Path, target: str) -> None:
    before = filled.read_bytes()
    plan = rehearsed(filled, target, ("Tom", "tom.b"))
    found = {tally.table: tally.rows for tally in plan.tables}
    assert found == {name: len(rows) for name, rows in all_in(f"sqlite:///{filled}").items()}
    assert plan.people == ("Lea", "mia", "tom.b")
    assert plan.bytes == len(before)
    assert not is_library(target)
    assert filled.read_bytes() == before


def test_a_rehearsal_finds_tables_that_are_in_the_way(filled: Path, target: str) -> None:
    import psycopg

    with psycopg.connect(target.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE documents (somebody_elses text)")
    for act in (rehearsed, moved):
        with pytest.raises(StoreError, match="documents"):
            act(filled, target)


def test_a_database_that_cannot_hold_every_letter_is_refused(filled: Path, server: str) -> None:
    import psycopg

    name = f"latin_{make_id().replace('-', '')}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        try:
            for act in (rehearsed, moved):
                with pytest.raises(StoreError, match="keeps texts as LATIN1"):
                    act(filled, server.replace("/postgres?", f"/{name}?"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_administrator_need_not_be_the_servers_superuser(
    filled: Path, own_server: OwnServer, tmp_path: Path
) -> None:
    """One who may make roles and owns an empty database; a member invited then hands in what waited."""
    import psycopg

    with psycopg.connect(own_server.admin.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE ROLE chief LOGIN CREATEROLE PASSWORD 'one'")
        connection.execute("CREATE DATABASE support OWNER chief")
    path, chief = str(tmp_path / "desks" / "desk.db"), own_server.login("chief", "one", "support")
    sync(f"sqlite:///{filled}", lambda library_id: path, now=NOW)
    desk = open_desk(path)
    outbox.record_use(desk, Use(make_id(), desk.live("refund-late").template, 2, 2, "Tom", utc_text(NOW)))
    desk.close()
    moved(filled, chief, ("Tom", "tim"))
    library = open_library(chief)
    run(library, lambda session: logins.invite(session, library.id, "tim", by="mia", secret="two"))
    assert verify(library) == ()
    library.close()
    handed = sync(own_server.login("tim", "two", "support"), lambda library_id: path, now=NOW)
    assert (handed.is_full, handed.pulled, handed.handed_in) == (False, 0, 1)


def test_progress_counts_every_row_of_every_table_once(filled: Path, target: str) -> None:
    told: dict[str, tuple[int, int]] = {}
    move(f"sqlite:///{filled}", target, by="mia", progress=lambda what, done, total: told.update({what: (done, total)}))
    rows = sum(len(found) for found in all_in(f"sqlite:///{filled}").values())
    assert told == {"copied": (rows, rows), "compared": (rows, rows)}


def test_laying_a_library_is_undone_when_filling_it_fails(target: str) -> None:
    def fail(connection: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lay_library(target, LIBRARY_ID, fail)
    assert not is_library(target)


def test_a_member_is_renamed_by_owners_only_and_then_counts_once(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "Lea", role="lead", team="Berlin", by="mia")
        with pytest.raises(NotAllowed, match="Lea may not rename Lea"):
            members.rename(session, "Lea", "lray", by="Lea")
        begun = members.list(session)[0].from_at
        members.rename(session, "lea", "lray", by="mia")
        members.rename(session, "mia", "mk", by="mia")  # the only owner stays one
        members.rename(session, "lray", "lr2", by="mia")
    with library.reading() as session:
        assert members.list(session) == (
            members.Person("lr2", "lead", "Berlin", begun, "", ("lray", "Lea")),
            members.Person("mk", "owner", "", members.list(session)[1].from_at, "", ("mia",)),
        )
        assert {members.role_of(session, name) for name in ("Lea", "lray", "LR2")} == {"lead"}
        assert [person.name for person in members.list(session, at=begun)] == ["lr2", "mk"]
    assert verify(library) == ()


def test_who_leaves_after_being_renamed_has_left_under_both_names(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "Lea", by="mia")
        members.rename(session, "Lea", "lray", by="mia")
        members.leave(session, "lray", by="mia")
        assert members.role_of(session, "Lea") == ""
