"""What `find` looks in: entries in the order ties are broken, and a structure per way of matching, made when needed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from library.documents import folded
from library.finding import strengths
from library.finding.folding import plain, plain_rows, plain_words
from library.finding.grams import Grams
from library.finding.words import Words


class Entry(NamedTuple):
    """One live template as finding sees it; `template` is its id, uses are the team's, own_uses the agent's."""

    template: str
    abbreviation: str
    title: str
    group: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    phrasings: tuple[str, ...] = ()
    body: str = ""
    uses: int = 0
    own_uses: int = 0
    language: str = ""
    channels: tuple[str, ...] = ()


class Starts:
    """Which owners have a text that begins so. Looks through all of them until `warm` has sorted them."""

    def __init__(self, texts: Sequence[str], owners: Sequence[int]) -> None:
        self._texts = texts
        self._owners = owners
        self._is_sorted = False

    def warm(self) -> None:
        if not self._is_sorted:
            pairs = sorted(zip(self._texts, self._owners, strict=True))
            self._texts = [text for text, _ in pairs]
            self._owners = [owner for _, owner in pairs]
            self._is_sorted = True

    def owners(self, start: str) -> list[int]:
        """Owners in their own order (of rank), each once."""
        if not self._is_sorted:
            found = (owner for text, owner in zip(self._texts, self._owners, strict=True) if text.startswith(start))
            return list(dict.fromkeys(found))
        first = bisect_left(self._texts, start)
        last = bisect_left(self._texts, start + _LAST, first)
        return sorted(set(self._owners[first:last]))


@dataclass(frozen=True, slots=True)
class Fields:
    """An entry's words: those of its title, and for every word the kind of text it stands in and what that counts."""

    title: tuple[str, ...]
    words: dict[str, tuple[float, str]]


