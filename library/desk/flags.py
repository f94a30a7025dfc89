"""Templates an agent has flagged as wrong or outdated, also offline, and what became of it.

A flag is handed in like a use. Its answer comes with a later sync: the template was changed, confirmed as right,
retired or suspended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from library.desk.store import PERSONAL, Desk
from library.errors import BadValue
from library.sqlite import patiently

#: Characters a word why may have.
MAXIMUM_WHY = 500
ANSWERS = ("changed", "confirmed", "retired", "suspended")


class Flag(NamedTuple):
    """That an agent holds a template for wrong or outdated, at this revision and library version, and why."""

    id: str
    template: str
    revision: int
    version: int
    agent: str
    why: str
    flagged_at: str


class FlagState(NamedTuple):
    """A flag and what became of it: `handed_in_at` and `answer` are '' until then.

    `answer` is one of `ANSWERS`; `abbreviation` is what the template is called, or was when it was last live here.
    """

    id: str
    template: str
    abbreviation: str
    revision: int
    version: int
    agent: str
    why: str
    flagged_at: str
    handed_in_at: str
    answer: str
    answered_by: str
    answered_at: str
    answer_why: str
    told_at: str


class Answer(NamedTuple):
    """What the leads decided about a flagged template: the flag's id, and one of `ANSWERS`."""

    id: str
    answer: str
    by: str
    at: str
    why: str


def record_flag(desk: Desk, flag: Flag) -> None:
    """Appends a flag, durable when this returns; personal data in its word why is masked.

    Raises BadValue where no word why is left, where there are too many, and for the agent's own templates.
    """
    from library.masking import mask_remark  # only who flags pays for it

    if flag.template.startswith(PERSONAL):
        raise BadValue(f"{flag.template} is your own template", f"change it: snippets mine edit {flag.template}")
    why = " ".join(mask_remark(flag.why).split())
    if not why:
        raise BadValue("a flag needs a word why", "say what is wrong: -m 'the limit is higher now'")
    if len(why) > MAXIMUM_WHY:
        raise BadValue(f"that is {len(why)} characters", f"say it in {MAXIMUM_WHY}")
    values = flag._replace(why=why)
    statement = f"INSERT INTO flags({', '.join(Flag._fields)}) VALUES ({', '.join('?' * len(values))})"
    with desk.reading():
        patiently(lambda: desk.connection.execute(statement, values))


def flags_of(desk: Desk, agent: str) -> list[FlagState]:
    """This agent's flags, newest first."""
    return _states(desk, "f.agent = ? ORDER BY f.flagged_at DESC, f.id DESC", agent)


def untold(desk: Desk, agent: str) -> list[FlagState]:
    """This agent's flags whose answer is here and was not told yet, in the order of the answers."""
    return _states(desk, "f.agent = ? AND f.answer <> '' AND f.told_at IS NULL ORDER BY f.answered_at, f.id", agent)


def mark_told(desk: Desk, ids: Iterable[str], at: str) -> None:
    """Notes that the agent has seen these answers."""
    with desk.writing() as connection:
        connection.executemany("UPDATE flags SET told_at = ? WHERE id = ? AND answer <> ''", [(at, id_) for id_ in ids])


def unanswered(desk: Desk) -> list[str]:
    """The ids of flags handed in whose answer is not here yet."""
    with desk.reading():
        rows = desk.connection.execute(
            "SELECT id FROM flags WHERE handed_in_at IS NOT NULL AND answer IS NULL ORDER BY id"
        ).fetchall()
    return [row[0] for row in rows]


def note_answers(desk: Desk, answers: Sequence[Answer]) -> None:
    """Keeps the answers a sync brought; the first one of a flag stays."""
    with desk.writing() as connection:
        connection.executemany(
            "UPDATE flags SET answer = ?, answered_by = ?, answered_at = ?, answer_why = ?"
            " WHERE id = ? AND answer IS NULL",
            [(found.answer, found.by, found.at, found.why, found.id) for found in answers],
        )


_WAS_CALLED = (
    "(SELECT e.abbreviation FROM earlier e WHERE e.template = f.template ORDER BY e.until_version DESC LIMIT 1)"
)
_STATE = f"""
SELECT f.id, f.template, coalesce(t.abbreviation, {_WAS_CALLED}, ''), f.revision, f.version, f.agent, f.why,
  f.flagged_at, coalesce(f.handed_in_at, ''), coalesce(f.answer, ''), coalesce(f.answered_by, ''),
  coalesce(f.answered_at, ''), coalesce(f.answer_why, ''), coalesce(f.told_at, '')
FROM flags f LEFT JOIN templates t ON t.template = f.template WHERE """


def _states(desk: Desk, which: str, agent: str) -> list[FlagState]:
    with desk.reading():
        return [FlagState(*row) for row in desk.connection.execute(_STATE + which, (agent,))]
