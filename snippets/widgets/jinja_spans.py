"""Where the small language stands in a text, for colours: by line, what it is of, and from which letter to which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

BRACE, NAME, FILTER, WORD, STRING, COMMENT, BROKEN = "brace", "name", "filter", "word", "string", "comment", "broken"
KINDS = (BRACE, NAME, FILTER, WORD, STRING, COMMENT, BROKEN)

#: A tag with its end, else a mark that nothing closes, up to the end of its line.
_TAG = re.compile(
    r"(?P<comment>\{\#.*?\#\})|(?P<gap>\{\{.*?\}\})|(?P<tag>\{%.*?%\})|(?P<broken>\{[{%\#][^\n]*|[%}]\})", re.DOTALL
)
_INSIDE = re.compile(
    r"""(?P<brace>^\{[{%]-?|-?[%}]\}$)|(?P<string>'[^'\n]*'?|"[^"\n]*"?)|(?P<filter>(?<=\|)\s*[A-Za-z_]\w*)"""
    r"|(?P<brace_2>\|)|(?P<name>[A-Za-z_]\w*(?:\.\w+)*)"
)
_WORDS = frozenset(
    ("if", "elif", "else", "endif", "for", "endfor", "in", "include", "and", "or", "not", "is", "defined", "empty")
)


class Span(NamedTuple):
    """Letters `start` to `end` of a line, and what they are."""

    start: int
    end: int
    kind: str


def spans_of(text: str) -> Mapping[int, list[Span]]:
    """The spans of every line that has any, lines from 0."""
    found: dict[int, list[Span]] = {}
    starts = _line_starts(text)
    line = 0
    for start, end, kind in _pieces(text):
        while line + 1 < len(starts) and starts[line + 1] <= start:
            line += 1
        at = line
        while True:  # a comment may go on over many lines
            line_end = starts[at + 1] - 1 if at + 1 < len(starts) else len(text)
            span = Span(max(start, starts[at]) - starts[at], min(end, line_end) - starts[at], kind)
            if span.start < span.end:
                found.setdefault(at, []).append(span)
            if end <= line_end or at + 1 == len(starts):
                break
            at += 1
    return found


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    for tag in _TAG.finditer(text):
        kind = tag.lastgroup or ""
        if kind in (COMMENT, BROKEN):
            yield tag.start(), tag.end(), kind
            continue
        for piece in _INSIDE.finditer(tag.group()):
            what = (piece.lastgroup or NAME).removesuffix("_2")
            if what == NAME and piece.group() in _WORDS:
                what = WORD
            yield tag.start() + piece.start(), tag.start() + piece.end(), what


def _line_starts(text: str) -> list[int]:
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts
