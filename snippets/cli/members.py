"""The roster: who belongs to the team, and in which role."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from snippets.cli.common import Group, config_of, json_option
from snippets.cli.completing import complete_members
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, tell
from snippets.formatting import with_article
from snippets.places import is_server
from snippets.text_files import text_of

if TYPE_CHECKING:
    from sqlmodel import Session


@click.group("members", cls=Group)
def members_command() -> None:
    """Who belongs to the team, and in which role: owner, lead, analyst, agent."""


@members_command.command("list")
@json_option
@click.pass_context
def list_members(ctx: click.Context, as_json: bool) -> None:
    """Show the roster."""
    from library.record import members

    with reading(config_of(ctx)) as session:
        people = members.list(session)
    if as_json:
        print_json(
            [
                {"name": p.name, "role": p.role, "team": p.team, "from": p.from_at[:10], "until": p.until[:10] or None}
                for p in people
            ]
        )
        return
    rows = [[p.name, p.role, p.team, p.from_at[:10], p.until[:10]] for p in people]
    print_table(rows, ["name", "role", "team", "from", "until"])


@members_command.command("add")
@click.argument("name", shell_complete=complete_members)
@click.option(
    "--role",
    type=click.Choice(["owner", "lead", "analyst", "agent"]),
    help="What they may do. Default: as before, agent for somebody new.",
)
@click.option("--team", help="The team they answer for. Default: as before.")
@click.pass_context
def add_member(ctx: click.Context, name: str, role: str | None, team: str | None) -> None:
    """Put somebody on the roster, or give them another role or team; what is not said stays as it is.

    \b
      snippets members add Ana
      snippets members add Ana --role lead --team Berlin
    """
    from library.exchange.rosters import Brought, Listed, bring
    from library.record import members

    config = config_of(ctx)

    def work(session: Session) -> tuple[Brought, members.Person | None]:
        done = bring(session, [Listed(name.strip(), role or "", team)], by=config.agent)
        return done, members.find(session, name.strip())

    done, person = writing(config, work)
    assert person is not None
    when = "as before" if done.unchanged else "now"
    of_team = f" of {person.team}" if person.team else ""
    tell(f"{person.name} is {with_article(person.role)}{of_team}, {when}.")
    if is_server(config.library) and done.added:
        tell(f"To let them in, an administrator of the server runs: snippets admin invite {shlex.quote(person.name)}")


@members_command.command("leave")
@click.argument("name", shell_complete=complete_members)
@click.pass_context
def leave(ctx: click.Context, name: str) -> None:
    """Note that somebody has left; what they did stays theirs."""
    from library.record import members

    config = config_of(ctx)
    writing(config, lambda session: members.leave(session, name, by=config.agent))
    tell(f"{name} is no longer on the roster.")
    if is_server(config.library):
        tell(
            f"To close their login too, an administrator of the server runs: snippets admin revoke {shlex.quote(name)}"
        )


@members_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.pass_context
def import_members(ctx: click.Context, file: Path) -> None:
    """Bring in a roster from a CSV file with the columns name, role, team. All of it or nothing.

    A role or team that the file does not say stays as it is; nobody is taken off the roster.

    \b
      name,role,team
      Ana,agent,Berlin
      Mia,lead,Berlin
    """
    from library.exchange.rosters import bring, read_roster

    config = config_of(ctx)
    people = read_roster(text_of(file, "save it as CSV UTF-8"), str(file))
    done = writing(config, lambda session: bring(session, people, by=config.agent))
    tell(f"{len(done.added)} added, {len(done.changed)} changed, {len(done.unchanged)} as before.")
