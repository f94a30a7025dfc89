"""Desks for the screens to stand on: filled without a library, as a sync would fill them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from library.desk.catalog import Gone, Pull, PulledTemplate, apply_pull
from library.desk.store import Desk, make_desk, open_desk
from library.documents import Document, canonical_text, folded

SYNCED_AT = "2026-11-20T09:00:00.000000Z"
APPROVED_AT = "2026-05-03T10:00:00.000000Z"


def template_of(document: Document, *, revision: int = 7, phrasings: tuple[str, ...] = ()) -> PulledTemplate:
    """A document as it comes with a pull; its id is made from its abbreviation."""
    names = tuple(folded(name) for name in document.names)
    text = canonical_text(document)
    return PulledTemplate(f"id-{document.abbreviation}", revision, text, names, "Mia", APPROVED_AT, phrasings)


def pull(
    desk: Desk, documents: Iterable[Document], *, version: int = 3, gone: tuple[str, ...] = (), is_full: bool = True
) -> None:
    templates = [template_of(document, revision=version + 4) for document in documents]
    head = f"head-{version}"
    taken_out = [Gone(template, "Mia", APPROVED_AT, "carrier strike") for template in gone]
    apply_pull(desk, Pull("library-1", version, head, is_full, templates, taken_out), synced_at=SYNCED_AT)


def filled_desk(path: Path, documents: Iterable[Document]) -> Path:
    """A desk at this path holding these documents, closed again."""
    desk = make_desk(path)
    pull(desk, documents)
    desk.close()
    return path


def rows(path: Path, table: str) -> list[dict[str, object]]:
    """All rows of `uses` or `searches`, as another program would read them."""
    desk = open_desk(path)
    cursor = desk.connection.execute(f"SELECT * FROM {table} ORDER BY id")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor]
    desk.close()
    return found
