"""Append-only, enforced by the database: the triggers of both engines, generated from one table of what is allowed.

SQLite's `INSERT OR REPLACE` removes the old row without firing a DELETE trigger, so an INSERT of a key that is there is
guarded too. PostgreSQL has no such statement: unique keys refuse, and `ON CONFLICT DO UPDATE` fires UPDATE triggers.
Its trigger functions search the library's own schema first: a guard never reads a person's temporary table instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from library.record.changes import table_of
from library.record.clock import CLOCK
from library.record.models import Flag, Search, Use

#: Every guarded table with its keys: the primary key first, then unique ones.
KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "library_info": (("id",),),
    "report_keys": (("id",),),
    "documents": (("hash",),),
    "templates": (("id",),),
    "names": (("name",),),
    "revisions": (("template", "number"), ("hash",)),
    "decisions": (("number",),),
    "changes": (("number",),),
    "receipts": (("number",),),
    "change_sets": (("id",),),
    "change_set_items": (("change_set", "template", "revision"),),
    "change_set_steps": (("number",),),
    "uses": (("id",),),
    "searches": (("id",),),
    "flags": (("id",),),
    "questions": (("number",),),
    "frozen_questions": (("period", "rank"),),
    "phrasings": (("number",),),
    "links": (("number",),),
    "measurements": (("number",),),
    "members": (("number",),),
    "settings": (("number",),),
    "cut_offs": (("number",),),
    "proposals": (("id",),),
}
#: Handed in again after a lost answer: the repeated row is dropped in silence, the first one stays.
IGNORED = frozenset({"uses", "searches", "flags", "proposals"})
#: What retention takes out, with the column that says how old a row is.
AGES: Mapping[str, str] = {"uses": "used_at", "searches": "ended_at", "flags": "flagged_at"}
#: How old a cut-off is at least, in days: agents' machines keep for 30 days what they handed in, and hand it in again
#: to a library restored from a backup. What was removed by then would be counted twice.
AT_LEAST = 31
#: How the name begins that stands in these tables for somebody who left.
LEAVER = "left-"
#: When a row may be deleted after all, as SQL over OLD.
MAY_BE_DELETED: Mapping[str, str] = {
    "documents": (
        "NOT EXISTS (SELECT 1 FROM revisions r WHERE r.document = OLD.hash AND NOT EXISTS"
        " (SELECT 1 FROM decisions d WHERE d.template = r.template AND d.revision = r.number AND d.kind = 'redacted'))"
        " AND EXISTS (SELECT 1 FROM revisions r WHERE r.document = OLD.hash)"
    ),
    "names": (
        "'retired' = (SELECT d.kind FROM decisions d WHERE d.template = OLD.template"
        " AND d.kind IN ('approved', 'suspended', 'retired', 'revived') ORDER BY d.number DESC LIMIT 1)"
    ),
    **{table: f'OLD.{age} < (SELECT max(c."before") FROM cut_offs c)' for table, age in AGES.items()},
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: `definition` is what creates it.

    PostgreSQL's call a function: `body` is what it does, `runs` how it is run. Both are '' in SQLite.
    """

    name: str
    table: str
    definition: str
    body: str = ""
    runs: str = ""


def expected_triggers(dialect: str) -> tuple[Trigger, ...]:
    """Every trigger a library must have, in the dialect `sqlite` or `postgresql`."""
    make = _for_sqlite if dialect == "sqlite" else _for_postgresql
    return tuple(trigger for table in KEYS for trigger in make(table))


def create_triggers(connection: Connection) -> None:
    """Drops and makes anew every trigger; called after each migration, since rebuilding a table drops its triggers."""
    dialect = connection.dialect.name
    schema = "" if dialect == "sqlite" else str(connection.exec_driver_sql(_OWN_SCHEMA).scalar_one())
    for trigger in expected_triggers(dialect):
        if dialect == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}")
            connection.exec_driver_sql(_function(trigger, schema))
        connection.exec_driver_sql(trigger.definition)


