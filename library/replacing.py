"""Search and replace over many templates: every hit first, with its line before and after, then the chosen ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from library.documents import Document, Variant, normalised
from library.errors import BadValue

_TAG = re.compile(r"\{\{.{0,1000}?\}\}|\{%.{0,1000}?%\}|\{#.{0,1000}?#\}", re.DOTALL)

#: Letters shown before and behind a hit.
AROUND = 60
#: Parts that are one text each, in the order hits come in; variants follow.
ALONE = ("title", "subject", "body")


class Search(NamedTuple):
    """What to look for, as it stands: no pattern. `is_word` finds it only where it begins and ends words."""

    text: str
    is_exact: bool = True
    is_word: bool = False


class Wanted(NamedTuple):
    """What is looked for, what takes its place, and the only group it is looked for in, "" for all."""

    search: Search
    new: str = ""
    group: str = ""


class Hit(NamedTuple):
    """One hit: the template (by the key it was given with), `title`, `subject`, `body` or `variants.chat`, line and
    column from 1, what was found, and its line, cut where it is long, as it is and as it would be. In both, what was
    found or takes its place begins at `at`. `is_in_tag`: it begins inside a tag, where it may be part of a name.
    """

    template: str
    place: str
    line: int
    column: int
    found: str
    before: str
    after: str
    at: int
    is_in_tag: bool
    start: int
    end: int


def hits(
    documents: Mapping[str, Document], search: Search, replacement: str, *, most: int | None = None
) -> tuple[Hit, ...]:
    """Every place in titles, subjects, bodies and variants, in order; the first `most` where that is given.

    Raises BadValue where nothing is looked for.
    """
    pattern = _pattern(search)
    every = (
        hit
        for template, document in documents.items()
        for place, text in _places(document)
        if pattern.search(text)
        for hit in _hits(template, place, text, pattern, replacement)
    )
    return tuple(islice(every, most))


def apply(document: Document, chosen: Collection[Hit], replacement: str) -> Document:
    """The document with the chosen hits replaced. Raises BadValue where they are of another text, BadDocument."""
    texts = {
        place: _replaced(text, [hit for hit in chosen if hit.place == place], replacement)
        for place, text in _places(document)
    }
    variants = tuple(Variant(channel, texts[f"variants.{channel}"]) for channel in document.channels)
    alone = {place: texts[place] for place in ALONE}
    return normalised(document._replace(**alone, variants=variants))  # type: ignore[arg-type]


def _places(document: Document) -> Iterator[tuple[str, str]]:
    yield from ((place, getattr(document, place)) for place in ALONE)
    for channel in document.channels:
        yield f"variants.{channel}", document.body_for(channel)


def _pattern(search: Search) -> re.Pattern[str]:
    if not search.text:
        raise BadValue("nothing to look for", "say which text to replace")
    text = re.escape(search.text)
    before, after = (r"(?<!\w)", r"(?!\w)") if search.is_word else ("", "")
    return re.compile(f"{before}{text}{after}", 0 if search.is_exact else re.IGNORECASE)


def _hits(template: str, place: str, text: str, pattern: re.Pattern[str], replacement: str) -> Iterator[Hit]:
    tags = [tag.span() for tag in _TAG.finditer(text)]
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for match in pattern.finditer(text):
        start, end = match.span()
        line = bisect_right(starts, start)
        before, found, after = _around(text, start, end)
        place_in_tags = bisect_right(tags, (start, len(text))) - 1
        yield Hit(
            *(template, place, line, start - starts[line - 1] + 1, found),
            before=before + found + after,
            after=before + replacement + after,
            at=len(before),
            is_in_tag=place_in_tags >= 0 and start < tags[place_in_tags][1],
            start=start,
            end=end,
        )


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before a hit on its line, the hit, and what stands behind it, both cut where the line is long."""
    first = max(text.rfind("\n", max(0, start - AROUND), start) + 1, start - AROUND, 0)
    found = text.find("\n", end, end + AROUND)
    last = min(end + AROUND, len(text)) if found < 0 else found
    before = ("…" if first and text[first - 1] != "\n" else "") + text[first:start]
    after = text[end:last] + ("…" if last < len(text) and text[last] != "\n" else "")
    return before, text[start:end], after


def _replaced(text: str, chosen: Collection[Hit], replacement: str) -> str:
    for hit in sorted(chosen, key=lambda hit: -hit.start):
        if text[hit.start : hit.end] != hit.found:
            raise BadValue("the text has changed since it was searched", "search again")
        text = text[: hit.start] + replacement + text[hit.end :]
    return text
