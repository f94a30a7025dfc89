"""The bulk road: many documents saved and approved in one change, or submitted as one where others have to approve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlmodel import Session

from library.documents import Document
from library.errors import BadValue
from library.identifiers import make_id
from library.record import approvers, history, members
from library.record.authoring import Draft, Kept, Origin, Saved, chunks, claim, keep, make_draft, newest_revisions
from library.record.changes import current_version, open_change, open_receipt, table_of, take_turn
from library.record.clock import now
from library.record.coming import refuse_coming
from library.record.decisions import Verdict, enter
from library.record.history import Standing
from library.record.models import Decision, Revision, StoredDocument
from library.record.rechecks import Renders, refuse_broken
from library.record.set_rows import add_items, add_set
from library.record.standings import approved_among


@dataclass(frozen=True, slots=True)
class Published:
    """What a bulk approval did: the library's version with it, and where each document is kept, in the order given.

    `change_set` is the set they were submitted as, where somebody else has to approve; "" where they are live.
    """

    version: int
    saved: tuple[Saved, ...]
    change_set: str = ""


@dataclass(frozen=True, slots=True)
class _Bulk:
    """What is there of the templates a call is about."""

    drafts: Sequence[Draft]
    standing: Mapping[str, Standing]
    approved: Mapping[str, Kept]

    @property
    def known(self) -> dict[str, Kept]:
        """The templates whose text, as given, was approved last."""
        found = ((draft.template, self.approved.get(draft.template), draft.hash) for draft in self.drafts)
        return {template: kept for template, kept, hash_ in found if kept is not None and kept.document == hash_}

    @property
    def asleep(self) -> list[Draft]:
        """Those of them agents do not get now."""
        known = self.known
        return [d for d in self.drafts if d.template in known and not self.standing[d.template].is_live]

    @property
    def fresh(self) -> list[Draft]:
        known = self.known
        return [draft for draft in self.drafts if draft.template not in known]


def publish(
    session: Session,
    items: Sequence[tuple[Document, str | None]],
    *,
    by: str,
    source: str = "",
    message: str = "",
    renders: Renders | None = None,
    is_for_review: bool = False,
) -> Published:
    """Saves and approves many documents in one change: an import, the seeds. All or nothing.

    Each goes to the template with the id beside it, made if there is none with this id, or to a new one for None. One
    whose very text is live already stays as it is. Where the rules ask for somebody else's approval of any of them, and
    where `is_for_review` does, all are saved and submitted as one change set instead. Raises NotAllowed for somebody
    who may approve nothing, BadDocument, NameTaken, OutOfDate, TemplateFault.
    """
    take_turn(session)
    ids = [template or make_id() for _, template in items]
    if len(set(ids)) < len(ids):
        raise BadValue("one template is given twice", "nothing was written; keep one of its files")
    approved = _approved_before(session, ids)
    drafts = [
        make_draft(document, id_, approved[id_].number if id_ in approved else None)
        for (document, _), id_ in zip(items, ids, strict=True)
    ]
    bulk = _Bulk(drafts, history.standings(session, ids), approved)
    origin = Origin(by, now(session), message, source)
    if is_for_review:
        members.require_member(session, by, "save templates")
    if is_for_review or not _is_settled(session, bulk, by):
        return _submit(session, bulk, origin)
    return _publish(session, bulk, origin, renders)


def _is_settled(session: Session, bulk: _Bulk, by: str) -> bool:
    """Whether nobody else has to approve. Raises NotAllowed for somebody who may approve none of it."""
    rules = approvers.policy(session)
    if rules.is_seed(by):
        return True
    changed = {draft.template: draft.document for draft in (*bulk.fresh, *bulk.asleep)}
    groups = approvers.groups_of(session, changed)
    if not any(rules.may_approve(by, of) for of in groups.values()):
        members.require(session, by, members.DECIDE, "approve")
    return all(rules.is_settled_by(by, by, of) for of in groups.values())


def _submit(session: Session, bulk: _Bulk, origin: Origin) -> Published:
    """Keeps what is not live as drafts, and asks for their approval as one change set; not again for what waits."""
    asleep = {draft.template for draft in bulk.asleep}
    numbers = {key: Saved(key, kept.number, False) for key, kept in bulk.known.items() if key not in asleep}
    asked = {state.template: state for state in history.drafts(session)}
    known = [d for d in (*bulk.fresh, *bulk.asleep) if d.template in asked and asked[d.template].text == d.text]
    numbers |= {d.template: Saved(d.template, asked[d.template].number, False) for d in known}
    waiting = [d for d in (*bulk.fresh, *bulk.asleep) if d.template not in numbers]
    id_ = ""
    if waiting:
        kept = replace(origin, receipt=open_receipt(session, by=origin.author))
        numbers |= {saved.template: saved for saved in keep(session, waiting, kept)}
        title = origin.message or origin.source or "many templates"
        id_ = add_set(session, title, by=origin.author)
        verdicts = _verdicts(session, waiting, "submitted")
        add_items(session, id_, [(verdict.template, verdict.revision) for verdict in verdicts], by=origin.author)
        enter(session, verdicts, by=origin.author, reason=origin.message, alters=False, change_set=id_, at=origin.at)
    return Published(current_version(session), tuple(numbers[draft.template] for draft in bulk.drafts), id_)


def _publish(session: Session, bulk: _Bulk, origin: Origin, renders: Renders | None) -> Published:
    known, asleep, fresh = bulk.known, bulk.asleep, bulk.fresh
    numbers = {template: Saved(template, kept.number, False) for template, kept in known.items()}
    if fresh or asleep:
        changed = {draft.template for draft in (*fresh, *asleep)}
        refuse_coming(session, changed)
        before = history.live_among(session, changed & bulk.standing.keys())
        kept = replace(origin, change=open_change(session, by=origin.author, note=origin.message))
        claim(session, asleep, at=origin.at, by=origin.author)
        numbers |= {saved.template: saved for saved in keep(session, fresh, kept)}
        verdicts = _verdicts(session, fresh, "approved")
        verdicts += [Verdict(d.template, known[d.template].number, known[d.template].hash, "revived") for d in asleep]
        enter(session, verdicts, by=origin.author, reason=origin.message, alters=True, at=origin.at)
        refuse_broken(session, changed, before, renders)
    return Published(current_version(session), tuple(numbers[draft.template] for draft in bulk.drafts))


def _verdicts(session: Session, drafts: Sequence[Draft], kind: str) -> list[Verdict]:
    """One about each draft's revision, just kept."""
    hashes = newest_revisions(session, [draft.template for draft in drafts])
    return [Verdict(d.template, hashes[d.template].number, hashes[d.template].hash, kind) for d in drafts]


def _approved_before(session: Session, templates: Sequence[str]) -> dict[str, Kept]:
    """Each template's revision approved last, with its hash and its document's, '' for a redacted one."""
    revisions, decisions, documents = table_of(Revision), table_of(Decision), table_of(StoredDocument)
    last = {template: numbers[-1] for template, numbers in approved_among(session, templates).items()}
    same = (revisions.c.template == decisions.c.template) & (revisions.c.number == decisions.c.revision)
    found: dict[str, Kept] = {}
    for some in chunks(last):
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
        )
        for row in session.execute(query):
            if row.number == last[row.template]:
                found[row.template] = Kept(row.number, row.hash, row.document)
    return found
