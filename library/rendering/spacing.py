"""The rule for blank space: what the template leaves behind is tidied, what a value brings is kept as typed.

Trailing spaces of template lines go, runs of blank lines that stem from the template collapse to one, and outer blank
space goes.
"""

from __future__ import annotations

import re

from library.rendering.scope import Piece

_LINE_END_SPACE = re.compile(r"[ \t]+\n")
_BLANK = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


def tidied(text: str) -> str:
    """Template text without spaces at line ends and without more than one blank line in a row."""
    if " \n" in text or "\t\n" in text:
        text = _LINE_END_SPACE.sub("\n", text)
    return _BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def settled(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a whole reply: neighbours of the template's own text joined and tidied, empty values dropped."""
    result: list[Piece] = []
    own: list[str] = []
    for piece in pieces:
        if piece[1] is None:
            own.append(piece[0])
        elif piece[0]:
            if own:
                result.append((own[0] if len(own) == 1 else tidied("".join(own)), None, True))
                own = []
            result.append(piece)
    if own:
        result.append((tidied("".join(own)), None, True))
    return outer_stripped([piece for piece in result if piece[0]])


def outer_stripped(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the template's own blank space at both ends; the list itself is changed."""
    while pieces and pieces[0][1] is None:
        text = pieces[0][0].lstrip()
        pieces[0] = (text, None, True)
        if text:
            break
        del pieces[0]
    while pieces and pieces[-1][1] is None:
        text = pieces[-1][0].rstrip()
        pieces[-1] = (text, None, True)
        if text:
            break
        del pieces[-1]
    return pieces


def on_one_line(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a subject: every run of blank space, values' too, is one space, and outer blank space goes."""
    result: list[Piece] = []
    for text, field, is_filled in pieces:
        line = _BLANK.sub(" ", text)
        if not result or result[-1][0].endswith(" "):
            line = line.lstrip()
        if line:
            result.append((line, field, is_filled))
    if result and result[-1][0].endswith(" "):
        text, field, is_filled = result.pop()
        result += [(text.rstrip(), field, is_filled)] if text.strip() else []
    return result
