"""How long single uses are kept: old ones become monthly counts, leavers' names become pseudonyms.

What goes is counted into measurements first, then a cut-off is recorded, then the rows are removed: the triggers let
go only of what is older than the newest cut-off. A run counts exactly the rows it removes, so what is handed in late is
counted by the next run and the counts of a month add up over the runs. Nothing says any more who they were about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, text
from sqlmodel import Session

from library.errors import BadValue
from library.identifiers import moment, utc_text
from library.record import flags, leavers, members, monthly
from library.record.authoring import chunks
from library.record.changes import Value, append, current_version, open_receipt, table_of, take_turn
from library.record.clock import now
from library.record.models import CutOff, Flag, Measurement, Search, Use
from library.record.triggers import AT_LEAST


@dataclass(frozen=True, slots=True)
class Retired:
    """What went: how many rows from before the moment, and which leavers have a pseudonym in what is left."""

    before: str
    uses: int
    searches: int
    flags: int
    pseudonymised: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Up to when rows were removed ('' if none ever were), and how many of them each month had."""

    before: str
    months: tuple[tuple[str, int], ...]


def retire(session: Session, before: str, *, by: str) -> Retired:
    """Takes out uses, searches and flags from before a moment (a UTC text), and the names of who had left by then.

    Some older rows wait for a later run: a flag until its answer is older than the cut-off too, since its agent has to
    hear it; a use as long as the search that led to it; a correction as long as the use it takes back. One handed in
    only after its use was removed comes too late: that use stays counted. Raises NotAllowed for all but owners, and
    BadValue for a cut-off that is too young or earlier than the last one.
    """
    take_turn(session)
    members.require(session, by, ("owner",), "remove old uses")
    _refuse_bad(session, before)
    _hold_hand_ins(session)
    answered = _answered_flags(session, before)
    old_searches = table_of(Search).c.ended_at < before
    gone = Retired(
        before,
        _count(session, Use, _is_old_use(before)),
        _count(session, Search, old_searches),
        len(answered),
        leavers.gone_by(session, before),
    )
    _record(session, gone, by)
    session.execute(delete(table_of(Use)).where(_is_old_use(before)))
    session.execute(delete(table_of(Search)).where(old_searches))
    for some in chunks(answered):
        session.execute(delete(table_of(Flag)).where(table_of(Flag).c.id.in_(some)))
    renamed = tuple(name for name in gone.pseudonymised if leavers.rename(session, name, by=by))
    return Retired(gone.before, gone.uses, gone.searches, gone.flags, renamed)


def pseudonymise(session: Session, name: str, *, by: str) -> int:
    """Gives a leaver a pseudonym in all uses, searches and flags at once; returns in how many rows.

    Raises NotAllowed for all but owners, UnknownName, and BadValue for somebody who is still with the team.
    """
    take_turn(session)
    members.require(session, by, ("owner",), "take somebody's name out of the uses")
    return leavers.rename(session, leavers.leaver(session, name), by=by)


def cut_off(session: Session) -> str:
    """The moment up to which single uses were removed, '' if none ever were."""
    return str(session.execute(select(func.coalesce(func.max(table_of(CutOff).c.before), ""))).scalar_one())


def counted(session: Session, *measures: str, since: str) -> Counted:
    """What is left of removed rows by these measures together, from the month of a moment (a UTC text) on."""
    return Counted(cut_off(session), monthly.counted(session, *measures, since=since))


def _refuse_bad(session: Session, before: str) -> None:
    try:
        today, wanted = now(session), moment(before)
    except ValueError:
        raise BadValue(f"“{before}” is no moment", "write a date as 2026-05-01") from None
    youngest = utc_text(moment(today) - timedelta(days=AT_LEAST))
    if before > today:
        raise BadValue(f"{wanted:%Y-%m-%d} lies ahead", "name a day that is over: write it as 2026-05-01, or 365d")
    if before > youngest:
        raise BadValue(
            f"{wanted:%Y-%m-%d} is too young: only what is {AT_LEAST} days old can be removed",
            "agents' machines keep 30 days and hand that in again after a restore; it would be counted twice",
        )
    if before < (last := cut_off(session)):
        raise BadValue(f"what is older than {last[:10]} was removed already", "name that day or a later one")


def _hold_hand_ins(session: Session) -> None:
    """Until commit, nothing is handed in that would be removed without having been counted; SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE uses, searches, flags IN SHARE ROW EXCLUSIVE MODE"))


def _is_old_use(before: str) -> ColumnElement[bool]:
    """That a use goes: it is old, and neither its search nor the use it takes back stays."""
    uses = table_of(Use)
    taken_back = uses.alias("taken_back")
    waits = _has_newer_search(uses.c.search, before)
    waits_too = or_(taken_back.c.used_at >= before, _has_newer_search(taken_back.c.search, before))
    corrects_waiting = exists().where(taken_back.c.id == uses.c.corrects, waits_too)
    return (uses.c.used_at < before) & ~waits & ~corrects_waiting


def _has_newer_search(search: ColumnElement[str], before: str) -> ColumnElement[bool]:
    newer = table_of(Search).alias()
    return exists().where(newer.c.id == search, newer.c.ended_at >= before)


def _answered_flags(session: Session, before: str) -> list[str]:
    table = table_of(Flag)
    old = session.scalars(select(table.c.id).where(table.c.flagged_at < before).order_by(table.c.id)).all()
    return [answer.id for answer in flags.answers_to(session, old) if answer.at < before]


def _count(session: Session, model: type[Use | Search], condition: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(table_of(model)).where(condition)).scalar_one())


def _record(session: Session, gone: Retired, by: str) -> None:
    """The counts of what is about to go and the cut-off, under one receipt."""
    stamp: dict[str, Value] = {"receipt": open_receipt(session, by=by), "by": by, "at": now(session)}
    number = session.execute(select(func.count()).select_from(table_of(CutOff))).scalar_one() + 1
    same = stamp | {"method": monthly.METHOD.format(number), "version": current_version(session)}
    figures = [
        *monthly.figures_of_uses(session, _is_old_use(gone.before)),
        *monthly.figures_of_searches(session, gone.before),
    ]
    append(
        session,
        Measurement,
        [
            same | {"period": month, "measure": measure, "scope": scope, "n": n, "value": float(n)}
            for month, measure, scope, n in figures
        ],
    )
    counts: dict[str, Value] = {"uses": gone.uses, "searches": gone.searches, "flags": gone.flags}
    append(session, CutOff, [stamp | counts | {"before": gone.before}])
