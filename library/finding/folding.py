"""One form for everything that is compared while searching: lower case, no accents, no punctuation, single spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

#: A pasted page is cut here before anything is computed from it.
MAXIMUM_CHARACTERS = 2_000
MAXIMUM_WORDS = 40
#: From so many words on it may be a customer's sentence.
SENTENCE = 3

#: Everything ASCII that is no letter or digit parts words, but for the apostrophe: “can't” and “cant” are one word.
_ASCII: dict[int, str | None] = {code: (chr(code) if chr(code).isalnum() else " ") for code in range(128)}
_ASCII[ord("'")] = None


def plain(text: str) -> str:
    """Words of a text in comparable form, joined by single spaces: “Can’t log-in” is “cant log in”."""
    return " ".join(_loose(text).split())


def plain_words(text: str) -> list[str]:
    return _loose(text).split()


def is_sentence(text: str) -> bool:
    """Whether so much was typed that it may be a customer's sentence, and not a name."""
    return len(plain_words(text)) >= SENTENCE


def plain_rows(texts: Sequence[str]) -> list[str]:
    """`plain` of each text; thousands at once cost a tenth, folded as one long text."""
    whole = _ROW.join(texts)
    if not whole.isascii() or whole.count(_ROW) != len(texts) - 1:
        return [plain(text) for text in texts]
    whole = whole.lower().translate(_ASCII_ROWS)
    while "  " in whole:
        whole = whole.replace("  ", " ")
    return whole.strip(" ").replace(f" {_ROW}", _ROW).replace(f"{_ROW} ", _ROW).split(_ROW)


def plain_with_places(text: str) -> tuple[str, list[int]]:
    """The comparable form, spaces not joined, and for each of its characters the index it has in `text`."""
    if text.isascii() and "'" not in text:
        return _loose(text), list(range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _loose(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _loose(text: str) -> str:
    if text.isascii():
        return text.lower().translate(_ASCII)
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "").replace("'", ""))
    kept = (letter for letter in apart if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in kept)


#: Parts rows folded together; no document holds this control character (the record separator).
_ROW = "\x1e"
_ASCII_ROWS = {**_ASCII, ord(_ROW): _ROW}
