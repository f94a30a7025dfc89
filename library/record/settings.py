"""The team's rules, by key: texts, set by owners only. Rows are only added; the newest of a key counts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session

from library.errors import BadValue
from library.record import members
from library.record.changes import append, open_change, table_of, take_turn
from library.record.clock import now
from library.record.models import Setting

#: Every setting there is, and what it says.
KNOWN: Mapping[str, str] = {"title": "what the library is called"}


def get(session: Session, key: str, default: str = "") -> str:
    """The setting's value, or the default where nobody set it."""
    return list(session).get(key, default)


def list(session: Session) -> dict[str, str]:
    """Every setting somebody set, by key."""
    table = table_of(Setting)
    rows = session.execute(select(table.c.key, table.c.value).order_by(table.c.number))
    return dict(sorted((row.key, row.value) for row in {row.key: row for row in rows}.values()))


def set(session: Session, key: str, value: str, *, by: str) -> int:
    """Sets a rule for everybody; returns the library's version with it.

    Raises BadValue for a key that is not in KNOWN, NotAllowed unless `by` is an owner.
    """
    if key not in KNOWN:
        raise BadValue(f"there is no setting “{key}”", f"there is {', '.join(sorted(KNOWN))}")
    take_turn(session)
    members.require(session, by, ("owner",), "change settings")
    change = open_change(session, by=by, note=f"setting {key}")
    append(session, Setting, [{"key": key, "value": value, "by": by, "at": now(session), "change": change}])
    return change
