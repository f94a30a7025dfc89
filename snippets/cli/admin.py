"""`snippets admin`: what only an administrator of a PostgreSQL server, or the library's owner, does."""

from __future__ import annotations

from importlib import import_module

import click

from snippets.cli.common import Group

#: Every command and the module that holds it as `NAME_command`.
COMMANDS = {
    "create": "admin_create",
    "move": "admin_move",
    "upgrade": "admin_create",
    "invite": "admin_people",
    "grant": "admin_people",
    "revoke": "admin_people",
    "list": "admin_people",
    "retire": "admin_retire",
}


class LazyAdmin(Group):
    """Imports a command's module when that command is asked for: most bring the ORM."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"snippets.cli.{COMMANDS[name]}"), f"{name}_command")
        assert isinstance(command, click.Command)
        return command


@click.group("admin", cls=LazyAdmin)
def admin_command() -> None:
    """Put a library on a PostgreSQL server, and say who may do what there.

    Run these as an administrator of the server: a login that may make roles and create in the database. Whom the
    library lets do what is kept by the server itself, in four groups: owner, lead, analyst, agent.

    \b
      snippets --as mia admin create postgresql+psycopg://postgres@db.example/support
      snippets --library postgresql+psycopg://postgres@db.example/support admin invite ana
      snippets admin list
    """
