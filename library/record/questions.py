"""The team's top questions: their names, phrasings, templates, and each period's frozen list. Ids stay for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

from library.documents import folded
from library.errors import BadValue, UnknownName
from library.finding.folding import plain
from library.identifiers import make_id
from library.record import history, members
from library.record.changes import Value, append, open_change, open_receipt, table_of, take_turn
from library.record.clock import now
from library.record.models import FrozenQuestion, Link, Phrasing, Question

#: Letters of an id made of a name, before a number that tells it from another's.
LONGEST_ID = 60
PHRASING_STATES = ("proposed", "confirmed", "removed")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question's place in a period's list: `share` is decimal text of the period's tickets, '' if unknown."""

    question: str
    name: str
    volume: int | None = None
    share: str = ""


@dataclass(frozen=True, slots=True)
class TopQuestion:
    """A question as it is now. `rank` counts from 1 in the newest frozen list, 0 for one that is not in it."""

    id: str
    name: str
    state: str
    merged_into: str
    is_pinned: bool
    rank: int
    volume: int | None
    share: str
    phrasings: tuple[str, ...]
    templates: tuple[str, ...]


def put(
    session: Session,
    *,
    name: str,
    by: str,
    id: str = "",
    state: str = "open",
    merged_into: str = "",
    is_pinned: bool = False,
) -> str:
    """Adds a question, or gives the one with this id another name or state; returns its id."""
    if not name.strip():
        raise BadValue("a question needs a name", "say it as a customer would, in a few words")
    change = _begin(session, by, "questions")
    id_ = id or make_id()
    row = {"id": id_, "name": name.strip(), "state": state, "merged_into": merged_into or None}
    _append(session, Question, [row | {"pinned": int(is_pinned)}], by, change)
    return id_


def add(session: Session, name: str, *, by: str) -> str:
    """Adds a question of a name nobody uses yet; returns its id, made of the name so that people can type it."""
    take_turn(session)
    _refuse_name(session, name)
    taken = _newest(session).keys()
    base = plain(name).replace(" ", "-")[:LONGEST_ID].strip("-") or "question"
    id_ = next(each for n in count(1) if (each := base if n == 1 else f"{base}-{n}") not in taken)
    return put(session, name=name, by=by, id=id_)


def rename(session: Session, question: str, name: str, *, by: str) -> None:
    """Gives a question another name; its id, and all that hangs on it, stays."""
    take_turn(session)
    _require_question(session, question)
    _refuse_name(session, name, but=question)
    row = _newest(session)[question]
    if row.name != name.strip():
        merged_into, is_pinned = row.merged_into or "", bool(row.pinned)
        put(session, name=name, by=by, id=question, state=row.state, merged_into=merged_into, is_pinned=is_pinned)


def resolve(session: Session, named: str) -> str:
    """The id of the question that has this id or name, or is the only one whose id or name begins so.

    Raises BadValue where several begin so, and UnknownName with the ids of the nearest three.
    """
    called = {id_: (folded(id_), folded(name)) for id_, name in names(session).items()}
    wanted = folded(named)
    for fits in (wanted.__eq__, lambda text: bool(wanted) and text.startswith(wanted)):
        found = [id_ for id_, both in called.items() if any(map(fits, both))]
        if len(found) == 1:
            return found[0]
        if found:
            shown = f"{', '.join(found[:3])}{' ...' if len(found) > 3 else ''}"
            raise BadValue(f"“{named}” may be any of {len(found)} questions", f"say which: {shown}")
    raise UnknownName("question", named, _nearest(called, wanted), "snippets questions list shows them")


def names(session: Session) -> dict[str, str]:
    """What every question that is no part of another one is called now, by id."""
    return {row.id: row.name for row in _newest(session).values() if not row.merged_into}


def phrase(
    session: Session, question: str, texts: Sequence[str], *, by: str, state: str = "confirmed", source: str = ""
) -> int:
    """Adds phrasings to a question, or gives those it has another state; returns how many that altered."""
    if state not in PHRASING_STATES:
        raise BadValue(f"there is no state “{state}”", f"use one of {', '.join(PHRASING_STATES)}")
    take_turn(session)
    _require_question(session, question)
    known = {text for found, text in history.current_phrasings(session, state) if found == question}
    wanted = [text for text in dict.fromkeys(text.strip() for text in texts) if text and text not in known]
    if wanted:
        change = _begin(session, by, "phrasings")
        rows = [{"question": question, "text": text, "state": state, "source": source} for text in wanted]
        _append(session, Phrasing, rows, by, change)
    return len(wanted)


