"""The roster: who belongs to the team, in which role, from when until when. Rows are only added; the newest counts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Row, select
from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue, NotAllowed, UnknownName
from library.record import changes
from library.record.changes import Value, append, open_receipt, table_of, take_turn
from library.record.clock import now
from library.record.models import Member
from library.record.triggers import LEAVER

ROLES = ("owner", "lead", "analyst", "agent")
#: The role of somebody new for whom no other is named.
NEWCOMER = "agent"
#: Who may decide about templates, questions and the roster.
DECIDE = ("owner", "lead")
#: Who the first decisions of a library are by, before anybody has decided anything.
SEED = "seed"


@dataclass(frozen=True, slots=True)
class Person:
    """One member as the roster has them now; `until` is '' while they are with the team."""

    name: str
    role: str
    team: str = ""
    from_at: str = ""
    until: str = ""
    earlier_names: tuple[str, ...] = ()

    def is_there(self, at: str) -> bool:
        return self.from_at <= at and (not self.until or at < self.until)


def list(session: Session, *, at: str = "") -> tuple[Person, ...]:
    """Who is on the roster, by name; with `at`, a UTC text, only those with the team at that moment."""
    people = _everybody(session).values()
    there = (person for person in people if not at or person.is_there(at))
    return tuple(sorted(there, key=lambda person: folded(person.name)))


def find(session: Session, name: str) -> Person | None:
    """The member of that name, or who had it earlier."""
    people = _everybody(session)
    if person := people.get(folded(name)):
        return person
    return next((person for person in people.values() if folded(name) in map(folded, person.earlier_names)), None)


def role_of(session: Session, name: str) -> str:
    """The member's role now; '' for somebody not on the roster or no longer with the team."""
    person = find(session, name)
    return "" if person is None or _has_left(session, person) else person.role


def require(session: Session, by: str, roles: Sequence[str], what: str) -> None:
    """Raises NotAllowed, naming who may, unless `by` has one of the roles."""
    if role_of(session, by) in roles or _is_seeding(session, by):
        return
    able = [
        person.name
        for person in _everybody(session).values()
        if person.role in roles and not _has_left(session, person)
    ]
    who = " or ".join(f"{role}s" for role in roles)
    named = f": {', '.join(sorted(able)[:5])}" if able else ""  # on a server not everybody sees who they are
    raise NotAllowed(f"{by or 'nobody'} may not {what}", f"{who} may{named}")


def require_member(session: Session, by: str, what: str) -> None:
    """Raises NotAllowed unless `by` is on the roster, in whatever role."""
    if not role_of(session, by) and not _is_seeding(session, by):
        raise NotAllowed(
            f"{by or 'somebody without a name'} is not on the roster and may not {what}",
            f"ask an owner to add you: snippets members add {by or 'NAME'}",
        )


def add(
    session: Session,
    name: str,
    *,
    by: str,
    role: str = "",
    team: str | None = None,
    from_at: str = "",
    earlier_names: Sequence[str] = (),
) -> None:
    """Puts somebody on the roster, or gives a member another role, team or start.

    `role` '', `team` None and `from_at` '' mean as before; for somebody new: an agent, of no team, from now on.
    Owners and leads add people; only owners make or alter owners.
    """
    take_turn(session)
    before = find(session, name.strip())
    wanted = role or (before.role if before else NEWCOMER)
    of_owners = wanted == "owner" or (before is not None and before.role == "owner")
    require(session, by, ("owner",) if of_owners else DECIDE, f"add {name.strip()} as {wanted}")
    enter(session, name, by=by, role=role, team=team, from_at=from_at, earlier_names=earlier_names)


def enter(
    session: Session,
    name: str,
    *,
    by: str,
    role: str = "",
    team: str | None = None,
    from_at: str = "",
    earlier_names: Sequence[str] = (),
) -> Person:
    """The same by who need not be asked: an administrator of the server the library is on."""
    name = name.strip()
    if not name or not name.isprintable():
        raise BadValue(f"“{name}” cannot be a member's name", "use the name they sign in with")
    if name.startswith(LEAVER):
        raise BadValue(f"“{name}” cannot be a member's name", f"{LEAVER}... stands for people who have left")
    if role not in ("", *ROLES):
        raise BadValue(f"there is no role “{role}”", f"use one of {', '.join(ROLES)}")
    take_turn(session)
    before = find(session, name)
    if before is not None and folded(before.name) != folded(name):
        raise BadValue(f"{name} is called {before.name} now", f"name them so: {before.name}")
    role = role or (before.role if before else NEWCOMER)
    if team is None:
        team = before.team if before else ""
    if before is not None and before.role == "owner" and role != "owner":
        _refuse_last_owner(session, before)
    earlier = tuple(earlier_names) or (before.earlier_names if before else ())
    start = from_at or (before.from_at if before and not before.until else "")
    person = Person(name, role, team, start, "", earlier)
    _append(session, person, by)
    return person


