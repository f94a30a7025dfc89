"""People's logins on a PostgreSQL library: who may log in, and in which role's group they are.

A person is a login whose name is the member's on the roster; how they prove who they are (password, LDAP, certificate)
is the server's business. Only an administrator of the server makes logins and puts them in groups; the roster says the
same, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text
from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue, NotAllowed, UnknownName
from library.record import members
from library.record.changes import take_turn
from library.record.clock import now
from library.record.members import ROLES, Person
from library.record.roles import LONGEST_LOGIN, can_be_login, group, keeper, quoted

if TYPE_CHECKING:
    from psycopg import Connection as Driver  # an extra: only who has a server has it

#: What each role may do, in a few words.
MAY: Mapping[str, str] = {
    "owner": "all a lead may, set rules, remove texts and old uses for good",
    "lead": "write, review, approve and retire templates, and read who used what",
    "analyst": "read counts without names, and keep measurements",
    "agent": "use what is live, and hand in own uses, searches and flags",
}


@dataclass(frozen=True, slots=True)
class Login:
    """A member or a login in one of the groups: the roles of the server and of the roster, '' where it has none.

    `is_beyond` says that the server holds this login back from nothing: a superuser, or one without row security.
    """

    name: str
    role: str
    on_roster: str
    may_log_in: bool
    is_beyond: bool = False

    @property
    def agrees(self) -> bool:
        return self.role == self.on_roster


def invite(
    session: Session,
    library_id: str,
    name: str,
    *,
    by: str,
    role: str = "",
    team: str | None = None,
    secret: str = "",
    is_reset: bool = False,
) -> bool:
    """Makes a login for a person, puts it in their role's group and on the roster; returns whether the login is new.

    `role` '' is the one they have on the roster, agent for somebody new. The password goes to the server as a SCRAM
    verifier only, so that no log of it holds the password. A login that is there keeps its password, unless `is_reset`.
    Raises BadValue for a name that is another login's but for its capitals: to the library they would be one person.
    """
    take_turn(session)
    require_administrator(session, library_id)
    name = _checked(name)
    _refuse_twin(session, name)
    is_new = _login(session, name) is None
    if is_new:
        _make_login(session, name, secret)
    elif secret and not is_reset:
        raise BadValue(f"{name} has a login on this server already", "its password stays; --new-password sets another")
    elif secret:
        _execute(session, f"ALTER ROLE {quoted(name)} PASSWORD '{_verifier(session, name, secret)}'")
    person = members.enter(session, name, by=by, role=role, team=team)
    _put_in(session, library_id, person.name, person.role)
    return is_new


def grant(session: Session, library_id: str, name: str, role: str, *, by: str) -> Person:
    """Gives a person another role, on the server and on the roster. Raises UnknownName for who has no login."""
    take_turn(session)
    require_administrator(session, library_id)
    login = _known(session, name)
    person = members.enter(session, login, by=by, role=role)
    _put_in(session, library_id, login, person.role)
    return person


def revoke(session: Session, library_id: str, name: str, *, by: str) -> None:
    """Takes a person out of every group of this library, and ends their membership; the login itself stays."""
    take_turn(session)
    require_administrator(session, library_id)
    person = members.find(session, name)
    login = _login(session, name)
    if person is None and (login is None or not _groups_of(session, library_id, login)):
        raise UnknownName("member", name, hint="snippets admin list shows who there is")
    if person is not None and not person.until:
        members.end(session, person.name, by=by)
    if login is not None:
        _take_out(session, library_id, login)


def people(session: Session, library_id: str) -> list[Login]:
    """Everybody on the roster, and every login in one of the groups, by name.

    Raises NotAllowed for who would see but a part of them.
    """
    own = own_login(session, library_id)
    if own.role not in members.DECIDE and not own.is_beyond:
        require_administrator(session, library_id)
    at = now(session)
    roster = {folded(person.name): person for person in members.list(session, at=at)}
    there = {folded(row.name): row for row in _logins(session, library_id, [p.name for p in roster.values()])}
    found = []
    for key in sorted(roster.keys() | there.keys()):
        person, row = roster.get(key), there.get(key)
        name = row.name if row else person.name if person else key
        role = row.role if row else ""
        found.append(
            Login(
                name, role, person.role if person else "", row is not None and row.may_log_in, bool(row and row.beyond)
            )
        )
    return found


def has_login(session: Session, name: str) -> bool:
    """Whether the server knows a login of this name, for whatever it is there."""
    return _login(session, name.strip()) is not None


def own_login(session: Session, library_id: str) -> Login:
    """Who is logged in here, and in which role."""
    who = str(session.connection().exec_driver_sql("SELECT session_user").scalar_one())
    [row] = _logins(session, library_id, [who], is_only=True)
    return Login(who, row.role, members.role_of(session, who), row.may_log_in, row.beyond)


def require_administrator(session: Session, library_id: str) -> None:
    """Raises NotAllowed unless who is logged in may act for the keeper of the library's tables."""
    query = text("SELECT session_user, pg_has_role(session_user, :owner, 'member')")
    who, may = session.execute(query, {"owner": keeper(library_id)}).one()
    if not may:
        raise NotAllowed(
            f"{who} is no administrator of this library",
            "connect as the login that made it: snippets --library postgresql+psycopg://ADMIN@HOST/DATABASE admin ...",
        )


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    role: str
    may_log_in: bool
    beyond: bool


