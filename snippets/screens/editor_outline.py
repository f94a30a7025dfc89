"""The outline of a template under the editor: what stands in its lines, and what a line changes in the document.

An entry's key is `title`, `variants.chat`, `fields.order_number`, `fields.order_number.label`, `examples.1`; those that
add something end in `+`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from library.cleaning import for_line
from library.documents import Document, Example, Field, Variant, folded
from library.errors import BadValue
from snippets.screens.editor_keys import (
    NO,
    OF_FIELD,
    OF_TEMPLATE,
    SHOWN,
    YES,
    field_name,
    key_of,
    text_of,
    text_of_field,
    with_field_text,
    with_text,
)
from snippets.widgets.pick_list import Entry

ADD_VARIANT, ADD_FIELD, ADD_EXAMPLE = "variants+", "fields+", "examples+"
DECLARE = "declare+"
BODY = "body"


def entries_of(
    document: Document, *, opened: str = "", undeclared: Iterable[str] = (), faulty: Iterable[str] = ()
) -> list[Entry]:
    """Every line. `opened` is the field whose rules are shown; entries whose key is `faulty` are marked."""
    wrong = set(faulty)
    found = [Entry("", "Template", is_heading=True)]
    found += [
        _entry(key.name, SHOWN.get(key.name, key.name), text, wrong)
        for key in OF_TEMPLATE
        if (text := text_of(document, key.name)) or document.kind in key.kinds
    ]
    if document.kind != "fact":
        found += [*_variants(document, wrong), *_fields(document, opened, tuple(undeclared), wrong)]
        found += _examples(document, wrong)
    return found


def _entry(key: str, label: str, value: str, wrong: set[str]) -> Entry:
    return Entry(key, f"{label} !" if key in wrong else label, for_line(value), is_set=bool(value))


def _variants(document: Document, wrong: set[str]) -> list[Entry]:
    found = [Entry("", "Wordings", is_heading=True)]
    found += [_entry(f"variants.{one.channel}", one.channel, one.body, wrong) for one in document.variants]
    return [*found, Entry(ADD_VARIANT, "+ a channel")]


def _fields(document: Document, opened: str, undeclared: Sequence[str], wrong: set[str]) -> list[Entry]:
    found = [Entry("", "Fields", is_heading=True)]
    for field in document.fields:
        key = f"fields.{field.name}"
        is_open = field.name == opened
        found.append(_entry(key, f"{'▾' if is_open else '▸'} {field.name}", _summary(field), wrong))
        if is_open:
            for part in OF_FIELD:
                label = f"· {SHOWN.get(part.name, part.name)}"
                found.append(_entry(f"{key}.{part.name}", label, text_of_field(field, part.name), set()))
    found += [Entry(f"{DECLARE}{name}", f"? {name}", "used; enter makes it a field") for name in undeclared]
    return [*found, Entry(ADD_FIELD, "+ a field")]


def _summary(field: Field) -> str:
    parts = [field.type, field.label, f"from {field.source}" if field.source else ""]
    parts += [f"“{field.default}”" if field.default else "", "" if field.required else "optional"]
    return " · ".join(filter(None, parts))


def _examples(document: Document, wrong: set[str]) -> list[Entry]:
    found = [Entry("", "Examples", is_heading=True)]
    for number, example in enumerate(document.examples, 1):
        values = ", ".join(f"{name}={value}" for name, value in example.values)
        found.append(
            _entry(f"examples.{number}", f"{number} {example.channel}".strip(), values or example.expect, wrong)
        )
    return [*found, Entry(ADD_EXAMPLE, "+ this preview")]


def hint_of(document: Document, key: str) -> str:
    """What an entry is for, in one line."""
    place, _, rest = key.partition(".")
    part = rest.partition(".")[2]
    if key in (ADD_VARIANT, ADD_FIELD, ADD_EXAMPLE):
        return {
            ADD_VARIANT: "a wording for another channel: chat, phone",
            ADD_FIELD: "a gap the agent fills in: write its name, {{ name }} in the text",
            ADD_EXAMPLE: "enter keeps what the preview shows as a test of this template",
        }[key]
    if key.startswith(DECLARE):
        return "stands in the text; as a field it gets a label, a type and rules"
    if place == "variants":
        return f"what customers read on {rest}; delete takes it out"
    if place == "examples":
        return "a fill-in and the reply it has to give; delete takes it out"
    if place == "fields" and not part:
        return "enter shows its rules; delete takes it out"
    found = key_of(OF_FIELD, part) if part else key_of(OF_TEMPLATE, place)
    choices = f": {', '.join(found.choices)}" if found and found.choices and found.choices != (YES, NO) else ""
    return f"{found.says}{choices}" if found else ""


def line_at(document: Document, key: str) -> str | None:
    """What stands in the box over an entry; None for one in which nothing is typed."""
    place, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    if key in (ADD_VARIANT, ADD_FIELD):
        return ""
    if place == "fields" and part and (field := document.field(name)):
        return text_of_field(field, part)
    return text_of(document, key) if key_of(OF_TEMPLATE, key) else None


def choices_at(key: str) -> tuple[str, ...]:
    place, _, rest = key.partition(".")
    part = rest.partition(".")[2]
    found = key_of(OF_FIELD, part) if part else key_of(OF_TEMPLATE, place)
    return found.choices if found else ("email", "chat", "phone") if key == ADD_VARIANT else ()


def flipped(document: Document, key: str) -> Document | None:
    """The document with a yes turned into a no, or back; None for an entry that is neither."""
    if choices_at(key) != (YES, NO):
        return None
    return with_line(document, key, NO if line_at(document, key) == YES else YES)[0]


def with_line(document: Document, key: str, line: str) -> tuple[Document, str]:
    """The document with what was typed for an entry, and the entry's key now. Raises BadValue."""
    place, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    if key == ADD_VARIANT:
        channel = _channel(document, line)
        return document._replace(
            variants=tuple(sorted((*document.variants, Variant(channel, document.body))))
        ), f"variants.{channel}"
    if key == ADD_FIELD:
        return declared(document, line)
    if place == "fields" and (field := document.field(name)):
        changed = with_field_text(document, field, part, line)
        called = changed.fields[document.fields.index(field)].name
        return changed, f"fields.{called}.{part}"
    return with_text(document, key, line), key


