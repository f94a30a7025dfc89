"""What an agent asks without copying: find a template, show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from snippets.cli.common import (
    Command,
    complete_names,
    config_of,
    json_option,
    now,
    ready_desk,
)
from snippets.cli.output import print_json, print_table, say, say_exactly, tell
from snippets.formatting import shortened

if TYPE_CHECKING:
    from library.desk.store import Desk
    from library.finding.score import Match
    from snippets.config import Config


@click.command("find", cls=Command)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="How many templates at most.")
@click.option("--why", is_flag=True, help="Show what matched.")
@json_option
@click.pass_context
def find_command(ctx: click.Context, words: tuple[str, ...], limit: int, why: bool, as_json: bool) -> None:
    """Search templates by abbreviation, half-remembered words, or a customer's words.

    \b
      snippets find refnd la
      snippets find "still waiting for my money" --why
    """
    from library.desk.catalog import entries
    from library.finding.index import build
    from library.finding.score import find

    config = config_of(ctx)
    desk = ready_desk(config)
    started = now()
    text = " ".join(words)
    matches = find(build(entries(desk, agent=config.agent)), text, limit)
    if as_json:
        print_json([_plain(match) for match in matches])
    elif matches:
        print_table([_row(match, why) for match in matches])
    if not matches:
        _note_nothing(desk, config, text, started.isoformat())
        tell(f"snippets: nothing found for “{shortened(text, 60)}” (try fewer or other words)")
        ctx.exit(1)


@click.command("show", cls=Command)
@click.argument("name", shell_complete=complete_names)
@click.option("--revision", type=click.IntRange(1), help="An earlier revision, by its number.")
@click.option("--raw", is_flag=True, help="The template file, as export writes it.")
@json_option
@click.pass_context
def show_command(ctx: click.Context, name: str, revision: int | None, raw: bool, as_json: bool) -> None:
    """Show a template: its text with its fields, and what to know before using it.

    \b
      snippets show refund-late
      snippets show refund-late --revision 3 --raw
    """
    from library.documents import as_plain

    config = config_of(ctx)
    if revision is None:
        live = ready_desk(config).live(name)
        template, number, document = live.template, live.revision, live.document
        approved = {"approved_by": live.approved_by, "approved_at": live.approved_at}
    else:
        from snippets.cli.author import read_revision

        template, number, document = read_revision(config, name, revision)
        approved = {}
    if as_json:
        print_json({"template": template, "revision": number, **approved, **as_plain(document)})
    elif raw:
        from library.template_files import TemplateFile, text_of

        say_exactly(text_of(TemplateFile(document, template)), end="")
    else:
        from snippets.cli.showing import page_of

        say(page_of(document, number, **approved))


def _plain(match: Match) -> dict[str, object]:
    entry = match.entry
    return {
        "abbreviation": entry.abbreviation,
        "title": entry.title,
        "group": entry.group,
        "score": round(match.score, 4),
        "matched": match.matched,
        "text": match.text,
        "template": entry.template,
    }


def _row(match: Match, why: bool) -> list[str]:
    entry = match.entry
    row = [entry.abbreviation, shortened(entry.title, 60), entry.group]
    return [*row, f"{match.matched}: {shortened(match.text, 60)}"] if why else row


def _note_nothing(desk: Desk, config: Config, words: str, started_at: str) -> None:
    """Notes a search that found nothing, masked: it is the lead's list of what to write."""
    from datetime import datetime

    from library.desk.outbox import Search, record_search
    from library.errors import LibraryError
    from library.identifiers import make_id, utc_text
    from library.masking import mask_words

    began = utc_text(datetime.fromisoformat(started_at))
    masked = mask_words(words, desk.is_known_word)
    try:
        record_search(desk, Search(make_id(), config.agent, masked, "find", "nothing", began, utc_text(now())))
    except LibraryError as error:
        tell(f"snippets: not noted: {error.message}")
