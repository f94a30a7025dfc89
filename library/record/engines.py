"""Connections to a library's database: one set of rules for a SQLite file, one for a PostgreSQL server."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from library.addresses import unambiguous, without_secrets
from library.errors import BadValue, StoreBusy, StoreDamaged, StoreError, StoreReadOnly, StoreUnreachable
from library.filesystem import is_network, make_private_file, make_private_folder
from library.identifiers import make_id
from library.record.quiet import keep_quiet
from library.shared_folders import folder_of, only_to_read
from library.sqlite import PATIENCE, patiently

#: “snpL” in ASCII, in the SQLite file's header: any other file is refused, not overwritten.
APPLICATION_ID = 0x736E704C
SCHEME = "sqlite:///"
#: Where a library's tables are on a server, unless its address or the login's own settings name another search_path.
SERVER_SCHEMA = "snippets"
#: How long is waited for a PostgreSQL server's answer to a new connection, in seconds, and how long until a connection
#: is given up that the network has silently cut: 10 + 3 * 5 s without a word, 30,000 ms with something under way.
PATIENT = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def file_of(url: str) -> Path | None:
    """The file behind a `sqlite:///` address, None for a server's."""
    return Path(url[len(SCHEME) :]).expanduser().absolute() if url.startswith(SCHEME) else None


def shown(url: str) -> str:
    """The address without its password: a SQLite library's path, a server's URL."""
    if path := file_of(url) or folder_of(url):
        return str(path)
    try:
        make_url(unambiguous(url))
    except (ArgumentError, ValueError):
        return "at an address that is no URL"
    return without_secrets(url)


def connect(url: str, *, is_read_only: bool = False) -> Engine:
    """An engine for a library that should be there. Raises StoreUnreachable, StoreReadOnly or StoreError."""
    path = file_of(url)
    if path is None:
        return _server_engine(url)
    _refuse_network(path)
    if path.is_dir():
        raise StoreUnreachable(f"{path} is a folder, not a library", f"name the file in it: {path / 'library.db'}")
    if not path.is_file():
        lacking = path if path.parent.is_dir() else path.parent
        raise StoreUnreachable(f"there is no library at {path}: {lacking} is missing", "make one: snippets init")
    _refuse_foreign(path)
    if is_read_only:
        return _reading_engine(path)
    if not _may_write(path):
        raise StoreReadOnly(f"the library {path} may not be written", "check who owns the file and its folder")
    return _file_engine(path)


def make(url: str, lay: Callable[[Connection], None]) -> None:
    """A new database laid by `lay` in one transaction. Raises StoreError where a library is already."""
    path = file_of(url)
    if path is None:
        _make_on_server(url, lay)
        return
    _refuse_network(path)
    if path.exists():
        raise StoreError(f"there is a file at {path} already", "nothing was changed; choose another --library")
    make_private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{make_id()}")
    try:
        _make_file(draft, lay)
        _put_in_place(draft, path)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            draft.with_name(draft.name + ending).unlink(missing_ok=True)


def is_ours(url: str) -> bool:
    """Whether a library of whatever schema is at this address."""
    if path := file_of(url):
        try:
            return path.is_file() and schema_of(path) > 0
        except StoreDamaged:
            return False
    engine = _server_engine(url)
    try:
        with engine.connect() as connection:
            return inspect(connection).has_table("library_info")
    finally:
        engine.dispose()


def schema_of(path: Path) -> int:
    """The schema number in a library file, read without touching it. Raises StoreDamaged for a file of another kind."""
    try:
        with closing(open_to_read(path)) as connection:
            kind = connection.execute("PRAGMA application_id").fetchone()[0]
            number = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            raise
        kind, number = 0, 0
    if kind != APPLICATION_ID:
        raise StoreDamaged(f"{path} is not a snippets library", "check the address given as --library")
    return int(number)


