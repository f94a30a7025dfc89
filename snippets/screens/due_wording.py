"""What the screen of due reviews says: its rows, what stands above a text, and the share of fresh uses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line
from library.identifiers import moment, utc_text
from snippets.formatting import ago, counted
from snippets.screens.due_reading import SHARE_DAYS, Dues
from snippets.widgets.pick_list import Entry

if TYPE_CHECKING:
    from library.record.freshness import Due

MUTED, LOUD = "$foreground-muted", "bold"
#: What a healthy library reaches, in percent.
TARGET = 80


def entries(dues: Dues, gone: Collection[str], marked: Collection[str]) -> list[Entry]:
    """The rows: what is due, and apart from it what nobody uses."""
    rows: list[Entry] = []
    for heading, its in (("Due, by use and age", dues.due), ("Unused for two quarters", dues.unused)):
        left = [due for due in its if due.template not in gone]
        if left:
            rows.append(Entry("", f"{heading} · {len(left)}", is_heading=True))
            rows += [_entry(due, due.template in marked) for due in left]
    return rows


def _entry(due: Due, is_marked: bool) -> Entry:
    read = f"read {counted(due.days, 'day')} ago by {due.reviewed_by}"
    used = counted(due.uses, "use") if due.uses else ""
    return Entry(
        due.template, due.abbreviation + (" ✓" if is_marked else ""), " · ".join(filter(None, (used, read, due.title)))
    )


def head(due: Due, now: datetime) -> Content:
    since = ago(moment(due.due_at), now) if due.due_at <= utc_text(now) else ""
    parts = [
        f"{counted(due.uses, 'use')} in 90 days",
        f"read {counted(due.days, 'day')} ago by {due.reviewed_by}",
        f"due {since}" if since else "",
        f"owner {due.owner}" if due.owner else "",
        due.group,
    ]
    heading = due.abbreviation + (f", {due.title}" if due.title else "")
    return Content.assemble((for_line(heading), LOUD), (f"\n{for_line(' · '.join(filter(None, parts)))}\n\n", MUTED))


def share(dues: Dues | None) -> str:
    """“fresh: 84 % (1,204 of 1,433 uses), target 80 %”."""
    if dues is None:
        return ""
    share_ = dues.fresh.share
    if share_ is None:
        return f"nothing was used in {SHARE_DAYS} days"
    counts = f"{dues.fresh.numerator:,} of {dues.fresh.denominator:,} uses"
    return f"fresh: {round(100 * share_)} % ({counts}), target {TARGET} %"


def nothing() -> Content:
    return Content.assemble(
        "Nothing is due.\n\n",
        ("Templates come here once their review time is over, 90 days unless the team, the group or the template says"
         " otherwise.", MUTED),
    )  # fmt: skip
