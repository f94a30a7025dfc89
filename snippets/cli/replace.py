"""`snippets replace`: other words in many templates: every place is shown, the chosen ones become one change set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from library.comparing import compare
from library.errors import BadValue
from library.replacing import Hit, Search, Wanted
from snippets.cli.agreeing import can_ask
from snippets.cli.common import Command, config_of
from snippets.cli.editing import editing_options
from snippets.cli.grouping import group_option, refuse_unknown
from snippets.cli.open_screen import has_terminal, open_screen
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, say, say_compared, tell
from snippets.cli.settling import plain_settled, tell_settled
from snippets.formatting import counted
from snippets.replacing import Found, live_documents, replace, search, title_of

if TYPE_CHECKING:
    from sqlmodel import Session

_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


@click.command("replace", cls=Command)
@click.argument("old", default="")
@click.argument("new", default=None, required=False)
@group_option("Only in this group, and in the groups in it.")
@click.option("--word", "is_word", is_flag=True, help="Only where it begins and ends words.")
@click.option("--any-case", is_flag=True, help="Capitals do not count.")
@click.option("--only", metavar="PLACES", default="", help="Only these places, by the numbers shown: 1,4-6.")
@click.option("--in-tags", is_flag=True, help="Inside {{ }} and {% %} too, where it may be part of a name.")
@editing_options("Only show the places.")
@click.pass_context
def replace_command(
    ctx: click.Context,
    old: str,
    new: str | None,
    group: str,
    is_word: bool,
    any_case: bool,
    only: str,
    in_tags: bool,
    is_dry: bool,
    way: str | None,
    message: str,
    is_sure: bool,
    as_json: bool,
) -> None:
    """Put other words in the place of some, in titles, subjects, texts and variants of live templates.

    Every place is shown with its number; you say which. Several templates become one change set, a draft unless you say
    --submit or --approve. Without NEW a terminal shows the places on a screen, where each can be left out.

    \b
      snippets replace
      snippets replace "Customer Care" "Customer Support" --dry-run
      snippets replace colour color --word --group Billing --only 1,4-6 --submit
    """
    config = config_of(ctx)
    if new is None:
        if not has_terminal() or as_json:
            raise click.UsageError("say what is replaced, and what by: snippets replace colour color")
        from snippets.screens.replace import ReplaceScreen  # brings textual: only for who opens it

        what = Wanted(Search(old, not any_case, is_word), "", group)
        open_screen(config, lambda config, surroundings: ReplaceScreen(config, surroundings, what))
        return
    with reading(config) as session:
        found = _search(session, Search(old, not any_case, is_word), new, group)
    usable = [at for at, hit in enumerate(found.hits, start=1) if in_tags or not hit.is_in_tag]
    chosen = _numbers(only, usable) if only else usable
    if not as_json and (found.hits or is_dry):
        _show(found, usable)
    if not is_dry and not usable:
        raise BadValue(f"“{old}” is nowhere to be replaced", "snippets find searches by meaning too")
    settled = None
    if not is_dry:
        if not (only or is_sure):
            chosen = _asked(usable)
        why = message or title_of(old, new)
        hits = [found.hits[number - 1] for number in chosen]
        settled = writing(
            config, lambda session: replace(session, hits, new, by=config.agent, way=way, title=why, reason=why)
        )
    if as_json:
        places = [_plain(found, hit, number, number in chosen) for number, hit in enumerate(found.hits, start=1)]
        print_json({"places": places, **(plain_settled(settled) if settled else {})})
    elif settled:
        tell_settled(settled, as_json=False, done=f"Replaced in {counted(len(chosen), 'place')}")


def _search(session: Session, what: Search, new: str, group: str) -> Found:
    if group:
        refuse_unknown(session, group)
    return search(live_documents(session), what, new, group)


# which places


def _asked(usable: Sequence[int]) -> list[int]:
    """The places somebody at the terminal names. Raises BadValue where nobody can be asked."""
    if not can_ask():
        raise BadValue("nothing was done: nobody can be asked here", "add --yes for all places, or --only 1,4-6")
    while True:
        typed = click.prompt("Which places? (all, none, or numbers: 1,4-6)", default="all", err=True)
        if typed.strip().lower() == "none":
            raise click.Abort
        try:
            return list(usable) if typed.strip().lower() == "all" else _numbers(typed, usable)
        except BadValue as error:
            tell(f"  {for_line(error.message)} ({for_line(error.hint)})")


def _numbers(typed: str, usable: Iterable[int]) -> list[int]:
    """Places as they are named: `1,4-6`. Raises BadValue for one that is not there or stands inside a tag."""
    allowed = set(usable)
    found: dict[int, None] = {}
    for part in typed.replace(" ", "").split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise BadValue(f"“{part}” is no place", "write numbers as they are shown: 1,4-6")
        first, last = int(match[1]), int(match[2] or match[1])
        missing = next((number for number in (first, last) if number not in allowed), None)
        if missing is not None:
            raise BadValue(f"there is no place {missing} to be replaced", "those inside a tag take --in-tags")
        found |= dict.fromkeys(number for number in range(first, last + 1) if number in allowed)
    return list(found)


# shown


def _show(found: Found, usable: Sequence[int]) -> None:
    for number, hit in enumerate(found.hits, start=1):
        left = "" if number in usable else "  (inside a tag: left as it is)"
        say(f"{number:>4}  {for_line(found.called(hit))}, {hit.place}:{hit.line}{left}")
        say_compared(compare(hit.before, hit.after), indent="      ")
    templates = len({hit.template for hit in found.hits})
    tell(f"{counted(len(found.hits), 'place')} in {counted(templates, 'template')}.")


def _plain(found: Found, hit: Hit, number: int, is_chosen: bool) -> dict[str, object]:
    return {
        "number": number,
        "abbreviation": found.called(hit),
        "template": hit.template,
        "place": hit.place,
        "line": hit.line,
        "column": hit.column,
        "before": hit.before,
        "after": hit.after,
        "in_tag": hit.is_in_tag,
        "chosen": is_chosen,
    }
