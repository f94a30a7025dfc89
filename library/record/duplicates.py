"""What leads decide about templates that are nearly alike: keep both, merge them, add an alias, drop one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from sqlalchemy import delete, select
from sqlmodel import Session

from library.documents import Document, folded
from library.errors import BadValue
from library.record import approvers, history, members, questions, review
from library.record.authoring import Origin, keep, make_draft
from library.record.changes import Value, append, current_version, open_change, table_of, take_turn
from library.record.clock import now
from library.record.coming import refuse_coming
from library.record.decisions import Verdict, enter
from library.record.history import RevisionState
from library.record.models import Name, Setting
from library.record.rechecks import Renders, refuse_broken

#: What the key of a remembered pair begins with, in the table of settings; no rule anybody sets.
ALIKE = "alike:"


def keep_alike(session: Session, names: Sequence[str], *, by: str, reason: str = "") -> int:
    """Remembers that templates are meant to be alike: `kept_alike` names each pair. Returns the library's version."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "say that templates are meant to be alike")
    templates = sorted({history.resolve(session, name) for name in names})
    if len(templates) < 2:
        raise BadValue("one template alone is like no other", "name two")
    change = open_change(session, by=by, note=reason)
    row: dict[str, Value] = {"value": reason or "alike", "by": by, "at": now(session), "change": change}
    append(session, Setting, [row | {"key": f"{ALIKE}{one}:{other}"} for one, other in combinations(templates, 2)])
    return current_version(session)


def kept_alike(session: Session) -> frozenset[tuple[str, str]]:
    """The pairs of templates (ids, in order) that are meant to be alike."""
    table = table_of(Setting)
    keys = session.scalars(select(table.c.key).where(table.c.key.startswith(ALIKE, autoescape=True)))
    pairs = (key.removeprefix(ALIKE).split(":") for key in keys)
    return frozenset((pair[0], pair[1]) for pair in pairs)


def merge(
    session: Session, kept: str, dropped: str, *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Retires one template; its names become aliases of the other, its questions are linked there. One change.

    The text agents get of the kept one is not altered, so no second person is asked for. Raises NotAllowed unless `by`
    may approve both, BadValue unless both are live and of one kind, OutOfDate where one waits for its moment,
    TemplateFault.
    """
    take_turn(session)
    one, other = _live(session, kept), _live(session, dropped)
    if one.template == other.template:
        raise BadValue(f"{kept} and {dropped} are one template", "name two")
    if _document(one).kind != _document(other).kind:
        raise BadValue(f"{kept} is a {_document(one).kind}, {dropped} a {_document(other).kind}", "retire one of them")
    approvers.require(session, by, review.candidates(session, [one, other]), is_own_enough=True)
    refuse_coming(session, [one.template, other.template])
    before = history.live_among(session, [one.template, other.template])
    at, why = now(session), reason or f"merged into {_document(one).abbreviation}"
    enter(
        session, [Verdict(other.template, other.number, other.hash, "retired")], by=by, reason=why, alters=True, at=at
    )
    names = _give_away(session, other.template)
    _approve_with(session, one, names, Origin(by, at, why, "merge", change=open_change(session, by=by, note=why)))
    _link_questions(session, one.template, other.template, by)
    refuse_broken(session, {one.template, other.template}, before, renders)
    return current_version(session)


def alias(session: Session, name: str, added: str, *, by: str, reason: str = "", renders: Renders | None = None) -> int:
    """Lets a live template answer to one more name. Raises NameTaken, NotAllowed, BadValue, OutOfDate."""
    take_turn(session)
    state = _live(session, name)
    if folded(added) in map(folded, _document(state).names):
        raise BadValue(f"{name} is called {added} already", "nothing was changed")
    approvers.require(session, by, review.candidates(session, [state]), is_own_enough=True)
    refuse_coming(session, [state.template])
    before = history.live_among(session, [state.template])
    why = reason or f"also called {added}"
    origin = Origin(by, now(session), why, "alias", change=open_change(session, by=by, note=why))
    _approve_with(session, state, [added], origin)
    refuse_broken(session, {state.template}, before, renders)
    return current_version(session)


def drop(session: Session, name: str, *, by: str, reason: str = "", renders: Renders | None = None) -> int:
    """Retires the one that is not needed."""
    return review.retire(session, [name], by=by, reason=reason or "a duplicate", renders=renders)


def _live(session: Session, name: str) -> RevisionState:
    found = next((state for state in history.revisions(session, name) if state.is_live), None)
    if found is None:
        raise BadValue(f"{name} is not live", f"see snippets history {name}")
    return found


def _document(state: RevisionState) -> Document:
    assert state.document is not None  # no redacted text is live
    return state.document


def _give_away(session: Session, template: str) -> list[str]:
    """A retired template's names as they were spelled, free for another."""
    table = table_of(Name)
    mine = table.c.template == template
    spelled = list(session.scalars(select(table.c.spelled).where(mine).order_by(table.c.at, table.c.name)))
    session.execute(delete(table).where(mine))
    return spelled


def _approve_with(session: Session, state: RevisionState, names: Iterable[str], origin: Origin) -> None:
    """The live document with more aliases, as a new revision that is live at once."""
    document = _document(state)
    known = {folded(name) for name in document.names}
    aliases = (*document.aliases, *(name for name in names if folded(name) not in known))
    [saved] = keep(session, [make_draft(document._replace(aliases=aliases), state.template, state.number)], origin)
    hash_ = history.revision(session, state.template, saved.number).hash
    verdict = Verdict(state.template, saved.number, hash_, "approved")
    enter(session, [verdict], by=origin.author, reason=origin.message, alters=True, at=origin.at)


def _link_questions(session: Session, kept: str, dropped: str, by: str) -> None:
    links = history.current_links(session)
    linked = {question for question, template in links if template == kept}
    for question, template in links:
        if template == dropped and question not in linked:
            questions.link(session, question, kept, by=by)
