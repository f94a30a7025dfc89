"""Characters nobody sees: those that show a text in another order than it is, and those that only hide in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from library.checks.subject import Hit, Subject

#: Bidi embeddings, overrides and isolates. Source: Unicode Standard Annex 9, table 4.
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_OVERRIDES = "\u202d\u202e"
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_JOINERS = "\u200c\u200d"
#: Formats without a width, fillers that look like blanks, and tags; variation selectors belong to what they follow.
_HIDDEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0001-\U000e007f"
)
_ANY = re.compile(f"[{_REORDERING}{_DIRECTION_MARKS}{_JOINERS}{_HIDDEN}]")
_REORDERS = re.compile(f"[{_REORDERING}]")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "ps", "sd", "ug", "ur", "yi"})


def reordering_letters(subject: Subject) -> Iterator[Hit]:
    """Bidi controls: what a lead reads and what customers get need not be the same text."""
    language = subject.document.language.lower().replace("_", "-").partition("-")[0]
    for text in subject.texts:
        for match in () if text.body.isascii() else _REORDERS.finditer(text.body):
            if language in _RIGHT_TO_LEFT and match.group() not in _OVERRIDES:
                continue  # these scripts need them around foreign words
            message = f"{_named(match.group())} shows the text in another order than it is"
            yield Hit(message, "take it out", text.place, match.start())


def hidden_letters(subject: Subject) -> Iterator[Hit]:
    """Letters without a shape; those that scripts and emoji are joined with stay unsaid."""
    language = subject.document.language.lower().replace("_", "-").partition("-")[0]
    for text in subject.texts:
        for match in () if text.body.isascii() else _ANY.finditer(text.body):
            letter, at = match.group(), match.start()
            is_meant = (
                (letter in _DIRECTION_MARKS and (language in _RIGHT_TO_LEFT or _is_near_right_to_left(text.body, at)))
                or (letter in _JOINERS and _joins(text.body, at))
                or ("\U000e0020" <= letter <= "\U000e007f" and _is_flag(text.body, at))
                or _REORDERS.match(letter)
            )
            if not is_meant:
                hint = "take it out; it parts words where nobody sees it"
                yield Hit(f"{_named(letter)} is in the text, and nobody sees it", hint, text.place, at)


def _named(letter: str) -> str:
    return f"the character U+{ord(letter):04X} ({unicodedata.name(letter, 'unnamed').lower()})"


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands between letters that are joined, or within an emoji: never between plain Latin ones."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return bool(before and after) and not (before.isascii() or after.isascii())


def _is_near_right_to_left(text: str, at: int) -> bool:
    around = text[max(0, at - 20) : at + 20]
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in around if letter not in _DIRECTION_MARKS)


def _is_flag(text: str, at: int) -> bool:
    """Whether a tag belongs to a flag: England's is a black flag with tags behind it."""
    start = at
    while start > 0 and at - start < 8 and "\U000e0020" <= text[start] <= "\U000e007f":
        start -= 1
    return text[start] == "\U0001f3f4"
