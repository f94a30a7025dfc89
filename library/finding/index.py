"""What `find` looks in: entries in the order ties are broken, and a structure per way of matching, made when needed."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from library.documents import folded
from library.finding import strengths
from library.finding.bits import bits_of, each, numbers
from library.finding.folding import plain, plain_rows, plain_words
from library.finding.grams import Grams
from library.finding.labels import KINDS, Labels, labelled
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

    def __init__(self, numbered: list[Entry], lost: Collection[int] = ()) -> None:
        """`lost` numbers are nobody's."""
        self.at = numbered
        self.is_warm = False
        #: What filters keep here: by sign the labels behind it, and the sets for what was asked lately.
        self.labels: dict[str, Labels] = {}
        self.passing: dict[str, int | None] = {}
        self._fields: dict[int, Fields] = {}
        self._phrased: dict[int, tuple[tuple[str, ...], ...]] = {}
        used = [number for number, entry in enumerate(numbered) if entry.uses or entry.own_uses]
        self.used = bits_of(used)
        #: The numbers in the order ties are broken, and of each number how far behind it is there.
        self.order = array("I", range(len(numbered)))
        self.places = array("d", range(len(numbered)))
        if used or lost:
            known = {*used, *lost}
            used.sort(key=lambda number: order_of(numbered[number]))
            self.order = array("I", [*used, *(number for number in self.order if number not in known)])
            self.settle_places()
        self.entries = [numbered[number] for number in self.order]

    def __len__(self) -> int:
        return len(self.entries)

    def settle_places(self) -> None:
        """Gives every number its place anew."""
        self.places = array("d", bytes(8 * len(self.at)))
        for place, number in enumerate(self.order):
            self.places[number] = place

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
        for starts in (self.name_starts, self.joined_starts, self.title_starts, self.initials):
            starts.warm()
        for sign in KINDS:
            self.labelled(sign)
        _ = self.grams
        self.is_warm = True

    @cached_property
    def _names(self) -> tuple[list[str], array[int]]:
        texts: list[str] = []
        owners = array("I")
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
    def owner(self) -> array[int]:
        """Ascending: an entry's names stand beside each other. Those of entries that went stay, and are never asked."""
        return self._names[1]

    @property
    def by_name(self) -> ByName:
        return ByName(self)

    @cached_property
    def number_of(self) -> dict[str, int]:
        """Numbers by template id."""
        return {self.at[number].template: number for number in self.order}

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
            return self.initials.owners_of(letters)
        return {number for text, number in self._initialled(letters[0]) if initials_of(text) == letters}

    @cached_property
    def initials(self) -> Starts:
        known: dict[str, str] = {}  # many are alike: one text serves for all of them
        pairs = [(initials_of(text), number) for text, number in self._initialled("")]
        return Starts([known.setdefault(letters, letters) for letters, _ in pairs], [number for _, number in pairs])

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

    def labelled(self, sign: str) -> Labels:
        """Who has which label behind this sign, kept once made."""
        if sign not in self.labels:
            self.labels[sign] = labelled(self.at, sign)
        return self.labels[sign]

    def fields(self, number: int) -> Fields:
        """The words of one entry's short texts, kept once made."""
        if number not in self._fields:
            if len(self._fields) >= _KEPT_FIELDS:
                self._fields.clear()
            self._fields[number] = _fields_of(self.at[number])
        return self._fields[number]

    def phrased(self, number: int) -> tuple[tuple[str, ...], ...]:
        """The words of one entry's phrasings, kept once made."""
        if number not in self._phrased:
            if len(self._phrased) >= _KEPT_FIELDS:
                self._phrased.clear()
            self._phrased[number] = tuple(tuple(plain_words(text)) for text in self.at[number].phrasings)
        return self._phrased[number]

    def forget_fields(self, number: int) -> None:
        self._fields.pop(number, None)
        self._phrased.pop(number, None)

    @cached_property
    def phrasings(self) -> Words:
        """One row an entry: the words of all its phrasings."""
        return Words(plain_rows([" ".join(entry.phrasings) for entry in self.at]))

    @cached_property
    def bodies(self) -> Words:
        return Words(plain_rows([entry.body for entry in self.at]))


class ByName:
    """Numbers by folded name; where several templates claim one name, the best placed."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def get(self, name: str) -> int | None:
        claiming = self._index.name_starts.owners_of(name)
        return min(claiming, key=self._index.places.__getitem__, default=None)

    def __contains__(self, name: str) -> bool:
        return bool(self._index.name_starts.owners_of(name))


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


#: Entries whose words are kept taken apart: a kilobyte each.
_KEPT_FIELDS = 5_000
