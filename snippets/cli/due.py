"""`snippets due`: what should be read again, weightiest first; the share of uses of fresh templates; what is unused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from library.identifiers import moment, utc_text
from library.record import freshness
from snippets.cli.common import Command, config_of, json_option, now
from snippets.cli.grouping import group_option, is_in, refuse_unknown
from snippets.cli.opening import reading
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import counted, day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.record.freshness import Due, Fresh

#: The health figure is of the uses of so many days.
HEALTH_DAYS = 28
#: The share of uses that should be of fresh templates.
TARGET = 0.8
#: Rows shown unless more are asked for.
SHOWN = 20


@click.command("due", cls=Command)
@group_option("Only this group, and the groups in it.")
@click.option("--limit", default=SHOWN, show_default=True, type=click.IntRange(1), help="How many templates at most.")
@json_option
@click.pass_context
def due_command(ctx: click.Context, group: str, limit: int, as_json: bool) -> None:
    """Show which templates should be read again: those first that are used much and were read long ago.

    How long a template stays fresh is a setting: review_days, of a group review_days.Billing, or the template's own;
    90 days where nothing is said. Approving a new text or confirming the old one makes it fresh. A template nobody has
    used or read for two quarters is proposed for retirement; nothing is ever retired by itself.

    \b
      snippets due --group Billing
      snippets confirm refund-late return-how
    """
    until = utc_text(now())
    with reading(config_of(ctx), is_synced=True) as session:
        since = utc_text(now() - timedelta(days=HEALTH_DAYS))
        found = freshness.freshness(session, now_at=until, since=since)
        if group and not any(is_in(one.group, group) for one in (*found.due, *found.unused)):
            refuse_unknown(session, group)
    every = [one for one in found.due if is_in(one.group, group)]
    unused = [one for one in found.unused if is_in(one.group, group)]
    fresh = found.fresh
    if as_json:
        health = {"numerator": fresh.numerator, "denominator": fresh.denominator, "share": fresh.share}
        print_json(
            {
                "due": [_plain(one) for one in every[:limit]],
                "due_in_all": len(every),
                "fresh": {**health, "days": HEALTH_DAYS, "target": TARGET},
                "unused": [_plain(one) for one in unused],
            }
        )
        return
    _show(every, limit)
    if unused:
        say("\nNot used or read for two quarters; snippets retire takes them out:")
        print_table([_row(one) for one in unused[:limit]])
        _tell_more(unused, limit)
    _tell_health(fresh)


def _show(every: Sequence[Due], limit: int) -> None:
    if not every:
        tell("Nothing is due.")
        return
    print_table([_row(one) for one in every[:limit]], ["template", "group", "owner", "uses", "read last", "due since"])
    _tell_more(every, limit)


def _tell_more(rows: Sequence[Due], limit: int) -> None:
    if len(rows) > limit:
        tell(f"and {len(rows) - limit:,} more (--limit {len(rows)} shows them)")


def _row(one: Due) -> list[str]:
    read = f"{day(moment(one.reviewed_at), now())} by {one.reviewed_by}"
    return [one.abbreviation, one.group, one.owner or "–", f"{one.uses:,}", read, day(moment(one.due_at), now())]


def _tell_health(fresh: Fresh) -> None:
    """The health figure with both its numbers; every group's uses count in it."""
    if fresh.share is None:
        tell(f"No use in the last {HEALTH_DAYS} days.")
        return
    of = f"{fresh.numerator:,} of {counted(fresh.denominator, 'use')} in the last {HEALTH_DAYS} days"
    short = "" if fresh.share >= TARGET else f"; the target is {TARGET:.0%}"
    tell(f"{of} ({fresh.share:.0%}) were of fresh templates{short}.")


def _plain(one: Due) -> dict[str, object]:
    return {
        "abbreviation": one.abbreviation,
        "template": one.template,
        "title": one.title,
        "group": one.group,
        "kind": one.kind,
        "owner": one.owner,
        "reviewed_at": one.reviewed_at,
        "reviewed_by": one.reviewed_by,
        "due_at": one.due_at,
        "days_since": one.days,
        "uses": one.uses,
        "weight": one.weight,
    }
