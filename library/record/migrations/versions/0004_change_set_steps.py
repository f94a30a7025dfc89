"""Schema 4: what was taken out of a change set, or given up. Never edited once a library was made with it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    op.create_table(
        "change_set_steps",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("change_set", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.ForeignKeyConstraint(["change_set"], ["change_sets.id"]),
    )
    op.create_index("change_set_steps_of_set", "change_set_steps", ["change_set", "number"])
    op.create_index("change_set_steps_of_receipt", "change_set_steps", ["receipt"])
