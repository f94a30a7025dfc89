"""`snippets affected`: where a wrong revision went: how often, when, by which channels, and in which tickets."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.errors import BadValue
from library.record import history, info
from library.record.affected import Affected, Window, affected
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.deciding import item_of, listed
from snippets.cli.opening import reading
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import counted
from snippets.references import hashed, read_references

if TYPE_CHECKING:
    from sqlmodel import Session


@click.command("affected", cls=Command)
@click.argument("name", metavar="NAME[@REVISION]", shell_complete=complete_names)
@click.option("--revision", type=click.IntRange(1), help="The wrong revision. Default: the one that is live.")
@click.option(
    "--tickets",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Ticket references: a CSV, JSON lines, or one on each line.",
)
@click.option("--column", default="", help="The column of FILE that holds them, where that is not plain.")
@json_option
@click.pass_context
def affected_command(
    ctx: click.Context, name: str, revision: int | None, tickets: Path | None, column: str, as_json: bool
) -> None:
    """Say where a wrong revision went: how often, on which days, by which channels.

    Of a fragment or fact the uses of every reply are counted that called it while that revision was live. With
    --tickets those of the references in FILE are printed that got it; they are hashed and matched here, never stored.

    \b
      snippets affected refund-late --revision 3
      snippets affected refund-days@2 --tickets export.csv > write-to-these.txt
    """
    references = read_references(tickets, column) if tickets else []
    with reading(config_of(ctx), is_synced=True) as session:
        called, number = _which(session, name, revision)
        found = affected(session, called, number, tickets=hashed(info.ticket_key(session), references))
        abbreviation = history.revision(session, found.template, number).abbreviation
    if as_json:
        print_json(_plain(found, abbreviation, has_tickets=tickets is not None))
        return
    tell(f"{for_line(abbreviation)} r{number}: {_summary(found)}")
    if tickets:
        for ticket in found.tickets:
            say(for_line(ticket))
        tell(f"{len(found.tickets):,} of {counted(len(references), 'ticket')} in {tickets} got it.")
    elif found.days:
        rows = [[day.day, day.channel, found.names.get(day.template, ""), f"{day.uses:,}"] for day in found.days]
        print_table(rows, ["day", "channel", "reply", "uses"])
        if found.through:
            by = ", ".join(f"{for_line(found.names.get(key, key))} {uses:,}" for key, uses in found.through)
            tell(f"Brought along by {by}.")


def _which(session: Session, name: str, revision: int | None) -> tuple[str, int]:
    """The template and the revision asked for. Raises BadValue where none is named and none is live."""
    item = item_of(name)
    if isinstance(item, tuple):
        return item
    if revision is not None:
        return name, revision
    live = next((state.number for state in history.revisions(session, name) if state.is_live), None)
    if live is None:
        raise BadValue(f"which revision of {name}?", f"it is not live; name one: snippets affected {name}@1")
    return name, live


def _summary(found: Affected) -> str:
    if not found.windows:
        return "it was never live."
    live = listed([_window(window) for window in found.windows])
    if not found.uses:
        return f"live {live}, never used."
    channels = Counter[str]()
    for day in found.days:
        channels[day.channel] += day.uses
    by = ", ".join(f"{for_line(channel)} {uses:,}" for channel, uses in channels.most_common())
    days = [day.day for day in found.days]
    when = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
    return (
        f"live {live}, used {found.uses:,} {'time' if found.uses == 1 else 'times'} {when} "
        f"by {counted(found.agents, 'agent')} ({by})."
    )


def _window(window: Window) -> str:
    return f"since version {window.since}" if window.until is None else f"from version {window.since} to {window.until}"


def _plain(found: Affected, abbreviation: str, *, has_tickets: bool) -> dict[str, object]:
    channels = Counter[str]()
    for day in found.days:
        channels[day.channel] += day.uses
    return {
        "abbreviation": abbreviation,
        "template": found.template,
        "revision": found.revision,
        "uses": found.uses,
        "agents": found.agents,
        "live": [
            {
                "from_version": window.since,
                "from_at": window.since_at or None,
                "until_version": window.until,
                "until_at": window.until_at or None,
            }
            for window in found.windows
        ],
        "channels": dict(channels),
        "days": [
            {"day": day.day, "channel": day.channel, "reply": found.names.get(day.template, ""), "uses": day.uses}
            for day in found.days
        ],
        "through": [{"fragment": found.names.get(key, ""), "uses": uses} for key, uses in found.through],
        "tickets": list(found.tickets) if has_tickets else None,
    }
