"""Reads the record: what is live, what changed since a version, and every revision with what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Row, Select, func, select
from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.errors import BadValue, UnknownName
from library.record import changes
from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.models import Change, ChangeSet, Decision, Link, Name, Phrasing, Revision, StoredDocument, Template

#: The decisions that say what agents get; the newest of a template counts.
STANDING = ("approved", "suspended", "retired", "revived")
LIVE = ("approved", "revived")


@dataclass(frozen=True, slots=True)
class Live:
    """A template agents get: its canonical text, every name it answers to (abbreviation first, then aliases, then
    names of earlier approved revisions), who approved it when, and the confirmed phrasings of its questions.

    `why` is the reason given with the approval, or what the author said of the revision.
    """

    template: str
    revision: int
    text: str
    names: tuple[str, ...]
    approved_at: str
    approved_by: str
    live_from: str = ""
    phrasings: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Altered:
    """A template that a later change touched; `live` is None where agents no longer get it: then the rest says why."""

    template: str
    live: Live | None
    by: str = ""
    at: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A template's newest standing decision: its kind, and the revision it is about."""

    kind: str
    revision: int

    @property
    def is_live(self) -> bool:
        return self.kind in LIVE


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a revision. `change` is the version it made, None where desks noticed nothing."""

    number: int
    kind: str
    by: str
    at: str
    reason: str
    change: int | None


@dataclass(frozen=True, slots=True)
class RevisionState:
    """One revision; `text` is None where it was redacted."""

    template: str
    number: int
    based_on: int | None
    author: str
    at: str
    message: str
    source: str
    hash: str
    text: str | None
    decisions: tuple[Decided, ...]
    is_live: bool

    @property
    def document(self) -> Document | None:
        return from_canonical(self.text) if self.text is not None else None

    @property
    def abbreviation(self) -> str:
        """What the template is called in this revision; its id where the text was redacted."""
        document = self.document
        return document.abbreviation if document else self.template


def head(session: Session) -> tuple[int, str]:
    """The library's version and that change's hash; (0, '') before the first change."""
    return changes.head(session)


def change_hash(session: Session, number: int) -> str | None:
    """The hash of a version's change; None where the library never reached it."""
    table = table_of(Change)
    found = session.execute(select(table.c.hash).where(table.c.number == number)).scalar_one_or_none()
    return None if found is None else str(found)


def live(session: Session) -> tuple[Live, ...]:
    """Every template agents get now, by its id."""
    return tuple(_live(session, None).values())


def live_among(session: Session, templates: Iterable[str]) -> dict[str, Live]:
    """Those of the templates that agents get now, by id."""
    return _live(session, templates)


def live_since(session: Session, version: int) -> tuple[Altered, ...]:
    """Every template a change after that version touched, with its state now."""
    if version <= 0:
        return tuple(Altered(item.template, item) for item in live(session))
    touched = _touched(session, version)
    now = _live(session, touched)
    gone = _withdrawn(session, touched - now.keys())
    altered = {template: Altered(template, item) for template, item in now.items()} | gone
    return tuple(altered[template] for template in sorted(altered))


def standings(session: Session, templates: Iterable[str] | None = None) -> dict[str, Standing]:
    """What was last decided about each template that was ever approved or retired; of all where `templates` is None."""
    table = table_of(Decision)
    newest = select(func.max(table.c.number)).where(table.c.kind.in_(STANDING)).group_by(table.c.template)
    query = select(table.c.template, table.c.kind, table.c.revision)
    found: dict[str, Standing] = {}
    for some in [None] if templates is None else chunks(templates):
        narrowed = newest if some is None else newest.where(table.c.template.in_(some))
        for row in session.execute(query.where(table.c.number.in_(narrowed))):
            found[row.template] = Standing(row.kind, row.revision)
    return found


def approved_revisions(session: Session, template: str) -> tuple[int, ...]:
    """The numbers of the revisions ever approved, in the order of their approvals."""
    table = table_of(Decision)
    about = (table.c.template == template) & (table.c.kind == "approved")
    return tuple(session.scalars(select(table.c.revision).where(about).order_by(table.c.number)))


