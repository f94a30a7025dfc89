"""Reads from the record what measures are computed from. The only module here that knows the record."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sqlmodel import Session

from library.errors import UnknownName
from library.finding import Entry, build, find
from library.measures.adoption import UNKNOWN, Adoption, adoption
from library.measures.coverage import Coverage, Demand, coverage
from library.measures.searches import Nearest, Searches, searches
from library.record import history, questions, usage
from library.record import searches as searched
from library.record.wordings import without_masks

#: From this score on a template is worth a look before another is written; below, hits share a word by chance.
NEAR = 0.4
#: What a used template is called of which no text is left.
REDACTED = "(redacted)"


def read_coverage(session: Session) -> tuple[str, Coverage]:
    """The period of the newest frozen list of questions, and the coverage of that list."""
    names = {live.template: live.document.abbreviation for live in history.live(session)}
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
    documents = {live.template: live.document for live in history.live(session)}
    used = usage.used(session, since=since, until=until)
    withdrawn = {row.template for row in used} - documents.keys()
    others = {template: d.abbreviation for template, d in documents.items() if d.kind != "reply"}
    return adoption(
        used,
        roster=usage.roster(session),
        live={template: d.abbreviation for template, d in documents.items() if d.kind == "reply"},
        others=others | {template: _last_name(session, template) for template in withdrawn},
    )


def read_searches(session: Session, *, since: str, until: str = "", limit: int) -> Searches:
    """How searches ended between two moments (UTC texts), and the first `limit` groups of words that did in vain."""
    return searches(
        searched.endings(session, since=since, until=until),
        searched.in_vain(session, since=since, until=until),
        nearest=_nearest_in(session),
        limit=limit,
    )


def _nearest_in(session: Session) -> Callable[[str], Nearest | None]:
    """Finds the live reply nearest to masked words, None where nothing is near; bodies do not count for that."""
    index = build(
        [
            Entry(live.template, d.abbreviation, d.title, d.group, d.aliases, d.tags, live.phrasings)
            for live in history.live(session)
            if (d := live.document).kind == "reply"
        ]
    )
    known = questions.names(session)
    answers = {template: question for question, template in history.current_links(session) if question in known}

    def nearest(words: str) -> Nearest | None:
        found = find(index, without_masks(words), 5, is_pasted=True)
        if not found or found[0].score < NEAR:
            return None
        match, entry = found[0], found[0].entry
        about = (entry.template, entry.abbreviation, entry.title)
        return Nearest(*about, match.matched, match.text, answers.get(entry.template, ""))

    return nearest


def _last_name(session: Session, template: str) -> str:
    """What a template that is not live was called last."""
    try:
        states = history.revisions(session, template)
    except UnknownName:
        return UNKNOWN
    return next((state.document.abbreviation for state in reversed(states) if state.document), REDACTED)
