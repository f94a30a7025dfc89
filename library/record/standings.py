"""What was last decided about templates, and what counts of it at a moment.

Of the decisions that say what agents get, the newest of a template counts. An approval in a change set with a moment
(`live_from`) counts from that moment on; until then what was decided before it holds, and it never counts where its
set was called off: rejected after all. Any later decision of this kind about the template undoes it too; while one
waits for its moment, review.py lets nothing else of its template be approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlmodel import Session

from library.record.authoring import chunks
from library.record.changes import table_of
from library.record.clock import now
from library.record.models import ChangeSet, ChangeSetItem, Decision

#: The decisions that say what agents get; the newest of a template counts.
STANDING = ("approved", "suspended", "retired", "revived")
LIVE = ("approved", "revived")


@dataclass(frozen=True, slots=True)
class Standing:
    """A template's newest standing decision: its kind, and the revision it is about."""

    kind: str
    revision: int

    @property
    def is_live(self) -> bool:
        return self.kind in LIVE


@dataclass(frozen=True, slots=True)
class Moments:
    """The change sets with a moment: `coming` by id with it, and those called off before it came."""

    coming: dict[str, str]
    called_off: tuple[str, ...]

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The sets whose approvals do not count."""
        return (*self.coming, *self.called_off)


def standings(session: Session, templates: Iterable[str] | None = None) -> dict[str, Standing]:
    """What counts now of each template that was ever live or retired; of all where `templates` is None."""
    table, uncounted = table_of(Decision), moments(session).uncounted
    query = select(table.c.template, table.c.kind, table.c.revision)
    found: dict[str, Standing] = {}
    for some in [None] if templates is None else chunks(templates):
        for row in session.execute(query.where(table.c.number.in_(newest(some, uncounted)))):
            found[row.template] = Standing(row.kind, row.revision)
    return found


def approved_revisions(session: Session, template: str) -> tuple[int, ...]:
    """The numbers of the revisions that were live or will be, in the order of their approvals."""
    return approved_among(session, [template]).get(template, ())


def approved_among(session: Session, templates: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The same for many templates. An approval that was undone before its moment does not count."""
    table, sets = table_of(Decision), table_of(ChangeSet)
    query = (
        select(table.c.template, table.c.kind, table.c.revision, table.c.at, sets.c.live_from)
        .join(sets, sets.c.id == table.c.change_set, isouter=True)
        .where(counts(moments(session).called_off))
        .order_by(table.c.number)
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for some in chunks(templates):
        for row in session.execute(query.where(table.c.template.in_(some))):
            approved = found.setdefault(row.template, [])
            if approved and approved[-1][1] > row.at:
                approved.pop()
            if row.kind == "approved":
                approved.append((row.revision, row.live_from or ""))
    return {template: tuple(number for number, _ in approved) for template, approved in found.items() if approved}


def newest(templates: Sequence[str] | None, uncounted: Sequence[str]) -> Select[tuple[int]]:
    """The number of each template's newest standing decision, but for approvals in the sets that do not count."""
    table = table_of(Decision)
    query = select(func.max(table.c.number)).where(counts(uncounted)).group_by(table.c.template)
    return query if templates is None else query.where(table.c.template.in_(templates))


def last(
    template: ColumnElement[str],
    column: str,
    uncounted: Sequence[str] = (),
    *,
    kinds: Sequence[str] = STANDING,
    until: int | None = None,
) -> ScalarSelect[int]:
    """One column of the newest decision of these kinds about a template: faster for all of them than `newest`.

    Until a library version where one is given.
    """
    table = table_of(Decision).alias("last")
    is_its = (table.c.template == template) & table.c.kind.in_(kinds)
    if uncounted:
        is_its &= ~((table.c.kind == "approved") & func.coalesce(table.c.change_set, "").in_(uncounted))
    if until is not None:
        is_its &= table.c.change <= until
    return select(table.c[column]).where(is_its).order_by(table.c.number.desc()).limit(1).scalar_subquery()


def counts(uncounted: Sequence[str]) -> ColumnElement[bool]:
    """Of decisions: those that say what agents get, but for approvals in the sets that do not count."""
    kind = table_of(Decision).c.kind
    return kind.in_(STANDING) & ~_is_approved_in(uncounted) if uncounted else kind.in_(STANDING)


def waiting_for(found: Moments) -> ColumnElement[bool]:
    """Of decisions: approvals in the sets that come, unless something decided since has undone them."""
    table, items = table_of(Decision), table_of(ChangeSetItem)
    among = table.c.template.in_(select(items.c.template).where(items.c.change_set.in_(found.coming)))
    return (
        among & _is_approved_in(tuple(found.coming)) & table.c.number.in_(newest(None, found.called_off).where(among))
    )


def moments(session: Session, at: str = "") -> Moments:
    """The change sets that come after `at`, a UTC text, '' for now; and those that never will."""
    table = table_of(ChangeSet)
    rows = session.execute(select(table.c.id, table.c.live_from).where(table.c.live_from != "")).all()
    if not rows:
        return Moments({}, ())
    from_then = at or now(session)
    called_off = _called_off(session, [row.id for row in rows])
    coming = {row.id: row.live_from for row in rows if row.live_from > from_then and row.id not in called_off}
    return Moments(coming, called_off)


def _called_off(session: Session, ids: Sequence[str]) -> tuple[str, ...]:
    """Of these sets, those that were approved and rejected after that."""
    items, table = table_of(ChangeSetItem), table_of(Decision)
    same = (table.c.template == items.c.template) & (table.c.revision == items.c.revision)
    query = (
        select(table.c.change_set, table.c.kind, func.max(table.c.number).label("number"))
        .join(items, same & (items.c.change_set == table.c.change_set))
        .where(items.c.change_set.in_(ids), table.c.kind.in_(("approved", "rejected")))
        .group_by(table.c.change_set, table.c.kind)
    )
    found = {(row.change_set, row.kind): row.number for row in session.execute(query)}
    return tuple(id_ for id_ in ids if 0 < found.get((id_, "approved"), 0) < found.get((id_, "rejected"), 0))


def _is_approved_in(sets: Sequence[str]) -> ColumnElement[bool]:
    table = table_of(Decision)
    return (table.c.kind == "approved") & func.coalesce(table.c.change_set, "").in_(sets)
