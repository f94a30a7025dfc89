"""Names that another template has."""

from __future__ import annotations

from collections.abc import Iterator

from library.checks.around import LIVE, RETIRED, Known
from library.checks.subject import Hit, Subject
from library.documents import folded


def taken_names(subject: Subject) -> Iterator[Hit]:
    """Names that belong to another template, told before saving refuses them."""
    own = _own_id(subject)
    for number, name in enumerate(subject.document.names):
        owner = subject.around.owner(folded(name))
        if owner is not None and owner.template != own:
            hint = f"choose another name{_remedy(owner)}"
            key = "aliases" if number else "abbreviation"
            yield Hit(f"“{name}” belongs to {_whose(owner, name)} already", hint, "keys", name=key)


def _own_id(subject: Subject) -> str:
    if subject.around.template is not None:
        return subject.around.template
    owner = subject.around.owner(folded(subject.document.abbreviation))
    return owner.template if owner else ""


def _whose(owner: Known, name: str) -> str:
    other = owner.abbreviation
    whose = "another template" if folded(other) == folded(name) else f"“{other}”"
    return whose if owner.standing == LIVE else f"{whose} ({owner.standing})"


def _remedy(owner: Known) -> str:
    return f", or free it: snippets release {owner.abbreviation}" if owner.standing == RETIRED else ""
