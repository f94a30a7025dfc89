"""Makes a new library with its seeds, and the desk that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from library.errors import StoreError
from library.exchange.seeds import Seeds, load_seeds, read_seeds
from library.record.database import create_library, is_library
from snippets.config import Config
from snippets.places import without_password
from snippets.syncing import sync_desk


@dataclass(frozen=True, slots=True)
class Founded:
    library_id: str
    templates: int
    replies: int


def seed_folder() -> Path:
    """The shipped seed templates: inside the installed package, or at the top of a checkout."""
    inside = Path(__file__).parent / "seed_templates"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "seed_templates"


def found_library(config: Config, *, is_empty: bool = False, title: str = "") -> Founded:
    """A new library at the config's address, its owner being the config's agent, synced to the desk.

    Raises StoreError where there is a library already or none can be made.
    """
    made = lay_library(config, is_empty=is_empty, title=title)
    sync_desk(config)
    return made


def lay_library(config: Config, *, is_empty: bool = False, title: str = "") -> Founded:
    """The same without the desk: who makes it need not work with it. The seeds are read before anything is made."""
    if is_library(config.library):
        raise StoreError(f"there is a library at {without_password(config.library)} already", "open it: snippets")
    seeds = Seeds((), ()) if is_empty else read_seeds(seed_folder())
    library = create_library(
        config.library,
        owner=config.agent,
        title=title,
        fill=None if is_empty else lambda session: load_seeds(session, seeds),
    )
    library.close()
    replies = sum(template.document.kind == "reply" for template in seeds.templates)
    return Founded(library.id, len(seeds.templates), replies)