def _logins(session: Session, library_id: str, names: Sequence[str], *, is_only: bool = False) -> list[_Row]:
    """The logins of these names, and unless `is_only` all that are in a group, with the highest role they have."""
    groups = {group(library_id, role): role for role in ROLES}
    query = text(
        "SELECT r.rolname, r.rolcanlogin, r.rolsuper OR r.rolbypassrls,"
        " (SELECT array_agg(g.rolname::text) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        "  WHERE m.member = r.oid AND g.rolname IN :groups)"
        " FROM pg_roles r WHERE r.rolname NOT IN :groups AND r.rolname <> :keeper AND (r.rolname IN :exact OR"
        " lower(r.rolname) IN :names"
        " OR (:all AND EXISTS (SELECT 1 FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        "  WHERE m.member = r.oid AND g.rolname IN :groups)))"
    ).bindparams(*(bindparam(each, expanding=True) for each in ("groups", "names", "exact")))
    loose = [""] if is_only else ["", *(name.lower() for name in names)]  # never empty: that would have no type
    values = {"groups": list(groups), "names": loose, "exact": ["", *names], "all": not is_only}
    rows = session.execute(query, values | {"keeper": keeper(library_id)})
    found = []
    for name, may_log_in, beyond, among in rows:
        has = [groups[each] for each in among or ()]
        found.append(_Row(name, next((role for role in ROLES if role in has), ""), may_log_in, beyond))
    return found


def _put_in(session: Session, library_id: str, login: str, role: str) -> None:
    _take_out(session, library_id, login)
    _execute(session, f"GRANT {quoted(group(library_id, role))} TO {quoted(login)}")


def _take_out(session: Session, library_id: str, login: str) -> None:
    for each in _groups_of(session, library_id, login):
        _execute(session, f"REVOKE {quoted(each)} FROM {quoted(login)}")


def _groups_of(session: Session, library_id: str, login: str) -> Sequence[str]:
    """The groups of this library a login is in."""
    query = text(
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = :login AND g.rolname IN :groups"
    ).bindparams(bindparam("groups", expanding=True))
    groups = [group(library_id, role) for role in ROLES]
    return session.scalars(query, {"login": login, "groups": groups}).all()


def _known(session: Session, name: str) -> str:
    login = _login(session, name)
    if login is None:
        raise UnknownName("login", name, hint=f"make one: snippets admin invite {name}")
    return login


def _login(session: Session, name: str) -> str | None:
    """The login of this name as the server spells it; None where there is none."""
    query = text("SELECT rolname FROM pg_roles WHERE rolname = :name AND rolcanlogin")
    found = session.execute(query, {"name": name}).scalar_one_or_none()
    return None if found is None else str(found)


def _checked(name: str) -> str:
    name = name.strip()
    if not name.isprintable() or not can_be_login(name):
        raise BadValue(
            f"“{name}” cannot be a login",
            f"use another name, of at most {LONGEST_LOGIN} bytes, that does not begin with pg_",
        )
    return name


def _make_login(session: Session, name: str, secret: str) -> None:
    password = f" PASSWORD '{_verifier(session, name, secret)}'" if secret else ""
    _execute(session, f"CREATE ROLE {quoted(name)} LOGIN{password}")


def _verifier(session: Session, name: str, secret: str) -> str:
    """What the server keeps of a password, which itself never leaves this machine: no log of the server has it."""
    made = _driver(session).pgconn.encrypt_password(secret.encode(), name.encode(), b"scram-sha-256").decode()
    return made.replace("'", "''")


def _refuse_twin(session: Session, name: str) -> None:
    query = text(
        "SELECT rolname FROM pg_roles WHERE lower(rolname) = lower(:name) AND rolname <> :name AND rolcanlogin"
    )
    if (twin := session.execute(query, {"name": name}).scalars().first()) is not None:
        raise BadValue(f"there is a login “{twin}” already, which would be the same person", "invite them by that name")


def _execute(session: Session, statement: str) -> None:
    """Runs what takes no parameters; a per cent sign in a name stands for itself."""
    session.connection().exec_driver_sql(statement.replace("%", "%%"))


def _driver(session: Session) -> Driver[tuple[object, ...]]:
    driver: Driver[tuple[object, ...]] | None = session.connection().connection.driver_connection
    assert driver is not None
    return driver
