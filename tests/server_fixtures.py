"""PostgreSQL for every test that asks: one server a run, logins whose passwords it checks, empty schemas on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from servers import VARIABLE, NoServer, OwnServer, Server, numbers, shared_server

S = TypeVar("S", bound=Server)


@pytest.fixture(scope="session")
def any_server() -> Server:
    """The server of this run; skips, with the reason, where none can be started."""
    return _made(shared_server)


@pytest.fixture(scope="session")
def server(any_server: Server) -> str:
    """The address of the superuser in the server's first database."""
    return any_server.admin


@pytest.fixture(scope="session")
def credentials_server(any_server: Server) -> Server:
    """The same server where it checks passwords; one that was given and trusts everybody is a reason to skip."""
    import psycopg

    tried = f"tried_{os.getpid()}"
    with psycopg.connect(any_server.admin.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {tried} LOGIN PASSWORD 'right'")
        try:
            psycopg.connect(any_server.login(tried, "wrong").replace("+psycopg", "")).close()
        except psycopg.OperationalError:
            return any_server
        finally:
            connection.execute(f"DROP ROLE {tried}")
    pytest.skip(f"the server of {VARIABLE} lets everybody in without a password")


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    """A server of the test's own, to be stopped and frozen; it takes two seconds to make."""
    made = _made(OwnServer)
    yield made
    made.close()


@pytest.fixture
def new_login(credentials_server: Server) -> Iterator[Callable[..., str]]:
    """Makes a login of a name like the one given, with a password and rights (“CREATEROLE”), and returns its address.

    The login goes with the test, and whatever it owns or may do with it.
    """
    import psycopg
    from psycopg import sql

    made: list[str] = []
    with psycopg.connect(credentials_server.admin.replace("+psycopg", ""), autocommit=True) as connection:

        def make(like: str, password: str, rights: str = "") -> str:
            made.append(f"{like}_{os.getpid()}_{next(numbers)}")
            name, secret = sql.Identifier(made[-1]), sql.Literal(password)
            connection.execute(sql.SQL(f"CREATE ROLE {{}} LOGIN {rights} PASSWORD {{}}").format(name, secret))
            return credentials_server.login(made[-1], password)

        yield make
        for name in map(sql.Identifier, made):
            connection.execute(sql.SQL("DROP OWNED BY {}").format(name))
            connection.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.fixture
def new_database(server: str) -> Iterator[Callable[[], str]]:
    """Makes an empty schema on the server and returns an address that knows no other; cheaper than a database."""
    import psycopg

    made: list[str] = []
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:

        def make() -> str:
            made.append(f"library_{os.getpid()}_{next(numbers)}")
            connection.execute(f"CREATE SCHEMA {made[-1]}")
            return f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{made[-1]}"

        yield make
        for name in made:
            connection.execute(f"DROP SCHEMA {name} CASCADE")
        groups = connection.execute(r"SELECT rolname FROM pg_roles WHERE rolname LIKE 'snippets\_%'").fetchall()
        if groups:  # of the libraries that were in these schemas: nothing hangs on them any more
            connection.execute(f"DROP ROLE {', '.join(group[0] for group in groups)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'made' / 'library.db'}"
    address: str = request.getfixturevalue("new_database")()
    return address


def _made(make: Callable[[], S]) -> S:
    try:
        return make()
    except NoServer as error:
        pytest.skip(str(error))
