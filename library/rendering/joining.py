"""Several replies to one customer as one: greeted once, signed once, a blank line between.

A paragraph is what stands between blank lines. Nothing a customer would have read is lost: what is left out of one
reply stands word for word in another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from library.rendering.render import Part

BETWEEN = "\n\n"
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


class _Paragraph(NamedTuple):
    """Where a paragraph stands in its reply, and the words it is known by."""

    start: int
    end: int
    words: str


class _Reply:
    """A reply's parts, where each of them begins, and its paragraphs."""

    __slots__ = ("paragraphs", "parts", "starts")

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.starts = [0, *accumulate(len(part.text) for part in parts)]
        text = "".join(part.text for part in parts)
        self.paragraphs = [_Paragraph(start, end, _words(self.cut(start, end))) for start, end in _spans(text)]

    def cut(self, start: int, end: int) -> list[Part]:
        """The stretch between two places, in its parts."""
        found: list[Part] = []
        for number in range(bisect_right(self.starts, start) - 1, len(self.parts)):
            at, part = self.starts[number], self.parts[number]
            if at >= end:
                break
            if text := part.text[max(0, start - at) : end - at]:
                found.append(part._replace(text=text))
        return found


def join_texts(texts: Sequence[str]) -> str:
    """The texts as one: what later ones open with word for word like an earlier one is said once, there; what earlier
    ones close with like the last one is said once, at the end. Each keeps a paragraph at least.
    """
    return "".join(part.text for part in join_parts([[Part(text)] for text in texts]))


def join_parts(replies: Sequence[Sequence[Part]]) -> tuple[Part, ...]:
    """The same for previews; a gap still to be filled in is like another one of the same field only."""
    if len(replies) == 1:
        return tuple(replies[0])
    there = [reply for parts in replies if (reply := _Reply(parts)).paragraphs]
    kept = _said_once([[paragraph.words for paragraph in reply.paragraphs] for reply in there])
    joined: list[Part] = []
    for reply, (first, last) in zip(there, kept, strict=True):
        joined += [Part(BETWEEN)] if joined else []
        joined += reply.cut(reply.paragraphs[first].start, reply.paragraphs[last].end)
    return tuple(joined)


def _said_once(replies: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """The first and the last paragraph that each reply keeps.

    Openings go first, and a closing is compared with what the last reply then still holds: else two replies that are
    alike from end to end would each leave the middle to the other.
    """
    firsts = [
        min(max((_alike(reply, earlier) for earlier in replies[:at]), default=0), len(reply) - 1)
        for at, reply in enumerate(replies)
    ]
    bodies = [reply[first:] for reply, first in zip(replies, firsts, strict=True)]
    lasts = [
        len(reply) - 1 - (min(_alike(body[::-1], bodies[-1][::-1]), len(body) - 1) if at < len(replies) - 1 else 0)
        for at, (reply, body) in enumerate(zip(replies, bodies, strict=True))
    ]
    return list(zip(firsts, lasts, strict=True))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many paragraphs both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a text begin and end, without the blank space around them but their indentation."""
    at = 0
    for end, start in [*(blank.span() for blank in _BLANK_LINES.finditer(text)), (len(text), len(text))]:
        if words := text[at:end].strip():
            begin = end - len(text[at:end].lstrip())
            yield max(at, text.rfind("\n", at, begin) + 1), begin + len(words)
        at = start


def _words(parts: Sequence[Part]) -> str:
    """What a paragraph says, whatever its blank space; a gap is its field, in signs that no text holds."""
    return " ".join("".join(part.text if part.is_filled else f"\0{part.field}\0" for part in parts).split())
