"""Groups as people name them: which templates are in one, and which groups there are."""

from __future__ import annotations

from collections.abc import Iterable

from library.documents import folded
from library.errors import UnknownName


def is_in(group: str, wanted: str) -> bool:
    """Whether a group is the wanted one or lies in it; every group is in ""."""
    path, above = _path(group), _path(wanted)
    return path[: len(above)] == above


def with_those_above(groups: Iterable[str]) -> list[str]:
    """These groups and all they lie in, in order."""
    found: set[str] = set()
    for group in groups:
        parts = [part for part in group.split("/") if part]
        found |= {"/".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return sorted(found)


def refuse_unknown(groups: Iterable[str], wanted: str) -> None:
    """Raises UnknownName, with the nearest, for a group that is none of these and above none of them."""
    from difflib import get_close_matches  # only for a group that is not there

    known = {folded(name): name for name in with_those_above(groups)}
    if not any(is_in(name, wanted) for name in known):
        near = [known[name] for name in get_close_matches(folded(wanted), known, 3)]
        raise UnknownName("group", wanted, near, "snippets find shows the group of each template")


def _path(group: str) -> list[str]:
    return [folded(part) for part in group.split("/") if part.strip()]
