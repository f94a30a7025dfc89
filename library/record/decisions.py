"""The chain of decisions: each names the revision it is about, and the hash of the decision before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from library.record.changes import Value, current_version, decision_hash, open_change, open_receipt, table_of
from library.record.clock import now
from library.record.models import Decision


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision about to be entered: the revision it is about, with that revision's hash."""

    template: str
    revision: int
    hash: str
    kind: str


def enter(
    session: Session,
    verdicts: Sequence[Verdict],
    *,
    by: str,
    reason: str,
    alters: bool,
    change_set: str | None = None,
    at: str = "",
) -> int:
    """Adds the decisions to their chain, under the transaction's change or receipt; returns the library's version.

    `at` is the moment the transaction gave other rows already, '' for now.
    """
    if not verdicts:
        return current_version(session)
    number = open_change(session, by=by, note=reason) if alters else open_receipt(session, by=by)
    under = ("change", "receipt") if alters else ("receipt", "change")
    table = table_of(Decision)
    last = session.execute(select(table.c.number, table.c.hash).order_by(table.c.number.desc()).limit(1)).first()
    start, previous = (last.number, last.hash) if last else (0, "")
    at = at or now(session)
    rows = []
    for position, verdict in enumerate(verdicts, start + 1):
        row: dict[str, Value] = {
            "number": position,
            "template": verdict.template,
            "revision": verdict.revision,
            "kind": verdict.kind,
            "by": by,
            "at": at,
            "reason": reason,
            "change_set": change_set,
            "previous_hash": previous,
            under[0]: number,
            under[1]: None,
        }
        row["hash"] = previous = decision_hash(row, verdict.hash)
        rows.append(row)
    session.execute(table.insert(), rows)
    return current_version(session)
