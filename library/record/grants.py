"""Who may do what on a PostgreSQL library, from one table: privileges, row security, and the functions it asks.

Every library has four groups (owner, lead, analyst, agent), which people's logins are put in, and a keeper that owns
the tables and that nobody logs in as. A privilege is given to groups, never to people; row security on every table then
says which rows. What the program checks in review.py and members.py is checked here once more by the server, for
whoever comes past the program. Nothing runs with other rights than those of who asks: there is no SECURITY DEFINER.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Integer
from sqlmodel import SQLModel

from library.record import views
from library.record.clock import CLOCK
from library.record.members import ROLES
from library.record.roles import group, is_one_of, quoted
from library.record.settings import ALIKE
from library.record.sources import SOURCE
from library.record.triggers import AGES, AT_LEAST, KEYS, LEAVER, MAY_BE_DELETED

#: Asked once a statement and not for every row.
HERE = "(SELECT is_here())"
#: Tables that hold what the team says to customers, and how it came about.
CONTENT = (
    *("documents", "templates", "names", "revisions", "decisions", "changes", "receipts", "change_sets"),
    *("change_set_items", "change_set_steps", "questions", "frozen_questions", "phrasings", "links", "measurements"),
    *("settings", "library_info", "cut_offs"),
)
TABLES = (*KEYS, "alembic_version")
EVERYBODY, LEADS, READERS, OTHERS = ROLES, ("owner", "lead"), ("owner", "lead", "analyst"), ("analyst", "agent")
#: What everybody's machine hands in, with the column that says when it happened.
HANDED_IN: Mapping[str, str] = {**AGES, "proposals": "proposed_at"}
#: The most characters of a text that is handed in, by column, and of any other; and those that may hold several lines.
LONGEST, LONGEST_OTHER, LINES = {"document": 100_000, "words": 10_000, "why": 1_000}, 200, ("words", "why")
#: Filled by the server, and by nobody else.
SERVERS_OWN = frozenset({"stored_at"})


@dataclass(frozen=True, slots=True)
class Rule:
    """That roles may do something to rows of a table: those `of`, and only so that the new row is `so`.

    `of` and `so` are SQL, '' for any; `columns` are those it is about, () for all.
    """

    table: str
    act: str
    roles: Sequence[str]
    of: str = ""
    so: str = ""
    columns: Sequence[str] = ()

    @property
    def name(self) -> str:
        return f"{self.table}_{self.act.lower()}_{'_'.join(self.roles)}"


def rules(library_id: str) -> tuple[Rule, ...]:
    """Everything that anybody may do to a table."""
    return (*_reading(), *_handing_in(), *_writing(library_id), *_removing())


def create_functions(connection: Connection) -> None:
    """Makes anew what policies and views ask; before them, and after the tables."""
    schema = _schema(connection)
    for signature, body in _FUNCTIONS.items():
        connection.exec_driver_sql(_plain(f"CREATE OR REPLACE FUNCTION {signature} STABLE"
                                          f" SET search_path = {schema}, pg_temp AS $body${body}$body$"))  # fmt: skip


def enforce(connection: Connection, library_id: str) -> None:
    """Takes all privileges and policies back and gives them anew, as the keeper; called after each migration."""
    schema = _schema(connection)
    found = connection.exec_driver_sql(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
    )
    dropped = [f"DROP POLICY {policy} ON {table}" for table, policy in found]
    for statement in (*dropped, *_taken_back(schema, library_id), *_given(schema, library_id)):
        connection.exec_driver_sql(_plain(statement))


def faults(connection: Connection, library_id: str) -> list[tuple[str, str]]:
    """Tables whose guards are not as they were laid: row security off, a rule missing or unknown, open to everybody."""
    tables = {row[0]: row[1] for row in connection.exec_driver_sql(_SECURED)}
    found = [(name, "row security is switched off") for name in TABLES if not tables.get(name, True)]
    expected = {rule.name: rule for rule in rules(library_id)}
    there = {name: table for table, name in connection.exec_driver_sql(_POLICIES)}
    found += [(rule.table, f"the rule {name} is missing") for name, rule in expected.items() if name not in there]
    found += [(table, f"nobody knows the rule {name}") for name, table in there.items() if name not in expected]
    opened = connection.exec_driver_sql(_OPEN).scalars()
    return [*found, *((name, "is open to everybody on the server") for name in opened)]


_SECURED = """
SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"""
_POLICIES = "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()"
_OPEN = """
SELECT DISTINCT c.relname FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = 0"""


def _taken_back(schema: str, library_id: str) -> list[str]:
    everybody = ", ".join(["PUBLIC", *(group(library_id, role) for role in EVERYBODY)])
    return [
        f"REVOKE ALL ON SCHEMA {schema} FROM {everybody}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {everybody}",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM {everybody}",
        *(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY" for table in TABLES),
    ]


def _given(schema: str, library_id: str) -> list[str]:
    everybody = _groups(library_id, EVERYBODY)
    return [
        f"GRANT USAGE ON SCHEMA {schema} TO {everybody}",
        *(f"GRANT EXECUTE ON FUNCTION {_signature(name)} TO {everybody}" for name in _FUNCTIONS),
        *(
            f"GRANT SELECT ON {name} TO {_groups(library_id, EVERYBODY if name.startswith('desk') else READERS)}"
            for name in views.VIEWS
        ),
        *(statement for rule in rules(library_id) for statement in _statements(rule, library_id)),
    ]


def _statements(rule: Rule, library_id: str) -> list[str]:
    columns = f"({', '.join(rule.columns)})" if rule.columns else ""
    to = _groups(library_id, rule.roles)
    said = "" if rule.act == "INSERT" else f" USING ({rule.of or 'true'})"
    said += f" WITH CHECK ({rule.so or 'true'})" if rule.act in ("INSERT", "UPDATE") else ""
    return [
        f"GRANT {rule.act} {columns} ON {rule.table} TO {to}",
        f"CREATE POLICY {rule.name} ON {rule.table} FOR {rule.act} TO {to}{said}",
    ]


def _groups(library_id: str, roles: Sequence[str]) -> str:
    return ", ".join(group(library_id, role) for role in roles)


def _schema(connection: Connection) -> str:
    return quoted(str(connection.exec_driver_sql("SELECT current_schema()").scalar_one()))


def _plain(statement: str) -> str:
    """The driver takes a lone per cent sign for a parameter."""
    return statement.replace("%", "%%")


def _signature(function: str) -> str:
    return function.partition(" RETURNS")[0]


def _reading() -> tuple[Rule, ...]:
    mine = "lower(name) = lower(session_user)"
    return (
        *(Rule(table, "SELECT", READERS, of=HERE) for table in CONTENT),
        Rule("alembic_version", "SELECT", EVERYBODY),
        Rule("members", "SELECT", LEADS),  # what is_here() asks itself: it cannot be asked here
        Rule("members", "SELECT", OTHERS, of=mine),
        *(Rule(table, "SELECT", LEADS, of=f"{HERE} OR is_me(agent)") for table in HANDED_IN),
        *(Rule(table, "SELECT", OTHERS, of="is_me(agent)") for table in HANDED_IN),
    )


def _handing_in() -> tuple[Rule, ...]:
    """As nobody else, nothing that has not happened yet, and nothing that nobody could read."""
    now = CLOCK["postgresql"]
    return tuple(
        Rule(table, "INSERT", EVERYBODY, so=f"is_me(agent) AND {at} <= {now} AND {_sound(table)}", columns=_sent(table))
        for table, at in HANDED_IN.items()
    )


def _sound(table: str) -> str:
    """That each cell is one a desk could have written: a moment, a number that counts, a text of one line and no more
    than LONGEST characters.
    """
    checks = []
    for name in _sent(table):
        column = SQLModel.metadata.tables[table].c[name]
        if name.endswith("_at"):
            check = f"is_moment({name})"
        elif isinstance(column.type, Integer):
            check = f"{name} >= 0"
        else:
            check = f"length({name}) <= {LONGEST.get(name, LONGEST_OTHER)} AND {name} !~ '[[:cntrl:]]'"
            if name in LINES:
                check = check.replace(f"{name} !~", f"translate({name}, E'\\n\\t', '') !~")
        checks.append(f"({name} IS NULL OR ({check}))" if column.nullable else f"({check})")
    return " AND ".join(checks)


def _sent(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in SQLModel.metadata.tables[table].c if column.name not in SERVERS_OWN)


def _writing(library_id: str) -> tuple[Rule, ...]:
    by_me = 'is_me("by")'
    by_lead, by_owner = f"{by_me} AND is_lead()", f"{by_me} AND is_owner(session_user::text)"
    signed = ("names", "changes", "change_sets", "change_set_steps")
    asked = ("questions", "frozen_questions", "phrasings", "links")
    decided = (
        f"{by_lead} AND CASE kind WHEN 'approved' THEN may_approve(template, revision, true)"
        " WHEN 'rejected' THEN may_approve(template, revision, false)"
        f" WHEN 'redacted' THEN {is_one_of(library_id, 'owner')} ELSE true END"
    )
    return (
        *(Rule(table, "INSERT", LEADS, so="is_lead()") for table in ("documents", "templates", "change_set_items")),
        Rule("revisions", "INSERT", LEADS, so="is_lead() AND (is_me(author) OR is_proposed(author, source, document))"),
        Rule("decisions", "INSERT", LEADS, so=decided),
        *(Rule(table, "INSERT", LEADS, so=by_lead) for table in (*signed, *asked)),
        *(Rule(table, "INSERT", READERS, so=by_me) for table in ("receipts", "measurements")),
        Rule("members", "INSERT", ("owner",), so=by_owner),
        Rule("members", "INSERT", ("lead",), so=f"{by_lead} AND role <> 'owner' AND NOT is_owner(name)"),
        Rule("settings", "INSERT", ("owner",), so=by_owner),
        Rule("settings", "INSERT", ("lead",), so=f"{by_lead} AND key LIKE '{ALIKE}%'"),
        Rule("cut_offs", "INSERT", ("owner",), so=f'{by_owner} AND "before" <= {_days_ago(AT_LEAST)}'),
    )


def _days_ago(days: int) -> str:
    return CLOCK["postgresql"].replace("clock_timestamp()", f"(clock_timestamp() - interval '{days} days')")


def _removing() -> tuple[Rule, ...]:
    """The few rows that may go after all; triggers.py says the same to whoever owns the tables."""
    left = f"agent LIKE '{LEAVER}%'"
    return (
        Rule("documents", "DELETE", ("owner",), of=_of("documents")),
        Rule("names", "DELETE", LEADS, of=_of("names")),
        *(Rule(table, "DELETE", ("owner",), of=_of(table)) for table in AGES),
        *(Rule(table, "UPDATE", ("owner",), "NOT is_there(agent)", left, ("agent",)) for table in AGES),
    )


def _of(table: str) -> str:
    """When a row may be deleted, by the trigger's own condition."""
    return MAY_BE_DELETED[table].replace("OLD.", f"{table}.")


