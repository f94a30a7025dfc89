"""The desk file's tables. The catalog's are dropped and pulled again when they change, the outbox's only grow."""

from __future__ import annotations

#: "snpD" in ASCII, in the file's header: any other file is refused, not overwritten.
APPLICATION_ID = 0x736E7044
#: Raise when a catalog table changes: the catalog is dropped and pulled again.
CATALOG_SCHEMA = 1

CATALOG_TABLES = ("templates", "names", "words", "settings")
CATALOG = """
CREATE TABLE templates(
  template TEXT PRIMARY KEY, revision INTEGER NOT NULL, abbreviation TEXT NOT NULL, kind TEXT NOT NULL,
  title TEXT NOT NULL, grp TEXT NOT NULL, language TEXT NOT NULL, aliases TEXT NOT NULL, tags TEXT NOT NULL,
  channels TEXT NOT NULL, phrasings TEXT NOT NULL, body TEXT NOT NULL, document TEXT NOT NULL,
  approved_by TEXT NOT NULL, approved_at TEXT NOT NULL, live_from TEXT NOT NULL
);
CREATE TABLE names(name TEXT PRIMARY KEY, template TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE words(word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

OUTBOX = """
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uses(
  id TEXT PRIMARY KEY, template TEXT NOT NULL, revision INTEGER NOT NULL, version INTEGER NOT NULL,
  agent TEXT NOT NULL, channel TEXT NOT NULL, source TEXT NOT NULL, action TEXT NOT NULL, search TEXT,
  row_rank INTEGER, found_at TEXT, chosen_at TEXT, delivered_at TEXT, typed_characters INTEGER,
  rendered_characters INTEGER, edited INTEGER NOT NULL, fields_by_hand INTEGER NOT NULL,
  fields_from_context INTEGER NOT NULL, ticket_hash TEXT, used_at TEXT NOT NULL, handed_in_at TEXT
);
CREATE TABLE IF NOT EXISTS searches(
  id TEXT PRIMARY KEY, agent TEXT NOT NULL, words TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL,
  template TEXT, row_rank INTEGER, started_at TEXT NOT NULL, ended_at TEXT NOT NULL, handed_in_at TEXT
);
CREATE INDEX IF NOT EXISTS uses_waiting ON uses(id) WHERE handed_in_at IS NULL;
CREATE INDEX IF NOT EXISTS uses_of_template ON uses(template, used_at);
CREATE INDEX IF NOT EXISTS searches_waiting ON searches(id) WHERE handed_in_at IS NULL;
"""
