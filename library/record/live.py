"""What agents get: every live template, what waits for its moment, and what changed since a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.models import ChangeSet, Decision, Link, Name, Phrasing, Revision, StoredDocument
from library.record.standings import LIVE, moments, newest, waiting_for


@dataclass(frozen=True, slots=True)
class Live:
    """A template agents get: its canonical text and what that holds, every name it answers to (abbreviation first, then
    aliases, then names of earlier approved revisions), who approved it when, its questions' confirmed phrasings.

    `why` is the reason given with the approval, or what the author said of the revision; `live_from` is the moment its
    change set was given, "" where it was live at once.
    """

    template: str
    revision: int
    text: str
    document: Document
    names: tuple[str, ...]
    approved_at: str
    approved_by: str
    live_from: str = ""
    phrasings: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Altered:
    """A template that a later change touched; `live` is None where agents get none of it: then the rest says why.

    `coming` is what takes its place at `coming.live_from`.
    """

    template: str
    live: Live | None
    by: str = ""
    at: str = ""
    why: str = ""
    coming: Live | None = None


def live(session: Session, *, at: str = "") -> tuple[Live, ...]:
    """Every template agents get now, by its id; with `at`, a UTC text, what they will get then as things stand."""
    return tuple(_live(session, None, moments(session, at).uncounted).values())


def live_among(session: Session, templates: Iterable[str]) -> dict[str, Live]:
    """Those of the templates that agents get now, by id."""
    return _live(session, templates, moments(session).uncounted)


def coming(session: Session, templates: Iterable[str] | None = None) -> dict[str, Live]:
    """What is approved and waits for its moment, by id; of all templates where `templates` is None."""
    found = moments(session)
    if not found.coming:
        return {}
    wanted = None if templates is None else set(templates)
    rows = {row.template: row for row in session.execute(_live_rows(waiting_for(found)))}
    return _as_live(session, {key: row for key, row in rows.items() if wanted is None or key in wanted})


def live_since(session: Session, version: int) -> tuple[Altered, ...]:
    """Every template a change after that version touched, with its state now."""
    if version <= 0:
        now, ahead = {item.template: item for item in live(session)}, coming(session)
        return tuple(Altered(key, now.get(key), coming=ahead.get(key)) for key in sorted(now.keys() | ahead.keys()))
    touched = _touched(session, version)
    now, ahead = live_among(session, touched), coming(session, touched)
    gone = _withdrawn(session, touched - now.keys())
    altered = {template: Altered(template, item) for template, item in now.items()} | gone
    return tuple(replace(altered[key], coming=ahead.get(key)) for key in sorted(altered))


_LiveRow = Row[tuple[str, int, str, str, str, str, str, str]]


def _live(session: Session, templates: Iterable[str] | None, uncounted: Sequence[str]) -> dict[str, Live]:
    table = table_of(Decision)
    rows: dict[str, _LiveRow] = {}
    for some in [None] if templates is None else chunks(templates):
        query = _live_rows(table.c.number.in_(newest(some, uncounted)) & table.c.kind.in_(LIVE))
        rows |= {row.template: row for row in session.execute(query)}
    return _as_live(session, rows, is_all=templates is None)


def _as_live(session: Session, rows: Mapping[str, _LiveRow], *, is_all: bool = False) -> dict[str, Live]:
    if not rows:
        return {}
    documents = {template: from_canonical(row.text) for template, row in rows.items()}
    owned = _owned(session, None if is_all else list(rows))
    others = [key for key, own in documents.items() if owned.get(key, set()) - set(map(folded, own.names))]
    former = _former_names(session, others)
    phrasings = _phrasings(session)
    result = {}
    for template, row in sorted(rows.items()):
        earlier = (name for name in former.get(template, ()) if folded(name) in owned[template])
        names = dict.fromkeys((*documents[template].names, *earlier))
        result[template] = Live(
            template,
            row.revision,
            row.text,
            documents[template],
            tuple(_once(names)),
            row.at,
            row.by,
            row.live_from or "",
            phrasings.get(template, ()),
            row.reason or row.message,
        )
    return result


def _live_rows(which: ColumnElement[bool]) -> Select[tuple[str, int, str, str, str, str, str, str]]:
    """What these decisions made live, or will."""
    decisions, revisions = table_of(Decision), table_of(Revision)
    documents, sets = table_of(StoredDocument), table_of(ChangeSet)
    same = (revisions.c.template == decisions.c.template) & (revisions.c.number == decisions.c.revision)
    return (
        select(
            decisions.c.template,
            decisions.c.revision,
            documents.c.text,
            decisions.c.at,
            decisions.c.by,
            decisions.c.reason,
            revisions.c.message,
            sets.c.live_from,
        )
        .join(revisions, same)
        .join(documents, documents.c.hash == revisions.c.document)
        .join(sets, sets.c.id == decisions.c.change_set, isouter=True)
        .where(which)
    )


def _former_names(session: Session, templates: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Names in approved revisions: replies and includes may still use them."""
    decisions, revisions, documents = table_of(Decision), table_of(Revision), table_of(StoredDocument)
    same = (revisions.c.template == decisions.c.template) & (revisions.c.number == decisions.c.revision)
    query = (
        select(decisions.c.template, documents.c.text)
        .join(revisions, same)
        .join(documents, documents.c.hash == revisions.c.document)
        .where(decisions.c.kind == "approved")
        .order_by(decisions.c.number)
    )
    found: dict[str, tuple[str, ...]] = {}
    for some in chunks(templates):
        for row in session.execute(query.where(decisions.c.template.in_(some))):
            found[row.template] = (*found.get(row.template, ()), *from_canonical(row.text).names)
    return found


