"""What one template says otherwise than when the agent used it last: the second half of `snippets news`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.cleaning import for_line
from library.errors import BadValue
from library.identifiers import moment
from snippets.cli.common import now
from snippets.cli.output import print_json, say, tell
from snippets.formatting import ago

if TYPE_CHECKING:
    from library.desk.changed import Changed
    from library.desk.store import Desk, Live
    from snippets.config import Config

#: How much news is looked through for what became of a template.
_LOOKED_AT = 10_000


def show_difference(config: Config, desk: Desk, name: str, *, as_json: bool) -> None:
    if desk.find_live(name) is None:
        _refuse_gone(desk, name)
    live = desk.live(name)
    if not live.revision:
        raise BadValue(f"{name} is your own template", "nobody else changes it")
    channel, changed = _changed(config, desk, live)
    called = live.document.abbreviation
    if as_json:
        print_json({"abbreviation": called, "template": live.template, **_plain_change(channel, changed)})
    elif changed is None:
        tell(for_line(_unchanged(config, desk, live)))
    else:
        say(for_line(_headline(config, called, channel, changed)))
        for fact in changed.facts:
            say(for_line(f"{fact.name}: [-{fact.before}-]{{+{fact.after}+}}"))
        say(f"\n{_marked(changed)}")


def _changed(config: Config, desk: Desk, live: Live) -> tuple[str, Changed | None]:
    """What changed in the wording of the agent's own channel, else of the first one in which anything did."""
    from library.desk.changed import changed_since_use

    for channel in dict.fromkeys((config.channel, *live.document.channels)):
        found = changed_since_use(desk, config.agent, live, channel=channel, now=now(), locale=config.locale)
        if found is not None:
            return channel, found
    return config.channel, None


def _marked(changed: Changed) -> str:
    from library.comparing import marked

    return marked(changed.pieces)


def _headline(config: Config, called: str, channel: str, changed: Changed) -> str:
    wording = f" for {channel}" if channel != config.channel else ""
    by = f" by {changed.approved_by}" if changed.approved_by else ""
    when = ago(moment(changed.approved_at), now())
    since = ago(moment(changed.since_at), now())
    return f"{called}{wording}, changed{by} {when}, used by you last {since}: {changed.summary}"


def _unchanged(config: Config, desk: Desk, live: Live) -> str:
    from library.desk.earlier import was_live
    from library.desk.habits import last_use

    called, used = live.document.abbreviation, last_use(desk, config.agent, live.template)
    if used is None:
        return f"You have not used {called} yet."
    when = ago(moment(used.at), now())
    if was_live(desk, live.template, used.version) is None:
        return f"You used {called} last {when}. What it said then is not known here any more."
    return f"Nothing your customers read in {called} has changed since you used it last, {when}."


def _refuse_gone(desk: Desk, name: str) -> None:
    """Raises BadValue for a template that was taken out, as far as is known here: by whom, when and why."""
    from library.desk.news import news_since
    from library.documents import folded

    items = news_since(desk, "", _LOOKED_AT)
    newest = next((item for item in items if folded(item.abbreviation) == folded(name)), None)
    if newest is not None and newest.what == "gone":
        when = f", {ago(moment(newest.at), now())}" if newest.at else ""
        because = f": {newest.why}" if newest.why else ""
        message = f"{newest.abbreviation} was taken out by {newest.by}{when}{because}"
        raise BadValue(message, "find what says it now: snippets find WORDS")


def _plain_change(channel: str, changed: Changed | None) -> dict[str, object]:
    if changed is None:
        return {"changed": False}
    return {
        "changed": True,
        "channel": channel,
        "since_at": changed.since_at,
        "approved_at": changed.approved_at,
        "approved_by": changed.approved_by,
        "summary": changed.summary,
        "pieces": [{"kind": piece.kind, "text": piece.text} for piece in changed.pieces],
        "facts": [{"name": fact.name, "before": fact.before, "after": fact.after} for fact in changed.facts],
    }
