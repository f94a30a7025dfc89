"""What may be taken out of the record after all: a text that must be forgotten, and a retired template's names."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlmodel import Session

from library.errors import BadValue
from library.record import history, members
from library.record.changes import current_version, table_of, take_turn
from library.record.decisions import Verdict, enter
from library.record.models import Name, Revision, StoredDocument
from library.record.rechecks import Renders, refuse_broken


def redact(session: Session, name: str, number: int, *, by: str, reason: str, renders: Renders | None = None) -> int:
    """Removes a revision's text for good, from every revision that has it; that it was there stays on record.

    Returns the library's version, a new one where agents got that text. Only owners may; backups and files that were
    exported still hold it.
    """
    take_turn(session)
    members.require(session, by, ("owner",), "redact")
    state = history.revision(session, name, number)
    if state.text is None:
        raise BadValue(f"revision {number} of {name} was redacted already", "nothing is left of its text")
    same = _revisions_with(session, state.template, number)
    templates = {verdict.template for verdict in same}
    before = history.live_among(session, templates)
    was_live = any(before[v.template].revision == v.revision for v in same if v.template in before)
    enter(session, same, by=by, reason=reason, alters=was_live)
    texts, revisions = table_of(StoredDocument), table_of(Revision)
    about = (revisions.c.template == state.template) & (revisions.c.number == number)
    hash_ = select(revisions.c.document).where(about).scalar_subquery()
    session.execute(delete(texts).where(texts.c.hash == hash_))
    refuse_broken(session, templates, before, renders)
    return current_version(session)


def release(session: Session, name: str, *, by: str) -> Sequence[str]:
    """Frees the names of a retired template for others; returns them as they were spelled."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "release names")
    template = history.resolve(session, name)
    standing = history.standings(session, [template]).get(template)
    if standing is None or standing.kind != "retired":
        raise BadValue(f"{name} is not retired", f"retire it first: snippets retire {name}")
    table = table_of(Name)
    mine = table.c.template == template
    spelled = list(session.scalars(select(table.c.spelled).where(mine).order_by(table.c.name)))
    session.execute(delete(table).where(mine))
    return spelled


def _revisions_with(session: Session, template: str, number: int) -> list[Verdict]:
    table = table_of(Revision)
    about = (table.c.template == template) & (table.c.number == number)
    document = select(table.c.document).where(about).scalar_subquery()
    query = select(table).where(table.c.document == document).order_by(table.c.template, table.c.number)
    return [Verdict(row.template, row.number, row.hash, "redacted") for row in session.execute(query)]
