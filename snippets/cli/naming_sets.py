"""Change sets as they are named on the command line: by their title, or by the beginning of their id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.documents import folded
from library.errors import BadValue, LibraryError
from snippets.cli.common import config_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem
    from sqlmodel import Session

    from library.record.change_sets import ChangeSetState

#: As much of an id as tells two sets apart that were opened in different milliseconds.
SHORT = 13


def find_set(session: Session, named: str) -> ChangeSetState:
    """The set of this title, of several the one nobody has decided yet; else the one whose id begins so.

    Raises UnknownName, and BadValue where several have the title.
    """
    from library.record import change_sets

    called = [one for one in change_sets.sets(session) if folded(one.title) == folded(named)]
    undecided = [one for one in called if is_undecided(one)]
    if len(some := undecided or called) > 1:
        ids = ", ".join(one.id[:SHORT] for one in some)
        raise BadValue(f"{len(some)} change sets are called “{named}”", f"name one by the beginning of its id: {ids}")
    return some[0] if some else change_sets.find(session, named)


def is_undecided(one: ChangeSetState) -> bool:
    from library.record import change_sets

    return one.state not in (change_sets.APPROVED, change_sets.CALLED_OFF, change_sets.GIVEN_UP)


def complete_sets(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Titles of change sets that are going on."""
    from click.shell_completion import CompletionItem

    from snippets.cli.opening import reading  # brings the ORM: only leads wait for it

    try:
        from library.record import change_sets

        with reading(config_of(ctx)) as session:
            titles = [one.title for one in change_sets.going(session)]
    except LibraryError:
        return []
    return [CompletionItem(title) for title in dict.fromkeys(titles) if folded(title).startswith(folded(incomplete))]


def set_argument(function: Callable[..., None]) -> Callable[..., None]:
    return click.argument("named", metavar="SET", shell_complete=complete_sets)(function)
