"""Templates that are wrong or outdated: an agent flags them, offline too; a lead sees what is flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.errors import BadValue
from library.identifiers import make_id, moment, utc_text
from snippets.cli.common import (
    Command,
    config_of,
    json_option,
    name_argument,
    now,
    ready_desk,
    start_sync_if_due,
)
from snippets.cli.output import print_json, print_table, tell
from snippets.formatting import ago, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.desk import flags as desk_flags
    from library.desk.store import Desk
    from library.record.flag_history import Flagged
    from library.record.flags import FlagState

#: What an answer says to who flagged a template.
_ANSWERED = {
    "changed": "{} was changed{}",
    "confirmed": "{} was read again{} and is right as it is",
    "retired": "{} was taken out for good{}",
    "suspended": "{} was taken out for now{}",
}
#: Letters of each word why in a list.
_WHY = 60


@click.command("flag", cls=Command)
@name_argument
@click.option(
    "-m", "--message", "why", default="", metavar="WHY", help="What is wrong with it; personal data is masked."
)
@json_option
@click.pass_context
def flag_command(ctx: click.Context, name: str, why: str, as_json: bool) -> None:
    """Flag a template as wrong or outdated, and say why. The leads see it; you hear when it is settled.

    It works offline too, and is handed in later.

    \b
      snippets flag refund-late -m "it is 14 days now"
    """
    from library.desk.flags import Flag, flags_of, record_flag

    config = config_of(ctx)
    desk = ready_desk(config)
    live = desk.live(name)
    called = live.document.abbreviation
    if not why.strip() and live.revision:
        raise BadValue(f"what is wrong with {called}?", f"say it: snippets flag {called} -m 'it is 14 days now'")
    flag = Flag(make_id(), live.template, live.revision, desk.version, config.agent, why, utc_text(now()))
    record_flag(desk, flag)
    kept = next(state for state in flags_of(desk, config.agent) if state.id == flag.id)
    if as_json:
        print_json(plain_flag(kept))
    else:
        tell(for_line(f"Flagged {called} r{live.revision}: “{kept.why}”. The leads will see it."))
        tell_answers(desk, config.agent)
    start_sync_if_due(config, desk)


@click.command("flags", cls=Command)
@click.option("--all", "is_all", is_flag=True, help="Every flag there was, with what became of it.")
@json_option
@click.pass_context
def flags_command(ctx: click.Context, is_all: bool, as_json: bool) -> None:
    """Show which live templates are flagged as wrong or outdated: by whom, why, and since when.

    To change, confirm, suspend or retire the template settles its flags, and tells who flagged it.

    \b
      snippets flags
      snippets confirm refund-late -m "30 days is right for cards"
    """
    from library.record.flag_history import Flagged, every_flag
    from library.record.flags import open_flags
    from library.record.sight import require_sight
    from snippets.cli.opening import reading

    with reading(config_of(ctx), is_synced=True) as session:
        require_sight(session, "say what is flagged in it")
        flags = every_flag(session) if is_all else [Flagged(flag, None) for flag in open_flags(session)]
    if as_json:
        print_json([_plain_flagged(flagged) for flagged in flags])
    elif not flags:
        tell("Nothing was ever flagged." if is_all else "Nothing is flagged.")
    elif is_all:
        print_table([_row(flagged) for flagged in flags], ["template", "flagged by", "when", "why", "answer"])
    else:
        print_table(_by_template(flags), ["template", "flags", "by", "since", "why"])


def tell_answers(desk: Desk, agent: str) -> None:
    """Tells this agent what became of flags they have not heard of yet, each once."""
    from library.desk.flags import mark_told, untold

    if answered := untold(desk, agent):
        tell("\n".join(told(state) for state in answered))
        mark_told(desk, [state.id for state in answered], utc_text(now()))


def told(state: desk_flags.FlagState) -> str:
    """One line that says what became of a flag."""
    by = f" by {state.answered_by}" if state.answered_by else ""
    settled = _ANSWERED[state.answer].format(state.abbreviation or "A template that is gone", by)
    because = f": {state.answer_why}" if state.answer_why else ""
    when = ago(moment(state.answered_at), now())
    return for_line(f"{settled}, {when}{because}. You had flagged it: “{state.why}”.")


def plain_flag(state: desk_flags.FlagState) -> dict[str, object]:
    """A flag of this agent for other programs."""
    answer = {"answer": state.answer, "by": state.answered_by, "at": state.answered_at, "why": state.answer_why}
    return {
        "id": state.id,
        "abbreviation": state.abbreviation,
        "template": state.template,
        "revision": state.revision,
        "why": state.why,
        "flagged_at": state.flagged_at,
        "answered": answer if state.answer else None,
    }


def _plain_flagged(flagged: Flagged) -> dict[str, object]:
    flag, answer = flagged.flag, flagged.answer
    return {
        "id": flag.id,
        "abbreviation": flag.abbreviation,
        "title": flag.title,
        "template": flag.template,
        "revision": flag.revision,
        "agent": flag.agent,
        "why": flag.why,
        "flagged_at": flag.at,
        "answered": {"answer": answer.answer, "by": answer.by, "at": answer.at, "why": answer.why} if answer else None,
    }


def _by_template(flags: Sequence[Flagged]) -> list[list[str]]:
    """A row for each flagged template, the most often flagged first."""
    grouped: dict[str, list[FlagState]] = {}
    for flagged in flags:
        grouped.setdefault(flagged.flag.template, []).append(flagged.flag)
    return [
        [
            group[0].abbreviation,
            str(len(group)),
            ", ".join(dict.fromkeys(flag.agent for flag in group)),
            ago(moment(group[0].at), now()),
            " · ".join(f"“{shortened(flag.why, _WHY)}”" for flag in group),
        ]
        for group in sorted(grouped.values(), key=len, reverse=True)
    ]


def _row(flagged: Flagged) -> list[str]:
    flag, answer = flagged.flag, flagged.answer
    settled = f"{answer.answer} by {answer.by}, {ago(moment(answer.at), now())}" if answer else "open"
    return [flag.abbreviation, flag.agent, ago(moment(flag.at), now()), f"“{shortened(flag.why, _WHY)}”", settled]
