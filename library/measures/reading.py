"""Reads from the record what measures are computed from. The only module here that knows the record."""

from __future__ import annotations

from fractions import Fraction

from sqlmodel import Session

from library.documents import from_canonical
from library.errors import UnknownName
from library.measures.adoption import UNKNOWN, Adoption, adoption
from library.measures.coverage import Coverage, Demand, coverage
from library.record import history, members, questions, usage

#: What a used template is called of which no text is left.
REDACTED = "(redacted)"


def read_coverage(session: Session) -> tuple[str, Coverage]:
    """The period of the newest frozen list of questions, and the coverage of that list."""
    names = {live.template: from_canonical(live.text).abbreviation for live in history.live(session)}
    rows = [
        Demand(
            rank=question.rank,
            question=question.id,
            name=question.name,
            share=Fraction(question.share or "0"),
            templates=tuple(names[template] for template in question.templates if template in names),
        )
        for question in questions.current(session)
        if question.rank
    ]
    return questions.newest_period(session), coverage(rows)


def read_adoption(session: Session, *, since: str, until: str = "") -> Adoption:
    """Adoption between two moments (UTC texts), by everybody who was on the roster at its end."""
    documents = {live.template: from_canonical(live.text) for live in history.live(session)}
    used = usage.used(session, since=since, until=until)
    withdrawn = {row.template for row in used} - documents.keys()
    others = {template: d.abbreviation for template, d in documents.items() if d.kind != "reply"}
    return adoption(
        used,
        roster=[person.name for person in members.list(session) if not person.until],
        live={template: d.abbreviation for template, d in documents.items() if d.kind == "reply"},
        others=others | {template: _last_name(session, template) for template in withdrawn},
    )


def _last_name(session: Session, template: str) -> str:
    """What a template that is not live was called last."""
    try:
        states = history.revisions(session, template)
    except UnknownName:
        return UNKNOWN
    return next((state.document.abbreviation for state in reversed(states) if state.document), REDACTED)
