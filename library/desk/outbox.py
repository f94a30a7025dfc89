"""What is recorded at a desk to be handed in: appended at once, handed in later, each exactly once, kept for 30 days.

Rows are named tuples: on the agent's road a frozen dataclass of twenty fields costs four times as much to define.
There is no column for what a field was filled with, what a reply said, or who the customer is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from library.desk.schema import ADD_TO_HABIT, TAKE_FROM_HABIT
from library.desk.store import PERSONAL, Desk
from library.errors import BadValue
from library.identifiers import moment
from library.sqlite import patiently

#: How long handed-in rows are kept, so that a library restored from a backup gets them again.
KEPT_DAYS = 30
#: How long after a use it can be taken back.
UNDO_SECONDS = 60


class Use(NamedTuple):
    """One reply taken by one agent. Times are UTC texts; characters are counts; ranks count from 1.

    One that `corrects` another says that the other was a mistake: reports leave both out.
    """

    id: str
    template: str
    revision: int
    version: int
    agent: str
    used_at: str
    channel: str = ""
    source: str = "command"
    action: str = "copied"
    search: str | None = None
    row_rank: int | None = None
    found_at: str | None = None
    chosen_at: str | None = None
    delivered_at: str | None = None
    typed_characters: int | None = None
    rendered_characters: int | None = None
    edited: int = 0
    fields_by_hand: int = 0
    fields_from_context: int = 0
    ticket_hash: str | None = None
    corrects: str | None = None


class Search(NamedTuple):
    """One finished search: its masked words and how it ended (used, abandoned, found nothing)."""

    id: str
    agent: str
    words: str
    kind: str
    outcome: str
    started_at: str
    ended_at: str
    template: str | None = None
    row_rank: int | None = None


class Waiting(NamedTuple):
    """How many rows are not yet handed in."""

    uses: int
    searches: int
    flags: int
    proposals: int = 0


Row = dict[str, str | int | None]
TABLES = ("uses", "searches", "flags", "proposals")
#: The key in `meta` under which the library's moment of the last hand-in is kept.
_LAST = "handed_in_by_library_at"


def record_use(desk: Desk, use: Use) -> None:
    """Appends a use, durable when this returns. Raises StoreError; the reply is with the agent already.

    A use of the agent's own template is nobody else's business: it makes a habit, and nothing to hand in.
    """
    if use.template.startswith(PERSONAL):
        habit = (use.agent, use.template, use.revision, use.version, use.used_at)
        with desk.reading():
            patiently(lambda: desk.connection.execute(ADD_TO_HABIT, habit))
        return
    _append(desk, "uses", use)


def record_search(desk: Desk, search: Search) -> None:
    """Appends a search; that it ended with one of the agent's own templates is said, with which one is not."""
    if search.template is not None and search.template.startswith(PERSONAL):
        search = search._replace(template=None)
    _append(desk, "searches", search)


def correct_use(desk: Desk, use_id: str, *, now_at: str, id: str) -> None:
    """Takes a use back within `UNDO_SECONDS`, by a row of its own with this id.

    Raises BadValue for a use that is not here, was taken back already, or is too long ago.
    """
    with desk.writing() as connection:
        row = connection.execute(
            f"SELECT {', '.join(Use._fields)} FROM uses WHERE id = ? AND corrects IS NULL", (use_id,)
        ).fetchone()
        if row is None:
            raise BadValue(
                "there is no such use to take back", "it may be one of your own templates: nothing was noted"
            )
        if connection.execute("SELECT 1 FROM uses WHERE corrects = ?", (use_id,)).fetchone():
            raise BadValue("this use was taken back already", "nothing more was noted")
        use = Use(*row)
        if _seconds(use.used_at, now_at) > UNDO_SECONDS:
            raise BadValue(
                f"this use was more than {UNDO_SECONDS} seconds ago", "it stays; ask a lead if it spoils a report"
            )
        correction = Use(
            *(id, use.template, use.revision, use.version, use.agent, now_at, use.channel, use.source),
            action="undone",
            corrects=use_id,
        )
        connection.execute(_insertion("uses"), correction)
        for statement in TAKE_FROM_HABIT:
            connection.execute(statement, {"agent": use.agent, "template": use.template})


