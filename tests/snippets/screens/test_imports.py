"""What the app may load before its first frame, and what it may never load."""

from __future__ import annotations

import subprocess
import sys

NEVER = ("sqlalchemy", "sqlmodel", "pydantic", "alembic", "yaml", "numpy", "psycopg")
NOT_BEFORE_THE_FIRST_FRAME = ("jinja2", "rapidfuzz", "babel", "tomlkit", "library.finding", "library.rendering")


def loaded_by(statement: str) -> set[str]:
    program = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_starting_the_app_loads_neither_searching_nor_rendering() -> None:
    loaded = loaded_by("import snippets.app")
    assert not loaded & {*NEVER, *NOT_BEFORE_THE_FIRST_FRAME}


def test_the_find_screen_at_work_loads_no_orm() -> None:
    loaded = loaded_by("import snippets.app, snippets.screens.catalog as catalog; catalog.warm_rendering()")
    assert not loaded & {*NEVER, "babel"}
