"""Where two edits changed the same place of a template: each place by itself, and the template once all are settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from library.documents import Document, Field, Variant
from library.merging import Conflict
from library.merging_documents import MergedDocument, PartConflict

MINE, THEIRS, BOTH, EDITED = "mine", "theirs", "both", "edited"


class Answer(NamedTuple):
    """What a place is to be: one side, both after each other, or a text of its own."""

    kind: str
    text: str = ""


class Clash(NamedTuple):
    """One place; `at` counts those of a text, -1 for a part with one value, and `line` is where mine has it, else 0."""

    part: str
    base: str
    theirs: str
    mine: str
    line: int = 0
    at: int = -1

    @property
    def is_text(self) -> bool:
        return self.at >= 0

    @property
    def called(self) -> str:
        """“line 3”, “chat, line 1”, “field order_number, label”, “title”."""
        place, _, rest = self.part.partition(".")
        name = {"body": "", "variants": rest, "fields": f"field {rest.replace('.', ', ')}"}.get(place, self.part)
        return ", ".join(filter(None, (name, f"line {self.line}" if self.line else "")))


def clashes_of(merge: MergedDocument) -> tuple[Clash, ...]:
    found: list[Clash] = []
    for conflict in merge.conflicts:
        if conflict.merged is None:
            found.append(Clash(conflict.part, conflict.base, conflict.theirs, conflict.mine))
        else:
            found += [
                Clash(conflict.part, one.base, one.theirs, one.mine, one.mine_line, at)
                for at, one in enumerate(conflict.merged.conflicts)
            ]
    return tuple(found)


def text_for(clash: Clash, answer: Answer) -> str:
    """What a place of a text reads with this answer."""
    if answer.kind == BOTH:
        between = "" if clash.theirs.endswith("\n") or not clash.theirs else "\n"
        return f"{clash.theirs}{between}{clash.mine}"
    return {MINE: clash.mine, THEIRS: clash.theirs, EDITED: answer.text}[answer.kind]


def settled(merge: MergedDocument, theirs: Document, answers: Sequence[Answer]) -> Document:
    """The template with every place as answered, in the order of `clashes_of`."""
    document, left = merge.document, list(zip(clashes_of(merge), answers, strict=True))
    for conflict in merge.conflicts:
        own = [(clash, answer) for clash, answer in left if clash.part == conflict.part]
        if conflict.merged is not None:
            texts = [text_for(clash, answer) for clash, answer in own]
            document = with_text(document, conflict.part, _joined(conflict, texts))
        elif own[0][1].kind == THEIRS:
            document = with_part_of(document, conflict.part, theirs)
        else:
            document = _without_theirs(document, conflict)
    return document


def _joined(conflict: PartConflict, texts: list[str]) -> str:
    assert conflict.merged is not None
    following = iter(texts)
    return "".join(next(following) if isinstance(part, Conflict) else part for part in conflict.merged.parts)


def with_text(document: Document, part: str, text: str) -> Document:
    place, _, channel = part.partition(".")
    if place != "variants":
        return document._replace(**{place: text})  # type: ignore[arg-type]
    variants = (Variant(channel, text) if one.channel == channel else one for one in document.variants)
    return document._replace(variants=tuple(variants))


def with_part_of(document: Document, part: str, other: Document) -> Document:
    """The document with one part as another has it, which may be not at all."""
    place, _, rest = part.partition(".")
    if place == "fields":
        name, _, attribute = rest.partition(".")
        return document._replace(fields=_fields(document, name, attribute, other.field(name)))
    if place == "variants":
        mine = [one for one in document.variants if one.channel != rest]
        return document._replace(variants=tuple(sorted((*mine, *(v for v in other.variants if v.channel == rest)))))
    if place == "extra":
        kept = [pair for pair in document.extra if pair[0] != rest]
        kept += [pair for pair in other.extra if pair[0] == rest]
        return document._replace(extra=tuple(sorted(kept, key=lambda pair: pair[0])))
    return document._replace(**{place: getattr(other, place)})


def _fields(document: Document, name: str, attribute: str, new: Field | None) -> tuple[Field, ...]:
    held = document.field(name)
    if new is None:
        return tuple(field for field in document.fields if field.name != name)
    if held is None:
        return (*document.fields, new)
    if attribute:
        new = held._replace(**{attribute: getattr(new, attribute)})
    return tuple(new if field is held else field for field in document.fields)


def _without_theirs(document: Document, conflict: PartConflict) -> Document:
    """Mine, where I have taken out what they have changed: the merge holds theirs there."""
    place, _, rest = conflict.part.partition(".")
    is_whole = place in ("variants", "extra") or (place == "fields" and "." not in rest)
    if conflict.mine or not is_whole:
        return document
    return with_part_of(document, conflict.part, Document(""))
