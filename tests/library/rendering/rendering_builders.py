"""Small templates, catalogs and renders for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from library.documents import Document, Field
from library.rendering import render

NOW = datetime(2026, 5, 6, 14, 30)  # a Wednesday


class Shelf:
    """A catalog of documents held in memory."""

    def __init__(self, *documents: Document) -> None:
        self.documents = {name: document for document in documents for name in document.names}

    def document(self, name: str) -> Document | None:
        return self.documents.get(name)


def reply(body: str, *fields: Field, **more: str) -> Document:
    return Document("some-reply", body=body, fields=fields, **more)  # type: ignore[arg-type]


def fragment(name: str, body: str, *fields: Field) -> Document:
    return Document(name, body=body, kind="fragment", fields=fields)


def fact(name: str, body: str, type: str = "text") -> Document:
    return Document(name, body=body, kind="fact", type=type)


def text_of(
    body: str,
    *fields: Field,
    values: Mapping[str, str] | None = None,
    context: Mapping[str, object] | None = None,
    shelf: Shelf | None = None,
    locale: str = "en",
) -> str:
    """The text a customer would get."""
    rendered = render.render(
        reply(body, *fields), shelf or Shelf(), values=values or {}, context=context or {}, now=NOW, locale=locale
    )
    return rendered.text


def preview_of(
    body: str,
    *fields: Field,
    values: Mapping[str, str] | None = None,
    context: Mapping[str, object] | None = None,
    shelf: Shelf | None = None,
) -> tuple[render.Part, ...]:
    return render.preview(reply(body, *fields), shelf or Shelf(), values=values or {}, context=context or {}, now=NOW)
