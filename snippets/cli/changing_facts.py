"""`snippets facts NAME VALUE`: what another value makes of every reply, before it is said to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.cleaning import for_line
from library.comparing import compare
from snippets.cli.agreeing import agreed
from snippets.cli.common import now
from snippets.cli.compare import near_changes
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, say, say_compared, tell
from snippets.cli.settling import plain_settled, tell_settled
from snippets.fact_values import Change, change_of, keep, seen
from snippets.formatting import counted
from snippets.settling import APPROVE

if TYPE_CHECKING:
    from library.record.quoting import Effect
    from snippets.config import Config

#: Names in one line.
NAMED = 12


def change_fact(
    config: Config, name: str, value: str, *, is_dry: bool, way: str | None, why: str, is_sure: bool, as_json: bool
) -> None:
    """Shows what becomes of every template that quotes it, then goes on with the value as asked."""
    with reading(config) as session:
        change = change_of(session, name, value, now=now(), locale=config.locale)
    if not as_json:
        _show(change)
    if is_dry:
        if as_json:
            print_json(_plain(change))
        return
    if way == APPROVE:
        agreed(f"Change {change.after.abbreviation} to {for_line(change.after.body)} for everybody?", is_sure=is_sure)
    by = config.agent
    settled = writing(config, lambda session: keep(session, change, by=by, way=way, message=why, source="command"))
    if as_json:
        print_json({**_plain(change), **plain_settled(settled)})
    else:
        tell_settled(settled, as_json=False)


def _show(change: Change) -> None:
    say(for_line(f"{change.after.abbreviation}: {change.before.document.body} → {change.after.body}"))
    found = seen(change.effects)
    for effect in found.differing:
        say(f"\n{for_line(_called(effect))}")
        for line in near_changes(compare(effect.before, effect.after), around=0):
            say_compared(line, indent="  ")
    if unseen := found.unseen:
        more = f" and {len(unseen) - NAMED} more" if len(unseen) > NAMED else ""
        say(f"\nSeen only with values filled in: {for_line(', '.join(unseen[:NAMED]))}{more}")
    for effect in found.faulty:
        tell(for_line(f"{_called(effect)} would not render: {effect.fault}"))
    tell(f"{counted(found.templates, 'template')} {'quotes' if found.templates == 1 else 'quote'} it.")


def _called(effect: Effect) -> str:
    return effect.abbreviation + (f", {effect.channel}" if effect.channel else "")


def _plain(change: Change) -> dict[str, object]:
    """What would become of whom, for other programs."""
    return {
        "fact": change.after.abbreviation,
        "before": change.before.document.body,
        "after": change.after.body,
        "templates": [_plain_effect(effect) for effect in change.effects],
    }


def _plain_effect(effect: Effect) -> dict[str, object]:
    return {
        "abbreviation": effect.abbreviation,
        "template": effect.template,
        "title": effect.title,
        "group": effect.group,
        "channel": effect.channel,
        "before": effect.before,
        "after": effect.after,
        "fault": effect.fault,
    }
