"""`snippets restore`: the text of an earlier revision once more, as a new one."""

from __future__ import annotations

import click
from sqlmodel import Session

from library.errors import BadValue
from library.record import edits
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.deciding import item_of, message_option
from snippets.cli.opening import writing
from snippets.cli.settling import Settled, settle, tell_settled, way_option


@click.command("restore", cls=Command)
@click.argument("name", metavar="NAME@REVISION", shell_complete=complete_names)
@way_option
@message_option
@json_option
@click.pass_context
def restore_command(ctx: click.Context, name: str, way: str | None, message: str, as_json: bool) -> None:
    """Bring back what a template said in an earlier revision, as a new one: nothing of its history is lost.

    \b
      snippets history refund-late
      snippets compare refund-late@2
      snippets restore refund-late@2 -m "5 days was right" --approve
    """
    item = item_of(name)
    if isinstance(item, str):
        raise BadValue(
            f"which revision of {name}?", f"name it: snippets restore {name}@2, as snippets history shows them"
        )
    config, (called, number) = config_of(ctx), item

    def work(session: Session) -> Settled:
        saved = edits.restore(session, called, number, author=config.agent, message=message)
        return settle(session, [saved], by=config.agent, way=way, title=message, reason=message)

    settled = writing(config, work)
    tell_settled(settled, as_json=as_json, done=f"It says again what it said in r{number}")
