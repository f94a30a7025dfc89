"""`snippets report`: the team's figures, each with the numbers it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from library.errors import BadValue
from snippets.cli.common import Group, config_of, now
from snippets.cli.output import print_csv, print_json, print_table, say
from snippets.formatting import counted, shortened

if TYPE_CHECKING:
    from library.measures.adoption import Adoption

DEFAULT_PERIOD = timedelta(days=28)


def _format_option(function: Callable[..., None]) -> Callable[..., None]:
    kinds = click.Choice(["table", "json", "csv"])
    function = click.option("--json", "as_json", is_flag=True, help="The same as --format json.")(function)
    return click.option("--format", "format_", type=kinds, default="table", show_default=True, help="How to print it.")(
        function
    )


@click.group("report", cls=Group)
def report_command() -> None:
    """What your customers ask, what the library answers, and who uses it."""


@report_command.command("coverage")
@_format_option
@click.pass_context
def coverage_command(ctx: click.Context, format_: str, as_json: bool) -> None:
    """How many of the top questions have a live template, and what to write next.

    Until your own tickets are counted, volumes are typical shares and say so.
    """
    from library.exchange.seeds import SEED_PERIOD
    from library.measures.reading import read_coverage
    from snippets.cli.opening import reading

    with reading(config_of(ctx), is_synced=True) as session:
        period, found = read_coverage(session)
    basis = "typical shares, not yet your own tickets" if period == SEED_PERIOD else f"period {period}"
    head = ["rank", "question", "name", "share", "templates"]
    rows = [
        [str(row.rank), row.question, row.name, f"{float(row.share):.4f}", " ".join(row.templates)]
        for row in found.rows
    ]
    shares = {"by_count": found.by_count, "by_volume": found.by_volume, "of_all_tickets": found.of_all}
    if as_json or format_ == "json":
        figures = {
            name: {"numerator": float(s.numerator), "denominator": float(s.denominator), "value": s.value}
            for name, s in shares.items()
        }
        print_json(
            {
                "period": period,
                "basis": basis,
                **figures,
                "questions": [dict(zip(head, row, strict=True)) for row in rows],
            }
        )
        return
    if format_ == "csv":
        print_csv(head, rows)
        return
    if not found.rows:
        raise BadValue("there are no questions yet", "a library made by snippets init has the typical fifty")
    print_table(
        [
            [
                str(row.rank),
                shortened(row.name, 48),
                f"{float(row.share) * 100:.1f} %",
                ", ".join(row.templates) or "none",
            ]
            for row in found.rows
        ],
        ["#", "question", "share", "template"],
    )
    count, volume = found.by_count, found.by_volume
    say(
        f"\n{count.numerator} of {count.denominator} questions covered ({count.percent});"
        f" {float(volume.numerator) * 100:.1f} of the {float(volume.denominator) * 100:.1f} % of tickets they stand for"
        f" ({volume.percent}). Volumes: {basis}."
    )
    if found.uncovered:
        say(f"Next: write an answer for “{found.uncovered[0].name}”.")


@report_command.command("adoption")
@click.option("--since", metavar="DATE", help="From this day on, as 2026-11-01. Default: the last 28 days.")
@click.option("--by-agent", "is_by_agent", is_flag=True, help="Name people and their own numbers.")
@_format_option
@click.pass_context
def adoption_command(ctx: click.Context, since: str | None, is_by_agent: bool, format_: str, as_json: bool) -> None:
    """How many on the roster use the library, how much, and which templates nobody uses.

    Nobody's own numbers are shown unless --by-agent asks for them.
    """
    from library.identifiers import utc_text
    from library.measures.reading import read_adoption
    from snippets.cli.opening import reading

    start = _day(since) if since else now() - DEFAULT_PERIOD
    with reading(config_of(ctx), is_synced=True) as session:
        found = read_adoption(session, since=utc_text(start))
    templates = [[name, str(uses)] for name, uses in (*found.by_template, *((name, 0) for name in found.never_used))]
    if as_json or format_ == "json":
        print_json({"since": utc_text(start), **_adoption_plain(found, is_by_agent=is_by_agent)})
    elif format_ == "csv" and is_by_agent:
        print_csv(["agent", "uses", "on_roster"], _by_agent(found))
    elif format_ == "csv":
        print_csv(["template", "uses"], templates)
    else:
        _show_adoption(found, start, templates, is_by_agent=is_by_agent)


def _adoption_plain(found: Adoption, *, is_by_agent: bool) -> dict[str, object]:
    agents = {
        "numerator": int(found.agents.numerator),
        "denominator": int(found.agents.denominator),
        "value": found.agents.value,
    }
    plain: dict[str, object] = {
        "agents": agents,
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


def _by_agent(found: Adoption) -> list[list[str]]:
    return [[agent, str(uses), "no" if agent in found.off_roster else "yes"] for agent, uses in found.by_agent]


def _show_adoption(found: Adoption, start: datetime, templates: list[list[str]], *, is_by_agent: bool) -> None:
    say(
        f"{found.agents.numerator} of {counted(int(found.agents.denominator), 'person', 'people')} on the roster used"
        f" the library ({found.agents.percent}); {counted(found.uses, 'use')} since {start:%Y-%m-%d}."
    )
    if found.off_roster:
        people = counted(len(found.off_roster), "person", "people")
        say(f"{people} not on the roster used it too (--by-agent names them).")
    say("The share of tickets answered from it needs tickets: none are imported.")
    weeks = [[week, str(uses)] for week, uses in found.by_week]
    tables = [(weeks, ["week", "uses"]), (_by_agent(found) if is_by_agent else [], ["agent", "uses", "on the roster"])]
    for rows, head in [*tables, (templates, ["template", "uses"])]:
        if rows:
            say("")
            print_table(rows, head)
    if found.never_used:
        say(f"\nNever used since then: {counted(len(found.never_used), 'template')}.")


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadValue(f"“{text}” is no date", "write it as 2026-11-01") from None
