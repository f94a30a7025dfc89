"""Opens the library for a lead's command: one snapshot to read, or one transaction to write, then taken to the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlmodel import Session

from library.errors import LibraryError, StoreReadOnly
from library.record.database import open_library, rehearse
from snippets import leading
from snippets.cli.output import tell
from snippets.config import Config
from snippets.syncing import sync_desk

T = TypeVar("T")


@contextmanager
def reading(config: Config, *, is_synced: bool = False, takes_in: bool = False) -> Iterator[Session]:
    """A session over one snapshot of the library, after a sync where this desk's own uses shall count.

    With `takes_in`, what agents have proposed is made drafts of first, where this person is a lead.
    """
    if is_synced:
        try:
            sync_desk(config)
        except StoreReadOnly as error:
            tell(f"snippets: without what waits here to be handed in: {error.message}")
    if takes_in:
        try:
            leading.take_in_proposals(config)
        except StoreReadOnly as error:
            tell(f"snippets: without what agents have proposed since: {error.message}")
    library = leading.open_to_read(config)
    try:
        with library.reading() as session:
            yield session
    finally:
        library.close()


def rehearsing(config: Config, work: Callable[[Session], T]) -> T:
    """What `writing` would return, or raises what it would raise; nothing is kept."""
    library = open_library(config.library)
    try:
        return rehearse(library, work)
    finally:
        library.close()


def writing(config: Config, work: Callable[[Session], T]) -> T:
    """The work's result, committed; then a sync, so that the next `find` here knows. A failed sync is only told."""
    result = leading.writing(config, work)
    try:
        sync_desk(config)
    except LibraryError as error:
        tell(f"snippets: done, but this machine is not up to date: {error.message}")
    return result
