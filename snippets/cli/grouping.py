"""Groups as they are named on the command line: which templates are in one, and which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.documents import folded
from library.errors import LibraryError
from snippets import groups
from snippets.cli.common import config_of
from snippets.groups import is_in as is_in
from snippets.groups import with_those_above

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem
    from sqlmodel import Session


def groups_in(session: Session) -> list[str]:
    """The groups of live templates and those above them."""
    from library.record import history

    return with_those_above(item.document.group for item in history.live(session))


def refuse_unknown(session: Session, group: str) -> None:
    """Raises UnknownName, with the nearest, for a group in which nothing is live."""
    groups.refuse_unknown(groups_in(session), group)


def complete_groups(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from snippets.cli.opening import reading  # brings the ORM: only leads wait for it

    try:
        with reading(config_of(ctx)) as session:
            known = groups_in(session)
    except LibraryError:
        return []
    return [CompletionItem(name) for name in known if folded(name).startswith(folded(incomplete))]


def group_option(help: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--group", metavar="GROUP", default="", shell_complete=complete_groups, help=help)
