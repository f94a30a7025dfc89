"""`snippets admin move`: takes a library from its file to a PostgreSQL server."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from library.errors import BadValue, StoreDamaged
from snippets.cli.agreeing import agreed, can_ask, yes_option
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.output import print_json, print_table, say, tell
from snippets.config import load
from snippets.formatting import counted, lasting
from snippets.places import without_password

if TYPE_CHECKING:
    from library.record.moving import Moved, NewName, Plan
    from library.record.whole_tables import Tally

#: Between two lines about how far it is, in seconds; what is done sooner says nothing.
TELL_SECONDS = 3.0


@click.command("move", cls=Command)
@click.argument("address")
@click.option("--from", "source", metavar="FILE", help="The library's file. Default: the library you work with.")
@click.option(
    "--map",
    "mapped",
    metavar="OLD=NEW",
    multiple=True,
    help="A member's name on the server where it is another one; may be repeated.",
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Check everything, say what would be moved, and keep nothing.")
@yes_option
@json_option
@click.pass_context
def move_command(
    ctx: click.Context,
    address: str,
    source: str | None,
    mapped: tuple[str, ...],
    is_dry: bool,
    is_sure: bool,
    as_json: bool,
) -> None:
    """Move a library from its file to the PostgreSQL server at ADDRESS. Only owners do.

    Everything is copied as it is, under the same identity: everybody's copy goes on where it is, and what waits there
    is handed in. The copy is compared with the file row by row; the server has all of it or nothing. The file stays as
    it is; nobody can write to it while it is moved, and nobody should afterwards.

    People sign in to the server with their name on the roster. Where that is to be another one, --map says so: what
    they did keeps their old name, and both are one person.

    Better not in ADDRESS: a password. The server's own ways are used (PGPASSWORD, ~/.pgpass).

    \b
      snippets admin move postgresql+psycopg://admin@db.example.com/support --dry-run
      snippets admin move postgresql+psycopg://admin@db.example.com/support --map "Ana Silva=asilva"
      snippets admin move postgresql+psycopg://admin@db.example.com/support --from old/library.db
    """
    from library.record import moving

    config = config_of(ctx)
    file, server = load(library=source).library if source else config.library, load(library=address).library
    names = [_new_name(text) for text in mapped]
    moving.refuse_addresses(file, server)
    if not (is_dry or is_sure or can_ask()):
        agreed("")  # refuses now, not after everything has been read
    if is_dry or not is_sure:
        plan = moving.rehearse(file, server, by=config.agent, names=names, progress=_teller())
        if is_dry:
            _show_plan(plan, file, server, as_json=as_json)
            return
        rows = sum(tally.rows for tally in plan.tables)
        agreed(f"Copy {counted(rows, 'row')} ({_size(plan.bytes)}) from {_shown(file)} to {_shown(server)}?")
    begun = time.monotonic()
    try:
        moved = moving.move(file, server, by=config.agent, names=names, progress=_teller())
    except KeyboardInterrupt:
        tell(f"snippets: stopped; nothing was kept at {_shown(server)}")
        raise
    _verify(server)
    _show_moved(moved, names, file, server, time.monotonic() - begun, as_json=as_json)


def _new_name(text: str) -> NewName:
    from library.record.moving import NewName

    old, mark, new = (part.strip() for part in text.partition("="))
    if not (old and mark and new):
        raise BadValue(f"“{text}” maps no name to another", "write --map OLD=NEW")
    return NewName(old, new)


def _teller() -> Callable[[str, int, int], None]:
    """Says every few seconds how much is done, at which rate, and how long the rest will take."""
    what, begun, told, done_before = "", 0.0, 0.0, 0

    def progress(now_doing: str, done: int, total: int) -> None:
        nonlocal what, begun, told, done_before
        now = time.monotonic()
        if now_doing != what:
            what, begun, told = now_doing, now, now
            done_before = done
        elif now - told >= TELL_SECONDS:
            told, rate = now, max(1.0, (done - done_before) / (now - begun))
            left = lasting((total - done) / rate)
            tell(f"{what} {done:,} of {counted(total, 'row')}, {rate:,.0f} a second, {left} left")

    return progress


def _verify(server: str) -> None:
    """Raises StoreDamaged where the new library is not whole, in spite of the comparison."""
    from library.record.database import open_library
    from library.record.verify import verify

    library = open_library(server, is_read_only=True)
    try:
        damages = verify(library)
    finally:
        library.close()
    if damages:
        raise StoreDamaged(
            f"the new library {_shown(server)} is not whole: {damages[0].table} {damages[0].key}: {damages[0].what}",
            "go on with the file, which is as it was; snippets verify names every damage",
        )


def _show_plan(plan: Plan, file: str, server: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "is_dry_run": True,
                **_told(plan, file, server),
                "bytes": plan.bytes,
                "tables": [{"table": tally.table, "rows": tally.rows} for tally in plan.tables],
            }
        )
        return
    print_table([[tally.table, f"{tally.rows:,}"] for tally in plan.tables], ["table", "rows"])
    tell(f"All {counted(_rows(plan.tables), 'row')} ({_size(plan.bytes)}) can be copied from {_shown(file)} to")
    tell(f"{_shown(server)}. Nothing was kept there.")


def _show_moved(moved: Moved, names: list[NewName], file: str, server: str, seconds: float, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "is_dry_run": False,
                **_told(moved, file, server),
                "head": moved.head,
                "renamed": [{"old": old, "new": new} for old, new in names],
                "tables": [{"table": t.table, "rows": t.rows, "sha256": t.digest} for t in moved.tables],
                "seconds": round(seconds, 1),
            }
        )
        return
    rows = _rows(moved.tables)
    tell(f"Moved the library to {_shown(server)}:")
    tell(f"{counted(rows, 'row')} in {counted(len(moved.tables), 'table')} at version {moved.version}, each the same")
    tell(f"on both sides; verified. It took {lasting(seconds)}, {rows / max(seconds, 0.001):,.0f} rows a second.")
    tell(f"The file {_shown(file)} is as it was. Nobody should use it any more: what is written there stays there.")
    tell("Next, for each member: run their line, and give them the line that it prints.")
    for name in moved.people:
        say(shlex.join(["snippets", "--library", without_password(server), "admin", "invite", name]))


def _told(about: Plan | Moved, file: str, server: str) -> dict[str, object]:
    return {
        "library_id": about.library_id,
        "from": _shown(file),
        "to": _shown(server),
        "version": about.version,
        "rows": _rows(about.tables),
        "members": list(about.people),
    }


def _rows(tallies: tuple[Tally, ...]) -> int:
    return sum(tally.rows for tally in tallies)


def _shown(url: str) -> str:
    """A file's path, a server's address without its password."""
    return without_password(url).removeprefix("sqlite:///")


def _size(number: int) -> str:
    return f"{number / 1_000_000:,.1f} MB"
