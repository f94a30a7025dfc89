"""`snippets join`: an agent's first and only line; afterwards everything works by itself."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from library.errors import BadValue, WrongPassword
from snippets.cli.agreeing import agreed, can_ask, yes_option
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.output import print_json, tell
from snippets.config import load, remember
from snippets.formatting import counted
from snippets.places import is_server, user_of, without_password

if TYPE_CHECKING:
    from library.sync import Synced
    from snippets.config import Config


@click.command("join", cls=Command)
@click.argument("address")
@click.option("--password-stdin", "is_piped", is_flag=True, help="Read the password from standard input.")
@yes_option
@json_option
@click.pass_context
def join_command(ctx: click.Context, address: str, is_piped: bool, is_sure: bool, as_json: bool) -> None:
    """Work with the library at ADDRESS from now on: whoever invited you gave you this line.

    Your name comes with the line. A password is asked for only where the server wants one; it is kept in a file of its
    own beside your settings, which nobody else can read.

    \b
      snippets join postgresql+psycopg://ana@db.example/support
    """
    from snippets.passwords import taken_out

    before = config_of(ctx)
    address, given = taken_out(address)
    if is_server(address) and not user_of(address):
        raise BadValue("the line names nobody", "it begins postgresql+psycopg://NAME@...: ask who invited you")
    config = load(library=address, agent=_name(before, address), desk=before.given.get("desk", "") and before.desk)
    _refuse_other(before, config, is_sure=is_sure)
    secret = sys.stdin.readline().rstrip("\r\n") if is_piped else given
    config, synced = _synced(config, secret)
    for key, value in (("library", config.library), *([("as", config.agent)] if is_server(config.library) else [])):
        remember(config, key, value)
    _tell(config, synced, as_json=as_json)


def _name(before: Config, address: str) -> str:
    """Who they are: as the line says; what stands in the settings was for another library."""
    name = user_of(address)
    if given := before.given.get("as"):
        if name and before.agent != name:
            raise BadValue(f"the line is for {name}, {given} says {before.agent}", f"leave {given} out")
        return before.agent
    return name


def _refuse_other(before: Config, config: Config, *, is_sure: bool) -> None:
    """Asks before another library takes the place of the one in the settings."""
    is_other = without_password(before.library) != without_password(config.library)
    if before.is_default_library or not is_other or "library" in before.given:
        return
    agreed(f"You work with {without_password(before.library)}. Leave it for this one?", is_sure=is_sure)


def _synced(config: Config, secret: str) -> tuple[Config, Synced]:
    """The first sync; where the server asks for a password, with the one given or typed, which is then kept."""
    from snippets.passwords import keeping, known_to
    from snippets.syncing import sync_desk

    if not secret:
        known = config._replace(library=known_to(config.file, config.library))
        try:
            return known, sync_desk(known)
        except WrongPassword:
            if not can_ask():
                raise
        secret = str(click.prompt(f"Password of {config.agent}", hide_input=True, err=True))
    with keeping(config.file, config.library, secret) as address:
        kept = config._replace(library=address)
        return kept, sync_desk(kept)


def _here(synced: Synced) -> int:
    """How many templates this machine has now: of one that knew the library already few are new."""
    from contextlib import closing

    from library.desk.store import open_desk

    with closing(open_desk(synced.desk)) as desk:
        return sum(desk.counts().values())


def _tell(config: Config, synced: Synced, *, as_json: bool) -> None:
    shown = without_password(config.library)
    if as_json:
        print_json({"library": shown, "library_id": synced.library_id, "as": config.agent, "version": synced.version})
        return
    tell(f"You are {config.agent}, and work with {shown}: {counted(_here(synced), 'template')} on this machine.")
    tell("Next: snippets")
    if os.environ.get("SNIPPETS_LIBRARY"):
        tell("SNIPPETS_LIBRARY is set, and counts more than this: take it out of your environment.")
