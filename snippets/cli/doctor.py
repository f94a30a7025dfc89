"""`snippets doctor`: everything a person needs to know when something does not work, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import click

from library.cleaning import for_line
from library.desk.embedded import file_of
from library.desk.store import open_desk
from library.errors import LibraryError
from library.filesystem import is_network
from library.shared_folders import called
from snippets.cli.common import Command, config_of, json_option, now
from snippets.cli.output import print_json, say
from snippets.clipboard import TERMINAL, find_tool
from snippets.config import Config, load
from snippets.formatting import ago, counted, with_article
from snippets.places import is_shared_folder, without_password

GOOD, NOTE, BAD = "ok", "note", "wrong"


@dataclass(frozen=True, slots=True)
class Checkup:
    """One thing looked at: how it is, and what to do where it is not well."""

    what: str
    state: str
    said: str
    remedy: str = ""


@click.command("doctor", cls=Command)
@json_option
@click.pass_context
def doctor_command(ctx: click.Context, as_json: bool) -> None:
    """Look at everything the program needs here, and say what to do where something is wrong. Changes nothing."""
    found = _all_found(ctx)
    if as_json:
        print_json([{"what": c.what, "state": c.state, "said": c.said, "remedy": c.remedy} for c in found])
    else:
        for checkup in found:
            remedy = f" ({checkup.remedy})" if checkup.remedy else ""
            say(f"{checkup.state:5}  {checkup.what:10}  {for_line(checkup.said)}{remedy}")
    if any(checkup.state == BAD for checkup in found):
        ctx.exit(1)


def _all_found(ctx: click.Context) -> list[Checkup]:
    """Everything looked at; where the settings cannot be read, what can be looked at without them."""
    try:
        config = config_of(ctx)
    except LibraryError as error:
        wrong = Checkup("settings", BAD, error.message, error.hint)
    else:
        looks: list[Callable[[Config], Checkup]] = [_program, _config, _library, _desk, _clipboard, _terminal]
        return [*(look(config) for look in looks), *_strays(config), *_keys(config)]
    given = ctx.find_root().obj or {}
    without_file = {**os.environ, "SNIPPETS_CONFIG": os.devnull}
    try:
        config = load(without_file, **given)
    except LibraryError:  # then it is the address on the command line, or in the environment
        nowhere = {key: value for key, value in without_file.items() if key != "SNIPPETS_LIBRARY"}
        config = load(nowhere, **{key: value for key, value in given.items() if key != "library"})
    unknown = [
        Checkup(what, NOTE, "not looked at: which one it is stands in the settings")
        for what in ("library", "this copy")
    ]
    stores = unknown if config.is_default_library else [_library(config), _desk(config)]
    return [_program(config), wrong, *stores, _clipboard(config), _terminal(config)]


def _program(config: Config) -> Checkup:
    said = f"snippets {version('snippets')}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    return Checkup("program", GOOD, said)


def _config(config: Config) -> Checkup:
    said = f"{config.file}" + ("" if os.path.exists(config.file) else " (not written yet)")
    if not config.profile.get("first_name"):
        return Checkup("settings", NOTE, said, "your first name is not set: open snippets once, or write it there")
    return Checkup("settings", GOOD, f"{said}; you are {config.agent}, signing as {config.profile['first_name']}")


def _strays(config: Config) -> list[Checkup]:
    """Names in the config file that nothing reads: mostly slips of the pen."""
    from snippets.config_file import read_file
    from snippets.settings import strays

    found = strays(read_file(config.file))
    return [Checkup("settings", NOTE, f"nothing reads {stray.key}", stray.remedy) for stray in found]


def _keys(config: Config) -> list[Checkup]:
    """The keys set otherwise; what is faulty keeps the key it has by itself, so nothing is broken."""
    if not config.keys:
        return []
    from snippets.app import SnippetsApp  # brings the screens: only where there is something to look at
    from snippets.screens.keymap import check, every_place

    keys, faults = check(every_place(SnippetsApp), config.keys)
    told = [
        Checkup("keys", NOTE if fault.is_note else BAD, f"{fault.id}: {fault.said}", fault.remedy) for fault in faults
    ]
    return [Checkup("keys", GOOD, f"{counted(len(keys), 'action')} with keys of your own"), *told] if keys else told


def _library(config: Config) -> Checkup:
    address = without_password(config.library)
    file = file_of(config.library)
    if file and not os.path.exists(file):
        return Checkup("library", BAD, f"there is none at {address}", "make one: snippets init")
    if file and is_network(os.path.dirname(file)):
        return Checkup("library", BAD, f"{address} is on a network file system", "use PostgreSQL for a shared library")
    if file and (head := config.head):
        access = "" if os.access(file, os.W_OK) else ", which you may only read"
        return Checkup("library", BAD if access else GOOD, f"{address}, version {head.version}{access}")
    return _shared_folder(config) if is_shared_folder(config.library) else _server(config)


def _shared_folder(config: Config) -> Checkup:
    """Whether the copy published in a folder can be read and trusted, and whether the account's name is this person's.

    Who handed something in, its owner says: rows in another name would not be taken there.
    """
    from library.identifiers import moment
    from library.sharing.reading import look

    try:
        found = look(config.library)
    except LibraryError as error:
        return Checkup("library", BAD, error.message, error.hint)
    published = ago(moment(found.published_at), now())
    said = (
        f"{without_password(config.library)}, kept by {found.publisher}, version {found.version}, published {published}"
    )
    if (own := called(os.geteuid())).casefold() != config.agent.casefold():
        return Checkup("library", NOTE, f"{said}; you hand in as {own} and work as {config.agent}",
                       "what is not yours by both is not taken, unless the roster says both are you")  # fmt: skip
    return Checkup("library", GOOD, said)


def _server(config: Config) -> Checkup:
    """Whether the library on a server can be reached, and what its server lets this person do."""
    from library.record import logins
    from library.record.database import open_library

    try:
        library = open_library(config.library)
        try:
            with library.reading() as session:
                login = logins.own_login(session, library.id)
        finally:
            library.close()
    except LibraryError as error:
        return Checkup("library", BAD, error.message, error.hint)
    said = f"{without_password(config.library)}; {login.name} "
    if login.is_beyond:
        said += "is a superuser there, whom nothing holds back"
        return Checkup("library", NOTE, said, "work with a login of your own: snippets admin invite NAME")
    if not login.role:
        return Checkup("library", BAD, f"{said}has no role there", f"ask: snippets admin invite {login.name}")
    said += f"is {with_article(login.role)} there and may {logins.MAY[login.role]}"
    if not login.agrees:
        roster = f"the roster says {login.on_roster}" if login.on_roster else "but is not on the roster"
        return Checkup("library", NOTE, f"{said}; {roster}", f"ask: snippets admin grant {login.name} ROLE")
    return Checkup("library", GOOD, said)


def _desk(config: Config) -> Checkup:
    if not config.has_desk:
        return Checkup("this copy", NOTE, "nothing has been taken from the library yet", "snippets sync")
    try:
        desk = open_desk(config.desk)
        meta = desk.meta()
        desk.close()
    except LibraryError as error:
        return Checkup("this copy", BAD, error.message, "move the file away; snippets sync makes it anew")
    open_to_others = _is_open_to_others(config.desk)
    if open_to_others:
        return Checkup("this copy", BAD, f"{config.desk} can be read by others", f"chmod 600 {config.desk}")
    return Checkup("this copy", GOOD, f"{config.desk}, version {meta.get('version', 0)}")


def _clipboard(config: Config) -> Checkup:
    tool = config.clipboard or find_tool(os.environ)
    if tool == TERMINAL:
        return Checkup("clipboard", NOTE, "the terminal's own (OSC 52), which cannot be confirmed",
                       "if nothing arrives: install xclip or wl-clipboard, or use --print")  # fmt: skip
    if not shutil.which(tool):
        return Checkup("clipboard", BAD, f"{tool} is not there", "set another: clipboard in the settings, '' finds one")
    return Checkup("clipboard", GOOD, tool)


def _terminal(config: Config) -> Checkup:
    colours = "no colours" if os.environ.get("NO_COLOR") else os.environ.get("COLORTERM") or "256 colours or fewer"
    size = os.get_terminal_size() if sys.stdout.isatty() else None
    shown = f"{size.columns} x {size.lines}, " if size else ""
    return Checkup("terminal", GOOD, f"{shown}{os.environ.get('TERM', 'unknown')}, {colours}")


def _is_open_to_others(path: str) -> bool:
    return os.name == "posix" and bool(os.stat(path).st_mode & 0o077)
