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
    """What is due, the weightiest first; what nobody uses; and the share of uses that were of fresh templates."""

    due: tuple[Due, ...]
    unused: tuple[Due, ...]
    fresh: Fresh


def dues(session: Session, *, now: datetime) -> Dues:
    from library.record import freshness

    at = utc_text(now)
    unused = freshness.unused(session, now_at=at)
    apart = {row.template for row in unused}
    due = tuple(row for row in freshness.due(session, now_at=at) if row.template not in apart)
    return Dues(due, unused, freshness.fresh(session, since=utc_text(now - timedelta(days=SHARE_DAYS))))


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
