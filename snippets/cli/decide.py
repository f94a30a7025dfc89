"""What a lead decides about templates: drafts become live or go back, live ones are taken away and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from library.checks.approving import refuse_faulty
from library.cleaning import for_line
from library.errors import BadValue
from library.record import removal, review
from snippets.cli.agreeing import yes_option
from snippets.cli.common import Command, complete_names, config_of, json_option
from snippets.cli.completing import complete_drafts
from snippets.cli.deciding import agree, decide, item_of, listed, literally, message_option, named, tell_done
from snippets.cli.opening import writing
from snippets.cli.output import print_json, tell

if TYPE_CHECKING:
    from sqlmodel import Session

_BRINGS_BACK = "snippets revive brings {them} back"


@click.command("submit", cls=Command)
@named(complete_drafts, "NAME[@REVISION]...")
@message_option
@json_option
@click.pass_context
def submit_command(ctx: click.Context, names: Sequence[str], message: str, as_json: bool) -> None:
    """Ask for the approval of drafts: NAME is its newest revision, NAME@3 its third.

    \b
      snippets submit refund-late -m "shorter, and says when"
    """
    items = [item_of(name) for name in names]
    done = decide(ctx, items, lambda session, by: _submit(session, items, by, message))
    tell_done(done, "submitted", "{names} {waits} for approval.", as_json=as_json)


def _submit(session: Session, items: Sequence[review.Item], by: str, message: str) -> int:
    """Nobody is asked to read what the checks call a fault."""
    version = review.submit(session, items, by=by, reason=message)
    refuse_faulty(session, [review.newest_of(session, item) for item in items])
    return version


@click.command("reject", cls=Command)
@named(complete_drafts, "NAME[@REVISION]...")
@message_option
@json_option
@click.pass_context
def reject_command(ctx: click.Context, names: Sequence[str], message: str, as_json: bool) -> None:
    """Send drafts back; their authors read why in snippets review. NAME is its newest revision, NAME@3 its third.

    \b
      snippets reject refund-late -m "says nothing about the bank"
    """
    if not message.strip():
        raise BadValue("nothing was sent back without a word why", "its author reads it: -m 'says nothing of banks'")
    items = [item_of(name) for name in names]
    done = decide(ctx, items, lambda session, by: review.reject(session, items, by=by, reason=message))
    authors = listed(list(dict.fromkeys(state.author for state in done.about)))
    tell_done(done, "rejected", f"{{names}} {{is}} rejected and back with {literally(authors)}.", as_json=as_json)


@click.command("suspend", cls=Command)
@named(complete_names)
@message_option
@yes_option
@json_option
@click.pass_context
def suspend_command(ctx: click.Context, names: Sequence[str], message: str, is_sure: bool, as_json: bool) -> None:
    """Take live templates from agents for now.

    \b
      snippets suspend pay-card -m "the provider is down"
    """
    agree(ctx, names, "Take {} from agents for now?", is_sure=is_sure)
    done = decide(ctx, names, lambda session, by: review.suspend(session, names, by=by, reason=message))
    sentence = f"{{names}} {{is}} suspended, library version {{version}}; {_BRINGS_BACK}."
    tell_done(done, "suspended", sentence, as_json=as_json, is_by_revision=False)


@click.command("retire", cls=Command)
@named(complete_names)
@message_option
@yes_option
@json_option
@click.pass_context
def retire_command(ctx: click.Context, names: Sequence[str], message: str, is_sure: bool, as_json: bool) -> None:
    """Take templates from agents for good. They keep their names and their history.

    \b
      snippets retire refund-late -m "we send refunds the same day now"
    """
    agree(ctx, names, "Take {} from agents for good?", is_sure=is_sure)
    done = decide(ctx, names, lambda session, by: review.retire(session, names, by=by, reason=message))
    sentence = f"{{names}} {{is}} retired, library version {{version}}; {_BRINGS_BACK}."
    tell_done(done, "retired", sentence, as_json=as_json, is_by_revision=False)


@click.command("revive", cls=Command)
@named(complete_names)
@message_option
@json_option
@click.pass_context
def revive_command(ctx: click.Context, names: Sequence[str], message: str, as_json: bool) -> None:
    """Make suspended or retired templates live again, as they were approved last.

    \b
      snippets revive pay-card
    """
    done = decide(ctx, names, lambda session, by: review.revive(session, names, by=by, reason=message))
    tell_done(done, "revived", "{names} {is} live again, library version {version}.", as_json=as_json)


@click.command("confirm", cls=Command)
@named(complete_names)
@message_option
@json_option
@click.pass_context
def confirm_command(ctx: click.Context, names: Sequence[str], message: str, as_json: bool) -> None:
    """Note that live templates were read again and are still right.

    \b
      snippets confirm refund-late return-how
    """
    done = decide(ctx, names, lambda session, by: review.confirm(session, names, by=by, reason=message))
    tell_done(done, "confirmed", "{names} {is} confirmed as still right.", as_json=as_json)


@click.command("release", cls=Command)
@named(complete_names)
@yes_option
@json_option
@click.pass_context
def release_command(ctx: click.Context, names: Sequence[str], is_sure: bool, as_json: bool) -> None:
    """Free the names of retired templates, so that others may have them.

    \b
      snippets release refund-late
    """
    config = config_of(ctx)
    agree(ctx, names, "Free the names of {} for other templates?", is_sure=is_sure)

    def work(session: Session) -> list[str]:
        return [freed for name in names for freed in removal.release(session, name, by=config.agent)]

    freed = writing(config, work)
    if as_json:
        print_json({"released": freed})
    else:
        tell(f"Free for other templates: {', '.join(map(for_line, freed))}.")
