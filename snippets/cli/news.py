"""`snippets news`: what the team has changed, and word by word what a template said when one used it last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.identifiers import moment, utc_text
from snippets.cli.common import (
    Command,
    complete_names,
    config_of,
    json_option,
    now,
    ready_desk,
    start_sync_if_due,
)
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import day, shortened

if TYPE_CHECKING:
    from library.desk.flags import FlagState
    from library.desk.news import NewsItem
    from library.desk.store import Desk
    from snippets.config import Config

DEFAULT_DAYS = 14
#: Items shown at most; more are read by nobody.
LIMIT = 200
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
#: No further back: nothing older is kept.
_MAXIMUM = 10_000


@click.command("news", cls=Command)
@click.argument("name", required=False, shell_complete=complete_names)
@click.option(
    "--since", metavar="DATE|14d", help="From this day on, or for so many days (d) or weeks (w).  [default: 14d]"
)
@json_option
@click.pass_context
def news_command(ctx: click.Context, name: str | None, since: str | None, as_json: bool) -> None:
    """Show what is new, changed or gone in the library: what you use yourself comes first on its day.

    With NAME: what it says otherwise than when you used it last, [-gone-] and {+new+} words marked.

    \b
      snippets news
      snippets news --since 2026-11-01
      snippets news refund-late
    """
    config = config_of(ctx)
    start = _start(since or f"{DEFAULT_DAYS}d")
    desk = ready_desk(config)
    if name is None:
        _show_news(config, desk, start, as_json=as_json)
    elif since is not None:
        raise click.UsageError("--since goes without NAME: its news is since you used it last.", ctx)
    else:
        from snippets.cli.difference import show_difference

        show_difference(config, desk, name, as_json=as_json)
    start_sync_if_due(config, desk)


def _start(text: str) -> datetime:
    """The moment a --since means."""
    number, unit = text[:-1], text[-1:].lower()
    if number.isdecimal() and number.isascii() and unit in _UNITS:
        return now() - min(int(number[:6]), _MAXIMUM) * _UNITS[unit]
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise click.BadParameter(f"“{for_line(text)}” is no date", param_hint="--since") from None


def _show_news(config: Config, desk: Desk, start: datetime, *, as_json: bool) -> None:
    from library.desk.flags import flags_of
    from library.desk.habits import used
    from library.desk.news import news_since

    at = utc_text(start)
    items = news_since(desk, at, LIMIT)
    mine = {template for template, (_, own) in used(desk, config.agent).items() if own}
    items.sort(key=lambda item: (_day_of(item), item.template in mine), reverse=True)
    answers = [state for state in flags_of(desk, config.agent) if _is_news(state, at)]
    if as_json:
        news = [_plain(item, item.template in mine) for item in items]
        print_json({"since": at, "news": news, "answers": [_plain_answer(state) for state in answers]})
        return
    if items:
        rows = [_row(item, item.template in mine) for item in items]
        print_table(rows, ["when", "what", "template", "you", "title", "by", "why"])
    else:
        tell(f"Nothing is new in the library since {day(start, now())}.")
    if len(items) == LIMIT:
        tell(f"These are the newest {LIMIT}; --since 2d shows fewer days.")
    if items and answers:
        say("")
    _say_answers(desk, answers)


def _day_of(item: NewsItem) -> str:
    """The day something was decided on, here."""
    return moment(item.at).astimezone().date().isoformat() if item.at else ""


def _row(item: NewsItem, is_used: bool) -> list[str]:
    when = day(moment(item.at), now()) if item.at else ""
    you = "use it" if is_used else ""
    return [when, item.what, item.abbreviation, you, shortened(item.title, 40), item.by, shortened(item.why, 80)]


def _plain(item: NewsItem, is_used: bool) -> dict[str, object]:
    return {
        "what": item.what,
        "abbreviation": item.abbreviation,
        "title": item.title,
        "kind": item.kind,
        "template": item.template,
        "revision": item.revision,
        "version": item.version,
        "by": item.by,
        "at": item.at,
        "why": item.why,
        "used": is_used,
    }


def _is_news(state: FlagState, at: str) -> bool:
    """Whether a flag was answered since a moment, or its answer was not told yet."""
    return bool(state.answer) and (state.answered_at > at or not state.told_at)


def _plain_answer(state: FlagState) -> dict[str, object]:
    from snippets.cli.flag import plain_flag

    return plain_flag(state)


def _say_answers(desk: Desk, answers: list[FlagState]) -> None:
    """What became of the agent's flags; from then on it is told."""
    from library.desk.flags import mark_told
    from snippets.cli.flag import told

    for state in answers:
        say(told(state))
    if fresh := [state.id for state in answers if not state.told_at]:
        mark_told(desk, fresh, utc_text(now()))
