"""What the screen of an affected revision says: the figures, a bar for each day, and the tickets that got it."""

from __future__ import annotations

from datetime import date, datetime

from textual.content import Content

from library.cleaning import for_line
from library.identifiers import moment
from snippets.formatting import counted, day, shortened
from snippets.screens.affected_reading import Counts, Tickets, Where

MUTED, LOUD, BAR = "$foreground-muted", "bold", "$text-primary"
#: Cells of the longest bar, and of what stands before one; no list names more than so many.
BAR_CELLS, LABEL_CELLS, NAMED = 16, 24, 12
DAY_CELLS, DAY_BAR_CELLS = 11, 30


def bar(count: int, most: int, cells: int) -> str:
    """As long as its share of the longest one, to half a cell; never nothing."""
    halves = max(1, round(count * cells * 2 / most))
    return "━" * (halves // 2) + "╸" * (halves % 2)


def standing(where: Where | None) -> str:
    """Whether it still goes out."""
    if where is None or not where.spells:
        return ""
    return "live now" if where.spells[-1].until is None else "not live any more"


def figures(where: Where, now: datetime) -> Content:
    """How often, when, by how many agents and which channels; of a fragment or fact also in which replies."""
    pieces: list[Content | tuple[str, str] | str] = [(_headline(where), LOUD), "\n"]
    pieces += [(f"{_first_and_last(where, now)}\n", MUTED)] if where.days else []
    pieces += [(f"{_lived(where, now)}\n", MUTED)]
    lists = [("By channel", where.channels, "no channel")]
    if where.kind not in ("reply", ""):
        lists.append(("In these replies", where.replies, "a reply that is gone"))
    lists.append(("Brought along by", where.through, "a fragment that is gone"))
    for heading, counts, unnamed in lists:
        if counts:
            pieces += [("\n" + heading, MUTED), "\n", _bars(counts, where.uses, unnamed)]
    return Content.assemble(*pieces).rstrip()


def _headline(where: Where) -> str:
    if not where.spells:
        return "It was never live: nobody got it."
    if not where.uses:
        return "It went out to nobody, as far as is known here."
    return f"It went out {counted(where.uses, 'time')}, by {counted(where.agents, 'agent')}."


def _first_and_last(where: Where, now: datetime) -> str:
    first, last = (_day(where.days[place][0], now) for place in (0, -1))
    if len(where.days) == 1:
        return f"All on {first}."
    return f"First on {first}, last on {last}, on {counted(len(where.days), 'day')}."


def _lived(where: Where, now: datetime) -> str:
    told = []
    for spell in where.spells:
        since = f"{day(moment(spell.since_at), now)}, version {spell.since}" if spell.since_at else f"{spell.since}"
        if spell.until is None:
            told.append(f"since {since}")
        else:
            until = f"{day(moment(spell.until_at), now)}, version {spell.until}" if spell.until_at else f"{spell.until}"
            told.append(f"from {since}, to {until}")
    return f"Live {'; '.join(told)}." if told else "It is a draft, or was sent back."


def _bars(counts: Counts, most: int, unnamed: str) -> Content:
    """Each with its share of all uses."""
    widest = len(f"{most:,}")
    pieces: list[tuple[str, str] | str] = []
    for name, uses in counts[:NAMED]:
        label = shortened(name, LABEL_CELLS) or unnamed
        pieces += [f"{label:<{LABEL_CELLS}} {uses:>{widest},}  ", (f"{bar(uses, most, BAR_CELLS)}\n", BAR)]
    if len(counts) > NAMED:
        pieces.append((f"and {counted(len(counts) - NAMED, 'more', 'more')}\n", MUTED))
    return Content.assemble(*pieces)


def days(where: Where, found: Tickets | None, now: datetime) -> Content:
    """A bar for each day it went out, in UTC; above them the tickets that got it, where a file was looked through."""
    pieces: list[Content | tuple[str, str] | str] = [_tickets(found)] if found else []
    if where.days:
        pieces.append(("Day by day\n", MUTED))
        most, widest = max(uses for _, uses in where.days), max(len(f"{uses:,}") for _, uses in where.days)
        for text, uses in where.days:
            pieces += [f"{_day(text, now, 2):<{DAY_CELLS}} {uses:>{widest},}  ",
                       (f"{bar(uses, most, DAY_BAR_CELLS)}\n", BAR)]  # fmt: skip
    return Content.assemble(*pieces).rstrip()


def _tickets(found: Tickets) -> Content:
    got, name = len(found.got_it), found.file.rpartition("/")[2]
    said = f"{got:,} of {counted(found.of, 'ticket')} in {name} got it" if got else f"No ticket in {name} got it"
    lines = "\n".join(for_line(ticket) for ticket in found.got_it)
    return Content.assemble((for_line(said), LOUD), f"\n{lines}\n\n" if lines else "\n\n")


def _day(text: str, now: datetime, width: int = 0) -> str:
    """“3 May”, with the year where it is another one."""
    that = date.fromisoformat(text)
    return f"{that.day:>{width}} {that:%b}" + (f" {that.year}" if that.year != now.year else "")
