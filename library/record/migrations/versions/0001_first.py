"""Schema 1: every table of the record. Never edited once a library was made with it; later schemas add files."""

import sqlalchemy as sa
from alembic import op

from library.record.clock import CLOCK

revision = "0001"
down_revision: str | None = None

EITHER = "(change IS NULL) <> (receipt IS NULL)"


def upgrade() -> None:
    op.create_table(
        "change_sets",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("live_from", sa.Text, nullable=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("change_sets_of_receipt", "change_sets", ["receipt"])
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "documents",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "frozen_questions",
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("volume", sa.Integer, nullable=True),
        sa.Column("share", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("period", "rank"),
    )
    op.create_index("frozen_questions_of_receipt", "frozen_questions", ["receipt"])
    op.create_table(
        "library_info",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("ticket_key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "links",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("links_of_change", "links", ["change"])
    op.create_index("links_of_question", "links", ["question", "number"])
    op.create_table(
        "measurements",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("numerator", sa.Float, nullable=True),
        sa.Column("denominator", sa.Float, nullable=True),
        sa.Column("value", sa.Float, nullable=True),
        sa.Column("low", sa.Float, nullable=True),
        sa.Column("high", sa.Float, nullable=True),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("measurements_of_measure", "measurements", ["measure", "period"])
    op.create_index("measurements_of_receipt", "measurements", ["receipt"])
    op.create_table(
        "members",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("from", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=True),
        sa.Column("earlier_names", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("members_of_receipt", "members", ["receipt"])
    op.create_table(
        "phrasings",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("phrasings_of_change", "phrasings", ["change"])
    op.create_index("phrasings_of_question", "phrasings", ["question", "number"])
    op.create_table(
        "questions",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("merged_into", sa.Text, nullable=True),
        sa.Column("pinned", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("questions_of_change", "questions", ["change"])
    op.create_index("questions_of_id", "questions", ["id", "number"])
    op.create_table(
        "receipts",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "searches",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=True),
        sa.Column("row_rank", sa.Integer, nullable=True),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("searches_ended", "searches", ["ended_at"])
    op.create_table(
        "settings",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("change", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("settings_of_change", "settings", ["change"])
    op.create_table(
        "templates",
        sa.Column("id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "uses",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("search", sa.Text, nullable=True),
        sa.Column("row_rank", sa.Integer, nullable=True),
        sa.Column("found_at", sa.Text, nullable=True),
        sa.Column("chosen_at", sa.Text, nullable=True),
        sa.Column("delivered_at", sa.Text, nullable=True),
        sa.Column("typed_characters", sa.Integer, nullable=True),
        sa.Column("rendered_characters", sa.Integer, nullable=True),
        sa.Column("edited", sa.Integer, nullable=False),
        sa.Column("fields_by_hand", sa.Integer, nullable=False),
        sa.Column("fields_from_context", sa.Integer, nullable=False),
        sa.Column("ticket_hash", sa.Text, nullable=True),
        sa.Column("used_at", sa.Text, nullable=False),
        sa.Column("stored_at", sa.Text, nullable=False, server_default=sa.text(CLOCK[op.get_bind().dialect.name])),
        sa.Column("corrects", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("uses_of_agent", "uses", ["agent", "used_at"])
    op.create_index("uses_of_template", "uses", ["template", "used_at"])
    op.create_table(
        "change_set_items",
        sa.Column("change_set", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("receipt", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("change_set", "template", "revision"),
        sa.ForeignKeyConstraint(["change_set"], ["change_sets.id"]),
    )
    op.create_index("change_set_items_of_receipt", "change_set_items", ["receipt"])
    op.create_table(
        "names",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("spelled", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sa.ForeignKeyConstraint(["template"], ["templates.id"]),
    )
    op.create_index("names_of_template", "names", ["template"])
    op.create_table(
        "revisions",
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("based_on", sa.Integer, nullable=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("parent_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("change", sa.Integer, nullable=True),
        sa.Column("receipt", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("template", "number"),
        sa.CheckConstraint(EITHER, name="revisions_either"),
        sa.ForeignKeyConstraint(["template"], ["templates.id"]),
        sa.UniqueConstraint("hash", name="revisions_hash"),
    )
    op.create_index("revisions_of_change", "revisions", ["change"])
    op.create_index("revisions_of_document", "revisions", ["document"])
    op.create_index("revisions_of_receipt", "revisions", ["receipt"])
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("change_set", sa.Text, nullable=True),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("change", sa.Integer, nullable=True),
        sa.Column("receipt", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("number"),
        sa.CheckConstraint(EITHER, name="decisions_either"),
        sa.ForeignKeyConstraint(["template", "revision"], ["revisions.template", "revisions.number"]),
    )
    op.create_index("decisions_of_change", "decisions", ["change"])
    op.create_index("decisions_of_receipt", "decisions", ["receipt"])
    op.create_index("decisions_of_template", "decisions", ["template", "number"])
