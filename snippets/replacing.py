"""Other words in many templates: the places in what agents get, and new texts of those where they are replaced.

What brings the record stays inside the functions: screens call those in threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from library import replacing
from library.documents import Document
from library.replacing import Hit, Search
from snippets.formatting import shortened
from snippets.groups import is_in

if TYPE_CHECKING:
    from sqlmodel import Session

    from snippets.settling import Settled


#: Letters of a title made of what is replaced.
_TITLE = 30


class Found(NamedTuple):
    """The places, and the live documents they are in, by template."""

    hits: tuple[Hit, ...]
    documents: Mapping[str, Document]

    def called(self, hit: Hit) -> str:
        return self.documents[hit.template].abbreviation


def live_documents(session: Session) -> dict[str, Document]:
    """What agents get, by template, in the order of the names."""
    from library.record import history

    live = sorted(history.live(session), key=lambda item: item.names[0])
    return {item.template: item.document for item in live}


def search(
    documents: Mapping[str, Document], what: Search, new: str, group: str = "", *, most: int | None = None
) -> Found:
    """The places in one group, or in all, at most so many. Raises BadValue where nothing is looked for."""
    within = {key: document for key, document in documents.items() if is_in(document.group, group)}
    found = replacing.hits(within, what, new, most=most)
    return Found(found, {hit.template: within[hit.template] for hit in found})


def title_of(old: str, new: str) -> str:
    """What the new texts are called where nobody says why: “colour” is now “color”."""
    is_now = f"is now “{shortened(new, _TITLE)}”" if new.strip() else "is taken out"
    return f"“{shortened(old, _TITLE)}” {is_now}"


def replace(
    session: Session, chosen: Iterable[Hit], new: str, *, by: str, way: str | None, title: str, reason: str
) -> Settled:
    """Puts the new words in the chosen places, and goes on with the new texts as asked.

    Raises BadValue where a text has changed since it was searched, and what an edit and an approval raise.
    """
    from snippets.settling import edit, settle

    by_template: dict[str, list[Hit]] = {}
    for hit in chosen:
        by_template.setdefault(hit.template, []).append(hit)
    saved = [
        edit(
            session,
            template,
            lambda document, hits=hits: replacing.apply(document, hits, new),  # type: ignore[misc]
            by=by,
            message=reason,
            source="replace",
        )
        for template, hits in by_template.items()
    ]
    return settle(session, saved, by=by, way=way, title=title, reason=reason)