def link(session: Session, question: str, template: str, *, by: str, state: str = "linked") -> bool:
    """Says that a template (name or id) answers a question, or no longer does (`unlinked`).

    Returns whether that altered anything.
    """
    if state not in ("linked", "unlinked"):
        raise BadValue(f"there is no state “{state}”", "use linked or unlinked")
    take_turn(session)
    _require_question(session, question)
    found = history.resolve(session, template)
    if ((question, found) in history.current_links(session)) == (state == "linked"):
        return False
    change = _begin(session, by, "links")
    _append(session, Link, [{"question": question, "template": found, "state": state}], by, change)
    return True


def freeze(session: Session, period: str, ranked: Sequence[Ranked], *, by: str) -> None:
    """Fixes a period's list, most frequent first, for good. Raises BadValue where the period has one."""
    take_turn(session)
    members.require(session, by, members.DECIDE, "freeze the top questions")
    table = table_of(FrozenQuestion)
    if session.exec(select(func.count()).where(table.c.period == period)).one():
        raise BadValue(f"the questions of {period} are frozen already", "a frozen list stays; name another period")
    if not ranked:
        return
    stamp = {"period": period, "by": by, "at": now(session), "receipt": open_receipt(session, by=by)}
    rows = [
        {"rank": rank, "question": item.question, "name": item.name, "volume": item.volume, "share": item.share}
        for rank, item in enumerate(ranked, 1)
    ]
    session.execute(table.insert(), [row | stamp for row in rows])


def current(session: Session, period: str = "") -> tuple[TopQuestion, ...]:
    """Every question as it is now: those of the period's frozen list by rank ('' is the newest list), then the rest."""
    frozen = {row.question: row for row in _frozen(session, period)}
    phrasings: dict[str, list[str]] = {}
    for question, text in history.current_phrasings(session):
        phrasings.setdefault(question, []).append(text)
    templates: dict[str, list[str]] = {}
    for question, template in history.current_links(session):
        templates.setdefault(question, []).append(template)
    found = [
        TopQuestion(
            *(row.id, row.name, row.state, row.merged_into or "", bool(row.pinned)),
            *((rank.rank, rank.volume, rank.share) if (rank := frozen.get(row.id)) else (0, None, "")),
            tuple(phrasings.get(row.id, ())),
            tuple(templates.get(row.id, ())),
        )
        for row in _newest(session).values()
    ]
    return tuple(sorted(found, key=lambda item: (item.rank or len(frozen) + 1, item.name)))


def newest_period(session: Session) -> str:
    """The period frozen last, '' where none is."""
    table = table_of(FrozenQuestion)
    return session.exec(select(table.c.period).order_by(table.c.at.desc()).limit(1)).first() or ""


def _newest(session: Session) -> dict[str, Question]:
    rows = session.exec(select(Question).order_by(table_of(Question).c.number))
    return {row.id: row for row in rows}


def _frozen(session: Session, period: str) -> Sequence[FrozenQuestion]:
    table = table_of(FrozenQuestion)
    newest = select(table.c.period).order_by(table.c.at.desc()).limit(1).scalar_subquery()
    return session.exec(select(FrozenQuestion).where(table.c.period == (period or newest)).order_by(table.c.rank)).all()


def _require_question(session: Session, question: str) -> None:
    if question not in _newest(session):
        raise UnknownName("question", question, hint="snippets questions list shows them")


def _refuse_name(session: Session, name: str, *, but: str = "") -> None:
    """Raises BadValue where another question has this name, as people say which one they mean by it; or no line can."""
    if not name.strip().isprintable():
        raise BadValue("a question's name is one line of plain text", "say it as a customer would, in a few words")
    for id_, other in names(session).items():
        if folded(other) == folded(name) and id_ != but:
            raise BadValue(f"there is a question “{other}” already", f"its id is {id_}")


def _nearest(called: Mapping[str, Sequence[str]], wanted: str) -> list[str]:
    from rapidfuzz import fuzz, process  # only a name that was not found needs it

    texts = {(id_, place): text for id_, both in called.items() for place, text in enumerate(both)}
    near = process.extract(wanted, texts, scorer=fuzz.WRatio, limit=6, score_cutoff=70)
    return list(dict.fromkeys(key[0] for _, _, key in near))[:3]


def _begin(session: Session, by: str, note: str) -> int:
    take_turn(session)
    members.require(session, by, members.DECIDE, f"change {note}")
    return open_change(session, by=by, note=note)


Rows = Sequence[Mapping[str, Value]]


def _append(session: Session, model: type[SQLModel], rows: Rows, by: str, change: int) -> None:
    stamp: dict[str, Value] = {"by": by, "at": now(session), "change": change}
    append(session, model, [{**row, **stamp} for row in rows])
