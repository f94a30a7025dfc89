"""Decides about revisions: submits, approves, rejects, suspends, retires, revives, confirms. Decisions are only added.

Verbs take items: a template's name, which stands for its newest revision (or its live one, where only that makes
sense), or a pair (template or name, revision number). All items of a call are decided, or none. Each returns the
library's version. `renders` says why a document would not render; library.rendering where it is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from library.documents import Document, from_canonical
from library.errors import BadValue, OutOfDate
from library.identifiers import make_id
from library.record import history, members
from library.record.authoring import (
    Draft,
    Kept,
    Origin,
    Saved,
    chunks,
    claim,
    keep,
    make_draft,
    newest_revisions,
)
from library.record.changes import current_version, open_change, table_of, take_turn
from library.record.clock import now
from library.record.decisions import Verdict, enter
from library.record.history import Live, RevisionState, Standing
from library.record.models import Decision, Revision, StoredDocument
from library.record.rechecks import Renders, refuse_broken

Item = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Published:
    """What a bulk approval did: the library's version with it, and where each document is kept, in the order given."""

    version: int
    saved: tuple[Saved, ...]


def submit(session: Session, items: Sequence[Item], *, by: str, reason: str = "") -> int:
    """Asks for approval of revisions that are not live."""
    take_turn(session)
    about = [_newest(session, item) for item in items]
    _refuse_live(about)
    return enter(session, _verdicts(about, "submitted"), by=by, reason=reason, alters=False)


def approve(
    session: Session,
    items: Sequence[Item],
    *,
    by: str,
    reason: str = "",
    renders: Renders | None = None,
    change_set: str | None = None,
) -> int:
    """Makes revisions live, all of them in one change.

    Raises NotAllowed; OutOfDate unless each is based, directly or through unapproved drafts, on the revision approved
    last; NameTaken; BadValue for one that is live already; TemplateFault where live templates would no longer render.
    """
    take_turn(session)
    about = [_newest(session, item) for item in items]
    _refuse_repeated(about)
    for state in about:
        _require_may_approve(session, by, state.author)
    _refuse_live(about)
    for state in about:
        _refuse_out_of_date(session, state)
    before = _live_before(session, about)
    at = now(session)
    claim(session, [_as_draft(state) for state in about], at=at, by=by)
    enter(session, _verdicts(about, "approved"), by=by, reason=reason, alters=True, change_set=change_set, at=at)
    refuse_broken(session, {state.template for state in about}, before, renders)
    return current_version(session)


def reject(session: Session, items: Sequence[Item], *, by: str, reason: str = "") -> int:
    """Sends revisions that are not live back to their authors."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "reject")
    about = [_newest(session, item) for item in items]
    _refuse_live(about)
    return enter(session, _verdicts(about, "rejected"), by=by, reason=reason, alters=False)


def suspend(
    session: Session, items: Sequence[Item], *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Takes live templates from agents for now. Raises TemplateFault where others need them."""
    return _withdraw(session, items, "suspended", by, reason, renders)


