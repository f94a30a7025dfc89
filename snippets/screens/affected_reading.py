"""What the screen of an affected revision reads: in the library, and in a file of tickets. Runs in threads."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.affected import Affected

Counts = tuple[tuple[str, int], ...]


class Spell(NamedTuple):
    """From which library version to which a revision was live, and the moments; `until` is None where it still is."""

    since: int
    since_at: str
    until: int | None
    until_at: str


class Tickets(NamedTuple):
    """Those of a file's tickets that got it, of how many; `columns` to choose from where nobody can tell."""

    file: str
    got_it: tuple[str, ...] = ()
    of: int = 0
    columns: tuple[str, ...] = ()


class Where(NamedTuple):
    """Where a revision went, each list with the most first, but days in their order; names in place of templates."""

    name: str
    kind: str
    revision: int
    uses: int
    agents: int
    spells: tuple[Spell, ...]
    days: Counts
    channels: Counts
    replies: Counts
    through: Counts


def where(session: Session, template: str, number: int) -> Where:
    """Raises UnknownName, BadValue for a revision there is not."""
    from library.record import history
    from library.record.affected import affected

    state = history.revision(session, template, number)
    found = affected(session, template, number)
    counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    for one in found.days:
        for count, what in zip(counts, (one.day, one.channel, found.names.get(one.template, "")), strict=True):
            count[what] += one.uses
    days, channels, replies = counts
    return Where(
        *(state.abbreviation, state.document.kind if state.document else "", number, found.uses, found.agents),
        spells=_spells(session, found),
        days=tuple(sorted(days.items())),
        channels=tuple(channels.most_common()),
        replies=tuple(replies.most_common()),
        through=tuple((found.names.get(template, ""), uses) for template, uses in found.through),
    )


def _spells(session: Session, found: Affected) -> tuple[Spell, ...]:
    from library.record.as_of import made_at

    numbers = {number for window in found.windows for number in (window.since, window.until) if number is not None}
    at = made_at(session, numbers)
    return tuple(
        Spell(
            window.since,
            window.since_at or at.get(window.since, ""),
            window.until,
            window.until_at or ("" if window.until is None else at.get(window.until, "")),
        )
        for window in found.windows
    )


def tickets(session: Session, template: str, number: int, path: str, column: str) -> Tickets:
    """Those of a file's tickets that got it. Raises BadValue for a file that is not there or holds none.

    They are hashed and matched here; nothing of them is stored.
    """
    from library.record import info
    from library.record.affected import affected
    from snippets.references import columns_to_choose, hashed, read_references

    file = Path(path).expanduser().absolute()  # never standard input: that is the screen's
    columns = () if column else columns_to_choose(file)
    if columns:
        return Tickets(path, columns=columns)
    references = read_references(file, column)
    found = affected(session, template, number, tickets=hashed(info.ticket_key(session), references))
    return Tickets(path, found.tickets, len(references))
