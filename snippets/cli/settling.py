"""What the commands that edit have in common: new texts are kept as drafts, submitted, or approved as the rules let."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from library.cleaning import for_line
from snippets.cli.deciding import listed
from snippets.cli.opening import writing
from snippets.cli.output import print_json, tell
from snippets.formatting import counted
from snippets.settling import APPROVE, SUBMIT, Change, Settled, edit, settle

if TYPE_CHECKING:
    from sqlmodel import Session

    from snippets.config import Config

__all__ = ["APPROVE", "SUBMIT", "Settled", "edit", "edited", "plain_settled", "settle", "tell_settled", "way_option"]

#: Names in one line.
NAMED = 5


def way_option(function: Callable[..., None]) -> Callable[..., None]:
    """--submit and --approve; with neither, what is edited is kept as a draft."""
    help = "Make it live at once; submit it where somebody else has to approve."
    approve = click.option("--approve", "way", flag_value=APPROVE, help=help)
    submit = click.option("--submit", "way", flag_value=SUBMIT, help="Ask for its approval.")
    return submit(approve(function))


def edited(config: Config, names: Sequence[str], change: Change, way: str | None, message: str) -> Settled:
    """Makes the same change in templates, all or none, and goes on with them as asked."""

    def work(session: Session) -> Settled:
        by = config.agent
        saved = [edit(session, name, change, by=by, message=message, source="command") for name in dict.fromkeys(names)]
        return settle(session, saved, by=by, way=way, title=message, reason="")

    return writing(config, work)


def tell_settled(settled: Settled, *, as_json: bool, done: str = "") -> None:
    """Says what became of it, after `done`: what was edited, as a sentence without its full stop."""
    if as_json:
        print_json(plain_settled(settled))
        return
    names = [f"{state.abbreviation} r{state.number}" for state in settled.about]
    shown = listed(names) if len(names) <= NAMED else counted(len(names), "template")
    is_one = len(names) == 1
    if settled.state == "live":
        said = f"{shown} {'is' if is_one else 'are'} live, library version {settled.version}."
    elif settled.state == "submitted":
        said = f"{shown} {'waits' if is_one else 'wait'} for approval"
        said += f": {for_line(settled.why)}." if settled.why else "."
    elif is_one:
        said = f"{shown} is a draft: snippets submit {settled.about[0].abbreviation} asks for its approval."
    else:
        said = f"{shown} are drafts in one change set: snippets change-set submit “{for_line(settled.change_set)}”."
    tell(f"{done}; {said}" if done else said)


def plain_settled(settled: Settled) -> dict[str, object]:
    """What became of it, for other programs."""
    about = [
        {"abbreviation": state.abbreviation, "template": state.template, "revision": state.number}
        for state in settled.about
    ]
    return {
        "edited": about,
        "state": settled.state,
        "version": settled.version,
        "change_set": settled.change_set or None,
        "why": settled.why,
    }