def retire(
    session: Session, items: Sequence[Item], *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Takes templates from agents for good; they keep their names. Raises TemplateFault where others need them."""
    return _withdraw(session, items, "retired", by, reason, renders)


def revive(
    session: Session, items: Sequence[Item], *, by: str, reason: str = "", renders: Renders | None = None
) -> int:
    """Makes suspended or retired templates live again, with the revision approved last."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "revive")
    about = [_last_approved(session, item) for item in items]
    _refuse_live(about)
    at = now(session)
    claim(session, [_as_draft(state) for state in about], at=at, by=by)
    enter(session, _verdicts(about, "revived"), by=by, reason=reason, alters=True, at=at)
    refuse_broken(session, {state.template for state in about}, {}, renders)
    return current_version(session)


def confirm(session: Session, items: Sequence[Item], *, by: str, reason: str = "") -> int:
    """Says that live templates were read again and are still right."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "confirm")
    about = [_live_now(session, item) for item in items]
    return enter(session, _verdicts(about, "confirmed"), by=by, reason=reason, alters=False)


def publish(
    session: Session,
    items: Sequence[tuple[Document, str | None]],
    *,
    by: str,
    source: str = "",
    message: str = "",
    renders: Renders | None = None,
) -> Published:
    """Saves and approves many documents in one change: an import, the seeds. All or nothing.

    Each goes to the template with the id beside it, made if there is none with this id, or to a new one for None. One
    whose very text is live already stays as it is. Raises NotAllowed, BadDocument, NameTaken, TemplateFault.
    """
    take_turn(session)
    _require_may_approve(session, by, by)
    ids = [template or make_id() for _, template in items]
    if len(set(ids)) < len(ids):
        raise BadValue("one template is given twice", "nothing was written; keep one of its files")
    standing = history.standings(session, ids)
    approved = _approved_before(session, standing)
    drafts = [
        make_draft(document, id_, approved[id_].number if id_ in approved else None)
        for (document, _), id_ in zip(items, ids, strict=True)
    ]
    return _publish(session, drafts, standing, approved, Origin(by, now(session), message, source), renders)


def _publish(
    session: Session,
    drafts: Sequence[Draft],
    standing: Mapping[str, Standing],
    approved: Mapping[str, Kept],
    origin: Origin,
    renders: Renders | None,
) -> Published:
    known = {d.template: approved[d.template] for d in drafts if _is_text_of(d, approved.get(d.template))}
    asleep = [d for d in drafts if d.template in known and not standing[d.template].is_live]
    fresh = [d for d in drafts if d.template not in known]
    numbers = {template: Saved(template, kept.number, False) for template, kept in known.items()}
    if fresh or asleep:
        changed = {d.template for d in (*fresh, *asleep)}
        before = history.live_among(session, changed & standing.keys())
        change = open_change(session, by=origin.author, note=origin.message)
        kept = Origin(origin.author, origin.at, origin.message, origin.source, change=change)
        claim(session, asleep, at=origin.at, by=origin.author)
        numbers |= {saved.template: saved for saved in keep(session, fresh, kept)}
        hashes = newest_revisions(session, [d.template for d in fresh])
        verdicts = [Verdict(d.template, hashes[d.template].number, hashes[d.template].hash, "approved") for d in fresh]
        verdicts += [Verdict(d.template, known[d.template].number, known[d.template].hash, "revived") for d in asleep]
        enter(session, verdicts, by=origin.author, reason=origin.message, alters=True, at=origin.at)
        refuse_broken(session, changed, before, renders)
    return Published(current_version(session), tuple(numbers[d.template] for d in drafts))


def _require_may_approve(session: Session, by: str, author: str) -> None:
    """The one place that says who may approve whose revision: owners and leads, their own as well."""
    del author  # a second person is not asked for yet
    members.require(session, by, members.DECIDE, "approve")


def _withdraw(session: Session, items: Sequence[Item], kind: str, by: str, reason: str, renders: Renders | None) -> int:
    take_turn(session)
    members.require(session, by, members.DECIDE, "suspend" if kind == "suspended" else "retire")
    about = [_live_now(session, item) if kind == "suspended" else _to_retire(session, item) for item in items]
    before = _live_before(session, about)
    enter(session, _verdicts(about, kind), by=by, reason=reason, alters=True)
    refuse_broken(session, {state.template for state in about}, before, renders)
    return current_version(session)


def _refuse_repeated(about: Sequence[RevisionState]) -> None:
    if len({state.template for state in about}) < len(about):
        raise BadValue("one template is named twice", "name the one revision that should be live")


def _refuse_live(about: Sequence[RevisionState]) -> None:
    for state in about:
        if state.is_live:
            raise BadValue(f"revision {state.number} of {_name(state)} is live already", "nothing is left to decide")


def _refuse_out_of_date(session: Session, state: RevisionState) -> None:
    approved = history.approved_revisions(session, state.template)
    last = approved[-1] if approved else None
    base = state.based_on
    if base not in approved and base is not None:
        based_on = {other.number: other.based_on for other in history.revisions(session, state.template)}
        while base is not None and base not in approved:  # drafts between; based_on only ever points back
            base = based_on[base]
    if base == state.number:
        raise BadValue(f"{_name(state)} is not live, its revision {base} was approved before", "revive it instead")
    if base != last:
        raise OutOfDate(
            f"{_name(state)}: revision {state.number} is based on {base or 'nothing'}, and {last} was approved since",
            "compare the two, save on top of the newer one, and approve that",
        )


def _newest(session: Session, item: Item) -> RevisionState:
    if isinstance(item, tuple):
        return history.revision(session, *item)
    return history.revisions(session, item)[-1]


def _live_now(session: Session, item: Item) -> RevisionState:
    found = _live_of(session, item)
    if found is None or (isinstance(item, tuple) and item[1] != found.number):
        raise BadValue(f"{_spoken(item)} is not live", f"see snippets history {_spoken(item)}")
    return found


def _live_of(session: Session, item: Item) -> RevisionState | None:
    name = item[0] if isinstance(item, tuple) else item
    return next((state for state in history.revisions(session, name) if state.is_live), None)


def _to_retire(session: Session, item: Item) -> RevisionState:
    """The live revision, else the one approved last, else the newest: retiring is about the template."""
    found = _live_of(session, item)
    if found is not None:
        return found
    states = history.revisions(session, item[0] if isinstance(item, tuple) else item)
    standing = history.standings(session, [states[-1].template]).get(states[-1].template)
    if standing is not None and standing.kind == "retired":
        raise BadValue(f"{_spoken(item)} is retired already", "nothing was changed")
    return states[standing.revision - 1] if standing else states[-1]


def _last_approved(session: Session, item: Item) -> RevisionState:
    states = history.revisions(session, item[0] if isinstance(item, tuple) else item)
    approved = history.approved_revisions(session, states[-1].template)
    if not approved:
        raise BadValue(f"{_spoken(item)} was never approved", "approve a revision instead")
    return states[approved[-1] - 1]


def _approved_before(session: Session, standing: Mapping[str, Standing]) -> dict[str, Kept]:
    """Each template's revision approved last, with its hash and its document's, '' for a redacted one."""
    revisions, decisions, documents = table_of(Revision), table_of(Decision), table_of(StoredDocument)
    same = (revisions.c.template == decisions.c.template) & (revisions.c.number == decisions.c.revision)
    found: dict[str, Kept] = {}
    for some in chunks(standing):
        query = (
            select(
                revisions.c.template,
                revisions.c.number,
                revisions.c.hash,
                func.coalesce(documents.c.hash, "").label("document"),
            )
            .join(decisions, same)
            .join(documents, documents.c.hash == revisions.c.document, isouter=True)
            .where(decisions.c.kind == "approved", decisions.c.template.in_(some))
            .order_by(decisions.c.number)
        )
        for row in session.execute(query):
            found[row.template] = Kept(row.number, row.hash, row.document)
    return found


def _live_before(session: Session, about: Sequence[RevisionState]) -> dict[str, Live]:
    return history.live_among(session, {state.template for state in about})


def _is_text_of(draft: Draft, kept: Kept | None) -> bool:
    return kept is not None and kept.document == draft.hash


def _verdicts(about: Sequence[RevisionState], kind: str) -> list[Verdict]:
    return [Verdict(state.template, state.number, state.hash, kind) for state in about]


def _as_draft(state: RevisionState) -> Draft:
    document = _document(state)
    return Draft(document, state.text or "", "", state.template, state.based_on)


def _document(state: RevisionState) -> Document:
    if state.text is None:
        raise BadValue(f"revision {state.number} was redacted", "its text is gone; choose another")
    return from_canonical(state.text)


def _name(state: RevisionState) -> str:
    return from_canonical(state.text).abbreviation if state.text is not None else state.template


def _spoken(item: Item) -> str:
    return item if isinstance(item, str) else f"{item[0]} {item[1]}"
