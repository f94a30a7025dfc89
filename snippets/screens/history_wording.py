"""What the history screen says: a row for each revision, and what stands above its comparison."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line
from library.identifiers import moment
from snippets.formatting import ago, counted
from snippets.screens.history_reading import Past, Went
from snippets.widgets.pick_list import Entry

if TYPE_CHECKING:
    from library.record.history import Decided, RevisionState

MUTED, LOUD = "$foreground-muted", "bold"
_STANDINGS = {"submitted": "waits", "approved": "was live", "confirmed": "was live", "revived": "was live"}
_DECIDED = {"confirmed": "confirmed as right", "redacted": "removed for good"}


def entries(past: Past, chosen: int, now: datetime) -> list[Entry]:
    return [_entry(state, state.number == chosen, now) for state in past.states]


def _entry(state: RevisionState, is_chosen: bool, now: datetime) -> Entry:
    mark = " ⇄" if is_chosen else ""
    why = f" · “{state.message}”" if state.message else ""
    return Entry(
        str(state.number),
        f"r{state.number}  {standing(state)}{mark}",
        f"{state.author}, {ago(moment(state.at), now)}{why}",
    )


def standing(state: RevisionState) -> str:
    """What a revision is to agents, in a word or two."""
    if state.text is None:
        return "removed"
    if state.is_live:
        return "live"
    if state.comes_at:
        return f"comes {state.comes_at[:10]}"
    if not state.decisions:
        return "draft"
    kinds = [decision.kind for decision in state.decisions]
    return _STANDINGS.get(kinds[-1], kinds[-1])


def head(state: RevisionState, older: RevisionState | None, went: Went | None, now: datetime) -> Content:
    """Who made it and why, what was decided about it, where it went, and what it is compared with."""
    written = f"written by {state.author}, {ago(moment(state.at), now)}" + (
        f": “{state.message}”" if state.message else ""
    )
    lines = [for_line(written), *(_decided(decision, now) for decision in state.decisions)]
    if went is not None:
        lines.append(told(went))
    compared = f", compared with r{older.number}" if older else ", the first"
    return Content.assemble(
        (for_line(f"r{state.number}, {standing(state)}{compared}"), LOUD), ("\n" + "\n".join(lines), MUTED), "\n\n"
    )


def _decided(decision: Decided, now: datetime) -> str:
    version = f", library version {decision.change}" if decision.change else ""
    why = f": “{decision.reason}”" if decision.reason else ""
    said = _DECIDED.get(decision.kind, decision.kind)
    return for_line(f"{said} by {decision.by}, {ago(moment(decision.at), now)}{version}{why}")


def told(went: Went) -> str:
    """“went out 41 times on 12 days, 2026-05-03 to 2026-06-01: email 30, chat 11”."""
    if not went.uses:
        return "went out to nobody, as far as is known here"
    channels = ", ".join(f"{channel or 'no channel'} {uses:,}" for channel, uses in went.channels)
    when = f"on {went.first}" if went.days == 1 else f"on {went.days} days, {went.first} to {went.last}"
    return for_line(f"went out {counted(went.uses, 'time')} {when}: {channels}")
