"""An agent's local store: the catalog and the outbox, in one SQLite file, opened without network and without ORM."""
