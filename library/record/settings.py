"""The team's rules, by key: texts, set by owners only. Rows are only added; the newest of a key counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue
from library.record import members
from library.record.changes import append, open_change, table_of, take_turn
from library.record.clock import now
from library.record.models import Setting
from library.record.sight import is_enforced

#: What the key begins with by which the table remembers pairs of templates meant to be alike: no rule anybody sets.
ALIKE = "alike:"
#: When a second person has to approve: where two may, in any case, or never.
SECOND_PERSON = ("auto", "always", "never")
#: Every setting there is, and what it says.
KNOWN: Mapping[str, str] = {
    "title": "what the library is called",
    "review.second_person": "whether somebody else than the author has to approve: auto (where two may), always, never",
    "review_days": "after how many days a template should be read again, where nothing else says so",
}
#: Settings of one group and the groups in it, such as approve.Billing; the narrower group's counts, '' is as if unset.
KNOWN_OF_GROUPS: Mapping[str, str] = {
    "approve": "who may approve templates of this group, by name; where it is empty, every owner and lead",
    "review_days": "after how many days templates of this group should be read again",
}


def get(session: Session, key: str, default: str = "") -> str:
    """The setting's value, or the default where nobody set it."""
    return list(session).get(key, default)


def list(session: Session) -> dict[str, str]:
    """Every setting somebody set, by key."""
    table = table_of(Setting)
    rows = session.execute(select(table.c.key, table.c.value).order_by(table.c.number))
    newest = {row.key: row.value for row in rows}
    return {key: value for key, value in sorted(newest.items()) if is_rule(key)}


def of_group(rules: Mapping[str, str], key: str, group: str) -> str:
    """What the rules (as `list` gives them) say for a group, by path: the narrowest group above it that says anything.

    '' where none does. `Billing/Refunds` is in `Billing`; capitals do not count.
    """
    said = {folded(name): value for name, value in rules.items() if value.strip()}
    path = [folded(part) for part in group.split("/")]
    keys = (f"{key}.{'/'.join(path[:length])}" for length in range(len(path), 0, -1))
    return next((said[name] for name in keys if name in said), "")


def set(session: Session, key: str, value: str, *, by: str) -> int:
    """Sets a rule for everybody; returns the library's version with it.

    Raises BadValue for a key that is not in KNOWN or of a group, or a value it does not take; NotAllowed unless `by` is
    an owner.
    """
    if not is_rule(key):
        there = ", ".join(sorted([*KNOWN, *(f"{name}.GROUP" for name in KNOWN_OF_GROUPS)]))
        raise BadValue(f"there is no setting “{key}”", f"there is {there}")
    take_turn(session)
    members.require(session, by, ("owner",), "change settings")
    if (refuse := _REFUSALS.get(key if key in KNOWN else key.partition(".")[0])) is not None:
        refuse(session, key, value.strip())
    change = open_change(session, by=by, note=f"setting {key}")
    append(session, Setting, [{"key": key, "value": value, "by": by, "at": now(session), "change": change}])
    return change


def is_rule(key: str) -> bool:
    """Whether a key of the table is a rule: in KNOWN, or one of KNOWN_OF_GROUPS with its group."""
    kind, _, group = key.partition(".")
    return key in KNOWN or (kind in KNOWN_OF_GROUPS and bool(group.strip("/ ")))


def _refuse_unknown_mode(session: Session, key: str, value: str) -> None:
    if value not in ("", *SECOND_PERSON):
        raise BadValue(f"{key} cannot be “{value}”", f"use one of {', '.join(SECOND_PERSON)}")


def _refuse_no_days(session: Session, key: str, value: str) -> None:
    if value and not (value.isascii() and value.isdigit() and 1 <= int(value) <= 9999):
        raise BadValue(f"{key} cannot be “{value}”", "write a number of days, such as 90")


def _refuse_strangers(session: Session, key: str, value: str) -> None:
    strangers = [name for name in names_in(value) if not members.role_of(session, name)]
    if strangers:
        raise BadValue(f"{', '.join(strangers)}: not on the roster", "snippets members list shows everybody")
    if not is_enforced(session):
        return
    able = [name for name in names_in(value) if members.role_of(session, name) in members.DECIDE]
    if len(able) < len(names_in(value)):
        others = ", ".join(name for name in names_in(value) if name not in able)
        raise BadValue(f"{others}: on a server only leads and owners approve", "snippets admin grant NAME lead")


def names_in(value: str) -> tuple[str, ...]:
    """The names of people in a setting: separated by commas."""
    return tuple(name for part in value.split(",") if (name := part.strip()))


_REFUSALS: Mapping[str, Callable[[Session, str, str], None]] = {
    "review.second_person": _refuse_unknown_mode,
    "review_days": _refuse_no_days,
    "approve": _refuse_strangers,
}
