"""Templates that say nearly the same: found among ten thousand without comparing with each of them.

Texts are compared without their code, in lower case. Only those with half of their longer words in common are compared
letter by letter: where more than that differs, nobody would call two texts the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from library.documents import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Alike enough to be told: nine letters of ten.
ALIKE = 0.9
#: Letters below which two texts are easily alike by chance.
SHORTEST = 60
#: Words with as many letters or more tell texts apart; each is one of so many bits.
_WORD = re.compile(r"[^\W_]{4,}")
_BITS = 2048
#: Letters a word has at most on average where blanks part them: 日本語 is cut into pairs of letters.
_LONG = 15
#: Letters of one text that are looked at: two that are alike so far need not be read further.
_LONGEST = 20_000

_CODE = re.compile(r"\{\{[^{}]*\}\}|\{[%#][^{}]*[%#]\}")


class Near(NamedTuple):
    """A template that says nearly the same, and how much of it: 1.0 is all."""

    template: str
    document: Document
    alike: float


class Likeness:
    """The texts of a library, ready to be asked for those like another; worked out at the first question."""

    def __init__(self, documents: Iterable[tuple[str, Document]]) -> None:
        self._documents = [(template, document) for template, document in documents if document.kind != "fact"]
        self._texts: list[str] | None = None

    def near(self, document: Document, *, but: Collection[str] = (), limit: int = 3) -> list[Near]:
        """Templates whose text is nearly this document's, the likest first; not those with the ids in `but`."""
        text = literal_of(document.body)
        if len(text) < SHORTEST or document.kind == "fact":
            return []
        from rapidfuzz.distance import Indel

        found = []
        for at in self._candidates(text):
            template, other = self._documents[at]
            if (
                template not in but
                and other.abbreviation != document.abbreviation
                and not is_translation(document, other)
            ):
                alike = Indel.normalized_similarity(text, self._text(at), score_cutoff=ALIKE)
                if alike:
                    found.append(Near(template, other, alike))
        return sorted(found, key=lambda near: (-near.alike, near.document.abbreviation))[:limit]

    def _text(self, at: int) -> str:
        assert self._texts is not None
        return self._texts[at]

    def _candidates(self, text: str) -> list[int]:
        """The texts that could be alike by their length and their words."""
        import numpy as np

        if self._texts is None:
            self._read()
        words = bits_of([text])[0]
        lengths, counts = self._lengths, self._counts
        may = np.flatnonzero((lengths >= SHORTEST) & (abs(lengths - len(text)) <= (1 - ALIKE) * (lengths + len(text))))
        shared = np.bitwise_count(self._words[may] & words).sum(axis=1, dtype=np.int32)
        most = np.maximum(counts[may], np.bitwise_count(words).sum(dtype=np.int32))
        return [int(at) for at in may[2 * shared >= most]]

    def _read(self) -> None:
        import numpy as np

        self._texts = [literal_of(document.body) for _, document in self._documents]
        self._lengths: NDArray[np.int32] = np.array([len(text) for text in self._texts], dtype=np.int32)
        self._words: NDArray[np.uint64] = bits_of(self._texts)
        self._counts: NDArray[np.int32] = np.bitwise_count(self._words).sum(axis=1, dtype=np.int32)


def literal_of(body: str) -> str:
    """A body's own words as they are compared: each gap is one sign, tags and the width of blanks do not count."""
    text = _CODE.sub(lambda code: "\x01" if code.group().startswith("{{") else " ", body) if "{" in body else body
    return " ".join(text.split()).lower()[:_LONGEST]


def bits_of(texts: Sequence[str]) -> NDArray[np.uint64]:
    """A row of bits for each text, those of its words set."""
    import numpy as np

    set_ = np.zeros((len(texts), _BITS), dtype=np.bool_)
    known: dict[str, int] = {}
    for at, text in enumerate(texts):
        words = _words_of(text)
        for word in words.difference(known):
            known[word] = crc32(word.encode()) % _BITS
        set_[at, [known[word] for word in words]] = True
    return np.packbits(set_, axis=1).view(np.uint64)


def _words_of(text: str) -> set[str]:
    if (text.count(" ") + 1) * _LONG > len(text):
        return set(_WORD.findall(text))
    return {text[at : at + 2] for at in range(len(text) - 1)}


def is_translation(document: Document, other: Document) -> bool:
    """Whether one is the other in another language; those are alike where little is said."""
    return document.language != other.language and (
        document.translates in other.names or other.translates in document.names
    )
