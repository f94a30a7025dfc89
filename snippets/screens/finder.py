"""What a screen searches with: the index of names and titles, what this agent took for which words, and, as soon as it
is loaded, what customers' words mean. Imported in the worker that reads the catalog, never before the first frame.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from library.desk.choices import Choices, key_of
from library.finding import Entry, Index, Match, Taken, find, update
from library.finding.blending import Asked, together

if TYPE_CHECKING:
    from library.finding.meaning import Meaning

LIMIT = 50
#: So many templates at most are added for what the words mean.
NEAREST = 10

#: So many changed templates are taken into the index where it stands; for more a new one is made, in the worker.
FEW = 50


class Finder:
    """Answers every key at once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        #: What was taken for which words.
        self.taken = Choices({}, {})
        self.meaning: Meaning | None = None
        #: What has changed since the index was made, until `settle`.
        self._changed: Sequence[Entry] = ()
        self._gone: Collection[str] = ()

    def __len__(self) -> int:
        return len(self.index)

    def find(self, words: str, *, is_pasted: bool = False) -> list[Match]:
        key = key_of(words)
        taken = Taken(self.taken.own.get(key, ()), self.taken.team.get(key, ()))
        return find(self.index, words, LIMIT, is_pasted=is_pasted, taken=taken)

    def nearest(self, words: str) -> list[Match]:
        """What these words most likely ask for, best first; nothing where that is not known (yet)."""
        from library.finding.meaning import nearest
        from library.finding.meaning_fitting import FITTING

        return nearest(self.meaning, words, NEAREST, at_least=FITTING) if self.meaning else []

    def answers(self, message: str) -> list[Match]:
        """What a whole message asks for: the best for each of its questions, then the second best ..."""
        from library.finding.meaning_answers import answers

        found = answers(self.meaning, message, NEAREST) if self.meaning else []
        ranks = range(max((len(answer.matches) for answer in found), default=0))
        ranked = [answer.matches[rank] for rank in ranks for answer in found if rank < len(answer.matches)]
        return Asked(self.index, message, is_pasted=True).passing(together(ranked))

    def asked(self, words: str) -> Asked:
        return Asked(self.index, words)

    def entry(self, template: str) -> Entry | None:
        number = self.index.number_of.get(template)
        return None if number is None else self.index.at[number]

    def offered(self, first: Sequence[str]) -> list[Entry]:
        """The templates of these ids, then those used most."""
        entries = [entry for template in dict.fromkeys(first) if (entry := self.entry(template))]
        known = {entry.template for entry in entries}
        most_used = self.index.entries[: LIMIT + len(entries)]
        return [*entries, *(entry for entry in most_used if entry.template not in known)][:LIMIT]

    # it learns, and the catalog changes

    def used(self, template: str, uses: int = 1) -> None:
        """Counts so many uses of this agent: equals stand by them from the next key on."""
        if entry := self.entry(template):
            counted = entry._replace(uses=max(entry.uses + uses, 0), own_uses=max(entry.own_uses + uses, 0))
            self.index = update(self.index, [counted])

    def learn(self, words: str, taken: Taken) -> None:
        """What is taken for these words, as of now."""
        self.taken.own[key_of(words)] = tuple(taken.own)

    def followed_by(self, entries: Sequence[Entry]) -> Finder | None:
        """A finder over these entries that goes on with this one's index, once settled; None where too much is new."""
        changed = [entry for entry in entries if self.entry(entry.template) != entry]
        gone = set(self.index.number_of) - {entry.template for entry in entries}
        if len(changed) + len(gone) > FEW:
            return None
        finder = Finder(self.index)
        finder._changed, finder._gone = changed, gone
        if self.meaning:
            from library.finding.meaning import update_meaning

            finder.meaning = update_meaning(self.meaning, changed, gone)
        return finder

    def settle(self) -> None:
        """Takes the changes in; on the side that searches, since no search may run beside it."""
        if self._changed or self._gone:
            self.index = update(self.index, self._changed, self._gone)
        self._changed, self._gone = (), ()
