"""Runs the real command under conditions a test cannot have otherwise: less room, less patience, another file system.

python conditions.py '{"pages": {"library.db": 1}, "patience": 0.3}' import new.md
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from pathlib import Path


def limit_pages(pages: Mapping[str, int]) -> None:
    """Lets files of these names grow to so many pages only; SQLite takes less than there are as no growth at all."""
    connect = sqlite3.connect

    def connect_limited(database: object, *arguments: object, **options: object) -> sqlite3.Connection:
        connection = connect(database, *arguments, **options)  # type: ignore[call-overload]
        if limit := pages.get(Path(str(database)).name):
            connection.execute(f"PRAGMA max_page_count = {limit}")
        assert isinstance(connection, sqlite3.Connection)
        return connection

    sqlite3.connect = sqlite3.dbapi2.connect = connect_limited  # type: ignore[assignment]


def limit_file_size(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def shorten_patience(seconds: float) -> None:
    """Waits so long instead of 30 s; before anything reads the constants."""
    import library.sqlite

    library.sqlite.PATIENCE = seconds
    library.sqlite.patiently.__defaults__ = (seconds,)
    import library.sync

    for function in (library.sync.sync, library.sync.sync_open):
        function.__kwdefaults__ = {**(function.__kwdefaults__ or {}), "patience": seconds}


def mount_at(table: str) -> None:
    """Takes this file for the system's table of mounts."""
    import library.filesystem

    library.filesystem.is_network.__defaults__ = (Path(table),)


CONDITIONS: dict[str, Callable[..., None]] = {
    "pages": limit_pages,
    "file_size": limit_file_size,
    "patience": shorten_patience,
    "mounts": mount_at,
}


if __name__ == "__main__":
    for name, value in json.loads(sys.argv.pop(1)).items():
        CONDITIONS[name](value)
    from snippets.cli import main

    main()
