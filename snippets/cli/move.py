"""Where templates belong: the group they are in, and who answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from library.documents import Document
from library.errors import UnknownName
from library.record import edits, history, members
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.completing import complete_members
from snippets.cli.deciding import message_option
from snippets.cli.grouping import complete_groups, is_in, refuse_unknown
from snippets.cli.opening import reading
from snippets.cli.output import tell
from snippets.cli.settling import edited, tell_settled, way_option
from snippets.formatting import counted

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from snippets.config import Config


def _complete_move(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [*complete_names(ctx, parameter, incomplete), *complete_groups(ctx, parameter, incomplete)]


def _complete_owner(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [*complete_names(ctx, parameter, incomplete), *complete_members(ctx, parameter, incomplete)]


@click.command("move", cls=Command)
@click.argument("names", metavar="NAME... GROUP", nargs=-1, required=True, shell_complete=_complete_move)
@click.option(
    "--from",
    "source",
    metavar="GROUP",
    default="",
    shell_complete=complete_groups,
    help="All that is in this group, instead of names; the groups in it move too.",
)
@way_option
@message_option
@yes_option
@json_option
@click.pass_context
def move_command(
    ctx: click.Context,
    names: Sequence[str],
    source: str,
    way: str | None,
    message: str,
    is_sure: bool,
    as_json: bool,
) -> None:
    """Put templates into another group; a group is made by putting something into it.

    \b
      snippets move refund-late refund-how Billing/Refunds --approve
      snippets move --from Billing Payments
    """
    *named, group = names
    if bool(named) == bool(source):
        raise click.UsageError("say what is moved, then the group: snippets move refund-late Billing")
    config = config_of(ctx)
    if source:
        named = _all_in(config, source)
        agreed(f"Move {counted(len(named), 'template')} from {source} to {group}?", is_sure=is_sure)
    _tell_new_group(config, group, as_json=as_json)

    def change(document: Document) -> Document:
        return edits.moved(document, source, group) if source else document._replace(group=group)

    settled = edited(config, named, change, way, message or f"moved to {group}")
    tell_settled(settled, as_json=as_json)


def _all_in(config: Config, group: str) -> list[str]:
    with reading(config) as session:
        refuse_unknown(session, group)
        return [item.names[0] for item in history.live(session) if is_in(item.document.group, group)]


def _tell_new_group(config: Config, group: str, *, as_json: bool) -> None:
    with reading(config) as session:
        is_known = any(is_in(item.document.group, group) for item in history.live(session))
    if not is_known and not as_json:
        tell(f"note: {group} is a new group")


@click.command("owner", cls=Command)
@click.argument("names", metavar="NAME... PERSON", nargs=-1, required=True, shell_complete=_complete_owner)
@way_option
@message_option
@json_option
@click.pass_context
def owner_command(ctx: click.Context, names: Sequence[str], way: str | None, message: str, as_json: bool) -> None:
    """Say who answers for templates: who is asked when they are due. "" for nobody.

    \b
      snippets owner refund-late refund-how mia --approve
    """
    *named, person = names
    if not named:
        raise click.UsageError("say which templates, then the person: snippets owner refund-late mia")
    config = config_of(ctx)
    with reading(config) as session:
        found = members.find(session, person) if person else None
    if person and found is None:
        raise UnknownName("member", person, (), "snippets members list shows everybody")
    owner = found.name if found else ""
    said = f"{owner} answers for it" if owner else "nobody answers for it"
    settled = edited(config, named, lambda document: document._replace(owner=owner), way, message or said)
    tell_settled(settled, as_json=as_json)
