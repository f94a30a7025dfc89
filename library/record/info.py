"""The one row that says which library this is."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from library.record.changes import table_of
from library.record.models import LibraryInfo


def ticket_key(session: Session) -> str:
    """The library's own key for hashing ticket references, in hexadecimal; it moves with the library."""
    return str(session.execute(select(table_of(LibraryInfo).c.ticket_key)).scalar_one())


def title(session: Session) -> str:
    """What the library is called, '' if nobody named it."""
    return str(session.execute(select(table_of(LibraryInfo).c.title)).scalar_one())
