"""Which typed words speak of a template and not of a customer: those that its own texts explain.

More words than these may be kept of a search than its catalog and common language hold: `refnd`, `rl` and `pasw` are
in no text, and yet nobody's name. The rule is narrow where a customer's name could pass: one or two slips are believed
of long words only, as searching does, and letters in order (`rfndlt`) where so little was typed that it is no sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from library.desk.store import PERSONAL, Desk
from library.finding.folding import SENTENCE, plain, plain_rows, plain_words
from library.finding.index import initials_of
from library.masking import common_words

#: So long a word may be one slip away from the word it was meant for, and so long two (as in finding/spelling.py).
_ONE_SLIP, _TWO_SLIPS = 4, 7


class Texts(NamedTuple):
    """What a template is called and asked for with, folded. `meant` are the words that slips are believed of."""

    words: frozenset[str] = frozenset()
    meant: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()


def known_for(desk: Desk, template: str, typed: str = "") -> Callable[[str], bool]:
    """Whether a word may be kept of a search that ended with this template: for `masking.mask_words`.

    `typed` is the whole search; without it, it is taken for a sentence. The agent's own templates explain nothing:
    they may be called after a customer, and what is masked so goes to the library.
    """
    texts = Texts() if template.startswith(PERSONAL) else texts_of(desk, template)
    is_brief = 0 < len(plain_words(typed)) < SENTENCE

    def is_known(word: str) -> bool:
        if desk.is_known_word(word):
            return True
        parts = plain_words(word)
        return bool(parts) and all(explains(texts, part, is_brief=is_brief) for part in parts)

    return is_known


def texts_of(desk: Desk, template: str) -> Texts:
    """The texts of a live template, shared or the agent's own; nothing where there is none."""
    if template.startswith(PERSONAL):
        live = desk.find_live(template)
        if live is None:
            return Texts()
        document = live.document
        return _texts(document.names, document.title, [document.group, *document.tags])
    with desk.reading():
        row = desk.connection.execute(
            "SELECT title, grp, tags, phrasings FROM templates WHERE template = ?", (template,)
        ).fetchone()
        names = [name for (name,) in desk.connection.execute("SELECT name FROM names WHERE template = ?", (template,))]
    return _texts(names, row[0], row[1:]) if row else Texts()


def explains(texts: Texts, word: str, *, is_brief: bool) -> bool:
    """Whether a folded word is one of the template's, the beginning of one, or nearly one.

    Where `is_brief`, letters of a name in order and a title's initials too.
    """
    if any(other.startswith(word) for other in texts.words):
        return True
    if is_brief and (word in texts.initials or any(_is_in_order(word, name) for name in texts.names)):
        return True
    return any(_is_slip(word, other) for other in texts.meant)


def is_common(word: str) -> bool:
    return word in _common()


def _texts(names: Iterable[str], title: str, others: Iterable[str]) -> Texts:
    called = [plain(name) for name in names]
    joined = frozenset(name.replace(" ", "") for name in called)
    meant = frozenset(word for text in (*called, plain(title)) for word in text.split())
    return Texts(
        words=meant | frozenset(word for text in others for word in plain_words(text)),
        meant=meant | joined,
        names=joined,
        initials=frozenset(map(initials_of, (*called, plain(title)))),
    )


def _is_in_order(letters: str, name: str) -> bool:
    """Whether a name begins with the first of these letters and holds the others behind it, in order."""
    rest = iter(name)
    return name[:1] == letters[:1] and all(letter in rest for letter in letters)


def _is_slip(word: str, meant: str) -> bool:
    """Whether somebody who meant the one may have typed the other: a first letter is hardly ever another one."""
    most = 0 if len(word) < _ONE_SLIP else 1 if len(word) < _TWO_SLIPS else 2
    if not most or not word.isalpha() or abs(len(word) - len(meant)) > most:
        return False
    if word[0] != meant[0] and word[:2] != meant[1::-1]:
        return False
    from rapidfuzz.distance import OSA  # 15 ms to import: only where a word is no other word's beginning

    return OSA.distance(word, meant, score_cutoff=most) <= most


@cache
def _common() -> frozenset[str]:
    return frozenset(plain_rows(sorted(common_words())))
