"""Where a wrong revision went: how often, on which days, by which channels, and in which tickets.

A use names its template, revision and library version. Of a reply that settles it; of a fragment or fact a use counts
where it was live at the use's version and moment, and the text used called it, itself or through fragments live then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.record import history
from library.record.authoring import chunks, newest_revisions
from library.record.callers import Call, callers, windows_of
from library.record.callers import Window as Window
from library.record.changes import table_of
from library.record.models import Use

_UseRow = Row[tuple[str, str, int, int, str, str, str, str | None, str]]
#: A use with the fragments by which it got what is asked about; "" stands for the reply itself.
_Caught = tuple[_UseRow, frozenset[str]]
_ITSELF = frozenset({""})


@dataclass(frozen=True, slots=True)
class OnDay:
    """Uses of one template on one day (2026-05-03, in UTC) by one channel."""

    day: str
    channel: str
    template: str
    uses: int


@dataclass(frozen=True, slots=True)
class Affected:
    """What became of a revision: its windows, every use of it, and the tickets among those given that got it.

    `names` say what each template is called in its newest revision. `tickets` are the references as they were given.
    Of a fragment or fact `through` says how many uses had it by each fragment, by its template: a use counts with every
    fragment that its reply itself includes and that brought it along.
    """

    template: str
    revision: int
    windows: tuple[Window, ...]
    days: tuple[OnDay, ...]
    names: Mapping[str, str]
    tickets: tuple[str, ...]
    agents: int = 0
    through: tuple[tuple[str, int], ...] = ()

    @property
    def uses(self) -> int:
        return sum(day.uses for day in self.days)


def affected(session: Session, name: str, number: int, *, tickets: Mapping[str, str] | None = None) -> Affected:
    """Where a revision went. `tickets` are references by their keyed hashes, as uses hold them.

    Raises UnknownName, BadValue for a revision that is not there.
    """
    state = history.revision(session, name, number)
    windows = windows_of(session, [(state.template, number)])[state.template, number]
    document = state.document
    if document is None or document.kind == "reply":
        found = [(use, _ITSELF) for use in _uses(session, [state.template], 0) if use.revision == number]
    else:
        found = _quoted_uses(session, state.template, document, windows)
    days = Counter((use.used_at[:10], use.channel, use.template) for use, _ in found)
    through = Counter(fragment for _, ways in found for fragment in ways if fragment)
    given = tickets or {}
    hashes = {use.ticket_hash for use, _ in found}
    return Affected(
        template=state.template,
        revision=number,
        windows=windows,
        days=tuple(OnDay(*key, uses) for key, uses in sorted(days.items())),
        names=_names(session, {use.template for use, _ in found} | through.keys()),
        tickets=tuple(dict.fromkeys(given[hash_] for hash_ in given if hash_ in hashes)),
        agents=len({folded(use.agent) for use, _ in found}),
        through=tuple(through.most_common()),
    )


def _uses(session: Session, templates: Iterable[str], since: int) -> list[_UseRow]:
    """Uses of templates at a version or after it, but for those taken back."""
    table = table_of(Use)
    query = select(
        table.c.id,
        table.c.template,
        table.c.revision,
        table.c.version,
        table.c.used_at,
        table.c.channel,
        table.c.ticket_hash,
        table.c.corrects,
        table.c.agent,
    )
    rows = [
        row
        for some in chunks(templates)
        for row in session.execute(query.where(table.c.template.in_(some), table.c.version >= since))
    ]
    corrected = {row.corrects for row in rows if row.corrects}
    return [row for row in rows if row.corrects is None and row.id not in corrected]


def _quoted_uses(session: Session, template: str, document: Document, windows: Sequence[Window]) -> list[_Caught]:
    """Uses of replies that called this fragment or fact while it was live."""
    calls = callers(session, template, document, windows)
    if not calls:
        return []
    since = min(window.since for window in windows)
    uses = _uses(session, {pair[0] for pair in calls}, since)
    caught = ((use, _ways(use, calls.get((use.template, use.revision), ()))) for use in uses)
    return [(use, ways) for use, ways in caught if ways]


def _ways(use: _UseRow, calls: Iterable[Call]) -> frozenset[str]:
    """By which fragments a use got it, "" standing for the reply itself."""
    return frozenset(call.via for call in calls if call.is_caught(use.channel, use.version, use.used_at))


def _names(session: Session, templates: Iterable[str]) -> dict[str, str]:
    numbers = {key: kept.number for key, kept in newest_revisions(session, templates).items()}
    texts = history.texts_of(session, numbers.items())
    return {key: from_canonical(text).abbreviation for (key, _), text in texts.items()}
