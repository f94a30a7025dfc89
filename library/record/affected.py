"""Where a wrong revision went: how often, on which days, by which channels, and in which tickets.

A use names its template, revision and library version. Of a reply that settles it; of a fragment or fact a use counts
where it was live at the use's version and moment, and the text used called it, itself or through fragments live then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, or_, select
from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.record import history
from library.record.authoring import chunks, newest_revisions
from library.record.changes import table_of
from library.record.models import ChangeSet, Decision, Revision, StoredDocument, Template, Use
from library.record.quoting import called_names
from library.record.rechecks import calling_words, mentioning
from library.record.standings import LIVE, counts, last, moments

Pair = tuple[str, int]
_UseRow = Row[tuple[str, str, int, int, str, str, str, str | None]]


@dataclass(frozen=True, slots=True)
class Window:
    """When a revision was live: from a version and moment on, until a later version and moment; None for until now."""

    since: int
    since_at: str
    until: int | None
    until_at: str

    def holds(self, version: int, at: str) -> bool:
        has_begun = version >= self.since and at >= self.since_at
        has_ended = self.until is not None and version >= self.until and at >= self.until_at
        return has_begun and not has_ended


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
    """

    template: str
    revision: int
    windows: tuple[Window, ...]
    days: tuple[OnDay, ...]
    names: Mapping[str, str]
    tickets: tuple[str, ...]

    @property
    def uses(self) -> int:
        return sum(day.uses for day in self.days)


def affected(session: Session, name: str, number: int, *, tickets: Mapping[str, str] | None = None) -> Affected:
    """Where a revision went. `tickets` are references by their keyed hashes, as uses hold them.

    Raises UnknownName, BadValue for a revision that is not there.
    """
    state = history.revision(session, name, number)
    windows = _windows(session, state.template, number)
    document = state.document
    if document is None or document.kind == "reply":
        uses = _uses(session, [state.template], 0)
        found = [use for use in uses if use.revision == number]
    else:
        found = _quoted_uses(session, state.template, document, windows)
    days = Counter((use.used_at[:10], use.channel, use.template) for use in found)
    given = tickets or {}
    hashes = {use.ticket_hash for use in found}
    return Affected(
        template=state.template,
        revision=number,
        windows=windows,
        days=tuple(OnDay(*key, uses) for key, uses in sorted(days.items())),
        names=_names(session, {use.template for use in found}),
        tickets=tuple(dict.fromkeys(given[hash_] for hash_ in given if hash_ in hashes)),
    )


def _windows(session: Session, template: str, number: int) -> tuple[Window, ...]:
    """From each decision that made the revision live to the next one about its template."""
    table, sets = table_of(Decision), table_of(ChangeSet)
    query = (
        select(table.c.kind, table.c.revision, table.c.change, sets.c.live_from)
        .join(sets, sets.c.id == table.c.change_set, isouter=True)
        .where(table.c.template == template, counts(moments(session).called_off), table.c.change.is_not(None))
        .order_by(table.c.number)
    )
    rows = session.execute(query).all()
    found = []
    for place, row in enumerate(rows):
        if row.kind in LIVE and row.revision == number:
            after = rows[place + 1] if place + 1 < len(rows) else None
            end = (after.change, after.live_from or "") if after else (None, "")
            found.append(Window(row.change, row.live_from or "", *end))
    return tuple(found)


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
    )
    rows = [
        row
        for some in chunks(templates)
        for row in session.execute(query.where(table.c.template.in_(some), table.c.version >= since))
    ]
    corrected = {row.corrects for row in rows if row.corrects}
    return [row for row in rows if row.corrects is None and row.id not in corrected]


def _quoted_uses(session: Session, template: str, document: Document, windows: tuple[Window, ...]) -> list[_UseRow]:
    """Uses of replies that called this fragment or fact while it was live."""
    callers = _callers(session, template, document, windows)
    if not callers:
        return []
    since = min(window.since for window in windows)
    uses = _uses(session, {pair[0] for pair in callers}, since)
    return [use for use in uses if _is_caught(use, callers.get((use.template, use.revision), []))]


