"""When templates should be read again: what is due, the share of uses that were of fresh ones, what nobody uses.

A template is fresh for some days from its last review: an approval of another text than a mere typo, or a confirmation.
How many days says the template (`review_days`), else its group (`review_days.Billing`), else the team (`review_days`),
else 90.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from library.documents import Document, folded
from library.identifiers import moment, utc_text
from library.record import history, settings
from library.record.changes import table_of
from library.record.history import Live
from library.record.models import ChangeSet, Decision
from library.record.views import view

#: Days a template stays fresh where nobody said otherwise.
REVIEW_DAYS = 90
#: The uses that say how urgent a review is are those of so many days.
COUNTED_DAYS = 90
#: Unused and unread for so long, a template is proposed for retirement: two quarters.
UNUSED_DAYS = 182

#: Uses by template and day.
Uses = Mapping[tuple[str, str], int]

_CALL = re.compile(r"""facts\.([a-z_][a-z0-9_]*)|include\s+\\?['"]([^'"\\]+)""")


@dataclass(frozen=True, slots=True)
class Due:
    """A live template whose review is due: since when, by whom it was read last, its uses lately, and its weight.

    A fragment's or fact's uses are those of the replies that call it. The weight is uses times days since the review.
    """

    template: str
    abbreviation: str
    title: str
    group: str
    kind: str
    owner: str
    reviewed_at: str
    reviewed_by: str
    due_at: str
    days: int
    uses: int
    weight: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """The share of uses that were of templates fresh at that moment."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is due, the weightiest first; what nobody uses; and the share of uses that were of fresh templates."""

    due: tuple[Due, ...]
    unused: tuple[Due, ...]
    fresh: Fresh


def freshness(session: Session, *, now_at: str, since: str) -> Freshness:
    """The three at a moment, the share of the uses since another (UTC texts): the library is read once for all."""
    found = _Reviewed(session)
    uses = _uses_by_day(session, min(since, _days_before(now_at, UNUSED_DAYS), _days_before(now_at, COUNTED_DAYS)))
    every = tuple(_reviews_of_all(found, uses, now_at))
    return Freshness(_due(every, now_at), _unused(every, uses, now_at), _fresh(found, _from(uses, since)))


def due(session: Session, *, now_at: str) -> tuple[Due, ...]:
    """Live templates whose review is due at a moment (a UTC text), the weightiest first."""
    uses = _uses_by_day(session, _days_before(now_at, COUNTED_DAYS))
    return _due(_reviews_of_all(_Reviewed(session), uses, now_at), now_at)


def _due(every: Iterable[Due], now_at: str) -> tuple[Due, ...]:
    rows = (row for row in every if row.due_at <= now_at)
    return tuple(sorted(rows, key=lambda row: (-row.weight, row.due_at, row.abbreviation)))


def fresh(session: Session, *, since: str, until: str = "") -> Fresh:
    """Of the uses between two moments (UTC texts; '' for no end) of templates that are live, those of fresh ones.

    Counted by day: a use on the day its template fell due was of a fresh one.
    """
    return _fresh(_Reviewed(session), _uses_by_day(session, since, until))


def _fresh(found: _Reviewed, uses_by_day: Uses) -> Fresh:
    numerator = denominator = 0
    for (template, day), uses in uses_by_day.items():
        if template not in found.live:
            continue
        denominator += uses
        last = found.last(template, f"{day}T24")
        if last and found.fresh_until(template, last[0]) >= day:
            numerator += uses
    return Fresh(numerator, denominator)


def unused(session: Session, *, now_at: str) -> tuple[Due, ...]:
    """Live replies nobody has used, approved or confirmed for two quarters: proposed for retirement, oldest first."""
    uses = _uses_by_day(session, _days_before(now_at, UNUSED_DAYS))
    return _unused(_reviews_of_all(_Reviewed(session), uses, now_at), uses, now_at)


def _unused(every: Iterable[Due], uses_by_day: Uses, now_at: str) -> tuple[Due, ...]:
    since = _days_before(now_at, UNUSED_DAYS)
    used = {template for template, _ in _from(uses_by_day, since)}
    rows = (row for row in every if row.kind == "reply" and row.template not in used)
    return tuple(sorted((row for row in rows if row.reviewed_at < since), key=lambda row: row.reviewed_at))


def review_days(document: Document, rules: Mapping[str, str]) -> int:
    """For how many days a template stays fresh, by the settings as settings.list gives them."""
    said = settings.of_group(rules, "review_days", document.group) or rules.get("review_days", "").strip()
    return document.review_days or int(said or REVIEW_DAYS)


