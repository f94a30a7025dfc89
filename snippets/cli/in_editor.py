"""A file in the person's own editor: $VISUAL, $EDITOR, else what the system has."""

from __future__ import annotations

import os

import click

from library.cleaning import for_line
from library.errors import BadValue


def edit_file(path: str) -> None:
    """Returns when the editor has ended. Raises BadValue where there is none, or it failed."""
    try:
        click.edit(filename=path)
    except click.ClickException as error:
        raise BadValue(for_line(error.message), f"set $EDITOR; the file is {path}") from None


def has_named_editor() -> bool:
    """Whether the person has named an editor, which may need no terminal: a script, a window of its own."""
    return bool(os.environ.get("VISUAL") or os.environ.get("EDITOR"))
