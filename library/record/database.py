"""Opens and makes libraries; the differences between SQLite and PostgreSQL end here."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from library.errors import BadValue, StoreBusy, StoreReadOnly
from library.identifiers import make_id
from library.record import changes, engines, faults, schema
from library.sqlite import PATIENCE

T = TypeVar("T")
#: With turns taken in order no two writers should ever collide; these are for statements nobody foresaw.
ATTEMPTS = 10


class Library:
    """An open library. `url` may hold a password; `address` is the same without, to be shown."""

    def __init__(self, url: str, engine: Engine, id_: str, *, is_read_only: bool = False) -> None:
        self.url = url
        self.address = engines.shown(url)
        self.dialect = engine.dialect.name
        self.id = id_
        self.engine = engine
        self.is_read_only = is_read_only

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one snapshot: whatever others commit meanwhile, it reads the same library throughout."""
        path = engines.file_of(self.url) if self.is_read_only else None
        with (
            faults.translated_files(self.address),
            engines.unaltered(path) if path else nullcontext(),
            engines.reader(self.engine).connect() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            session.connection()
            yield session

    @contextmanager
    def writing(self, patience: float = PATIENCE, *, is_rehearsal: bool = False) -> Iterator[Session]:
        """A session whose work is entered in the chains and committed at the end, or undone when an error leaves it.

        A rehearsal is undone in any case. Raises StoreReadOnly for a library opened to be read, StoreBusy when another
        process holds it for longer than `patience` seconds, and the other StoreErrors as they arise.
        """
        if self.is_read_only:
            raise StoreReadOnly(f"the library {self.address} was opened to be read only", "nothing was written")
        with (
            faults.translated(self.address),
            engines.writer(self.engine, patience).connect() as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            session.connection()
            yield session
            changes.seal(session)
            if is_rehearsal:
                session.rollback()
            else:
                session.commit()

    def close(self) -> None:
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"Library({self.address!r})"


def create_library(
    url: str, *, owner: str, title: str = "", fill: Callable[[Session], object] | None = None
) -> Library:
    """A new library with its first member, `owner`, opened. Raises StoreError where one is already, or none can be.

    `fill` puts something into it in the transaction that makes it: the library is there with all of it, or not at all.
    """
    if not owner.strip():
        raise BadValue("a library needs an owner", "name one: snippets --as NAME init")

    def put_in(connection: Connection) -> None:
        schema.found(connection, id_, owner=owner.strip(), title=title)
        if fill is not None:
            with Session(connection, expire_on_commit=False) as session:
                fill(session)
                changes.seal(session)
                session.commit()  # of the session only: what commits is whoever opened the connection

    id_ = make_id()
    lay_library(url, id_, put_in)
    return open_library(url)


def lay_library(url: str, id_: str, fill: Callable[[Connection], None]) -> None:
    """The tables, triggers and views of a new library with this id, and what `fill` puts in, in one transaction.

    Raises StoreError where a library is already, or none can be.
    """

    def lay(connection: Connection) -> None:
        with schema.keeping(connection, id_):
            schema.migrate(connection, id_)
            fill(connection)

    with faults.translated_files(engines.shown(url)):
        engines.make(url, lay)


def open_library(url: str, *, is_read_only: bool = False, is_for_desk: bool = False) -> Library:
    """The library at this address; one in a file is brought to this program's schema if it is older.

    One on a server has to be of this schema already, unless it is opened for a desk: that reads nothing but the views
    made for desks, which stay alike for two releases.
    One opened to be read only is never altered, neither is its folder, and who opens it needs no right to write there.
    Raises StoreUnreachable where there is none, StoreTooNew, StoreDamaged, StoreReadOnly and StoreError.
    """
    with faults.translated_files(engines.shown(url)):
        engine = engines.connect(url, is_read_only=is_read_only)
        try:
            id_ = schema.prepare(engine, engines.shown(url), is_read_only=is_read_only, is_for_desk=is_for_desk)
            return Library(url, engine, id_, is_read_only=is_read_only)
        except BaseException:
            engine.dispose()
            raise


def upgrade_library(url: str) -> tuple[int, int]:
    """Brings a library on a server to this program's schema; returns the numbers before and after.

    Raises NotAllowed for who is no administrator of it, and StoreError.
    """
    with faults.translated_files(engines.shown(url)):
        engine = engines.connect(url)
        try:
            return schema.upgrade(engine)
        finally:
            engine.dispose()


def is_library(url: str) -> bool:
    """Whether a library of whatever schema is at this address. Raises StoreUnreachable where a server is silent."""
    with faults.translated_files(engines.shown(url)):
        return engines.is_ours(url)


def run(library: Library, work: Callable[[Session], T]) -> T:
    """The work's result, its whole transaction repeated when another writer took its number or the lock first."""
    return _run(library, work, is_rehearsal=False)


def rehearse(library: Library, work: Callable[[Session], T]) -> T:
    """What `run` would return, or raises what it would raise; nothing is kept. Others cannot write meanwhile."""
    return _run(library, work, is_rehearsal=True)


def _run(library: Library, work: Callable[[Session], T], *, is_rehearsal: bool) -> T:
    end = time.monotonic() + PATIENCE
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with library.writing(is_rehearsal=is_rehearsal) as session:
                result = work(session)
            return result
        except faults.Collided:
            if attempt == ATTEMPTS or time.monotonic() > end:
                raise
            time.sleep(random.random() * 0.02 * attempt)
    raise StoreBusy(f"{library.address} is busy", "nothing was written; try again in a moment")
