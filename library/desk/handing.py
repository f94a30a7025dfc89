"""What a desk remembers of a shared folder it hands in to: whose it is, and the file of its own in it."""

from __future__ import annotations

from library.desk.store import Desk

#: The keys in `meta`.
_FILE, _OWNER = "handed_in_file", "folder_owner"


def file_of(desk: Desk) -> str:
    """The name of this desk's file in the folder; '' where it has none."""
    return desk.meta().get(_FILE, "")


def note_file(desk: Desk, name: str) -> None:
    _note(desk, _FILE, name)


def owner_of(desk: Desk) -> int | None:
    """The user who kept the folder when this desk saw it first; None where it never did."""
    owner = desk.meta().get(_OWNER, "")
    return int(owner) if owner else None


def note_owner(desk: Desk, owner: int) -> None:
    _note(desk, _OWNER, str(owner))


def _note(desk: Desk, key: str, value: str) -> None:
    with desk.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", (key, value))
