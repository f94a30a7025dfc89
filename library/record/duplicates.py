"""What leads decide about templates that are nearly alike: keep both, or retire one of them.

What the retired one leaves to the other: its names and questions where they are merged, only its names where it becomes
an alias, nothing where it is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import delete, select
from sqlmodel import Session

from library.documents import Document, folded
from library.errors import BadValue, NotAllowed
from library.record import approvers, history, members, questions, review, usage
from library.record.authoring import Origin, keep, make_draft
from library.record.changes import Value, append, current_version, open_change, table_of, take_turn
from library.record.clock import now
from library.record.coming import refuse_coming
from library.record.decisions import Verdict, enter
from library.record.history import RevisionState
from library.record.models import Name, Setting
from library.record.rechecks import Renders, refuse_broken
from library.record.settings import ALIKE

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ToCompare:
    """What a search for duplicates needs: live documents by template, their uses, and pairs meant to be alike."""

    documents: Mapping[str, Document]
    uses: Mapping[str, int]
    kept: frozenset[Pair]


def to_compare(session: Session, *, since: str) -> ToCompare:
    """All that is live now; uses are those since a moment (a UTC text)."""
    documents = {item.template: item.document for item in history.live(session)}
    uses: Counter[str] = Counter()
    for used in usage.used(session, since=since):
        uses[used.template] += used.uses
    return ToCompare(documents, uses, kept_alike(session))


def keep_alike(session: Session, names: Sequence[str], *, by: str, reason: str = "") -> int:
    """Remembers that templates are meant to be alike, each all the others. Returns the library's version."""
    templates = sorted({history.resolve(session, name) for name in names})
    if len(templates) < 2:
        raise BadValue("one template alone is like no other", "name two")
    return keep_pairs(session, list(combinations(templates, 2)), by=by, reason=reason)


def keep_pairs(session: Session, pairs: Sequence[Pair], *, by: str, reason: str = "") -> int:
    """The same of pairs of templates (ids, in order): `kept_alike` names them from now on."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "say that templates are meant to be alike")
    return _say(session, pairs, reason or "alike", by, reason)


def forget_alike(session: Session, names: Sequence[str], *, by: str) -> int:
    """Takes back that templates are meant to be alike. BadValue where that was said of no two of them."""
    templates = sorted({history.resolve(session, name) for name in names})
    pairs = [pair for pair in combinations(templates, 2) if pair in kept_alike(session)]
    if not pairs:
        raise BadValue("nobody said of two of them that they are meant to be alike", "nothing was changed")
    return forget_pairs(session, pairs, by=by)


def forget_pairs(session: Session, pairs: Sequence[Pair], *, by: str) -> int:
    take_turn(session)
    members.require(session, by, members.DECIDE, "say that templates are not meant to be alike")
    return _say(session, pairs, "", by, "")


def kept_alike(session: Session) -> frozenset[Pair]:
    """The pairs of templates (ids, in order) that are meant to be alike."""
    table = table_of(Setting)
    query = select(table.c.key, table.c.value).where(table.c.key.startswith(ALIKE, autoescape=True))
    newest = {row.key: row.value for row in session.execute(query.order_by(table.c.number))}
    pairs = (key.removeprefix(ALIKE).split(":") for key, value in newest.items() if value)
    return frozenset((pair[0], pair[1]) for pair in pairs)


def _say(session: Session, pairs: Sequence[Pair], value: str, by: str, note: str) -> int:
    change = open_change(session, by=by, note=note)
    row: dict[str, Value] = {"value": value, "by": by, "at": now(session), "change": change}
    append(session, Setting, [row | {"key": f"{ALIKE}{one}:{other}"} for one, other in pairs])
    return current_version(session)


def merge(
    session: Session, kept: str, dropped: str, *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Retires one template; its names become aliases of the other, its questions are linked there. One change.

    The text agents get of the kept one is not altered, so no second person is asked for. Raises NotAllowed unless `by`
    may approve both, and where a server asks for the second person itself; BadValue unless both are live and of one
    kind, OutOfDate where one waits for its moment, TemplateFault.
    """
    one, other = _retire_for(session, kept, dropped, by, reason, "merged into", renders)
    _link_questions(session, one, other, by)
    return current_version(session)


