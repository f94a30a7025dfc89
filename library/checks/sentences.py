"""Prose cut into sentences and words, as far as checks need it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from library.checks.subject import GAP, TAG

#: A sentence ends at ., ! or ? before a blank, at a colon or semicolon before a line end, and at every line's end.
_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*(?=[\s\x02])|\n")
#: Dots that end no sentence.
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|nr|mr|mrs|ms|dr|st|inc|ltd|co|z\.b|d\.h|ca|bzw|a\.m|p\.m)"
    r"|(?:\A|\n)[ \x02]*\d{1,2})\.$",
    re.IGNORECASE,
)
_WORD = re.compile(rf"{GAP}+|[^\W_]+(?:[-'’.][^\W_]+)*")


def sentences_in(prose: str) -> Iterator[tuple[int, str]]:
    """Each sentence with the offset it begins at."""
    start = 0
    for end in _END.finditer(prose):
        if end.group() != "\n" and _SHORT.search(prose, max(start, end.start() - 12), end.start()):
            continue
        if prose[start : end.end()].strip(f" \t\n{TAG}"):
            yield start, prose[start : end.end()]
        start = end.end()
    if prose[start:].strip(f" \t\n{TAG}"):
        yield start, prose[start:]


def words_in(text: str) -> list[str]:
    """The words of a text, a gap being one."""
    return _WORD.findall(text)


def stems_in(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in re.findall(r"[^\W\d_]+", text.lower()))


_ENDINGS = (("ies", "y"), ("ied", "y"), ("ying", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """An English word without its commonest endings: refunds, refunded and refund are one, so are delivery, deliver."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    return word[:-1] if len(word) > 4 and word[-1] in "ye" else word
