"""What differs between two texts, word by word, in pieces that put both together again byte for byte.

Words that stand once in both texts hold long texts together, and what lies between them is compared closely as far as
a budget of work lasts: whatever two texts come, the answer comes in a moment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from library.cleaning import for_line

SAME, GONE, NEW = "same", "gone", "new"
#: What stands around a piece, so that both texts can be told apart without colours.
SIGNS = {SAME: ("", ""), GONE: ("[-", "-]"), NEW: ("{+", "+}")}

#: Signs that end a word wherever they stand, and those that only do at its end: 12.50, it's and a@b.com are one word.
_ENDS = r"!-/:-@\[-`{-~‘’“”„«»…–—"
_TOKEN = re.compile(rf"\s+|[^\s{_ENDS}]+(?:[-_'’.,:/@&][^\s{_ENDS}]+)*|\S")
#: What a number counts, behind it: days, business days.
_UNIT = re.compile(r"[ \t]((?:(?:business|working|calendar|full|more)[ \t])*[^\W\d_]+)")
#: Steps of close comparison before the rest is held together by words that stand once; for each word, as many always.
_BUDGET = 10_000_000
_ALWAYS = 200
#: How often what lies between two words that stand once is looked through for more of them.
_DEPTH = 12


class Piece(NamedTuple):
    """A stretch of one text or of both: `kind` is "same", "gone" (only before) or "new" (only after)."""

    kind: str
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other: same and gone pieces together are `before`, same and new ones `after`.

    No two pieces of a kind follow each other, and of what was replaced the gone piece comes first.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    i = j = 0
    for start, other, size in _matches(old, new, [_BUDGET], _DEPTH):
        _add(pieces, "".join(old[i:start]), "".join(new[j:other]), "".join(old[start : start + size]))
        i, j = start + size, other + size
    return tuple(pieces)


def tokens_of(text: str) -> list[str]:
    """The words, signs and blank spaces of a text, which together are the text."""
    return _TOKEN.findall(text)


def alike(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[int, int, int], ...]:
    """Where two lists of tokens or lines are alike, in order and in bounded time: from, from, how many."""
    return tuple(match for match in _matches(old, new, [_BUDGET], _DEPTH) if match[2])


def marked(pieces: Sequence[Piece]) -> str:
    """One text that shows both without colours: [-what went-]{+what came+}, as `git diff --word-diff` does."""
    return "".join(f"{SIGNS[kind][0]}{text}{SIGNS[kind][1]}" for kind, text in pieces)


def summary(pieces: Sequence[Piece], limit: int = 60) -> str:
    """One line that says what changed: `30 → 14 days`, `new: by card`, `3 places changed`; "" where nothing did."""
    changes = _changes(pieces)
    if len({(gone, new) for gone, new, _ in changes}) > 1:
        return f"{len(changes)} places changed"
    often = f" ({len(changes)} places)" if len(changes) > 1 else ""
    return _told(*changes[0], limit - len(often)) + often if changes else ""


# matching


def _matches(old: Sequence[str], new: Sequence[str], budget: list[int], depth: int) -> Iterator[tuple[int, int, int]]:
    """Where the texts are alike, in order: from, from, how many words."""
    start = _alike(old, new)
    yield 0, 0, start
    end = _alike(old[start:][::-1], new[start:][::-1])
    within, other = old[start : len(old) - end], new[start : len(new) - end]
    for i, j, size in _between(within, other, budget, depth) if within and other else ():
        yield start + i, start + j, size
    yield len(old) - end, len(new) - end, end


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _between(old: Sequence[str], new: Sequence[str], budget: list[int], depth: int) -> Iterator[tuple[int, int, int]]:
    cost = _cost(old, new)
    if cost <= max(budget[0], _ALWAYS * len(old)):
        budget[0] -= cost
        yield from _close(old, new)
    elif depth and (anchors := _anchors(old, new)):
        i = j = 0
        for start, other in [*anchors, (len(old), len(new))]:
            for a, b, size in _matches(old[i:start], new[j:other], budget, depth - 1):
                yield i + a, j + b, size
            i, j = start, other


def _close(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    from difflib import SequenceMatcher  # only who looks at a change waits for it

    for match in SequenceMatcher(_is_space, old, new, autojunk=False).get_matching_blocks():
        if match.size:
            yield match.a, match.b, match.size


def _cost(old: Sequence[str], new: Sequence[str]) -> int:
    """Steps a close comparison takes at most: each word of the one is held against its like in the other, and all of
    that again for each stretch found.
    """
    counts = Counter(token for token in new if not _is_space(token))
    once = len(old) + sum(counts[token] for token in old)
    return once * min(len(old), counts.total() or 1)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Words that stand once in both, as many as keep their order: patience sorting, O(n log n).

    After Bram Cohen's patience diff (https://bramcohen.livejournal.com/73318.html).
    """
    from bisect import bisect_left

    there = _places_of_single(new)
    pairs = [(i, there[token]) for token, i in _places_of_single(old).items() if token in there]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(ends, j)
        before.append(last[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [j]
        last[pile : pile + 1] = [index]
    chain: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _places_of_single(tokens: Sequence[str]) -> dict[str, int]:
    """The place of every word that stands once, in order."""
    counts = Counter(tokens)
    return {token: at for at, token in enumerate(tokens) if counts[token] == 1 and not _is_space(token)}


def _is_space(token: str) -> bool:
    """Whether a token is space within a line: alone it says nothing about where two texts are alike."""
    return token.isspace() and "\n" not in token


# pieces


def _add(pieces: list[Piece], gone: str, new: str, same: str) -> None:
    for kind, text in ((GONE, gone), (NEW, new), (SAME, same)):
        if text and pieces and pieces[-1].kind == kind:
            pieces[-1] = Piece(kind, pieces[-1].text + text)
        elif text:
            pieces.append(Piece(kind, text))


def _changes(pieces: Sequence[Piece]) -> list[tuple[str, str, str]]:
    """What went, what came, and the word behind it on the same line, for every place that changed."""
    found: list[tuple[str, str, str]] = []
    for at, (kind, text) in enumerate(pieces):
        if kind == SAME:
            continue
        then = next((piece.text for piece in pieces[at + 1 :] if piece.kind == SAME), "")
        behind = _UNIT.match(then)
        unit = behind[1] if behind else ""
        if kind == NEW and at and pieces[at - 1].kind == GONE:
            found[-1] = (found[-1][0], for_line(text), unit)
        else:
            found.append((for_line(text), "", unit) if kind == GONE else ("", for_line(text), unit))
    return found


def _told(gone: str, new: str, unit: str, limit: int) -> str:
    if gone == new:
        return "blank space"
    if not gone:
        return _short(f"new: {new}", limit)
    if not new:
        return _short(f"no longer: {gone}", limit)
    if unit and (gone + new).isdecimal():  # a number alone says little
        new = f"{new} {unit}"
    room = limit - len(" → ")
    if len(gone) + len(new) > room:
        gone, new = _short(gone, max(room // 2, room - len(new))), _short(new, max(room - room // 2, room - len(gone)))
    return f"{gone} → {new}"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: max(0, width - 1)]}…"
