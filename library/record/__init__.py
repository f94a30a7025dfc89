"""The record: every template, revision, decision and use of a team, append-only, in SQLite or PostgreSQL."""
