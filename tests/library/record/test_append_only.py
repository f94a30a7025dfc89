"""The database itself refuses to alter or remove what was recorded."""

from __future__ import annotations

import pytest
from record_builders import always, fill, reply, save_live
from sqlalchemy import text

from library.errors import StoreError
from library.record import history, intake, review
from library.record.database import Library
from library.record.triggers import IGNORED, KEYS


def rows(library: Library, table: str) -> list[tuple[object, ...]]:
    with library.reading() as session:
        return sorted((tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))), key=repr)


def execute(library: Library, statement: str) -> None:
    with library.writing() as session:
        session.connection().exec_driver_sql(statement)


def test_no_row_of_any_table_can_be_updated_or_deleted(library: Library) -> None:
    fill(library)
    for table, keys in KEYS.items():
        before = rows(library, table)
        assert before, f"{table} is empty"
        for statement in (f"UPDATE {table} SET {keys[0][0]} = {keys[0][0]}", f"DELETE FROM {table}"):
            with pytest.raises(StoreError, match=f"{table} is append-only"):
                execute(library, statement)
        assert rows(library, table) == before


def test_no_row_can_be_replaced_by_another_of_the_same_key(file_library: Library) -> None:
    fill(file_library)
    for table in KEYS:
        before = rows(file_library, table)
        replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        if table in IGNORED:
            execute(file_library, replace)
        else:
            with pytest.raises(StoreError, match=f"{table}: this key is there already"):
                execute(file_library, replace)
        assert rows(file_library, table) == before


def test_no_row_can_be_replaced_through_the_number_sqlite_gives_it(file_library: Library) -> None:
    fill(file_library)
    before = rows(file_library, "documents")
    with pytest.raises(StoreError, match="there already"):
        execute(file_library, "INSERT OR REPLACE INTO documents(rowid, hash, text) VALUES (1, 'other', 'other')")
    assert rows(file_library, "documents") == before


def test_no_table_can_be_emptied(server_library: Library) -> None:
    fill(server_library)
    for table in KEYS:
        before = rows(server_library, table)
        with pytest.raises(StoreError, match="append-only"):
            execute(server_library, f"TRUNCATE {table} CASCADE")
        assert rows(server_library, table) == before


@pytest.mark.parametrize("table", ["decisions", "changes", "settings"])
def test_an_upsert_cannot_alter_a_row(library: Library, table: str) -> None:
    fill(library)
    before = rows(library, table)
    with pytest.raises(StoreError):
        execute(
            library,
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT (number) DO UPDATE SET at = 'never'",
        )
    assert rows(library, table) == before


def test_a_use_handed_in_twice_is_kept_once_as_it_first_came(library: Library) -> None:
    use = {"id": "u1", "template": "t", "agent": "tom", "used_at": "2026-05-03T10:00:00.000000Z", "action": "copied"}
    with library.writing() as session:
        assert intake.store_uses(session, [use, use]) == 1
    with library.writing() as session:
        assert intake.store_uses(session, [use | {"action": "printed"}, use | {"id": "u2"}]) == 1
    execute(library, "INSERT INTO uses SELECT * FROM uses")
    with library.reading() as session:
        found = session.execute(text("SELECT id, action, stored_at FROM uses ORDER BY id")).all()
    assert [(row.id, row.action) for row in found] == [("u1", "copied"), ("u2", "copied")]
    assert all(row.stored_at > "2026" and row.stored_at.endswith("Z") and len(row.stored_at) == 27 for row in found)


def test_a_text_can_be_removed_only_once_every_revision_with_it_is_redacted(library: Library) -> None:
    saved = save_live(library, reply("a", "secret"))
    hash_of = "(SELECT document FROM revisions WHERE number = 1)"
    with pytest.raises(StoreError, match="append-only"):
        execute(library, f"DELETE FROM documents WHERE hash = {hash_of}")
    execute(
        library,
        'INSERT INTO decisions(number, template, revision, kind, "by", at, reason, previous_hash, hash, change)'
        f" VALUES (2, '{saved.template}', 1, 'redacted', 'mia', '', '', '', '', 2)",
    )
    execute(library, f"DELETE FROM documents WHERE hash = {hash_of}")
    assert rows(library, "documents") == []
    with library.reading() as session:
        assert history.revision(session, "a", 1).text is None
        assert history.live(session) == ()


def test_names_can_be_released_only_while_their_template_is_retired(library: Library) -> None:
    save_live(library, reply("a", aliases=("b",)))
    with library.writing() as session:
        review.retire(session, ["a"], by="mia", renders=always)
    execute(library, "DELETE FROM names WHERE name = 'b'")
    with library.writing() as session:
        review.revive(session, ["a"], by="mia", renders=always)
    with pytest.raises(StoreError, match="append-only"):
        execute(library, "DELETE FROM names WHERE name = 'a'")
    assert [row[0] for row in rows(library, "names")] == ["a", "b"]


def test_a_revision_belongs_to_exactly_one_change_or_receipt(library: Library) -> None:
    saved = save_live(library, reply("a"))
    for change, receipt in (("NULL", "NULL"), ("1", "1")):
        values = f"'{saved.template}', 2, 1, 'd', 'p', 'h', 'mia', '', '', '', {change}, {receipt}"
        with pytest.raises(StoreError):
            execute(library, f"INSERT INTO revisions VALUES ({values})")
    assert len(rows(library, "revisions")) == 1