def open_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing and leaves no file behind. Raises StoreReadOnly where that cannot be had."""
    connection = sqlite3.connect(_reading_address(path), uri=True, timeout=PATIENCE, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    return connection


@contextmanager
def unaltered(path: Path) -> Iterator[None]:
    """Raises StoreBusy at the end where a file that had to be read without locks was written to meanwhile."""
    before = _stamp(path) if "immutable" in _reading_address(path) else None
    yield
    if before is not None and _stamp(path) != before:
        raise StoreBusy(f"the library {path} was written to while it was read", "read it again in a moment")


def _reading_address(path: Path) -> str:
    """How SQLite is to open a file so that reading it leaves no trace.

    In WAL mode a reader needs the -shm file beside the library. One that is there is used, and then a log is read and
    writers go on. One that is not is made by who may write here anyhow, and removed again, which takes a connection
    that could write; for anybody else the file is read as one that does not change, which leaves out a log
    (https://www.sqlite.org/wal.html#read_only_databases).
    """
    address = path.absolute().as_uri()
    log, shared = (path.with_name(path.name + ending) for ending in ("-wal", "-shm"))
    has_log = log.exists() and log.stat().st_size > 0
    if shared.exists() and log.exists():
        return f"{address}?mode=ro"
    if _may_write(path):
        return f"{address}?mode={'ro' if has_log else 'rw'}"
    if has_log:
        raise StoreReadOnly(
            f"the library {path} may not be written, and its newest work is still in {log.name}",
            "have somebody open it who may write there, then read it again",
        )
    return f"{address}?mode=ro&immutable=1"


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def schema_in(connection: Connection) -> str:
    """Where on a server this connection finds or makes a library's tables; it need not be there yet."""
    path = str(connection.exec_driver_sql("SELECT current_setting('search_path')").scalar_one())
    return path.partition(",")[0].strip().strip('"')


def reader(engine: Engine) -> Engine:
    """The same pool, its transactions reading one snapshot."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begin="BEGIN")
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writer(engine: Engine, patience: float = PATIENCE) -> Engine:
    """The same pool, its transactions holding SQLite's write lock from the start, waited for up to `patience` seconds.

    PostgreSQL reads what is committed at each statement, so that what is read after `take_turn` is the newest.
    """
    if engine.dialect.name == "sqlite":
        return engine.execution_options(begin="BEGIN IMMEDIATE", patience=patience)
    options = {"isolation_level": "READ COMMITTED", "postgresql_readonly": False, "patience": patience}
    return engine.execution_options(**options)


def _file_engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _set_up_file)
    event.listen(engine, "begin", _begin_in_file)
    return engine


def _reading_engine(path: Path) -> Engine:
    """Opens the file anew for each session, in the way that is right at that moment."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, creator=lambda: open_to_read(path), poolclass=NullPool)
    event.listen(engine, "connect", _set_up_file)
    event.listen(engine, "begin", _begin_in_file)
    return engine


def _set_up_file(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # the driver would begin transactions itself, late and deferred
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # a redacted text is overwritten, not only unlinked
    connection.execute("PRAGMA busy_timeout = 20")  # milliseconds; `patiently` waits fairly beyond


def _begin_in_file(connection: Connection) -> None:
    options = connection.get_execution_options()
    begin = str(options.get("begin", "BEGIN IMMEDIATE"))
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    patiently(lambda: driver.execute(begin), float(options.get("patience", PATIENCE)))
    if begin == "BEGIN":  # the snapshot is taken by the first read, which may meet a checkpoint's lock
        patiently(lambda: driver.execute("SELECT count(*) FROM sqlite_master").fetchone())


def _server_engine(url: str) -> Engine:
    if folder := folder_of(url):
        raise only_to_read(folder)
    address = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        parsed = make_url(unambiguous(address))
    except (ArgumentError, ValueError):  # the port is no number
        raise BadValue(
            "the library's address is no URL", f"use {SCHEME}PATH or postgresql+psycopg://USER@HOST/NAME"
        ) from None
    if parsed.drivername != "postgresql+psycopg":
        raise BadValue(
            f"a library cannot be kept in “{parsed.drivername}”",
            f"use {SCHEME}PATH or postgresql+psycopg://USER@HOST/NAME",
        )
    try:
        keep_quiet(parsed)
        given = {name: value for name, value in PATIENT.items() if name not in parsed.query}
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True, connect_args=given)
    except ModuleNotFoundError:
        raise StoreUnreachable(
            "PostgreSQL's driver is not installed", "install it: pip install 'snippets[postgresql]'"
        ) from None
    event.listen(engine, "connect", _set_up_server)
    event.listen(engine, "begin", _begin_on_server)
    return engine


def _set_up_server(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{PATIENCE:.0f}s'")
    cursor.execute("SET synchronous_commit = on")
    cursor.execute(
        f"SELECT set_config('search_path', '{SERVER_SCHEMA}', false)"
        " WHERE current_setting('search_path') = '\"$user\", public'"
    )
    cursor.close()
    connection.commit()


def _begin_on_server(connection: Connection) -> None:
    patience = float(connection.get_execution_options().get("patience", PATIENCE))
    if patience != PATIENCE:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{patience * 1000:.0f}ms'")


def _make_on_server(url: str, lay: Callable[[Connection], None]) -> None:
    engine = _server_engine(url)
    try:
        with writer(engine).begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
            if inspect(connection).has_table("library_info"):
                raise StoreError(
                    f"there is a library at {shown(url)} already", "nothing was changed; choose another database"
                )
            lay(connection)
    finally:
        engine.dispose()


def _make_file(path: Path, lay: Callable[[Connection], None]) -> None:
    make_private_file(path)
    engine = _file_engine(path)
    try:
        with engine.begin() as connection:
            lay(connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        engine.dispose()
    with closing(sqlite3.connect(path)) as last:  # last, outside a transaction: closing leaves one file and no log
        last.execute("PRAGMA journal_mode = WAL")


def _put_in_place(draft: Path, path: Path) -> None:
    """Gives the finished file its name unless somebody else made one meanwhile: it is there whole or not at all."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise StoreError(
            f"there is a file at {path} already", "nothing was changed; choose another --library"
        ) from None
    except OSError:  # a file system without hard links
        draft.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes a new name in a folder survive a power cut; Windows needs and knows no such call."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse_network(path: Path) -> None:
    if is_network(path):
        raise StoreError(
            f"{path} is on a network file system, where SQLite's locks cannot be relied on",
            "keep the library in PostgreSQL, or on a local disk",
        )


def _refuse_foreign(path: Path) -> None:
    schema_of(path)
