"""A template as it was live at a library version, with the very fragments and facts it quoted then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlmodel import Session

from library.documents import Document, folded, from_canonical
from library.errors import BadValue
from library.record import changes, history
from library.record.authoring import chunks, owners
from library.record.changes import table_of
from library.record.models import Change, ChangeSet, Decision, Revision, StoredDocument
from library.record.quoting import called_names
from library.record.standings import LIVE, STANDING


@dataclass(frozen=True, slots=True)
class Catalog:
    """Documents by folded names, for rendering."""

    documents: Mapping[str, Document]

    def document(self, name: str) -> Document | None:
        return self.documents.get(folded(name))


@dataclass(frozen=True, slots=True)
class AsOf:
    """What agents got of a template at a version; `catalog` finds what it quoted, by name."""

    template: str
    revision: int
    version: int
    at: str
    document: Document
    catalog: Catalog


def as_of(session: Session, name: str, version: int, *, at: str = "") -> AsOf:
    """The template as it was at a library version and a moment of it: '' for when that version was made.

    Raises UnknownName, BadValue for a version there is not, and for a template agents did not get then.
    """
    at = at or _made_at(session, version)
    template = history.resolve(session, name)
    found = _live_at(session, [template], version, at).get(template)
    if found is None:
        raise BadValue(f"{name} was not live at version {version}", f"snippets history {name} shows when it was")
    revision, document = found
    quoted: dict[str, Document] = {}
    missing = called_names(document)
    while missing:
        new = _named_at(session, missing, version, at)
        quoted |= new
        called = {name for part in new.values() if part.kind == "fragment" for name in called_names(part)}
        missing = called - quoted.keys() - missing
    return AsOf(template, revision, version, at, document, Catalog(quoted))


def made_at(session: Session, versions: Collection[int]) -> dict[int, str]:
    """When each of these library versions was made, but for those there are not."""
    table = table_of(Change)
    query = select(table.c.number, table.c.at).where(table.c.number.in_(list(versions)))
    return {row.number: row.at for row in session.execute(query)}


def _made_at(session: Session, version: int) -> str:
    found = made_at(session, [version]).get(version)
    if found is None:
        last = changes.head(session)[0]
        raise BadValue(f"the library has no version {version}", f"it has 1 to {last}" if last else "it is empty")
    return found


def _named_at(session: Session, names: Iterable[str], version: int, at: str) -> dict[str, Document]:
    """What had these folded names then: whoever has them now, where they had them then; else whoever's text did."""
    wanted = set(names)
    owned = owners(session, wanted)
    lives = _live_at(session, set(owned.values()), version, at)
    known = _names_until(session, set(owned.values()), version)
    found = {
        name: lives[template][1]
        for name, template in owned.items()
        if template in lives and name in known.get(template, ())
    }
    for name in wanted - found.keys():
        is_key = "_" in name and name.replace("_", "-") in owned
        if is_key or (name in owned and name in known.get(owned[name], ())):
            continue  # a fact by its key, found by its name; or its owner was not live
        for _, document in _live_at(session, _claimants(session, name, version), version, at).values():
            found[name] = document
    return found


def _live_at(session: Session, templates: Iterable[str], version: int, at: str) -> dict[str, tuple[int, Document]]:
    """The revision and document of each template agents got at a version and moment."""
    standing: dict[str, list[Row[tuple[object, ...]]]] = {}
    for row in _decided(session, templates, version):
        before = standing.setdefault(row.template, [])
        if row.kind == "rejected":  # a set called off before its moment
            if before and before[-1].kind == "approved" and row.change_set == before[-1].change_set:
                before.pop()
        elif not (row.kind == "approved" and (row.live_from or "") > at):
            before.append(row)
    last = ((template, rows[-1]) for template, rows in standing.items() if rows)
    pairs = [(template, row.revision) for template, row in last if row.kind in LIVE]
    states = history.texts_of(session, pairs)
    return {pair[0]: (pair[1], from_canonical(text)) for pair, text in states.items()}


def _decided(session: Session, templates: Iterable[str], version: int) -> Iterable[Row[tuple[object, ...]]]:
    """What was decided until a version about what agents get of these templates, in order."""
    table, sets = table_of(Decision), table_of(ChangeSet)
    query = (
        select(table.c.template, table.c.revision, table.c.kind, table.c.change_set, sets.c.live_from)
        .join(sets, sets.c.id == table.c.change_set, isouter=True)
        .where(table.c.kind.in_((*STANDING, "rejected")), table.c.change <= version)
        .order_by(table.c.number)
    )
    return [row for some in chunks(templates) for row in session.execute(query.where(table.c.template.in_(some)))]


def _names_until(session: Session, templates: Iterable[str], version: int) -> dict[str, set[str]]:
    """The folded names in what was approved of each template until a version."""
    table = table_of(Decision)
    query = select(table.c.template, table.c.revision).where(table.c.kind == "approved", table.c.change <= version)
    found: dict[str, set[str]] = {}
    for some in chunks(templates):
        pairs = [(row.template, row.revision) for row in session.execute(query.where(table.c.template.in_(some)))]
        for (template, _), text in history.texts_of(session, pairs).items():
            found.setdefault(template, set()).update(map(folded, from_canonical(text).names))
    return found


def _claimants(session: Session, name: str, version: int) -> set[str]:
    """Templates that had a name in what was approved of them until a version: walks all texts, for names given away."""
    table, revisions, documents = table_of(Decision), table_of(Revision), table_of(StoredDocument)
    same = (revisions.c.template == table.c.template) & (revisions.c.number == table.c.revision)
    query = (
        select(table.c.template, documents.c.text)
        .join(revisions, same)
        .join(documents, documents.c.hash == revisions.c.document)
        .where(table.c.kind == "approved", table.c.change <= version)
        .where(documents.c.text.icontains(f'"{name}"', autoescape=True))
    )
    rows = session.execute(query)
    return {row.template for row in rows if name in map(folded, from_canonical(row.text).names)}