def _owned(session: Session, templates: list[str] | None) -> dict[str, set[str]]:
    """The folded names of these templates, those of mere drafts too; of all where `templates` is None."""
    table = table_of(Name)
    query = select(table.c.name, table.c.template)
    found: dict[str, set[str]] = {}
    for some in [None] if templates is None else chunks(templates):
        for row in session.execute(query if some is None else query.where(table.c.template.in_(some))):
            found.setdefault(row.template, set()).add(row.name)
    return found


def _once(names: Iterable[str]) -> list[str]:
    return list({folded(name): name for name in reversed(list(names))}.values())[::-1]


def _phrasings(session: Session) -> dict[str, tuple[str, ...]]:
    """The confirmed phrasings of the questions each template is linked to."""
    of_question: dict[str, list[str]] = {}
    for question, text in current_phrasings(session):
        of_question.setdefault(question, []).append(text)
    found: dict[str, tuple[str, ...]] = {}
    for question, template in current_links(session):
        found[template] = (*found.get(template, ()), *of_question.get(question, ()))
    return found


def current_phrasings(session: Session, state: str = "confirmed") -> list[tuple[str, str]]:
    """(question, text) of every phrasing that is in this state now, in the order they were first given."""
    table = table_of(Phrasing)
    rows = session.execute(select(table.c.question, table.c.text, table.c.state).order_by(table.c.number))
    newest = {(row.question, row.text): row.state for row in rows}
    return [key for key, now in newest.items() if now == state]


def current_links(session: Session) -> list[tuple[str, str]]:
    """(question, template) of every link that holds now."""
    table = table_of(Link)
    rows = session.execute(select(table.c.question, table.c.template, table.c.state).order_by(table.c.number))
    newest = {(row.question, row.template): row.state for row in rows}
    return [key for key, now in newest.items() if now == "linked"]


def _touched(session: Session, version: int) -> set[str]:
    decisions, links, phrasings = table_of(Decision), table_of(Link), table_of(Phrasing)
    touched = set(session.scalars(select(decisions.c.template).where(decisions.c.change > version)))
    touched |= set(session.scalars(select(links.c.template).where(links.c.change > version)))
    questions = set(session.scalars(select(phrasings.c.question).where(phrasings.c.change > version)))
    return touched | {template for question, template in current_links(session) if question in questions}


def _withdrawn(session: Session, templates: Iterable[str]) -> dict[str, Altered]:
    """Templates that are not live, each with the last decision that altered what agents get of it."""
    table = table_of(Decision)
    newest_ones = select(func.max(table.c.number)).where(table.c.change.is_not(None)).group_by(table.c.template)
    found = {template: Altered(template, None) for template in templates}
    for some in chunks(found):
        query = select(table).where(table.c.number.in_(newest_ones.where(table.c.template.in_(some))))
        for row in session.execute(query):
            found[row.template] = Altered(row.template, None, row.by, row.at, row.reason)
    return found