@dataclass(frozen=True, slots=True)
class _Call:
    """That a text calls what is sought in some channels (None: in all), while all of these hold."""

    channels: frozenset[str] | None
    document: Document
    windows: tuple[tuple[Window, ...], ...]


def _is_caught(use: _UseRow, calls: Sequence[_Call]) -> bool:
    return any(
        (call.channels is None or _text_of(call.document, use.channel) in call.channels)
        and all(any(window.holds(use.version, use.used_at) for window in one) for one in call.windows)
        for call in calls
    )


def _text_of(document: Document, channel: str) -> str:
    """The channel whose text a use took: "" for the common one."""
    return channel if channel in document.channels else ""


def _callers(
    session: Session, template: str, document: Document, windows: tuple[Window, ...]
) -> dict[Pair, list[_Call]]:
    """Revisions of replies that call a fragment or fact, itself or through fragments, with when each did."""
    if not windows:
        return {}
    found: dict[Pair, list[_Call]] = {}
    left: list[tuple[set[str], tuple[tuple[Window, ...], ...]]] = [
        (_called_by(session, template, document), (windows,))
    ]
    seen: set[Pair] = set()
    while left:
        names, during = left.pop()
        for (key, number), text in _mentioning_texts(session, names, windows).items():
            caller = from_canonical(text)
            channels = frozenset(one for one in ("", *caller.channels) if called_names(caller, one) & names)
            if not channels:
                continue
            if caller.kind == "reply":
                found.setdefault((key, number), []).append(_Call(channels, caller, during))
            elif caller.kind == "fragment" and (key, number) not in seen:
                seen.add((key, number))
                own = _windows(session, key, number)
                left.append((_called_by(session, key, caller), (*during, own)))
    return found


def _called_by(session: Session, template: str, document: Document) -> set[str]:
    """Every name bodies may have called a template by, folded."""
    names = {folded(name) for name in document.names}
    if item := history.live_among(session, [template]).get(template):
        names |= {folded(name) for name in item.names}
    return names | {name.replace("-", "_") for name in names}


def _mentioning_texts(session: Session, names: set[str], windows: Sequence[Window]) -> dict[Pair, str]:
    """Texts live at some time in these windows that hold one of the names, or a word that calls it, by revision."""
    table, revisions, documents = table_of(Decision), table_of(Revision), table_of(StoredDocument)
    words = calling_words(names)
    start = min(window.since for window in windows)
    ends = [window.until for window in windows]
    template = table_of(Template).c.id
    before = select(last(template, "number", until=start)).select_from(table_of(Template))
    during = (table.c.change > start) & table.c.kind.in_(LIVE)
    if None not in ends:
        during &= table.c.change <= max(end for end in ends if end is not None)
    same = (revisions.c.template == table.c.template) & (revisions.c.number == table.c.revision)
    query = (
        select(table.c.template, table.c.revision, documents.c.text)
        .join(revisions, same)
        .join(documents, documents.c.hash == revisions.c.document)
        .where(table.c.number.in_(before) | during)
    )
    if all(word.isascii() for word in words):  # SQLite's LIKE knows these capitals, and no other
        holds = documents.c.text.contains if session.get_bind().dialect.name == "sqlite" else documents.c.text.icontains
        query = query.where(or_(*(holds(word, autoescape=True) for word in sorted(words))))
    is_there = mentioning(words)
    return {(row.template, row.revision): row.text for row in session.execute(query) if is_there(folded(row.text))}


def _names(session: Session, templates: Iterable[str]) -> dict[str, str]:
    numbers = {key: kept.number for key, kept in newest_revisions(session, templates).items()}
    texts = history.texts_of(session, numbers.items())
    return {key: from_canonical(text).abbreviation for (key, _), text in texts.items()}
