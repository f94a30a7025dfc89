"""What the team uses, and takes for which words, counted for all desks. Corrected uses are left out.

Nobody learns from it what one colleague typed: words count that at least two people searched for, and no masked ones.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Select, func, select
from sqlmodel import Session

from library.documents import folded
from library.finding.keys import key_of
from library.record import members
from library.record.changes import table_of
from library.record.models import Search, Use

#: What stands for words that were masked.
_MASKED = "%<%>%"


def team_uses(session: Session, since: str) -> dict[str, int]:
    """How often each template was used since a moment (a UTC text).

    All are counted in an index, then the few mistakes subtracted: looking each use up takes thirty times as long.
    """
    use = table_of(Use)
    late = use.c.used_at >= since
    counted = select(use.c.template, func.count()).where(late).group_by(use.c.template)
    counts = Counter({row[0]: row[1] for row in session.execute(counted)})
    taken_back = select(use.c.corrects).where(use.c.corrects.is_not(None))
    for mistake in (use.c.corrects.is_not(None), use.c.id.in_(taken_back)):
        counts.subtract(session.scalars(select(use.c.template).where(late, mistake)))
    return {template: number for template, number in counts.items() if number > 0}


def team_choices(session: Session, since: str, least_agents: int = 2, limit: int = 2000) -> list[tuple[str, str, int]]:
    """Words as `key_of` makes them, the template taken for them, and in how many searches since a moment (a UTC text);
    the most frequent first, those by at least so many people.
    """
    search = table_of(Search)
    query = (
        select(search.c.words, search.c.template, search.c.agent, func.count())
        .where(search.c.ended_at >= since, search.c.outcome == "used", search.c.template.is_not(None))
        .where(search.c.words.not_like(_MASKED), search.c.id.not_in(_mistaken()))
        .group_by(search.c.words, search.c.template, search.c.agent)
    )
    people = _people(session)
    counts: Counter[tuple[str, str]] = Counter()
    agents: dict[tuple[str, str], set[str]] = {}
    for words, template, agent, count in session.execute(query):
        if key := key_of(words):
            counts[key, template] += count
            agents.setdefault((key, template), set()).add(people.get(folded(agent), folded(agent)))
    shared = [(*pair, count) for pair, count in counts.items() if len(agents[pair]) >= least_agents]
    return sorted(shared, key=lambda row: (-row[2], row[0], row[1]))[:limit]


def _mistaken() -> Select[tuple[str]]:
    """The ids of the searches whose use was taken back."""
    use, correction = table_of(Use).alias("used"), table_of(Use).alias("correction")
    return select(use.c.search).join(correction, correction.c.corrects == use.c.id).where(use.c.search.is_not(None))


def _people(session: Session) -> dict[str, str]:
    """By every name somebody has or had the name they have now, folded: one person is not two."""
    return {
        folded(name): folded(person.name)
        for person in members.list(session)
        for name in (*person.earlier_names, person.name)
    }
