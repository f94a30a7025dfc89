"""The record's tables. Rows never leave the session that read them: verbs return frozen dataclasses instead.

Every row but uses, searches, flags and proposals is entered under a change or a receipt, whose hash covers all its
columns; documents, names and templates hang on the revisions. Times are UTC texts with microseconds
(`2026-11-21T19:43:32.123456Z`), made by the database. What the columns mean is in the README's architecture section;
migrations/versions holds the schema as it was laid, and a test keeps both alike.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Float, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

#: Every revision and decision belongs to exactly one change or receipt.
EITHER = "(change IS NULL) <> (receipt IS NULL)"


def _where_there(name: str, column: str) -> Index:
    """An index of the rows that have a value there: mostly there is none."""
    is_there = text(f"{column} IS NOT NULL")
    return Index(name, column, sqlite_where=is_there, postgresql_where=is_there)


class LibraryInfo(SQLModel, table=True):
    """One row: which library this is. The ticket key hashes ticket references; it moves with the library."""

    __tablename__ = "library_info"
    id: str = Field(sa_type=Text, primary_key=True)
    made_at: str = Field(sa_type=Text)
    ticket_key: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    receipt: int


class ReportKey(SQLModel, table=True):
    """One row: what the signs are made with that stand for names in reports. On a server nobody may read it."""

    __tablename__ = "report_keys"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(sa_type=Text)


class StoredDocument(SQLModel, table=True):
    """A canonical text, stored once however many revisions have it. Redacting removes the row, never the revision."""

    __tablename__ = "documents"
    hash: str = Field(sa_type=Text, primary_key=True)
    text: str = Field(sa_type=Text)


class Template(SQLModel, table=True):
    __tablename__ = "templates"
    id: str = Field(sa_type=Text, primary_key=True)


class Name(SQLModel, table=True):
    """A name's owner: `name` is folded, `spelled` as it was written when it was claimed."""

    __tablename__ = "names"
    __table_args__ = (Index("names_of_template", "template"),)
    name: str = Field(sa_type=Text, primary_key=True)
    template: str = Field(sa_type=Text, foreign_key="templates.id")
    spelled: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)


class Revision(SQLModel, table=True):
    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("hash", name="revisions_hash"),
        CheckConstraint(EITHER, name="revisions_either"),
        Index("revisions_of_document", "document"),
        Index("revisions_of_change", "change"),
        Index("revisions_of_receipt", "receipt"),
    )
    template: str = Field(sa_type=Text, primary_key=True, foreign_key="templates.id")
    number: int = Field(primary_key=True)
    based_on: int | None = None
    document: str = Field(sa_type=Text)
    parent_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)
    author: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    message: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    change: int | None = None
    receipt: int | None = None


class Decision(SQLModel, table=True):
    __tablename__ = "decisions"
    __table_args__ = (
        ForeignKeyConstraint(["template", "revision"], ["revisions.template", "revisions.number"]),
        CheckConstraint(EITHER, name="decisions_either"),
        Index("decisions_of_template", "template", "number"),
        Index("decisions_of_change", "change"),
        Index("decisions_of_receipt", "receipt"),
    )
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    template: str = Field(sa_type=Text)
    revision: int
    kind: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    change_set: str | None = Field(default=None, sa_type=Text)
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)
    change: int | None = None
    receipt: int | None = None


class Change(SQLModel, table=True):
    """A transaction that altered what desks hold; the highest number is the library's version."""

    __tablename__ = "changes"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)


class Receipt(SQLModel, table=True):
    """An authoring transaction, or the part of one, that altered nothing desks hold."""

    __tablename__ = "receipts"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    previous_hash: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)


class ChangeSet(SQLModel, table=True):
    __tablename__ = "change_sets"
    __table_args__ = (Index("change_sets_of_receipt", "receipt"),)
    id: str = Field(sa_type=Text, primary_key=True)
    title: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    live_from: str = Field(sa_type=Text)
    receipt: int


class ChangeSetItem(SQLModel, table=True):
    __tablename__ = "change_set_items"
    __table_args__ = (Index("change_set_items_of_receipt", "receipt"),)
    change_set: str = Field(sa_type=Text, primary_key=True, foreign_key="change_sets.id")
    template: str = Field(sa_type=Text, primary_key=True)
    revision: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    receipt: int


class ChangeSetStep(SQLModel, table=True):
    """What became of a template in a change set after it was put in (in, out), or of the set (given up: no template).

    The newest row of a template counts.
    """

    __tablename__ = "change_set_steps"
    __table_args__ = (
        Index("change_set_steps_of_set", "change_set", "number"),
        Index("change_set_steps_of_receipt", "receipt"),
    )
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    change_set: str = Field(sa_type=Text, foreign_key="change_sets.id")
    template: str = Field(sa_type=Text)
    revision: int
    state: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    receipt: int


