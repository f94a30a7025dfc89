"""Whether an edit corrects a typo and nothing else: so little that it may go live before anybody else has read it.

Only letters of words in the title, the body and the variants may differ, a few in each word; signs between words and
blank space may too, and a word that stood twice may stand once. Whatever could alter what is promised is protected:
numbers and their words, signs such as % and €, tags, links, and the words that say no, must, only, until, Monday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from library.documents import Document, folded

#: Letters that may differ in a word, and in a short one.
FEW, FEWER = 2, 1
SHORT = 4

#: A longer tag counts as words and signs, of which each has to stay as well.
_TAG = re.compile(r"(\{\{.{0,1000}?\}\}|\{%.{0,1000}?%\}|\{#.{0,1000}?#\})", re.DOTALL)
_LINK = ("://", "@", "www.")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(rf"{_WORD.pattern}|\S")
#: Signs whose coming and going is no more than punctuation.
_LIGHT = frozenset(".,;:!?'\"’‘“”„«»…")
_TRAILING = "".join(_LIGHT) + ")"

_PROTECTED = frozenset(
    """
    no not nor never none nobody nothing neither without cannot cant can't won't don't isn't refuse refused deny denied
    if unless only except but however until till before after within by since when while during once again already still
    must may might can could shall should will would need needs have has had do does did be is are was were
    all any some every each both either most more less least few fewer many much enough about almost up over under above
    below between to from for in on at of off out and or instead yes free fee fees paid unpaid full part partial
    i you we he she they it me us him her them my your our his their who whom whose which
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half quarter
    third first second fourth fifth last next double twice thrice single
    minute minutes hour hours day days week weeks month months year years today tomorrow yesterday now later
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    january february march april june july august september october november december am pm
    nicht kein keine keinen keiner keinem nie niemals nur ohne wenn falls muss müssen darf dürfen bis vor nach ab
    ein zwei drei vier fünf sechs sieben acht neun zehn montag dienstag mittwoch donnerstag freitag samstag sonntag
    ne pas jamais non sans si seulement sauf avant après doit jusque aucun aucune
    nunca sin solo sólo excepto antes después debe hasta ningún ninguna
    niet geen nooit alleen tenzij voor na tot moet mai senza solo prima dopo deve fino nessun nessuna
    """.split()  # noqa: SIM905
)
#: Put before a word, or behind it, they turn it round.
_TURNS = ("un", "in", "im", "il", "ir", "dis", "non", "non-", "de", "mis", "re", "pre", "post", "under", "over")
_ENDS = ("less", "n't", "n’t")


def is_typo(before: Document, after: Document) -> bool:
    """Whether the second document differs from the first in nothing but spelling; False where they are alike."""
    if before == after or before.kind == "fact" or before.channels != after.channels:
        return False
    blank = {"title": "", "body": "", "variants": ()}
    if before._replace(**blank) != after._replace(**blank):  # type: ignore[arg-type]
        return False
    return all(_is_spelling(*pair) for pair in _texts(before, after))


def _texts(before: Document, after: Document) -> Iterator[tuple[str, str]]:
    yield before.title, after.title
    yield before.body, after.body
    for channel in before.channels:
        yield before.body_for(channel), after.body_for(channel)


def _is_spelling(before: str, after: str) -> bool:
    old, new = _telling(before), _telling(after)
    if len(old) != len(new):
        old, new = _said_once(old), _said_once(new)
    return len(old) == len(new) and all(_is_slip(a, b) for a, b in zip(old, new, strict=True) if a != b)


def _telling(text: str) -> list[str]:
    """The tokens of a text without light punctuation: tags, links, numbers and what hangs on them, words, signs."""
    tokens: list[str] = []
    for at, part in enumerate(_TAG.split(text)):
        tokens += [part] if at % 2 else [token for chunk in part.split() for token in _tokens_of(chunk)]
    return [token for token in tokens if token not in _LIGHT]


def _tokens_of(chunk: str) -> list[str]:
    if any(mark in chunk for mark in _LINK) or any(letter.isdigit() for letter in chunk):
        return [chunk.rstrip(_TRAILING) or chunk]
    return _TOKEN.findall(chunk)


def _said_once(tokens: list[str]) -> list[str]:
    """Without the second of two equal words; a protected one may be meant twice."""
    return [
        token
        for at, token in enumerate(tokens)
        if not at or folded(token) != folded(tokens[at - 1]) or not _WORD.fullmatch(token) or _is_protected(token)
    ]


def _is_slip(before: str, after: str) -> bool:
    """Whether one word is the other, spelt a little differently."""
    if not (_WORD.fullmatch(before) and _WORD.fullmatch(after)):
        return False
    one, other = _letters(before), _letters(after)
    if one == other:  # capitals and apostrophes
        return True
    if _is_protected(before) or _is_protected(after) or _is_turned(one, other) or _is_turned(other, one):
        return False
    from rapidfuzz.distance import OSA  # only who corrects a typo waits for it

    allowed = FEWER if min(len(one), len(other)) <= SHORT else FEW
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _letters(word: str) -> str:
    return folded(word).replace("'", "").replace("’", "")


def _is_protected(word: str) -> bool:
    return folded(word).replace("’", "'") in _PROTECTED or folded(word).endswith(_ENDS)


def _is_turned(word: str, other: str) -> bool:
    return any(other == turn + word for turn in _TURNS) or any(other == word + end for end in _ENDS)
