"""What every command shares: the options that work everywhere, the config, the desk made ready, and output."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.desk.embedded import Head, file_of
from library.desk.personal import PersonalFault, refresh
from library.desk.store import Desk, open_desk
from library.errors import LibraryError, StoreError, StoreUnreachable
from snippets.cli.output import tell
from snippets.config import Config, load
from snippets.places import without_password

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _remember(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        ctx.find_root().ensure_object(dict)[parameter.name] = value


def COMMON_OPTIONS() -> list[click.Parameter]:  # noqa: N802 - reads as the constant it is; click wants fresh objects
    """The three options that every command takes, before or after its name."""
    shared: list[tuple[str, str, str]] = [
        ("--library", "URL", "The library: an address, or the path of a library.db."),
        ("--desk", "PATH", "The file that holds your copy of the library."),
        ("--as", "NAME", "The member you act as."),
    ]
    return [
        click.Option([flag, "agent"] if flag == "--as" else [flag], metavar=kind, help=text, expose_value=False,
                     callback=_remember, is_eager=True)
        for flag, kind, text in shared
    ]  # fmt: skip


class Command(click.Command):
    """A command that takes the common options too."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.params += COMMON_OPTIONS()


class Group(click.Group):
    """A group of such commands."""

    command_class = Command


def config_of(ctx: click.Context) -> Config:
    """The config for this run, from options, environment and file."""
    root = ctx.find_root()
    if "config" not in root.meta:
        root.meta["config"] = load(**(root.obj or {}))
    config = root.meta["config"]
    assert isinstance(config, Config)
    return config


def ready_desk(config: Config, *, is_telling: bool = False) -> Desk:
    """The desk, up to date as far as can be told without the network, with the agent's own templates as they are now.

    Those of them that cannot be used are told where `is_telling`: at every copy they would only be in the way.
    """
    desk = _caught_up(config)
    for fault in own_faults(config, desk):
        if is_telling:
            tell_fault(fault)
    return desk


def desk_as_is(config: Config) -> Desk:
    """The desk as it is, for what is not about shared templates; made where there is none."""
    return _closing(open_desk(config.desk)) if config.has_desk else _caught_up(config)


def own_faults(config: Config, desk: Desk) -> list[PersonalFault]:
    """Reads the agent's own templates anew where they have changed; returns those that cannot be used."""
    try:
        return refresh(desk, config.mine)
    except StoreError as error:
        tell(f"snippets: your own templates are as they were read last: {error.message}")
        return []


def tell_fault(fault: PersonalFault) -> None:
    """One line about a file of the agent's own that cannot be used."""
    tell(for_line(f"snippets: {fault.place}: {fault.message}" + (f" ({fault.hint})" if fault.hint else "")))


def _caught_up(config: Config) -> Desk:
    """The desk at the library's version, as far as that can be told without the network.

    A library in a file tells its version in a millisecond, so the desk is synced first only when behind. A library on a
    server is not asked: what the desk holds is good enough, and a sync follows in the background.
    """
    file, head = file_of(config.library), config.head
    if file and head is None and not os.path.exists(file) and not config.has_desk:
        raise StoreUnreachable(f"there is no library at {file} yet", how_to_make_one(config))
    if config.has_desk:
        desk = _closing(open_desk(config.desk))
        if head is None:
            if file:
                tell(f"snippets: working with what is here: the library {file} cannot be read")
            return desk
        held = desk.meta()
        if _is_at(held, head):
            return desk
        desk.close()
        if held.get("library_id", head[0]) != head[0]:
            raise StoreError(f"{config.desk} belongs to another library", "name another file with --desk")
    return sync_first(config)


def how_to_make_one(config: Config) -> str:
    """The remedy where no library is: an address of one's own may just be mistyped, or its disk not there."""
    if config.is_default_library:
        return "make one: snippets init"
    return f"check the address; to make one there: snippets --library {without_password(config.library)} init"


def _closing(desk: Desk) -> Desk:
    """The desk, closed when the command ends: the process may then leave without further ado."""
    if context := click.get_current_context(silent=True):
        context.call_on_close(desk.close)
    return desk


def _is_at(held: Mapping[str, str], head: Head) -> bool:
    return (held.get("library_id"), held.get("version"), held.get("head_hash")) == (head[0], str(head[1]), head[2])


def sync_first(config: Config) -> Desk:
    """The desk after a sync. Where the library cannot be reached, the desk as it is, with a word on stderr."""
    from snippets.syncing import sync_desk  # brings the ORM: only when the desk is behind

    try:
        synced = sync_desk(config)
    except LibraryError as error:
        if not config.has_desk:
            raise
        tell(f"snippets: working with what is here: {error.message}")
        return _closing(open_desk(config.desk))
    return _closing(open_desk(synced.desk))


def start_sync_if_due(config: Config, desk: Desk) -> None:
    """Starts a sync that outlives this command when the last one is older than the interval."""
    from library.identifiers import moment

    synced_at = desk.meta().get("synced_at", "")
    age = (now() - moment(synced_at)).total_seconds() if synced_at else -1  # of a clock that was ahead: due
    if not config.sync_seconds or 0 <= age < config.sync_seconds:
        return
    from snippets.background import start_detached

    start_detached(config)


def complete_names(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of live templates for the shell; nothing where there is no desk, and never an error."""
    from click.shell_completion import CompletionItem

    try:
        desk = open_desk(config_of(ctx).desk)
        return [CompletionItem(name, help=title) for name, title in desk.names(incomplete)]
    except LibraryError:
        return []


def name_argument(function: Callable[..., None]) -> Callable[..., None]:
    return click.argument("name", shell_complete=complete_names)(function)


def json_option(function: Callable[..., None]) -> Callable[..., None]:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")(function)


def now() -> datetime:
    return datetime.now().astimezone()
