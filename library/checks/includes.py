"""How a template hangs together with the fragments it includes: rings, chains that are too long, all of them."""

from __future__ import annotations

from collections.abc import Iterator

from library.checks.finding import Finding, Lookup
from library.documents import Document, folded
from library.errors import TemplateFault
from library.rendering import language
from library.rendering.run import MAXIMUM_INCLUDE_DEPTH
from library.rendering.scan import place as place_in


def places_of(document: Document) -> list[tuple[str, str]]:
    """Every text of a document that fields, facts and fragments can stand in, with the name of its place."""
    variants = [(variant.channel, variant.body) for variant in document.variants]
    return [("body", document.body), *variants, *([("subject", document.subject)] if document.subject else ())]


def texts_of(document: Document) -> tuple[str, ...]:
    return tuple(text for _, text in places_of(document))


def uses_of(body: str) -> language.Uses:
    """What a body reads; nothing for a body outside the language, which is told as a fault of its own."""
    try:
        return language.uses(body)
    except TemplateFault:
        return language.Uses()


def fragments_of(document: Document, lookup: Lookup) -> list[Document]:
    """Every fragment the document includes, through others too, each once; as deep as fragments may be included."""
    found: dict[str, Document] = {}
    level = [document]
    for _ in range(MAXIMUM_INCLUDE_DEPTH):
        names = {name for outer in level for text in texts_of(outer) for name in uses_of(text).includes}
        level = []
        for name in sorted(names):
            included = lookup(name)
            if included is not None and included.kind == "fragment" and included.abbreviation not in found:
                found[included.abbreviation] = included
                level.append(included)
    return list(found.values())


def cycles(document: Document, place: str, body: str, lookup: Lookup) -> Iterator[Finding]:
    if path := _path_back(document, body, lookup, set(), MAXIMUM_INCLUDE_DEPTH):
        way = " → ".join((document.abbreviation, *path))
        line = _line_of_include(document, body, path[0], lookup)
        message = f"includes itself: {way}"
        yield Finding(document.abbreviation, message, "take one of the includes out", place, line)


def _line_of_include(document: Document, body: str, abbreviation: str, lookup: Lookup) -> int:
    """The line of the include that leads to the template of this abbreviation, 0 if none in this body does."""
    for name, offset in language.program_of(body, document.abbreviation).includes.items():
        included = document if folded(name) in map(folded, document.names) else lookup(name)
        if included is not None and included.abbreviation == abbreviation:
            return place_in(body, offset)[0]
    return 0


def _path_back(document: Document, body: str, lookup: Lookup, seen: set[str], depth: int) -> tuple[str, ...]:
    """The chain of includes from a body back to the document, () if there is none; each fragment is followed once.

    A chain longer than `depth` is not followed: it is told as too deep.
    """
    for name in uses_of(body).includes:
        included = document if folded(name) in map(folded, document.names) else lookup(name)
        if included is None or included.abbreviation in seen:
            continue
        if included.abbreviation == document.abbreviation:
            return (document.abbreviation,)
        seen.add(included.abbreviation)
        for text in texts_of(included) if depth else ():
            if found := _path_back(document, text, lookup, seen, depth - 1):
                return (included.abbreviation, *found)
    return ()


def too_deep(document: Document, lookup: Lookup) -> Iterator[Finding]:
    if path := _deep_path(document, lookup, (document.abbreviation,), set()):
        message = f"includes are over {MAXIMUM_INCLUDE_DEPTH} deep: {' > '.join(path)}"
        including = ((place, text) for place, text in places_of(document) if uses_of(text).includes)
        lines = ((place, _line_of_include(document, text, path[1], lookup)) for place, text in including)
        place, line = next(((place, line) for place, line in lines if line), ("body", 0))
        yield Finding(document.abbreviation, message, "include the inner ones directly", place, line)


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
