"""Schema 2: what agents flag as wrong or outdated. Never edited once a library was made with it."""

import sqlalchemy as sa
from alembic import op

from library.record.clock import CLOCK

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("flagged_at", sa.Text, nullable=False),
        sa.Column("stored_at", sa.Text, nullable=False, server_default=sa.text(CLOCK[op.get_bind().dialect.name])),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("flags_of_template", "flags", ["template"])
