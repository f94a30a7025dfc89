"""`snippets admin invite`, `grant`, `revoke`, `list`: who may log in to a library on a server, and in which role."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from library.errors import BadValue
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.filling import can_ask
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import with_article
from snippets.places import for_login, is_server, without_password

if TYPE_CHECKING:
    from sqlmodel import Session

    from snippets.config import Config

ROLES = click.Choice(["owner", "lead", "analyst", "agent"])
T = TypeVar("T")


@click.command("invite", cls=Command)
@click.argument("name")
@click.option("--role", type=ROLES, help="What they may do. Default: as on the roster, agent for somebody new.")
@click.option("--team", help="The team they answer for. Default: as before.")
@click.option("--no-password", is_flag=True, help="They prove who they are in another way: LDAP, a certificate.")
@click.option("--password-stdin", "is_piped", is_flag=True, help="Read their first password from standard input.")
@click.option("--new-password", is_flag=True, help="Give a login that is there another password.")
@click.option("--address", help="Where they reach the server. Default: as this command does.")
@json_option
@click.pass_context
def invite_command(
    ctx: click.Context,
    name: str,
    role: str | None,
    team: str | None,
    no_password: bool,
    is_piped: bool,
    new_password: bool,
    address: str | None,
    as_json: bool,
) -> None:
    """Let somebody in: make their login, put them on the roster, and print the one line they need.

    A login that is there already keeps its password, unless --new-password says otherwise. A new one's first password
    is asked for; the server gets a verifier, from which nobody reads it. Tell it them yourself: it is not in the line.

    \b
      snippets admin invite ana
      snippets admin invite bo --role lead --team Berlin
      snippets admin invite ana --new-password
    """
    from library.record import logins

    config = _on_server(config_of(ctx))
    _refuse_address(address)
    secret = "" if no_password else _password_for(config, name, is_piped=is_piped, is_reset=new_password)
    is_new = _writing(
        config,
        lambda session, library_id: logins.invite(
            session,
            library_id,
            name,
            role=role or "",
            team=team,
            by=config.agent,
            secret=secret,
            is_reset=new_password,
        ),
    )
    line = shlex.join(["snippets", "join", for_login(address or config.library, name)])
    if as_json:
        print_json({"name": name, "is_new": is_new, "join": line})
        return
    tell(f"{name} may come in{'' if is_new else ', with the login that was there'}. Give them this line:")
    say(line)


@click.command("grant", cls=Command)
@click.argument("name")
@click.argument("role", type=ROLES)
@json_option
@click.pass_context
def grant_command(ctx: click.Context, name: str, role: str, as_json: bool) -> None:
    """Give somebody another role, on the server and on the roster.

    \b
      snippets admin grant ana lead
    """
    from library.record import logins

    config = _on_server(config_of(ctx))
    person = _writing(
        config, lambda session, library_id: logins.grant(session, library_id, name, role, by=config.agent)
    )
    if as_json:
        print_json({"name": person.name, "role": person.role})
    else:
        tell(f"{person.name} is {with_article(person.role)} now.")


@click.command("revoke", cls=Command)
@click.argument("name")
@yes_option
@json_option
@click.pass_context
def revoke_command(ctx: click.Context, name: str, is_sure: bool, as_json: bool) -> None:
    """Let somebody do nothing here any more, and note that they have left. What they did stays theirs.

    Their login stays on the server, for whatever else it is there for: DROP ROLE removes it.
    """
    from library.record import logins

    config = _on_server(config_of(ctx))
    agreed(f"Take every right of {name} to {without_password(config.library)}?", is_sure=is_sure)
    _writing(config, lambda session, library_id: logins.revoke(session, library_id, name, by=config.agent))
    if as_json:
        print_json({"name": name, "role": ""})
    else:
        tell(f"{name} may do nothing here any more.")


@click.command("list", cls=Command)
@json_option
@click.pass_context
def list_command(ctx: click.Context, as_json: bool) -> None:
    """Show who may do what on the server, and where the roster says otherwise."""
    from library.record import logins
    from snippets.leading import open_to_read

    config = _on_server(config_of(ctx))
    library = open_to_read(config)
    try:
        with library.reading() as session:
            people = logins.people(session, library.id)
    finally:
        library.close()
    if as_json:
        print_json(
            [
                {"name": p.name, "role": p.role or None, "roster": p.on_roster or None, "login": p.may_log_in,
                 "superuser": p.is_beyond}
                for p in people
            ]
        )  # fmt: skip
        return
    print_table([[p.name, p.role, p.on_roster, _remark(p)] for p in people], ["name", "on the server", "roster", ""])


def _remark(login: object) -> str:
    from library.record.logins import Login

    assert isinstance(login, Login)
    if login.is_beyond:
        return "a superuser: nothing holds them back"
    if not login.may_log_in:
        return f"no login: snippets admin invite {shlex.quote(login.name)}"
    if login.agrees:
        return ""
    if not login.on_roster:
        return f"not on the roster: snippets admin revoke {shlex.quote(login.name)}"
    return f"make both alike: snippets admin grant {shlex.quote(login.name)} {login.on_roster}"


def _on_server(config: Config) -> Config:
    if not is_server(config.library):
        raise BadValue(
            f"{without_password(config.library)} is no server, so it has no logins",
            "who may read a library in a file is up to its folder; snippets admin move takes it to a server",
        )
    return config


def _refuse_address(address: str | None) -> None:
    if address and not is_server(address):
        raise BadValue(f"{address} is no server's address", "write --address postgresql+psycopg://HOST:PORT/DATABASE")


def _password_for(config: Config, name: str, *, is_piped: bool, is_reset: bool) -> str:
    """The password for a new login, or another for one that is there; '' where it keeps the one it has.

    Raises BadValue where none comes: a login without a password lets nobody in.
    """
    if is_piped:
        if not (piped := sys.stdin.readline().rstrip("\r\n")):
            raise BadValue("the password is empty", "pipe it in, or say --no-password")
        return piped
    if not is_reset and _has_login(config, name):
        return ""
    if not can_ask():
        raise BadValue(f"{name} needs a password, and nobody can be asked here", "--password-stdin, or --no-password")
    what = "new" if is_reset else "first"
    return str(click.prompt(f"{name}'s {what} password", hide_input=True, confirmation_prompt=True, err=True))


def _has_login(config: Config, name: str) -> bool:
    from library.record import logins
    from snippets.leading import reading

    return reading(config, lambda session: logins.has_login(session, name))


def _writing(config: Config, work: Callable[[Session, str], T]) -> T:
    from library.record.database import open_library, run

    library = open_library(config.library)
    try:
        return run(library, lambda session: work(session, library.id))
    finally:
        library.close()
