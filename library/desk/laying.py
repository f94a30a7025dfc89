"""Lays the tables of a new desk, and brings those of an older one to this version, in the transaction that is open."""

from __future__ import annotations

import sqlite3

from library.desk import schema


def lay(connection: sqlite3.Connection, *, found: int) -> None:
    """Takes a desk of the schema found, 0 for an empty file, to this one. What waits to be handed in is not touched."""
    is_kept = schema.CATALOG_SINCE <= found < schema.SCHEMA
    if not is_kept:
        _lay_catalog(connection)
    _grow(connection)
    if is_kept and found < schema.EARLIER_SINCE:
        _forget_earlier(connection)


def _lay_catalog(connection: sqlite3.Connection) -> None:
    """An empty catalog in place of one in other tables: the next sync fills it."""
    for table in schema.CATALOG_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in (*schema.CATALOG, schema.META):
        connection.execute(statement)
    connection.execute("DELETE FROM meta WHERE key IN ('version', 'head_hash')")


def _grow(connection: sqlite3.Connection) -> None:
    """Adds the tables, columns and triggers that are missing."""
    had_habits = bool(_columns(connection, "habits"))
    for statement in schema.GROWING:
        connection.execute(statement)
    for table, column, kind in schema.ADDED:
        if column not in _columns(connection, table):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    for statement in schema.AFTER_ADDED:
        connection.execute(statement)
    for name, trigger in schema.TRIGGERS.items():
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(f"CREATE TRIGGER {name} {trigger}")
    if not had_habits:
        connection.execute(schema.HABITS_FROM_USES)


def _forget_earlier(connection: sqlite3.Connection) -> None:
    """What was live at versions before this one, an older program may not have kept."""
    connection.execute("DELETE FROM earlier")
    connection.execute("INSERT OR REPLACE INTO meta SELECT 'known_since', value FROM meta WHERE key = 'version'")


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """The table's columns; none where there is no such table."""
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
