"""What the commands about one change set have in common: it is found, perhaps asked about, altered, and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import click

from library.record import change_sets, history
from snippets.cli.agreeing import agreed
from snippets.cli.common import config_of
from snippets.cli.naming_sets import find_set
from snippets.cli.opening import reading, writing
from snippets.cli.output import print_json, tell
from snippets.cli.showing_sets import plain_set, said

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.record.change_sets import ChangeSetState

#: What is done to the set of an id by somebody; gives the library's version where that alters it, and the id of the set
#: that takes its place where there is one.
Verb = Callable[["Session", str, str], int | str | None]


class Done(NamedTuple):
    """A change set as it is now, and the library's version with it."""

    set: ChangeSetState
    version: int


def change(ctx: click.Context, named: str, verb: Verb, *, question: str = "") -> Done:
    """Carries a verb out, after a question where there is one; a set that is not there is told before."""
    config = config_of(ctx)
    if question:
        with reading(config) as session:
            one = find_set(session, named)
        agreed(said(question, one))

    def work(session: Session) -> Done:
        id_ = find_set(session, named).id
        result = verb(session, id_, config.agent)
        one = change_sets.find(session, result if isinstance(result, str) else id_)
        return Done(one, result if isinstance(result, int) else history.head(session)[0])

    return writing(config, work)


def tell_set(done: Done, sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json({**plain_set(done.set), "version": done.version})
    else:
        tell(said(sentence, done.set, done.version))
