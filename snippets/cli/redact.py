"""`snippets redact`: removes a text from the record for good, when it must be forgotten."""

from __future__ import annotations

import click

from library.cleaning import for_line
from library.errors import BadValue
from library.record import removal
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.deciding import item_of
from snippets.cli.opening import writing
from snippets.cli.output import print_json, tell


@click.command("redact", cls=Command)
@click.argument("name", metavar="NAME@REVISION", shell_complete=complete_names)
@click.option("-m", "--message", default="", help="Why; it stays in the history where the text was.")
@yes_option
@json_option
@click.pass_context
def redact_command(ctx: click.Context, name: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Remove the text of a revision for good, from every revision that has it: a customer's name in it, say.

    That it was there, by whom and when, stays in the history. Only owners may. Backups and exports still hold it.

    \b
      snippets redact refund-late@2 -m "a customer's name"
    """
    item = item_of(name)
    if isinstance(item, str):
        raise BadValue(
            f"which revision of {name}?", f"name it: snippets redact {name}@2, as snippets history shows them"
        )
    if not message.strip():
        raise BadValue("say why: the reason is all that stays of it", f'snippets redact {name} -m "..."')
    config, (called, number) = config_of(ctx), item
    agreed(f"Remove the text of {for_line(called)} r{number} for good? Nothing brings it back.", is_sure=is_sure)
    version = writing(
        config, lambda session: removal.redact(session, called, number, by=config.agent, reason=message.strip())
    )
    if as_json:
        print_json({"name": called, "revision": number, "version": version})
    else:
        tell(f"Nothing is left of the text of {for_line(called)} r{number}; backups and exported files still hold it.")
