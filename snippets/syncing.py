"""Runs one sync for a config, here and now."""

from __future__ import annotations

from datetime import datetime

from library.sync import Synced, sync
from snippets.config import Config
from snippets.places import desk_of, remember_library


def sync_desk(config: Config) -> Synced:
    """One sync; afterwards the address is known to lead to this library. Raises StoreError."""

    def desk_for(library_id: str) -> str:
        # The library that is there now may be another one than when the config was read: then it has another desk.
        is_same = config.head is None or config.head.library_id == library_id
        return config.desk if config.desk and is_same else desk_of(config.data, library_id)

    synced = sync(config.library, desk_for, now=datetime.now().astimezone())
    remember_library(config.data, config.library, synced.library_id)
    return synced
