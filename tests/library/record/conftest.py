"""Every test that takes `library` runs over SQLite and over a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from library.record.database import Library, create_library


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
