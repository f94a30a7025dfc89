"""`snippets change-set submit`, `approve`, `reject` and `call-off`: one decision about all that is in a change set."""

from __future__ import annotations

import click

from library.record import change_sets
from snippets.change_sets import approve, submit
from snippets.cli.agreeing import yes_option
from snippets.cli.altering_sets import change, tell_set
from snippets.cli.common import Command, json_option
from snippets.cli.deciding import message_option
from snippets.cli.naming_sets import set_argument


@click.command("submit", cls=Command)
@set_argument
@message_option
@json_option
@click.pass_context
def submit_set(ctx: click.Context, named: str, message: str, as_json: bool) -> None:
    """Ask for the approval of all that is in a change set."""
    done = change(ctx, named, lambda session, id_, by: submit(session, id_, by=by, why=message))
    tell_set(done, "{title} waits for approval: {names}.", as_json=as_json)


@click.command("approve", cls=Command)
@set_argument
@message_option
@yes_option
@json_option
@click.pass_context
def approve_set(ctx: click.Context, named: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Make all of a change set live, at once or from its moment on: one approval, one version of the library."""
    done = change(
        ctx,
        named,
        lambda session, id_, by: approve(session, id_, by=by, why=message),
        question="" if is_sure else "Make {names} live{from_then}?",
    )
    tell_set(done, "{names} {is} live{from_then}, library version {version}.", as_json=as_json)


@click.command("reject", cls=Command)
@set_argument
@message_option
@json_option
@click.pass_context
def reject_set(ctx: click.Context, named: str, message: str, as_json: bool) -> None:
    """Send all of a change set back."""
    done = change(ctx, named, lambda session, id_, by: change_sets.reject(session, id_, by=by, reason=message))
    tell_set(done, "{title} is sent back to {author}.", as_json=as_json)


@click.command("call-off", cls=Command)
@set_argument
@message_option
@yes_option
@json_option
@click.pass_context
def call_set_off(ctx: click.Context, named: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Take back an approved change set before its moment: agents keep what they have."""
    done = change(
        ctx,
        named,
        lambda session, id_, by: change_sets.call_off(session, id_, by=by, reason=message),
        question="" if is_sure else "Call {title} off{from_then}?",
    )
    tell_set(done, "{title} is called off, library version {version}.", as_json=as_json)


DECIDING: tuple[click.Command, ...] = (submit_set, approve_set, reject_set, call_set_off)