def last_use_of(desk: Desk, agent: str) -> Use | None:
    """This agent's last use that can still be spoken of: no correction, and none was made of it.

    None too where one of the agent's own templates was used after it, of which no row is kept.
    """
    with desk.reading():
        row = desk.connection.execute(
            f"SELECT {', '.join(Use._fields)} FROM uses u WHERE agent = ? AND corrects IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM uses c WHERE c.corrects = u.id) ORDER BY used_at DESC, id DESC LIMIT 1",
            (agent,),
        ).fetchone()
        own = desk.connection.execute(
            "SELECT max(last_used_at) FROM habits WHERE agent = ? AND substr(template, 1, 1) = ?", (agent, PERSONAL)
        ).fetchone()[0]
    return None if row is None or (own or "") > Use(*row).used_at else Use(*row)


def waiting(desk: Desk) -> Waiting:
    counted = (f"(SELECT count(*) FROM {table} WHERE handed_in_at IS NULL)" for table in TABLES)
    with desk.reading():
        row = desk.connection.execute(f"SELECT {', '.join(counted)}").fetchone()
    return Waiting(*row)


def waiting_rows(desk: Desk, table: str, limit: int, *, but: Collection[str] = ()) -> list[Row]:
    """The oldest rows not handed in, as columns by name; without those of some agents."""
    columns = _columns(table)
    others = f" AND agent NOT IN ({', '.join('?' * len(but))})" if but else ""
    with desk.reading():
        rows = desk.connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE handed_in_at IS NULL{others} ORDER BY id LIMIT ?",
            (*but, limit),
        ).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def agents_waiting(desk: Desk) -> list[str]:
    """Whose rows are not handed in."""
    each = " UNION ".join(f"SELECT agent FROM {table} WHERE handed_in_at IS NULL" for table in TABLES)
    with desk.reading():
        return [row[0] for row in desk.connection.execute(f"{each} ORDER BY 1")]


def mark_handed_in(desk: Desk, table: str, ids: Sequence[str], *, at: str) -> None:
    """Marks rows the library has committed; never called before that commit."""
    with desk.writing() as connection:
        connection.executemany(f"UPDATE {table} SET handed_in_at = ? WHERE id = ?", ((at, id_) for id_ in ids))


def last_hand_in(desk: Desk) -> str:
    """When this desk handed in last, by the library's clock; '' where it never did."""
    return desk.meta().get(_LAST, "")


def note_hand_in(desk: Desk, *, at: str) -> None:
    """Remembers, by the library's clock, that everything recorded up to a moment was handed in."""
    with desk.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)", (_LAST, at))


def hand_in_again(desk: Desk) -> None:
    """Marks everything kept as waiting: the library was restored from a backup and may lack it."""
    with desk.writing() as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", (_LAST,))  # older rows than the last come again
        for table in TABLES:
            connection.execute(f"UPDATE {table} SET handed_in_at = NULL WHERE handed_in_at IS NOT NULL")


def drop_old(desk: Desk, *, before: str) -> None:
    """Removes rows that were handed in before a moment; rows still waiting stay however old they are.

    A flag stays until its answer was told.
    """
    with desk.writing() as connection:
        connection.execute("DELETE FROM uses WHERE handed_in_at < ?", (before,))
        connection.execute("DELETE FROM searches WHERE handed_in_at < ?", (before,))
        connection.execute("DELETE FROM proposals WHERE handed_in_at < ?", (before,))
        connection.execute("DELETE FROM flags WHERE handed_in_at < ? AND told_at < ?", (before, before))


def _append(desk: Desk, table: str, values: Sequence[object]) -> None:
    statement = _insertion(table)
    with desk.reading():
        patiently(lambda: desk.connection.execute(statement, values))


def _insertion(table: str) -> str:
    columns = _columns(table)
    return f"INSERT INTO {table}({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _columns(table: str) -> tuple[str, ...]:
    if table == "flags":
        from library.desk.flags import Flag  # not for who copies

        return Flag._fields
    if table == "proposals":
        from library.desk.proposals import Proposal

        return Proposal._fields
    return Use._fields if table == "uses" else Search._fields


def _seconds(since: str, until: str) -> float:
    return (moment(until) - moment(since)).total_seconds()
