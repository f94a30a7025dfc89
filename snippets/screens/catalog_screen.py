"""A screen that works on the catalog: reads it in a worker after the first frame, and anew when a sync changed it."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, NamedTuple

from textual import on, work
from textual.message import Message
from textual.screen import ScreenResultType
from textual.worker import get_current_worker

from library.errors import LibraryError
from snippets.config import Config, looked_up
from snippets.messages import Failed, telling
from snippets.screens.ordered import OrderedScreen

if TYPE_CHECKING:
    from library.desk.store import Desk
    from snippets.screens.catalog import Catalog

POLL_SECONDS = 1.0
#: So many templates, once loaded, are no longer looked through for garbage: with 100,000 that stops the keys for 0.1 s.
MANY = 5_000


class Mark(NamedTuple):
    """Where the desk stands: which library version it holds, and how many uses wait to be handed in."""

    version: int = 0
    head_hash: str = ""
    synced_at: str = ""
    waiting: int = 0
    #: When something approved ahead came into force here.
    turned_at: str = ""


class CatalogScreen(OrderedScreen[ScreenResultType]):
    """`catalog` is None until it is there; a subclass says what to do when it comes or changes."""

    class CatalogLoaded(Message):
        """The catalog was read, for the first time or anew."""

        def __init__(self, catalog: Catalog) -> None:
            super().__init__()
            self.catalog = catalog

    class CatalogFailed(Message):
        """The catalog could not be read; it is tried again."""

        def __init__(self, error: LibraryError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, config: Config, *, is_brief: bool = False) -> None:
        super().__init__()
        self.config = config
        self.is_brief = is_brief
        self.catalog: Catalog | None = None
        self.mark = Mark()
        #: None of SQLite's: the first look compares marks, as a sync may have written while the catalog was read.
        self._data_version = 0
        self._mine_seen = ""

    def catalog_changed(self) -> None:
        """The catalog is another one now."""
        raise NotImplementedError

    def catalog_missing(self, error: LibraryError) -> None:
        """There is none to work on, and this is why."""
        raise NotImplementedError

    def mark_changed(self) -> None:
        """Called after every look at the desk."""
        raise NotImplementedError

    def on_mount(self) -> None:
        # The first frame comes first: what follows reads files and imports what searching and rendering need.
        self.call_after_refresh(self.begin)

    def begin(self) -> None:
        self.load_catalog()
        self.set_interval(POLL_SECONDS, self.look_for_changes)

    def on_unmount(self) -> None:
        if self.catalog:
            self.catalog.desk.close()

    @work(thread=True, exclusive=True, group="catalog")
    def load_catalog(self) -> None:
        from snippets.screens.catalog import load, warm_rendering  # brings the index and its search

        worker, known = get_current_worker(), self.catalog
        self._mine_seen = stamp_of(self.config.mine)
        try:
            catalog = load(self.config.desk, self.config.agent, known, mine=self.config.mine, is_brief=self.is_brief)
        except LibraryError as error:
            self.post_message(self.CatalogFailed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.CatalogLoaded(catalog))
        if known is None:
            warm_rendering()
            if len(catalog.finder) > MANY:
                gc.freeze()

    @on(CatalogLoaded)
    def take_catalog(self, event: CatalogLoaded) -> None:
        self.catalog, self.mark = event.catalog, event.catalog.mark
        self.catalog.finder.settle()
        with telling(self):
            self.catalog_changed()

    @on(CatalogFailed)
    def take_failure(self, event: CatalogFailed) -> None:
        """A catalog that is shown stays; only where there is none the fault takes its place."""
        if self.catalog is None:
            self.catalog_missing(event.error)
        else:
            self.post_message(Failed(event.error))

    def look_for_changes(self) -> None:
        """Once a second: has a sync, or another window, written to the desk?"""
        with telling(self):
            if self.catalog is None:
                self._look_for_desk()
            else:
                self._look_at(self.catalog.desk)
            if self.catalog is not None and self._mine_seen != stamp_of(self.config.mine):
                self.load_catalog()
            self.mark_changed()

    def _look_at(self, desk: Desk) -> None:
        """What was approved ahead comes into force by this machine's clock, with the app open or not."""
        from library.desk.coming import turn_over
        from snippets.screens.catalog import mark_of

        has_turned = turn_over(desk) > 0
        seen = desk.data_version()
        if seen == self._data_version and not has_turned:
            return
        self._data_version = seen
        new, old = mark_of(desk), self.mark
        self.mark = new
        if (new.version, new.head_hash, new.turned_at) != (old.version, old.head_hash, old.turned_at):
            self.load_catalog()

    def _look_for_desk(self) -> None:
        """The first sync makes the desk."""
        if any(worker.group == "catalog" and not worker.is_finished for worker in self.workers):
            return
        self.config = looked_up(self.config)
        if self.config.has_desk:
            self.load_catalog()


def stamp_of(folder: str) -> str:
    """Something that is another text as soon as a file in the folder is; '' where there is no folder."""
    try:
        with os.scandir(folder or os.devnull) as files:
            return "\n".join(
                sorted(f"{file.name} {(found := file.stat()).st_mtime_ns} {found.st_size}" for file in files)
            )
    except OSError:
        return ""
