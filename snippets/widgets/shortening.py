"""Less of a comparison: without the lines that stayed the same, or only the words around each change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from library.cleaning import for_line
from library.comparing import SAME, Piece

#: How much of what stayed the same is shown: all of it, the lines beside changes, none of its lines, or one line for
#: each change with the words around it.
WHOLE, NEAR, TIGHT, BRIEF = "whole", "near", "tight", "brief"
#: Fewer lines than these are shown rather than left out.
LEAST = {NEAR: 3, TIGHT: 1}
#: Letters around a change where it is shown in one line.
AROUND = 34
#: A piece that stands for lines that are not shown.
LEFT_OUT = "left out"


def near(pieces: Sequence[Piece], how: str = NEAR) -> Iterator[Piece]:
    """The pieces without the lines that are far from any change: those are counted instead; where TIGHT, all others."""
    last, beside = len(pieces) - 1, 2 if how == NEAR else 1
    for at, (kind, text) in enumerate(pieces):
        lines = text.split("\n")
        head, tail = beside if at else 0, beside if at < last else 0
        left = [line for line in lines[head : len(lines) - tail] if line.strip()]
        if kind != SAME or len(left) < LEAST[how] or not last:
            yield Piece(kind, text)
            continue
        if head:
            yield Piece(SAME, "\n".join(lines[:head]) + "\n")
        yield Piece(LEFT_OUT, (_counted(len(left)) if how == NEAR else "⋯") + ("\n" if tail else ""))
        if tail:
            yield Piece(SAME, "\n".join(lines[len(lines) - tail :]))


def _counted(count: int) -> str:
    return f"⋯ {count} more line{'' if count == 1 else 's'} as before"


def excerpt(pieces: Sequence[Piece], around: int = AROUND) -> Iterator[Piece]:
    """The pieces on one line, with only the words around each change."""
    last = len(pieces) - 1
    for at, (kind, text) in enumerate(pieces):
        line = _spaced(text)
        if kind != SAME:
            yield Piece(kind, line)
        elif at and at < last:
            yield Piece(SAME, line if len(line) <= 2 * around else f"{_head(line, around)} … {_tail(line, around)}")
        elif at:
            yield Piece(SAME, line if len(line) <= around else f"{_head(line, around)} …")
        elif last:
            yield Piece(SAME, line if len(line) <= around else f"… {_tail(line, around)}")


def _spaced(text: str) -> str:
    """On one line, with the blanks at both ends that part it from what is beside it."""
    line = for_line(text)
    return f"{' ' if text[:1].isspace() else ''}{line}{' ' if line and text[-1:].isspace() else ''}"


def _head(line: str, room: int) -> str:
    return line[: room + 1].rpartition(" ")[0] or line[:room]


def _tail(line: str, room: int) -> str:
    return line[-room - 1 :].partition(" ")[2] or line[-room:]
