"""Which replies called a fragment or fact, themselves or through fragments, and in which stretches of the record.

A use happens at a library version and a moment. Each revision was live in windows of both; a reply got a revision of
what it calls where the windows of all that lies between them overlap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, Row, collate, or_, select
from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.record import history
from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.models import ChangeSet, Decision, Revision, StoredDocument
from library.record.quoting import called_names
from library.record.rechecks import calling_words, mentioning
from library.record.standings import LIVE, counts, moments

Pair = tuple[str, int]
#: More words than these are not looked for in the database one by one.
FEW = 50
_HYPHENS = re.compile("[-_]")
#: Another writing of a letter may be several letters, which begin with the one before.
_FOREIGN = re.compile(r".?[^\x00-\x7f]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Window:
    """When a revision was live: from a version and moment on, until a later version and moment; None for until now."""

    since: int
    since_at: str
    until: int | None
    until_at: str


@dataclass(frozen=True, slots=True)
class Span:
    """What windows have in common: it begins where the last of them does, and ends with each of its ends."""

    since: int
    since_at: str
    ends: frozenset[tuple[int, str]]

    def holds(self, version: int, at: str) -> bool:
        has_begun = version >= self.since and at >= self.since_at
        return has_begun and not any(version >= until and at >= until_at for until, until_at in self.ends)

    def within(self, window: Window) -> Span | None:
        """The part of it that lies in a window; None where there is none."""
        since, since_at = max(self.since, window.since), max(self.since_at, window.since_at)
        ends = self.ends | ({(window.until, window.until_at)} if window.until is not None else set())
        if any(until <= since and until_at <= since_at for until, until_at in ends):
            return None
        return Span(since, since_at, frozenset(end for end in ends if not _is_ended(end, ends)))


ALWAYS = Span(0, "", frozenset())


def _is_ended(end: tuple[int, str], ends: Iterable[tuple[int, str]]) -> bool:
    """Whether another end comes before this one, whatever happens."""
    return any(other != end and other[0] <= end[0] and other[1] <= end[1] for other in ends)


@dataclass(frozen=True, slots=True)
class Call:
    """That a reply's revision got what is sought in these spans where the text of one of the channels was used.

    `via` is the template of the fragment it called it by, "" where it called it itself.
    """

    document: Document
    channels: frozenset[str]
    spans: frozenset[Span]
    via: str

    def is_caught(self, channel: str, version: int, at: str) -> bool:
        text = channel if channel in self.document.channels else ""
        return text in self.channels and any(span.holds(version, at) for span in self.spans)


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for: a template, "" for the one asked about, by its names, in spans."""

    via: str
    names: frozenset[str]
    spans: frozenset[Span]


def windows_of(session: Session, pairs: Collection[Pair]) -> dict[Pair, tuple[Window, ...]]:
    """From each decision that made one of these revisions live to the next one about its template."""
    table, sets = table_of(Decision), table_of(ChangeSet)
    query = (
        select(table.c.template, table.c.number, table.c.kind, table.c.revision, table.c.change, sets.c.live_from)
        .join(sets, sets.c.id == table.c.change_set, isouter=True)
        .where(counts(moments(session).called_off), table.c.change.is_not(None))
    )
    found: dict[Pair, tuple[Window, ...]] = dict.fromkeys(pairs, ())
    for some in chunks(template for template, _ in pairs):
        # Put in order here: asked for the order, SQLite walks all decisions there are.
        rows = sorted(session.execute(query.where(table.c.template.in_(some))), key=lambda row: (row[0], row[1]))
        for template, decided in groupby(rows, key=lambda row: row[0]):
            for number, window in _windows(list(decided)):
                if (template, number) in found:
                    found[template, number] += (window,)
    return found


def _windows(rows: Sequence[Row[tuple[str, int, str, int, int | None, str]]]) -> Iterator[tuple[int, Window]]:
    """Each revision of one template that was live, with its window."""
    for place, row in enumerate(rows):
        if row.kind in LIVE:
            after = rows[place + 1] if place + 1 < len(rows) else None
            end = (after.change, after.live_from or "") if after else (None, "")
            yield row.revision, Window(row.change or 0, row.live_from or "", *end)


