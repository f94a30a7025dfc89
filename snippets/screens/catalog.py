"""What a screen holds of the catalog: the index to search in, and one template pinned with everything it quotes.

Imported in the worker that reads the catalog, never before the first frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from library.desk import outbox
from library.desk.catalog import entries
from library.desk.store import Desk, Live, open_desk
from library.documents import Document, folded
from library.errors import TemplateFault, UnknownName
from library.finding import Entry, Index, Match, build, find
from library.rendering.language import is_plain, uses
from snippets.screens.catalog_screen import Mark

RECENT = 8
#: Facts that filters read without being told: money the currency, dates the holidays.
UNNAMED_FACTS = {"money": "currency", "business_days": "holidays"}


@dataclass(frozen=True, slots=True)
class Held:
    """One live template with every fragment and fact it may quote, all of one library version."""

    live: Live
    version: int
    documents: Mapping[str, Document]

    def document(self, name: str) -> Document | None:
        return self.documents.get(folded(name))


class Catalog:
    """Everything searching and choosing need, at one library version, with an open desk to read templates from."""

    def __init__(self, desk: Desk, mark: Mark, index: Index, settings: Mapping[str, str]) -> None:
        self.desk = desk
        self.mark = mark
        self.index = index
        self.settings = settings

    def __len__(self) -> int:
        return len(self.index)

    def find(self, words: str, limit: int = 50) -> list[Match]:
        return find(self.index, words, limit)

    def offered(self, agent: str, *, just_used: str = "", limit: int = 50) -> Sequence[Entry]:
        """What an empty find box shows: used lately by this agent, then used most.

        `just_used` comes first: its use is being noted while the list is made.
        """
        by_id = {entry.template: entry for entry in self.index.entries}
        lately = dict.fromkeys([just_used, *outbox.last_used(self.desk, agent, RECENT)])
        recent = [by_id[template] for template in lately if template in by_id]
        known = {entry.template for entry in recent}
        most_used = [entry for entry in self.index.entries[: limit + RECENT] if entry.template not in known]
        return [*recent, *most_used][:limit]

    def hold(self, template: str, name: str) -> Held:
        """A live template with all it quotes, read from one snapshot. Raises UnknownName where it is gone."""
        desk = self.desk
        documents: dict[str, Document] = {}
        with desk.reading():
            desk.connection.execute("BEGIN")
            try:
                live, version = desk.find_live(name), desk.version
                if live is None or live.template != template:
                    raise UnknownName("template", name, hint="it was taken out of the library a moment ago")
                _collect(desk, live.document, documents)
            finally:
                desk.connection.execute("ROLLBACK")
        return Held(live, version, documents)

    def is_known_word(self, word: str) -> bool:
        return self.desk.is_known_word(word)


def mark_of(desk: Desk) -> Mark:
    meta = desk.meta()
    return Mark(
        version=int(meta.get("version", 0)),
        head_hash=meta.get("head_hash", ""),
        synced_at=meta.get("synced_at", ""),
        waiting=outbox.waiting(desk).uses,
    )


def load(path: str, agent: str, desk: Desk | None = None) -> Catalog:
    """Reads the catalog over a connection of its own and makes it searchable; `desk` is the one kept open, if any.

    Raises StoreError.
    """
    reading = open_desk(path)
    mark, settings, found = mark_of(reading), reading.settings(), entries(reading, agent=agent)
    index = build(found)
    index.warm()
    if desk is None:
        return Catalog(reading, mark, index, settings)
    reading.close()
    return Catalog(desk, mark, index, settings)


def warm_rendering() -> None:
    """Imports what rendering and filling in need, so that the first reply does not wait for it."""
    import snippets.screens.delivering
    import snippets.screens.fill_in  # noqa: F401


def _collect(desk: Desk, document: Document, documents: dict[str, Document]) -> None:
    bodies = [document.body, *(variant.body for variant in document.variants)]
    bodies += [field.default for field in document.fields if "{" in field.default]
    for body in bodies:
        if is_plain(body):
            continue
        try:
            used = uses(body, name=document.abbreviation)
        except TemplateFault:
            continue  # rendering says what is wrong with it
        facts = (name for key in used.facts for name in (key.replace("_", "-"), key))
        unnamed = (fact for word, fact in UNNAMED_FACTS.items() if word in body)
        for name in (*used.includes, *facts, *unnamed):
            if folded(name) not in documents and (found := desk.document(name)) is not None:
                documents[folded(name)] = found
                _collect(desk, found, documents)
