"""Every flag ever handed in, with the answer it got: what `open_flags` (flags.py) leaves out besides what it says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from library.errors import UnknownName
from library.record import history
from library.record.changes import table_of
from library.record.flags import Answer, FlagState, answers_to
from library.record.history import RevisionState
from library.record.models import Flag


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag and its answer, None where nobody has decided about it yet."""

    flag: FlagState
    answer: Answer | None


def every_flag(session: Session) -> list[Flagged]:
    """The flags of the library, newest first; a template that is gone is called as it was last."""
    table = table_of(Flag)
    rows = session.execute(select(table).order_by(table.c.flagged_at.desc(), table.c.id.desc())).all()
    answers = {answer.id: answer for answer in answers_to(session, [row.id for row in rows])}
    newest = {template: _newest(session, template) for template in {row.template for row in rows}}
    return [
        Flagged(
            FlagState(
                row.id,
                row.template,
                *_called(newest[row.template], row.template),
                *(row.revision, row.agent, row.why, row.flagged_at),
            ),
            answers.get(row.id),
        )
        for row in rows
    ]


def _newest(session: Session, template: str) -> RevisionState | None:
    try:
        return history.revisions(session, template)[-1]
    except UnknownName:  # of a library that was restored from a backup made before it
        return None


def _called(state: RevisionState | None, template: str) -> tuple[str, str]:
    if state is None:
        return template, ""
    return state.abbreviation, state.document.title if state.document else ""