class Index:
    """Made by `build`, unchanged since. An entry is known by its rank: own uses, uses, shorter, alphabetical."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        ranked = sorted(entries, key=attrgetter("abbreviation"))
        ranked.sort(key=lambda entry: len(entry.abbreviation))
        ranked.sort(key=attrgetter("own_uses", "uses"), reverse=True)
        self.entries = ranked
        self.is_warm = False
        self._fields: dict[int, Fields] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def warm(self) -> None:
        """Makes every structure now, for one who will ask often; call it in a worker. The answers stay the same."""
        for words in (self.short, self.phrasings, self.bodies):
            words.warm()
        for starts in (self.name_starts, self.joined_starts, self.title_starts):
            starts.warm()
        _ = (self.by_name, self._initials, self.grams)
        self.is_warm = True

    @cached_property
    def _names(self) -> tuple[list[str], list[int]]:
        texts: list[str] = []
        owners: list[int] = []
        for rank, entry in enumerate(self.entries):
            texts.append(entry.abbreviation)
            owners.append(rank)
            for alias in entry.aliases:
                texts.append(alias)
                owners.append(rank)
        whole = "\n".join(texts)
        if whole.isascii() and whole.count("\n") == len(texts) - 1:
            return whole.lower().split("\n"), owners
        return [folded(text) for text in texts], owners

    @property
    def names(self) -> list[str]:
        """Every name, folded, aliases too; `owner` gives each one's entry."""
        return self._names[0]

    @property
    def owner(self) -> list[int]:
        return self._names[1]

    @cached_property
    def by_name(self) -> dict[str, int]:
        """Ranks by folded name; where two templates claim one name, the better ranked."""
        return dict(zip(reversed(self.names), reversed(self.owner), strict=True))

    @cached_property
    def name_starts(self) -> Starts:
        return Starts(*self._names)

    @cached_property
    def joined(self) -> list[str]:
        """Names as one word each: `refund-late` is `refundlate`."""
        simple = [name.replace("-", "") for name in self.names]
        return [one if one.isalnum() and one.isascii() else joined(one) for one in simple]

    @cached_property
    def joined_starts(self) -> Starts:
        return Starts(self.joined, self.owner)

    @cached_property
    def titles(self) -> list[str]:
        return plain_rows([entry.title for entry in self.entries])

    @cached_property
    def title_starts(self) -> Starts:
        return Starts(self.titles, range(len(self.titles)))

    def with_initials(self, letters: str) -> Sequence[int]:
        """Ranks whose name's parts or title's words begin with these letters, one by one."""
        if self.is_warm:
            return self._initials.get(letters, ())
        return sorted({rank for text, rank in self._initialled(letters[0]) if initials_of(text) == letters})

    @cached_property
    def _initials(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for text, rank in self._initialled(""):
            found.setdefault(initials_of(text), []).append(rank)
        return {letters: sorted(set(ranks)) for letters, ranks in found.items()}

    def _initialled(self, first: str) -> Iterator[tuple[str, int]]:
        """Names in words, and titles, that begin so, with their ranks."""
        for name, rank in zip(self.names, self.owner, strict=True):
            if name.startswith(first):
                yield name.replace("-", " "), rank
        for rank, title in enumerate(self.titles):
            if title.startswith(first):
                yield title, rank

    def alike(self, name: str, edits: int) -> Sequence[int]:
        """Numbers of the names that may be within so many edits: all of them, until `warm` knows better."""
        return self.grams.alike(name, edits) if self.is_warm else range(len(self.joined))

    def with_letters(self, letters: str) -> Sequence[int]:
        """Numbers of the names that may hold all these letters: all of them, until `warm` knows better."""
        return self.grams.with_letters(letters) if self.is_warm else range(len(self.joined))

    @cached_property
    def grams(self) -> Grams:
        return Grams(self.joined)

    @cached_property
    def short(self) -> Words:
        """One row an entry: the words of title, names, tags and group."""
        rows = []
        for entry in self.entries:
            names = " ".join((entry.abbreviation, *entry.aliases)) if entry.aliases else entry.abbreviation
            rows.append(f"{entry.title} {names} {' '.join(entry.tags)} {entry.group}")
        return Words(plain_rows(rows))

    def fields(self, rank: int) -> Fields:
        """The words of one entry's short texts, kept once made."""
        if rank not in self._fields:
            self._fields[rank] = _fields_of(self.entries[rank])
        return self._fields[rank]

    @cached_property
    def _asked(self) -> tuple[list[str], list[int]]:
        texts: list[str] = []
        owners: list[int] = []
        for rank, entry in enumerate(self.entries):
            for text in entry.phrasings:
                texts.append(text)
                owners.append(rank)
        return texts, owners

    @property
    def asked(self) -> list[str]:
        """Every phrasing as customers wrote it; `asker` gives each one's entry."""
        return self._asked[0]

    @property
    def asker(self) -> list[int]:
        return self._asked[1]

    @cached_property
    def phrasings(self) -> Words:
        return Words(plain_rows(self.asked))

    @cached_property
    def bodies(self) -> Words:
        return Words(plain_rows([entry.body for entry in self.entries]))


def build(entries: Sequence[Entry]) -> Index:
    """An index over these entries; cheap, since each structure waits until a search needs it (or for `warm`)."""
    return Index(entries)


def _fields_of(entry: Entry) -> Fields:
    title = tuple(plain_words(entry.title))
    words: dict[str, tuple[float, str]] = dict.fromkeys(plain_words(entry.group), strengths.IN_GROUP)
    words |= dict.fromkeys(plain_words(" ".join(entry.tags)), strengths.IN_TAG)
    words |= dict.fromkeys(plain_words(" ".join((entry.abbreviation, *entry.aliases))), strengths.IN_NAME)
    words |= dict.fromkeys(title, strengths.IN_TITLE)
    return Fields(title, words)


def joined(text: str) -> str:
    """Letters and digits only, folded: one word."""
    return plain(text).replace(" ", "")


def initials_of(words: str) -> str:
    return "".join([word[0] for word in words.split()])


_LAST = chr(0x10FFFF)