class Use(SQLModel, table=True):
    """One reply taken by one agent. No foreign keys: desks hand in whenever they can, in any order."""

    __tablename__ = "uses"
    __table_args__ = (
        Index("uses_of_template", "template", "used_at"),
        Index("uses_of_agent", "agent", "used_at"),
        _where_there("uses_of_search", "search"),
        _where_there("uses_corrected", "corrects"),
    )
    id: str = Field(sa_type=Text, primary_key=True)
    template: str = Field(sa_type=Text)
    revision: int
    version: int
    agent: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    search: str | None = Field(default=None, sa_type=Text)
    row_rank: int | None = None
    found_at: str | None = Field(default=None, sa_type=Text)
    chosen_at: str | None = Field(default=None, sa_type=Text)
    delivered_at: str | None = Field(default=None, sa_type=Text)
    typed_characters: int | None = None
    rendered_characters: int | None = None
    edited: int
    fields_by_hand: int
    fields_from_context: int
    ticket_hash: str | None = Field(default=None, sa_type=Text)
    used_at: str = Field(sa_type=Text)
    stored_at: str = Field(sa_type=Text)
    corrects: str | None = Field(default=None, sa_type=Text)


class Search(SQLModel, table=True):
    __tablename__ = "searches"
    __table_args__ = (Index("searches_ended", "ended_at"),)
    id: str = Field(sa_type=Text, primary_key=True)
    agent: str = Field(sa_type=Text)
    words: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    outcome: str = Field(sa_type=Text)
    template: str | None = Field(default=None, sa_type=Text)
    row_rank: int | None = None
    started_at: str = Field(sa_type=Text)
    ended_at: str = Field(sa_type=Text)


class Flag(SQLModel, table=True):
    """That an agent holds a template for wrong or outdated, and why. No foreign keys, as with uses."""

    __tablename__ = "flags"
    __table_args__ = (Index("flags_of_template", "template"),)
    id: str = Field(sa_type=Text, primary_key=True)
    template: str = Field(sa_type=Text)
    revision: int
    version: int
    agent: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    flagged_at: str = Field(sa_type=Text)
    stored_at: str = Field(sa_type=Text)


class Proposal(SQLModel, table=True):
    """A document an agent would have everybody use, and why; a draft once a lead's program has taken it in.

    `document` is its canonical text. No foreign keys, as with uses.
    """

    __tablename__ = "proposals"
    __table_args__ = (Index("proposals_of_agent", "agent"),)
    id: str = Field(sa_type=Text, primary_key=True)
    agent: str = Field(sa_type=Text)
    document: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    proposed_at: str = Field(sa_type=Text)
    stored_at: str = Field(sa_type=Text)


class Question(SQLModel, table=True):
    """One state of a question: the newest row of an id is what it is now."""

    __tablename__ = "questions"
    __table_args__ = (Index("questions_of_id", "id", "number"), Index("questions_of_change", "change"))
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    merged_into: str | None = Field(default=None, sa_type=Text)
    pinned: int = 0
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    change: int


class FrozenQuestion(SQLModel, table=True):
    """One rank of a period's frozen list. A share is decimal text, such as 0.042: no floats in what is counted once."""

    __tablename__ = "frozen_questions"
    __table_args__ = (Index("frozen_questions_of_receipt", "receipt"),)
    period: str = Field(sa_type=Text, primary_key=True)
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    question: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    volume: int | None = None
    share: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    receipt: int


class Phrasing(SQLModel, table=True):
    """One state (proposed, confirmed, removed) of one way to put a question: the newest row of both texts counts."""

    __tablename__ = "phrasings"
    __table_args__ = (Index("phrasings_of_question", "question", "number"), Index("phrasings_of_change", "change"))
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    question: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    change: int


class Link(SQLModel, table=True):
    """Whether a template answers a question (linked, unlinked): the newest row of the pair counts."""

    __tablename__ = "links"
    __table_args__ = (Index("links_of_question", "question", "number"), Index("links_of_change", "change"))
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    question: str = Field(sa_type=Text)
    template: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    change: int


class Measurement(SQLModel, table=True):
    """One computed figure with its interval [low, high] and the number of cases n it stands on."""

    __tablename__ = "measurements"
    __table_args__ = (
        Index("measurements_of_measure", "measure", "period"),
        Index("measurements_of_receipt", "receipt"),
    )
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    period: str = Field(sa_type=Text)
    question: str | None = Field(default=None, sa_type=Text)
    scope: str = Field(default="", sa_type=Text)
    measure: str = Field(sa_type=Text)
    numerator: float | None = Field(default=None, sa_type=Float)
    denominator: float | None = Field(default=None, sa_type=Float)
    value: float | None = Field(default=None, sa_type=Float)
    low: float | None = Field(default=None, sa_type=Float)
    high: float | None = Field(default=None, sa_type=Float)
    n: int
    method: str = Field(sa_type=Text)
    version: int
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    receipt: int


class Member(SQLModel, table=True):
    """One state of a person on the roster: the newest row of a folded name counts; `until` is set when they left."""

    __tablename__ = "members"
    __table_args__ = (Index("members_of_receipt", "receipt"),)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    team: str = Field(sa_type=Text)
    from_at: str = Field(sa_type=Text, sa_column_kwargs={"name": "from"})
    until: str | None = Field(default=None, sa_type=Text)
    earlier_names: str = Field(default="[]", sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    receipt: int


class Setting(SQLModel, table=True):
    """One value of a setting: the newest row of a key counts."""

    __tablename__ = "settings"
    __table_args__ = (Index("settings_of_change", "change"),)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    change: int


class CutOff(SQLModel, table=True):
    """That uses, searches and flags from before a moment were taken out, how many of each: the newest row counts."""

    __tablename__ = "cut_offs"
    __table_args__ = (Index("cut_offs_of_receipt", "receipt"),)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    before: str = Field(sa_type=Text)
    uses: int
    searches: int
    flags: int
    by: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    receipt: int
