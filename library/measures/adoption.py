"""Adoption of the library: who of the team uses it, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from library.documents import folded
from library.measures.shares import Share, share_of
from library.record.usage import UsedInWeek


@dataclass(frozen=True, slots=True)
class Adoption:
    """Agents with at least one use / agents on the roster; uses by people who are not on it are counted apart.

    `by_agent` and `off_roster` are about single people: only who asks for them is shown them.
    """

    agents: Share
    uses: int
    by_agent: tuple[tuple[str, int], ...]
    by_week: tuple[tuple[str, int], ...]
    by_template: tuple[tuple[str, int], ...]
    never_used: tuple[str, ...]
    off_roster: tuple[str, ...]


#: What is said of a use whose template the library does not know, which a restored backup may bring about.
UNKNOWN = "(not in this library)"


def adoption(
    used: Sequence[UsedInWeek], *, roster: Sequence[str], live: Mapping[str, str], others: Mapping[str, str]
) -> Adoption:
    """Adoption over the uses of a period; by template id, `live` names the live replies, `others` whatever else."""
    by_agent: Counter[str] = Counter()
    by_week: Counter[str] = Counter()
    by_template: Counter[str] = Counter()
    spelt = {folded(name): name for name in (*(row.agent for row in used), *roster)}
    for row in used:
        by_agent[spelt[folded(row.agent)]] += row.uses
        by_week[row.week] += row.uses
        by_template[live.get(row.template) or others.get(row.template, UNKNOWN)] += row.uses
    used_ones = {row.template for row in used}
    known = {folded(name) for name in roster}
    active = {folded(agent) for agent in by_agent}
    return Adoption(
        agents=share_of(len(known & active), len(known)),
        uses=sum(by_agent.values()),
        by_agent=_most(by_agent),
        by_week=tuple(sorted(by_week.items())),
        by_template=_most(by_template),
        never_used=tuple(sorted(name for key, name in live.items() if key not in used_ones)),
        off_roster=tuple(sorted(agent for agent in by_agent if folded(agent) not in known)),
    )


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
