"""What desks and reports may read, as views of the record: the same columns on SQLite and PostgreSQL.

A desk of one release reads libraries brought up to date by the next, so a view of version 1 keeps its columns for two
releases; a change makes `desk_v2_...` beside it. On PostgreSQL agents have no other way to read the record: the views
are run with the rights of their owner, and show what an agent may see (see grants.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, TableClause, column, inspect, table

from library.record.clock import CLOCK
from library.record.flags import ANSWERS
from library.record.roles import KEEPER, is_one_of
from library.record.standings import LIVE, STANDING
from library.record.triggers import LEAVER

#: How far back the team's uses and words are counted, in days.
COUNTED_DAYS = 90
#: How many people have to have taken a template for the same words before others hear of it.
LEAST_PEOPLE = 2

#: Every view with its columns, in the order they are made: some read those before them.
VIEWS: Mapping[str, tuple[str, ...]] = {
    "desk_v1_library": ("id", "title", "ticket_key"),
    "desk_v1_changes": ("number", "hash"),
    "desk_v1_settings": ("key", "value"),
    "desk_v1_templates": ("template", "revision", "text", "approved_at", "approved_by", "live_from", "why"),
    "desk_v1_coming": ("template", "revision", "text", "approved_at", "approved_by", "live_from", "why"),
    "desk_v1_names": ("template", "name"),
    "desk_v1_earlier": ("template", "number", "text"),
    "desk_v1_phrasings": ("template", "text", "linked", "phrased"),
    "desk_v1_touched": ("template", "change"),
    "desk_v1_withdrawn": ("template", "by", "at", "why"),
    "desk_v1_answers": ("flag", "answer", "by", "at", "why"),
    "desk_v1_team_uses": ("template", "uses"),
    "desk_v1_team_words": ("words", "template", "uses"),
    "report_v1_uses": ("id", "template", "agent", "channel", "source", "action", "used_at", "corrects", "search"),
    "report_v1_searches": ("id", "agent", "words", "kind", "outcome", "template", "row_rank", "started_at", "ended_at"),
    "report_v1_members": ("name", "role", "team", "until"),
    "report_v1_names": ("earlier", "name", "number"),
}


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How one engine says what both mean."""

    now: str
    since: str
    strpos: str
    own: str
    agent: str
    name: str
    earlier: str
    called: str


@cache
def view(name: str) -> TableClause:
    """A view to be read by SQLAlchemy."""
    return table(name, *(column(each) for each in VIEWS[name]))


def create_views(connection: Connection, library_id: str) -> None:
    """Drops and makes anew every view; called after each migration."""
    is_file = connection.dialect.name == "sqlite"
    said = _sqlite() if is_file else _postgresql(library_id)
    for name in reversed(list(VIEWS)):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
    for name in VIEWS:
        columns = ", ".join(f'"{each}"' for each in VIEWS[name])
        statement = f"CREATE VIEW {name}({columns}) AS {_BODIES[name](said)}"
        connection.exec_driver_sql(statement if is_file else statement.replace("%", "%%"))


def lacking(connection: Connection) -> list[str]:
    """The views that are not there."""
    there = set(inspect(connection).get_view_names())
    return [name for name in VIEWS if name not in there]


def _sqlite() -> _Dialect:
    since = f"strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-{COUNTED_DAYS} days')"
    return _Dialect(
        CLOCK["sqlite"], since, "instr", "1", "u.agent", "u.name", "json_each(u.earlier_names) e", "e.value"
    )


def _postgresql(library_id: str) -> _Dialect:
    # now() and not the clock: the same throughout a transaction, and no bar to the planner.
    now = CLOCK["postgresql"].replace("clock_timestamp()", "now()")
    since = now.replace("now()", f"(now() - interval '{COUNTED_DAYS} days')")
    still = f"({is_one_of(library_id, 'owner', 'lead')} AND (SELECT is_here()))"
    sees_names = f"({is_one_of(library_id, KEEPER)} OR {still})"
    own = f"({sees_names} OR is_me(agent))"
    shown = _shown("u.agent", sees_names), _shown("u.name", sees_names)
    called = _shown("e.value", sees_names)
    return _Dialect(
        now, since, "strpos", own, *shown, "jsonb_array_elements_text(u.earlier_names::jsonb) e(value)", called
    )


def _shown(named: str, sees_names: str) -> str:
    """A person's name for who may see it; for others a sign, always the same, made with a key that nobody may read."""
    key = "(SELECT key FROM report_keys)"
    sign = f"'agent-' || left(encode(sha256(convert_to({key} || lower({named}), 'UTF8')), 'hex'), 10)"
    return f"CASE WHEN {sees_names} OR {named} LIKE '{LEAVER}%' THEN {named} ELSE {sign} END"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_STANDING, _LIVE = _listed(STANDING), _listed(LIVE)

