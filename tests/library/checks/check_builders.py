"""Short ways to what checks find: `codes(reply(...))`, among other templates where that matters."""

from __future__ import annotations

from builders import reply

from library.checks import Around, Finding, Known, around_of, check
from library.documents import Document, Field


def known(*documents: Document, standing: str = "live") -> list[Known]:
    return [Known(f"id-{document.abbreviation}", document, document.names, standing) for document in documents]


def among(*documents: Document) -> Around:
    """A library of these live templates."""
    return around_of(known(*documents))


def found(document: Document, *others: Document, code: str = "") -> list[Finding]:
    """What is found in a document among others, of one check where `code` names it."""
    findings = check(document, among(*others))
    return [finding for finding in findings if not code or finding.code == code]


def codes(document: Document, *others: Document) -> set[str]:
    return {finding.code for finding in found(document, *others)}


def in_text(text: str, code: str, *others: Document, fields: tuple[Field, ...] = (), language: str = "") -> list[str]:
    """The messages of one check about a reply that says this."""
    document = reply(body=text, fields=fields, language=language)
    return [finding.message for finding in found(document, *others, code=code)]
