"""`snippets compare`: what two revisions say differently, or two templates, word by word and part by part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from library.cleaning import for_line
from library.comparing import SAME, Piece
from library.comparing_documents import Difference, compare_documents
from library.errors import BadValue
from library.identifiers import moment
from library.record import history
from snippets.cli.common import Command, complete_names, config_of, json_option, now
from snippets.cli.deciding import item_of
from snippets.cli.opening import reading
from snippets.cli.output import print_json, say, say_compared, tell
from snippets.formatting import day

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.documents import Document
    from library.record.history import RevisionState

_NUMBER = re.compile(r"r?(\d{1,9})")
#: Lines shown before and after each that differs.
AROUND = 1
#: Parts of one line stand behind their name, longer ones below it.
_WIDTH = 100


class Sides(NamedTuple):
    before: RevisionState
    after: RevisionState


@click.command("compare", cls=Command)
@click.argument("name", metavar="NAME[@REVISION]", shell_complete=complete_names)
@click.argument("other", metavar="[REVISION|NAME[@REVISION]]", default="", shell_complete=complete_names)
@click.option("--whole", "is_whole", is_flag=True, help="The whole text, not only the lines that differ.")
@json_option
@click.pass_context
def compare_command(ctx: click.Context, name: str, other: str, is_whole: bool, as_json: bool) -> None:
    """Show what differs between two revisions: words inside lines, fields, and all else a template has.

    Of NAME alone what is live is compared with the newest draft, or with what was live before; NAME@3 is compared with
    what is live. What went stands in [-…-], what came in {+…+}.

    \b
      snippets compare refund-late
      snippets compare refund-late@2
      snippets compare refund-late@2 5
      snippets compare pay-card pay-declined
    """
    with reading(config_of(ctx)) as session:
        sides = _sides(session, name, other)
    differences = compare_documents(_document(sides.before), _document(sides.after))
    if as_json:
        print_json(
            {
                "before": _plain_side(sides.before),
                "after": _plain_side(sides.after),
                "parts": [_plain(difference) for difference in differences],
            }
        )
        return
    say(for_line(f"{_told(sides.before)} → {_told(sides.after)}"))
    for difference in differences:
        _show(difference, is_whole=is_whole)
    if not differences:
        tell("Nothing is different.")


# which two


def _sides(session: Session, name: str, other: str) -> Sides:
    """Raises UnknownName, and BadValue for a revision that is not there or where there is only one."""
    item = item_of(name)
    if not other:
        return _usual_sides(session, item)
    first = _state(session, item)
    number = _NUMBER.fullmatch(other)
    if number:
        return Sides(first, history.revision(session, first.template, int(number[1])))
    return Sides(first, _state(session, item_of(other)))


def _state(session: Session, item: str | tuple[str, int]) -> RevisionState:
    """The revision named, else the live one, else the newest."""
    if isinstance(item, tuple):
        return history.revision(session, *item)
    states = history.revisions(session, item)
    return next((state for state in states if state.is_live), states[-1])


def _usual_sides(session: Session, item: str | tuple[str, int]) -> Sides:
    """What is live beside the revision named, or beside the newest; for what is live itself, what it was based on."""
    states = history.revisions(session, item if isinstance(item, str) else item[0])
    chosen = states[-1] if isinstance(item, str) else history.revision(session, *item)
    live = next((state for state in states if state.is_live), None)
    if live is not None and live.number != chosen.number:
        return Sides(*sorted((live, chosen), key=lambda state: state.number))
    if chosen.based_on is None and states[-1].number != chosen.number:
        return Sides(chosen, states[-1])
    if chosen.based_on is None:
        raise BadValue(
            f"{chosen.abbreviation} r{chosen.number} is the first, nothing was before it",
            f"snippets show {chosen.abbreviation} --revision {chosen.number}",
        )
    return Sides(states[chosen.based_on - 1], chosen)


def _document(state: RevisionState) -> Document:
    if (document := state.document) is None:
        raise BadValue(f"the text of revision {state.number} was redacted", "compare other revisions")
    return document


# shown


def _told(state: RevisionState) -> str:
    """`refund-late r3 (draft by tom, 3 May)`."""
    when = day(moment(state.at), now())
    return f"{state.abbreviation} r{state.number} ({_standing(state)} by {state.author}, {when})"


def _standing(state: RevisionState) -> str:
    if state.is_live:
        return "live,"
    if state.comes_at:
        return f"live from {state.comes_at[:10]},"
    kinds = [decision.kind for decision in state.decisions]
    if not kinds:
        return "draft"
    return {"submitted": "waits,", "approved": "no longer live,"}.get(kinds[-1], f"{kinds[-1]},")


def _show(difference: Difference, *, is_whole: bool) -> None:
    lines = _lines_of(difference.pieces)
    if len(lines) == 1 and len(difference.before) + len(difference.after) < 2 * _WIDTH:
        say(f"\n{for_line(difference.part)}:", end=" ")
        say_compared(difference.pieces)
        return
    say(f"\n{for_line(difference.part)}:")
    for line in lines if is_whole else near_changes(difference.pieces):
        say_compared(line, indent="  ")


def _lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces line by line; where a line break went or came, both its sides stand on lines of their own."""
    lines: list[list[Piece]] = [[]]
    for kind, text in pieces:
        first, *rest = text.split("\n")
        for at, part in enumerate([first, *rest]):
            if at:
                lines.append([])
            if part:
                lines[-1].append(Piece(kind, part))
    return lines


def near_changes(pieces: Sequence[Piece], around: int = AROUND) -> list[list[Piece]]:
    """The lines that differ and those beside them; “…” stands for the others, where any beside them are shown."""
    lines = _lines_of(pieces)
    changed = [at for at, line in enumerate(lines) if any(piece.kind != SAME for piece in line)]
    near = {at + step for at in changed for step in range(-around, around + 1)}
    shown: list[list[Piece]] = []
    for at, line in enumerate(lines):
        if at in near:
            shown.append(line)
        elif around and (not shown or shown[-1] != _LEFT_OUT):
            shown.append(_LEFT_OUT)
    return shown


_LEFT_OUT = [Piece(SAME, "…")]


def _plain_side(state: RevisionState) -> dict[str, object]:
    return {
        "abbreviation": state.abbreviation,
        "template": state.template,
        "revision": state.number,
        "author": state.author,
        "at": state.at,
        "message": state.message,
        "live": state.is_live,
    }


def _plain(difference: Difference) -> dict[str, object]:
    return {
        "part": difference.part,
        "before": difference.before,
        "after": difference.after,
        "pieces": [{"kind": piece.kind, "text": piece.text} for piece in difference.pieces],
    }
