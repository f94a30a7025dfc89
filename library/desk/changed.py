"""What an agent's customers read otherwise than at the agent's last use of a template: its text, and all it quotes.

Asked at every template an agent looks at: where nothing has changed, a few queries say so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from library.comparing import Piece, compare, summary
from library.desk.earlier import CatalogAt, is_changed_since, was_live
from library.desk.habits import last_use
from library.desk.readings import Reading, texts_of
from library.desk.store import PERSONAL, Desk, Live
from library.documents import Document, folded
from library.errors import TemplateFault
from library.rendering.facts import Catalog
from library.rendering.language import Uses, is_plain, uses


class FactChange(NamedTuple):
    """A fact that counts in a reply without being read there: how many days away a date is, say."""

    name: str
    before: str
    after: str


class Changed(NamedTuple):
    """What changed since a moment, who approved the newest part of it and when, and one line that says it.

    `pieces` are the whole text, `facts` those whose change cannot be seen in it.
    """

    since_at: str
    approved_at: str
    approved_by: str
    pieces: tuple[Piece, ...]
    facts: tuple[FactChange, ...]
    summary: str


def changed_since_use(
    desk: Desk, agent: str, live: Live, *, channel: str, now: datetime, locale: str
) -> Changed | None:
    """What changed for this agent's customers since the agent last used the template; mostly None, and quickly.

    None too where it was never used, and where it is not known here what it said then.
    """
    used = last_use(desk, agent, live.template)
    if used is None or live.template.startswith(PERSONAL) or not 0 < used.version < desk.version:
        return None
    then = CatalogAt(desk, used.version)
    quoted, lives = _quoted_now(desk, live, channel)
    altered = _altered(desk, lives, used.version)
    if not altered and not any(found is None and then.document(name) for name, found in quoted.items()):
        return None
    # A revision held ahead takes its place within a version: which one was used is told by its number.
    is_same = used.revision == live.revision
    before = live.document if is_same else was_live(desk, live.template, used.version)
    if before is None:
        return None
    old = Reading(before, then, channel, now, locale)
    pieces = compare(*texts_of(old, Reading(live.document, desk, channel, now, locale)))
    facts = _hidden_facts(old, quoted)
    if not facts and all(piece.kind == "same" for piece in pieces):
        return None
    newest = max(altered or [live], key=lambda item: item.approved_at)
    return Changed(used.at, newest.approved_at, newest.approved_by, pieces, facts, _line(pieces, facts))


def _altered(desk: Desk, lives: Collection[Live], version: int) -> list[Live]:
    """Those that were replaced or added after a version; one query where there are none."""
    if not is_changed_since(desk, [live.template for live in lives], version):
        return []
    return [live for live in lives if is_changed_since(desk, [live.template], version)]


# what a template quotes


def _quoted_now(desk: Desk, live: Live, channel: str) -> tuple[dict[str, Document | None], list[Live]]:
    """What a template quotes, by name, and all that is live of it, itself first."""
    lives = {live.template: live}

    def find(name: str) -> Document | None:
        if found := desk.find_live(name):
            lives[found.template] = found
        return found.document if found else None

    return _quoted(find, live.document, channel), list(lives.values())


def _quoted(find: Callable[[str], Document | None], document: Document, channel: str) -> dict[str, Document | None]:
    """Every fragment and fact a document quotes, through fragments too; None for what is not there."""
    quoted: dict[str, Document | None] = {}
    left = [document]
    while left:
        for used in _uses_of(left.pop(), channel):
            for name in map(folded, (*used.includes, *(key.replace("_", "-") for key in used.facts))):
                if name not in quoted:
                    quoted[name] = found = find(name) or find(name.replace("-", "_"))
                    left += [found] if found and found.kind == "fragment" else []
    return quoted


def _uses_of(document: Document, channel: str) -> Iterator[Uses]:
    for body in (document.body_for(channel), document.subject, *(field.default for field in document.fields)):
        if not is_plain(body):
            try:
                yield uses(body, name=document.abbreviation)
            except TemplateFault:
                continue  # rendering says what is wrong with it


# facts


class _WithFact(NamedTuple):
    """A catalog in which one fact is already as it is now."""

    catalog: Catalog
    name: str
    fact: Document | None

    def document(self, name: str) -> Document | None:
        return self.fact if folded(name) == self.name else self.catalog.document(name)


def _hidden_facts(old: Reading, quoted: Mapping[str, Document | None]) -> tuple[FactChange, ...]:
    """The facts quoted then and now whose values changed without another text where nothing is filled in."""
    found = []
    for name, then in _quoted(old.catalog.document, old.document, old.channel).items():
        now = quoted.get(name)
        fact = now or then
        if name not in quoted or fact is None or fact.kind != "fact":
            continue
        before, after = (document.body.strip() if document else "" for document in (then, now))
        if before != after and not _is_seen(old, _WithFact(old.catalog, name, now)):
            found.append(FactChange(fact.abbreviation, before, after))
    return tuple(found)


def _is_seen(old: Reading, catalog: _WithFact) -> bool:
    new = old._replace(catalog=catalog)
    try:
        return (old.subject(), old.body()) != (new.subject(), new.body())
    except TemplateFault:
        return False


def _line(pieces: tuple[Piece, ...], facts: Iterable[FactChange]) -> str:
    told = [summary(pieces), *(f"{fact.name}: {summary(compare(fact.before, fact.after))}" for fact in facts)]
    first, *others = [text for text in told if text]
    return f"{first}, and {len(others)} more" if others else first
