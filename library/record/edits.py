"""What leads do to a template besides typing: save beside somebody else, bring an old text back, rename, copy, move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from sqlmodel import Session

from library.documents import Document, folded, normalised
from library.errors import BadValue, OutOfDate
from library.merging_documents import MergedDocument, merge_documents
from library.record import authoring, history
from library.record.authoring import Saved
from library.record.changes import take_turn
from library.record.coming import refuse_coming
from library.record.history import RevisionState


@dataclass(frozen=True, slots=True)
class MergedSave:
    """What became of a save while somebody else saved too.

    `saved` is None where both changed the same place: nothing was written, and base, theirs and mine are to be shown.
    `theirs` is None where nobody else saved; then, and where the merge has no conflicts, `merge.document` is kept.
    """

    saved: Saved | None
    merge: MergedDocument
    base: Document | None
    theirs: RevisionState | None
    mine: Document


def save_merged(
    session: Session,
    document: Document,
    *,
    author: str,
    template: str,
    based_on: int,
    seen: int = 0,
    message: str = "",
    source: str = "",
) -> MergedSave:
    """Saves the edit of a revision on top of what others have saved since, merged where both do not overlap.

    What others saved are revisions numbered above `based_on` and `seen` (the newest when the edit began, where that was
    a draft the editor chose not to build on) that nobody has sent back. To save mine all the same, once its author has
    seen theirs, call it again with `based_on` and `seen` the number of theirs. Raises what authoring.save raises.
    """
    take_turn(session)
    mine = normalised(document)
    states = history.revisions(session, template)
    base = next((state.document for state in states if state.number == based_on), None)
    if base is None:
        raise BadValue(f"{mine.abbreviation} has no revision {based_on} to build on", "snippets history shows them")
    others = [state for state in states if state.number > max(based_on, seen) and _is_wanted(state)]
    theirs = others[-1] if others else None
    merge = merge_documents(base, theirs.document or base, mine) if theirs else MergedDocument(mine)
    saved = None
    if not merge.conflicts:
        saved = authoring.save(
            session,
            merge.document,
            author=author,
            based_on=theirs.number if theirs else based_on,
            template=template,
            message=message,
            source=source,
        )
    return MergedSave(saved, merge, base, theirs, mine)


def restore(session: Session, name: str, number: int, *, author: str, message: str = "") -> Saved:
    """Brings the text of an earlier revision back as a new one, on top of the newest that can still be approved.

    Raises BadValue for a number that is not there, a text that was redacted or that agents have, OutOfDate where a
    draft has it or it comes at a moment, NameTaken for a name that is another's by now.
    """
    take_turn(session)
    old = history.revision(session, name, number)
    document = old.document
    if document is None:
        raise BadValue(f"revision {number} was redacted", "its text is gone; choose another")
    states, approved = history.revisions(session, old.template), history.approved_revisions(session, old.template)
    base = _top(states, approved)
    live = next((state for state in states if state.is_live), None)
    if live is not None and live.text == old.text:
        raise BadValue(f"{document.abbreviation} has the text of revision {number} already", "nothing was changed")
    if base.text == old.text:
        _refuse_same(session, base, number, is_draft=base.number not in approved)
    return authoring.save(
        session,
        document,
        author=author,
        based_on=base.number,
        template=old.template,
        message=message or f"restores revision {number}",
        source="restore",
    )


def renamed(document: Document, name: str) -> Document:
    """The document by another name; its old one stays an alias, so that whoever knows it still finds it."""
    aliases = [alias for alias in (document.abbreviation, *document.aliases) if folded(alias) != folded(name)]
    return normalised(document._replace(abbreviation=name, aliases=tuple(aliases)))


def copied(document: Document, name: str) -> Document:
    """A document to begin a new template with: the text of another, but none of its names and links to questions."""
    return normalised(document._replace(abbreviation=name, aliases=(), questions=(), live_from=""))


def moved(document: Document, group: str, to: str) -> Document:
    """The document with its group, or a group above it, called otherwise; itself where it is in no such group."""
    path, wanted = document.group.split("/"), group.split("/")
    if [folded(part) for part in path[: len(wanted)]] != [folded(part) for part in wanted]:
        return document
    return normalised(document._replace(group="/".join([*filter(None, [to]), *path[len(wanted) :]])))


def _is_wanted(state: RevisionState) -> bool:
    asked = [decision.kind for decision in state.decisions if decision.kind in ("submitted", "rejected")]
    return state.text is not None and (not asked or asked[-1] != "rejected")


def _refuse_same(session: Session, state: RevisionState, number: int, *, is_draft: bool) -> NoReturn:
    """Says what keeps a text from agents that a later revision brings back already."""
    refuse_coming(session, [state.template])
    if not is_draft:
        raise BadValue(
            f"{state.abbreviation} has the text of revision {number} already, and is not live",
            f"nothing was changed; agents get it again with: snippets revive {state.abbreviation}",
        )
    named = f"{state.abbreviation}@{state.number}"
    raise OutOfDate(
        f"{state.abbreviation} r{state.number} by {state.author} has the text of revision {number} already,"
        " and is not approved",
        f"nothing was changed; approve it: snippets approve {named}, or send it back: snippets reject {named} -m WHY",
    )


def _top(states: Sequence[RevisionState], approved: Sequence[int]) -> RevisionState:
    """The newest revision that comes from the one approved last and was not sent back; that one where no newer does."""
    newest = next((state for state in reversed(states) if _is_wanted(state)), states[-1])
    if approved and history.base_of(states, newest.number, approved) != approved[-1]:
        return states[approved[-1] - 1]
    return newest
