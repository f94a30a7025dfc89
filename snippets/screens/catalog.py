"""What a screen holds of the catalog: the index to search in, and one template pinned with everything it quotes.

Imported in the worker that reads the catalog, never before the first frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from library.desk import habits, outbox, personal
from library.desk.catalog import entries
from library.desk.changed import Changed, changed_since_use
from library.desk.personal import PersonalFault
from library.desk.store import Desk, Live, open_desk
from library.documents import Document, folded
from library.errors import TemplateFault, UnknownName
from library.finding import Entry, Index, Match, build, find
from library.rendering.language import is_plain, uses
from snippets.screens.catalog_screen import Mark

RECENT = 8


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

    def __init__(
        self,
        desk: Desk,
        mark: Mark,
        index: Index,
        settings: Mapping[str, str],
        *,
        ticket_key: str,
        faults: Sequence[PersonalFault],
    ) -> None:
        self.desk = desk
        self.mark = mark
        self.index = index
        self.settings = settings
        self.ticket_key = ticket_key
        #: The agent's own files that cannot be used as they are.
        self.faults = faults
        #: All channels that any reply has a wording for.
        self.channels = frozenset(channel for entry in index.entries for channel in entry.channels)

    def __len__(self) -> int:
        return len(self.index)

    def find(self, words: str, limit: int = 50) -> list[Match]:
        return find(self.index, words, limit)

    def entry(self, template: str) -> Entry | None:
        return next((entry for entry in self.index.entries if entry.template == template), None)

    def favourites(self, agent: str) -> list[str]:
        """Ids, in the order they were made favourites."""
        return habits.favourites(self.desk, agent)

    def offered(self, agent: str, *, just_used: str = "", limit: int = 50) -> Sequence[Entry]:
        """What an empty find box shows: favourites, used lately by this agent, then used most.

        Of what was used lately `just_used` comes first: its use is being noted while the list is made.
        """
        by_id = {entry.template: entry for entry in self.index.entries}
        lately = [just_used, *habits.recent(self.desk, agent, RECENT)]
        first = [by_id[template] for template in dict.fromkeys([*self.favourites(agent), *lately]) if template in by_id]
        known = {entry.template for entry in first}
        most_used = [entry for entry in self.index.entries[: limit + len(first)] if entry.template not in known]
        return [*first, *most_used][:limit]

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

    def changed(self, held: Held, agent: str, *, channel: str, now: datetime, locale: str) -> Changed | None:
        """What this agent's customers read otherwise than at this agent's last use of it; mostly None, and quickly."""
        return changed_since_use(self.desk, agent, held.live, channel=channel, now=now, locale=locale)

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


def load(path: str, agent: str, desk: Desk | None = None, *, mine: str = "", is_brief: bool = False) -> Catalog:
    """Reads the catalog over a connection of its own and makes it searchable; `desk` is the one kept open, if any.

    `mine` is the folder of the agent's own templates. Where `is_brief`, few keys will be pressed: what
    only pays off over many is left to the keys that need it.

    Raises StoreError.
    """
    reading = open_desk(path)
    faults = personal.refresh(reading, mine) if mine else []
    mark, settings, found = mark_of(reading), reading.settings(), entries(reading, agent=agent)
    key = reading.meta().get("ticket_key", "")
    index = build(found)
    if not is_brief:
        index.warm()
    if desk is not None:
        reading.close()
    return Catalog(desk or reading, mark, index, settings, ticket_key=key, faults=faults)


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
        for name in (*used.includes, *facts):
            if folded(name) not in documents and (found := desk.document(name)) is not None:
                documents[folded(name)] = found
                _collect(desk, found, documents)
