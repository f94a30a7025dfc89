"""Opens the published copy in a shared folder, so that a sync reads it as it reads a library."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session

from library import shared_folders
from library.errors import StoreDamaged, StoreTooNew
from library.record import desk_reads, faults

#: “snpP” in ASCII, in the file's header.
APPLICATION_ID = 0x736E7050
#: The layout of a published copy: raise it when a program that knows this one could not read the next.
SCHEMA = 1
#: Besides the views made for desks, as tables: when and by whom it was published, and how much of which file was
#: collected before. A file goes by its name's hash: whoever reads the copy shall not learn the names.
INFO, COLLECTED = "published_v1_info", "published_v1_collected"


@dataclass(frozen=True, slots=True)
class Look:
    """Which library is published in a folder, at which version, by whom and when."""

    library_id: str
    title: str
    version: int
    publisher: str
    published_at: str


class Copy:
    """An open published copy. Replaced meanwhile or not, it is read as it was when it was opened."""

    def __init__(self, folder: str, engine: Engine, id_: str, owner: int) -> None:
        self.folder = folder
        self.owner = owner
        self.id = id_
        self.published_at = ""
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with (
            faults.translated_files(self.folder, "the published copy in"),
            self._engine.connect() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    def collected(self, name: str) -> int:
        """How many bytes of a file left in the folder were in the library when this copy was published."""
        query = f"SELECT bytes FROM {COLLECTED} WHERE file = ?"
        with self.reading() as session:
            found = session.connection().exec_driver_sql(query, (hash_of(name),)).scalar_one_or_none()
        return int(found or 0)

    def close(self) -> None:
        self._engine.dispose()


def open_copy(url: str) -> Copy:
    """The published copy in the folder at a `folder://` address.

    Raises StoreUnreachable where there is none, StoreError where others could have planted it, StoreTooNew and
    StoreDamaged.
    """
    folder = shared_folders.folder_of(url)
    assert folder is not None
    owner = shared_folders.require_sound(folder)
    path = Path(shared_folders.copy_in(folder))
    with faults.translated_files(folder, "the published copy in"):
        require_ours(path, f"check the address, or ask {shared_folders.called(owner)}, who keeps the folder")
        engine = _engine(path)
        try:
            copy = Copy(folder, engine, "", owner)
            with copy.reading() as session:
                copy.id = desk_reads.identity(session).id
                copy.published_at = str(session.connection().exec_driver_sql(f"SELECT at FROM {INFO}").scalar_one())
        except BaseException:
            engine.dispose()
            raise
    return copy


def look(url: str) -> Look:
    """What is published in the folder at a `folder://` address; raises as `open_copy` does where nobody can use it."""
    copy = open_copy(url)
    try:
        with copy.reading() as session:
            identity, (version, _) = desk_reads.identity(session), desk_reads.head(session)
    finally:
        copy.close()
    return Look(copy.id, identity.title, version, shared_folders.called(copy.owner), copy.published_at)


def open_file(path: Path) -> sqlite3.Connection:
    """A published file never changes: a new one takes its name. So nothing is locked, also on a network drive."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def hash_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def require_ours(path: Path, hint: str) -> None:
    """Raises StoreDamaged for a file that is no published copy, StoreTooNew for one of a newer program."""
    try:
        with closing(open_file(path)) as connection:
            kind = connection.execute("PRAGMA application_id").fetchone()[0]
            schema = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            raise
        kind, schema = 0, 0
    if kind != APPLICATION_ID:
        raise StoreDamaged(f"{path} is damaged, or no published copy of a library", hint)
    if schema > SCHEMA:
        raise StoreTooNew(f"{path} was published by a newer version of the program", "update this program")


def _engine(path: Path) -> Engine:
    """One connection from the first session to the last: all of them read the same file."""
    engine = create_engine("sqlite://", creator=lambda: open_file(path), poolclass=StaticPool)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA query_only = ON")
