"""`snippets replace`: other words in many templates: every place is shown, the chosen ones become one change set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from library import replacing
from library.cleaning import for_line
from library.comparing import compare
from library.documents import Document
from library.errors import BadValue
from library.record import history
from library.replacing import Hit, Search
from snippets.cli.agreeing import can_ask, yes_option
from snippets.cli.common import Command, config_of, json_option
from snippets.cli.deciding import message_option
from snippets.cli.grouping import group_option, is_in, refuse_unknown
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, say, say_compared, tell
from snippets.cli.settling import Settled, edit, plain_settled, settle, tell_settled, way_option
from snippets.formatting import counted, shortened

if TYPE_CHECKING:
    from sqlmodel import Session

_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
#: Letters of a title made of what is replaced.
_TITLE = 30


class Found(NamedTuple):
    """The places, numbered from 1 as they are shown, and the live documents they are in, by template."""

    hits: tuple[Hit, ...]
    documents: Mapping[str, Document]

    def called(self, hit: Hit) -> str:
        return self.documents[hit.template].abbreviation


@click.command("replace", cls=Command)
@click.argument("old")
@click.argument("new")
@group_option("Only in this group, and in the groups in it.")
@click.option("--word", "is_word", is_flag=True, help="Only where it begins and ends words.")
@click.option("--any-case", is_flag=True, help="Capitals do not count.")
@click.option("--only", metavar="PLACES", default="", help="Only these places, by the numbers shown: 1,4-6.")
@click.option("--in-tags", is_flag=True, help="Inside {{ }} and {% %} too, where it may be part of a name.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only show the places.")
@way_option
@message_option
@yes_option
@json_option
@click.pass_context
def replace_command(
    ctx: click.Context,
    old: str,
    new: str,
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
    --submit or --approve.

    \b
      snippets replace "Customer Care" "Customer Support" --dry-run
      snippets replace colour color --word --group Billing --only 1,4-6 --submit
    """
    config = config_of(ctx)
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
        why = message or f"“{shortened(old, _TITLE)}” is now “{shortened(new, _TITLE)}”"
        settled = writing(config, lambda session: _replace(session, found, chosen, new, config.agent, way, why))
    if as_json:
        hits = [_plain(found, hit, number, number in chosen) for number, hit in enumerate(found.hits, start=1)]
        print_json({"places": hits, **(plain_settled(settled) if settled else {})})
    elif settled:
        tell_settled(settled, as_json=False, done=f"Replaced in {counted(len(chosen), 'place')}")


def _search(session: Session, search: Search, new: str, group: str) -> Found:
    if group:
        refuse_unknown(session, group)
    live = [item for item in history.live(session) if is_in(item.document.group, group)]
    documents = {item.template: item.document for item in sorted(live, key=lambda item: item.names[0])}
    return Found(replacing.hits(documents, search, new), documents)


def _replace(
    session: Session, found: Found, chosen: Sequence[int], new: str, by: str, way: str | None, message: str
) -> Settled:
    by_template: dict[str, list[Hit]] = {}
    for number in chosen:
        hit = found.hits[number - 1]
        by_template.setdefault(hit.template, []).append(hit)
    saved = [
        edit(
            session,
            template,
            lambda document, hits=hits: replacing.apply(document, hits, new),  # type: ignore[misc]
            by=by,
            message=message,
            source="replace",
        )
        for template, hits in by_template.items()
    ]
    return settle(session, saved, by=by, way=way, title=message, reason=message)


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
