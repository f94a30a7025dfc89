"""The rows of change sets: a title, an author, perhaps a moment, and the revisions put in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from library.identifiers import make_id
from library.record.changes import open_receipt, table_of
from library.record.clock import now
from library.record.models import ChangeSet, ChangeSetItem


def add_set(session: Session, title: str, *, by: str, live_from: str = "") -> str:
    """A new set's id; `live_from` is a UTC text as tables hold it, or ''."""
    id_ = make_id()
    row = {"id": id_, "title": title, "by": by, "at": now(session), "live_from": live_from}
    session.execute(table_of(ChangeSet).insert(), [row | {"receipt": open_receipt(session, by=by)}])
    return id_


def add_items(session: Session, id_: str, revisions: Iterable[tuple[str, int]], *, by: str) -> None:
    """Puts revisions (template, number) into a set."""
    receipt = open_receipt(session, by=by)
    rows = [
        {"change_set": id_, "template": template, "revision": number, "receipt": receipt}
        for template, number in revisions
    ]
    if rows:
        session.execute(table_of(ChangeSetItem).insert(), rows)
