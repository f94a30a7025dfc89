"""What somebody typed, cut to a bearable size and in every form the ways of matching compare."""

from __future__ import annotations

from dataclasses import dataclass

from library.documents import folded
from library.finding.folding import MAXIMUM_CHARACTERS, MAXIMUM_WORDS, plain_words


@dataclass(frozen=True, slots=True)
class Query:
    """`typed` compares with names as they are, `words` with words, `joined` with names without their dashes."""

    typed: str
    words: tuple[str, ...]
    joined: str

    @property
    def spaced(self) -> str:
        return " ".join(self.words)


def query_of(text: str) -> Query:
    typed = folded(text[:MAXIMUM_CHARACTERS])
    words = tuple(plain_words(typed)[:MAXIMUM_WORDS])
    return Query(typed, words, "".join(words))
