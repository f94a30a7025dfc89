"""What SQLAlchemy's and the drivers' errors mean to a person: the record's one place of translation."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from library import sqlite
from library.errors import (
    BadValue,
    NotAllowed,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)
from library.record import connecting
from library.record.connecting import one_line

AGAIN = "nothing was written; try again in a moment"
MAY_NOT = "nothing was written; snippets doctor says what you may do, and who keeps the server can let you do more"


class Refused(NotAllowed, StoreReadOnly):
    """The database does not let this login do that: its role does not allow it."""


class Collided(StoreBusy):
    """Another writer took the number or the lock first: the same transaction, begun anew, will succeed."""


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Turns errors of the database and its driver into StoreErrors that never show a password."""
    what = f"the library {address}"
    try:
        yield
    except DBAPIError as error:
        raise _driver_error(error.orig, what, isinstance(error, OperationalError)) from None
    except sqlite3.Error as error:
        raise _driver_error(error, what) from None
    except PoolTimeout:
        raise StoreBusy(f"{what} has no free connection", AGAIN) from None
    except SQLAlchemyError as error:
        raise StoreError(f"{what}: {one_line(str(error))}", "run snippets doctor") from None
    except UnicodeEncodeError:
        raise BadValue("a text holds a character that cannot be stored", "type the text anew") from None


@contextmanager
def translated_files(address: str, thing: str = "the library") -> Iterator[None]:
    """Like `translated`, for acts that handle files and folders: the library's own, or a `thing` (“the backup”)."""
    what = f"{thing} {address}"
    with translated(address):
        try:
            yield
        except PermissionError as error:
            raise StoreReadOnly(f"{what} may not be written: {error.strerror}", "check who owns its folder") from None
        except OSError as error:
            kind = StoreFull if error.errno in _FULL else StoreError
            raise kind(f"{what}: {error.strerror or error}", "make room, or check its folder, and repeat") from None


def _driver_error(error: BaseException | None, what: str, is_operational: bool = True) -> StoreError | BadValue:
    if isinstance(error, sqlite3.Error):
        return _sqlite_error(error, what)
    state, text = str(getattr(error, "sqlstate", "") or ""), str(error)
    if not state and (found := connecting.explained(text, what)):
        return found
    return _postgresql_error(state or ("08000" if is_operational else "XX000"), text, what)


def _sqlite_error(error: sqlite3.Error, what: str) -> StoreError:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_CONSTRAINT_TRIGGER":
        return StoreError(str(error), "nothing was written; the record only grows")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or "no such table" in str(error):
        return StoreDamaged(f"{what} is damaged or not one of ours", "restore a backup: snippets restore-backup FILE")
    return sqlite.translated(error, what)


def _postgresql_error(state: str, text: str, what: str) -> StoreError | BadValue:
    """By SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html."""
    if state in ("23505", "40001", "40P01"):
        return Collided(f"somebody else wrote to {what} at the same moment", AGAIN)
    if state in ("55P03", "57014"):
        return StoreBusy(f"{what} is held by another process", AGAIN)
    if state == "53300":
        return StoreBusy(f"{what} has no free connection", AGAIN)
    if state in ("53100", "53200"):
        return StoreFull(f"{what} has no room left on its server", "nothing was written; make room there")
    if state == "42501":
        return Refused(_refusal(text, what), MAY_NOT)
    if state == "25006":
        return StoreReadOnly(f"{what} may not be written: {one_line(text)}", "ask whoever runs the database")
    if state == "P0001":
        return StoreError(one_line(text), "nothing was written; the record only grows")
    if state in ("22021", "22P05") or "NUL" in text:
        return BadValue("a text holds a character that cannot be stored", "type the text anew")
    if state in ("42P01", "42703"):
        return StoreDamaged(f"{what} lacks a table or column", "run snippets verify")
    if state in ("57P01", "57P02", "57P03", "57P05"):
        return StoreUnreachable(f"{what} cannot be reached now: {one_line(text)}", connecting.BROKEN)
    if state[:2] in ("08", "28", "3D", "57"):
        return StoreUnreachable(
            f"{what} cannot be reached: {one_line(text)}", "check the address, the network, the server"
        )
    return StoreError(f"{what}: {one_line(text)}", "run snippets doctor")


def _refusal(text: str, what: str) -> str:
    """What PostgreSQL's refusal means here: the tables' names and its own words say nothing to a person."""
    if "row-level security" in text:
        return f"{what} does not take that from you: it is under another name than yours, or against its rules"
    if "permission denied for schema" in text:
        return f"you have no role in {what}"
    if "permission denied for" in text:
        return f"your role in {what} does not allow that"
    return f"{what} does not let you do that: {one_line(text)}"


_FULL = (28, 27, 122)  # ENOSPC, EFBIG, EDQUOT
