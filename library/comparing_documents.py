"""What differs between two documents of a template, part by part: words inside lines, fields and keys too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from library.comparing import Piece, compare
from library.documents import Document, as_plain

#: In which order parts are shown; keys that are not named here come after these.
ORDER = (
    *("abbreviation", "aliases", "kind", "title", "group", "language", "tags", "questions", "subject", "body"),
    *("variants", "fields", "note", "escalate", "after", "kb", "owner", "review_days", "examples", "live_from"),
)


class Difference(NamedTuple):
    """One part that differs: which (`title`, `body`, `variants.chat`, `fields.order_number.label` ...), both values as
    texts, "" where there is none, and the way from one to the other, word by word.
    """

    part: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def compare_documents(before: Document, after: Document) -> tuple[Difference, ...]:
    """Every part that differs, in the order people read a template; () for the same content."""
    old, new = dict(_parts(before)), dict(_parts(after))
    keys = dict.fromkeys((*old, *new))
    found = [(key, old.get(key, ""), new.get(key, "")) for key in keys]
    different = [Difference(*one, compare(one[1], one[2])) for one in found if one[1] != one[2]]
    return tuple(sorted(different, key=_place))


def _place(difference: Difference) -> int:
    part = difference.part.partition(".")[0]
    return ORDER.index(part) if part in ORDER else len(ORDER)


def _parts(document: Document) -> Iterator[tuple[str, str]]:
    """Each part of a document with its value as a text."""
    plain = as_plain(document)
    fields = plain.pop("fields", [])
    assert isinstance(fields, list)
    for field in fields:
        name = field.pop("name")
        yield from ((f"fields.{name}.{key}", _text(value)) for key, value in field.items())
    yield "fields", ", ".join(field.name for field in document.fields)  # which there are, in their order
    for key in ("variants", "extra"):
        value = plain.pop(key, {})
        assert isinstance(value, Mapping)
        prefix = f"{key}." if key == "variants" else ""
        yield from ((f"{prefix}{name}", _text(text)) for name, text in value.items())
    yield from ((key, _text(value)) for key, value in plain.items())


def _text(value: object) -> str:
    """A value as people read it: texts as they are, lists by commas, anything else a line for each."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, list):
        return "\n".join(_line(item) for item in value)
    return _line(value)


def _line(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
