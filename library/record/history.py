"""Reads the record: every revision with what was decided about it, and what live.py says agents get."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.errors import BadValue, UnknownName
from library.record import changes
from library.record.authoring import CHUNK, chunks
from library.record.changes import table_of
from library.record.live import Altered as Altered
from library.record.live import Live as Live
from library.record.live import coming as coming
from library.record.live import current_links as current_links
from library.record.live import current_phrasings as current_phrasings
from library.record.live import live as live
from library.record.live import live_among as live_among
from library.record.live import live_since as live_since
from library.record.models import Change, Decision, Name, Revision, StoredDocument, Template
from library.record.standings import LIVE as LIVE
from library.record.standings import STANDING as STANDING
from library.record.standings import Standing as Standing
from library.record.standings import approved_revisions as approved_revisions
from library.record.standings import last, moments
from library.record.standings import standings as standings

#: What says whether a revision waits for an answer.
ASKED = ("submitted", "rejected")


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a revision. `change` is the version it made, None where desks noticed nothing; `change_set` is
    the id of the set it was decided with, "" for none.
    """

    number: int
    kind: str
    by: str
    at: str
    reason: str
    change: int | None
    change_set: str = ""


@dataclass(frozen=True, slots=True)
class RevisionState:
    """One revision; `text` is None where it was redacted, `comes_at` the moment an approved one waits for."""

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
    comes_at: str = ""

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


def states_of(session: Session, about: Iterable[tuple[str, int]]) -> dict[tuple[str, int], RevisionState]:
    """Revisions of any number of templates, by template and number, in a fixed number of statements."""
    pairs = list(dict.fromkeys(about))
    templates = {template for template, _ in pairs}
    table, documents = table_of(Revision), table_of(StoredDocument)
    query = select(table, documents.c.text).join(documents, documents.c.hash == table.c.document, isouter=True)
    standing, ahead, decided = (
        standings(session, templates),
        coming(session, templates),
        _decisions_about(session, pairs),
    )
    found = {}
    for start in range(0, len(pairs), CHUNK):
        some = pairs[start : start + CHUNK]
        for row in session.execute(query.where(tuple_(table.c.template, table.c.number).in_(some))):
            now, soon = standing.get(row.template), ahead.get(row.template)
            found[row.template, row.number] = _state(
                row,
                decided.get((row.template, row.number), []),
                is_live=now is not None and now.is_live and now.revision == row.number and row.text is not None,
                comes_at=soon.live_from if soon and soon.revision == row.number else "",
            )
    return found


