"""What a lead decides about templates: drafts become live or go back, live ones are taken away and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.identifiers import moment
from library.record import history, removal, review
from snippets.cli.agreeing import yes_option
from snippets.cli.common import Command, complete_names, config_of, json_option, now
from snippets.cli.completing import complete_drafts
from snippets.cli.deciding import agree, decide, item_of, listed, literally, message_option, named, tell_done
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, tell
from snippets.formatting import ago

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.history import RevisionState

_BRINGS_BACK = "snippets revive brings {them} back"


@click.command("drafts", cls=Command)
@json_option
@click.pass_context
def drafts_command(ctx: click.Context, as_json: bool) -> None:
    """Show what waits for approval: since when, by whom, and why.

    \b
      snippets drafts
      snippets show refund-late --revision 3
      snippets approve refund-late
    """
    with reading(config_of(ctx)) as session:
        drafts = history.drafts(session)
    if as_json:
        print_json([_plain_draft(draft) for draft in drafts])
    elif drafts:
        rows = [
            [f"{draft.abbreviation} r{draft.number}", draft.author, ago(moment(_since(draft)), now()), draft.message]
            for draft in drafts
        ]
        print_table(rows, ["draft", "by", "waits since", "why"])
    else:
        tell("Nothing waits for approval.")


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
    done = decide(ctx, items, lambda session, by: review.submit(session, items, by=by, reason=message))
    tell_done(done, "submitted", "{names} {waits} for approval.", as_json=as_json)


@click.command("approve", cls=Command)
@named(complete_drafts, "NAME[@REVISION]...")
@message_option
@json_option
@click.pass_context
def approve_command(ctx: click.Context, names: Sequence[str], message: str, as_json: bool) -> None:
    """Make drafts live, all of them or none: NAME is its newest revision, NAME@3 its third.

    \b
      snippets drafts
      snippets approve refund-late
    """
    items = [item_of(name) for name in names]
    done = decide(ctx, items, lambda session, by: review.approve(session, items, by=by, reason=message))
    tell_done(done, "approved", "{names} {is} live, library version {version}.", as_json=as_json)


@click.command("reject", cls=Command)
@named(complete_drafts, "NAME[@REVISION]...")
@message_option
@json_option
@click.pass_context
def reject_command(ctx: click.Context, names: Sequence[str], message: str, as_json: bool) -> None:
    """Send drafts back to their authors: NAME is its newest revision, NAME@3 its third.

    \b
      snippets reject refund-late -m "says nothing about the bank"
    """
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


def _plain_draft(draft: RevisionState) -> dict[str, object]:
    return {
        "abbreviation": draft.abbreviation,
        "revision": draft.number,
        "template": draft.template,
        "title": draft.document.title if draft.document else "",
        "author": draft.author,
        "saved_at": draft.at,
        "waits_since": _since(draft),
        "based_on": draft.based_on,
        "message": draft.message,
    }


def _since(draft: RevisionState) -> str:
    """When its approval was last asked for, else when it was saved."""
    return next((d.at for d in reversed(draft.decisions) if d.kind == "submitted"), draft.at)
