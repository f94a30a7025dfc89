"""`snippets me`: everything that is recorded about one person, here and in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from library.cleaning import for_line
from library.errors import LibraryError
from library.identifiers import moment
from snippets.cli.common import Command, config_of, json_option, now, ready_desk
from snippets.cli.output import print_json, print_table, say, tell
from snippets.formatting import ago, counted, day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from library.desk.recorded import Counted
    from library.desk.store import Desk
    from library.record.members import Person
    from snippets.config import Config

NEVER = "Never recorded: what a field was filled with (but your own values), what a reply said, who the customer is."


class Account(NamedTuple):
    """What one place has recorded about somebody: for people to read, for programs, and row by row if asked for."""

    lines: list[list[str]]
    plain: dict[str, object]
    rows: Mapping[str, Sequence[Mapping[str, str | int | None]]]


@click.command("me", cls=Command)
@click.option("--all", "is_all", is_flag=True, help="Every row too, as it is kept.")
@json_option
@click.pass_context
def me_command(ctx: click.Context, is_all: bool, as_json: bool) -> None:
    """Show everything that is recorded about you, on this machine and in the library.

    \b
      snippets me
      snippets me --all
    """
    config = config_of(ctx)
    desk = ready_desk(config)
    here, there, problem = _here(config, desk, is_all=is_all), None, None
    try:
        there = _in_library(config, is_all=is_all)
    except LibraryError as error:
        problem = error
    if as_json:
        print_json({"agent": config.agent, "here": _plain(here), "library": there and _plain(there), "never": NEVER})
    else:
        called = _names(desk)
        _show(f"{config.agent}, on this machine", here, called)
        if there is not None:
            _show(f"{config.agent}, in the library", there, called)
        say(NEVER)
    if problem is not None:
        tell(for_line(f"snippets: without what the library has recorded: {problem.message} ({problem.hint})"))


def _show(title: str, account: Account, called: Mapping[str, str]) -> None:
    say(for_line(title))
    print_table(account.lines)
    for table, rows in account.rows.items():
        columns = [column for column in rows[0] if any(row[column] not in (None, "") for row in rows)] if rows else []
        if columns:
            say(f"\n{table}")
            print_table([[_cell(row[column], called) for column in columns] for row in rows], columns)
    say("")


def _cell(value: str | int | None, called: Mapping[str, str]) -> str:
    """A value as people read it: a template's name instead of its id."""
    return "" if value is None else called.get(str(value), str(value))


def _names(desk: Desk) -> dict[str, str]:
    """What live replies are called, by id."""
    from library.desk.catalog import entries

    return {entry.template: entry.abbreviation for entry in entries(desk, has_bodies=False)}


def _plain(account: Account) -> dict[str, object]:
    return {**account.plain, "rows": account.rows} if account.rows else account.plain


# on this machine


def _here(config: Config, desk: Desk, *, is_all: bool) -> Account:
    from library.desk.recorded import recorded, rows_of

    found = recorded(desk, config.agent)
    favourites, own = _favourites(config, desk), len(desk.personal())
    logged = {"uses": found.uses, "searches": found.searches, "flags": found.flags, "proposals": found.proposals}
    lines = [
        *([name, _logged(of)] for name, of in logged.items()),
        ["taken back", counted(found.taken_back, "use") if found.taken_back else "none"],
        ["habits", f"how often and when you last used {counted(found.habits, 'template')}" if found.habits else "none"],
        ["choices", f"what you chose for {counted(found.choices, 'search', 'searches')}" if found.choices else "none"],
        ["favourites", ", ".join(favourites) or "none"],
        ["your own values", _values(config.own)],
        ["your profile", _values(config.profile)],
        ["your templates", f"{own} in {config.mine}" if own else "none"],
        ["place", f"where the app was {ago(moment(found.place_at), now())}" if found.place_at else "none"],
    ]
    plain: dict[str, object] = {name: _plain_counted(of) for name, of in logged.items()}
    plain |= {
        "taken_back": found.taken_back,
        "habits": found.habits,
        "choices": found.choices,
        "favourites": favourites,
        "own_values": dict(config.own),
    }
    plain |= {"profile": dict(config.profile), "own_templates": {"folder": config.mine, "number": own}}
    plain |= {"place_at": found.place_at or None, "settings": config.file, "desk": desk.path}
    return Account(lines, plain, rows_of(desk, config.agent) if is_all else {})


def _favourites(config: Config, desk: Desk) -> list[str]:
    """What the favourites are called; one that is gone by its id."""
    from library.desk.habits import favourites

    called = _names(desk)
    return [called.get(template, template) for template in favourites(desk, config.agent)]


def _logged(of: Counted) -> str:
    if not of.waiting and not of.kept:
        return "none"
    parts = [f"{of.waiting} waiting to be handed in"] if of.waiting else []
    parts += [f"{of.kept} handed in and still kept here"] if of.kept else []
    return f"{', '.join(parts)}; {_span(of.first_at, of.last_at)}"


def _plain_counted(of: Counted) -> dict[str, object]:
    return {"waiting": of.waiting, "kept": of.kept, "first_at": of.first_at or None, "last_at": of.last_at or None}


def _values(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items()) or "none"


def _span(first_at: str, last_at: str) -> str:
    first, last = (day(moment(at), now()) for at in (first_at, last_at))
    return first if first == last else f"{first} to {last}"


# in the library


def _in_library(config: Config, *, is_all: bool) -> Account:
    """Raises LibraryError where the library is out of reach."""
    from library.record.recorded import recorded, rows_of
    from snippets.cli.opening import reading

    with reading(config) as session:
        found = recorded(session, config.agent)
        rows = rows_of(session, config.agent) if is_all else {}
    logged = {"uses": found.uses, "searches": found.searches, "flags": found.flags, "proposals": found.proposals}
    lines = [["roster", _on_roster(found.person)]]
    for name, of in logged.items():
        lines.append([name, f"{of.number:,}; {_span(of.first_at, of.last_at)}" if of.number else "none"])
    lines.append(["taken back", counted(found.taken_back, "use") if found.taken_back else "none"])
    plain: dict[str, object] = {"roster": _plain_person(found.person), "taken_back": found.taken_back}
    for name, of in logged.items():
        plain[name] = {"number": of.number, "first_at": of.first_at or None, "last_at": of.last_at or None}
    return Account(lines, plain, rows)


def _on_roster(person: Person | None) -> str:
    if person is None:
        return "not on it"
    parts = [person.role, person.team, f"since {day(moment(person.from_at), now())}"]
    parts += [f"until {day(moment(person.until), now())}"] if person.until else []
    parts += [f"earlier {', '.join(person.earlier_names)}"] if person.earlier_names else []
    return ", ".join(part for part in parts if part)


def _plain_person(person: Person | None) -> dict[str, object] | None:
    if person is None:
        return None
    return {
        "name": person.name,
        "role": person.role,
        "team": person.team,
        "from": person.from_at,
        "until": person.until or None,
        "earlier_names": list(person.earlier_names),
    }
