"""How every report is printed: as a page to read, as Markdown, CSV or JSON; and from when on it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line, for_markdown
from library.errors import BadValue
from library.identifiers import utc_text
from snippets.cli.common import now
from snippets.cli.output import print_csv, print_json, print_table, say
from snippets.formatting import counted

if TYPE_CHECKING:
    from library.measures.shares import Share
    from library.record.retention import Counted

FORMATS = ("table", "csv", "json", "md")
DEFAULT_DAYS = 28
_UNITS = {"d": timedelta(days=1), "w": timedelta(weeks=1)}
#: No further back, in days or weeks: nobody has a longer record.
_MAXIMUM = 10_000


@dataclass(frozen=True, slots=True)
class Table:
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Report:
    """One report in all its forms: `plain` is what JSON holds, `cells` the table CSV holds, with columns that stay.

    `page` is for people: sentences and tables in the order they are read, what to do next at the end.
    """

    title: str
    plain: object
    cells: Table
    page: Sequence[str | Table]


def format_options(function: Callable[..., None]) -> Callable[..., None]:
    """--format and --json, as `format_` and `as_json`."""
    function = click.option("--json", "as_json", is_flag=True, help="The same as --format json.")(function)
    kinds = click.Choice(FORMATS)
    return click.option("--format", "format_", type=kinds, default="table", show_default=True, help="How to print it.")(
        function
    )


def since_option(function: Callable[..., None]) -> Callable[..., None]:
    shown = f"From this day on (UTC), or for so many days (d) or weeks (w).  [default: {DEFAULT_DAYS}d]"
    return click.option("--since", metavar="DATE|28d", help=shown)(function)


def start_of(since: str | None) -> datetime:
    """The moment a --since means. Raises BadValue."""
    text = since or f"{DEFAULT_DAYS}d"
    number, unit = text[:-1], text[-1:].lower()
    if number.isdecimal() and number.isascii() and unit in _UNITS:
        return now() - min(int(number[:6]), _MAXIMUM // _UNITS[unit].days) * _UNITS[unit]
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadValue(f"“{text}” is no date", "write it as 2026-11-01, or 28d for four weeks") from None


def said_of_removed(removed: Counted, start: datetime, one: str, many: str = "") -> list[str]:
    """What a report says that begins before single rows were removed; [] for any other."""
    if utc_text(start) >= removed.before:
        return []
    rows = counted(sum(n for _, n in removed.months), one, many)
    day = removed.before[:10]
    return [f"Of what is older than {day} only counts by month are kept: {rows} from {start:%Y-%m} on."]


def plain_removed(removed: Counted, called: str) -> dict[str, object]:
    """The same for JSON, all of it, whenever the report begins."""
    months = [{"month": month, called: n} for month, n in removed.months]
    return {"removed_before": removed.before or None, "removed_by_month": months}


def plain_share(share: Share) -> dict[str, object]:
    """A share for JSON, with the two numbers it comes from; the value is null where nothing can be divided."""
    numerator, denominator = (int(n) if n.denominator == 1 else float(n) for n in (share.numerator, share.denominator))
    return {"numerator": numerator, "denominator": denominator, "value": share.value}


def is_for_people(format_: str, *, as_json: bool) -> bool:
    return not as_json and format_ in ("table", "md")


def print_report(report: Report, format_: str, *, as_json: bool = False) -> None:
    if as_json or format_ == "json":
        print_json(report.plain)
    elif format_ == "csv":
        print_csv(report.cells.head, report.cells.rows)
    elif format_ == "md":
        say("\n\n".join([f"# {for_markdown(report.title)}", *map(_paragraph, report.page)]))
    else:
        _print_page(report.page)


def _print_page(page: Sequence[str | Table]) -> None:
    """Sentences line by line; an empty line between them and a table."""
    for place, part in enumerate(page):
        if place and Table in (type(part), type(page[place - 1])):
            say("")
        if isinstance(part, Table):
            print_table(part.rows, part.head)
        else:
            say(for_line(part))


def _paragraph(part: str | Table) -> str:
    """A sentence, or a table as GitHub's Markdown writes it (https://github.github.com/gfm/#tables-extension-)."""
    if isinstance(part, str):
        return for_markdown(part)
    lines = [[for_markdown(cell) for cell in row] for row in (part.head, *part.rows)]
    lines.insert(1, ["---"] * len(part.head))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
