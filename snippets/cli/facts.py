"""`snippets facts`: the team's shared values and who quotes them; changing one is in changing_facts.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.documents import fact_key
from library.record import quoting
from snippets.cli.changing_facts import change_fact
from snippets.cli.common import Command, config_of
from snippets.cli.editing import editing_options
from snippets.cli.open_screen import has_terminal, open_screen
from snippets.cli.opening import reading
from snippets.cli.output import print_json, print_table, say
from snippets.fact_values import fact_named
from snippets.formatting import counted, shortened

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from library.record.quoting import Quoted


def complete_facts(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from library.desk.store import open_desk
    from library.errors import LibraryError

    try:
        desk = open_desk(config_of(ctx).desk)
        facts = desk.facts()
    except LibraryError:
        return []
    return [CompletionItem(fact.abbreviation) for fact in facts.values() if fact.abbreviation.startswith(incomplete)]


@click.command("facts", cls=Command)
@click.argument("name", default="", shell_complete=complete_facts)
@click.argument("value", default=None, required=False)
@click.option("--list", "is_list", is_flag=True, help="Print them where a terminal would open the screen.")
@editing_options("Only show what another value would make of every template.")
@click.pass_context
def facts_command(
    ctx: click.Context,
    name: str,
    value: str | None,
    is_list: bool,
    is_dry: bool,
    way: str | None,
    message: str,
    is_sure: bool,
    as_json: bool,
) -> None:
    """Show the team's facts, who quotes one, or what another value makes of every template that does.

    With a value, each of these templates is shown as it is and as it will be; then the new value is kept as a draft,
    submitted or approved. Several facts and templates go live together in a change set.

    \b
      snippets facts
      snippets facts refund-days
      snippets facts refund-days 14 --dry-run
      snippets facts refund-days 14 -m "new bank" --approve
    """
    if value is not None:
        change_fact(config_of(ctx), name, value, is_dry=is_dry, way=way, why=message, is_sure=is_sure, as_json=as_json)
    elif has_terminal() and not (name or is_list or as_json):
        from snippets.screens.facts import FactsScreen  # brings textual: only for who opens it

        open_screen(config_of(ctx), FactsScreen)
    else:
        _list(ctx, name, as_json=as_json)


def _list(ctx: click.Context, name: str, *, as_json: bool) -> None:
    with reading(config_of(ctx)) as session:
        wanted = fact_named(session, name).template if name else ""
        found = [one for one in quoting.facts_of(quoting.live_now(session)) if wanted in ("", one.live.template)]
    if as_json:
        print_json([_plain(one) for one in found])
    elif name:
        _show(*found)
    else:
        print_table([_row(one) for one in found], ["fact", "value", "kind", "quoted by", "title"])


def _show(one: Quoted) -> None:
    document = one.live.document
    say(for_line(f"{document.abbreviation}: {document.body}"))
    say(f"quoted as facts.{fact_key(document.abbreviation)} by {counted(len(one.by), 'template')}")
    for caller in one.by:
        say(f"  {for_line(caller)}")


def _row(one: Quoted) -> list[str]:
    document = one.live.document
    return [document.abbreviation, shortened(document.body, 40), document.type, str(len(one.by)), document.title]


def _plain(one: Quoted) -> dict[str, object]:
    document = one.live.document
    return {
        "abbreviation": document.abbreviation,
        "quoted_as": f"facts.{fact_key(document.abbreviation)}",
        "value": document.body,
        "type": document.type,
        "title": document.title,
        "revision": one.live.revision,
        "template": one.live.template,
        "quoted_by": list(one.by),
    }
