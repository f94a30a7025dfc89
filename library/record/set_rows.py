"""The rows of change sets: a title, an author, perhaps a moment; the revisions put in; and what became of them since.

Rows are neither altered nor repeated: that a template was taken out, put in again, or that a set was given up are steps
of their own, and the newest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from library.identifiers import make_id
from library.record.authoring import chunks
from library.record.changes import Value, append, open_receipt, table_of
from library.record.clock import now
from library.record.models import ChangeSet, ChangeSetItem, ChangeSetStep

IN, OUT, GIVEN_UP = "in", "out", "given up"


class Held(NamedTuple):
    """What a set holds: by template, the revision that counts; and whether it was given up."""

    revisions: Mapping[str, int]
    is_given_up: bool = False


def add_set(session: Session, title: str, *, by: str, live_from: str = "") -> str:
    """A new set's id; `live_from` is a UTC text as tables hold it, or ''."""
    id_ = make_id()
    row = {"id": id_, "title": title, "by": by, "at": now(session), "live_from": live_from}
    session.execute(table_of(ChangeSet).insert(), [row | {"receipt": open_receipt(session, by=by)}])
    return id_


def add_items(session: Session, id_: str, revisions: Iterable[tuple[str, int]], *, by: str) -> None:
    """Puts revisions (template, number) into a set."""
    there, stepped = _items(session, [id_]).get(id_, []), {template for template, *_ in _steps(session, [id_])[id_]}
    wanted = list(dict.fromkeys(revisions))
    new = [pair for pair in wanted if pair not in there]
    if new:
        receipt = open_receipt(session, by=by)
        rows = [{"change_set": id_, "template": key, "revision": number, "receipt": receipt} for key, number in new]
        session.execute(table_of(ChangeSetItem).insert(), rows)
    again = [pair for pair in wanted if pair in there or pair[0] in stepped]
    _step(session, id_, [(template, number, IN) for template, number in again], by=by)


def take_items_out(session: Session, id_: str, templates: Iterable[str], *, by: str) -> None:
    """Takes templates that are in a set out of it."""
    held = held_in(session, [id_])[id_].revisions
    _step(session, id_, [(template, held[template], OUT) for template in templates], by=by)


def give_up(session: Session, id_: str, *, by: str) -> None:
    """Says that nothing will come of a set."""
    _step(session, id_, [("", 0, GIVEN_UP)], by=by)


def held_in(session: Session, ids: Iterable[str]) -> dict[str, Held]:
    """What each of these sets holds."""
    wanted = list(ids)
    items, steps = _items(session, wanted), _steps(session, wanted)
    found = {}
    for id_ in wanted:
        revisions = dict(items.get(id_, ()))
        for template, number, state in steps[id_]:
            if state == OUT:
                revisions.pop(template, None)
            elif state == IN:
                revisions[template] = number
        found[id_] = Held(revisions, any(state == GIVEN_UP for *_, state in steps[id_]))
    return found


def _items(session: Session, ids: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """By set, the revisions put in, in order; of those of one transaction the newest comes last."""
    table = table_of(ChangeSetItem)
    found: dict[str, list[tuple[str, int]]] = {}
    for some in chunks(ids):
        for row in session.execute(
            select(table).where(table.c.change_set.in_(some)).order_by(table.c.receipt, table.c.revision)
        ):
            found.setdefault(row.change_set, []).append((row.template, row.revision))
    return found


def _steps(session: Session, ids: Iterable[str]) -> dict[str, list[tuple[str, int, str]]]:
    """By set, what became of which template, in order."""
    table, wanted = table_of(ChangeSetStep), list(ids)
    found: dict[str, list[tuple[str, int, str]]] = {id_: [] for id_ in wanted}
    for some in chunks(wanted):
        for row in session.execute(select(table).where(table.c.change_set.in_(some)).order_by(table.c.number)):
            found[row.change_set].append((row.template, row.revision, row.state))
    return found


def _step(session: Session, id_: str, steps: Iterable[tuple[str, int, str]], *, by: str) -> None:
    made = list(steps)
    if made:
        stamp: dict[str, Value] = {"change_set": id_, "by": by, "at": now(session)}
        stamp |= {"receipt": open_receipt(session, by=by)}
        rows = [stamp | {"template": key, "revision": number, "state": state} for key, number, state in made]
        append(session, ChangeSetStep, rows)
