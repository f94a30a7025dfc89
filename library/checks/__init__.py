"""What is wrong with a template before anyone else sees it: faults keep it from agents, warnings are told.

`check` is the door. `findings` and `faults` ask only whether a template can be used at all.
"""

from __future__ import annotations

from library.checks.around import Around, Known, around_of
from library.checks.finding import Finding, Lookup
from library.checks.subject import Subject
from library.checks.table import CHECKS, Check, found_by
from library.documents import Document

__all__ = [
    "CHECKS",
    "Around",
    "Check",
    "Finding",
    "Known",
    "Lookup",
    "around_of",
    "check",
    "faults",
    "findings",
    "is_basic",
]

_BASIC = tuple(check for check in CHECKS if check.is_basic)
_BASIC_CODES = frozenset(check.code for check in _BASIC)


def check(document: Document, around: Around) -> tuple[Finding, ...]:
    """Everything wrong with a document, faults first, each kind in the order of the text."""
    found = found_by(CHECKS, Subject(document, around))
    places = {place: at for at, place in enumerate(("keys", "fields", "body", *document.channels, "subject"))}
    return tuple(
        sorted(found, key=lambda item: (not item.is_fault, places.get(item.place, len(places)), item.line, item.column))
    )


def findings(document: Document, lookup: Lookup) -> list[Finding]:
    """What keeps a document from being used, and what its fields and keys warn of; `lookup` finds what it will meet."""
    return list(found_by(_BASIC, Subject(document, Around(lookup))))


def faults(document: Document, lookup: Lookup) -> list[Finding]:
    """Only what keeps a document from being used."""
    return [finding for finding in findings(document, lookup) if finding.is_fault]


def is_basic(finding: Finding) -> bool:
    """Whether a finding is about whether a template can be used at all, so that `findings` tells it too."""
    return finding.code in _BASIC_CODES
