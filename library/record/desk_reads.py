"""What a sync reads for a desk, all of it through the views made for desks (views.py): agents may read nothing else.

It says the same as live.py, which leads read the whole record with; a test compares them over generated histories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, TableClause, select
from sqlmodel import Session

from library.documents import folded, from_canonical
from library.errors import BadDocument
from library.finding.keys import key_of
from library.record.authoring import chunks
from library.record.settings import is_rule
from library.record.views import view


@dataclass(frozen=True, slots=True)
class Taken:
    """A live template, or one that comes, as desks take it: `names` are folded, its abbreviation first.

    `why` is the reason given with the approval, or what the author said; `live_from` the moment of its change set.
    """

    template: str
    revision: int
    text: str
    names: tuple[str, ...]
    approved_by: str
    approved_at: str
    phrasings: tuple[str, ...] = ()
    why: str = ""
    live_from: str = ""


@dataclass(frozen=True, slots=True)
class Altered:
    """A template that a later change touched; `live` is None where agents get none of it: then the rest says why."""

    template: str
    live: Taken | None
    by: str = ""
    at: str = ""
    why: str = ""
    coming: Taken | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided about a flag of this person's: changed, confirmed, retired or suspended; by whom, when, why."""

    id: str
    answer: str
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Which library it is, what it is called, and the key its ticket references are hashed with."""

    id: str
    title: str
    ticket_key: str


def identity(session: Session) -> Identity:
    shown = view("desk_v1_library")
    return Identity(*session.execute(select(shown.c.id, shown.c.title, shown.c.ticket_key)).one())


def head(session: Session) -> tuple[int, str]:
    """The library's version and that change's hash; (0, '') before the first change."""
    shown = view("desk_v1_changes")
    row = session.execute(select(shown.c.number, shown.c.hash).order_by(shown.c.number.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (0, "")


def change_hash(session: Session, number: int) -> str | None:
    """The hash of a version's change; None where the library never reached it."""
    shown = view("desk_v1_changes")
    found = session.execute(select(shown.c.hash).where(shown.c.number == number)).scalar_one_or_none()
    return None if found is None else str(found)


def settings(session: Session) -> dict[str, str]:
    """The team's rules by key."""
    shown = view("desk_v1_settings")
    rows = session.execute(select(shown.c.key, shown.c.value).order_by(shown.c.key))
    return {row.key: row.value for row in rows if is_rule(row.key)}


def answers_to(session: Session, flags: Iterable[str]) -> list[Answer]:
    """The answers to those of these flags that have one."""
    shown = view("desk_v1_answers")
    return [
        Answer(row.flag, row.answer, row.by, row.at, row.why)
        for some in chunks(flags)
        for row in session.execute(select(shown).where(shown.c.flag.in_(some)).order_by(shown.c.flag))
    ]


def team_uses(session: Session) -> dict[str, int]:
    """How often the team used each template of late (views.COUNTED_DAYS), without what was taken back."""
    shown = view("desk_v1_team_uses")
    return {row.template: int(row.uses) for row in session.execute(select(shown.c.template, shown.c.uses))}


def team_choices(session: Session, limit: int = 2000) -> list[tuple[str, str, int]]:
    """Words as `key_of` makes them, the template at least two people took for them, and how often, most frequent first.

    Of masked words, and of sentences nobody types twice, none.
    """
    shown = view("desk_v1_team_words")
    counts: dict[tuple[str, str], int] = {}
    for row in session.execute(select(shown.c.words, shown.c.template, shown.c.uses)):
        if key := key_of(row.words):
            counts[key, row.template] = counts.get((key, row.template), 0) + int(row.uses)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(*pair, count) for pair, count in ordered[:limit]]


def altered_since(session: Session, version: int) -> tuple[Altered, ...]:
    """Every template a change after that version touched, with its state now; all there are for version 0."""
    if version <= 0:
        now, ahead = _taken(session, "desk_v1_templates"), _taken(session, "desk_v1_coming")
        return tuple(Altered(key, now.get(key), coming=ahead.get(key)) for key in sorted(now.keys() | ahead.keys()))
    shown = view("desk_v1_touched")
    touched = set(session.scalars(select(shown.c.template).where(shown.c.change > version).distinct()))
    if not touched:
        return ()
    now, ahead = _taken(session, "desk_v1_templates", touched), _taken(session, "desk_v1_coming", touched)
    gone = _withdrawn(session, touched - now.keys())
    return tuple(_altered(key, now.get(key), ahead.get(key), gone.get(key)) for key in sorted(touched))


def _altered(key: str, now: Taken | None, ahead: Taken | None, gone: tuple[str, str, str] | None) -> Altered:
    return Altered(key, now, *(gone or ("", "", "")), coming=ahead)


def _withdrawn(session: Session, templates: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """By whom, when and why each of these was decided about last so that desks noticed."""
    shown = view("desk_v1_withdrawn")
    return {row.template: (row.by, row.at, row.why) for row in _rows(session, shown, templates)}


def _taken(session: Session, name: str, templates: Iterable[str] | None = None) -> dict[str, Taken]:
    rows = {row.template: row for row in _rows(session, view(name), templates)}
    if not rows:
        return {}
    only = None if templates is None else list(rows)
    names, phrasings = _names(session, rows, only), _phrasings(session)
    return {
        key: Taken(
            *(key, row.revision, row.text, names[key], row.approved_by, row.approved_at),
            *(phrasings.get(key, ()), row.why, row.live_from),
        )
        for key, row in rows.items()
    }


_Row = Row[tuple[str, ...]]


def _names(session: Session, rows: Mapping[str, _Row], only: Sequence[str] | None) -> dict[str, tuple[str, ...]]:
    """The folded names each template answers to: its text's, then those of earlier approved texts it still owns."""
    owned: dict[str, set[str]] = {}
    for row in _rows(session, view("desk_v1_names"), only):
        owned.setdefault(row.template, set()).add(row.name)
    own = {key: _names_in(row.text) for key, row in rows.items()}
    others = [key for key, names in own.items() if owned.get(key, set()) - set(names)]
    earlier = view("desk_v1_earlier")
    for row in sorted(_rows(session, earlier, others), key=lambda row: row.number):
        own[row.template] += tuple(name for name in _names_in(row.text) if name in owned[row.template])
    return {key: tuple(dict.fromkeys(names)) for key, names in own.items()}


def _names_in(text: str) -> tuple[str, ...]:
    """The folded names in a text; none where this program does not know its format, which the desk will say."""
    try:
        return tuple(folded(name) for name in from_canonical(text).names)
    except BadDocument:
        return ()


def _phrasings(session: Session) -> dict[str, tuple[str, ...]]:
    """The confirmed phrasings of the questions each template is linked to, in the order they were first given."""
    shown = view("desk_v1_phrasings")
    found: dict[str, tuple[str, ...]] = {}
    for row in session.execute(select(shown).order_by(shown.c.linked, shown.c.phrased)):
        found[row.template] = (*found.get(row.template, ()), row.text)
    return found


def _rows(session: Session, shown: TableClause, templates: Iterable[str] | None) -> Iterable[_Row]:
    for some in [None] if templates is None else chunks(templates):
        query = select(shown) if some is None else select(shown).where(shown.c.template.in_(some))
        yield from session.execute(query)
