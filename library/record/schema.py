"""The schema's number, its migrations, and the rows every new library starts with."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlmodel import Session

from library.errors import StoreDamaged, StoreReadOnly, StoreTooNew, StoreUnreachable
from library.filesystem import make_private_file
from library.identifiers import make_id
from library.record import engines
from library.record.changes import append, open_receipt, seal, table_of
from library.record.clock import now
from library.record.models import LibraryInfo, Member
from library.record.triggers import create_triggers

#: The schema this program writes: the highest number in migrations/versions, and SQLite's user_version.
SCHEMA = 4
#: Alembic keeps the migration it runs in module globals.
_one_at_a_time = Lock()


def prepare(engine: Engine, address: str, *, is_read_only: bool = False) -> str:
    """The id of the library behind an engine, migrated first if it is older. Raises StoreError."""
    with engines.reader(engine).connect() as connection:
        number = number_of(connection)
    if number == 0:
        raise StoreUnreachable(f"there is no library at {address}", "make one: snippets init")
    if number > SCHEMA:
        raise StoreTooNew(
            f"the library {address} was made by a newer version (schema {number}, this program knows {SCHEMA})",
            "update this program; nothing was touched",
        )
    if number < SCHEMA:
        if is_read_only:
            raise StoreReadOnly(
                f"the library {address} was made by an older version (schema {number}) and may only be read here",
                "have somebody open it who may write to it: that brings it up to date",
            )
        _bring_up(engine)
    with engines.reader(engine).connect() as connection:
        row = connection.execute(select(table_of(LibraryInfo).c.id)).first()
    if row is None:
        raise StoreDamaged(
            f"the library {address} has lost its identity", "restore a backup: snippets restore-backup FILE"
        )
    return str(row[0])


def number_of(connection: Connection) -> int:
    """The library's schema number; 0 where no library is."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if not inspect(connection).has_table("alembic_version"):
        return 0
    return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or 0)


def migrate(connection: Connection) -> None:
    """Every missing migration, then every trigger, inside the transaction that is open."""
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
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def found(connection: Connection, *, owner: str, title: str) -> None:
    """A new library's first rows, under its first receipt: its identity, and the person who may do everything."""
    with Session(connection) as session:
        at, receipt = now(session), open_receipt(session, by=owner)
        info = {"id": make_id(), "made_at": at, "ticket_key": secrets.token_hex(32), "title": title}
        first = {"name": owner, "role": "owner", "team": "", "from": at, "earlier_names": "[]", "by": owner, "at": at}
        session.execute(table_of(LibraryInfo).insert(), [info | {"receipt": receipt}])
        append(session, Member, [first | {"receipt": receipt}])
        seal(session)
        session.commit()  # of the session only: what commits is whoever opened the connection


def _bring_up(engine: Engine) -> None:
    with engines.writer(engine).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({engines.APPLICATION_ID})")
        number = number_of(connection)
        if number >= SCHEMA:  # another process was first
            return
        if engine.dialect.name == "sqlite":
            _copy_before(Path(str(engine.url.database)), number)
        migrate(connection)


def _copy_before(path: Path, number: int) -> None:
    """Keeps the library as it was before a migration, beside it."""
    copy = path.with_name(f"{path.name}.before-{number}")
    make_private_file(copy)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