def with_old_name(document: Document, name: str) -> Document:
    """A renamed template keeps the name it had as an alias: whoever knows it still finds it."""
    others = tuple(alias for alias in document.aliases if folded(alias) not in (document.abbreviation, name))
    return document._replace(aliases=(name, *others) if name != document.abbreviation else others)


def declared(document: Document, name: str) -> tuple[Document, str]:
    """The document with one field more. Raises BadValue."""
    called = field_name(document, name)
    return document._replace(fields=(*document.fields, Field(called))), f"fields.{called}"


def removed(document: Document, key: str) -> Document | None:
    """The document without what an entry stands for; a part that cannot go is emptied, None where it must stay."""
    place, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    if place == "variants" and rest:
        return document._replace(variants=tuple(one for one in document.variants if one.channel != rest))
    if place == "examples" and rest:
        return document._replace(examples=tuple(e for at, e in enumerate(document.examples, 1) if str(at) != rest))
    if place == "fields" and name and not part:
        return document._replace(fields=tuple(field for field in document.fields if field.name != name))
    if part in ("name", "type") or key in ("abbreviation", "kind") or line_at(document, key) in (None, YES, NO):
        return None
    return with_line(document, key, "")[0]


def with_example(document: Document, example: Example) -> Document:
    return document._replace(examples=(*document.examples, example))


def with_body(document: Document, place: str, body: str) -> Document:
    """The document with another text in the body, or for a channel."""
    if place == BODY:
        return document._replace(body=body)
    variants = (Variant(place, body) if one.channel == place else one for one in document.variants)
    return document._replace(variants=tuple(variants))


def places_of(document: Document) -> tuple[str, ...]:
    """The texts one can edit: the body, then each channel's."""
    return (BODY, *document.channels)


def _channel(document: Document, line: str) -> str:
    channel = " ".join(line.split())
    if not channel:
        raise BadValue("a wording needs its channel", "chat, phone")
    if channel == BODY or channel in document.channels:
        raise BadValue(f"there is a wording for {channel} already", "F2 goes to it")
    return channel
