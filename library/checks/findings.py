"""Everything wrong with a document: its bodies, its fields, its keys, and what it asks of others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from library.checks.finding import Finding, Lookup
from library.checks.includes import cycles, fragments_of, places_of, texts_of, too_deep, uses_of
from library.documents import Document
from library.errors import BadValue, TemplateFault
from library.rendering import facts, language, rules
from library.rendering.scan import place as place_in
from library.template_files.keys import FIELD_KNOWN, KNOWN

#: A pair of braces and what stands in it, quoted where that is short; no longer, so that looking for it takes no time.
_CONSTRUCT = re.compile(r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}")


def findings(document: Document, lookup: Lookup) -> list[Finding]:
    """Everything wrong with a document; `lookup` finds the fragments and facts it will meet, itself included."""
    if document.kind == "fact":
        return [*_fact_findings(document), *_unknown_keys(document)]
    return [
        *_field_findings(document, lookup),
        *(found for place, text in places_of(document) for found in _body_findings(document, place, text, lookup)),
        *too_deep(document, lookup),
        *_contradicted_fields(document, lookup),
        *_unused_fields(document, lookup),
        *_unknown_keys(document),
    ]


def faults(document: Document, lookup: Lookup) -> list[Finding]:
    """Only what keeps a document from being used."""
    return [finding for finding in findings(document, lookup) if finding.is_fault]


def _body_findings(document: Document, place: str, body: str, lookup: Lookup) -> Iterator[Finding]:
    try:
        program = language.program_of(body, document.abbreviation)
    except TemplateFault as fault:
        yield Finding(document.abbreviation, _said(fault, body), fault.hint, place, fault.line)
        return
    for name in program.names:
        if "." not in name and document.field(name) is None:
            hint = "add it to fields, or correct its spelling: it will be asked as a text"
            line = _line_of_name(body, name)
            yield Finding(document.abbreviation, f"{name} is not declared", hint, place, line, is_fault=False)
    for name, offset in program.includes.items():
        if message := _not_included(name, lookup):
            hint = "only fragments can be included" if lookup(name) else "write it first"
            yield Finding(document.abbreviation, message, hint, place, place_in(body, offset)[0])
    for key, offset in program.facts.items():
        if not _is_fact(key, lookup):
            hint, line = "write the fact first", place_in(body, offset)[0]
            yield Finding(document.abbreviation, _NO_FACT.format(key), hint, place, line)
    yield from cycles(document, place, body, lookup)


def _said(fault: TemplateFault, body: str) -> str:
    """The fault's message behind the braces it is about, without name and line, which stand elsewhere."""
    message = fault.message.partition(f"line {fault.line}, column {fault.column}: ")[2] or fault.message
    line = body.split("\n")[max(fault.line, 1) - 1]
    found = (match for match in _CONSTRUCT.finditer(line) if match.start() < fault.column <= match.end())
    quoted = next((match.group() for match in found), "")
    return message if message.startswith(quoted) else f"{quoted}: {message}"


def _line_of_name(body: str, name: str) -> int:
    found = re.search(rf"\{{[{{%][^{{}}]*?\b{re.escape(name)}\b", body)
    return place_in(body, found.end() - 1)[0] if found else 0


def _not_included(name: str, lookup: Lookup) -> str:
    included = lookup(name)
    if included is None:
        return f"includes “{name}”, which does not exist"
    return "" if included.kind == "fragment" else f"includes “{name}”, which is a {included.kind}"


_NO_FACT = "quotes facts.{}, which does not exist"


def _is_fact(key: str, lookup: Lookup) -> bool:
    fact = lookup(key.replace("_", "-"))
    return fact is not None and fact.kind == "fact"


def _field_findings(document: Document, lookup: Lookup) -> Iterator[Finding]:
    for field in document.fields:
        for message, hint in rules.faults_of(field):
            # Where a default is at fault, its name and line say nothing that the field's own do not.
            told = re.sub(rf"\b{re.escape(field.name)}, line \d+, column \d+: ", "", message)
            yield Finding(document.abbreviation, f"field {field.name}: {told}", hint, "fields", name=field.name)
        used = uses_of(field.default)
        for key in used.facts:
            if key not in used.unnamed and not _is_fact(key, lookup):
                message = f"field {field.name} {_NO_FACT.format(key)}"
                yield Finding(document.abbreviation, message, "write the fact first", "fields", name=field.name)


def _fact_findings(document: Document) -> Iterator[Finding]:
    try:
        facts.fact_value(document)
    except (BadValue, TemplateFault) as error:
        yield Finding(document.abbreviation, error.message, error.hint, line=1)


def _unknown_keys(document: Document) -> Iterator[Finding]:
    """Keys of nobody's that are spelt nearly like one of ours. Others are a team's own, and nothing is said of them."""
    for key, _ in document.extra:
        if near := _near(key, KNOWN):
            message, hint = f"{key} is unknown and kept", f"did you mean {near}?"
            yield Finding(document.abbreviation, message, hint, "keys", is_fault=False, name=key)
    for field in document.fields:
        for key, _ in field.extra:
            if near := _near(key, FIELD_KNOWN):
                message, hint = f"field {field.name}: {key} is unknown and kept", f"did you mean {near}?"
                yield Finding(document.abbreviation, message, hint, "fields", is_fault=False, name=field.name)


def _near(key: str, known: Collection[str]) -> str:
    """The known key that this one is a slip of the finger away from, two in a long one; '' for none."""
    from rapidfuzz.distance import OSA  # most templates have no keys of their own

    distance, name = min((OSA.distance(key.lower(), name), name) for name in known)
    return name if len(key) > 3 and distance <= (1 if len(key) < 6 else 2) else ""


def _unused_fields(document: Document, lookup: Lookup) -> Iterator[Finding]:
    used = {name for text in texts_of(document) for name in uses_of(text).names}
    for fragment in fragments_of(document, lookup):
        used.update(name for text in texts_of(fragment) for name in uses_of(text).names)
    for field in document.fields:
        if field.name not in used:
            yield Finding(
                document.abbreviation,
                f"field {field.name} is used nowhere",
                "remove it",
                "fields",
                is_fault=False,
                name=field.name,
            )


def _contradicted_fields(document: Document, lookup: Lookup) -> Iterator[Finding]:
    """Fields that a fragment declares with another type: its text would not read as its author meant it."""
    for fragment in fragments_of(document, lookup):
        for theirs in fragment.fields:
            if (mine := document.field(theirs.name)) and mine.type != theirs.type:
                yield Finding(
                    document.abbreviation,
                    f"field {mine.name} is of type {mine.type}, in {fragment.abbreviation} of type {theirs.type}",
                    f"use type {theirs.type}, or another name",
                    "fields",
                    name=mine.name,
                )
