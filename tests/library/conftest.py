"""Lends the record's fixtures (`server`, `new_database`, `url`) to its neighbours: SQLite and a real PostgreSQL."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location("record_conftest", Path(__file__).parent / "record" / "conftest.py")
assert _spec is not None
assert _spec.loader is not None
_record = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_record)
server, new_database, url = _record.server, _record.new_database, _record.url