def make_alias(
    session: Session, kept: str, dropped: str, *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """The same as `merge`, but the questions of the retired one are not taken to be answered by the other."""
    _retire_for(session, kept, dropped, by, reason, "now an alias of", renders)
    return current_version(session)


def _retire_for(
    session: Session, kept: str, dropped: str, by: str, reason: str, became: str, renders: Renders | None
) -> tuple[str, str]:
    """Retires one and gives its names to the other; the ids of both. Without a reason it says what the one became."""
    take_turn(session)
    one, other = live_one(session, kept), live_one(session, dropped)
    if one.template == other.template:
        raise BadValue(f"{kept} and {dropped} are one template", "name two")
    if document_of(one).kind != document_of(other).kind:
        raise BadValue(
            f"{kept} is a {document_of(one).kind}, {dropped} a {document_of(other).kind}", "retire one of them"
        )
    approvers.require(session, by, review.candidates(session, [one, other]), is_own_enough=True)
    if needs_other(session, one, by):
        going, staying = document_of(other).abbreviation, document_of(one).abbreviation
        raise NotAllowed(
            f"on this server nobody approves what they wrote: new names of {staying} have to wait for somebody else",
            f"nothing was changed; retire {going} first: snippets duplicates drop {going}, snippets release {going},"
            f" snippets alias {staying} {going} --submit",
        )
    refuse_coming(session, [one.template, other.template])
    before = history.live_among(session, [one.template, other.template])
    at, why = now(session), reason or f"{became} {document_of(one).abbreviation}"
    verdict = Verdict(other.template, other.number, other.hash, "retired")
    enter(session, [verdict], by=by, reason=why, alters=True, at=at)
    names = _give_away(session, other.template)
    origin = Origin(by, at, why, "merge", change=open_change(session, by=by, note=why))
    approve_as(session, one, _with(document_of(one), names), origin)
    refuse_broken(session, {one.template, other.template}, before, renders)
    return one.template, other.template


def alias(session: Session, name: str, added: str, *, by: str, reason: str = "", renders: Renders | None = None) -> int:
    """Lets a live template answer to one more name. Raises NameTaken, NotAllowed, BadValue, OutOfDate."""
    take_turn(session)
    state = live_one(session, name)
    if folded(added) in map(folded, document_of(state).names):
        raise BadValue(f"{name} is called {added} already", "nothing was changed")
    approvers.require(session, by, review.candidates(session, [state]), is_own_enough=True)
    if needs_other(session, state, by):
        raise NotAllowed(
            f"on this server nobody approves what they wrote: “{added}” has to wait for somebody else",
            f"submit it: snippets alias {document_of(state).abbreviation} “{added}” --submit",
        )
    refuse_coming(session, [state.template])
    before = history.live_among(session, [state.template])
    why = reason or f"also called {added}"
    origin = Origin(by, now(session), why, "alias", change=open_change(session, by=by, note=why))
    approve_as(session, state, _with(document_of(state), [added]), origin)
    refuse_broken(session, {state.template}, before, renders)
    return current_version(session)


def needs_other(session: Session, state: RevisionState, by: str) -> bool:
    """Whether the server itself asks for a second person where this one gives a live template more names."""
    if not approvers.is_enforced(session):
        return False
    rules = approvers.policy(session)
    return not all(rules.is_settled_by(by, by, one.groups) for one in review.candidates(session, [state]))


def drop(session: Session, name: str, *, by: str, reason: str = "", renders: Renders | None = None) -> int:
    """Retires the one that is not needed."""
    return review.retire(session, [name], by=by, reason=reason or "a duplicate", renders=renders)


def live_one(session: Session, name: str) -> RevisionState:
    found = next((state for state in history.revisions(session, name) if state.is_live), None)
    if found is None:
        raise BadValue(f"{name} is not live", f"see snippets history {name}")
    return found


def document_of(state: RevisionState) -> Document:
    assert state.document is not None  # no redacted text is live
    return state.document


def _give_away(session: Session, template: str) -> list[str]:
    """A retired template's names as they were spelled, free for another."""
    table = table_of(Name)
    mine = table.c.template == template
    spelled = list(session.scalars(select(table.c.spelled).where(mine).order_by(table.c.at, table.c.name)))
    session.execute(delete(table).where(mine))
    return spelled


def _with(document: Document, names: Iterable[str]) -> Document:
    """The document with more aliases."""
    known = {folded(name) for name in document.names}
    return document._replace(aliases=(*document.aliases, *(name for name in names if folded(name) not in known)))


def approve_as(session: Session, state: RevisionState, document: Document, origin: Origin) -> None:
    """A live template's next revision, which is live at once: for what alters no text of it."""
    [saved] = keep(session, [make_draft(document, state.template, state.number)], origin)
    hash_ = history.revision(session, state.template, saved.number).hash
    verdict = Verdict(state.template, saved.number, hash_, "approved")
    enter(session, [verdict], by=origin.author, reason=origin.message, alters=True, at=origin.at)


def _link_questions(session: Session, kept: str, dropped: str, by: str) -> None:
    links = history.current_links(session)
    linked = {question for question, template in links if template == kept}
    for question, template in links:
        if template == dropped and question not in linked:
            questions.link(session, question, kept, by=by)
