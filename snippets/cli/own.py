"""What is an agent's own on this machine: a use to take back, favourites, and what was learned, to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.errors import BadValue
from library.identifiers import make_id, moment, utc_text
from snippets.cli.about import me_command
from snippets.cli.agreeing import agreed, yes_option
from snippets.cli.common import Command, complete_names, config_of, desk_as_is, json_option, now, ready_desk
from snippets.cli.output import print_json, print_table, tell
from snippets.formatting import ago, counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from library.desk.store import Desk
    from library.finding.index import Entry
    from snippets.config import Config

__all__ = ["favourite_command", "forget_command", "me_command", "undo_command"]


@click.command("undo", cls=Command)
@json_option
@click.pass_context
def undo_command(ctx: click.Context, as_json: bool) -> None:
    """Take back your last use, within a minute: reports then leave it out. What was copied stays where it is.

    \b
      snippets undo
    """
    from library.desk.outbox import correct_use, last_use_of

    config = config_of(ctx)
    desk = desk_as_is(config)
    use = last_use_of(desk, config.agent)
    if use is None:
        raise BadValue("there is no use of yours to take back", "of your own templates (~) none is noted")
    called = _called(desk, [use.template]).get(use.template, "a template that is gone")
    try:
        correct_use(desk, use.id, now_at=utc_text(now()), id=make_id())
    except BadValue as error:
        raise BadValue(f"{called}: {error.message}", error.hint) from None
    if as_json:
        print_json({"abbreviation": called, "template": use.template, "used_at": use.used_at, "action": use.action})
    else:
        tell(for_line(f"Taken back: {called}, {use.action} {ago(moment(use.used_at), now())}. Reports leave it out."))


@click.command("favourite", cls=Command)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete_names)
@click.option("--remove", "is_removed", is_flag=True, help="They are no favourites any more.")
@json_option
@click.pass_context
def favourite_command(ctx: click.Context, names: tuple[str, ...], is_removed: bool, as_json: bool) -> None:
    """Make templates your favourites: the app shows them first. Without a name, list them.

    \b
      snippets favourite refund-late ack-got
      snippets favourite refund-late --remove
      snippets favourite
    """
    from library.desk.habits import set_favourite

    config = config_of(ctx)
    desk = ready_desk(config)
    if is_removed and not names:
        raise click.UsageError("--remove needs a NAME.", ctx)
    chosen = list({live.template: live for live in map(desk.live, names)}.values())
    for live in chosen:
        if live.document.kind != "reply":
            raise BadValue(f"{live.document.abbreviation} is a {live.document.kind}", "only replies can be favourites")
    for live in chosen:
        set_favourite(desk, config.agent, live.template, is_favourite=not is_removed, at=utc_text(now()))
    if as_json or not names:
        _list_favourites(config, desk, as_json=as_json)
        return
    *others, last = [for_line(live.document.abbreviation) for live in chosen]
    called = f"{', '.join(others)} and {last}" if others else last
    one = len(chosen) == 1
    if is_removed:
        tell(f"{called} {'is no favourite' if one else 'are no favourites'} any more.")
    else:
        tell(f"{called} {'is a favourite' if one else 'are favourites'}.")


def _list_favourites(config: Config, desk: Desk, *, as_json: bool) -> None:
    from library.desk.habits import favourites

    marked = favourites(desk, config.agent)
    found = _entries(desk, marked)
    live = [found[template] for template in marked if template in found]
    if as_json:
        print_json([{"abbreviation": e.abbreviation, "title": e.title, "template": e.template} for e in live])
        return
    print_table([[entry.abbreviation, entry.title] for entry in live])
    if not live:
        tell("You have no favourites yet: snippets favourite NAME")


@click.command("forget", cls=Command)
@click.option("--favourites", "has_favourites", is_flag=True, help="Your favourites too.")
@yes_option
@json_option
@click.pass_context
def forget_command(ctx: click.Context, has_favourites: bool, is_sure: bool, as_json: bool) -> None:
    """Clear what this machine has learned of you: what you use how often and when, what you chose for which words, and
    where the app was.

    Uses already recorded belong to the team's record and stay, as do your templates and settings.

    \b
      snippets forget
      snippets forget --favourites --yes
    """
    from library.desk import habits, places

    config = config_of(ctx)
    desk = desk_as_is(config)
    also = ", and your favourites" if has_favourites else ""
    learned = "what you used how often and when, what you chose for which words"
    agreed(f"Forget {learned}, and where the app was{also}?", is_sure=is_sure)
    favourites = habits.favourites(desk, config.agent) if has_favourites else []
    for template in favourites:
        habits.set_favourite(desk, config.agent, template, is_favourite=False, at=utc_text(now()))
    forgotten = habits.forget(desk, config.agent)
    places.clear_place(desk, config.agent)
    if as_json:
        print_json({"habits": forgotten.habits, "choices": forgotten.choices, "favourites": len(favourites)})
        return
    gone = [
        f"how often and when you used {counted(forgotten.habits, 'template')}",
        f"what you chose for {counted(forgotten.choices, 'search', 'searches')}",
        "where the app was",
    ]
    gone += [counted(len(favourites), "favourite")] if has_favourites else []
    tell(f"Forgotten: {', '.join(gone)}.")
    kept = "" if has_favourites else "your favourites, "
    tell(f"What stays: {kept}your templates and settings; uses, searches and flags noted so far are the team's.")


def _called(desk: Desk, templates: Iterable[str]) -> dict[str, str]:
    return {template: entry.abbreviation for template, entry in _entries(desk, templates).items()}


def _entries(desk: Desk, templates: Iterable[str]) -> dict[str, Entry]:
    """Those of the templates (ids) that are live, by id."""
    from library.desk.catalog import entries

    wanted = set(templates)
    return {entry.template: entry for entry in entries(desk, has_bodies=False) if entry.template in wanted}
