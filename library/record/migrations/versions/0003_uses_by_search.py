"""Schema 3: uses by their search and by the use they correct. Never edited once a library was made with it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    for name, column in (("uses_of_search", "search"), ("uses_corrected", "corrects")):
        is_there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "uses", [column], sqlite_where=is_there, postgresql_where=is_there)
