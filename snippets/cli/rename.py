"""What a template is called: its name, and the other names it is found by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from library.documents import Document, folded, is_abbreviation
from library.errors import BadValue, OutOfDate, UnknownName
from library.record import duplicates, edits, history
from snippets.cli.common import Command, config_of, json_option, name_argument
from snippets.cli.deciding import listed, message_option
from snippets.cli.opening import writing
from snippets.cli.settling import APPROVE, Settled, edit, edited, settle, tell_settled, way_option

if TYPE_CHECKING:
    from sqlmodel import Session

    from snippets.settling import Change


@click.command("rename", cls=Command)
@name_argument
@click.argument("new")
@way_option
@message_option
@json_option
@click.pass_context
def rename_command(ctx: click.Context, name: str, new: str, way: str | None, message: str, as_json: bool) -> None:
    """Call a template otherwise. Its old name stays an alias, so whoever knows it still finds it.

    \b
      snippets rename refund-late refund-delayed --approve
    """
    called = folded(new)
    if not is_abbreviation(called):
        raise BadValue(f"“{new}” cannot be a name", "use lower-case letters, digits and dashes, at most 40")

    def change(document: Document) -> Document:
        if document.abbreviation == called:
            raise BadValue(f"it is called {called} already", "nothing was changed")
        return edits.renamed(document, called)

    settled = edited(config_of(ctx), [name], change, way, message or f"renamed to {called}")
    tell_settled(settled, as_json=as_json)


@click.command("alias", cls=Command)
@name_argument
@click.argument("aliases", metavar="ALIAS...", nargs=-1, required=True)
@click.option("--remove", "is_removing", is_flag=True, help="Take these aliases away instead.")
@way_option
@message_option
@json_option
@click.pass_context
def alias_command(
    ctx: click.Context,
    name: str,
    aliases: Sequence[str],
    is_removing: bool,
    way: str | None,
    message: str,
    as_json: bool,
) -> None:
    """Give a template more names to be found by, or take some away.

    \b
      snippets alias refund-late late-refund "money back" --approve
      snippets alias refund-late late-refund --remove
    """

    def change(document: Document) -> Document:
        before = {folded(alias): alias for alias in document.aliases}
        if is_removing:
            _refuse_other_names(document, aliases, before)
            gone = {folded(alias) for alias in aliases}
            return document._replace(aliases=tuple(a for a in document.aliases if folded(a) not in gone))
        new = {folded(alias): alias for alias in aliases if folded(alias) not in before}
        if not new:
            raise BadValue(f"{document.abbreviation} has {listed(aliases)} already", "nothing was changed")
        return document._replace(aliases=(*document.aliases, *new.values()))

    config, why = config_of(ctx), message or f"{'no longer also' if is_removing else 'also'}: {', '.join(aliases)}"
    if way == APPROVE and not is_removing:
        settled = writing(config, lambda session: _added(session, name, aliases, change, config.agent, why))
    else:
        settled = edited(config, [name], change, way, why)
    tell_settled(settled, as_json=as_json)


def _added(session: Session, name: str, aliases: Sequence[str], change: Change, by: str, why: str) -> Settled:
    """More names at once: no word that customers read changes, so nobody else has to approve.

    But on a server that asks for somebody else whatever changes: there they are submitted. Raises OutOfDate where a
    draft waits, whose author would have to begin again.
    """
    newest = history.revisions(session, name)[-1]
    if not newest.is_live:
        raise OutOfDate(
            f"{newest.abbreviation} r{newest.number} by {newest.author} is not approved yet",
            f"approve or reject it first, or leave --approve out: snippets compare {newest.abbreviation}",
        )
    if duplicates.needs_other(session, newest, by):
        saved = edit(session, name, change, by=by, message=why, source="command")
        return settle(session, [saved], by=by, way=APPROVE, title=why, reason="")
    version = 0
    for alias in aliases:
        version = duplicates.alias(session, name, alias, by=by, reason=why)
    return Settled((history.revisions(session, name)[-1],), "live", version)


def _refuse_other_names(document: Document, aliases: Sequence[str], before: dict[str, str]) -> None:
    for alias in aliases:
        if folded(alias) == folded(document.abbreviation):
            raise BadValue(f"“{alias}” is its name, not an alias", f"snippets rename {alias} NEW gives it another")
        if folded(alias) not in before:
            has = f"it has {listed(document.aliases)}" if document.aliases else "it has none"
            raise UnknownName(f"alias of {document.abbreviation}", alias, (), has)
