"""Two edits of one template put together, part by part: texts word by word, keys, fields and lists each for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from library.documents import Document, Field, Plain, Variant
from library.merging import Merged, merge3

T = TypeVar("T")
#: Texts of several lines, what goes by names, and lists; every other key has one value.
TEXTS = ("body", "note")
NAMED = ("fields", "variants", "extra")
LISTS = tuple(key for key, value in Document("a")._asdict().items() if isinstance(value, tuple) and key not in NAMED)
KEYS = tuple(key for key in Document._fields if key not in (*TEXTS, *NAMED, *LISTS))


class PartConflict(NamedTuple):
    """A part both changed differently: which (title, body, variants.chat, fields.order_number.label ...), and the three
    values as texts, "" where there is none. `merged` is the merge of a text with what did not overlap settled.
    """

    part: str
    base: str
    theirs: str
    mine: str
    merged: Merged | None = None


class MergedDocument(NamedTuple):
    """The merge; where there are conflicts, `document` has mine there."""

    document: Document
    conflicts: tuple[PartConflict, ...] = ()


def merge_documents(base: Document, theirs: Document, mine: Document) -> MergedDocument:
    """Both edits of the base in one document. Nothing is lost: what is not in the document is in a conflict."""
    sides = (base, theirs, mine)
    merge = _Merge()
    changes: dict[str, object] = {key: merge.value(key, *(getattr(side, key) for side in sides)) for key in KEYS}
    changes |= {key: merge.text(key, *(getattr(side, key) for side in sides)) for key in TEXTS}
    changes |= {key: _listed(*(getattr(side, key) for side in sides)) for key in LISTS}
    variants = merge.keyed("variants", [_variants(side) for side in sides], merge.text)
    fields = merge.keyed("fields", [_fields(side) for side in sides], merge.field)
    extra = merge.keyed("extra", [_extra(side) for side in sides], merge.value)
    changes["variants"] = tuple(sorted(Variant(channel, body) for channel, body in variants.items()))
    changes["fields"] = tuple(fields.values())
    changes["extra"] = tuple(sorted(extra.items()))
    return MergedDocument(mine._replace(**changes), tuple(merge.conflicts))  # type: ignore[arg-type]


class _Merge:
    """Merges parts and collects what both changed differently."""

    def __init__(self) -> None:
        self.conflicts: list[PartConflict] = []

    def value(self, part: str, base: T, theirs: T, mine: T) -> T:
        if theirs in (base, mine):
            return mine
        if mine == base:
            return theirs
        self.conflicts.append(PartConflict(part, _shown(base), _shown(theirs), _shown(mine)))
        return mine

    def text(self, part: str, base: str, theirs: str, mine: str) -> str:
        merged = merge3(base, theirs, mine)
        if merged.conflicts:
            self.conflicts.append(PartConflict(part, base, theirs, mine, merged))
        return merged.text

    def field(self, part: str, base: Field, theirs: Field, mine: Field) -> Field:
        values = zip(Field._fields, base, theirs, mine, strict=True)
        merged = {name: self.value(f"{part}.{name}", *sides) for name, *sides in values}
        return Field(**merged)  # type: ignore[arg-type]

    def keyed(self, part: str, sides: Sequence[Mapping[str, T]], merge: Callable[[str, T, T, T], T]) -> dict[str, T]:
        """What has names, in their order: theirs where only they changed it, else mine, with what the other added."""
        base, theirs, mine = sides
        first, second = (theirs, mine) if _order(mine, base) == _order(base, mine) else (mine, theirs)
        found: dict[str, T] = {}
        for key in dict.fromkeys((*first, *second)):
            before, them, me = base.get(key), theirs.get(key), mine.get(key)
            if before is not None and them is not None and me is not None:
                found[key] = merge(f"{part}.{key}", before, them, me)
            elif (kept := self._whole(f"{part}.{key}", before, them, me)) is not None:
                found[key] = kept
        return found

    def _whole(self, part: str, base: T | None, theirs: T | None, mine: T | None) -> T | None:
        """What one or both added or took away; what the other changed and mine took away comes back as a conflict."""
        merged = self.value(part, base, theirs, mine)
        return theirs if merged is None and theirs not in (None, base) else merged


def _order(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """The names of one that the other has too, in order."""
    return [name for name in one if name in other]


def _listed(base: Sequence[T], theirs: Sequence[T], mine: Sequence[T]) -> tuple[T, ...]:
    """Theirs without what I took out, and what I put in; the order of whoever altered it alone."""
    if theirs in (base, mine):
        return tuple(mine)
    if mine == base:
        return tuple(theirs)
    kept = [item for item in theirs if item in mine or item not in base]
    return tuple(dict.fromkeys((*kept, *(item for item in mine if item not in base))))


def _variants(document: Document) -> dict[str, str]:
    return {variant.channel: variant.body for variant in document.variants}


def _fields(document: Document) -> dict[str, Field]:
    return {field.name: field for field in document.fields}


def _extra(document: Document) -> dict[str, Plain]:
    return dict(document.extra)


def _shown(value: object) -> str:
    if isinstance(value, Field):
        return f"{value.shown} ({value.type})"
    if isinstance(value, tuple):
        return ", ".join(getattr(item, "shown", None) or str(item) for item in value)
    return "" if value is None else str(value)