#: Of change sets with a moment: approved, and rejected after that.
_CALLED_OFF = """
(SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'approved')
< (SELECT max(a.number) FROM decisions a JOIN change_set_items i
   ON i.change_set = c.id AND i.template = a.template AND i.revision = a.revision
   WHERE a.change_set = c.id AND a.kind = 'rejected')"""


def _newest(template: str, sets: str) -> str:
    """The number of a template's newest standing decision, but for approvals in some change sets."""
    return (
        f"(SELECT x.number FROM decisions x WHERE x.template = {template} AND x.kind IN ({_STANDING})"
        f" AND NOT (x.kind = 'approved' AND coalesce(x.change_set, '') IN ({sets}))"
        " ORDER BY x.number DESC LIMIT 1)"
    )


_APPROVED = """
d.template, d.revision, o.text, d.at, d."by", coalesce(s.live_from, ''),
CASE WHEN d.reason <> '' THEN d.reason ELSE r.message END"""
_TEXT = """
JOIN revisions r ON r.template = d.template AND r.number = d.revision
JOIN documents o ON o.hash = r.document"""


def _uncounted(said: _Dialect) -> str:
    """The change sets whose approvals do not count: their moment has not come, or they were called off."""
    return f"SELECT c.id FROM change_sets c WHERE c.live_from <> '' AND (c.live_from > {said.now} OR {_CALLED_OFF})"


def _templates(said: _Dialect) -> str:
    newest = _newest("t.id", _uncounted(said))
    return (
        f"SELECT {_APPROVED} FROM templates t JOIN decisions d ON d.number = {newest} {_TEXT}"
        f" LEFT JOIN change_sets s ON s.id = d.change_set WHERE d.kind IN ({_LIVE})"
    )


def _coming(said: _Dialect) -> str:
    called_off = f"SELECT c.id FROM change_sets c WHERE c.live_from <> '' AND {_CALLED_OFF}"
    return (
        f"SELECT {_APPROVED} FROM change_sets s JOIN change_set_items i ON i.change_set = s.id"
        " JOIN decisions d ON d.template = i.template AND d.revision = i.revision AND d.change_set = s.id"
        f" AND d.kind = 'approved' {_TEXT} WHERE s.live_from > {said.now} AND s.id NOT IN ({called_off})"
        f" AND d.number = {_newest('d.template', called_off)}"
    )


def _newest_rows(table_: str, key: str) -> str:
    """Every row with whether it is the newest of its key, and the number that key had first."""
    return (
        f"(SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY number DESC) AS age,"
        f" min(number) OVER (PARTITION BY {key}) AS first FROM {table_})"
    )


def _phrasings(said: _Dialect) -> str:
    return (
        f"SELECT l.template, p.text, l.first, p.first FROM {_newest_rows('links', 'question, template')} l"
        f" JOIN {_newest_rows('phrasings', 'question, text')} p ON p.question = l.question"
        " WHERE l.age = 1 AND p.age = 1 AND l.state = 'linked' AND p.state = 'confirmed'"
    )


def _touched(said: _Dialect) -> str:
    return (
        "SELECT template, change FROM decisions WHERE change IS NOT NULL"
        " UNION ALL SELECT template, change FROM links"
        f" UNION ALL SELECT l.template, p.change FROM {_newest_rows('links', 'question, template')} l"
        " JOIN phrasings p ON p.question = l.question WHERE l.age = 1 AND l.state = 'linked'"
    )


def _withdrawn(said: _Dialect) -> str:
    return (
        'SELECT d.template, d."by", d.at, d.reason FROM decisions d WHERE d.change IS NOT NULL AND d.number ='
        " (SELECT max(x.number) FROM decisions x WHERE x.template = d.template AND x.change IS NOT NULL)"
    )


def _answers(said: _Dialect) -> str:
    """The first decision about a flagged template that says something to who flagged it (see flags.py)."""
    kinds = " ".join(f"WHEN '{kind}' THEN '{answer}'" for kind, answer in ANSWERS.items())
    own = said.own.replace("agent", "f.agent")
    moment = "LEFT JOIN change_sets {0}s ON {0}s.id = {0}.change_set AND {0}.kind = 'approved'"
    counts_from = "CASE WHEN {0}s.live_from > {0}.at THEN {0}s.live_from ELSE {0}.at END"
    return (
        f'SELECT f.id, CASE d.kind {kinds} END, d."by", {counts_from.format("d")},'
        " CASE WHEN d.reason <> '' THEN d.reason WHEN d.kind = 'approved' THEN r.message ELSE '' END"
        f" FROM flags f JOIN decisions d ON d.number = (SELECT x.number FROM decisions x {moment.format('x')}"
        f" WHERE x.template = f.template AND x.kind IN ({_listed(tuple(ANSWERS))})"
        f" AND NOT (x.kind = 'approved' AND coalesce(x.change_set, '') IN ({_uncounted(said)}))"
        " AND ((f.version > 0 AND x.change IS NOT NULL AND x.change > f.version) OR x.at >= f.stored_at)"
        " AND (x.kind <> 'redacted' OR x.revision = f.revision)"
        f" ORDER BY {counts_from.format('x')}, x.number LIMIT 1)"
        f" JOIN revisions r ON r.template = d.template AND r.number = d.revision {moment.format('d')} WHERE {own}"
    )


