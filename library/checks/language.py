"""The small language's own faults, and whether a document's fields, keys and texts fit each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from library.checks.nearness import did_you_mean
from library.checks.placeholders import REMEDY, SAID, spans_of
from library.checks.subject import Hit, Subject, Text, texts_of, uses_of
from library.errors import BadValue, TemplateFault
from library.rendering import facts, parsing, rules
from library.template_files.keys import FIELD_KNOWN, KNOWN

#: A pair of braces and what stands in it, quoted where that is short; no longer, so that looking for it takes no time.
_CONSTRUCT = re.compile(r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}")


def language_faults(subject: Subject) -> Iterator[Hit]:
    """What the renderer refuses; what another tool left behind is told as that."""
    for text in subject.texts:
        if isinstance(text.read, TemplateFault):
            at = offset_of(text.body, text.read.line, text.read.column)
            left_behind = next((found for start, end, found in spans_of(text) if start <= at < end), "")
            if left_behind:
                yield Hit(SAID.format(left_behind[:60]), REMEDY, text.place, at)
            else:
                yield Hit(_said(text.read, text.body), text.read.hint, text.place, at)


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column, both from 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + max(column, 1) - 1, len(text))


def _said(fault: TemplateFault, body: str) -> str:
    """The fault's message behind the braces it is about, without name and line, which stand elsewhere."""
    message = fault.message.partition(f"line {fault.line}, column {fault.column}: ")[2] or fault.message
    line = body.split("\n")[max(fault.line, 1) - 1]
    found = (match for match in _CONSTRUCT.finditer(line) if match.start() < fault.column <= match.end())
    quoted = next((match.group() for match in found), "")
    return message if message.startswith(quoted) else f"{quoted}: {message}"


def undeclared_names(subject: Subject) -> Iterator[Hit]:
    """Names nobody declares: each will be asked as a text, which is what was meant, or a slip."""
    for text in subject.texts:
        for name in text.program.names if text.program else ():
            if "." not in name and name not in subject.fields:
                hint = did_you_mean(name, subject.fields.keys()) or "add it to fields"
                message = f"{name} is not declared and will be asked as a text"
                yield Hit(message, hint, text.place, _offset_of_name(text, name))


def _offset_of_name(text: Text, name: str) -> int:
    return next((offset for offset, kind, value in text.tokens if kind == "name" and value == name), -1)


def unused_fields(subject: Subject) -> Iterator[Hit]:
    if any(text.program is None for text in subject.texts):
        return  # what a text beyond reading uses cannot be told
    used = {name for text in texts_of(subject.document) for name in uses_of(text).names}
    for fragment in subject.fragments:
        used.update(name for text in texts_of(fragment) for name in uses_of(text).names)
    for field in subject.document.fields:
        if field.name not in used:
            near = did_you_mean(field.name, used - subject.fields.keys())
            yield Hit(f"field {field.name} is used nowhere", near or "remove it", "fields", name=field.name)


def field_faults(subject: Subject) -> Iterator[Hit]:
    """A field whose own rules no value could keep."""
    for field in subject.document.fields:
        for message, hint in rules.faults_of(field):
            # Where a default is at fault, its name and line say nothing that the field's own do not.
            told = re.sub(rf"\b{re.escape(field.name)}, line \d+, column \d+: ", "", message)
            yield Hit(f"field {field.name}: {told}", hint, "fields", name=field.name)


def contradicted_fields(subject: Subject) -> Iterator[Hit]:
    """Fields that a fragment declares with another type: its text would not read as its author meant it."""
    for fragment in subject.fragments:
        for theirs in fragment.fields:
            if (mine := subject.document.field(theirs.name)) and mine.type != theirs.type:
                message = f"field {mine.name} is of type {mine.type}, in {fragment.abbreviation} of type {theirs.type}"
                yield Hit(message, f"use type {theirs.type}, or another name", "fields", name=mine.name)


def fact_faults(subject: Subject) -> Iterator[Hit]:
    """A fact whose value is not of its type."""
    try:
        facts.fact_value(subject.document)
    except (BadValue, TemplateFault) as error:
        yield Hit(error.message, error.hint, at=0)
        return
    # Only told here: what is live goes on being rendered, and is no fault of the reply that quotes it.
    if subject.document.type == "url" and not parsing.is_web_address(subject.document.body.strip()):
        message = f"the fact {subject.document.abbreviation} is not a web address"
        yield Hit(message, "write https://example.com/page", at=0)


def unknown_keys(subject: Subject) -> Iterator[Hit]:
    """Keys of nobody's that are spelt nearly like one of ours. Others are a team's own, and nothing is said of them."""
    for key, _ in subject.document.extra:
        if near := _near_key(key, KNOWN):
            yield Hit(f"{key} is unknown and kept", f"did you mean {near}?", "keys", name=key)
    for field in subject.document.fields:
        for key, _ in field.extra:
            if near := _near_key(key, FIELD_KNOWN):
                message = f"field {field.name}: {key} is unknown and kept"
                yield Hit(message, f"did you mean {near}?", "fields", name=field.name)


def _near_key(key: str, known: Collection[str]) -> str:
    """The known key that this one is a slip of the finger away from, two in a long one; '' for none."""
    from rapidfuzz.distance import OSA  # most templates have no keys of their own

    distance, name = min((OSA.distance(key.lower(), name), name) for name in known)
    return name if len(key) > 3 and distance <= (1 if len(key) < 6 else 2) else ""
