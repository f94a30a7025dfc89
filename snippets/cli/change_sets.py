"""`snippets change-set`: several templates and facts that are approved as one, at once or from a moment on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import click

from library.checks.approving import refuse_faulty
from library.cleaning import for_line
from library.errors import BadValue
from library.identifiers import moment
from library.record import change_sets, history
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import COMMON_OPTIONS, Group, config_of, json_option, now
from snippets.cli.completing import complete_drafts
from snippets.cli.deciding import item_of, message_option
from snippets.cli.naming_sets import SHORT, find_set, is_undecided, set_argument
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, print_table, say, tell
from snippets.cli.showing_sets import plain_set, row_of, said, state_of, when
from snippets.formatting import ago

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.change_sets import ChangeSetState

#: What is done to the set of an id by somebody; gives the library's version where that alters it.
Verb = Callable[["Session", str, str], int | None]


@click.group("change-set", cls=Group, params=COMMON_OPTIONS())
def change_set_command() -> None:
    """Several templates and facts that go live together, at once or from a moment on.

    \b
      snippets change-set open "Refunds in 14 days" refund-days refund-late --live-from 2027-01-01
      snippets change-set submit "Refunds in 14 days"
      snippets change-set approve "Refunds in 14 days"
    """


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
    from_then = _moment(live_from)

    def work(session: Session) -> Done:
        id_ = change_sets.open(session, title, by=config.agent, live_from=from_then)
        if names:
            change_sets.put(session, id_, [item_of(name) for name in names], by=config.agent)
        return Done(change_sets.find(session, id_), history.head(session)[0])

    _tell(writing(config, work), "{title} is open{held}.", as_json=as_json)


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
    done = _change(ctx, named, lambda session, id_, by: change_sets.put(session, id_, items, by=by))
    _tell(done, "{title} holds {names}.", as_json=as_json)


@change_set_command.command("list")
@click.option("--all", "is_all", is_flag=True, help="Those decided already, too.")
@json_option
@click.pass_context
def list_sets(ctx: click.Context, is_all: bool, as_json: bool) -> None:
    """Show the change sets that are open, submitted, sent back, or approved for a moment to come."""
    with reading(config_of(ctx)) as session:
        sets = [one for one in change_sets.sets(session) if is_all or _is_going(one)]
    if as_json:
        print_json([plain_set(one) for one in sets])
    elif sets:
        print_table([row_of(one) for one in sets], ["title", "id", "by", "state", "live from", "templates"])
    else:
        tell("There is no change set." if is_all else "No change set is open.")


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
        say(f"live from {when(one.live_from)}")
    print_table([[f"{item.abbreviation} r{item.number}", f"by {item.author}", item.message] for item in one.items])


@change_set_command.command("submit")
@set_argument
@message_option
@json_option
@click.pass_context
def submit_set(ctx: click.Context, named: str, message: str, as_json: bool) -> None:
    """Ask for the approval of all that is in a change set."""

    def work(session: Session, id_: str, by: str) -> None:
        change_sets.submit(session, id_, by=by, reason=message)
        refuse_faulty(session, change_sets.find(session, id_).items)

    _tell(_change(ctx, named, work), "{title} waits for approval: {names}.", as_json=as_json)


@change_set_command.command("approve")
@set_argument
@message_option
@yes_option
@json_option
@click.pass_context
def approve_set(ctx: click.Context, named: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Make all of a change set live, at once or from its moment on: one approval, one version of the library."""
    _ask(ctx, named, "Make {names} live{from_then}?", is_sure=is_sure)

    def work(session: Session, id_: str, by: str) -> int:
        items = change_sets.find(session, id_).items
        version = change_sets.approve(session, id_, by=by, reason=message)
        refuse_faulty(session, items)
        return version

    _tell(_change(ctx, named, work), "{names} {is} live{from_then}, library version {version}.", as_json=as_json)


@change_set_command.command("reject")
@set_argument
@message_option
@json_option
@click.pass_context
def reject_set(ctx: click.Context, named: str, message: str, as_json: bool) -> None:
    """Send all of a change set back."""
    done = _change(ctx, named, lambda session, id_, by: change_sets.reject(session, id_, by=by, reason=message))
    _tell(done, "{title} is sent back to {author}.", as_json=as_json)


@change_set_command.command("call-off")
@set_argument
@message_option
@yes_option
@json_option
@click.pass_context
def call_set_off(ctx: click.Context, named: str, message: str, is_sure: bool, as_json: bool) -> None:
    """Take back an approved change set before its moment: agents keep what they have."""
    _ask(ctx, named, "Call {title} off{from_then}?", is_sure=is_sure)
    done = _change(ctx, named, lambda session, id_, by: change_sets.call_off(session, id_, by=by, reason=message))
    _tell(done, "{title} is called off, library version {version}.", as_json=as_json)


# what they have in common


class Done(NamedTuple):
    """A change set as it is now, and the library's version with it."""

    set: ChangeSetState
    version: int


def _change(ctx: click.Context, named: str, verb: Verb) -> Done:
    config = config_of(ctx)

    def work(session: Session) -> Done:
        id_ = find_set(session, named).id
        version = verb(session, id_, config.agent)
        return Done(change_sets.find(session, id_), history.head(session)[0] if version is None else version)

    return writing(config, work)


def _ask(ctx: click.Context, named: str, question: str, *, is_sure: bool) -> None:
    """Asks about a set; one that is not there is told before."""
    if is_sure:
        return
    with reading(config_of(ctx)) as session:
        one = find_set(session, named)
    agreed(said(question, one))


def _tell(done: Done, sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json({**plain_set(done.set), "version": done.version})
    else:
        tell(said(sentence, done.set, done.version))


def _is_going(one: ChangeSetState) -> bool:
    return is_undecided(one) or one.is_coming


def _moment(typed: str) -> str:
    """A day or moment as the record takes it; one without an offset is meant as here. Raises BadValue."""
    if not typed:
        return ""
    try:
        return datetime.fromisoformat(typed).astimezone().isoformat()
    except (ValueError, OverflowError, OSError):
        raise BadValue(f"“{typed}” is no day or moment", "write 2027-01-01, or 2027-01-01T09:00") from None
