"""Texts as people put them, masks and all: what is left without the masks, and which say nearly the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from library.finding.folding import plain
from library.masking import PLACEHOLDERS

#: What stands for masks where people read a text: a word of its own would be found by it.
LEFT_OUT = "…"
#: Groups that later texts are compared with; with more of them a year's searches would take minutes.
MOST_GROUPS = 4_000


def comparable(text: str) -> str:
    """The text in the form of finding, masks kept as they are; '' for one that is nothing but masks and signs."""
    parts = _masks().split(text)
    if not any(plain(part) for part in parts[::2]):
        return ""
    return " ".join(word for part in parts for word in ([part] if _masks().fullmatch(part) else plain(part).split()))


def readable(text: str) -> str:
    """The text on one line, an ellipsis for each run of masks."""
    mask = _masks().pattern
    return " ".join(re.sub(rf"{mask}(?:\s*{mask})*", LEFT_OUT, text).split())


def without_masks(text: str) -> str:
    return " ".join(_masks().sub(" ", text).split())


def grouped(texts: Iterable[str], likeness: float) -> list[list[str]]:
    """Each text with the earlier one it is most like, else first of a group of its own.

    Likeness is rapidfuzz's token_sort_ratio: 0 to 100, the order of words does not count.
    """
    from rapidfuzz import fuzz, process

    groups: list[list[str]] = []
    #: First texts, words in order, by their length: within `likeness` lengths differ little.
    heads: dict[int, dict[int, str]] = {}
    for text in texts:
        words = " ".join(sorted(text.split()))
        lengths = range(*_lengths_like(len(words), likeness))
        near = [
            process.extractOne(words, heads[n], scorer=fuzz.ratio, score_cutoff=likeness) for n in lengths if n in heads
        ]
        best = max((found for found in near if found), key=lambda found: found[1], default=None)
        if best is not None:
            groups[best[2]].append(text)
            continue
        if len(groups) < MOST_GROUPS:
            heads.setdefault(len(words), {})[len(groups)] = words
        groups.append([text])
    return groups


def is_like_any(text: str, others: Iterable[str], likeness: float) -> bool:
    """Whether one of the other texts says nearly the same."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(text, others, scorer=fuzz.token_sort_ratio, score_cutoff=likeness)
    return found is not None


def _lengths_like(length: int, likeness: float) -> tuple[int, int]:
    """Where lengths of texts so alike lie: with the shorter s, the longer l, ratio is at most 200 s / (s + l)."""
    return int(length * likeness / (200 - likeness)), int(length * (200 - likeness) / likeness) + 2


@cache
def _masks() -> re.Pattern[str]:
    return re.compile(rf"(<(?:{'|'.join(PLACEHOLDERS)})>)")