def _reviews_of_all(found: _Reviewed, uses_by_day: Uses, now_at: str) -> Iterator[Due]:
    uses = _uses_with_callers(found.live, _from(uses_by_day, _days_before(now_at, COUNTED_DAYS)))
    for key, item in found.live.items():
        document = item.document
        # One that was never reviewed, only corrected, is due since it went live.
        at, by = found.last(key, now_at) or (item.approved_at, item.approved_by)
        days = (moment(now_at) - moment(at)).days
        yield Due(
            *(key, document.abbreviation, document.title, document.group, document.kind, document.owner),
            reviewed_at=at,
            reviewed_by=by,
            due_at=found.fresh_until(key, at),
            days=days,
            uses=uses.get(key, 0),
            weight=uses.get(key, 0) * days,
        )


class _Reviewed:
    """What is live, and when each of it was reviewed by whom."""

    def __init__(self, session: Session) -> None:
        self.live: dict[str, Live] = {item.template: item for item in history.live(session)}
        rules = settings.list(session)
        self._days = {key: review_days(item.document, rules) for key, item in self.live.items()}
        self._reviews = _reviews(session)

    def last(self, template: str, at: str) -> tuple[str, str] | None:
        """The last review until a moment: when and by whom."""
        reviews = self._reviews.get(template, [])
        place = bisect_right(reviews, at, key=lambda review: review[0])
        return reviews[place - 1] if place else None

    def fresh_until(self, template: str, reviewed_at: str) -> str:
        return utc_text(moment(reviewed_at) + timedelta(days=self._days[template]))


def _reviews(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Approvals, but of typo edits nobody else has looked at, and confirmations, by template and in order.

    An approval for a moment counts from that moment on.
    """
    table, sets = table_of(Decision), table_of(ChangeSet)
    after = table.alias("after")
    # A typo edit is submitted right after its own approval.
    is_typo = (after.c.number == table.c.number + 1) & (after.c.kind == "submitted")
    same = (after.c.template == table.c.template) & (after.c.revision == table.c.revision)
    query = (
        select(table.c.template, table.c.at, table.c.by, sets.c.live_from)
        .join(sets, sets.c.id == table.c.change_set, isouter=True)
        .join(after, (table.c.kind == "approved") & is_typo & same, isouter=True)
        .where(table.c.kind.in_(("approved", "confirmed")), after.c.number.is_(None))
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in session.execute(query):
        found.setdefault(row.template, []).append((max(row.at, row.live_from or ""), row.by))
    return {template: sorted(reviews) for template, reviews in found.items()}


def _from(uses_by_day: Uses, since: str) -> dict[tuple[str, str], int]:
    """Those from the day of a moment on."""
    return {(template, day): uses for (template, day), uses in uses_by_day.items() if day >= since[:10]}


def _uses_by_day(session: Session, since: str, until: str = "") -> Uses:
    """Uses by template and day (2026-05-03, in UTC) from the day of a moment on, but for those taken back."""
    table = view("report_v1_uses")
    corrected = select(table.c.corrects).where(table.c.corrects.is_not(None))
    day = func.substr(table.c.used_at, 1, 10)
    query = (
        select(table.c.template, day, func.count())
        .where(table.c.used_at >= since[:10], table.c.corrects.is_(None), table.c.id.not_in(corrected))
        .group_by(table.c.template, day)
    )
    if until:
        query = query.where(table.c.used_at < until)
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def _uses_with_callers(live: Mapping[str, Live], uses_by_day: Uses) -> dict[str, int]:
    """Uses of each template; of fragments and facts, of the replies that call them."""
    uses: dict[str, int] = {}
    for (template, _), count in uses_by_day.items():
        uses[template] = uses.get(template, 0) + count
    parts = {folded(name): key for key, item in live.items() if item.document.kind != "reply" for name in item.names}
    calls = {key: _called(item, parts) for key, item in live.items()} if parts else {}
    for key in [key for key in calls if uses.get(key) and calls[key]]:
        for part in _through(key, calls):
            uses[part] = uses.get(part, 0) + uses[key]
    return uses


def _called(item: Live, parts: Mapping[str, str]) -> set[str]:
    """The fragments and facts a text calls, as its letters say: bodies are not read for a mere weight."""
    names = (fact.replace("_", "-") if fact else name for fact, name in _CALL.findall(folded(item.text)))
    return {parts[name] for name in names if name in parts}


def _through(key: str, calls: Mapping[str, set[str]]) -> set[str]:
    """All that a template calls, itself or through fragments."""
    found: set[str] = set()
    left = set(calls[key])
    while left:
        found |= left
        left = {part for called in left for part in calls[called]} - found
    return found


def _days_before(at: str, days: int) -> str:
    return utc_text(moment(at) - timedelta(days=days))
