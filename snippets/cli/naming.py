"""Names of an agent's own templates as they are typed: with their ~, or without it, because shells take it away."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from library.desk.store import PERSONAL
from library.documents import folded
from library.errors import BadValue
from snippets.cli.common import complete_names

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def own_called(name: str) -> str:
    """The name with its ~, whether it was typed or not. Raises BadValue where the shell has made a path of it."""
    if name.startswith(os.sep):
        raise BadValue(f"“{name}” is a path: your shell put it in place of a ~", "leave the ~ out")
    return PERSONAL + folded(name).removeprefix(PERSONAL)


def bare(name: str) -> str:
    """The name without its ~."""
    return name.removeprefix(PERSONAL)


def complete_own(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of one's own templates, with the ~ only where it was typed."""
    found = complete_names(ctx, parameter, PERSONAL + bare(incomplete))
    if not incomplete.startswith(PERSONAL):
        for item in found:
            item.value = bare(item.value)
    return found


own_name = click.argument("name", shell_complete=complete_own)
