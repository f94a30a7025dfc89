"""Libraries made by every earlier schema open with this program, with everything in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from record_builders import fill, reply, save_live
from sqlalchemy import text
from sqlmodel import SQLModel

from library.errors import StoreTooOld
from library.record import flags, history, intake, schema, usage
from library.record.database import Library, open_library
from library.record.verify import verify

#: One SQL dump a schema, made by `record_builders.dump` with the program of that time.
DUMPS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
A_FLAG = {"id": "f1", "template": "t", "revision": 2, "version": 3, "agent": "tom", "why": "old", "flagged_at": "2026"}


def test_every_schema_has_its_stored_library() -> None:
    assert [int(dump.stem) for dump in DUMPS] == list(range(1, schema.SCHEMA + 1))


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_a_library_of_an_earlier_schema_opens_whole(tmp_path: Path, dump: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.read_text(encoding="utf-8"))
    library = open_library(f"sqlite:///{path}")
    assert verify(library) == ()
    with library.reading() as session:
        [item] = history.live(session)
        assert (item.names, item.revision, history.head(session)[0]) == (("refund-late", "late"), 2, 3)
        assert len(history.revisions(session, "late")) == 3
    save_live(library, reply("after"))
    assert verify(library) == ()
    library.close()
    older = int(dump.stem) < schema.SCHEMA
    assert path.with_name(f"library.db.before-{int(dump.stem)}").exists() == older


def test_migrating_keeps_a_copy_and_leaves_every_trigger(
    file_library: Library, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_live(file_library, reply("a"))
    file_library.close()
    monkeypatch.setattr(schema, "SCHEMA", schema.SCHEMA + 1)
    migrated = open_library(file_library.url)
    with migrated.reading() as session:
        assert schema.number_of(session.connection()) == schema.SCHEMA
        assert [item.names for item in history.live(session)] == [("a",)]
    copy = file.with_name(f"library.db.before-{schema.SCHEMA - 1}")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM changes").fetchone() == (1,)
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.SCHEMA - 1,)
    assert copy.stat().st_mode & 0o777 == 0o600
    migrated.close()


def test_a_library_of_the_first_schema_on_a_server_is_brought_up_to_date(server_library: Library) -> None:
    fill(server_library, is_newest=False)
    verbs = ("update", "delete", "truncate")
    guards = {
        table: ", ".join(f"{table}_guard_{verb}" for verb in verbs)
        for table in ("change_set_steps", "cut_offs", "flags", "proposals", "report_keys")
    }
    with server_library.writing() as session:
        before = session.execute(text("SELECT * FROM uses")).all()
        for statement in (
            *("DROP INDEX uses_of_search", "DROP INDEX uses_corrected"),
            *(part for table in guards for part in (f"DROP TABLE {table} CASCADE", f"DROP FUNCTION {guards[table]}")),
            *("DROP FUNCTION flags_guard_insert", "DROP FUNCTION proposals_guard_insert"),
            "UPDATE alembic_version SET version_num = '0001'",
        ):
            session.connection().exec_driver_sql(statement)
    with pytest.raises(StoreTooOld, match="schema 1"):
        open_library(server_library.url)
    assert schema.upgrade(server_library.engine) == (1, schema.SCHEMA)
    server_library.close()
    library = open_library(server_library.url)
    assert verify(library) == ()
    with library.writing() as session:
        assert session.execute(text("SELECT * FROM uses")).all() == before
        assert intake.store_flags(session, [A_FLAG, A_FLAG]) == 1
    library.close()


def test_a_library_file_of_the_first_schema_takes_flags_and_corrections_after(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DUMPS[0].read_text(encoding="utf-8"))
    library = open_library(f"sqlite:///{path}")
    with library.writing() as session:
        [template] = session.scalars(text("SELECT id FROM templates")).all()
        assert intake.store_flags(session, [A_FLAG | {"template": template}]) == 1
        at = "2026-05-03T10:00:05.000000Z"
        correction = {"id": "use-2", "template": template, "agent": "tom", "used_at": at, "corrects": "use-1"}
        assert intake.store_uses(session, [correction]) == 1
    with library.reading() as session:
        assert [flag.abbreviation for flag in flags.open_flags(session)] == ["refund-late"]
        assert usage.used(session, since="2026") == []
    library.close()


def test_the_migrations_make_exactly_the_models(library: Library) -> None:
    with library.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_schemas_number_is_the_newest_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert int(ScriptDirectory.from_config(config).get_current_head() or 0) == schema.SCHEMA
