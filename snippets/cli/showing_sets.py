"""A change set as a line, as a row of a table, and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.cleaning import for_line
from library.identifiers import moment
from snippets.change_sets import state_of, when
from snippets.cli.common import now
from snippets.cli.deciding import listed
from snippets.cli.naming_sets import SHORT
from snippets.formatting import counted, shortened

if TYPE_CHECKING:
    from library.record.change_sets import ChangeSetState

#: Names in one line.
NAMED = 5


def said(sentence: str, one: ChangeSetState, version: int = 0) -> str:
    """The sentence with {title}, {names}, {is}, {author}, {from_then}, {when}, {held} and {version} in place."""
    names = [f"{item.abbreviation} r{item.number}" for item in one.items]
    comes = one.live_from and moment(one.live_from) > now()
    return for_line(
        sentence.format(
            title=f"“{one.title}”",
            names=listed(names) if len(names) <= NAMED else counted(len(names), "template"),
            author=one.by,
            from_then=f" from {when(one.live_from, now())} on" if comes else "",
            when=f" {when(one.live_from, now())}" if one.live_from else " as soon as it is approved",
            held=f" and holds {listed(names)}" if names else "",
            version=version,
            **{"is": "is" if len(names) == 1 else "are"},
        )
    )


def row_of(one: ChangeSetState) -> list[str]:
    comes = when(one.live_from, now()) if one.live_from else ""
    names = ", ".join(item.abbreviation for item in one.items)
    return [shortened(one.title, 40), one.id[:SHORT], one.by, state_of(one), comes, shortened(names, 60)]


def plain_set(one: ChangeSetState) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "by": one.by,
        "opened_at": one.at,
        "live_from": one.live_from or None,
        "state": one.state,
        "decided_by": one.decided_by or None,
        "decided_at": one.decided_at or None,
        "reason": one.reason,
        "items": [
            {
                "abbreviation": item.abbreviation,
                "template": item.template,
                "revision": item.number,
                "author": item.author,
                "message": item.message,
                "live": item.is_live,
                "comes_at": item.comes_at or None,
            }
            for item in one.items
        ],
    }