def leave(session: Session, name: str, *, by: str, until: str = "") -> None:
    """Ends a membership, at `until` (a UTC text) or now; what they did stays theirs."""
    take_turn(session)
    before = find(session, name)
    if before is None:
        raise UnknownName("member", name, hint="snippets members list shows everybody")
    require(session, by, ("owner",) if before.role == "owner" else DECIDE, f"end the membership of {before.name}")
    end(session, name, by=by, until=until)


def end(session: Session, name: str, *, by: str, until: str = "") -> None:
    """The same by who need not be asked. Raises UnknownName, and NotAllowed for the only owner."""
    take_turn(session)
    before = find(session, name)
    if before is None:
        raise UnknownName("member", name, hint="snippets members list shows everybody")
    if before.role == "owner":
        _refuse_last_owner(session, before)
    last = until or now(session)
    _append(session, Person(before.name, before.role, before.team, before.from_at, last, before.earlier_names), by)


def rename(session: Session, old: str, new: str, *, by: str) -> Person:
    """Gives a member another name; what they did keeps the name they had, which from now on means them.

    Only owners do. Raises as `renamed` does.
    """
    take_turn(session)
    require(session, by, ("owner",), f"rename {old}")
    person = renamed(session, old, new)
    before = find(session, old)
    assert before is not None
    if folded(old) != folded(new) and not before.until:
        # Before the new row: an ended membership is what lets the new name take the old one over.
        _append(session, replace(before, until=now(session)), by)
    _append(session, person, by)
    return person


def renamed(session: Session, old: str, new: str) -> Person:
    """The member as `rename` would put them on the roster; nothing is written.

    Raises UnknownName, and BadValue for a name that cannot be one or means somebody else.
    """
    before, name = find(session, old), new.strip()
    if before is None:
        raise UnknownName("member", old, hint="snippets members list shows everybody")
    if folded(before.name) != folded(old):
        raise BadValue(f"{old} is called {before.name} now", f"name them so: {before.name}={new}")
    if not name or not name.isprintable():
        raise BadValue(f"“{new}” cannot be a member's name", "use the name they sign in with")
    if name == before.name:
        raise BadValue(f"{old} is called so already", "leave that name out")
    if folded(name) == folded(old):  # other capitals: the same name to us, but not to every system they sign in to
        return replace(before, name=name)
    if (other := find(session, name)) is not None:
        raise BadValue(f"“{name}” is {other.name}'s name already", "choose another one")
    return replace(before, name=name, earlier_names=(before.name, *before.earlier_names))


def _refuse_last_owner(session: Session, person: Person) -> None:
    others = (other for other in _everybody(session).values() if folded(other.name) != folded(person.name))
    if not any(other.role == "owner" and not _has_left(session, other) for other in others):
        raise NotAllowed(f"{person.name} is the only owner", "make somebody else an owner first")


def _is_seeding(session: Session, by: str) -> bool:
    return by == SEED and not changes.head(session)[0]


def _has_left(session: Session, person: Person) -> bool:
    return bool(person.until) and person.until <= now(session)


def _append(session: Session, person: Person, by: str) -> None:
    receipt, at = open_receipt(session, by=by), now(session)
    row: dict[str, Value] = {"name": person.name, "role": person.role, "team": person.team}
    row |= {"from": person.from_at or at, "until": person.until or None, "by": by, "at": at, "receipt": receipt}
    row["earlier_names"] = json.dumps(person.earlier_names, ensure_ascii=False)
    append(session, Member, [row])


def _everybody(session: Session) -> dict[str, Person]:
    """The newest row of everyone, by folded name. Somebody renamed is one person, under the name they have now."""
    table = table_of(Member)
    people: dict[str, Person] = {}
    for row in session.execute(select(table).order_by(table.c.number)):
        person = people[folded(row.name)] = _person(row)
        for earlier in map(folded, person.earlier_names):
            if earlier != folded(row.name) and earlier in people and people[earlier].until:
                del people[earlier]
    return people


def _person(row: Row[tuple[object, ...]]) -> Person:
    values = row._mapping
    names = tuple(json.loads(str(values["earlier_names"])))
    return Person(row.name, row.role, row.team, str(values["from"]), row.until or "", names)
