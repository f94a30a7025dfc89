"""The desk file's tables: the catalog's are dropped and pulled again when they change, all others only grow.

No table has a column for what a field was filled with, what a reply said, or who the customer is.
"""

from __future__ import annotations

#: "snpD" in ASCII, in the file's header: any other file is refused, not overwritten.
APPLICATION_ID = 0x736E7044
#: Raise when any table changes: a desk of another number is laid anew where it must be, and grown elsewhere.
SCHEMA = 4
#: The first schema that had the catalog's tables as they are now. A desk of an earlier one, or of one this program
#: does not know, loses its catalog and pulls it again; any other keeps it, so that who is offline goes on working.
CATALOG_SINCE = 1
#: The first schema whose programs kept what was live before (table earlier).
EARLIER_SINCE = 2

#: What goes with the catalog; the agent's own templates are read again from their files.
CATALOG_TABLES = ("templates", "names", "words", "settings", "personal", "coming")
CATALOG = (
    """CREATE TABLE templates(
  template TEXT PRIMARY KEY, revision INTEGER NOT NULL, abbreviation TEXT NOT NULL, kind TEXT NOT NULL,
  title TEXT NOT NULL, grp TEXT NOT NULL, language TEXT NOT NULL, aliases TEXT NOT NULL, tags TEXT NOT NULL,
  channels TEXT NOT NULL, phrasings TEXT NOT NULL, body TEXT NOT NULL, document TEXT NOT NULL,
  approved_by TEXT NOT NULL, approved_at TEXT NOT NULL, live_from TEXT NOT NULL
)""",
    "CREATE TABLE names(name TEXT PRIMARY KEY, template TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE words(word TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

#: What the desk knows of itself, what it hands in, how often what was used, what was taken for which words, what was
#: suggested last, what the team counts, and what was live before.
META = "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
GROWING = (
    META,
    """CREATE TABLE IF NOT EXISTS uses(
  id TEXT PRIMARY KEY, template TEXT NOT NULL, revision INTEGER NOT NULL, version INTEGER NOT NULL,
  agent TEXT NOT NULL, channel TEXT NOT NULL, source TEXT NOT NULL, action TEXT NOT NULL, search TEXT,
  row_rank INTEGER, found_at TEXT, chosen_at TEXT, delivered_at TEXT, typed_characters INTEGER,
  rendered_characters INTEGER, edited INTEGER NOT NULL, fields_by_hand INTEGER NOT NULL,
  fields_from_context INTEGER NOT NULL, ticket_hash TEXT, used_at TEXT NOT NULL, handed_in_at TEXT
)""",
    """CREATE TABLE IF NOT EXISTS searches(
  id TEXT PRIMARY KEY, agent TEXT NOT NULL, words TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL,
  template TEXT, row_rank INTEGER, started_at TEXT NOT NULL, ended_at TEXT NOT NULL, handed_in_at TEXT
)""",
    """CREATE TABLE IF NOT EXISTS flags(
  id TEXT PRIMARY KEY, template TEXT NOT NULL, revision INTEGER NOT NULL, version INTEGER NOT NULL,
  agent TEXT NOT NULL, why TEXT NOT NULL, flagged_at TEXT NOT NULL, handed_in_at TEXT,
  answer TEXT, answered_by TEXT, answered_at TEXT, answer_why TEXT, told_at TEXT
)""",
    """CREATE TABLE IF NOT EXISTS proposals(
  id TEXT PRIMARY KEY, agent TEXT NOT NULL, document TEXT NOT NULL, why TEXT NOT NULL, proposed_at TEXT NOT NULL,
  handed_in_at TEXT
)""",
    """CREATE TABLE IF NOT EXISTS habits(
  agent TEXT NOT NULL, template TEXT NOT NULL, uses INTEGER NOT NULL, last_revision INTEGER NOT NULL,
  last_version INTEGER NOT NULL, last_used_at TEXT NOT NULL, PRIMARY KEY(agent, template)
) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS favourites(
  agent TEXT NOT NULL, template TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY(agent, template)
) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS choices(
  agent TEXT NOT NULL, words TEXT NOT NULL, template TEXT NOT NULL, weight REAL NOT NULL, last_at TEXT NOT NULL,
  PRIMARY KEY(agent, words, template)
) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS suggested(
  agent TEXT PRIMARY KEY, search TEXT NOT NULL, words TEXT NOT NULL, templates TEXT NOT NULL, started_at TEXT NOT NULL
) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS team_uses(template TEXT PRIMARY KEY, uses INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS team_choices(
  words TEXT NOT NULL, template TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(words, template)
) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS earlier(
  template TEXT NOT NULL, revision INTEGER NOT NULL, kind TEXT NOT NULL, abbreviation TEXT NOT NULL,
  document TEXT NOT NULL, until_version INTEGER NOT NULL, replaced_at TEXT NOT NULL,
  PRIMARY KEY(template, until_version)
)""",
    """CREATE TABLE IF NOT EXISTS news(
  number INTEGER PRIMARY KEY, version INTEGER NOT NULL, template TEXT NOT NULL, abbreviation TEXT NOT NULL,
  title TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL, revision INTEGER NOT NULL, by TEXT NOT NULL,
  at TEXT NOT NULL, why TEXT NOT NULL, came_at TEXT NOT NULL
)""",
    "CREATE TABLE IF NOT EXISTS places(agent TEXT PRIMARY KEY, state TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS personal(
  name TEXT PRIMARY KEY, file TEXT NOT NULL, stamp TEXT NOT NULL, document TEXT NOT NULL, fault TEXT NOT NULL
)""",
    # Pulled ahead, live from a moment on: `pulled` is what takes the place of the template then, as JSON.
    """CREATE TABLE IF NOT EXISTS coming(
  template TEXT PRIMARY KEY, live_from TEXT NOT NULL, pulled TEXT NOT NULL
) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS uses_waiting ON uses(id) WHERE handed_in_at IS NULL",
    "CREATE INDEX IF NOT EXISTS uses_of_template ON uses(template, used_at)",
    "CREATE INDEX IF NOT EXISTS searches_waiting ON searches(id) WHERE handed_in_at IS NULL",
)
#: Columns that came to tables of earlier schemas: table, column, type.
ADDED = (("uses", "corrects", "TEXT"),)
AFTER_ADDED = ("CREATE INDEX IF NOT EXISTS uses_corrected ON uses(corrects) WHERE corrects IS NOT NULL",)

