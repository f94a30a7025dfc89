"""The command line's only way out: data to stdout, talk to stderr, both cleaned for a terminal. Nothing else prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from library.cleaning import escaped_for_terminal, for_csv_cell, for_line, for_terminal

if TYPE_CHECKING:
    from library.comparing import Piece


def say(text: str = "", *, end: str = "\n") -> None:
    """Data: what other programs read."""
    click.echo(for_terminal(text) + end, nl=False)


def say_exactly(text: str, *, end: str = "\n") -> None:
    """Data to the letter where a file or program takes it; on a terminal cleaned like everything else."""
    click.echo((for_terminal(text) if sys.stdout.isatty() else text) + end, nl=False)


def tell(text: str) -> None:
    """Talk: what happened, for the person in front of the screen."""
    click.echo(for_terminal(text), err=True)


def print_json(value: object) -> None:
    """A value as JSON. What a terminal would obey is escaped as JSON escapes, so that nothing of the value is lost."""
    import json

    say(escaped_for_terminal(json.dumps(value, ensure_ascii=False, indent=2)))


def print_table(rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> None:
    """Rows in aligned columns, as plain text: two spaces apart, the last column as long as it is."""
    table = [[for_line(cell) for cell in row] for row in ([head] if head else []) + list(rows)]
    if not table:
        return
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        say("  ".join([*cells, row[-1]]).rstrip())


def print_csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows as CSV that a spreadsheet opens as text."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([[for_csv_cell(cell) for cell in row] for row in rows])
    say(text.getvalue(), end="")


def say_compared(pieces: Sequence[Piece], *, indent: str = "") -> None:
    """A line in which what went and what came stands between signs; on a terminal in colours too."""
    from library.comparing import GONE, NEW, SIGNS  # only for who compares

    colours = {GONE: "red", NEW: "green"} if _has_colours() else {}
    shown = []
    for kind, text in pieces:
        before, after = SIGNS[kind]
        cleaned = f"{before}{for_terminal(text)}{after}"
        shown.append(click.style(cleaned, fg=colours[kind]) if kind in colours else cleaned)
    click.echo(f"{indent}{''.join(shown)}" if pieces else "")


def _has_colours() -> bool:
    """Whether somebody sees them and has not said that they want none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
