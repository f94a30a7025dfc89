"""What the editor does in the library: opens a template, saves a draft, asks for its approval or approves it.

Runs in workers; the record is imported by whoever calls `snippets.leading`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from library.checks import Around
from library.checks.around import around_of
from library.documents import Document, folded
from library.errors import BadValue
from snippets.config import Config
from snippets.leading import reading, writing

if TYPE_CHECKING:
    from sqlmodel import Session

    from library.merging_documents import MergedDocument
    from library.record.history import RevisionState

#: The ways a draft can go.
SUBMIT, APPROVE, TYPO = "submit", "approve", "typo"
DRAFT = "draft"
#: What the history says a revision came from.
SOURCE = "editor"


class Start(NamedTuple):
    """What is to be edited: a template by its name, or a new one, empty or with the text of `origin`."""

    name: str = ""
    origin: str = ""
    abbreviation: str = ""


class Opened(NamedTuple):
    """A template as the library has it; `template` is "" and `based_on` None for a new one.

    `seen` is its newest revision then: what is saved above it was saved by somebody else meanwhile.
    """

    document: Document
    template: str = ""
    based_on: int | None = None
    seen: int = 0
    standing: str = "new"


class Draft(NamedTuple):
    """What is to be saved, and by whom."""

    document: Document
    template: str
    based_on: int | None
    seen: int
    by: str


class Theirs(NamedTuple):
    """What somebody else saved meanwhile, the text both began with, and both texts put together."""

    number: int
    author: str
    document: Document
    merge: MergedDocument


class Done(NamedTuple):
    """Where a draft is kept now, and what came of it.

    `is_new` is False where that text was there already. `theirs` is what it was merged with; where the two conflict,
    `number` is 0 and nothing was written.
    """

    template: str
    number: int
    is_new: bool
    way: str
    theirs: Theirs | None = None


class Ways(NamedTuple):
    """How a draft may go on, the usual way first, and who may approve it."""

    ways: tuple[str, ...]
    approvers: tuple[str, ...]


def open_template(config: Config, start: Start) -> Opened:
    """Raises UnknownName, BadValue, StoreError."""
    if not (start.name or start.origin):
        return Opened(Document(start.abbreviation))
    newest, seen = reading(config, lambda session: _to_edit(session, start.name or start.origin, config.agent))
    document = newest.document
    assert document is not None
    if start.name:
        return Opened(document, newest.template, newest.number, seen, standing_of(newest))
    return Opened(as_copy(document, start.abbreviation))


def as_copy(document: Document, abbreviation: str) -> Document:
    """The document as the beginning of another template, without what belongs to the first one alone."""
    return document._replace(abbreviation=abbreviation, aliases=(), questions=(), live_from="")


def _to_edit(session: Session, name: str, by: str) -> tuple[RevisionState, int]:
    """The revision to go on from, and the newest there is.

    That is the newest which comes from what was approved last, and which nobody has sent back, other than to `by`.
    """
    from library.record import history

    states = history.revisions(session, name)
    approved = history.approved_revisions(session, states[-1].template)
    readable = [state for state in states if state.text is not None]
    if not readable:
        raise BadValue(f"every text of {name} was redacted", "write a new template")
    wanted = (state for state in reversed(readable) if not _is_rejected(state) or folded(state.author) == folded(by))
    last = approved[-1] if approved else None
    chosen = (state for state in wanted if last is None or history.base_of(states, state.number, approved) == last)
    return next(chosen, readable[-1]), states[-1].number


def _is_rejected(state: RevisionState) -> bool:
    asked = [decision.kind for decision in state.decisions if decision.kind in ("submitted", "rejected")]
    return bool(asked) and asked[-1] == "rejected"


def standing_of(state: RevisionState) -> str:
    """“r7, live”; “r8, draft by Bo”."""
    kinds = [decision.kind for decision in state.decisions]
    if state.is_live:
        return f"r{state.number}, live"
    if state.comes_at:
        return f"r{state.number}, comes {state.comes_at[:10]}"
    last = kinds[-1] if kinds else DRAFT
    said = {"submitted": "waits for approval", "approved": "no longer live"}.get(last, last)
    return f"r{state.number}, {said}, by {state.author}"


def around(config: Config, template: str) -> Around:
    """What is known in the library beside this template."""
    from library.checks.surroundings import known_in

    return around_of(reading(config, known_in)).about(template)


def ways_of(config: Config, draft: Draft) -> Ways:
    """How this person may go on with a draft, by the team's rules."""

    def work(session: Session) -> Ways:
        from library.record import approvers, history, review

        rules = approvers.policy(session)
        groups = approvers.groups_of(session, {draft.template: draft.document})[draft.template]
        live = history.live_among(session, [draft.template]).get(draft.template)
        able = tuple(name for name in rules.approvers(draft.document.group) if not rules.is_same(name, draft.by))
        if rules.is_settled_by(draft.by, draft.by, groups):
            return Ways((APPROVE, SUBMIT), able)
        is_typo = live is not None and review.is_typo(live.document, draft.document)
        return Ways((SUBMIT, TYPO) if is_typo and rules.may_approve(draft.by, groups) else (SUBMIT,), able)

    return reading(config, work)


def save(config: Config, draft: Draft, *, way: str = DRAFT, why: str = "") -> Done:
    """Saves the draft and goes on with it, all or nothing; one that somebody else saved beside is merged and stays one.

    Raises OutOfDate, NameTaken, NotAllowed, BadDocument and StoreError.
    """

    def work(session: Session) -> Done:
        from library.checks.approving import refuse_faulty
        from library.record import history, review

        saved = _kept(session, draft, why)
        if saved.theirs is not None:  # nobody has read the two together yet
            return saved
        item = [(saved.template, saved.number)]
        if way == SUBMIT:
            review.submit(session, item, by=draft.by, reason=why)
        elif way == APPROVE:
            review.approve(session, item, by=draft.by, reason=why)
        elif way == TYPO:
            review.publish_typo(session, item[0], by=draft.by, reason=why)
        if way in (APPROVE, TYPO):  # what is beside it may have changed since the editor looked
            refuse_faulty(session, [history.revision(session, *item[0])])
        return saved._replace(way=way)

    return writing(config, work)


def _kept(session: Session, draft: Draft, why: str) -> Done:
    from library.record import authoring, edits

    if not draft.template or draft.based_on is None:
        new = authoring.save(session, draft.document, author=draft.by, message=why, source=SOURCE)
        return Done(new.template, new.number, new.is_new, DRAFT)
    done = edits.save_merged(
        session, draft.document, author=draft.by, template=draft.template, based_on=draft.based_on, seen=draft.seen,
        message=why, source=SOURCE,
    )  # fmt: skip
    theirs = None
    if done.theirs is not None and done.theirs.document is not None:
        theirs = Theirs(done.theirs.number, done.theirs.author, done.theirs.document, done.merge)
    if done.saved is None:
        return Done(draft.template, 0, False, DRAFT, theirs)
    return Done(done.saved.template, done.saved.number, done.saved.is_new, DRAFT, theirs)
