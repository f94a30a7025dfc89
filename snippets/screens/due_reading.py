"""What the screen of due reviews reads in the library, and what is decided there. Runs in threads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from library.identifiers import utc_text
from snippets.screens.compared import section
from snippets.widgets.comparison import Section

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.freshness import Due, Fresh

#: The uses that count for the share of fresh ones are those of so many days.
SHARE_DAYS = 90


class Dues(NamedTuple):
    """What is due, but for what stands in `unused`, the weightiest first; and the share of uses of fresh templates."""

    due: tuple[Due, ...]
    unused: tuple[Due, ...]
    fresh: Fresh


def dues(session: Session, *, now: datetime) -> Dues:
    from library.record import freshness

    since = utc_text(now - timedelta(days=SHARE_DAYS))
    found = freshness.freshness(session, now_at=utc_text(now), since=since)
    apart = {row.template for row in found.unused}
    return Dues(tuple(row for row in found.due if row.template not in apart), found.unused, found.fresh)


def text_of(session: Session, template: str) -> Section:
    """What agents get of it now."""
    from library.record import history

    live = history.live_among(session, [template]).get(template)
    return section("", None, live.document) if live else Section("", (), "Agents do not get it any more.")


def confirm(session: Session, templates: Sequence[str], *, by: str) -> Sequence[str]:
    """Says that they were read again and are still right: their time begins anew."""
    from library.record import review

    review.confirm(session, list(templates), by=by)
    return templates


def retire(session: Session, template: str, *, by: str, why: str) -> str:
    from library.record import review

    review.retire(session, [template], by=by, reason=why)
    return template


def revive(session: Session, template: str, *, by: str) -> str:
    from library.record import review

    review.revive(session, [template], by=by, reason="retired by mistake")
    return template
