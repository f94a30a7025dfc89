"""`snippets copy`: the agent's shortest road, from a name to the clipboard."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from library.errors import LibraryError
from snippets.cli.common import (
    Command,
    complete_names,
    config_of,
    json_option,
    now,
    ready_desk,
    start_sync_if_due,
)
from snippets.cli.completing import complete_channels, complete_fields
from snippets.cli.filling import Filling, can_ask
from snippets.cli.output import print_json, say_exactly, tell
from snippets.config import DEFAULT_CHANNEL
from snippets.formatting import OVERTAKEN

if TYPE_CHECKING:
    from library.rendering.render import Reply
    from snippets.config import Config


@click.command("copy", cls=Command)
@click.argument("name", shell_complete=complete_names)
@click.option("--set", "assignments", multiple=True, metavar="FIELD=VALUE", help="Fill in a field; repeat for more.",
              shell_complete=complete_fields)  # fmt: skip
@click.option("--context", metavar="FILE|-", help="A ticket's data as JSON, from a file or from standard input.")
@click.option("--channel", help="Use the text for this channel: email, chat, phone ...",
              shell_complete=complete_channels)  # fmt: skip
@click.option("--ticket", metavar="REF", help="The ticket's reference; only a keyed hash of it is kept.")
@click.option("--spoken", "is_spoken", is_flag=True, help="Print the reply to read it out; note it as spoken.")
@click.option("--print", "is_printed", is_flag=True, help="Print the reply instead of copying it.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Print the reply; copy nothing, note nothing.")
@json_option
@click.pass_context
def copy_command(
    ctx: click.Context,
    name: str,
    assignments: tuple[str, ...],
    context: str | None,
    channel: str | None,
    ticket: str | None,
    is_spoken: bool,
    is_printed: bool,
    is_dry: bool,
    as_json: bool,
) -> None:
    """Fill in a template and copy the reply.

    What --set and --context leave open is asked on the terminal; without one, the command says what is missing. A
    template of your own has a ~ before its name; quote it where your shell makes a folder of it: '~thanks'.

    \b
      snippets copy refund-late
      snippets copy refund-late --set first_name=Ana --set refunded_on=yesterday
      snippets copy order-where --channel phone --spoken
      snippets copy thanks --print | mail -s "Thank you" ana@example.com
    """
    config = config_of(ctx)
    desk = ready_desk(config)
    live = desk.live(name)
    if channel and live.document.variants and channel not in live.document.channels and channel != DEFAULT_CHANNEL:
        tell(f"snippets: {name} has no text for {channel}; this is the common one")
    filling = Filling(config, desk, live, channel or config.channel, now())
    filling.take_ticket(context)
    values = filling.completed(_assigned(assignments))
    reply = filling.rendered(values)
    live = filling.live
    _warn_of_braces(reply)
    is_silent = is_printed or is_spoken or is_dry or as_json
    said = "" if is_silent else _copied(reply, config)
    if as_json:
        print_json({"abbreviation": live.document.abbreviation, "revision": live.revision, "text": reply.text})
    elif is_silent:
        say_exactly(reply.text)
    _tell_changed(filling)
    if live.is_overtaken:
        tell(OVERTAKEN)
    if not is_dry:
        _note(filling, reply, values, ticket, action="spoken" if is_spoken else "copied" if said else "printed")
    if said:
        after = f" · then: {live.document.after}" if live.document.after else ""
        tell(f"{said}: {live.document.abbreviation} ({len(reply.text)} characters){after}")
    if not is_dry:
        filling.remember_own(values)
        start_sync_if_due(config, desk)


def _assigned(assignments: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for assignment in assignments:
        field, mark, value = assignment.partition("=")
        if not mark or not field.strip():
            raise click.BadParameter(f"“{assignment}” is no FIELD=VALUE", param_hint="--set")
        values[field.strip()] = value
    return values


def _warn_of_braces(reply: Reply) -> None:
    """A value that looks like a template's own braces is worth a second look; whoever can be asked, is."""
    if not reply.marked:
        return
    names = ", ".join(reply.marked)
    tell(f"snippets: the value of {names} holds braces as templates have them; the customer will see them")
    if can_ask():
        click.confirm("Use it as it is?", default=True, abort=True, err=True)


def _copied(reply: Reply, config: Config) -> str:
    """Copies the reply; returns what can honestly be said of it."""
    from snippets.clipboard import copy, osc52

    def send(text: str) -> None:
        sys.stderr.write(osc52(text))
        sys.stderr.flush()

    return copy(reply.text, preferred=config.clipboard, send_to_terminal=send if sys.stderr.isatty() else None).said


def _tell_changed(filling: Filling) -> None:
    """One line where customers read something else now than when this agent last used it. The reply has left by now."""
    from library.desk.habits import last_use

    try:
        last = last_use(filling.desk, filling.config.agent, filling.live.template)
        if last is None or last.version == filling.version:
            return
        from library.desk.changed import changed_since_use

        changed = changed_since_use(
            filling.desk,
            filling.config.agent,
            filling.live,
            channel=filling.channel,
            now=filling.moment,
            locale=filling.config.locale,
        )
    except LibraryError:
        return  # a line for the agent's comfort: the reply is what counts
    if changed is not None:
        name = filling.live.document.abbreviation
        tell(f"Changed since you used it last: {changed.summary} (snippets news {name})")


def _note(filling: Filling, reply: Reply, values: Mapping[str, str], ticket: str | None, *, action: str) -> None:
    """Notes the use. The reply is with the agent by now, so a fault is told and fails nothing."""
    from library.desk.suggested import record_use_after
    from snippets.delivery import Choice, ticket_hash, use_of

    desk, config = filling.desk, filling.config
    try:
        meta = desk.meta()
        use = use_of(
            Choice(filling.live, filling.channel),
            reply,
            agent=config.agent,
            version=filling.version,
            action=action,
            typed_characters=sum(map(len, values.values())),
            fields_by_hand=len(values),
            now=now(),
            ticket_hash=ticket_hash(meta["ticket_key"], ticket) if ticket else None,
        )
        record_use_after(desk, use)
    except LibraryError as error:
        tell(f"snippets: the reply is yours, its use was not noted: {error.message} ({error.hint})")
