"""The schema's number, its migrations, and the rows every new library starts with."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlmodel import Session

from library.errors import StoreDamaged, StoreReadOnly, StoreTooNew, StoreTooOld, StoreUnreachable
from library.filesystem import make_private_file
from library.record import engines, grants, roles
from library.record.changes import append, open_receipt, seal, table_of
from library.record.clock import now
from library.record.models import LibraryInfo, Member, ReportKey
from library.record.triggers import create_triggers
from library.record.views import create_views, lacking, view

#: The schema this program writes: the highest number in migrations/versions, and SQLite's user_version.
SCHEMA = 5
#: Alembic keeps the migration it runs in module globals.
_one_at_a_time = Lock()


def prepare(engine: Engine, address: str, *, is_read_only: bool = False, is_for_desk: bool = False) -> str:
    """The id of the library behind an engine, one in a file migrated first if it is older. Raises StoreError."""
    with engines.reader(engine).connect() as connection:
        number = number_of(connection)
        serves_desks = is_for_desk and number > 0 and connection.dialect.name != "sqlite" and not lacking(connection)
        if number == 0:
            raise _nothing_at(connection, address)
    if serves_desks:
        return id_of(engine, address)
    if number > SCHEMA:
        raise StoreTooNew(
            f"the library {address} was made by a newer version (schema {number}, this program knows {SCHEMA})",
            "update this program; nothing was touched",
        )
    if number < SCHEMA:
        if engine.dialect.name != "sqlite":
            raise StoreTooOld(
                f"the library {address} was made for an older version (schema {number}, this program needs {SCHEMA})",
                "have its administrator run: snippets admin upgrade",
            )
        if is_read_only:
            raise StoreReadOnly(
                f"the library {address} was made by an older version (schema {number}) and may only be read here",
                "have somebody open it who may write to it: that brings it up to date",
            )
        _bring_up(engine)
    return id_of(engine, address)


def _nothing_at(connection: Connection, address: str) -> StoreUnreachable:
    if connection.dialect.name == "sqlite":
        return StoreUnreachable(f"there is no library at {address}", "make one: snippets init")
    query = text("SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = :name")
    may_look = connection.execute(query, {"name": engines.schema_in(connection)}).scalar_one_or_none()
    if may_look is False:
        return StoreUnreachable(
            f"you have no role in the library {address} now",
            "what is on this machine goes on working; who keeps the server can let you in: snippets admin invite NAME",
        )
    return StoreUnreachable(
        f"there is no library at {address}", "check the database's name; to make one there: snippets admin create"
    )


def id_of(engine: Engine, address: str) -> str:
    """The library's id, by the view that every release of this and the next schemas has. Raises StoreError."""
    with engines.reader(engine).connect() as connection:
        row = connection.execute(select(view("desk_v1_library").c.id)).first()
    if row is None:
        raise StoreDamaged(
            f"the library {address} has lost its identity", "restore a backup: snippets restore-backup FILE"
        )
    return str(row[0])


def upgrade(engine: Engine) -> tuple[int, int]:
    """Brings a library on a server to this program's schema, its triggers, views and privileges made anew.

    Returns the number before and the number now. Raises NotAllowed for who may not, StoreTooNew.
    """
    with engines.writer(engine).begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({engines.APPLICATION_ID})")
        before = number_of(connection)
        if before > SCHEMA:
            raise StoreTooNew(
                f"the library is of schema {before}, this program knows {SCHEMA}", "update this program first"
            )
        library_id = _id_in(connection)
        with roles.acting_as_keeper(connection, library_id):
            migrate(connection, library_id)
    return before, SCHEMA


def _id_in(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT id FROM library_info").scalar_one())


def number_of(connection: Connection) -> int:
    """The library's schema number; 0 where no library is."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if not inspect(connection).has_table("alembic_version"):
        return 0
    return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or 0)


def migrate(connection: Connection, library_id: str) -> None:
    """Every missing migration, then every trigger, view and privilege, inside the transaction that is open."""
    from alembic import command  # heavy, and needed only when a library is made or older than the program
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with _one_at_a_time:
        command.upgrade(config, "head")
    create_triggers(connection)
    if connection.dialect.name == "sqlite":
        create_views(connection, library_id)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    else:
        grants.create_functions(connection)
        create_views(connection, library_id)
        grants.enforce(connection, library_id)


@contextmanager
def keeping(connection: Connection, library_id: str) -> Iterator[None]:
    """While a new library is laid: on a server its roles come first, and all of it is the keeper's."""
    if connection.dialect.name == "sqlite":
        yield
        return
    roles.make_roles(connection, library_id, engines.schema_in(connection))
    with roles.acting_as_keeper(connection, library_id):
        yield


def found(connection: Connection, id_: str, *, owner: str, title: str) -> None:
    """A new library's first rows, under its first receipt: its identity, and the person who may do everything."""
    with Session(connection) as session:
        at, receipt = now(session), open_receipt(session, by=owner)
        info = {"id": id_, "made_at": at, "ticket_key": secrets.token_hex(32), "title": title}
        first = {"name": owner, "role": "owner", "team": "", "from": at, "earlier_names": "[]", "by": owner, "at": at}
        session.execute(table_of(LibraryInfo).insert(), [info | {"receipt": receipt}])
        session.execute(table_of(ReportKey).insert(), [{"id": 1, "key": secrets.token_hex(32)}])
        append(session, Member, [first | {"receipt": receipt}])
        seal(session)
        session.commit()  # of the session only: what commits is whoever opened the connection


def _bring_up(engine: Engine) -> None:
    with engines.writer(engine).begin() as connection:
        number = number_of(connection)
        if number >= SCHEMA:  # another process was first
            return
        _copy_before(Path(str(engine.url.database)), number)
        migrate(connection, _id_in(connection))


def _copy_before(path: Path, number: int) -> None:
    """Keeps the library as it was before a migration, beside it."""
    copy = path.with_name(f"{path.name}.before-{number}")
    make_private_file(copy)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
