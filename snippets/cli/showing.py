"""A template as a page of plain text."""

from __future__ import annotations

from datetime import datetime

from library.documents import Document, Field
from library.identifiers import moment
from snippets.formatting import day


def page_of(document: Document, revision: int, *, approved_by: str = "", approved_at: str = "") -> str:
    """Everything an agent or lead wants to know of a template, readable aloud."""
    lines = [
        f"{document.abbreviation}  {document.title}".rstrip(),
        _origin(document, revision, approved_by, approved_at),
    ]
    if document.aliases:
        lines.append(f"also: {', '.join(document.aliases)}")
    lines += ["", document.body]
    for variant in document.variants:
        lines += ["", f"-- {variant.channel}", variant.body]
    if document.fields:
        lines += ["", "-- fields", *(_field_line(field) for field in document.fields)]
    notes = {"note": document.note, "escalate": document.escalate, "after": document.after, "kb": document.kb}
    if any(notes.values()):
        lines += ["", *(f"{key}: {text}" for key, text in notes.items() if text)]
    return "\n".join(lines)


def _origin(document: Document, revision: int, approved_by: str, approved_at: str) -> str:
    parts = [document.group, document.kind, f"r{revision}"]
    if approved_by and approved_at:
        parts.append(f"approved by {approved_by}, {day(moment(approved_at), datetime.now().astimezone())}")
    return " · ".join(part for part in parts if part)


def _field_line(field: Field) -> str:
    kind = field.type
    if field.options:
        kind += f" ({', '.join(option.shown for option in field.options)})"
    extras = [f"from {field.source}" if field.source else "", f"default {field.default}" if field.default else ""]
    return f"{field.name}: {field.shown}, {', '.join(part for part in (kind, *extras) if part)}"