def callers(
    session: Session, template: str, document: Document, windows: Sequence[Window]
) -> dict[Pair, tuple[Call, ...]]:
    """Revisions of replies that called a fragment or fact while it was live, with each way they did."""
    spans = frozenset(filter(None, map(ALWAYS.within, windows)))
    names = _names(session, {(template, 0): document})[template, 0]
    sought = [_Sought("", names, spans)] if spans else []
    found: dict[Pair, tuple[Call, ...]] = {}
    seen: dict[Pair, frozenset[Span]] = {}
    while sought:
        fragments: dict[Pair, tuple[Document, frozenset[Span]]] = {}
        texts = _texts_with(session, frozenset().union(*(one.names for one in sought)))
        for pair, text in _live_in(session, texts, frozenset().union(*(one.spans for one in sought))):
            caller = from_canonical(text)
            by_channel = {channel: called_names(caller, channel) for channel in ("", *caller.channels)}
            for one in sought:
                channels = frozenset(channel for channel, called in by_channel.items() if called & one.names)
                if channels and caller.kind == "reply":
                    found[pair] = (*found.get(pair, ()), Call(caller, channels, one.spans, one.via))
                elif channels and caller.kind == "fragment":
                    fragments[pair] = (caller, fragments.get(pair, (caller, frozenset()))[1] | one.spans)
        sought = _next(session, fragments, seen)
    return found


def _next(
    session: Session,
    fragments: Mapping[Pair, tuple[Document, frozenset[Span]]],
    seen: dict[Pair, frozenset[Span]],
) -> list[_Sought]:
    """The fragments to be looked for: those that were live in spans in which nobody has looked for them yet."""
    windows = windows_of(session, fragments.keys())
    names = _names(session, {pair: document for pair, (document, _) in fragments.items()})
    sought: dict[tuple[str, frozenset[str]], frozenset[Span]] = {}
    for pair, (_, spans) in fragments.items():
        within = (span.within(window) for span in spans for window in windows[pair])
        new = frozenset(filter(None, within)) - seen.get(pair, frozenset())
        if new:
            seen[pair] = seen.get(pair, frozenset()) | new
            key = (pair[0], names[pair])
            sought[key] = sought.get(key, frozenset()) | new
    return [_Sought(template, called, spans) for (template, called), spans in sought.items()]


def _names(session: Session, documents: Mapping[Pair, Document]) -> dict[Pair, frozenset[str]]:
    """Every name bodies may have called these revisions' templates by, folded."""
    live = history.live_among(session, {template for template, _ in documents})
    found = {}
    for pair, document in documents.items():
        item = live.get(pair[0])
        names = {folded(name) for name in (*document.names, *(item.names if item else ()))}
        found[pair] = frozenset(names | {name.replace("-", "_") for name in names})
    return found


def _live_in(session: Session, texts: Mapping[Pair, str], spans: Collection[Span]) -> Iterator[tuple[Pair, str]]:
    """Those of the texts that were live in one of the spans: to read one takes longer than to find that out."""
    for pair, windows in windows_of(session, texts.keys()).items():
        if any(span.within(window) for window in windows for span in spans):
            yield pair, texts[pair]


def _texts_with(session: Session, names: Collection[str]) -> dict[Pair, str]:
    """Texts of revisions that hold one of the names, or a word that calls it, whenever they were live.

    The texts are looked through first, each once: few hold a name, and to find out what was live when takes longer.
    """
    revisions, documents = table_of(Revision), table_of(StoredDocument)
    words = calling_words(names)
    patterns = {_pattern(word) for word in words}
    query = select(documents.c.hash, documents.c.text)
    if len(patterns) <= FEW:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        query = query.where(or_(*(_is_like(documents.c.text, pattern, is_sqlite) for pattern in sorted(patterns))))
    is_there = mentioning(words)
    texts = {row.hash: row.text for row in session.execute(query) if is_there(folded(row.text))}
    found = {}
    for some in chunks(texts):
        of = select(revisions.c.template, revisions.c.number, revisions.c.document)
        for row in session.execute(of.where(revisions.c.document.in_(some))):
            found[row.template, row.number] = texts[row.document]
    return found


def _pattern(word: str) -> str:
    """What LIKE finds a word by, now and then another one too: `refund-days` is `refund_days` to it."""
    escaped = re.sub("[/%]", r"/\g<0>", word)
    return f"%{_FOREIGN.sub('%', _HYPHENS.sub('_', escaped))}%"


def _is_like(column: ColumnElement[str], pattern: str, is_sqlite: bool) -> ColumnElement[bool]:
    """Whatever the case of ASCII letters: of others SQLite's LIKE knows none, and a server is slow at them."""
    return column.like(pattern, escape="/") if is_sqlite else collate(column, "C").ilike(pattern, escape="/")
