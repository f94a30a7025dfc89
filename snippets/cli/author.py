"""What a lead asks of a template's past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.output import print_json, say, say_exactly

if TYPE_CHECKING:
    from library.documents import Document
    from library.record.as_of import AsOf
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
        mark = f"live from {_when(revision.comes_at)}" if revision.comes_at else mark
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


def show_as_of(config: Config, name: str, version: int, *, is_raw: bool, as_json: bool) -> None:
    """Shows what agents got of a template at a version of the library. Raises UnknownName, BadValue."""
    from library.documents import as_plain
    from library.record.as_of import as_of
    from library.template_files import TemplateFile, text_of
    from snippets.cli.opening import reading
    from snippets.cli.showing import page_of

    with reading(config) as session:
        found = as_of(session, name, version)
    if is_raw:
        say_exactly(text_of(TemplateFile(found.document, found.template)), end="")
        return
    seen = {channel: _text_then(found, channel, config.locale) for channel in ("", *found.document.channels)}
    if as_json:
        then = {"version": version, "version_at": found.at, "texts": seen}
        print_json({"template": found.template, "revision": found.revision, **as_plain(found.document), **then})
        return
    variants = tuple(variant._replace(body=seen[variant.channel]) for variant in found.document.variants)
    page = page_of(found.document._replace(body=seen[""], variants=variants), found.revision)
    say(f"At version {version}, {_when(found.at)}:\n\n{page}")


def _text_then(found: AsOf, channel: str, locale: str) -> str:
    """A text as it was then, fragments and facts in place, fields by their labels between ‹ and ›.

    Dates that count from today are those of the moment that version was made.
    """
    from library.identifiers import moment
    from library.rendering.render import preview

    parts = preview(
        found.document,
        found.catalog,
        values={},
        context={},
        now=moment(found.at).astimezone(),
        channel=channel,
        locale=locale,
    )
    return "".join(part.text if part.is_filled else f"‹{part.text}›" for part in parts)


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
