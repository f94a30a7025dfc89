"""`snippets report adoption`: who uses the library, and which templates nobody does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from library.identifiers import utc_text
from snippets.cli.common import Command, config_of
from snippets.cli.report_forms import (
    Report,
    Table,
    format_options,
    plain_removed,
    plain_share,
    print_report,
    said_of_removed,
    since_option,
    start_of,
)
from snippets.formatting import counted

if TYPE_CHECKING:
    from library.measures.adoption import Adoption
    from library.record.retention import Counted


@click.command("adoption", cls=Command)
@since_option
@click.option("--by-agent", "is_by_agent", is_flag=True, help="Name people and their own numbers.")
@format_options
@click.pass_context
def adoption_command(ctx: click.Context, since: str | None, is_by_agent: bool, format_: str, as_json: bool) -> None:
    """How many on the roster use the library, how much, and which templates nobody uses.

    Nobody's own numbers are shown unless --by-agent asks for them.

    \b
      snippets report adoption
      snippets report adoption --since 2026-11-01 --format csv
    """
    from library.measures.reading import read_adoption
    from library.record import monthly, retention
    from snippets.cli.opening import reading

    start = start_of(since)
    with reading(config_of(ctx), is_synced=True) as session:
        found = read_adoption(session, since=utc_text(start))
        removed = retention.counted(session, monthly.USES, since=utc_text(start))
    print_report(_report(found, removed, start, is_by_agent=is_by_agent), format_, as_json=as_json)


def _report(found: Adoption, removed: Counted, start: datetime, *, is_by_agent: bool) -> Report:
    templates = [[name, str(uses)] for name, uses in (*found.by_template, *((name, 0) for name in found.never_used))]
    people = [[agent, str(uses), "no" if agent in found.off_roster else "yes"] for agent, uses in found.by_agent]
    older = said_of_removed(removed, start, "use")
    tables = [
        Table(("week", "uses"), [[week, str(uses)] for week, uses in found.by_week]),
        Table(("agent", "uses", "on the roster"), people if is_by_agent else []),
        Table(("template", "uses"), templates),
    ]
    page: list[str | Table] = [*_said(found, start), *older, *(table for table in tables if table.rows)]
    if found.never_used:
        page.append(f"Never used since then: {counted(len(found.never_used), 'template')}.")
    cells = Table(("agent", "uses", "on_roster"), people) if is_by_agent else tables[-1]
    plain = _plain(found, start, is_by_agent=is_by_agent) | plain_removed(removed, "uses")
    return Report("Adoption", plain, cells, page)


def _plain(found: Adoption, start: datetime, *, is_by_agent: bool) -> dict[str, object]:
    plain: dict[str, object] = {
        "since": utc_text(start),
        "agents": plain_share(found.agents),
        "uses": found.uses,
        "people_off_roster": len(found.off_roster),
        "by_week": [{"week": week, "uses": uses} for week, uses in found.by_week],
        "by_template": [{"template": name, "uses": uses} for name, uses in found.by_template],
        "never_used": list(found.never_used),
    }
    if is_by_agent:
        plain["by_agent"] = [{"agent": agent, "uses": uses} for agent, uses in found.by_agent]
        plain["off_roster"] = list(found.off_roster)
    return plain


def _said(found: Adoption, start: datetime) -> list[str]:
    said = [
        f"{found.agents.numerator} of {counted(int(found.agents.denominator), 'person', 'people')} on the roster used"
        f" the library ({found.agents.percent}); {counted(found.uses, 'use')} since {start:%Y-%m-%d}."
    ]
    if found.off_roster:
        people = counted(len(found.off_roster), "person", "people")
        said.append(f"{people} not on the roster used it too (--by-agent names them).")
    return [*said, "The share of tickets answered from it needs tickets: none are imported."]
