"""Starts a sync as a process of its own, so that no database driver is ever loaded where an agent types."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import IO

from snippets.config import Config


def start_detached(config: Config) -> None:
    """Starts a sync that goes on after this process has ended."""
    _start(config, ["--quiet"], stdin=subprocess.DEVNULL)


def start_watching(config: Config) -> subprocess.Popen[bytes]:
    """Starts a sync that repeats until its standard input closes, at the latest with this process."""
    return _start(config, ["--watch", "--quiet"], stdin=subprocess.PIPE)


def _start(config: Config, arguments: list[str], *, stdin: int | IO[bytes]) -> subprocess.Popen[bytes]:
    # The address goes by the environment: everybody may see a process's arguments, and it may hold a password.
    environment = {
        **os.environ,
        "SNIPPETS_LIBRARY": config.library,
        "SNIPPETS_AS": config.agent,
        "SNIPPETS_DATA": config.data,
    }
    if config.desk:
        environment["SNIPPETS_DESK"] = config.desk
    return subprocess.Popen(
        [sys.executable, "-m", "snippets", "sync", *arguments],
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
