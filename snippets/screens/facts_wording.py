"""What the screen of facts says: its rows, who quotes one, and what another value would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from library.cleaning import for_line
from library.documents import fact_key
from library.identifiers import moment
from snippets.formatting import ago, counted
from snippets.screens.choosing import Choice
from snippets.screens.facts_reading import APPROVE, DRAFT, INTO_SET, NEW_SET, SUBMIT, Caller, Fact, Rendered, SetChoice
from snippets.widgets.pick_list import Entry

if TYPE_CHECKING:
    from snippets.settling import Settled

MUTED, LOUD = "$foreground-muted", "bold"
#: Names in one line.
NAMED = 12
#: A value this long is shown in a row.
VALUE_WIDTH = 20
KINDS = {"reply": "Replies", "fragment": "Fragments"}


def entries(facts: Sequence[Fact]) -> list[Entry]:
    return [Entry(fact.template, fact.name, _row(fact)) for fact in facts]


def _row(fact: Fact) -> str:
    value = for_line(fact.value)
    short = value if len(value) <= VALUE_WIDTH else f"{value[: VALUE_WIDTH - 1]}…"
    return " · ".join(filter(None, (short, _quoted(len(fact.callers)), fact.title)))


def _quoted(count: int) -> str:
    return f"in {counted(count, 'template')}" if count else "not quoted"


def head(fact: Fact, now: datetime) -> Content:
    """Its value, how it is quoted, and who said last that it is right."""
    said = f"said by {fact.said_by}, {ago(moment(fact.said_at), now)}"
    parts = [f"r{fact.revision}", fact.type, said, f"quoted as facts.{fact_key(fact.name)}"]
    heading = fact.name + (f", {fact.title}" if fact.title else "")
    lines = [for_line(line) for line in fact.value.splitlines()]
    return Content.assemble((for_line(heading), LOUD), (f"\n{for_line(' · '.join(parts))}\n\n", MUTED),
                            ("\n".join(lines), "$text-accent"), "\n\n", callers(fact))  # fmt: skip


def callers(fact: Fact) -> Content:
    """Who quotes it, replies first, each with its title."""
    if not fact.callers:
        return Content.styled("No template quotes it.", MUTED)
    width = max(len(one.name) for one in fact.callers) + 2
    pieces: list[Content | tuple[str, str]] = []
    for kind, heading in KINDS.items():
        its = [one for one in fact.callers if one.kind == kind]
        if its:
            pieces += [(f"{heading} that quote it · {len(its)}\n", MUTED), *(_caller(one, width) for one in its), "\n"]  # type: ignore[list-item]
    return Content.assemble(*pieces)


def _caller(one: Caller, width: int) -> Content:
    return Content.assemble(f"{for_line(one.name):<{width}}", (f"{for_line(one.title or one.group)}\n", MUTED))


def nothing() -> Content:
    return Content.assemble(
        "The library has no facts.\n\n",
        ("A fact is a value that several templates quote, such as the days a refund takes: changed once, it is right"
         " in all of them. It is a template of the kind fact, quoted as facts.refund_days.", MUTED),
    )  # fmt: skip


def count_of(facts: Sequence[Fact]) -> str:
    return counted(len(facts), "fact")


# another value


def heading(rendered: Rendered) -> str:
    return f"{rendered.change.after.abbreviation}: another value"


def change_head(rendered: Rendered, fact: Fact) -> Content:
    """From what to what, how many templates say something else, and what cannot be seen here."""
    change, count = rendered.change, rendered.templates
    quote = (
        f"{counted(count, 'template')} {'quotes' if count == 1 else 'quote'} it" if count else "No template quotes it"
    )
    pieces: list[Content | tuple[str, str]] = [
        (for_line(change.after.abbreviation), LOUD), ("  ", ""),
        (for_line(f"[-{fact.value}-]"), "$text-error"), (for_line(f"{{+{change.after.body}+}}"), "$text-success"),
        (f"\n{quote}. Nothing has changed yet.\n", MUTED),
    ]  # fmt: skip
    if rendered.faults:
        said = f"✗ {counted(rendered.faults, 'text')} would not render any more; so it cannot go live.\n"
        pieces.append((said, "$text-error"))
    if rendered.unseen:
        names = for_line(", ".join(rendered.unseen[:NAMED]))
        more = f" and {len(rendered.unseen) - NAMED} more" if len(rendered.unseen) > NAMED else ""
        pieces.append((f"Seen only with values filled in: {names}{more}\n", MUTED))
    return Content.assemble(*pieces, "\n")


def ways(rendered: Rendered) -> list[Choice]:
    """Where it may go, by the team's rules; what would not render goes no further than a draft."""
    others = ", ".join(rendered.approvers[:3]) or "nobody else may approve it yet"
    said = {
        APPROVE: Choice(APPROVE, "live now", "your own approval is enough"),
        SUBMIT: Choice(SUBMIT, "submit for approval", f"to: {others}"),
    }
    open_ways = [] if rendered.faults else [said[way] for way in rendered.ways]
    return [*open_ways, Choice(INTO_SET, "into a change set", "with templates that belong to it"),
            Choice(DRAFT, "keep as a draft", "nobody gets it before it is approved")]  # fmt: skip


def set_choices(sets: Sequence[SetChoice]) -> list[Choice]:
    """The sets it can be put into, a new one last."""
    there = [Choice(one.id, for_line(f"“{one.title}”"), one.by) for one in sets]
    return [*there, Choice(NEW_SET, "a new change set", "asks what it is about")]


def settled(done: Settled) -> str:
    """What became of it, in one line."""
    state = done.about[0]
    name = f"{state.abbreviation} r{state.number}"
    if done.state == "live":
        return for_line(f"{name} is live for everybody")
    if done.state == "submitted":
        return for_line(f"{name} waits for approval" + (f": {done.why}" if done.why else ""))
    return for_line(f"{name} is kept as a draft")
