"""What `find` looks in: entries in the order ties are broken, and a structure per way of matching, made when needed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from library.documents import folded
from library.finding import strengths
from library.finding.bits import bits_of, each, numbers
from library.finding.folding import plain, plain_rows, plain_words
from library.finding.grams import Grams
from library.finding.starts import Starts
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


@dataclass(frozen=True, slots=True)
class Fields:
    """An entry's words: those of its title, and for every word the kind of text it stands in and what that counts."""

    title: tuple[str, ...]
    words: dict[str, tuple[float, str]]


class Index:
    """Made by `build`. An entry is known by its number: shorter abbreviations first, then alphabetical.

    Ties go by `places`: own uses, then the team's, then as numbers go. Only `updating.update` changes it.
    """

    def __init__(self, numbered: list[Entry]) -> None:
        self.at = numbered
        self.is_warm = False
        #: What filters keep here: by kind of label and by label the set of entries.
        self.labels: dict[str, dict[str, int]] = {}
        self._fields: dict[int, Fields] = {}
        used = [number for number, entry in enumerate(numbered) if entry.uses or entry.own_uses]
        self.used = bits_of(used)
        #: The numbers in the order ties are broken, and of each number the place it has there.
        self.order = list(range(len(numbered)))
        self.places = list(self.order)
        if used:
            known = set(used)
            used.sort(key=lambda number: order_of(numbered[number]))
            self.order = [*used, *(number for number in self.order if number not in known)]
            for place, number in enumerate(self.order):
                self.places[number] = place
        self.entries = [numbered[number] for number in self.order]

    def __len__(self) -> int:
        return len(self.entries)

    def in_order(self, numbers: Iterable[int], most: int | None = None) -> list[int]:
        """The numbers by place, the best so many."""
        return sorted(numbers, key=self.places.__getitem__)[:most]

    def choose(self, bits: int, most: int) -> list[int]:
        """Some of a set of equals: the used ones by place, then the lowest numbers."""
        used = self.in_order(each(bits & self.used), most)
        return used + numbers(bits & ~self.used, most - len(used))

    def warm(self) -> None:
        """Makes every structure now, for one who will ask often; call it in a worker. The answers stay the same."""
        for words in (self.short, self.phrasings, self.bodies):
            words.warm()
        for starts in (self.name_starts, self.joined_starts, self.title_starts):
            starts.warm()
        _ = (self.by_name, self.by_initials, self.grams)
        self.is_warm = True

    @cached_property
    def _names(self) -> tuple[list[str], list[int]]:
        texts: list[str] = []
        owners: list[int] = []
        for number, entry in enumerate(self.at):
            texts.append(entry.abbreviation)
            owners.append(number)
            for alias in entry.aliases:
                texts.append(alias)
                owners.append(number)
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
        """Numbers by folded name; where two templates claim one name, the better placed."""
        found = dict(zip(self.names, self.owner, strict=True))
        if len(found) < len(self.names):
            for name, number in zip(self.names, self.owner, strict=True):
                if self.places[number] < self.places[found[name]]:
                    found[name] = number
        return found

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Numbers by template id."""
        return {entry.template: number for number, entry in enumerate(self.at)}

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
        return plain_rows([entry.title for entry in self.at])

    @cached_property
    def title_starts(self) -> Starts:
        return Starts(self.titles, range(len(self.titles)))

    def with_initials(self, letters: str) -> set[int]:
        """Numbers whose name's parts or title's words begin with these letters, one by one."""
        if self.is_warm:
            return set(array("I", self.by_initials.get(letters, b"")))
        return {number for text, number in self._initialled(letters[0]) if initials_of(text) == letters}

    @cached_property
    def by_initials(self) -> dict[str, bytes]:
        """Numbers by initials, as the bytes of arrays: a hundred thousand lists or sets would take long to load."""
        found: dict[str, array[int]] = {}
        for text, number in self._initialled(""):
            letters = initials_of(text)
            if letters in found:
                found[letters].append(number)
            else:
                found[letters] = array("I", (number,))
        return {letters: there.tobytes() for letters, there in found.items()}

    def _initialled(self, first: str) -> Iterator[tuple[str, int]]:
        """Names in words, and titles, that begin so, with their numbers."""
        for name, number in zip(self.names, self.owner, strict=True):
            if name.startswith(first):
                yield name.replace("-", " "), number
        for number, title in enumerate(self.titles):
            if title.startswith(first):
                yield title, number

    def alike(self, name: str, edits: int) -> Sequence[int]:
        """Places in `names` of those that may be within so many edits: all of them, until `warm` knows better."""
        return self.grams.alike(name, edits) if self.is_warm else range(len(self.joined))

    def with_letters(self, letters: str) -> tuple[Sequence[int], Sequence[int]]:
        """Places in `names` of those that may hold all these letters, with the same first one, and anywhere."""
        if self.is_warm:
            return self.grams.with_letters(letters)
        return range(len(self.joined)), range(len(self.joined))

    @cached_property
    def grams(self) -> Grams:
        return Grams(self.joined)

    @cached_property
    def short(self) -> Words:
        """One row an entry: the words of title, names, tags and group."""
        return Words(plain_rows([short_text(entry) for entry in self.at]))

    def fields(self, number: int) -> Fields:
        """The words of one entry's short texts, kept once made."""
        if number not in self._fields:
            self._fields[number] = _fields_of(self.at[number])
        return self._fields[number]

    def forget_fields(self, number: int) -> None:
        self._fields.pop(number, None)

    @cached_property
    def phrasings(self) -> Words:
        """One row an entry: the words of all its phrasings."""
        return Words(plain_rows([" ".join(entry.phrasings) for entry in self.at]))

    @cached_property
    def bodies(self) -> Words:
        return Words(plain_rows([entry.body for entry in self.at]))


def short_text(entry: Entry) -> str:
    names = " ".join((entry.abbreviation, *entry.aliases)) if entry.aliases else entry.abbreviation
    return f"{entry.title} {names} {' '.join(entry.tags)} {entry.group}"


def build(entries: Sequence[Entry]) -> Index:
    """An index over these entries; cheap, since each structure waits until a search needs it (or for `warm`)."""
    numbered = sorted(entries, key=attrgetter("abbreviation"))
    numbered.sort(key=lambda entry: len(entry.abbreviation))
    return Index(numbered)


def order_of(entry: Entry) -> tuple[int, int, int, str]:
    """What entries are ordered by where nothing else decides."""
    return -entry.own_uses, -entry.uses, len(entry.abbreviation), entry.abbreviation


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


#: Owns the names of entries that were dropped.
NOBODY = -1