def resolve(session: Session, name: str) -> str:
    """The id of the template that has this name, or is this id. Raises UnknownName with up to three near ones."""
    table = table_of(Name)
    found = session.execute(select(table.c.template).where(table.c.name == folded(name))).scalar_one_or_none()
    if found is None:
        ids = table_of(Template)
        found = session.execute(select(ids.c.id).where(ids.c.id == name)).scalar_one_or_none()
    if found is None:
        raise UnknownName("template", name, _nearest(session, name), "snippets find lists them")
    return str(found)


def revisions(session: Session, name: str) -> tuple[RevisionState, ...]:
    """A template's revisions, oldest first."""
    return _revisions(session, resolve(session, name), None)


def revision(session: Session, name: str, number: int) -> RevisionState:
    """One revision of a template. Raises UnknownName for the template, BadValue for the number."""
    template = resolve(session, name)
    found = _revisions(session, template, number)
    if not found:
        newest = _revisions(session, template, None)[-1]
        called = newest.abbreviation if name == template else name
        there = f"1 to {newest.number}" if newest.number > 1 else "only 1"
        raise BadValue(f"{called} has no revision {number}; it has {there}", f"snippets history {called} shows them")
    return found[0]


def drafts(session: Session) -> tuple[RevisionState, ...]:
    """What waits for an approval, the longest waiting first, for any number of templates in two queries.

    That is every template's newest revision, unless it is live or older than the live one, was rejected and not
    submitted again, was redacted, or the template was retired or suspended after it was saved.
    """
    rows = session.execute(_waiting_rows()).all()
    decided = _decisions(session, [row.template for row in rows])
    states = [_state(row, decided.get((row.template, row.number), []), is_live=False) for row in rows]
    return tuple(state for state in states if not _is_rejected(state))


def _live(session: Session, templates: Iterable[str] | None) -> dict[str, Live]:
    rows: dict[str, Row[tuple[str, int, str, str, str, str, str, str]]] = {}
    for some in [None] if templates is None else chunks(templates):
        rows |= {row.template: row for row in session.execute(_live_rows(some))}
    former = _former_names(session, None if templates is None else list(rows))
    phrasings = _phrasings(session)
    owned = _owned(session, {name for names in former.values() for name in names})
    result = {}
    for template, row in sorted(rows.items()):
        earlier = (name for name in former.get(template, ()) if owned.get(folded(name)) == template)
        names = dict.fromkeys((*from_canonical(row.text).names, *earlier))
        result[template] = Live(
            template,
            row.revision,
            row.text,
            tuple(_once(names)),
            row.at,
            row.by,
            row.live_from or "",
            phrasings.get(template, ()),
            row.reason or row.message,
        )
    return result


def _live_rows(templates: list[str] | None) -> Select[tuple[str, int, str, str, str, str, str, str]]:
    decisions, revisions = table_of(Decision), table_of(Revision)
    documents, sets = table_of(StoredDocument), table_of(ChangeSet)
    newest = select(func.max(decisions.c.number)).where(decisions.c.kind.in_(STANDING)).group_by(decisions.c.template)
    if templates is not None:
        newest = newest.where(decisions.c.template.in_(templates))
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
        .where(decisions.c.number.in_(newest), decisions.c.kind.in_(LIVE))
    )


def _former_names(session: Session, templates: list[str] | None) -> dict[str, tuple[str, ...]]:
    """Names in approved revisions of templates with more than one: replies and includes may still use them."""
    decisions, revisions, documents = table_of(Decision), table_of(Revision), table_of(StoredDocument)
    several = (
        select(decisions.c.template)
        .where(decisions.c.kind == "approved")
        .group_by(decisions.c.template)
        .having(func.count() > 1)
    )
    same = (revisions.c.template == decisions.c.template) & (revisions.c.number == decisions.c.revision)
    query = (
        select(decisions.c.template, documents.c.text)
        .join(revisions, same)
        .join(documents, documents.c.hash == revisions.c.document)
        .where(decisions.c.kind == "approved", decisions.c.template.in_(several))
        .order_by(decisions.c.number)
    )
    found: dict[str, tuple[str, ...]] = {}
    for some in [None] if templates is None else chunks(templates):
        narrowed = query if some is None else query.where(decisions.c.template.in_(some))
        for row in session.execute(narrowed):
            found[row.template] = (*found.get(row.template, ()), *from_canonical(row.text).names)
    return found


