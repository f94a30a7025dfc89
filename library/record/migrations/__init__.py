"""The schema's steps. They only add: Alembic's batch rebuild of a table would drop its triggers without a word."""
