"""The roles of a PostgreSQL library: four groups that people's logins are put in, and the keeper that owns the tables.

Nobody logs in as any of them. Whoever makes or upgrades a library acts as the keeper for that transaction: an
administrator of the server, who could do everything anyhow, and nobody who works with the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from library.errors import NotAllowed
from library.record.members import ROLES

KEEPER = "keeper"
#: The longest name a login may have, in bytes of UTF-8: NAMEDATALEN - 1,
#: https://www.postgresql.org/docs/current/runtime-config-preset.html.
LONGEST_LOGIN = 63
#: What PostgreSQL takes for something else, https://www.postgresql.org/docs/current/sql-createrole.html.
NO_LOGINS = ("public", "none", "current_user", "session_user", "current_role")


def can_be_login(name: str) -> bool:
    """Whether PostgreSQL can have a login of this name."""
    is_short = 0 < len(name.encode()) <= LONGEST_LOGIN
    return is_short and not name.startswith("pg_") and name not in NO_LOGINS


def group(library_id: str, role: str) -> str:
    """A role's group on the server, `snippets_0a1b2c3d4e5f_lead`: groups are the whole server's, libraries many."""
    return f"snippets_{library_id.replace('-', '')[-12:]}_{role}"


def keeper(library_id: str) -> str:
    """Who owns a library's tables."""
    return group(library_id, KEEPER)


def is_one_of(library_id: str, *roles: str) -> str:
    """SQL: whether who is logged in has one of the roles. The session's user, whom SET ROLE does not alter."""
    asked = (f"pg_has_role(session_user, '{group(library_id, role)}', 'member')" for role in roles)
    return f"({' OR '.join(asked)})"


def quoted(name: str) -> str:
    """An identifier as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def make_roles(connection: Connection, library_id: str, schema: str) -> None:
    """The groups, the keeper, and the schema that is the keeper's. Raises NotAllowed for who may not make them."""
    if not _may_make_roles(connection):
        raise NotAllowed(
            f"{_user(connection)} may not make roles on this server",
            "connect as an administrator: a login with CREATEROLE that may CREATE in the database",
        )
    for role in (*ROLES, KEEPER):
        connection.exec_driver_sql(f"CREATE ROLE {group(library_id, role)} NOLOGIN")
    owner = keeper(library_id)
    connection.exec_driver_sql(f"GRANT {owner} TO CURRENT_USER")
    there = connection.execute(text("SELECT 1 FROM pg_namespace WHERE nspname = :name"), {"name": schema}).first()
    if there is None:
        connection.exec_driver_sql(f"CREATE SCHEMA {quoted(schema)} AUTHORIZATION {owner}")
    else:
        connection.exec_driver_sql(f"ALTER SCHEMA {quoted(schema)} OWNER TO {owner}")


@contextmanager
def acting_as_keeper(connection: Connection, library_id: str) -> Iterator[None]:
    """While the transaction does what only the owner of the tables may. Raises NotAllowed for who may not be it."""
    owner = keeper(library_id)
    may = connection.execute(text("SELECT pg_has_role(session_user, :owner, 'member')"), {"owner": owner}).scalar_one()
    if not may:
        raise NotAllowed(
            f"{_user(connection)} may not change how this library is kept",
            "connect as the administrator who made it, or have them run: GRANT " + f"{owner} TO {_user(connection)}",
        )
    connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
    yield
    connection.exec_driver_sql("RESET ROLE")


def _may_make_roles(connection: Connection) -> bool:
    query = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = session_user"
    return bool(connection.exec_driver_sql(query).scalar_one())


def _user(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT session_user").scalar_one())
