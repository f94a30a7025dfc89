"""`snippets report searches`: words that led to no reply, which is what to write next."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import TYPE_CHECKING

import click

from library.identifiers import moment, utc_text
from snippets.cli.common import Command, config_of, now
from snippets.cli.output import tell
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
from snippets.formatting import ago, counted, shortened

if TYPE_CHECKING:
    from library.measures.searches import Nearest, Searches, Wanted
    from library.record.retention import Counted

HEAD = ("words", "searches", "nothing_found", "given_up", "agents", "last_at", "nearest", "nearest_title", "matched")
#: Letters of the words in a table.
_WORDS = 48


@click.command("searches", cls=Command)
@since_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many rows at most.")
@format_options
@click.pass_context
def searches_command(ctx: click.Context, since: str | None, limit: int, format_: str, as_json: bool) -> None:
    """Which words found nothing or were given up: what to write, or to make findable, next.

    Words are masked; those nearly alike count together, whoever typed them. “nearest” is the live template found for
    them today, or none.

    \b
      snippets report searches
      snippets report searches --since 2026-11-01 --limit 100 --format csv > wanted.csv
    """
    from library.measures.reading import read_searches
    from library.record import monthly, retention
    from snippets.cli.opening import reading

    start = start_of(since)
    with reading(config_of(ctx), is_synced=True) as session:
        found = read_searches(session, since=utc_text(start), limit=limit)
        removed = retention.counted(session, *monthly.SEARCHES, since=utc_text(start))
    print_report(_report(found, removed, start), format_, as_json=as_json)
    if format_ == "csv" and not as_json and len(found.wanted) < found.groups:
        tell(f"{len(found.wanted)} of {found.groups} rows; --limit {found.groups} gives all of them.")


def _report(found: Searches, removed: Counted, start: datetime) -> Report:
    cells = Table(HEAD, [list(map(_cell, _plain_wanted(item).values())) for item in found.wanted])
    older = said_of_removed(removed, start, "search", "searches")
    page: list[str | Table] = [*_said(found, start), *older]
    if found.wanted:
        page.append(_table(found))
    plain = _plain(found, start) | plain_removed(removed, "searches")
    return Report("Searches", plain, cells, [*page, _next(found)])


def _plain(found: Searches, start: datetime) -> dict[str, object]:
    return {
        "since": utc_text(start),
        "ended_in_a_use": plain_share(found.used),
        "given_up": found.abandoned,
        "nothing_found": found.nothing,
        "all_masked": found.masked,
        "groups": found.groups,
        "wanted": [_plain_wanted(item) for item in found.wanted],
    }


def _plain_wanted(item: Wanted) -> dict[str, object]:
    near = item.nearest
    shown = (near.abbreviation, near.title, near.matched) if near else (None, None, None)
    values = (item.words, item.times, item.nothing, item.abandoned, item.agents, item.last_at, *shown)
    return dict(zip(HEAD, values, strict=True))


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _table(found: Searches) -> Table:
    rows = [
        [
            shortened(item.words, _WORDS),
            str(item.times),
            str(item.agents),
            ago(moment(item.last_at), now()),
            item.nearest.abbreviation if item.nearest else "none",
        ]
        for item in found.wanted
    ]
    return Table(("words", "searches", "agents", "last", "nearest template"), rows)


def _said(found: Searches, start: datetime) -> list[str]:
    used, since = found.used, f"since {start:%Y-%m-%d}"
    if not used.denominator:
        return [f"No search is on record {since}."]
    said = [
        f"{int(used.numerator):,} of {counted(int(used.denominator), 'search', 'searches')} {since} ended in a reply"
        f" ({used.percent}); {counted(found.abandoned, 'was', 'were')} given up, {found.nothing:,} found nothing."
    ]
    if found.groups:
        listed = len(found.wanted)
        rest = f"; listed: the first {listed}" if listed < found.groups else ""
        total = found.abandoned + found.nothing - found.masked
        said.append(
            f"{counted(total, 'such search', 'such searches')} can be read, about {_things(found.groups)}{rest}."
        )
    if found.masked:
        said.append(f"{counted(found.masked, 'more is', 'more are')} not listed: all their words are masked.")
    if any("<" in item.words for item in found.wanted):
        said.append("<WORD>, <NUM> and the like stand for what was masked.")
    return said


def _things(number: int) -> str:
    return f"{number:,} different things" if number > 1 else "one thing"


def _next(found: Searches) -> str:
    if not found.used.denominator:
        return "Next: nothing yet; searches are handed in when agents' machines sync (snippets status shows yours)."
    if not found.wanted:
        return "Next: nothing to write; no words that can be read led nowhere."
    first = found.wanted[0]
    times = f"{counted(first.times, 'search', 'searches')} by {counted(first.agents, 'agent')}"
    what = f"“{shortened(first.words, 80)}” ({times})"
    if first.nearest is None:
        return f"Next: write a template for {what}: nothing is near it."
    return f"Next: look at {what}. {_made_findable(first, first.nearest)} If not, write a template."


def _made_findable(item: Wanted, near: Nearest) -> str:
    from library.record.wordings import readable

    answers = f"If {near.abbreviation} answers it,"
    if not near.question:
        return f"{answers} link it to a question: snippets questions link QUESTION {shlex.quote(near.abbreviation)}."
    words = shlex.quote(readable(item.words))
    return f"{answers} let it be found by these words: snippets questions phrase {shlex.quote(near.question)} {words}."