def found_triggers(connection: Connection) -> dict[str, Trigger]:
    """The triggers that are on our tables now, by name, in the form `expected_triggers` gives them."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"))
        return {name: Trigger(name, table, sql) for name, table, sql in rows}
    rows = connection.execute(text(_FOUND_IN_POSTGRESQL), {"tables": list(KEYS)})
    return {
        name: Trigger(name, table, _plain(definition, enabled), body, runs)
        for name, table, definition, enabled, body, runs in rows
    }


def _for_sqlite(table: str) -> list[Trigger]:
    refuse = f"SELECT RAISE(ABORT, '{_reason(table)}')"
    again = "SELECT RAISE(IGNORE)" if table in IGNORED else f"SELECT RAISE(ABORT, '{table}: this key is there already')"
    same = " OR ".join(_equals(key) for key in (("rowid",), *KEYS[table]))
    replaces = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return [
        _sqlite_trigger(table, "update", _unless(_may_be_updated(table, "sqlite")), refuse),
        _sqlite_trigger(table, "delete", _unless(MAY_BE_DELETED.get(table, "")), refuse),
        _sqlite_trigger(table, "insert", f" WHEN {replaces}", again),
    ]


def _unless(allowed: str) -> str:
    return f" WHEN NOT coalesce({allowed}, 0)" if allowed else ""


def _may_be_updated(table: str, dialect: str) -> str:
    """When a row may be altered after all, as SQL over OLD and NEW; '' for never.

    Somebody who left is given another name, and nothing else is touched. They have left if everybody of that name on
    the roster has, by the newest row of each; a name somebody else had earlier is theirs too.
    """
    if table not in AGES:
        return ""
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    columns = [column.name for column in _AGING[table].c if column.name != "agent"]
    kept = [f"OLD.{name} {same} NEW.{name}" for name in (*columns, *(["rowid"] if dialect == "sqlite" else []))]
    earlier = "json_each(m.earlier_names) e"
    if dialect != "sqlite":
        earlier = "jsonb_array_elements_text(m.earlier_names::jsonb) AS e(value)"
    had_it = f"m.earlier_names <> '[]' AND EXISTS (SELECT 1 FROM {earlier} WHERE {_IS_EARLIER})"
    is_theirs = f"lower(m.name) = lower(OLD.agent) OR ({had_it})"
    has_left = f"min(CASE WHEN m.until <= {CLOCK[dialect]} THEN 1 ELSE 0 END)"
    left = f"1 = (SELECT {has_left} FROM members m WHERE ({is_theirs}) AND {_IS_NEWEST})"
    named = f"substr(NEW.agent, 1, {len(LEAVER)}) = '{LEAVER}'"
    return " AND ".join((named, *kept, left))


_AGING = {"uses": table_of(Use), "searches": table_of(Search), "flags": table_of(Flag)}
_IS_EARLIER = "lower(e.value) = lower(OLD.agent)"
_IS_NEWEST = "NOT EXISTS (SELECT 1 FROM members n WHERE lower(n.name) = lower(m.name) AND n.number > m.number)"


def _equals(key: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")"


def _sqlite_trigger(table: str, verb: str, condition: str, action: str) -> Trigger:
    name = f"{table}_guard_{verb}"
    return Trigger(
        name, table, f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table}{condition} BEGIN {action}; END"
    )


def _for_postgresql(table: str) -> list[Trigger]:
    refuse = f"RAISE EXCEPTION '{_reason(table)}';"
    update, delete = _may_be_updated(table, "postgresql"), MAY_BE_DELETED.get(table, "")
    triggers = [
        _postgresql_trigger(table, "update", "ROW", f"{_if(update, 'NEW')}{refuse}"),
        _postgresql_trigger(table, "delete", "ROW", f"{_if(delete, 'OLD')}{refuse}"),
        _postgresql_trigger(table, "truncate", "STATEMENT", refuse),
    ]
    if table in IGNORED:
        known = f"EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.id)"
        ignore = f"IF {known} THEN RETURN NULL; END IF; RETURN NEW;"
        triggers.append(_postgresql_trigger(table, "insert", "ROW", ignore))
    return triggers


def _if(allowed: str, row: str) -> str:
    return f"IF {allowed} THEN RETURN {row}; END IF; " if allowed else ""


def _postgresql_trigger(table: str, verb: str, each: str, body: str) -> Trigger:
    name = f"{table}_guard_{verb}"
    made = f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    return Trigger(name, table, made, f"BEGIN {body} END", _AS_OWN)


def _function(trigger: Trigger, schema: str) -> str:
    # The parentheses of IF conditions hold subqueries, which a trigger's own WHEN may not in PostgreSQL.
    return (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {schema}, pg_temp AS $guard${trigger.body}$guard$"
    )


def _reason(table: str) -> str:
    return f"{table} is append-only: rows are never altered or removed"


#: How a guard's function runs: in plpgsql, as who does the deed, looking for tables in the library's schema first.
_AS_OWN = "plpgsql, as its caller, search_path=(own), pg_temp"
_OWN_SCHEMA = "SELECT quote_ident(current_schema())"
#: PostgreSQL prints a trigger with its table's schema; which one that is does not matter here.
_FOUND_IN_POSTGRESQL = """
SELECT t.tgname, c.relname, replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(n.nspname) || '.', ' ON '),
       t.tgenabled::text, p.prosrc,
       (SELECT l.lanname FROM pg_language l WHERE l.oid = p.prolang)
       || CASE WHEN p.prosecdef THEN ', as its owner, ' ELSE ', as its caller, ' END
       || CASE WHEN p.proconfig = ARRAY['search_path=' || quote_ident(n.nspname) || ', pg_temp']
               THEN 'search_path=(own), pg_temp' ELSE coalesce(array_to_string(p.proconfig, ', '), '') END
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND n.nspname = current_schema() AND c.relname = ANY(:tables)
"""


def _plain(definition: str, enabled: str) -> str:
    """'O' is a trigger that fires in ordinary sessions; any other state is a difference."""
    return definition if enabled == "O" else f"{definition} (disabled)"
