"""Which letters of a text the query matched, for showing: spans of the text as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from library.finding.folding import plain_with_places

Spans = tuple[tuple[int, int], ...]

#: A body or a pasted phrasing is marked this far only; more is never shown.
_MARKED_CHARACTERS = 2_000
#: Letters of either side that are aligned with each other; no name is longer.
_ALIGNED = 60


def mark(text: str, words: Sequence[str]) -> Spans:
    """Spans of the letters these query words matched, as a start, else word by word, else letter by letter."""
    loose, places = plain_with_places(text[:_MARKED_CHARACTERS])
    marked = _start(loose, "".join(words)) or _words(loose, words) or _letters(loose, "".join(words))
    return _spans(sorted({places[letter] for letter in marked}))


def _start(loose: str, joined: str) -> list[int]:
    """The first letters, dashes and spaces aside, when they are exactly the query."""
    letters = [place for place, letter in enumerate(loose) if letter != " "]
    first = letters[: len(joined)]
    return first if "".join(loose[place] for place in first) == joined else []


def _words(loose: str, words: Sequence[str]) -> list[int]:
    """Word beginnings that equal a query word, and what a misspelt word shares with its nearest."""
    marked: list[int] = []
    starts = _word_starts(loose)
    for word in words:
        hits = [start for start, found in starts if found.startswith(word)]
        for start in hits:
            marked.extend(range(start, start + len(word)))
        if not hits and len(word) >= 4:
            marked.extend(_nearly(starts, word))
    return marked


def _nearly(starts: Sequence[tuple[int, str]], word: str) -> list[int]:
    """Letters the nearest word has in common with a misspelt one, when they are most of its letters."""
    best: list[int] = []
    for start, found in starts:
        if abs(len(found) - len(word)) > 2:
            continue
        shared = _shared(found, word)
        if len(shared) > len(best) and len(shared) * 5 >= 3 * max(len(word), len(found)):
            best = [start + place for place in shared]
    return best


def _shared(text: str, word: str) -> list[int]:
    """Places in `text` of the most letters that stand in `word` in the same order (longest common subsequence)."""
    text, word = text[:_ALIGNED], word[:_ALIGNED]
    rows = [[0] * (len(word) + 1)]
    for letter in reversed(text):
        below = rows[-1]
        row = [0] * (len(word) + 1)
        for at in reversed(range(len(word))):
            row[at] = below[at + 1] + 1 if letter == word[at] else max(below[at], row[at + 1])
        rows.append(row)
    rows.reverse()
    places: list[int] = []
    at = 0
    for place, letter in enumerate(text):
        if rows[place][at] == rows[place + 1][at]:
            continue
        at = word.index(letter, at) + 1
        places.append(place)
    return places


def _letters(loose: str, joined: str) -> list[int]:
    """The query as initials, else as letters in order, else what it shares."""
    initials = [start for start, _ in _word_starts(loose)]
    if "".join(loose[place] for place in initials)[: len(joined)] == joined:
        return initials[: len(joined)]
    places: list[int] = []
    at = 0
    for letter in joined:
        place = loose.find(letter, at)
        if place < 0:
            return _shared(loose, joined)
        places.append(place)
        at = place + 1
    return places


def _word_starts(loose: str) -> list[tuple[int, str]]:
    starts: list[tuple[int, str]] = []
    at = 0
    for word in loose.split():
        at = loose.index(word, at)
        starts.append((at, word))
        at += len(word)
    return starts


def _spans(places: Iterable[int]) -> Spans:
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)
