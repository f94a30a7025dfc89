"""`snippets publish`: a folder that others can read becomes the team's library, without a server."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.desk.embedded import file_of
from library.errors import BadValue, LibraryError
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.output import print_json, tell
from snippets.config import Config
from snippets.formatting import counted

if TYPE_CHECKING:
    from library.sharing.publishing import Published

#: The shortest time between two publishings, in seconds: each writes the whole copy.
LEAST_SECONDS = 5


@click.command("publish", cls=Command)
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--every", type=click.IntRange(min=LEAST_SECONDS), metavar="SECONDS", help="Go on until interrupted.")
@json_option
@click.pass_context
def publish_command(ctx: click.Context, folder: str, every: int | None, as_json: bool) -> None:
    """Share the library by a folder that your colleagues can read; take in what they left there.

    For a small team without a server. One lead keeps the library and publishes; everybody else runs once
    snippets join folder:///path/of/the/folder. What they record comes in when you publish next.

    \b
      snippets publish /srv/support/replies               once
      snippets publish /srv/support/replies --every 60    from morning to evening
      chgrp support /srv/support/replies; chmod 750 ...   only the group support may read

    What file permissions do: only you can change what is published; nobody can read, alter or take away
    what another has left for you; what names somebody else than who left it is not taken; nobody sees the
    library itself.

    What they cannot do: root, and whoever runs the machine or the share, can do everything. Everybody who may
    read the folder sees all live texts, who approved them, and the key of ticket references. People can take
    back what they have left before you collect it, make up uses of their own, and fill the disk. Shares that do
    not tell who wrote a file (SMB, most cloud drives) are refused; NFS believes what its clients say.
    """
    config = config_of(ctx)
    if every and as_json:
        raise BadValue("--json and --every do not go together", "publish once with --json, as often as you like")
    while True:
        try:
            _tell(_published(config, folder), as_json=as_json)
        except LibraryError as error:
            if not every:
                raise
            tell(for_line(f"snippets: {error.message}"))
        if not every:
            return
        try:
            time.sleep(every)
        except KeyboardInterrupt:
            return


def _published(config: Config, folder: str) -> Published:
    from library.record.database import open_library
    from library.sharing.publishing import publish

    if (file := file_of(config.library)) and os.path.exists(file) and os.stat(file).st_mode & 0o077:
        tell(f"snippets: others may open the library itself: chmod 600 {for_line(file)}")
    library = open_library(config.library)
    try:
        return publish(library, folder, by=config.agent)
    finally:
        library.close()


def _tell(published: Published, *, as_json: bool) -> None:
    taken = published.collected
    if as_json:
        print_json(
            {
                "folder": published.folder,
                "library": published.library_id,
                "version": published.version,
                "templates": published.templates,
                "uses": taken.uses,
                "searches": taken.searches,
                "flags": taken.flags,
                "proposals": taken.proposals,
                "people": taken.people,
                "refused": [{"whose": each.whose, "why": each.why, "times": each.times} for each in taken.refused],
            }
        )
        return
    tell(f"{published.folder}: version {published.version}, {counted(published.templates, 'template')} published")
    if taken.people:
        came = f"{counted(taken.uses, 'use')}, {counted(taken.searches, 'search', 'searches')}"
        came += f", {counted(taken.flags, 'flag')}"
        came += f", {counted(taken.proposals, 'proposal')}" if taken.proposals else ""
        tell(f"taken in: {came} from {counted(taken.people, 'person', 'people')}")
    for each in taken.refused:
        whose = f"{each.whose}: " if each.whose else ""
        tell(for_line(f"snippets: not taken from there: {whose}{each.why}" + _times(each.times)))


def _times(times: int) -> str:
    return f" ({times} times)" if times > 1 else ""
