"""What the screen of search and replace reads in the library, and what it writes there. Runs in threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from library.documents import Document
from library.replacing import Hit, Wanted
from snippets.screens.compared import section
from snippets.widgets.comparison import Section

if TYPE_CHECKING:
    from sqlmodel import Session

    from snippets.replacing import Found
    from snippets.settling import Settled

#: More places than these are not shown: whoever has so many narrows them, or takes the command.
MOST = 5_000


class Texts(NamedTuple):
    """What agents get at a version of the library, by template."""

    version: int
    documents: Mapping[str, Document]


class Places(NamedTuple):
    """What was found for what was wanted; `has_more` says that it is only the beginning."""

    wanted: Wanted
    texts: Texts
    found: Found
    has_more: bool


def places(session: Session, wanted: Wanted, known: Texts | None) -> Places:
    """Raises UnknownName for a group that is not there. `known` are the texts read before."""
    from library.record import history
    from snippets import replacing
    from snippets.groups import refuse_unknown

    version = history.head(session)[0]
    if known is None or known.version != version:
        known = Texts(version, replacing.live_documents(session))
    if wanted.group:
        refuse_unknown({document.group for document in known.documents.values()}, wanted.group)
    found = replacing.search(known.documents, wanted.search, wanted.new, wanted.group, most=MOST + 1)
    has_more = len(found.hits) > MOST
    return Places(wanted, known, found._replace(hits=found.hits[:MOST]), has_more)


def difference(document: Document, chosen: Sequence[Hit], new: str) -> Section:
    """What the chosen places make of one template. Raises BadDocument where it cannot be said so."""
    from library.replacing import apply

    if not chosen:
        return Section("", (), "All its places are left out: it stays as it is.")
    return section("", document, apply(document, chosen, new))


def replace(session: Session, chosen: Sequence[Hit], new: str, *, by: str, way: str, why: str) -> Settled:
    from snippets import replacing

    return replacing.replace(session, chosen, new, by=by, way=way, title=why, reason=why)
