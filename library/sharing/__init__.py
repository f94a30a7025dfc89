"""A shared folder as a library for a small team: one person publishes, everybody reads, each hands in by own files."""
