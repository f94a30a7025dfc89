"""What the review screen says: the rows of the queue, what stands above a comparison, and what came of a decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line
from library.documents import folded
from library.identifiers import moment
from snippets.formatting import ago, counted, lasting
from snippets.screens.review_deciding import APPROVED, CONFIRMED, REJECTED, SUSPENDED, Decision
from snippets.screens.review_reading import (
    CHANGE,
    DRAFT,
    FLAG,
    PROPOSAL,
    SENT_BACK,
    SET,
    TYPO,
    Details,
    Item,
    Stuck,
    Took,
    Waits,
)
from snippets.widgets.comparison import Section
from snippets.widgets.pick_list import Entry

if TYPE_CHECKING:
    from library.checks import Finding

MUTED, LOUD = "$foreground-muted", "bold"
HEADINGS = {
    CHANGE: "To approve",
    PROPOSAL: "Proposed by agents",
    TYPO: "Typo edits, live already",
    FLAG: "Flagged by agents",
    DRAFT: "Drafts nobody has submitted",
    SENT_BACK: "Sent back to their authors",
}
#: Findings shown above a comparison; more are counted.
SHOWN_FINDINGS = 4

Findings = Mapping[str, "tuple[Finding, ...]"]


def found_by(items: Sequence[Item], words: str) -> list[Item]:
    """The items that have all the words somewhere; `#billing` is a group, or the beginning of one."""
    wanted = folded(words).split()
    return [item for item in items if all(_has(item, word) for word in wanted)]


def _has(item: Item, word: str) -> bool:
    if word.startswith("#"):
        parts = [part for group in item.groups for part in (group, *group.split("/"))]
        return any(folded(part).replace(" ", "-").startswith(word[1:]) for part in parts)
    said = (item.name, item.title, item.by, item.why, *item.groups, *(one.name for one in item.about))
    return any(word in folded(text) for text in said)


def entries(
    items: Sequence[Item], waits: Waits, found: Findings, marked: Collection[str], now: datetime
) -> list[Entry]:
    """The rows, each kind under its heading."""
    rows: list[Entry] = []
    for kind, heading in HEADINGS.items():
        its = [item for item in items if _heading_of(item) == kind]
        if its:
            took = {FLAG: waits.flags_took, PROPOSAL: waits.proposals_took}.get(kind)
            rows.append(Entry("", f"{heading} · {len(its)}{_took(took)}", is_heading=True))
            rows += [_entry(item, found, item.key in marked, now) for item in its]
    return rows


def _heading_of(item: Item) -> str:
    return CHANGE if item.kind == SET else item.kind


def _entry(item: Item, found: Findings, is_marked: bool, now: datetime) -> Entry:
    mark = " ✓" if is_marked else ""
    judged = _judged(found.get(item.key))
    parts = (
        [f"{item.by}, {ago(moment(item.since), now)}", counted(len(item.about), "template")]
        if item.kind == SET
        else [f"{item.by}, {ago(moment(item.since), now)}"]
    )
    parts += [judged, f"“{item.why}”" if item.why else item.title]
    name = f"“{item.name}”" if item.kind == SET else item.name
    return Entry(item.key, f"{name}{mark}", " · ".join(filter(None, parts)), is_set="✗" in judged)


def _judged(findings: tuple[Finding, ...] | None) -> str:
    """“✗ 1 fault”, “! 2 warnings”; nothing where all is well, or not known yet."""
    if not findings:
        return ""
    faults = sum(finding.is_fault for finding in findings)
    return f"✗ {counted(faults, 'fault')}" if faults else f"! {counted(len(findings), 'warning')}"


def _took(took: Took | None) -> str:
    if took is None or took.seconds is None:
        return ""
    return f" · answered within {lasting(took.seconds)} ({took.often} lately)"


def stuck(proposals: Sequence[Stuck]) -> str:
    """“2 proposals cannot be taken in: thanks of ana: the name belongs to ...”."""
    told = "; ".join(f"{one.name or 'one'} of {one.by}: {one.problem}" for one in proposals)
    return for_line(f"{counted(len(proposals), 'proposal')} cannot be taken in: {told}")


def count_of(waits: Waits) -> str:
    """“4 wait · 1 flagged”."""
    kinds = {("proposed", "proposed"): PROPOSAL, ("typo", "typos"): TYPO, ("flagged", "flagged"): FLAG}
    counts = {said: sum(item.kind == kind for item in waits.items) for said, kind in kinds.items()}
    told = [counted(count, *said) for said, count in counts.items() if count]
    return " · ".join([f"{waits.waiting} wait{'s' if waits.waiting == 1 else ''}", *told])


def head(item: Item, findings: tuple[Finding, ...] | None, now: datetime) -> Content:
    """What stands above the comparison: which texts, by whom and why, and what the checks say."""
    pieces: list[Content | tuple[str, str]] = [(for_line(_heading(item)), LOUD), (f"\n{_by(item, now)}", MUTED)]
    pieces += [(" · ✓ checked" if findings == () else "", MUTED), ("\n", "")]
    pieces += [(f"{line}\n", "") for line in _whys(item, now)]
    pieces += [Content.assemble(line, "\n") for line in told_findings(findings, is_set=len(item.about) > 1)]
    return Content.assemble(*pieces, "\n")


def _heading(item: Item) -> str:
    if item.kind == SET:
        return f"“{item.name}”"
    before = item.about[0].before
    if item.kind == TYPO and before:
        return f"{item.name}, live; compared with r{before} before it"
    if item.kind == FLAG:
        return item.name + (f", {item.title}" if item.title else "")
    return f"{item.name}, compared with r{before}, live" if before else f"{item.name}, new"


def _by(item: Item, now: datetime) -> str:
    when = ago(moment(item.since), now)
    authors = dict.fromkeys(one.author for one in item.about if one.author)
    said = {FLAG: "flagged", TYPO: "live since", DRAFT: "saved", SENT_BACK: "sent back"}.get(item.kind, "submitted")
    parts = [f"{said} by {item.by}, {when}" if item.kind != TYPO else f"live since {when}, by {item.by}"]
    parts += [f"written by {', '.join(authors)}"] if set(authors) - {item.by} else []
    if item.kind == SET:
        parts += [counted(len(item.about), "template")]
        parts += [f"live from {item.live_from[:16].replace('T', ' ')} UTC" if item.live_from else "live at once"]
    parts += [group for group in item.groups[:3] if group]
    return for_line(" · ".join(parts))


def _whys(item: Item, now: datetime) -> list[str]:
    if item.kind != FLAG:
        return [for_line(f"“{item.why}”")] if item.why else []
    return [
        for_line(f"“{flag.why}” {flag.agent}, {ago(moment(flag.at), now)}, r{flag.revision}") for flag in item.flags
    ]


def told_findings(findings: tuple[Finding, ...] | None, *, is_set: bool = False) -> list[Content]:
    """The worst findings as lines, faults first."""
    worst = sorted(findings or (), key=lambda finding: not finding.is_fault)
    lines = [_told(finding, is_set) for finding in worst[:SHOWN_FINDINGS]]
    if more := len(worst) - SHOWN_FINDINGS:
        lines += [Content.styled(f"  and {more} more", MUTED)] if more > 0 else []
    return lines


def _told(finding: Finding, is_set: bool) -> Content:
    sign, style = ("✗", "$text-error") if finding.is_fault else ("!", "$text-warning")
    where = f"{finding.place} line {finding.line}" if finding.line else f"{finding.place} {finding.name}".strip()
    name = f"{finding.template}, " if is_set else ""
    return Content.assemble(
        (f"{sign} ", style), (for_line(f"{name}{where}: "), MUTED), (for_line(finding.advice), style)
    )


def fault_in(findings: tuple[Finding, ...]) -> str:
    """Why the checks keep it from agents, '' where they do not."""
    faults = [finding for finding in findings if finding.is_fault]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return for_line(f"✗ {faults[0].template}: {faults[0].advice}{more}") if faults else ""


def effects(details: Details) -> tuple[Section, ...]:
    """What becomes of the replies that quote a changed fact or fragment, under a line of its own."""
    if not details.effects:
        return ()
    count = len(details.effects) + details.more_effects
    first = Section(f"{counted(count, 'reply', 'replies')} will say something else:")
    more = (Section("", (), f"and {details.more_effects} more"),) if details.more_effects else ()
    return (first, *details.effects, *more)


def nothing(has_words: bool) -> Content:
    if has_words:
        return Content.styled("Nothing that waits has these words. esc clears them.", MUTED)
    return Content.assemble(
        "Nothing waits.\n\n",
        ("What others submit, what agents propose and flag, and typo edits to be looked at appear here by themselves.",
         MUTED),
    )  # fmt: skip


def decided(decision: Decision) -> str:
    """What came of it, in one line."""
    is_one = len(decision.items) == 1
    item, are = decision.items[0], "is" if is_one else "are"
    if decision.said:
        return for_line(decision.said)
    if decision.kind == APPROVED and item.kind == SET and item.live_from and is_one:
        return for_line(f"“{item.name}” is approved and comes at {item.live_from[:16].replace('T', ' ')} UTC")
    said = {
        APPROVED: f"{decision.named} {are} live",
        REJECTED: f"{decision.named} {are} back with {item.about[0].author or item.by}",
        CONFIRMED: f"{decision.named} {are} confirmed as right",
        SUSPENDED: f"{decision.named} {are} taken from agents for now",
    }
    return for_line(said[decision.kind])
