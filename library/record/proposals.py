"""Phrasings that uses propose: what customers wrote when `suggest` was asked and a template of its answers was used.

Nothing is written for that: it is computed from searches and the uses that belong to them. A lead's yes or no is a
phrasing like any other, confirmed or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Row, select
from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue, UnknownName
from library.record import history, members, questions
from library.record.changes import table_of
from library.record.models import Search, Use
from library.record.wordings import comparable, grouped, is_like_any, readable

#: From so many different tickets on leads are shown a phrasing: what one customer wrote is no way customers put it.
LEAST_TICKETS = 3
#: From this token_sort_ratio on, in lower case, messages about one template are one phrasing.
ALIKE = 85
#: Letters of an id; its beginning is enough where only one begins so.
ID_LENGTH = 8
#: Where a phrasing taken from here says it comes from.
SOURCE = "uses"


@dataclass(frozen=True, slots=True)
class Proposed:
    """One way customers put what a template answers; `text` is the wording most tickets brought, masks left out.

    `questions` are those the template is linked to, by id and name; without one there is nowhere to put it.
    """

    id: str
    template: str
    abbreviation: str
    questions: tuple[tuple[str, str], ...]
    text: str
    tickets: int
    first_at: str
    last_at: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Brought:
    """One wording about one template: the tickets it came with, and when."""

    text: str
    tickets: frozenset[str]
    first_at: str
    last_at: str


def proposed(session: Session, *, since: str, least_tickets: int = LEAST_TICKETS) -> list[Proposed]:
    """What uses since a moment (UTC text) propose for live templates, by tickets, the most first.

    A use without a ticket's reference counts once for its agent and day. What is confirmed or removed already, and what
    is nearly that, is not proposed.
    """
    by_template: dict[str, list[Row[tuple[str, ...]]]] = {}
    for row in _rows(session, since):
        by_template.setdefault(row.template, []).append(row)
    linked, decided = _linked(session, by_template), _decided(session)
    live = history.live_among(session, by_template)
    documents = {id_: d for id_, item in live.items() if (d := item.document).kind == "reply"}
    found = []
    for template in documents:
        about = tuple(linked.get(template, ()))
        known = [text for question, _ in about for text in decided.get(question, ())]
        brought = [item for item in _brought(by_template[template]) if not is_like_any(_key(item.text), known, ALIKE)]
        found += [_proposed(template, documents[template].abbreviation, about, group) for group in _groups(brought)]
    enough = (item for item in found if item.tickets >= least_tickets)
    return sorted(enough, key=lambda item: (-item.tickets, item.abbreviation, item.text))


def find(proposals: Iterable[Proposed], id: str) -> Proposed:
    """The proposal with this id, or the only one whose id begins so; any of its wordings has one, and is the text then.

    Raises UnknownName, and BadValue where several begin so.
    """
    wanted = folded(id)
    ids = {short_id(item.template, text): (item, text) for item in proposals for text in item.wordings}
    near = [each for each in ids if wanted and each.startswith(wanted)]
    if not near:
        raise UnknownName("proposed phrasing", id, hint="snippets questions phrasings lists what waits")
    if len(near) > 1:
        raise BadValue(f"“{id}” begins {len(near)} ids", "give more of it, as snippets questions phrasings shows it")
    item, text = ids[near[0]]
    return replace(item, id=near[0], text=text)


def decide(session: Session, proposals: Sequence[Proposed], *, by: str, is_accepted: bool) -> None:
    """Makes these proposals confirmed or removed phrasings of every question of their templates, all or none.

    Raises NotAllowed, and BadValue for a template that is linked to no question.
    """
    members.require(session, by, members.DECIDE, "decide about phrasings")
    state = "confirmed" if is_accepted else "removed"
    for item in proposals:
        if not item.questions:
            raise BadValue(
                f"{item.abbreviation} answers no question yet, so “{item.text}” has no place",
                f"link it first: snippets questions link QUESTION {item.abbreviation}",
            )
        for question, _ in item.questions:
            questions.phrase(session, question, [item.text], by=by, state=state, source=SOURCE)


def short_id(template: str, text: str) -> str:
    """The same for the same text about the same template, whatever else was said meanwhile."""
    return sha256(f"{template}\n{_key(text)}".encode()).hexdigest()[:ID_LENGTH]


def _rows(session: Session, since: str) -> Sequence[Row[tuple[str, ...]]]:
    """Uses since then that a suggestion led to and nobody took back, with the masked message; the earliest first."""
    uses, searches = table_of(Use), table_of(Search)
    corrected = select(uses.c.corrects).where(uses.c.corrects.is_not(None))
    return session.execute(
        select(uses.c.template, uses.c.agent, uses.c.ticket_hash, uses.c.used_at, searches.c.words)
        .join(searches, searches.c.id == uses.c.search)
        .where(searches.c.kind == "suggest", searches.c.outcome == "used", uses.c.used_at >= since)
        .where(uses.c.corrects.is_(None), uses.c.id.not_in(corrected))
        .order_by(uses.c.used_at, uses.c.id)
    ).all()


def _brought(rows: Iterable[Row[tuple[str, ...]]]) -> list[_Brought]:
    """One template's wordings, those of most tickets first; messages of masks alone say nothing."""
    same: dict[str, list[Row[tuple[str, ...]]]] = {}
    for row in rows:
        if comparable(row.words):
            same.setdefault(_key(readable(row.words)), []).append(row)
    brought = [
        _Brought(readable(each[0].words), frozenset(map(_ticket, each)), each[0].used_at, each[-1].used_at)
        for each in same.values()
    ]
    return sorted(brought, key=lambda item: (-len(item.tickets), item.first_at, item.text))


def _ticket(row: Row[tuple[str, ...]]) -> str:
    return row.ticket_hash or f"{folded(row.agent)} {row.used_at[:10]}"


def _groups(brought: Sequence[_Brought]) -> list[list[_Brought]]:
    by_key = {_key(item.text): item for item in brought}
    return [[by_key[key] for key in group] for group in grouped(by_key, ALIKE)]


def _proposed(
    template: str, abbreviation: str, about: tuple[tuple[str, str], ...], group: Sequence[_Brought]
) -> Proposed:
    text = group[0].text
    tickets = frozenset[str]().union(*(item.tickets for item in group))
    first, last = min(item.first_at for item in group), max(item.last_at for item in group)
    wordings = tuple(item.text for item in group)
    return Proposed(short_id(template, text), template, abbreviation, about, text, len(tickets), first, last, wordings)


def _linked(session: Session, templates: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Id and name of the questions each of the templates answers."""
    called = questions.names(session)
    found: dict[str, list[tuple[str, str]]] = {template: [] for template in templates}
    for question, template in history.current_links(session):
        if template in found and question in called:
            found[template].append((question, called[question]))
    return found


def _decided(session: Session) -> dict[str, list[str]]:
    """By question, the phrasings a lead has said yes or no to, as they are compared."""
    found: dict[str, list[str]] = {}
    for state in ("confirmed", "removed"):
        for question, text in history.current_phrasings(session, state):
            found.setdefault(question, []).append(_key(text))
    return found


def _key(text: str) -> str:
    return " ".join(text.lower().split())
