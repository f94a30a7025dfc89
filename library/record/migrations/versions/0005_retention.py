"""Schema 5: cut-offs, proposals, and the key of reports. Never edited once a library was made with it."""

import secrets

import sqlalchemy as sa
from alembic import op

from library.record.clock import CLOCK

revision = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    op.create_table(
        "cut_offs",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("searches", sa.Integer, nullable=False),
        sa.Column("flags", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("cut_offs_of_receipt", "cut_offs", ["receipt"])
    op.create_table(
        "proposals",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.Text, nullable=False),
        sa.Column("stored_at", sa.Text, nullable=False, server_default=sa.text(CLOCK[op.get_bind().dialect.name])),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("proposals_of_agent", "proposals", ["agent"])
    op.create_table(
        "report_keys",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    # A library that is made now gets its key with its identity, one that is there already here.
    op.execute(f"INSERT INTO report_keys SELECT 1, '{secrets.token_hex(32)}' FROM library_info")
