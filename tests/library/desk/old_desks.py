"""Desk files as earlier versions of the program made them: their very statements, with something waiting in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from builders import pulled, reply

from library.documents import canonical_text

#: Schema 1, as it was.
FIRST = """
CREATE TABLE templates(
  template TEXT PRIMARY KEY, revision INTEGER NOT NULL, abbreviation TEXT NOT NULL, kind TEXT NOT NULL,
  title TEXT NOT NULL, grp TEXT NOT NULL, language TEXT NOT NULL, aliases TEXT NOT NULL, tags TEXT NOT NULL,
  channels TEXT NOT NULL, phrasings TEXT NOT NULL, body TEXT NOT NULL, document TEXT NOT NULL,
  approved_by TEXT NOT NULL, approved_at TEXT NOT NULL, live_from TEXT NOT NULL
);
CREATE TABLE names(name TEXT PRIMARY KEY, template TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE words(word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
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
PRAGMA application_id = 1936617540;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
"""
#: Schema 2, as it was, but for the catalog's tables, which were those of schema 1.
SECOND = """
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
CREATE TABLE IF NOT EXISTS flags(
  id TEXT PRIMARY KEY, template TEXT NOT NULL, revision INTEGER NOT NULL, version INTEGER NOT NULL,
  agent TEXT NOT NULL, why TEXT NOT NULL, flagged_at TEXT NOT NULL, handed_in_at TEXT,
  answer TEXT, answered_by TEXT, answered_at TEXT, answer_why TEXT, told_at TEXT
);
CREATE TABLE IF NOT EXISTS habits(
  agent TEXT NOT NULL, template TEXT NOT NULL, uses INTEGER NOT NULL, last_revision INTEGER NOT NULL,
  last_version INTEGER NOT NULL, last_used_at TEXT NOT NULL, PRIMARY KEY(agent, template)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS favourites(
  agent TEXT NOT NULL, template TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY(agent, template)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS earlier(
  template TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, abbreviation TEXT NOT NULL,
  document TEXT NOT NULL, until_version INTEGER NOT NULL, replaced_at TEXT NOT NULL,
  PRIMARY KEY(template, until_version)
);
CREATE TABLE IF NOT EXISTS news(
  number INTEGER PRIMARY KEY, version INTEGER NOT NULL, template TEXT NOT NULL, abbreviation TEXT NOT NULL,
  title TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL, revision INTEGER NOT NULL, by TEXT NOT NULL,
  at TEXT NOT NULL, why TEXT NOT NULL, came_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS places(agent TEXT PRIMARY KEY, state TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS personal(
  name TEXT PRIMARY KEY, file TEXT NOT NULL, stamp TEXT NOT NULL, document TEXT NOT NULL, fault TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS uses_waiting ON uses(id) WHERE handed_in_at IS NULL;
CREATE INDEX IF NOT EXISTS uses_of_template ON uses(template, used_at);
CREATE INDEX IF NOT EXISTS searches_waiting ON searches(id) WHERE handed_in_at IS NULL;
ALTER TABLE uses ADD COLUMN corrects TEXT;
CREATE INDEX IF NOT EXISTS uses_corrected ON uses(corrects) WHERE corrects IS NOT NULL;
CREATE TRIGGER uses_make_habits AFTER INSERT ON uses WHEN NEW.corrects IS NULL BEGIN
  INSERT INTO habits(agent, template, uses, last_revision, last_version, last_used_at)
  VALUES (NEW.agent, NEW.template, 1, NEW.revision, NEW.version, NEW.used_at)
  ON CONFLICT(agent, template) DO UPDATE SET uses = uses + 1, last_revision = excluded.last_revision,
  last_version = excluded.last_version, last_used_at = excluded.last_used_at;
END;
PRAGMA application_id = 1936617540;
PRAGMA user_version = 2;
PRAGMA journal_mode = WAL;
"""
#: Template, agent, day of May, whether it was handed in.
USES = (
    ("id-refund-late", "mia", 1, True),
    ("id-refund-late", "mia", 3, False),
    ("id-refund-late", "tom", 2, False),
    ("id-thanks", "mia", 2, True),
)
AT = "2026-05-{:02}T09:30:00.000000Z"


def first_desk(path: Path) -> Path:
    """A desk of schema 1 at library version 7, with two replies, four uses (two waiting) and a waiting search."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(FIRST)
        for name in ("refund-late", "thanks"):
            made = pulled(reply(name, "Hello."))
            row = (made.template, 2, name, "reply", "", "", "", "", "", "", "", "Hello.", canonical_text(reply(name)))
            connection.execute(f"INSERT INTO templates VALUES ({', '.join('?' * 16)})", (*row, "mia", AT.format(1), ""))
            connection.execute("INSERT INTO names VALUES (?, ?)", (name, made.template))
        meta = {"library_id": "lib", "version": "7", "head_hash": f"{7:064x}", "ticket_key": "00" * 32}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        for number, (template, agent, day, is_in) in enumerate(USES):
            connection.execute(
                "INSERT INTO uses(id, template, revision, version, agent, channel, source, action, edited,"
                " fields_by_hand, fields_from_context, used_at, handed_in_at)"
                " VALUES (?, ?, ?, ?, ?, '', 'app', 'copied', 0, 0, 0, ?, ?)",
                (f"use-{number}", template, day, day + 3, agent, AT.format(day), AT.format(4) if is_in else None),
            )
        connection.execute(
            "INSERT INTO searches VALUES ('search-1', 'mia', 'refund', 'find', 'used', NULL, NULL, ?, ?, NULL)",
            (AT.format(3), AT.format(3)),
        )
    return path


def second_desk(path: Path) -> Path:
    """A desk of schema 2 at library version 7: two replies, of which one was another text until version 5, two uses
    and a flag waiting, a favourite, news, and where the app was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(FIRST.partition("CREATE TABLE IF NOT EXISTS meta")[0] + SECOND)
        for name in ("refund-late", "thanks"):
            made = pulled(reply(name, "Hello."))
            row = (made.template, 2, name, "reply", "", "", "", "", "", "", "", "Hello.", canonical_text(reply(name)))
            connection.execute(f"INSERT INTO templates VALUES ({', '.join('?' * 16)})", (*row, "mia", AT.format(1), ""))
            connection.execute("INSERT INTO names VALUES (?, ?)", (name, made.template))
        meta = {"library_id": "lib", "version": "7", "head_hash": f"{7:064x}", "ticket_key": "00" * 32}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [*meta.items(), ("known_since", "3")])
        for number in range(2):
            connection.execute(
                "INSERT INTO uses(id, template, revision, version, agent, channel, source, action, edited,"
                " fields_by_hand, fields_from_context, used_at) VALUES (?, ?, 2, 7, 'mia', '', '', '', 0, 0, 0, ?)",
                (f"use-{number}", "id-thanks", AT.format(3 + number)),
            )
        before = canonical_text(reply("refund-late", "Before."))
        earlier = ("id-refund-late", 1, "reply", "refund-late", before, 5, AT.format(2))
        connection.execute(f"INSERT INTO earlier VALUES ({', '.join('?' * 7)})", earlier)
        connection.execute(
            "INSERT INTO flags(id, template, revision, version, agent, why, flagged_at)"
            " VALUES ('flag-1', 'id-thanks', 2, 7, 'mia', 'old', ?)",
            (AT.format(3),),
        )
        connection.execute("INSERT INTO favourites VALUES ('mia', 'id-thanks', ?)", (AT.format(3),))
        connection.execute("INSERT INTO places VALUES ('mia', '{}', ?)", (AT.format(3),))
    return path
