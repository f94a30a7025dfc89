"""How a template hangs together with the fragments it includes: missing ones, rings, chains that are too long."""

from __future__ import annotations

from collections.abc import Iterator

from library.checks.around import LIVE
from library.checks.finding import Lookup
from library.checks.nearness import did_you_mean
from library.checks.subject import Hit, Subject, texts_of, uses_of
from library.documents import Document
from library.rendering.language import Program
from library.rendering.run import MAXIMUM_INCLUDE_DEPTH


def bad_includes(subject: Subject) -> Iterator[Hit]:
    """Includes of what is not there, or is no fragment."""
    for text in subject.texts:
        for name, offset in text.program.includes.items() if text.program else ():
            included = subject.lookup(name)
            if included is not None and included.kind != "fragment":
                message = f"includes “{name}”, which is a {included.kind}"
                yield Hit(message, "only fragments can be included", text.place, offset)
            elif included is None and not withdrawn(subject, name):
                hint = did_you_mean(name, subject.around.fragments) or "write it first"
                yield Hit(f"includes “{name}”, which does not exist", hint, text.place, offset)


def withdrawn_includes(subject: Subject) -> Iterator[Hit]:
    """Includes of what agents no longer get, or do not get yet."""
    for text in subject.texts:
        for name, offset in text.program.includes.items() if text.program else ():
            if subject.lookup(name) is None and (standing := withdrawn(subject, name)):
                message, hint = f"includes “{name}”, which is {_SAID[standing]}", _REMEDIES[standing]
                yield Hit(message, hint.format(name), text.place, offset)


_SAID = {"draft": "only a draft", "suspended": "suspended", "retired": "retired"}
_REMEDIES = {
    "draft": "have {} approved first, or both together",
    "suspended": "wait until {} is live again, or take the include out",
    "retired": "include another one, or revive {}",
}


def withdrawn(subject: Subject, name: str) -> str:
    """What the template of a name is where it is not live; "" where it is live or not there at all."""
    owner = subject.around.owner(name)
    return owner.standing if owner is not None and owner.standing != LIVE else ""


def rings(subject: Subject) -> Iterator[Hit]:
    """Includes that lead back to the document."""
    for text in subject.texts:
        path = _path_back(subject.document, text.body, subject.lookup, set(), MAXIMUM_INCLUDE_DEPTH)
        if path and text.program:
            way = " → ".join((subject.document.abbreviation, *path))
            offset = _offset_of_include(subject, text.program, path[0])
            yield Hit(f"includes itself: {way}", "take one of the includes out", text.place, offset)


def too_deep(subject: Subject) -> Iterator[Hit]:
    """A chain of includes that is too long."""
    document = subject.document
    if path := _deep_path(document, subject.lookup, (document.abbreviation,), set()):
        offsets = (
            (text.place, offset)
            for text in subject.texts
            if text.program and (offset := _offset_of_include(subject, text.program, path[1])) >= 0
        )
        message = f"includes are over {MAXIMUM_INCLUDE_DEPTH} deep: {' > '.join(path)}"
        yield Hit(message, "include the inner ones directly", *next(offsets, ("body", -1)))


def _offset_of_include(subject: Subject, program: Program, abbreviation: str) -> int:
    """The offset of the include that leads to the template of this abbreviation, -1 if none in this body does."""
    for name, offset in program.includes.items():
        included = subject.lookup(name)
        if included is not None and included.abbreviation == abbreviation:
            return offset
    return -1


def _path_back(document: Document, body: str, lookup: Lookup, seen: set[str], depth: int) -> tuple[str, ...]:
    """The chain of includes from a body back to the document, () if there is none; each fragment is followed once.

    A chain longer than `depth` is not followed: it is told as too deep.
    """
    for name in uses_of(body).includes:
        included = lookup(name)
        if included is None or included.abbreviation in seen:
            continue
        if included.abbreviation == document.abbreviation:
            return (document.abbreviation,)
        seen.add(included.abbreviation)
        for text in texts_of(included) if depth else ():
            if found := _path_back(document, text, lookup, seen, depth - 1):
                return (included.abbreviation, *found)
    return ()


def _deep_path(
    document: Document, lookup: Lookup, path: tuple[str, ...], seen: set[tuple[str, int]]
) -> tuple[str, ...]:
    """A chain of different fragments below a document that is too long, () if there is none.

    Each fragment is followed once at each depth.
    """
    for name in (name for text in texts_of(document) for name in uses_of(text).includes):
        included = lookup(name)
        if included is None or included.abbreviation in path or (included.abbreviation, len(path)) in seen:
            continue
        longer = (*path, included.abbreviation)
        if len(path) > MAXIMUM_INCLUDE_DEPTH:
            return longer
        seen.add((included.abbreviation, len(path)))
        if found := _deep_path(included, lookup, longer, seen):
            return found
    return ()
