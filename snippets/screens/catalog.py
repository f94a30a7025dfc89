"""What a screen holds of the catalog: what it searches with, and one template pinned with everything it quotes.

Imported in the worker that reads the catalog, never before the first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from library.desk import choices, habits, outbox, personal
from library.desk.catalog import entries
from library.desk.changed import Changed, changed_since_use
from library.desk.personal import PersonalFault
from library.desk.store import Desk, Live, open_desk
from library.documents import Document, folded
from library.errors import TemplateFault, UnknownName
from library.finding import Entry, build
from library.rendering.language import is_plain, uses
from snippets.kept import kept_index
from snippets.screens.catalog_screen import Mark
from snippets.screens.finder import Finder

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
        finder: Finder,
        settings: Mapping[str, str],
        *,
        ticket_key: str,
        faults: Sequence[PersonalFault],
    ) -> None:
        self.desk = desk
        self.mark = mark
        self.finder = finder
        self.settings = settings
        self.ticket_key = ticket_key
        #: The agent's own files that cannot be used as they are.
        self.faults = faults
        #: All channels that any reply has a wording for.
        self.channels = frozenset(channel for entry in finder.index.entries for channel in entry.channels)

    def favourites(self, agent: str) -> list[str]:
        """Ids, in the order they were made favourites."""
        return habits.favourites(self.desk, agent)

    def offered(self, agent: str, *, just_used: str = "") -> Sequence[Entry]:
        """What an empty find box shows: favourites, used lately by this agent, then used most.

        Of what was used lately `just_used` comes first: its use is being noted while the list is made.
        """
        lately = [just_used, *habits.recent(self.desk, agent, RECENT)]
        return self.finder.offered([*self.favourites(agent), *lately])

    def hold(self, template: str, name: str) -> Held:
        """A live template with all it quotes, read from one snapshot. Raises UnknownName where it is gone."""
        desk = self.desk
        documents: dict[str, Document] = {}
        with desk.reading():
            desk.connection.execute("BEGIN")
            try:
                live, version = desk.find_live(name), desk.version
                if live is None or live.template != template:
                    hint = desk.taken_out(name) or "it was taken out of the library a moment ago"
                    raise UnknownName("template", name, hint=hint)
                _collect(desk, live.document, documents)
            finally:
                desk.connection.execute("ROLLBACK")
        return Held(live, version, documents)

    def changed(self, held: Held, agent: str, *, channel: str, now: datetime, locale: str) -> Changed | None:
        """What this agent's customers read otherwise than at this agent's last use of it; mostly None, and quickly."""
        return changed_since_use(self.desk, agent, held.live, channel=channel, now=now, locale=locale)

    def known_for(self, template: str | None, words: str) -> Callable[[str], bool]:
        """Says which words may be kept of a search: the catalog's own, and what the template taken is called."""
        return choices.known_for(self.desk, template, words) if template else self.desk.is_known_word

    def learn(self, agent: str, words: str) -> None:
        """What this agent takes for these words counts from the next key on."""
        self.finder.learn(words, choices.chosen(self.desk, agent, words))


def mark_of(desk: Desk) -> Mark:
    meta = desk.meta()
    return Mark(
        version=int(meta.get("version", 0)),
        head_hash=meta.get("head_hash", ""),
        synced_at=meta.get("synced_at", ""),
        waiting=outbox.waiting(desk).uses,
        turned_at=meta.get("turned_at", ""),
    )


def load(path: str, agent: str, known: Catalog | None = None, *, mine: str = "", is_brief: bool = False) -> Catalog:
    """Reads the catalog over a connection of its own and makes it searchable, if need be beside the `known` one in use.

    `mine` is the folder of the agent's own templates. Where `is_brief`, few keys will be pressed: what
    only pays off over many is left to the keys that need it.

    Raises StoreError.
    """
    reading = open_desk(path)
    faults = personal.refresh(reading, mine) if mine else []
    mark, settings, key = mark_of(reading), reading.settings(), reading.meta().get("ticket_key", "")
    found = entries(reading, agent=agent)
    finder = known.finder.followed_by(found) if known else None
    finder = finder or Finder(build(found) if is_brief else kept_index(path, found))
    finder.taken = choices.choices(reading, agent)
    if known:
        reading.close()
    return Catalog(known.desk if known else reading, mark, finder, settings, ticket_key=key, faults=faults)


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
