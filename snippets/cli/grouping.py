"""Groups as they are named on the command line: which templates are in one, and which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from library.documents import folded
from library.errors import LibraryError, UnknownName
from snippets.cli.common import config_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem
    from sqlmodel import Session


def is_in(group: str, wanted: str) -> bool:
    """Whether a group is the wanted one or lies in it; every group is in ""."""
    path, above = _path(group), _path(wanted)
    return path[: len(above)] == above


def _path(group: str) -> list[str]:
    return [folded(part) for part in group.split("/") if part.strip()]


def groups_in(session: Session) -> list[str]:
    """The groups of live templates and those above them."""
    from library.record import history

    found: set[str] = set()
    for item in history.live(session):
        parts = [part for part in item.document.group.split("/") if part]
        found |= {"/".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return sorted(found)


def refuse_unknown(session: Session, group: str) -> None:
    """Raises UnknownName, with the nearest, for a group in which nothing is live."""
    from difflib import get_close_matches  # only for a group that is not there

    known = {folded(name): name for name in groups_in(session)}
    if not any(is_in(name, group) for name in known):
        near = [known[name] for name in get_close_matches(folded(group), known, 3)]
        raise UnknownName("group", group, near, "snippets find shows the group of each template")


def complete_groups(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from snippets.cli.opening import reading  # brings the ORM: only leads wait for it

    try:
        with reading(config_of(ctx)) as session:
            groups = groups_in(session)
    except LibraryError:
        return []
    return [CompletionItem(name) for name in groups if folded(name).startswith(folded(incomplete))]


def group_option(help: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--group", metavar="GROUP", default="", shell_complete=complete_groups, help=help)
