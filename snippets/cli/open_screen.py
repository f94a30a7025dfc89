"""Opens the app at one screen, for commands that have one; it ends with that screen."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from snippets.cli.common import ready_desk
from snippets.config import Config, looked_up

if TYPE_CHECKING:
    from textual.screen import Screen

    from snippets.screens.surroundings import Surroundings


def has_terminal() -> bool:
    """Whether there is one to show a screen on: both ways, or a pipe is meant."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_screen(config: Config, make: Callable[[Config, Surroundings], Screen[None]]) -> None:
    """Raises StoreError where there is no library to work with, before anything is shown."""
    if not config.has_desk:
        ready_desk(config).close()
    config = looked_up(config)
    from snippets.app import make_app  # brings textual: only for who opens a screen

    app = make_app(config, opens=lambda surroundings: make(config, surroundings))
    gc.enable()
    app.run()
