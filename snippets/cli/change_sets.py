"""`snippets change-set`: several templates and facts that are approved as one, at once or from a moment on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.identifiers import moment
from library.record import change_sets, history
from snippets.change_sets import moment_of, state_of, when
from snippets.cli.altering_sets import Done, change, tell_set
from snippets.cli.common import COMMON_OPTIONS, Group, config_of, json_option, now
from snippets.cli.completing import complete_drafts
from snippets.cli.deciding import item_of
from snippets.cli.deciding_sets import DECIDING
from snippets.cli.naming_sets import SHORT, find_set, set_argument
from snippets.cli.open_screen import has_terminal, open_screen
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, say, tell
from snippets.cli.showing_sets import plain_set, row_of
from snippets.formatting import ago

if TYPE_CHECKING:
    from sqlmodel import Session

    from snippets.config import Config


@click.group("change-set", cls=Group, params=COMMON_OPTIONS(), invoke_without_command=True)
@click.pass_context
def change_set_command(ctx: click.Context) -> None:
    """Several templates and facts that go live together, at once or from a moment on.

    \b
      snippets change-set open "Refunds in 14 days" refund-days refund-late --live-from 2027-01-01
      snippets change-set submit "Refunds in 14 days"
      snippets change-set approve "Refunds in 14 days"
    """
    if ctx.invoked_subcommand is not None:
        return
    if has_terminal():
        from snippets.screens.change_sets import ChangeSetsScreen  # brings textual: only for who opens it

        open_screen(config_of(ctx), ChangeSetsScreen)
    else:
        _list(config_of(ctx), is_all=False, as_json=False)


@change_set_command.command("open")
@click.argument("title")
@click.argument("names", metavar="[NAME[@REVISION]]...", nargs=-1, shell_complete=complete_drafts)
@click.option("--live-from", metavar="WHEN", default="", help="Live from then on: 2027-01-01, or 2027-01-01T09:00.")
@json_option
@click.pass_context
def open_set(ctx: click.Context, title: str, names: Sequence[str], live_from: str, as_json: bool) -> None:
    """Begin a change set, and put drafts into it.

    With --live-from it is approved now and reaches everybody ahead; agents get it from that moment on, offline too.

    \b
      snippets change-set open "Refunds in 14 days" refund-days refund-late --live-from 2027-01-01
    """
    config = config_of(ctx)
    from_then = moment_of(live_from)

    def work(session: Session) -> Done:
        id_ = change_sets.open(session, title, by=config.agent, live_from=from_then)
        if names:
            change_sets.put(session, id_, [item_of(name) for name in names], by=config.agent)
        return Done(change_sets.find(session, id_), history.head(session)[0])

    tell_set(writing(config, work), "{title} is open{held}.", as_json=as_json)


@change_set_command.command("put")
@set_argument
@click.argument("names", metavar="NAME[@REVISION]...", nargs=-1, required=True, shell_complete=complete_drafts)
@json_option
@click.pass_context
def put_into_set(ctx: click.Context, named: str, names: Sequence[str], as_json: bool) -> None:
    """Put drafts into a change set nobody has submitted: NAME is its newest revision, NAME@3 its third.

    \b
      snippets change-set put "Refunds in 14 days" return-how
    """
    items = [item_of(name) for name in dict.fromkeys(names)]
    done = change(ctx, named, lambda session, id_, by: change_sets.put(session, id_, items, by=by))
    tell_set(done, "{title} holds {names}.", as_json=as_json)


@change_set_command.command("take-out")
@set_argument
@click.argument("names", metavar="NAME...", nargs=-1, required=True, shell_complete=complete_drafts)
@json_option
@click.pass_context
def take_out_of_set(ctx: click.Context, named: str, names: Sequence[str], as_json: bool) -> None:
    """Take templates out of a change set nobody has submitted: their drafts stay."""
    done = change(ctx, named, lambda session, id_, by: change_sets.take_out(session, id_, names, by=by))
    tell_set(done, "{title} is open{held}.", as_json=as_json)


@change_set_command.command("live-from")
@set_argument
@click.argument("live_from", metavar="[WHEN]", default="")
@json_option
@click.pass_context
def move_set(ctx: click.Context, named: str, live_from: str, as_json: bool) -> None:
    """Give a change set nobody has submitted another moment; without one it goes live as soon as it is approved.

    \b
      snippets change-set live-from "Refunds in 14 days" 2027-01-01T09:00
    """
    at = moment_of(live_from)
    done = change(ctx, named, lambda session, id_, by: change_sets.move(session, id_, at, by=by))
    tell_set(done, "{title} goes live{when}.", as_json=as_json)


@change_set_command.command("give-up")
@set_argument
@json_option
@click.pass_context
def give_set_up(ctx: click.Context, named: str, as_json: bool) -> None:
    """Close a change set nobody has submitted, or that was sent back: what is in it stays as drafts."""
    done = change(ctx, named, lambda session, id_, by: change_sets.give_up(session, id_, by=by))
    tell_set(done, "{title} is given up; its drafts stay.", as_json=as_json)


@change_set_command.command("list")
@click.option("--all", "is_all", is_flag=True, help="Those decided already, too.")
@json_option
@click.pass_context
def list_sets(ctx: click.Context, is_all: bool, as_json: bool) -> None:
    """Show the change sets that are open, submitted, sent back, or approved for a moment to come."""
    _list(config_of(ctx), is_all=is_all, as_json=as_json)


@change_set_command.command("show")
@set_argument
@json_option
@click.pass_context
def show_set(ctx: click.Context, named: str, as_json: bool) -> None:
    """Show what is in a change set. snippets compare NAME@REVISION shows what each of it alters.

    \b
      snippets change-set show "Refunds in 14 days"
    """
    with reading(config_of(ctx)) as session:
        one = find_set(session, named)
    if as_json:
        print_json(plain_set(one))
        return
    say(for_line(f"{one.title} ({one.id[:SHORT]}), by {one.by}, {ago(moment(one.at), now())}: {state_of(one)}"))
    if one.reason:
        say(for_line(f"{one.decided_by}: {one.reason}"))
    if one.live_from:
        say(f"live from {when(one.live_from, now())}")
    print_table([[f"{item.abbreviation} r{item.number}", f"by {item.author}", item.message] for item in one.items])


for command in DECIDING:
    change_set_command.add_command(command)


def _list(config: Config, *, is_all: bool, as_json: bool) -> None:
    with reading(config) as session:
        sets = change_sets.sets(session) if is_all else change_sets.going(session)
    if as_json:
        print_json([plain_set(one) for one in sets])
    elif sets:
        print_table([row_of(one) for one in sets], ["title", "id", "by", "state", "live from", "templates"])
    else:
        tell("There is no change set." if is_all else "No change set is open.")
