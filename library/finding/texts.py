"""Which of an entry's texts a hit is about: what the result row shows and marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from library.documents import folded
from library.finding.folding import plain_words
from library.finding.index import Entry


def name_where(entry: Entry, is_it: Callable[[str], bool]) -> tuple[str, str]:
    """Kind and text of the entry's first name whose folded form is the one; if none is, its abbreviation."""
    for alias in entry.aliases:
        if is_it(folded(alias)) and not is_it(folded(entry.abbreviation)):
            return "alias", alias
    return "name", entry.abbreviation


def text_of(entry: Entry, kind: str, words: Sequence[str]) -> tuple[str, str]:
    """Kind and text of what holds one of the words, for a hit that knows only the kind."""
    if kind == "tag":
        return kind, next((tag for tag in entry.tags if _holds(tag, words)), ", ".join(entry.tags))
    if kind == "name":
        return name_where(entry, lambda name: _holds(name, words))
    if kind == "body":
        return kind, next((line.strip() for line in entry.body.splitlines() if _holds(line, words)), "")
    return ("group", entry.group) if kind == "group" else ("title", entry.title)


def _holds(text: str, words: Sequence[str]) -> bool:
    typed = tuple(words)
    return any(word.startswith(typed) for word in plain_words(text))