_NOW = CLOCK["postgresql"]
_FUNCTIONS: Mapping[str, str] = {
    # Everybody with the team now, each once.
    "roster() RETURNS TABLE(name text, role text, earlier_names text) LANGUAGE sql": f"""
SELECT m.name, m.role, m.earlier_names
FROM (SELECT DISTINCT ON (lower(n.name)) n.* FROM members n ORDER BY lower(n.name), n.number DESC) m
WHERE m."from" <= {_NOW} AND (m.until IS NULL OR m.until > {_NOW})""",
    # Who of them is called so, or was; in small letters.
    "person(called text) RETURNS text LANGUAGE sql": """
SELECT lower(r.name) FROM roster() r
WHERE lower(r.name) = lower(called) OR EXISTS
  (SELECT 1 FROM jsonb_array_elements_text(r.earlier_names::jsonb) e WHERE lower(e) = lower(called))
ORDER BY lower(r.name) = lower(called) DESC LIMIT 1""",
    # Asked once for a whole statement: whether the roster has who is logged in. A leaver reads no more than an agent.
    "is_here() RETURNS boolean LANGUAGE sql": "SELECT person(session_user::text) IS NOT NULL",
    "is_moment(given text) RETURNS boolean LANGUAGE sql": r"""
SELECT CASE WHEN given ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$'
  THEN to_char(given::timestamptz AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') = given ELSE false END""",
    # That a new revision is somebody's own proposal, to the letter, and the first made of it.
    "is_proposed(writer text, origin text, hash text) RETURNS boolean LANGUAGE sql": f"""
SELECT EXISTS (SELECT 1 FROM proposals p WHERE p.agent = writer AND origin = '{SOURCE}:' || p.id
    AND hash = encode(sha256(convert_to(p.document, 'UTF8')), 'hex'))
  AND NOT EXISTS (SELECT 1 FROM revisions o WHERE o.source = origin)""",
    "is_there(called text) RETURNS boolean LANGUAGE sql": "SELECT person(called) IS NOT NULL",
    # The session's user, whom SET ROLE does not alter.
    "is_me(called text) RETURNS boolean LANGUAGE sql": """
SELECT EXISTS (SELECT 1 FROM roster() r WHERE lower(r.name) = lower(session_user) AND
  (lower(r.name) = lower(called) OR EXISTS
    (SELECT 1 FROM jsonb_array_elements_text(r.earlier_names::jsonb) e WHERE lower(e) = lower(called))))""",
    # The roster's word counts beside the group's: who was a lead until this morning is none, whatever the server says.
    "is_lead() RETURNS boolean LANGUAGE sql": """
SELECT EXISTS (SELECT 1 FROM roster() r
  WHERE lower(r.name) = person(session_user::text) AND r.role IN ('owner', 'lead'))""",
    "is_owner(called text) RETURNS boolean LANGUAGE sql": """
SELECT EXISTS (SELECT 1 FROM roster() r WHERE lower(r.name) = person(called) AND r.role = 'owner')""",
    # The rules of approvers.py: the group's approvers, and somebody else than the author where two may.
    "may_approve(about text, numbered integer, is_other_needed boolean) RETURNS boolean LANGUAGE plpgsql": """
DECLARE
  me text := person(session_user::text);
  writer text;
  mode text;
  place text;
  named text;
  able text[];
BEGIN
  SELECT coalesce(person(r.author), lower(r.author)) INTO writer
    FROM revisions r JOIN documents o ON o.hash = r.document WHERE r.template = about AND r.number = numbered;
  IF me IS NULL OR writer IS NULL THEN RETURN false; END IF;
  SELECT trim(s.value) INTO mode FROM settings s WHERE s.key = 'review.second_person' ORDER BY s.number DESC LIMIT 1;
  mode := coalesce(nullif(mode, ''), 'auto');
  FOR place IN
    SELECT lower(coalesce(o.text::jsonb ->> 'group', '')) FROM revisions r JOIN documents o ON o.hash = r.document
      WHERE r.template = about AND r.number = numbered
    UNION SELECT lower(coalesce(l.text::jsonb ->> 'group', '')) FROM desk_v1_templates l WHERE l.template = about
  LOOP
    SELECT s.value INTO named FROM
      (SELECT DISTINCT ON (t.key) t.key, t.value FROM settings t WHERE t.key LIKE 'approve.%'
         ORDER BY t.key, t.number DESC) s
      WHERE trim(s.value) <> '' AND starts_with(place || '/', lower(substr(s.key, 9)) || '/')
      ORDER BY length(s.key) DESC LIMIT 1;
    IF named IS NULL THEN
      able := ARRAY(SELECT lower(r.name) FROM roster() r WHERE r.role IN ('owner', 'lead'));
    ELSE
      able := ARRAY(SELECT DISTINCT person(trim(n)) FROM regexp_split_to_table(named, ',') n
                    WHERE person(trim(n)) IS NOT NULL);
    END IF;
    IF NOT me = ANY (able) THEN RETURN false; END IF;
    IF is_other_needed AND writer = me AND (mode = 'always' OR (mode = 'auto' AND cardinality(able) > 1)) THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END""",
}
