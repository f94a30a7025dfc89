"""Takes a leaver's name out of uses, searches and flags: a pseudonym stands there instead, and nothing says whose."""

from __future__ import annotations

import json
import secrets

from sqlalchemy import select, update
from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue, UnknownName
from library.record import members
from library.record.changes import Value, append, as_values, open_receipt, table_of
from library.record.clock import now
from library.record.members import Person
from library.record.models import Flag, Member, Search, Use
from library.record.triggers import LEAVER

TABLES = (table_of(Use), table_of(Search), table_of(Flag))


def gone_by(session: Session, before: str) -> tuple[str, ...]:
    """Who had left by a moment, under the last name they had."""
    everybody = {person.name: person for person in (_last_of(session, each) for each in members.list(session))}
    return tuple(person.name for person in everybody.values() if "" < person.until <= before)


def leaver(session: Session, name: str) -> str:
    """The last name of somebody who has left. Raises UnknownName for who never was here, BadValue for who is."""
    person = members.find(session, name)
    if person is None:
        raise UnknownName("member", name, hint="snippets members list shows everybody")
    person = _last_of(session, person)
    if not person.until or person.until > now(session):
        raise BadValue(f"{person.name} is still with the team", f"first: snippets members leave {person.name}")
    return person.name


def rename(session: Session, name: str, *, by: str) -> int:
    """Puts one new pseudonym in the place of all names of a person who left; returns in how many rows.

    Rows handed in later still carry the name; the next time they get another pseudonym, since this one is not noted.
    """
    person = members.find(session, name)
    if person is None:
        return 0
    agents = {agent for table in TABLES for agent in session.scalars(select(table.c.agent).distinct())}
    theirs = _names_only_of(session, person)
    spelled = sorted(agent for agent in agents if folded(agent) in theirs)
    if not spelled:
        return 0
    _note_spellings(session, person, spelled, by)
    pseudonym, renamed = _new_pseudonym(agents), 0
    for table in TABLES:
        renamed += len(session.execute(select(table.c.id).where(table.c.agent.in_(spelled))).all())
        session.execute(update(table).where(table.c.agent.in_(spelled)).values(agent=pseudonym))
    return renamed


def _last_of(session: Session, person: Person) -> Person:
    """The same person under the name they have now: a renamed member's old row ends when the new one begins."""
    others = (other for other in members.list(session) if folded(other.name) != folded(person.name))
    return next((other for other in others if folded(person.name) in _names(other)), person)


def _names_only_of(session: Session, person: Person) -> set[str]:
    """The folded names a person had and nobody has who is still there."""
    at = now(session)
    present = [other for other in members.list(session) if not other.until or other.until > at]
    return _names(person) - {name for other in present for name in _names(other)}


def _names(person: Person) -> set[str]:
    return {folded(name) for name in (person.name, *person.earlier_names)}


def _new_pseudonym(taken: set[str]) -> str:
    while (made := f"{LEAVER}{secrets.token_hex(3)}") in taken:
        pass
    return made


def _note_spellings(session: Session, person: Person, spelled: list[str], by: str) -> None:
    """Notes as earlier names what differs in capitals beyond ASCII only: SQLite's triggers cannot compare those."""
    known = (person.name, *person.earlier_names)
    unknown = [name for name in spelled if not name.isascii() and name not in known]
    if unknown:
        table = table_of(Member)
        newest = select(table).where(table.c.name == person.name).order_by(table.c.number.desc()).limit(1)
        names = json.dumps([*person.earlier_names, *unknown], ensure_ascii=False)
        noted: dict[str, Value] = as_values(session.execute(newest).one())
        noted |= {"earlier_names": names, "by": by, "at": now(session), "receipt": open_receipt(session, by=by)}
        append(session, Member, [noted])