_ADD = """INSERT INTO habits(agent, template, uses, last_revision, last_version, last_used_at)
  VALUES ({}, {}, 1, {}, {}, {})
  ON CONFLICT(agent, template) DO UPDATE SET uses = uses + 1, last_revision = excluded.last_revision,
  last_version = excluded.last_version, last_used_at = excluded.last_used_at"""
#: Adds a use to a habit: agent, template, revision, version, moment.
ADD_TO_HABIT = _ADD.format(*"?????")
#: Habits follow the uses, whichever version of the program records them. The statements of a trigger are compiled with
#: each INSERT, so what corrections do to habits is not here but in outbox.py: copying a reply does not pay for it.
TRIGGERS = {
    "uses_make_habits": f"""AFTER INSERT ON uses WHEN NEW.corrects IS NULL BEGIN
  {_ADD.format("NEW.agent", "NEW.template", "NEW.revision", "NEW.version", "NEW.used_at")};
END"""
}
#: Takes a use away from a habit: agent and template. One without uses is no habit; of any other the last use that was
#: not taken back is the last, or stays the mistaken one where none is here any more (they are kept for 30 days).
TAKE_FROM_HABIT = (
    "UPDATE habits SET uses = uses - 1 WHERE agent = :agent AND template = :template",
    "DELETE FROM habits WHERE agent = :agent AND template = :template AND uses < 1",
    """UPDATE OR IGNORE habits SET (last_revision, last_version, last_used_at) = (
  SELECT u.revision, u.version, u.used_at FROM uses u
  WHERE u.template = :template AND u.agent = :agent AND u.corrects IS NULL
  AND NOT EXISTS (SELECT 1 FROM uses c WHERE c.corrects = u.id) ORDER BY u.used_at DESC, u.id DESC LIMIT 1
) WHERE agent = :agent AND template = :template""",
)
#: Habits of a desk that has had none so far, from the uses it still holds.
HABITS_FROM_USES = """INSERT INTO habits(agent, template, uses, last_revision, last_version, last_used_at)
  SELECT agent, template, count(*), revision, version, max(used_at) FROM uses GROUP BY agent, template"""
