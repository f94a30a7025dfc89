"""`snippets sync`: hand in what waits, take what is new; once, or for as long as somebody listens."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import click

from library.errors import LibraryError
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.output import print_json, tell
from snippets.formatting import counted

if TYPE_CHECKING:
    from library.sync import Synced

#: Between two syncs of a watching process, in seconds: what a lead approves is with everybody within this time.
WATCH_SECONDS = 10
#: How long a sync under way may go on after nobody listens any more, in seconds.
GRACE_SECONDS = 5


@click.command("sync", cls=Command)
@click.option("--watch", is_flag=True, help="Repeat until standard input closes.")
@click.option("--quiet", is_flag=True, help="Say nothing when all is well.")
@json_option
@click.pass_context
def sync_command(ctx: click.Context, watch: bool, quiet: bool, as_json: bool) -> None:
    """Bring this machine up to date with the library, and hand in the uses recorded here.

    The app and `copy` do this by themselves; the command is for scripts and for impatience.
    """
    from snippets.syncing import sync_desk

    config = config_of(ctx)
    if watch:
        _watch(lambda: sync_desk(config), config.sync_seconds)
        return
    synced = sync_desk(config)
    if as_json:
        print_json(
            {
                "library": synced.library_id,
                "version": synced.version,
                "pulled": synced.pulled,
                "removed": synced.gone,
                "handed_in": synced.handed_in,
                "full": synced.is_full,
                "unreadable": synced.unreadable,
            }
        )
    elif not quiet:
        tell(told(synced))


def told(synced: Synced) -> str:
    """One sync in a sentence."""
    parts = [f"library version {synced.version}"]
    if synced.was_restored:
        parts.append("the library was restored from a backup, everything was taken anew")
    if synced.pulled or synced.gone:
        parts.append(f"{counted(synced.pulled, 'template')} taken, {synced.gone} removed")
    else:
        parts.append("nothing new")
    parts.append(f"{synced.handed_in} handed in")
    if synced.others:
        parts.append(f"what {' and '.join(synced.others)} recorded here waits until they sync")
    if synced.unreadable:
        parts.append(f"{counted(synced.unreadable, 'template')} kept at an earlier text: update the program")
    return ", ".join(parts)


def _watch(sync_once: object, seconds: int) -> None:
    """Syncs every few seconds until standard input closes, which happens at the latest when the app ends."""
    assert callable(sync_once)
    closed = threading.Event()

    def listen() -> None:
        sys.stdin.buffer.read()
        closed.set()
        time.sleep(GRACE_SECONDS)
        os._exit(0)  # a server that fell silent in the middle would be waited for without end; nothing is lost by that

    threading.Thread(target=listen, daemon=True).start()
    pause = min(WATCH_SECONDS, seconds or WATCH_SECONDS)
    while not closed.is_set():
        started = time.monotonic()
        try:
            sync_once()
        except LibraryError as error:
            tell(f"snippets: {error.message}")
        closed.wait(max(1.0, pause - (time.monotonic() - started)))