def _owned(session: Session, names: set[str]) -> dict[str, str]:
    table = table_of(Name)
    return {
        row.name: row.template
        for some in chunks(map(folded, names))
        for row in session.execute(select(table.c.name, table.c.template).where(table.c.name.in_(some)))
    }


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
    newest = select(func.max(table.c.number)).where(table.c.change.is_not(None)).group_by(table.c.template)
    found = {template: Altered(template, None) for template in templates}
    for some in chunks(found):
        query = select(table).where(table.c.number.in_(newest.where(table.c.template.in_(some))))
        for row in session.execute(query):
            found[row.template] = Altered(row.template, None, row.by, row.at, row.reason)
    return found


def _nearest(session: Session, name: str) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process  # only a name that was not found needs it

    spelled = list(session.scalars(select(table_of(Name).c.spelled)))
    near = process.extract(folded(name), spelled, scorer=fuzz.ratio, processor=folded, limit=3, score_cutoff=50)
    return tuple(choice for choice, _, _ in near)


def _revisions(session: Session, template: str, number: int | None) -> tuple[RevisionState, ...]:
    table, documents = table_of(Revision), table_of(StoredDocument)
    query = (
        select(table, documents.c.text)
        .join(documents, documents.c.hash == table.c.document, isouter=True)
        .where(table.c.template == template)
        .order_by(table.c.number)
    )
    if number is not None:
        query = query.where(table.c.number == number)
    decided = _decisions(session, [template])
    standing = standings(session, [template]).get(template)
    alive = standing.revision if standing and standing.is_live else None
    return tuple(
        _state(row, decided.get((template, row.number), []), is_live=row.number == alive and row.text is not None)
        for row in session.execute(query)
    )


def _state(row: Row[tuple[object, ...]], decided: list[Decided], *, is_live: bool) -> RevisionState:
    return RevisionState(
        *(row.template, row.number, row.based_on, row.author, row.at, row.message, row.source, row.hash, row.text),
        decisions=tuple(decided),
        is_live=is_live,
    )


def _waiting_rows() -> Select[tuple[object, ...]]:
    """Newest revisions with a text that are newer than what their template's newest standing decision is about."""
    table, documents, decisions = table_of(Revision), table_of(StoredDocument), table_of(Decision)
    newest = select(table.c.template, func.max(table.c.number).label("number")).group_by(table.c.template).subquery()
    last = (
        select(decisions.c.template, func.max(decisions.c.number).label("number"))
        .where(decisions.c.kind.in_(STANDING))
        .group_by(decisions.c.template)
        .subquery()
    )
    is_newer = (table.c.number > decisions.c.revision) & (
        decisions.c.kind.in_(LIVE) | (table.c.at > decisions.c.at)  # saved after it was withdrawn: somebody wants it
    )
    return (
        select(table, documents.c.text)
        .join(newest, (newest.c.template == table.c.template) & (newest.c.number == table.c.number))
        .join(documents, documents.c.hash == table.c.document)
        .join(last, last.c.template == table.c.template, isouter=True)
        .join(decisions, decisions.c.number == last.c.number, isouter=True)
        .where(last.c.number.is_(None) | is_newer)
        .order_by(table.c.at, table.c.template)
    )


def _is_rejected(state: RevisionState) -> bool:
    asked = [decision.kind for decision in state.decisions if decision.kind in ("submitted", "rejected")]
    return bool(asked) and asked[-1] == "rejected"


def _decisions(session: Session, templates: Iterable[str]) -> dict[tuple[str, int], list[Decided]]:
    """The decisions about these templates by template and revision, each list in order."""
    table = table_of(Decision)
    found: dict[tuple[str, int], list[Decided]] = {}
    for some in chunks(templates):
        for row in session.execute(select(table).where(table.c.template.in_(some)).order_by(table.c.number)):
            decided = Decided(row.number, row.kind, row.by, row.at, row.reason, row.change)
            found.setdefault((row.template, row.revision), []).append(decided)
    return found
