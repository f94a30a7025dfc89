"""Takes in what agents propose: each proposal becomes a draft under its author's name, submitted for approval.

Desks hand proposals in like flags, since most people may add nothing else to a library. Whoever writes to the record
takes them in: their author, or a lead. What was taken in is told by the revisions, no row is ever altered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, text
from sqlmodel import Session

from library.documents import (
    Document,
    canonical_text,
    document_hash,
    folded,
    from_canonical,
    normalised,
)
from library.errors import BadDocument, BadValue, NameTaken, NotAllowed
from library.record import authoring, history, members, review
from library.record.authoring import Saved, chunks
from library.record.changes import table_of, take_turn
from library.record.history import RevisionState
from library.record.models import Proposal, Revision
from library.record.sight import is_enforced
from library.record.sources import are_proposed, proposal_of, source_of

_Work = Callable[[Session, "Proposed", Document], Saved | None]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that is no draft yet. `stored_at` is when the library got it."""

    id: str
    agent: str
    text: str
    why: str
    at: str
    stored_at: str


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a proposal: a revision, or none for the `problem` told; `name` is '' where it has none."""

    id: str
    agent: str
    name: str
    why: str
    at: str
    template: str = ""
    revision: int = 0
    problem: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The draft that a proposal continues: one sent earlier, which nobody has approved."""

    template: str
    number: int


def may_write(session: Session) -> bool:
    """Whether this login may add revisions at all; in a library in a file everybody may who can write to it."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    asked = "is_lead()" if is_enforced(session) else "true"  # who is past row security need not be let ask
    query = text(f"SELECT has_table_privilege('revisions', 'INSERT') AND {asked}")
    return bool(session.execute(query).scalar_one())


def is_for(session: Session, by: str) -> bool:
    """Whether proposals of others are for this person: an owner or a lead."""
    return members.role_of(session, by) in members.DECIDE


def is_due(session: Session, *, by: str) -> bool:
    """Whether there is something to take in, and this person may."""
    is_theirs = is_for(session, by) and may_write(session)
    return is_theirs and any(not one.problem for one in waiting(session, by=by))


def waiting(session: Session, *, by: str) -> list[Became]:
    """What `take_in` would do now, as far as reading tells: what would become a draft has no `problem`."""
    return [_tried(session, proposal, _look) for proposal in _untaken(session, by)]


def stuck(session: Session, *, by: str) -> list[Became]:
    """What cannot become a draft as it is, with the reason, for owners and leads."""
    return [one for one in waiting(session, by=by) if one.problem] if is_for(session, by) else []


def take_in(session: Session, *, by: str) -> list[Became]:
    """Makes a draft of every proposal that nobody has taken in yet, and asks for its approval.

    Owners and leads take in everybody's, all others their own. What cannot become a draft stays as it is, and is told.
    """
    take_turn(session)

    def enter(session: Session, proposal: Proposed, document: Document) -> Saved:
        source = source_of(proposal.id)
        return send(session, document, author=proposal.agent, by=by, why=proposal.why, source=source)

    return [_tried(session, proposal, enter) for proposal in _untaken(session, by)]


def send(session: Session, document: Document, *, author: str, by: str, why: str, source: str) -> Saved:
    """Keeps a proposed document as a draft and asks for its approval.

    Raises NameTaken, NotAllowed, and BadValue where that very text waits for approval already.
    """
    take_turn(session)
    before = draft_of(session, document, author)
    saved = authoring.save(
        session,
        document,
        author=author,
        based_on=before.number if before else None,
        template=before.template if before else None,
        message=why,
        source=source,
        by=by,
    )
    if not saved.is_new and any(draft.template == saved.template for draft in history.drafts(session)):
        raise BadValue(f"{document.abbreviation} waits for approval already", "snippets review shows it")
    review.submit(session, [(saved.template, saved.number)], by=by, reason=why)
    return saved


def draft_of(session: Session, document: Document, author: str) -> Earlier | None:
    """What this person has proposed by that name before and nobody has approved; None for a name that is free.

    Raises NameTaken for any other template's, with the name that is taken and whose it is.
    """
    names = document.names
    owners = authoring.owners(session, map(folded, names))
    template = owners.get(folded(names[0]), "")
    for name in names:
        owner = owners.get(folded(name), template)
        if owner != template or (owner and not _is_own_draft(session, owner, author)):
            raise TakenBy(name, history.revisions(session, owner)[-1].abbreviation)
    return Earlier(template, history.revisions(session, template)[-1].number) if template else None


class TakenBy(NameTaken):
    """`name` belongs to the shared template `owner`."""

    def __init__(self, name: str, owner: str) -> None:
        super().__init__(f"“{name}” belongs to the shared template “{owner}” already", "send it by another name")
        self.name = name
        self.owner = owner


def revision_of(session: Session, proposal: str) -> Saved | None:
    """The revision a proposal became, None where it is none yet."""
    table = table_of(Revision)
    query = select(table.c.template, table.c.number).where(table.c.source == source_of(proposal))
    row = session.execute(query).first()
    return Saved(row.template, row.number, True) if row else None


def _is_own_draft(session: Session, template: str, by: str) -> bool:
    states = history.revisions(session, template)
    return not history.standings(session, [template]) and all(folded(state.author) == folded(by) for state in states)


# which are to be taken in


def _untaken(session: Session, by: str) -> list[Proposed]:
    """Proposals that are no draft yet, the oldest first; of those of one person by one name the last only."""
    table, revisions = table_of(Proposal), table_of(Revision)
    ids = set(session.scalars(select(table.c.id)))
    if ids:
        ids -= set(
            map(proposal_of, session.scalars(select(revisions.c.source).where(are_proposed(revisions.c.source))))
        )
    found = _read(session, table.c.id, ids)
    if not is_for(session, by):
        found = [proposal for proposal in found if folded(proposal.agent) == folded(by)]
    if not found:
        return []
    last = {_name(one): one.id for one in _read(session, table.c.agent, {one.agent for one in found})}
    there = _revisions_of(session, found)
    return [one for one in found if last[_name(one)] == one.id and not _is_there(one, there)]


def _read(session: Session, column: ColumnElement[str], values: Iterable[str]) -> list[Proposed]:
    table = table_of(Proposal)
    names = ("id", "agent", "document", "why", "proposed_at", "stored_at")
    query = select(*(table.c[name] for name in names))
    rows = [row for some in chunks(values) for row in session.execute(query.where(column.in_(some)))]
    return sorted((Proposed(*row) for row in rows), key=lambda one: (one.at, one.id))


def _name(proposal: Proposed) -> tuple[str, str]:
    """Whose it is and what it is called; where that cannot be read, nothing else is called so."""
    try:
        return folded(proposal.agent), folded(_document(proposal.text).abbreviation)
    except BadDocument:
        return folded(proposal.agent), f"{proposal.id} "


def _revisions_of(session: Session, proposals: Iterable[Proposed]) -> list[tuple[str, RevisionState]]:
    """The revisions that have these documents, each with its document's hash."""
    table = table_of(Revision)
    rows = {
        (row.template, row.number): row.document
        for some in chunks(document_hash(one.text) for one in proposals)
        for row in session.execute(
            select(table.c.template, table.c.number, table.c.document).where(table.c.document.in_(some))
        )
    }
    return [(rows[pair], state) for pair, state in history.states_of(session, list(rows)).items()]


