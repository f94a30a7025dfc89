"""Where a revision came from, where that matters later: what agents propose."""

from __future__ import annotations

from sqlalchemy import ColumnElement

#: The source of a revision that somebody proposed, `propose:ID` by the proposal it was; older ones have the word alone.
SOURCE = "propose"
_OF_ONE = f"{SOURCE}:"


def source_of(proposal: str) -> str:
    return f"{_OF_ONE}{proposal}"


def proposal_of(source: str) -> str:
    """The proposal a revision was made of; '' for any other revision."""
    return source.removeprefix(_OF_ONE) if source.startswith(_OF_ONE) else ""


def is_proposed(source: str) -> bool:
    return source == SOURCE or source.startswith(_OF_ONE)


def are_proposed(column: ColumnElement[str]) -> ColumnElement[bool]:
    """The same of a column, as SQL."""
    return (column == SOURCE) | column.startswith(_OF_ONE)
