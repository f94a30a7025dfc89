"""`snippets admin retire`: turns old uses into monthly counts, and takes the names of leavers out of what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.errors import BadValue
from library.identifiers import utc_text
from snippets.cli.agreeing import agreed, can_ask, yes_option
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.completing import complete_members
from snippets.cli.opening import rehearsing, writing
from snippets.cli.output import print_json, tell
from snippets.cli.report_forms import start_of
from snippets.formatting import counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.retention import Retired

    #: What was removed, if that was asked, and in how many rows a leaver has a pseudonym now, if that was.
    Done = tuple[Retired | None, int | None]


@click.command("retire", cls=Command)
@click.option("--before", metavar="DATE|365d", help="Remove what is older than this day (UTC), or than so many days.")
@click.option("--leaver", metavar="NAME", shell_complete=complete_members, help="Give this leaver a pseudonym now.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would go, and keep everything.")
@yes_option
@json_option
@click.pass_context
def retire_command(
    ctx: click.Context, before: str | None, leaver: str | None, is_dry: bool, is_sure: bool, as_json: bool
) -> None:
    """Remove old uses and searches for good; their counts by month stay. Only owners do.

    Flags go once their answer is older too. Whoever had left by that day gets a pseudonym in what is left; --leaver
    does that for one person at once. Texts, their history and who approved them stay as they are. Backups hold what
    they held: let old ones go too. A million rows take some 15 seconds, and as long to count before you are asked.

    \b
      snippets admin retire --before 2026-05-01 --dry-run
      snippets admin retire --before 365d
      snippets admin retire --leaver "Ana Silva"
    """
    if before is None and leaver is None:
        raise BadValue("it was not said what to remove", "say --before 365d, or --leaver NAME")
    config = config_of(ctx)
    limit = None if before is None else utc_text(start_of(before))

    def work(session: Session) -> Done:
        from library.record import retention

        renamed = None if leaver is None else retention.pseudonymise(session, leaver, by=config.agent)
        return (None if limit is None else retention.retire(session, limit, by=config.agent)), renamed

    if not (is_dry or is_sure or can_ask()):
        agreed("")  # refuses now, not after everything was counted
    if is_dry or not is_sure:
        tell("Counting what would go; nothing is changed by that.")
        foreseen = rehearsing(config, work)
        if is_dry:
            _show(foreseen, leaver, is_dry=True, as_json=as_json)
            return
        agreed(f"{_question(foreseen, leaver)} This cannot be undone.")
    _show(writing(config, work), leaver, is_dry=False, as_json=as_json)


def _question(done: Done, leaver: str | None) -> str:
    removed, renamed = done
    asked = []
    if removed is not None:
        people = f", and put a pseudonym for {', '.join(removed.pseudonymised)}" if removed.pseudonymised else ""
        asked.append(f"Remove {_counts(removed)} from before {removed.before[:10]}{people}?")
    if renamed is not None:
        asked.append(f"Put a pseudonym for {leaver} in {counted(renamed, 'row')}?")
    return " ".join(asked)


def _show(done: Done, leaver: str | None, *, is_dry: bool, as_json: bool) -> None:
    removed, renamed = done
    if as_json:
        print_json({"is_dry_run": is_dry, **_plain(removed), "leaver": leaver, "leaver_rows": renamed})
        return
    would = "would be " if is_dry else ""
    if removed is not None:
        tell(f"From before {removed.before[:10]}: {_counts(removed)} {would}removed. Their counts by month stay.")
        if removed.pseudonymised:
            tell(f"A pseudonym {would}put for: {', '.join(removed.pseudonymised)}.")
    if renamed is not None:
        tell(f"A pseudonym {would}put for {leaver} in {counted(renamed, 'row')}.")
    if is_dry:
        tell("Nothing was changed.")


def _plain(removed: Retired | None) -> dict[str, object]:
    if removed is None:
        return {"before": None, "uses": 0, "searches": 0, "flags": 0, "pseudonymised": []}
    return {
        "before": removed.before,
        "uses": removed.uses,
        "searches": removed.searches,
        "flags": removed.flags,
        "pseudonymised": list(removed.pseudonymised),
    }


def _counts(removed: Retired) -> str:
    uses, searches = counted(removed.uses, "use"), counted(removed.searches, "search", "searches")
    return f"{uses}, {searches} and {counted(removed.flags, 'flag')}"
