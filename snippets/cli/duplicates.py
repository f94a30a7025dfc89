"""`snippets duplicates`: templates that say nearly the same, the most used first, and what becomes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import click

from library.checks.clusters import Cluster, clusters
from library.cleaning import for_line
from library.comparing import compare, summary
from library.identifiers import utc_text
from library.record import duplicates, history, usage
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import COMMON_OPTIONS, Group, complete_names, config_of, json_option, now
from snippets.cli.deciding import listed, message_option
from snippets.cli.grouping import group_option, is_in
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import counted, shortened

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.documents import Document

#: Uses of so many days say what is worth the work.
COUNTED_DAYS = 90
#: Clusters shown unless more are asked for.
SHOWN = 10
#: More templates than this take some seconds to compare, which is told.
MANY = 2000


class Found(NamedTuple):
    clusters: Sequence[Cluster]
    documents: Mapping[str, Document]
    uses: Mapping[str, int]


@click.group("duplicates", cls=Group, invoke_without_command=True, params=COMMON_OPTIONS())
@group_option("Only where one of them is in this group, or in the groups in it.")
@click.option("--limit", default=SHOWN, show_default=True, type=click.IntRange(1), help="How many clusters at most.")
@json_option
@click.pass_context
def duplicates_command(ctx: click.Context, group: str, limit: int, as_json: bool) -> None:
    """Show templates that say nearly the same, the most used first, with what differs.

    Of each cluster you may keep all as they are, merge two into one, or take one out (snippets retire).

    \b
      snippets duplicates
      snippets duplicates merge refund-late refund-gone
      snippets duplicates keep refund-late refund-late-card -m "cards take longer"
    """
    if ctx.invoked_subcommand is not None:
        return
    with reading(config_of(ctx), is_synced=True) as session:
        live = {item.template: item.document for item in history.live(session)}
        since = utc_text(now() - timedelta(days=COUNTED_DAYS))
        uses: Counter[str] = Counter()
        for used in usage.used(session, since=since):
            uses[used.template] += used.uses
        kept = duplicates.kept_alike(session)
    if len(live) > MANY and not as_json:
        tell(f"Comparing {len(live):,} templates ...")
    every = clusters(live, uses, kept=kept)
    wanted = [one for one in every if any(is_in(live[template].group, group) for template in one.templates)]
    found = Found(wanted, live, uses)
    if as_json:
        print_json([_plain(one, found) for one in wanted[:limit]])
        return
    for one in wanted[:limit]:
        _show(one, found)
    _tell(wanted, limit)


@duplicates_command.command("merge")
@click.argument("kept", shell_complete=complete_names)
@click.argument("dropped", shell_complete=complete_names)
@message_option
@yes_option
@json_option
@click.pass_context
def merge(ctx: click.Context, kept: str, dropped: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Retire DROPPED for good and give its names and questions to KEPT, whose text stays as it is.

    \b
      snippets compare refund-late refund-gone
      snippets duplicates merge refund-late refund-gone
    """
    config = config_of(ctx)
    with reading(config) as session:
        names = [history.revisions(session, name)[-1].abbreviation for name in (kept, dropped)]
    agreed(f"Retire {for_line(names[1])} and give its names to {for_line(names[0])}?", is_sure=is_sure)
    version = writing(config, lambda session: duplicates.merge(session, kept, dropped, by=config.agent, reason=message))
    if as_json:
        print_json({"kept": names[0], "dropped": names[1], "version": version})
    else:
        tell(f"{for_line(names[1])} is retired, its names lead to {for_line(names[0])}, library version {version}.")


@duplicates_command.command("keep")
@click.argument("names", metavar="NAME NAME...", nargs=-1, required=True, shell_complete=complete_names)
@message_option
@json_option
@click.pass_context
def keep(ctx: click.Context, names: Sequence[str], message: str, as_json: bool) -> None:
    """Say that templates are meant to be alike: they are not shown as duplicates any more.

    \b
      snippets duplicates keep refund-late refund-late-card -m "cards take longer"
    """
    config = config_of(ctx)

    def work(session: Session) -> tuple[list[str], int]:
        version = duplicates.keep_alike(session, names, by=config.agent, reason=message)
        return [history.revisions(session, name)[-1].abbreviation for name in names], version

    called, version = writing(config, work)
    if as_json:
        print_json({"kept": called, "version": version})
    else:
        tell(f"{listed(called)} stay as they are, and are not shown as duplicates any more.")


def _show(one: Cluster, found: Found) -> None:
    first = found.documents[one.templates[0]]
    alike = f"{int(one.alike * 100)} % alike"
    say(f"{counted(len(one.templates), 'template')}, {alike}, {counted(one.uses, 'use')} in {COUNTED_DAYS} days")
    rows = []
    for template in one.templates:
        document = found.documents[template]
        differs = "" if document is first else _difference(first, document)
        uses = counted(found.uses.get(template, 0), "use")
        rows.append(["", document.abbreviation, uses, document.group, shortened(document.title, 50), differs])
    print_table(rows)
    say()


def _difference(first: Document, other: Document) -> str:
    return summary(compare(first.body, other.body)) or "the same text"


def _tell(wanted: Sequence[Cluster], limit: int) -> None:
    if not wanted:
        tell("No two templates say nearly the same.")
    elif len(wanted) > limit:
        tell(f"and {len(wanted) - limit:,} more (--limit {len(wanted)} shows them)")


def _plain(one: Cluster, found: Found) -> dict[str, object]:
    first = found.documents[one.templates[0]]
    return {
        "alike": round(one.alike, 3),
        "uses": one.uses,
        "days": COUNTED_DAYS,
        "templates": [
            {
                "abbreviation": (document := found.documents[template]).abbreviation,
                "template": template,
                "title": document.title,
                "group": document.group,
                "uses": found.uses.get(template, 0),
                "differs": "" if document is first else _difference(first, document),
            }
            for template in one.templates
        ],
    }
