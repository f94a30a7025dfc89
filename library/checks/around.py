"""What is known beside the document that is checked: the library it stands or will stand in, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from library.checks.finding import Lookup
from library.checks.likeness import Likeness
from library.documents import Document, fact_key, folded

#: What a template is to agents: LIVE templates reach them, DRAFT ones have not yet, the others no longer do.
LIVE, DRAFT, SUSPENDED, RETIRED = "live", "draft", "suspended", "retired"


class Known(NamedTuple):
    """A template of the library: its id, every name that belongs to it, and its document where there is one to read.

    `alike` are the ids of the templates it is meant to be alike.
    """

    template: str
    document: Document | None
    names: tuple[str, ...]
    standing: str = LIVE
    alike: frozenset[str] = frozenset()

    @property
    def abbreviation(self) -> str:
        return self.document.abbreviation if self.document else (self.names or (self.template,))[0]


def _nobody(name: str) -> Known | None:
    return None


class Around(NamedTuple):
    """What is known beside a document.

    `document` finds the live template of a name, `owner` whichever template has it, live or not; both take any
    spelling. `facts` are the live ones by key, `fragments` the abbreviations of live ones. `likeness` is None where
    nobody asks for texts that are nearly the same; `alike` says of a template which others it is meant to be alike, all
    by their ids. `template` is the id of the one that is checked, "" for a new one,
    None for whichever has its abbreviation.
    """

    document: Lookup
    owner: Callable[[str], Known | None] = _nobody
    facts: Mapping[str, Document] = {}
    fragments: Collection[str] = ()
    likeness: Likeness | None = None
    template: str | None = None
    alike: Mapping[str, frozenset[str]] = {}

    def about(self, template: str | None) -> Around:
        """The same for a template of this id."""
        return self._replace(template=template)


def around_of(known: Iterable[Known], *, has_likeness: bool = True) -> Around:
    """What is known in a library of these templates. Of two that claim a name a live one has it, and the later one."""
    every = list(known)
    owners: dict[str, Known] = {}
    for is_live in (False, True):
        for item in every:
            if (item.standing == LIVE) is is_live:
                owners |= dict.fromkeys(map(folded, item.names), item)
    live = [item for item in every if item.standing == LIVE and item.document is not None]
    documents = {folded(name): item.document for item in live for name in item.names}
    facts = {
        fact_key(item.abbreviation): item.document for item in live if item.document and item.document.kind == "fact"
    }
    fragments = [item.abbreviation for item in live if item.document and item.document.kind == "fragment"]
    texts = ((item.template, item.document) for item in live if item.document)
    return Around(
        lambda name: documents.get(folded(name)),
        lambda name: owners.get(folded(name)),
        facts,
        fragments,
        Likeness(texts) if has_likeness else None,
        alike={item.template: item.alike for item in every if item.alike},
    )
