"""Saves templates as numbered revisions. A save alters nothing desks hold: that takes an approval (review.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel

from library.documents import Document, canonical_text, document_hash, folded, from_canonical, normalised
from library.errors import BadValue, NameTaken, UnknownName
from library.identifiers import make_id
from library.record import members
from library.record.changes import Value, open_receipt, revision_hash, table_of, take_turn
from library.record.clock import now
from library.record.models import Name, Revision, StoredDocument, Template

#: Values in one IN list; SQLite takes 32,766 parameters a statement, PostgreSQL 65,535.
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a document is kept now; `is_new` is False when that very text was there and nothing was added."""

    template: str
    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A document ready to be kept as a template's next revision."""

    document: Document
    text: str
    hash: str
    template: str
    based_on: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a transaction's revisions have in common; exactly one of change and receipt is a number.

    `by` is who enters them where that is not their author.
    """

    author: str
    at: str
    message: str = ""
    source: str = ""
    change: int | None = None
    receipt: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision that is in the record: its hash, and its document's."""

    number: int
    hash: str
    document: str


def save(
    session: Session,
    document: Document,
    *,
    author: str,
    based_on: int | None = None,
    template: str | None = None,
    message: str = "",
    source: str = "",
    by: str = "",
) -> Saved:
    """Keeps a document as the next revision of a template, or of a new one where `template` is None.

    The same text as the revision it is based on adds nothing. `by` enters it, where that is not its author.
    Raises BadDocument, NameTaken where a name belongs to another template, UnknownName for a template that is not
    there, BadValue for a revision that is not, NotAllowed for an author who is not on the roster.
    """
    take_turn(session)
    members.require_member(session, author, "save templates")
    draft = make_draft(document, template or make_id(), based_on)
    newest = newest_revisions(session, [draft.template]).get(draft.template)
    if template is not None and newest is None:
        raise UnknownName("template", template)
    if based_on is not None:
        if newest is None or not 1 <= based_on <= newest.number:
            raise BadValue(f"{document.abbreviation} has no revision {based_on}", "snippets history shows them")
        if _document_of(session, draft.template, based_on) == draft.hash:
            return Saved(draft.template, based_on, False)
    receipt = open_receipt(session, by=by or author)
    return keep(session, [draft], Origin(author, now(session), message, source, receipt=receipt, by=by))[0]


def make_draft(document: Document, template: str, based_on: int | None) -> Draft:
    """The document in normal form with its text and hash. Raises BadDocument."""
    document = normalised(document)
    text = canonical_text(document)
    return Draft(document, text, document_hash(text), template, based_on)


def keep(session: Session, drafts: Sequence[Draft], origin: Origin) -> list[Saved]:
    """Adds each draft as its template's next revision, with few statements however many there are.

    A template may be drafted once in a call. Raises NameTaken, before anything is added.
    """
    newest = newest_revisions(session, [draft.template for draft in drafts])
    unclaimed = _unclaimed(session, drafts)
    _insert(session, Template, [{"id": draft.template} for draft in drafts if draft.template not in newest])
    _insert(session, Name, [row | {"at": origin.at, "by": origin.by or origin.author} for row in unclaimed])
    _insert(session, StoredDocument, _missing_documents(session, drafts))
    rows = [_revision_row(draft, newest.get(draft.template), origin) for draft in drafts]
    _insert(session, Revision, rows)
    return [Saved(str(row["template"]), int(str(row["number"])), True) for row in rows]


def claim(session: Session, drafts: Sequence[Draft], *, at: str, by: str) -> None:
    """Claims the drafts' names that nobody has. Raises NameTaken, naming whose they are, for those somebody has."""
    _insert(session, Name, [row | {"at": at, "by": by} for row in _unclaimed(session, drafts)])


def newest_revisions(session: Session, templates: Iterable[str]) -> dict[str, Kept]:
    """Each template's revision with the highest number."""
    table = table_of(Revision)
    found: dict[str, Kept] = {}
    for some in chunks(templates):
        last = (
            select(table.c.template, func.max(table.c.number).label("number"))
            .where(table.c.template.in_(some))
            .group_by(table.c.template)
            .subquery()
        )
        same = (table.c.template == last.c.template) & (table.c.number == last.c.number)
        for row in session.execute(select(table).join(last, same)):
            found[row.template] = Kept(row.number, row.hash, row.document)
    return found


def owners(session: Session, names: Iterable[str]) -> dict[str, str]:
    """The template each of these folded names belongs to, where somebody has it."""
    table = table_of(Name)
    return {
        row.name: row.template
        for some in chunks(names)
        for row in session.execute(select(table.c.name, table.c.template).where(table.c.name.in_(some)))
    }


def chunks(values: Iterable[str]) -> Iterable[list[str]]:
    """The different values, in lists short enough for one statement."""
    different = list(dict.fromkeys(values))
    return (different[start : start + CHUNK] for start in range(0, len(different), CHUNK))


def _unclaimed(session: Session, drafts: Sequence[Draft]) -> list[dict[str, str]]:
    """Rows for the drafts' names that are free."""
    wanted = [(folded(name), name, draft.template) for draft in drafts for name in draft.document.names]
    taken = owners(session, (name for name, _, _ in wanted))
    rows: dict[str, dict[str, str]] = {}
    for name, spelled, template in wanted:
        owner = taken.setdefault(name, template)
        if owner != template:
            raise NameTaken(
                f"“{spelled}” belongs to the template “{_abbreviation(session, owner, drafts)}” already",
                "choose another name, or edit that template",
            )
        rows[name] = {"name": name, "template": template, "spelled": spelled}
    there = owners(session, rows)
    return [row for name, row in rows.items() if name not in there]


def _abbreviation(session: Session, template: str, drafts: Sequence[Draft]) -> str:
    if draft := next((draft for draft in drafts if draft.template == template), None):
        return draft.document.abbreviation
    newest = newest_revisions(session, [template]).get(template)
    table = table_of(StoredDocument)
    text = session.scalar(select(table.c.text).where(table.c.hash == (newest.document if newest else "")))
    return from_canonical(text).abbreviation if text else template


def _missing_documents(session: Session, drafts: Sequence[Draft]) -> list[dict[str, str]]:
    table = table_of(StoredDocument)
    texts = {draft.hash: draft.text for draft in drafts}
    for some in chunks(list(texts)):
        for row in session.execute(select(table.c.hash).where(table.c.hash.in_(some))):
            del texts[row.hash]
    return [{"hash": hash_, "text": text} for hash_, text in texts.items()]


def _revision_row(draft: Draft, parent: Kept | None, origin: Origin) -> dict[str, Value]:
    row: dict[str, Value] = {
        "template": draft.template,
        "number": parent.number + 1 if parent else 1,
        "based_on": draft.based_on,
        "document": draft.hash,
        "parent_hash": parent.hash if parent else "",
        "author": origin.author,
        "at": origin.at,
        "message": origin.message,
        "source": origin.source,
        "change": origin.change,
        "receipt": origin.receipt,
    }
    row["hash"] = revision_hash(row)
    return row


def _document_of(session: Session, template: str, number: int) -> str:
    table = table_of(Revision)
    same = (table.c.template == template) & (table.c.number == number)
    return str(session.execute(select(table.c.document).where(same)).scalar_one())


def _insert(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        session.execute(table_of(model).insert(), [dict(row) for row in rows])
