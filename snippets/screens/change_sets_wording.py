"""What the screen of change sets says: its rows, what stands above the texts, and what came of a decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line
from library.identifiers import moment
from snippets.change_sets import when
from snippets.formatting import ago, counted
from snippets.screens.change_sets_picking import Pick
from snippets.screens.change_sets_reading import COMING, OPEN, SENT_BACK, SUBMITTED, Draft, SetRow
from snippets.screens.review_wording import told_findings
from snippets.widgets.pick_list import Entry

if TYPE_CHECKING:
    from library.checks import Finding

MUTED, LOUD = "$foreground-muted", "bold"
HEADINGS = {
    SUBMITTED: "Waiting for approval",
    SENT_BACK: "Sent back",
    OPEN: "Open",
    COMING: "Approved, to come",
}


def entries(rows: Sequence[SetRow], gone: Collection[str], now: datetime) -> list[Entry]:
    """The rows, each state under its heading."""
    found: list[Entry] = []
    for state, heading in HEADINGS.items():
        its = [row for row in rows if row.state == state and row.key not in gone]
        if its:
            found.append(Entry("", f"{heading} · {len(its)}", is_heading=True))
            found += [_entry(row, now) for row in its]
    return found


def _entry(row: SetRow, now: datetime) -> Entry:
    parts = [contents(row), f"{row.item.by}, {ago(moment(row.item.since), now)}"]
    parts += [f"from {when(row.item.live_from, now)}"] if row.item.live_from else []
    return Entry(row.key, f"“{row.title}”", " · ".join(parts))


def contents(row: SetRow) -> str:
    """“2 templates, 1 fact”; “nothing yet”."""
    others = len(row.item.about) - row.facts
    said = [counted(others, "template") if others else "", counted(row.facts, "fact") if row.facts else ""]
    return ", ".join(filter(None, said)) or "nothing yet"


def head(row: SetRow, findings: tuple[Finding, ...] | None, now: datetime) -> Content:
    """What stands above the texts: how it stands, from when on it will be live, and what the checks say."""
    parts = [_standing(row), f"begun by {row.item.by}, {ago(moment(row.item.since), now)}", contents(row)]
    about = f"\n{for_line(' · '.join(parts))}\n{for_line(live_from(row, now))}"
    checked = " · ✓ checked" if findings == () and row.item.about else ""
    lines = [Content.assemble((for_line(line), "$text-warning"), "\n") for line in _warnings(row)]
    lines += [Content.assemble(line, "\n") for line in told_findings(findings, is_set=len(row.item.about) > 1)]
    return Content.assemble((for_line(f"“{row.title}”"), LOUD), (f"{about}{checked}\n", MUTED), *lines, "\n")


def _standing(row: SetRow) -> str:
    said = {
        SUBMITTED: f"submitted by {row.decided_by}",
        SENT_BACK: f"sent back by {row.decided_by}",
        COMING: f"approved by {row.decided_by}",
    }
    return said.get(row.state, "open")


def _warnings(row: SetRow) -> list[str]:
    said = [f"{row.decided_by}: “{row.reason}”"] if row.reason and row.state == SENT_BACK else []
    if row.newer and row.state != COMING:
        there = "is a newer draft" if len(row.newer) == 1 else "are newer drafts"
        said.append(f"! There {there} of {', '.join(row.newer)}: put it in, if it is meant.")
    return said


def live_from(row: SetRow, now: datetime) -> str:
    if row.item.live_from:
        return f"live from {when(row.item.live_from, now)} on, offline too"
    return "live as soon as it is approved"


def count_of(rows: Sequence[SetRow]) -> str:
    """“1 waits · 2 open”."""
    said = {SUBMITTED: "{} waiting for approval", SENT_BACK: "{} sent back", OPEN: "{} open", COMING: "{} to come"}
    counts = {state: sum(row.state == state for row in rows) for state in said}
    return " · ".join(said[state].format(count) for state, count in counts.items() if count)


def nothing(key: str) -> Content:
    return Content.assemble(
        "No change set is going on.\n\n",
        (f"Several templates and facts that belong together are submitted and approved as one, and go live in the same"
         f" moment: at once, or from a day on. {key} begins one.", MUTED),
    )  # fmt: skip


def empty(key: str) -> Content:
    return Content.styled(f"Nothing is in it yet; {key} puts drafts in.", MUTED)


def question(row: SetRow, now: datetime) -> str:
    """“Make 2 templates and 1 fact live?”"""
    at = f" from {when(row.item.live_from, now)} on" if row.item.live_from else ""
    return f"Make “{row.title}” live{at}?"


def approved(row: SetRow, now: datetime) -> str:
    if row.item.live_from:
        return for_line(f"“{row.title}” is approved and comes on {when(row.item.live_from, now)}")
    return for_line(f"“{row.title}” is live: {contents(row)}")


def picks_of_drafts(drafts: Sequence[Draft], now: datetime) -> list[Pick]:
    return [
        Pick(
            f"{draft.template}:{draft.revision}",
            f"{draft.name} r{draft.revision}",
            " · ".join(filter(None, (f"{draft.author}, {ago(moment(draft.at), now)}", draft.title))),
        )
        for draft in drafts
    ]


def picks_of_items(row: SetRow) -> list[Pick]:
    return [
        Pick(one.template, f"{one.name} r{one.revision}", " · ".join(filter(None, (one.author, one.group))))
        for one in row.item.about
    ]