def texts_of(session: Session, about: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The canonical texts of revisions by template and number, but for redacted ones."""
    pairs = list(dict.fromkeys(about))
    table, documents = table_of(Revision), table_of(StoredDocument)
    query = select(table.c.template, table.c.number, documents.c.text).join(
        documents, documents.c.hash == table.c.document
    )
    found: dict[tuple[str, int], str] = {}
    for start in range(0, len(pairs), CHUNK):
        some = tuple_(table.c.template, table.c.number).in_(pairs[start : start + CHUNK])
        found |= {(row.template, row.number): row.text for row in session.execute(query.where(some))}
    return found


def base_of(states: Sequence[RevisionState], number: int, approved: Sequence[int]) -> int | None:
    """The approved revision a revision is, or is based on, directly or through drafts; None for none.

    `states` are all revisions of its template, in order.
    """
    based_on = {state.number: state.based_on for state in states}
    base: int | None = number
    while base is not None and base not in approved:  # drafts between; based_on only ever points back
        base = based_on[base]
    return base


def drafts(session: Session) -> tuple[RevisionState, ...]:
    """What waits for an approval, the longest waiting first, in a fixed number of statements.

    That is every template's newest revision, unless it is live, approved or older than that, was rejected and not
    submitted again, was redacted, or the template was retired or suspended after it was saved.
    """
    return drafts_and_sent_back(session)[0]


def drafts_and_sent_back(session: Session) -> tuple[tuple[RevisionState, ...], tuple[RevisionState, ...]]:
    """What waits for an approval, and what would but was sent back: each the oldest first."""
    rows = {(row.template, row.number): row for row in session.execute(_waiting_rows(session))}
    wanted = [state for key, state in states_of(session, rows).items() if _is_wanted(state, *rows[key][2:])]
    in_order = sorted(wanted, key=lambda state: (state.at, state.template))
    waiting = tuple(state for state in in_order if not is_sent_back(state))
    return waiting, tuple(state for state in in_order if is_sent_back(state))


def overtaken(session: Session, newest: Iterable[RevisionState]) -> tuple[RevisionState, ...]:
    """What was submitted of these drafts' templates before them, and waits still: a draft answers nothing.

    At most one of each template, the one submitted last.
    """
    numbers = {state.template: state.number for state in newest}
    template = table_of(Template).c.id
    decided = func.coalesce(last(template, "revision", moments(session).called_off), 0)
    asked = last(template, "revision", kinds=("submitted",))
    pairs = [
        (row.template, row.asked)
        for some in chunks(numbers)
        for row in session.execute(
            select(template.label("template"), asked.label("asked")).where(template.in_(some), asked > decided)
        )
        if row.asked < numbers[row.template]
    ]
    return tuple(state for state in states_of(session, pairs).values() if is_asked(state) and state.text is not None)


def is_asked(state: RevisionState) -> bool:
    """Whether somebody submitted it and nobody has sent it back since."""
    return _last_asked(state) == "submitted"


def is_sent_back(state: RevisionState) -> bool:
    """Whether somebody sent it back and nobody has submitted it again."""
    return _last_asked(state) == "rejected"


def _last_asked(state: RevisionState) -> str:
    return next((decision.kind for decision in reversed(state.decisions) if decision.kind in ASKED), "")


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
    ahead = coming(session, [template]).get(template)
    return tuple(
        _state(
            row,
            decided.get((template, row.number), []),
            is_live=row.number == alive and row.text is not None,
            comes_at=ahead.live_from if ahead and ahead.revision == row.number else "",
        )
        for row in session.execute(query)
    )


def _state(row: Row[tuple[object, ...]], decided: list[Decided], *, is_live: bool, comes_at: str = "") -> RevisionState:
    return RevisionState(
        *(row.template, row.number, row.based_on, row.author, row.at, row.message, row.source, row.hash, row.text),
        decisions=tuple(decided),
        is_live=is_live,
        comes_at=comes_at,
    )


def _waiting_rows(session: Session) -> Select[tuple[str, int, str, str]]:
    """Newest revisions newer than what was decided last about their template, with that decision's kind and moment."""
    template, uncounted = table_of(Template).c.id, moments(session).called_off
    revisions = table_of(Revision)
    number = select(func.max(revisions.c.number)).where(revisions.c.template == template).scalar_subquery()
    decided = func.coalesce(last(template, "revision", uncounted), 0)
    kind, at = last(template, "kind", uncounted), last(template, "at", uncounted)
    return select(template.label("template"), number.label("number"), kind.label("kind"), at.label("at")).where(
        number > decided
    )


def _is_wanted(state: RevisionState, kind: str | None, decided_at: str | None) -> bool:
    if state.text is None:
        return False
    is_withdrawn = kind is not None and kind not in LIVE
    return not is_withdrawn or state.at > (decided_at or "")  # saved after it was withdrawn, somebody wants it


def _decisions(session: Session, templates: Iterable[str]) -> dict[tuple[str, int], list[Decided]]:
    """The decisions about these templates by template and revision, each list in order."""
    table = table_of(Decision)
    return _decided(session, [table.c.template.in_(some) for some in chunks(templates)])


def _decisions_about(session: Session, pairs: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[Decided]]:
    """The decisions about these revisions."""
    table = table_of(Decision)
    about = (pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK))
    return _decided(
        session,
        [  # the templates lead to an index, which pairs alone do not
            table.c.template.in_({template for template, _ in some})
            & tuple_(table.c.template, table.c.revision).in_(some)
            for some in about
        ],
    )


def _decided(session: Session, about: Iterable[ColumnElement[bool]]) -> dict[tuple[str, int], list[Decided]]:
    table = table_of(Decision)
    columns = ("template", "revision", "number", "kind", "by", "at", "reason", "change", "change_set")
    query = select(*(table.c[name] for name in columns))
    found: dict[tuple[str, int], list[Decided]] = {}
    for some in about:
        # Put in order here: asked for the order, SQLite walks all decisions there are.
        for row in sorted(session.execute(query.where(some)), key=lambda row: row[2]):
            template, revision, number, kind, by, at, reason, change, change_set = row
            decided = Decided(number, kind, by, at, reason, change, change_set or "")
            found.setdefault((template, revision), []).append(decided)
    return found