def _is_there(proposal: Proposed, there: Iterable[tuple[str, RevisionState]]) -> bool:
    """Whether its author has sent this very text in already: it was not sent back, or not before this came."""
    wanted = document_hash(proposal.text)
    states = [state for hash_, state in there if hash_ == wanted and folded(state.author) == folded(proposal.agent)]
    return any(not _is_sent_back(state) or state.decisions[-1].at >= proposal.stored_at for state in states)


def _is_sent_back(state: RevisionState) -> bool:
    return bool(state.decisions) and state.decisions[-1].kind == "rejected"


# one of them


def _tried(session: Session, proposal: Proposed, work: _Work) -> Became:
    about = (proposal.id, proposal.agent)
    name = ""
    try:
        document = _document(proposal.text)
        name = document.abbreviation
        saved = work(session, proposal, document)
    except (BadDocument, BadValue, NameTaken, NotAllowed) as error:
        return Became(*about, name, proposal.why, proposal.at, problem=error.message, remedy=error.hint)
    where = (saved.template, saved.number) if saved else ("", 0)
    return Became(*about, name, proposal.why, proposal.at, *where)


def _look(session: Session, proposal: Proposed, document: Document) -> None:
    """Raises what would keep it from becoming a draft."""
    members.require_member(session, proposal.agent, "save templates")
    draft_of(session, document, proposal.agent)


def _document(text: str) -> Document:
    """The document of a canonical text, which its revision will have to the letter. Raises BadDocument."""
    try:
        document = from_canonical(text)
        is_exact = canonical_text(normalised(document)) == text
    except (TypeError, ValueError, AttributeError, KeyError, AssertionError):
        raise BadDocument("it cannot be read as a template", "have it sent again") from None
    if not is_exact:
        raise BadDocument("it is not in the form this program stores", "have it sent again, with this version")
    if own := [name for name in document.names if name.startswith("~")]:
        raise BadDocument(f"“{own[0]}” cannot be the name of a shared template", "have it sent by another")
    return document
