"""Append-only, enforced by the database: the triggers of both engines, generated from one table of what is allowed.

SQLite's `INSERT OR REPLACE` removes the old row without firing a DELETE trigger, so an INSERT of a key that is there is
guarded too. PostgreSQL has no such statement: unique keys refuse, and `ON CONFLICT DO UPDATE` fires UPDATE triggers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

#: Every guarded table with its keys: the primary key first, then unique ones.
KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "library_info": (("id",),),
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
}
#: Handed in again after a lost answer: the repeated row is dropped in silence, the first one stays.
IGNORED = frozenset({"uses", "searches", "flags"})
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
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: `definition` is what creates it, `body` what PostgreSQL's function does ('' in SQLite)."""

    name: str
    table: str
    definition: str
    body: str = ""


def expected_triggers(dialect: str) -> tuple[Trigger, ...]:
    """Every trigger a library must have, in the dialect `sqlite` or `postgresql`."""
    make = _for_sqlite if dialect == "sqlite" else _for_postgresql
    return tuple(trigger for table in KEYS for trigger in make(table))


def create_triggers(connection: Connection) -> None:
    """Drops and makes anew every trigger; called after each migration, since rebuilding a table drops its triggers."""
    dialect = connection.dialect.name
    for trigger in expected_triggers(dialect):
        if dialect == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}")
            connection.exec_driver_sql(_function(trigger))
        connection.exec_driver_sql(trigger.definition)


def found_triggers(connection: Connection) -> dict[str, Trigger]:
    """The triggers that are on our tables now, by name, in the form `expected_triggers` gives them."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"))
        return {name: Trigger(name, table, sql) for name, table, sql in rows}
    rows = connection.execute(text(_FOUND_IN_POSTGRESQL), {"tables": list(KEYS)})
    return {
        name: Trigger(name, table, _plain(definition, enabled), body) for name, table, definition, enabled, body in rows
    }


def _for_sqlite(table: str) -> list[Trigger]:
    allowed = MAY_BE_DELETED.get(table)
    unless = f" WHEN NOT coalesce({allowed}, 0)" if allowed else ""
    refuse = f"SELECT RAISE(ABORT, '{_reason(table)}')"
    again = "SELECT RAISE(IGNORE)" if table in IGNORED else f"SELECT RAISE(ABORT, '{table}: this key is there already')"
    same = " OR ".join(_equals(key) for key in (("rowid",), *KEYS[table]))
    replaces = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return [
        _sqlite_trigger(table, "update", "", refuse),
        _sqlite_trigger(table, "delete", unless, refuse),
        _sqlite_trigger(table, "insert", f" WHEN {replaces}", again),
    ]


def _equals(key: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")"


def _sqlite_trigger(table: str, verb: str, condition: str, action: str) -> Trigger:
    name = f"{table}_guard_{verb}"
    return Trigger(
        name, table, f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table}{condition} BEGIN {action}; END"
    )


def _for_postgresql(table: str) -> list[Trigger]:
    refuse = f"RAISE EXCEPTION '{_reason(table)}';"
    delete = f"IF {MAY_BE_DELETED[table]} THEN RETURN OLD; END IF; {refuse}" if table in MAY_BE_DELETED else refuse
    triggers = [
        _postgresql_trigger(table, "update", "ROW", refuse),
        _postgresql_trigger(table, "delete", "ROW", delete),
        _postgresql_trigger(table, "truncate", "STATEMENT", refuse),
    ]
    if table in IGNORED:
        known = f"EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.id)"
        ignore = f"IF {known} THEN RETURN NULL; END IF; RETURN NEW;"
        triggers.append(_postgresql_trigger(table, "insert", "ROW", ignore))
    return triggers


def _postgresql_trigger(table: str, verb: str, each: str, body: str) -> Trigger:
    name = f"{table}_guard_{verb}"
    made = f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    return Trigger(name, table, made, f"BEGIN {body} END")


def _function(trigger: Trigger) -> str:
    # The parentheses of IF conditions hold subqueries, which a trigger's own WHEN may not in PostgreSQL.
    return (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $guard${trigger.body}$guard$"
    )


def _reason(table: str) -> str:
    return f"{table} is append-only: rows are never altered or removed"


#: PostgreSQL prints a trigger with its table's schema; which one that is does not matter here.
_FOUND_IN_POSTGRESQL = """
SELECT t.tgname, c.relname, replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(n.nspname) || '.', ' ON '),
       t.tgenabled::text, p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND n.nspname = current_schema() AND c.relname = ANY(:tables)
"""


def _plain(definition: str, enabled: str) -> str:
    """'O' is a trigger that fires in ordinary sessions; any other state is a difference."""
    return definition if enabled == "O" else f"{definition} (disabled)"