def _team_uses(said: _Dialect) -> str:
    """All are counted in an index, then the few mistakes subtracted: looking each use up takes thirty times as long."""
    late = f"used_at >= {said.since}"
    return (
        "SELECT template, sum(uses) FROM ("
        f"SELECT template, count(*) AS uses FROM uses WHERE {late} GROUP BY template"
        f" UNION ALL SELECT template, -1 FROM uses WHERE {late} AND corrects IS NOT NULL"
        f" UNION ALL SELECT template, -1 FROM uses WHERE {late}"
        " AND id IN (SELECT corrects FROM uses WHERE corrects IS NOT NULL)"
        ") counted GROUP BY template HAVING sum(uses) > 0"
    )


def _team_words(said: _Dialect) -> str:
    """Nobody learns from it what one colleague typed: people count once, by whatever name they had."""
    called = f"{said.strpos}(lower(m.earlier_names), '\"' || a.agent || '\"') > 0"
    people = (
        f"(SELECT a.agent, coalesce((SELECT max(lower(m.name)) FROM members m WHERE {called}), a.agent) AS person"
        " FROM (SELECT DISTINCT lower(trim(agent)) AS agent FROM searches) a)"
    )
    mistaken = "SELECT u.search FROM uses u JOIN uses c ON c.corrects = u.id WHERE u.search IS NOT NULL"
    taken = (
        "(SELECT lower(trim(words)) AS words, template, lower(trim(agent)) AS agent, count(*) AS uses FROM searches"
        f" WHERE ended_at >= {said.since} AND outcome = 'used' AND template IS NOT NULL AND words NOT LIKE '%<%>%'"
        f" AND id NOT IN ({mistaken}) GROUP BY 1, 2, 3)"
    )
    return (
        f"SELECT t.words, t.template, sum(t.uses) FROM {taken} t JOIN {people} p ON p.agent = t.agent"
        f" GROUP BY t.words, t.template HAVING count(DISTINCT p.person) >= {LEAST_PEOPLE}"
    )


_BODIES: Mapping[str, Callable[[_Dialect], str]] = {
    "desk_v1_library": lambda said: "SELECT id, title, ticket_key FROM library_info",
    "desk_v1_changes": lambda said: "SELECT number, hash FROM changes",
    "desk_v1_settings": lambda said: f"SELECT key, value FROM {_newest_rows('settings', 'key')} s WHERE s.age = 1",
    "desk_v1_templates": _templates,
    "desk_v1_coming": _coming,
    "desk_v1_names": lambda said: (
        "SELECT n.template, n.name FROM names n WHERE EXISTS"
        " (SELECT 1 FROM decisions d WHERE d.template = n.template AND d.kind = 'approved')"
    ),
    "desk_v1_earlier": lambda said: (
        f"SELECT d.template, d.number, o.text FROM decisions d {_TEXT} WHERE d.kind = 'approved' AND ("
        "EXISTS (SELECT 1 FROM desk_v1_templates l WHERE l.template = d.template)"
        " OR EXISTS (SELECT 1 FROM desk_v1_coming l WHERE l.template = d.template))"
    ),
    "desk_v1_phrasings": _phrasings,
    "desk_v1_touched": _touched,
    "desk_v1_withdrawn": _withdrawn,
    "desk_v1_answers": _answers,
    "desk_v1_team_uses": _team_uses,
    "desk_v1_team_words": _team_words,
    "report_v1_uses": lambda said: (
        f"SELECT id, template, {said.agent}, channel, source, action, used_at, corrects, search FROM uses u"
    ),
    "report_v1_searches": lambda said: (
        f"SELECT id, {said.agent}, words, kind, outcome, template, row_rank, started_at, ended_at FROM searches u"
    ),
    "report_v1_members": lambda said: (
        f"SELECT {said.name}, role, team, until FROM {_newest_rows('members', 'lower(name)')} u WHERE u.age = 1"
    ),
    "report_v1_names": lambda said: (
        f"SELECT {said.called}, {said.name}, u.number FROM {_newest_rows('members', 'lower(name)')} u"
        f" CROSS JOIN {said.earlier} WHERE u.age = 1"
    ),
}
