"""The library for leads: each call opens it, reads or writes, and closes it again; never on the UI's thread.

The imports stay inside: whoever only looks for replies never waits for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from library.errors import StoreReadOnly
from snippets.config import Config

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.database import Library

T = TypeVar("T")


def open_to_read(config: Config) -> Library:
    """The library, to be read; for that nobody needs the right to write it. Whoever opens it closes it."""
    from library.record.database import open_library

    try:
        return open_library(config.library)
    except StoreReadOnly:
        return open_library(config.library, is_read_only=True)


def reading(config: Config, work: Callable[[Session], T]) -> T:
    """The work's result over one snapshot. Raises StoreError."""
    library = open_to_read(config)
    try:
        with library.reading() as session:
            return work(session)
    finally:
        library.close()


def writing(config: Config, work: Callable[[Session], T]) -> T:
    """The work's result, committed. Raises StoreError, and what the work raises: then nothing was written."""
    from library.record.database import open_library, run

    library = open_library(config.library)
    try:
        return run(library, work)
    finally:
        library.close()


def take_in_proposals(config: Config) -> None:
    """Makes drafts of what agents have proposed, where this person is a lead and may write. Raises StoreError."""
    from library.record.proposed import is_due, take_in

    if reading(config, lambda session: is_due(session, by=config.agent)):
        writing(config, lambda session: take_in(session, by=config.agent))


def catch_up(config: Config) -> None:
    """Takes what is live now to this machine. Raises StoreError."""
    from snippets.syncing import sync_desk

    sync_desk(config)
