"""A customer's message in, the templates that answer it out, or “nothing fits”."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from snippets.cli.common import Command, config_of, json_option, now, ready_desk
from snippets.cli.matches import note_nothing, plain_match, row_of
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import shortened

if TYPE_CHECKING:
    from library.finding.index import Entry
    from library.finding.meaning import Meaning
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
    from library.finding.messages import asked_in

    config = config_of(ctx)
    message = _message(text)
    desk = ready_desk(config, is_telling=True)
    started = now()
    found = answers(_meaning(config, entries(desk, agent=config.agent, has_bodies=False)), message, limit)
    if as_json:
        print_json(
            [{**plain_match(match), "question": answer.question} for answer in found for match in answer.matches]
        )
    else:
        _print(found)
    if not found:
        note_nothing(desk, config, asked_in(message), kind="suggest", started=started)
        tell(f"snippets: nothing fits “{shortened(message, 60)}” (search with words of your own: snippets find WORDS)")
        ctx.exit(1)


def _message(text: str | None) -> str:
    """The argument, or standard input. Raises UsageError where there is neither: nobody waits unasked."""
    if text is not None and text != "-":
        return text
    if text is None and sys.stdin.isatty():
        raise click.UsageError('Give the message: snippets suggest "...", or pipe it in.')
    return sys.stdin.buffer.read(_LONGEST).decode("utf-8", errors="replace")


def _meaning(config: Config, found: list[Entry]) -> Meaning:
    # One thread is quicker for products of this size, and leaves the others to the agent's other windows.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from library.finding.meaning_encoders import load_encoder
    from library.finding.meaning_files import kept_meaning

    return kept_meaning(f"{config.desk}.meaning", found, load_encoder(config.encoder))


def _print(found: list[Answer]) -> None:
    for place, answer in enumerate(found):
        if len(found) > 1:
            say(("\n" if place else "") + f"“{shortened(answer.question, 76)}”")
        print_table([row_of(match) for match in answer.matches])
