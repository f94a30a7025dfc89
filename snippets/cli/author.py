"""What a lead asks of a template's past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.output import print_json, say

if TYPE_CHECKING:
    from library.documents import Document
    from library.record.history import RevisionState
    from snippets.config import Config


@click.command("history", cls=Command)
@click.argument("name", shell_complete=complete_names)
@json_option
@click.pass_context
def history_command(ctx: click.Context, name: str, as_json: bool) -> None:
    """Show every revision of a template: who wrote it, who approved it, when and why.

    \b
      snippets history refund-late
      snippets show refund-late --revision 2
    """
    from library.record import history
    from snippets.cli.opening import reading

    with reading(config_of(ctx)) as session:
        revisions = history.revisions(session, name)
    if as_json:
        print_json([_plain(revision) for revision in revisions])
        return
    for revision in reversed(revisions):
        mark = "live" if revision.is_live else "" if revision.decisions else "draft"
        message = f"  {for_line(revision.message)}" if revision.message else ""
        say(f"r{revision.number:<4} {_when(revision.at)}  by {for_line(revision.author):12} {mark}{message}".rstrip())
        for decision in revision.decisions:
            reason = f": {for_line(decision.reason)}" if decision.reason else ""
            say(f"      {_when(decision.at)}  {decision.kind} by {for_line(decision.by)}{reason}")


def read_revision(config: Config, name: str, number: int) -> tuple[str, int, Document]:
    """An earlier revision from the library. Raises UnknownName, or BadValue where its text was redacted."""
    from library.errors import BadValue
    from library.record import history
    from snippets.cli.opening import reading

    with reading(config) as session:
        revision = history.revision(session, name, number)
    if revision.document is None:
        raise BadValue(f"the text of {name} revision {number} was redacted", f"snippets history {name} says by whom")
    return revision.template, revision.number, revision.document


def _plain(revision: RevisionState) -> dict[str, object]:
    decisions = [{"kind": d.kind, "by": d.by, "at": d.at, "reason": d.reason} for d in revision.decisions]
    return {
        "revision": revision.number,
        "based_on": revision.based_on,
        "author": revision.author,
        "at": revision.at,
        "message": revision.message,
        "source": revision.source,
        "live": revision.is_live,
        "hash": revision.hash,
        "decisions": decisions,
    }


def _when(at: str) -> str:
    from library.identifiers import moment

    return f"{moment(at).astimezone():%Y-%m-%d %H:%M}"
