"""Moves a library from its file to a PostgreSQL server: the same rows under the same id, so that copies of it go on.

The file's write lock is held from the first look at it to the last, and the file is never altered. On the server
everything happens in one transaction: the copy, its comparison with the file, members' new names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Table
from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue, StoreDamaged, StoreError, StoreTooNew
from library.record import changes, engines, faults, members, schema, whole_tables
from library.record.clock import now
from library.record.database import is_library, lay_library, open_library
from library.record.roles import can_be_login
from library.record.verify import verify
from library.record.whole_tables import Step, Tally
from library.sqlite import PATIENCE

#: Told what is under way (“checked”, “copied”, “compared”), how many rows of how many are done.
Progress = Callable[[str, int, int], None]


class NewName(NamedTuple):
    """That a member is called otherwise on the server, where their name is the one they sign in with."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be moved: the rows of each table, the size of the file, and who is with the team then."""

    library_id: str
    version: int
    bytes: int
    tables: tuple[Tally, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: every table's rows with their digest, the same on both sides, before anybody was renamed."""

    library_id: str
    version: int
    head: str
    tables: tuple[Tally, ...]
    people: tuple[str, ...]


def rehearse(source: str, target: str, *, by: str, names: Sequence[NewName] = (), progress: Progress) -> Plan:
    """What `move` would do, or raises what it would raise; nothing is kept on the server.

    All is read and checked, and the tables are laid on the server and undone.
    """
    refuse_addresses(source, target)
    with _held(source) as file:
        library_id, people = _checked(file, source, target, by=by, names=names)
        _walk(file, "checked", progress, lambda table, step: whole_tables.check(file, table, step))
        tallies, (version, _) = whole_tables.counted(file), _head(file)

        def stop(server: Connection) -> None:
            _refuse_encoding(server, target)
            raise _Enough

        with suppress(_Enough):
            lay_library(target, library_id, stop)
    return Plan(library_id, version, _size(source), tallies, people)


def move(source: str, target: str, *, by: str, names: Sequence[NewName] = (), progress: Progress) -> Moved:
    """Copies a SQLite library, compares the copy with it row by row, and renames members; by an owner.

    The server has all of it or nothing. Raises BadValue for what PostgreSQL cannot store, naming table and key;
    StoreDamaged for a library that `verify` finds damages in, and for a copy that differs; NotAllowed, UnknownName and
    the StoreErrors.
    """
    refuse_addresses(source, target)
    with _held(source) as file:
        library_id, people = _checked(file, source, target, by=by, names=names)
        tallies: list[Tally] = []

        def fill(server: Connection) -> None:
            _refuse_encoding(server, target)

            def send(table: Table, step: Step) -> None:
                whole_tables.copy(file, server, table, step)

            def compare(table: Table, step: Step) -> None:
                tallies.append(whole_tables.compare(file, server, table, step))

            _walk(file, "copied", progress, send)
            whole_tables.analyze(server)
            _walk(file, "compared", progress, compare)
            if (there := _head(server)) != head:
                raise StoreDamaged(f"the copy is at version {there[0]}, the library at {head[0]}", "nothing was kept")
            _rename(server, names, by=by)

        head = _head(file)
        lay_library(target, library_id, fill)
    return Moved(library_id, *head, tuple(tallies), people)


def refuse_addresses(source: str, target: str) -> None:
    """Raises BadValue unless a file is to be moved to a server."""
    if engines.file_of(source) is None:
        raise BadValue(
            f"the library {engines.shown(source)} is on a server already",
            "name the file to be moved with --from FILE; from server to server pg_dump and pg_restore copy",
        )
    if engines.file_of(target) is not None:
        raise BadValue(f"{engines.shown(target)} is a file, not a server", "use postgresql+psycopg://USER@HOST/NAME")


class _Enough(Exception):
    """Undoes what a rehearsal laid."""


@contextmanager
def _held(source: str) -> Iterator[Connection]:
    """A connection that holds the file's write lock and can write nothing itself."""
    with faults.translated_files(engines.shown(source)):
        engine = engines.connect(source)
        try:
            with engines.writer(engine, PATIENCE).connect() as connection:
                connection.exec_driver_sql("PRAGMA query_only = ON")  # after BEGIN IMMEDIATE, which it would refuse
                yield connection
        finally:
            engine.dispose()


def _checked(
    file: Connection, source: str, target: str, *, by: str, names: Sequence[NewName]
) -> tuple[str, tuple[str, ...]]:
    """The library's id and who will be with the team. Raises what keeps it from being moved, before anything is."""
    _refuse_schema(schema.number_of(file), engines.shown(source))
    with Session(file) as session:
        members.require(session, by, ("owner",), "move the library")
        people = _people_after(session, names)
    if is_library(target):
        raise StoreError(
            f"there is a library at {engines.shown(target)} already", "nothing was changed; choose another database"
        )
    library = open_library(source, is_read_only=True)
    try:
        damages = verify(library)
    finally:
        library.close()
    if damages:
        raise StoreDamaged(
            f"the library {library.address} is damaged: {damages[0].table} {damages[0].key}: {damages[0].what}",
            "nothing was moved; snippets verify names every damage",
        )
    return library.id, people


def _refuse_schema(number: int, address: str) -> None:
    if number > schema.SCHEMA:
        raise StoreTooNew(
            f"the library {address} was made by a newer version", "update this program; nothing was moved"
        )
    if number < schema.SCHEMA:
        raise StoreError(
            f"the library {address} was made by an older version (schema {number})",
            f"open it once first, which keeps a copy and brings it up to date: snippets --library '{address}' sync",
        )


def _people_after(session: Session, names: Sequence[NewName]) -> tuple[str, ...]:
    """Who is with the team, by the names they will have. Raises BadValue for names that no login can have."""
    for part in zip(*names, strict=True):
        given = [folded(name.strip()) for name in part]
        if twice := next((name for name in given if given.count(name) > 1), ""):
            raise BadValue(f"{twice} is mapped twice", "name every member once")
    called = {folded(old): members.renamed(session, old, new).name for old, new in names}
    there = members.list(session, at=now(session))
    people = tuple(called.get(folded(person.name), person.name) for person in there)
    for name in people:
        if not can_be_login(name):
            raise BadValue(
                f"members {name}: no login on PostgreSQL can be called so", f"give another name: --map '{name}=NEW'"
            )
    return people


def _refuse_encoding(server: Connection, target: str) -> None:
    found = str(server.exec_driver_sql("SHOW server_encoding").scalar_one())
    if found != "UTF8":
        raise StoreError(
            f"{engines.shown(target)} keeps texts as {found}, which lacks many characters",
            "nothing was kept; make a database for the library: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0",
        )


def _walk(file: Connection, what: str, progress: Progress, act: Callable[[Table, Step], None]) -> None:
    """One act after another on every table, its progress told as rows of all rows."""
    total, done = sum(tally.rows for tally in whole_tables.counted(file)), 0

    def step(rows: int) -> None:
        nonlocal done
        done += rows
        progress(what, done, total)

    for table in whole_tables.tables():
        act(table, step)


def _rename(server: Connection, names: Sequence[NewName], *, by: str) -> None:
    with Session(server) as session:
        for old, new in names:
            members.rename(session, old, new, by=by)
        changes.seal(session)
        session.commit()  # of the session only: what commits is whoever opened the connection


def _head(connection: Connection) -> tuple[int, str]:
    with Session(connection) as session:
        return changes.head(session)


def _size(source: str) -> int:
    path = engines.file_of(source)
    assert path is not None
    parts = (path, path.with_name(f"{path.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())
