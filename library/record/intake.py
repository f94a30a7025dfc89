"""Takes in what desks recorded: uses, searches, flags, proposals, each exactly once however often it is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Table, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.models import Flag, Proposal, Search, Use
from library.record.sight import is_enforced

#: For columns a desk of another version does not send; all others may be null.
_USE: Mapping[str, object] = {
    "template": "",
    "agent": "",
    "channel": "",
    "source": "",
    "action": "",
    "used_at": "",
    "revision": 0,
    "version": 0,
    "edited": 0,
    "fields_by_hand": 0,
    "fields_from_context": 0,
}
_SEARCH: Mapping[str, object] = {
    "agent": "",
    "words": "",
    "kind": "",
    "outcome": "",
    "started_at": "",
    "ended_at": "",
}
_FLAG: Mapping[str, object] = {
    "template": "",
    "agent": "",
    "why": "",
    "flagged_at": "",
    "revision": 0,
    "version": 0,
}
_PROPOSAL: Mapping[str, object] = {"agent": "", "document": "", "why": "", "proposed_at": ""}
#: Filled by the database.
_OWN = frozenset({"stored_at"})


def others(session: Session, agents: Iterable[str]) -> list[str]:
    """Those of the agents whose rows this session may not hand in: on a server, everybody but who is logged in."""
    if not is_enforced(session):
        return []
    query = text("SELECT is_me(:agent)")
    return [agent for agent in agents if not session.execute(query, {"agent": agent}).scalar_one()]


def store_uses(session: Session, rows: Sequence[Mapping[str, object]]) -> int:
    """Adds uses by their columns' names; returns how many were not there yet. Columns we do not know are left out."""
    return _store(session, table_of(Use), rows, _USE)


def store_searches(session: Session, rows: Sequence[Mapping[str, object]]) -> int:
    """Adds searches by their columns' names; returns how many were not there yet."""
    return _store(session, table_of(Search), rows, _SEARCH)


def store_flags(session: Session, rows: Sequence[Mapping[str, object]]) -> int:
    """Adds flags by their columns' names; returns how many were not there yet."""
    return _store(session, table_of(Flag), rows, _FLAG)


def store_proposals(session: Session, rows: Sequence[Mapping[str, object]]) -> int:
    """Adds proposals by their columns' names; returns how many were not there yet."""
    return _store(session, table_of(Proposal), rows, _PROPOSAL)


def _store(session: Session, table: Table, rows: Sequence[Mapping[str, object]], defaults: Mapping[str, object]) -> int:
    columns = [column.name for column in table.c if column.name not in _OWN]
    values = [{name: defaults.get(name) if row.get(name) is None else row[name] for name in columns} for row in rows]
    ids = [str(row["id"]) for row in values]
    before = _count(session, table, ids)
    if values:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.connection().execute(insert(table).on_conflict_do_nothing(), values)
    return _count(session, table, ids) - before


def _count(session: Session, table: Table, ids: Sequence[str]) -> int:
    query = select(func.count()).select_from(table)
    return sum(int(session.execute(query.where(table.c.id.in_(some))).scalar_one()) for some in chunks(ids))
