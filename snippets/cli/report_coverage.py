"""`snippets report coverage`: which of the top questions have a live template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.errors import BadValue
from snippets.cli.common import Command, config_of
from snippets.cli.report_forms import Report, Table, format_options, is_for_people, plain_share, print_report
from snippets.formatting import shortened

if TYPE_CHECKING:
    from library.measures.coverage import Coverage

HEAD = ("rank", "question", "name", "share", "templates")


@click.command("coverage", cls=Command)
@format_options
@click.pass_context
def coverage_command(ctx: click.Context, format_: str, as_json: bool) -> None:
    """How many of the top questions have a live template, and what to write next.

    Until your own tickets are counted, volumes are typical shares and say so.

    \b
      snippets report coverage
      snippets report coverage --format csv > coverage.csv
    """
    from library.exchange.seeds import SEED_PERIOD
    from library.measures.reading import read_coverage
    from snippets.cli.opening import reading

    with reading(config_of(ctx), is_synced=True) as session:
        period, found = read_coverage(session)
    if not found.rows and is_for_people(format_, as_json=as_json):
        raise BadValue("there are no questions yet", "a library made by snippets init has the typical fifty")
    basis = "typical shares, not yet your own tickets" if period == SEED_PERIOD else f"period {period}"
    print_report(_report(found, period, basis), format_, as_json=as_json)


def _report(found: Coverage, period: str, basis: str) -> Report:
    rows = [
        [str(row.rank), row.question, row.name, f"{float(row.share):.4f}", " ".join(row.templates)]
        for row in found.rows
    ]
    plain: dict[str, object] = {"period": period, "basis": basis}
    shares = {"by_count": found.by_count, "by_volume": found.by_volume, "of_all_tickets": found.of_all}
    plain |= {name: plain_share(share) for name, share in shares.items()}
    plain["questions"] = [dict(zip(HEAD, row, strict=True)) for row in rows]
    return Report("Coverage", plain, Table(HEAD, rows), [_table(found), *_said(found, basis)])


def _table(found: Coverage) -> Table:
    rows = [
        [str(row.rank), shortened(row.name, 48), f"{float(row.share) * 100:.1f} %", ", ".join(row.templates) or "none"]
        for row in found.rows
    ]
    return Table(("#", "question", "share", "template"), rows)


def _said(found: Coverage, basis: str) -> list[str]:
    count, volume = found.by_count, found.by_volume
    said = [
        f"{count.numerator} of {count.denominator} questions covered ({count.percent});"
        f" {float(volume.numerator) * 100:.1f} of the {float(volume.denominator) * 100:.1f} % of tickets they stand for"
        f" ({volume.percent}). Volumes: {basis}."
    ]
    return said + [f"Next: write an answer for “{row.name}”." for row in found.uncovered[:1]]
