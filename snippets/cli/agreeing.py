"""Asks before something that takes templates away; without a terminal nothing is taken unless --yes was said."""

from __future__ import annotations

from collections.abc import Callable

import click

from library.errors import BadValue
from snippets.cli.filling import can_ask

__all__ = ["agreed", "can_ask", "yes_option"]


def yes_option(function: Callable[..., None]) -> Callable[..., None]:
    return click.option("--yes", "is_sure", is_flag=True, help="Do it without asking.")(function)


def agreed(question: str, *, is_sure: bool = False) -> None:
    """Returns when somebody at the terminal agrees, or said --yes; ends the command when they do not.

    Raises BadValue where nobody can be asked.
    """
    if is_sure:
        return
    if not can_ask():
        raise BadValue("nothing was done: nobody can be asked here", "add --yes if it is meant")
    click.confirm(question, abort=True, err=True)
