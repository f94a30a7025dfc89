"""Looks at a library kept in a SQLite file, without the ORM: which library it is, and the version it has reached."""

from __future__ import annotations

import os
import sqlite3
from typing import NamedTuple

SCHEME = "sqlite:///"


class Head(NamedTuple):
    """A library's identity, its version, and the hash of that version's change ('' at version 0)."""

    library_id: str
    version: int
    hash: str


def file_of(url: str) -> str | None:
    """The file behind a `sqlite:///` address, None for any other."""
    return os.path.expanduser(url[len(SCHEME) :]) if url.startswith(SCHEME) else None


def read_head(file: str) -> Head | None:
    """The head of the library in this file; None where it cannot be read, which a sync will then explain."""
    if not os.path.exists(file):
        return None
    connection = None
    try:
        connection = sqlite3.connect(_read_only(file), uri=True, timeout=0.2)
        library_id = connection.execute("SELECT id FROM library_info").fetchone()
        head = connection.execute("SELECT number, hash FROM changes ORDER BY number DESC LIMIT 1").fetchone()
    except sqlite3.Error:
        return None
    finally:
        if connection is not None:
            connection.close()
    return Head(library_id[0], *(head or (0, ""))) if library_id else None


def _read_only(file: str) -> str:
    """The file as a SQLite URI (https://www.sqlite.org/uri.html): ?, # and % stand for themselves only when escaped."""
    path = os.path.abspath(file).replace("\\", "/").replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{path if path.startswith('/') else '/' + path}?mode=ro"
