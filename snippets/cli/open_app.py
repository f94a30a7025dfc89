"""Opens the app, on a new library where there is none yet."""

from __future__ import annotations

import gc
import os
import sys

from library.desk.embedded import file_of
from library.desk.store import open_desk
from library.errors import BadValue
from snippets.cli.common import ready_desk, start_sync_if_due
from snippets.cli.output import tell
from snippets.config import Config, looked_up


def open_app(config: Config, *, is_once: bool = False) -> None:
    """Runs the app until it is left. On its first start ever, the embedded library is made with the seed templates."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadValue("the app needs a terminal", "without one: snippets find, show, copy; snippets --help lists them")
    file = file_of(config.library)
    if config.is_default_library and file and not os.path.exists(file) and not config.has_desk:
        from snippets.founding import found_library

        tell("Making your library ...")
        found_library(config)
    elif not config.has_desk:
        ready_desk(config).close()
    from snippets.app import make_app

    config = looked_up(config)
    app = make_app(config, is_once=is_once)
    if not is_once:
        gc.enable()
    app.run()
    if is_once and config.has_desk:
        desk = open_desk(config.desk)
        start_sync_if_due(config, desk)
        desk.close()
