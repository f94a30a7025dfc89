"""A customer's message in, the templates that answer it out, or “nothing fits”."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from snippets.cli.common import Command, config_of, json_option, now, ready_desk
from snippets.cli.matches import masked, note_nothing, plain_match, row_of
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import shortened

if TYPE_CHECKING:
    from datetime import datetime

    from library.desk.store import Desk
    from library.finding.meaning_answers import Answer
    from snippets.config import Config

#: More than any message: a file given by mistake is not read to its end.
_LONGEST = 200_000


@click.command("suggest", cls=Command)
@click.argument("text", required=False)
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 200), help="How many templates at most.")
@json_option
@click.pass_context
def suggest_command(ctx: click.Context, text: str | None, limit: int, as_json: bool) -> None:
    """Find the templates that answer a customer's whole message.

    Greeting, signature and quoted text are ignored; several questions get several answers. The message comes as TEXT,
    or on standard input: leave TEXT out, or write -. Exit 1 when nothing fits.

    \b
      snippets suggest "Hi, my parcel never came. And how do I change my address?"
      pbpaste | snippets suggest --json
    """
    from library.desk.catalog import entries
    from library.finding.meaning_answers import answers
    from snippets.kept import kept_meaning

    config = config_of(ctx)
    message = _message(text)
    desk = ready_desk(config, is_telling=True)
    started = now()
    meaning = kept_meaning(config.desk, entries(desk, agent=config.agent, has_bodies=False), config.encoder)
    found = answers(meaning, message, limit)
    if as_json:
        print_json(
            [{**plain_match(match), "question": answer.question} for answer in found for match in answer.matches]
        )
    else:
        _print(found)
    _note(desk, config, message, found, started)
    if not found:
        tell(f"snippets: nothing fits “{shortened(message, 60)}” (search with words of your own: snippets find WORDS)")
        ctx.exit(1)


def _message(text: str | None) -> str:
    """The argument, or standard input. Raises UsageError where there is neither: nobody waits unasked."""
    if text is not None and text != "-":
        return text
    if text is None and sys.stdin.isatty():
        raise click.UsageError('Give the message: snippets suggest "...", or pipe it in.')
    return sys.stdin.buffer.read(_LONGEST).decode("utf-8", errors="replace")


def _note(desk: Desk, config: Config, message: str, found: list[Answer], started: datetime) -> None:
    """Notes that nothing fits or, masked, what was suggested: a copy soon after says how it ended."""
    from library.desk.suggested import end_suggested, note_suggested
    from library.errors import LibraryError
    from library.finding.messages import asked_in
    from library.identifiers import utc_text

    asked, at = asked_in(message), utc_text(now())
    templates = list(dict.fromkeys(match.entry.template for answer in found for match in answer.matches))
    try:
        if templates:
            words, since = masked(desk, asked), utc_text(started)
            note_suggested(desk, config.agent, templates, words=words, started_at=since, at=at)
        else:
            end_suggested(desk, config.agent, at=at)
    except LibraryError as error:
        tell(f"snippets: not noted: {error.message}")
    if not templates:
        note_nothing(desk, config, asked, kind="suggest", started=started)


def _print(found: list[Answer]) -> None:
    for place, answer in enumerate(found):
        if len(found) > 1:
            say(("\n" if place else "") + f"“{shortened(answer.question, 76)}”")
        print_table([row_of(match) for match in answer.matches])
