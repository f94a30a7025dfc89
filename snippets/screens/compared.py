"""What differs between two texts of a template, as a lead reads it: part by part, words inside lines."""

from __future__ import annotations

from library.comparing import SAME, Piece
from library.comparing_documents import compare_documents
from library.documents import Document
from snippets.widgets.comparison import Part, Section

#: Parts with lines of their own.
_TEXTS = ("body", "note", "examples")
_SHOWN = {"review_days": "review days", "live_from": "live from", "kb": "help page", "abbreviation": "name",
          "source": "from", "minimum": "min", "maximum": "max"}  # fmt: skip
NOTHING_DIFFERS = "Nothing differs."
#: What nobody needs to be told of a new template: it is a reply, and its name stands above it.
_USUAL = {"kind": "reply"}


def section(heading: str, before: Document | None, after: Document | None, *, remark: str = "") -> Section:
    """What `after` says otherwise than `before`; all of it where there is nothing before."""
    if after is None:
        return Section(heading, (), remark or "Its text was removed for good.")
    if before is None:
        return Section(heading, whole(after), remark)
    parts = differing(before, after)
    return Section(heading, parts, remark or ("" if parts else NOTHING_DIFFERS))


def differing(before: Document, after: Document) -> tuple[Part, ...]:
    """The parts in which two documents differ."""
    return tuple(
        Part(label_of(found.part), found.pieces, _is_text(found.part, found.before, found.after))
        for found in compare_documents(before, after)
    )


def whole(document: Document) -> tuple[Part, ...]:
    """A document in which everything is new, without signs: they would be around every line."""
    nothing = Document(document.abbreviation, kind=document.kind if document.kind in _USUAL.values() else "")
    return tuple(
        Part(label_of(found.part), (Piece(SAME, found.after),), _is_text(found.part, "", found.after))
        for found in compare_documents(nothing, document)
        if found.after
    )


def label_of(part: str) -> str:
    """`fields.order_number.source` as “field order_number, from”, `variants.chat` as “chat wording”."""
    first, _, rest = part.partition(".")
    if first == "fields" and rest:
        name, _, key = rest.rpartition(".")
        return f"field {name}, {_SHOWN.get(key, key)}"
    if first == "variants":
        return f"{rest} wording"
    return _SHOWN.get(part, part.replace("_", " "))


def _is_text(part: str, before: str, after: str) -> bool:
    return part in _TEXTS or part.startswith("variants.") or "\n" in before + after
