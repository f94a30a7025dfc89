"""What the history screen reads in the library. Runs in threads; the record is imported inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from snippets.screens.compared import section, whole
from snippets.widgets.comparison import Part, Section

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.history import RevisionState


class Past(NamedTuple):
    """A template's revisions, the newest first."""

    template: str
    name: str
    states: tuple[RevisionState, ...]

    def state(self, number: int) -> RevisionState | None:
        return next((state for state in self.states if state.number == number), None)


class Went(NamedTuple):
    """How often a revision went out, from which day to which, and by which channels, the busiest first."""

    uses: int
    first: str = ""
    last: str = ""
    days: int = 0
    channels: tuple[tuple[str, int], ...] = ()


def past(session: Session, name: str) -> Past:
    """Raises UnknownName."""
    from library.record import history

    states = history.revisions(session, name)
    return Past(states[-1].template, states[-1].abbreviation, tuple(reversed(states)))


def before(past: Past, state: RevisionState) -> RevisionState | None:
    """The revision it was made from, else the one numbered before it; None for the first."""
    return past.state(state.based_on or state.number - 1)


def compared(older: RevisionState | None, newer: RevisionState) -> Section:
    if older is not None and older.text is None:
        return Section("", whole(newer.document) if newer.document else (), f"r{older.number} was removed for good")
    return section("", older.document if older else None, newer.document)


def went(session: Session, template: str, number: int) -> Went:
    """Where a revision went, a fragment's or fact's in the replies that called it."""
    from library.record.affected import affected

    found = affected(session, template, number)
    days = sorted({day.day for day in found.days})
    channels: Counter[str] = Counter()
    for day in found.days:
        channels[day.channel] += day.uses
    if not days:
        return Went(0)
    return Went(found.uses, days[0], days[-1], len(days), tuple(channels.most_common()))


def as_of(session: Session, name: str, version: int, *, now: datetime, locale: str) -> tuple[str, Sequence[Section]]:
    """What agents got of a template at a library version, with what it quoted then; fields show as their labels."""
    from library.comparing import SAME, Piece
    from library.record.as_of import as_of as at_version
    from library.rendering.render import preview

    found = at_version(session, name, version)
    sections = []
    for channel in ("", *found.document.channels):
        pieces = preview(found.document, found.catalog, values={}, context={}, now=now, channel=channel, locale=locale)
        text = "".join(piece.text if piece.is_filled else f"‹{piece.text}›" for piece in pieces)
        label = f"{channel} wording" if channel else "as it read"
        sections.append(Section("", (Part(label, (Piece(SAME, text),), is_text=True),)))
    heading = f"{found.document.abbreviation} at version {version}: r{found.revision}"
    return heading, [*sections, Section("As it was written", whole(found.document))]
