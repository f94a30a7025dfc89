"""`snippets admin create` and `upgrade`: makes a library on a PostgreSQL server, and brings one up to date."""

from __future__ import annotations

import shlex

import click

from library.errors import BadValue
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.output import print_json, say, tell
from snippets.config import load
from snippets.formatting import counted
from snippets.places import is_server, without_password


@click.command("create", cls=Command)
@click.argument("address")
@click.option("--empty", is_flag=True, help="Begin without the seed templates and questions.")
@click.option("--title", default="", help="What the library is called.")
@json_option
@click.pass_context
def create_command(ctx: click.Context, address: str, empty: bool, title: str, as_json: bool) -> None:
    """Make a library at ADDRESS: its tables, and the roles and rights of the server that guard them.

    The member named with --as becomes its owner. It goes into a schema of its own, “snippets”, in a database that is
    there; better one that holds nothing else.

    Better not in ADDRESS: a password. The server's own ways are used (PGPASSWORD, ~/.pgpass).

    \b
      createdb support
      snippets --as mia admin create postgresql+psycopg://postgres@db.example/support
    """
    from snippets.founding import lay_library

    config = load(library=address, agent=config_of(ctx).agent)
    if not is_server(config.library):
        raise BadValue(
            f"{without_password(config.library)} is no server",
            "write postgresql+psycopg://ADMIN@HOST/DATABASE; snippets init makes a library in a file",
        )
    made = lay_library(config, is_empty=empty, title=title)
    shown = without_password(config.library)
    if as_json:
        print_json({"library": made.library_id, "address": shown, "owner": config.agent, "templates": made.templates})
        return
    tell(f"Made the library {shown}; its owner is {config.agent}.")
    if made.templates:
        tell(f"{counted(made.replies, 'reply', 'replies')} to begin with.")
    tell("Next, for the owner and then for everybody else: run their line, and give them the line that it prints.")
    say(shlex.join(["snippets", "--library", shown, "admin", "invite", config.agent]))


@click.command("upgrade", cls=Command)
@json_option
@click.pass_context
def upgrade_command(ctx: click.Context, as_json: bool) -> None:
    """Bring a library on a server up to this program's version. Whoever works with it does not have to stop.

    Triggers, views and rights are made anew in any case. People's programs go on reading for two releases.

    \b
      snippets --library postgresql+psycopg://postgres@db.example/support admin upgrade
    """
    from library.record.database import upgrade_library

    config = config_of(ctx)
    if not is_server(config.library):
        raise BadValue(
            f"{without_password(config.library)} is a file", "it is brought up to date by whoever opens it next"
        )
    before, now = upgrade_library(config.library)
    if as_json:
        print_json({"library": without_password(config.library), "before": before, "schema": now})
    elif before == now:
        tell(f"It was up to date already (schema {now}); its triggers, views and rights were made anew.")
    else:
        tell(f"Brought it from schema {before} to {now}.")
