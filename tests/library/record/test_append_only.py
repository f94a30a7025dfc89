"""The database itself refuses to alter or remove what was recorded."""

from __future__ import annotations

import pytest
from record_builders import always, fill, reply, save_live
from sqlalchemy import text

from library.errors import StoreError
from library.record import history, intake, members, review
from library.record.database import Library
from library.record.triggers import AGES, IGNORED, KEYS
from library.record.verify import verify


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


LONG_AGO, THEN, LATELY = (f"2025-0{month}-01T10:00:00.000000Z" for month in (3, 5, 6))


def hand_in(library: Library, agent: str = "tom") -> None:
    """A row of March, one of the first of May and one of June in each table that is handed in, all of one agent."""
    with library.writing() as session:
        for number, at in enumerate((LONG_AGO, THEN, LATELY)):
            row = {"id": f"{agent}-{number}", "agent": agent, **dict.fromkeys(AGES.values(), at)}
            intake.store_uses(session, [row])
            intake.store_searches(session, [row | {"row_rank": None}])
            intake.store_flags(session, [row])


def cut_off(library: Library, before: str) -> None:
    execute(
        library,
        'INSERT INTO cut_offs(number, before, uses, searches, flags, "by", at, receipt)'
        f" SELECT count(*) + 1, '{before}', 0, 0, 0, 'mia', '', 1 FROM cut_offs",
    )


def joined(library: Library, name: str, *, until: str = "", earlier_names: tuple[str, ...] = ()) -> None:
    with library.writing() as session:
        members.add(session, name, by="mia", earlier_names=earlier_names, from_at="2024-01-01T00:00:00.000000Z")
        if until:
            members.leave(session, name, by="mia", until=until)


@pytest.mark.parametrize("table", AGES)
def test_only_rows_older_than_the_newest_cut_off_can_be_removed(library: Library, table: str) -> None:
    hand_in(library)
    long_ago, then = (f"DELETE FROM {table} WHERE id = 'tom-{number}'" for number in (0, 1))
    with pytest.raises(StoreError, match=f"{table} is append-only"):
        execute(library, long_ago)
    for before in (THEN, LONG_AGO):
        cut_off(library, before)
    for statement in (then, f"DELETE FROM {table}", f"DELETE FROM {table} WHERE id = 'tom-2'"):
        with pytest.raises(StoreError, match=f"{table} is append-only"):
            execute(library, statement)
    execute(library, long_ago)
    assert [row[0] for row in rows(library, table)] == ["tom-1", "tom-2"]


@pytest.mark.parametrize("table", AGES)
def test_of_who_left_only_the_name_can_be_altered_and_only_to_a_pseudonym(library: Library, table: str) -> None:
    joined(library, "Tom", until=THEN)
    hand_in(library, "tOM")
    row = "WHERE id = 'tOM-1'"
    age = AGES[table]
    before = rows(library, table)
    for setting in (
        *(
            "agent = 'eve'",
            "agent = agent",
            "agent = ''",
            "agent = 'Left-1'",
            f"{age} = '{LONG_AGO}'",
            f"{age} = {age}",
        ),
        *(f"agent = 'left-1', {age} = '{LONG_AGO}'", "agent = 'left-1', template = 'x'", "agent = 'left-1', id = 'x'"),
    ):
        with pytest.raises(StoreError, match=f"{table} is append-only"):
            execute(library, f"UPDATE {table} SET {setting} {row}")
    assert rows(library, table) == before
    execute(library, f"UPDATE {table} SET agent = 'left-1' {row}")
    with pytest.raises(StoreError, match=f"{table} is append-only"):  # a pseudonym is nobody's name
        execute(library, f"UPDATE {table} SET agent = 'left-2' {row}")
    as_before = [tuple("tOM" if value == "left-1" else value for value in row) for row in rows(library, table)]
    assert as_before == before


def test_every_column_but_the_name_is_guarded_against_a_pseudonyms_update(library: Library) -> None:
    joined(library, "tom", until=THEN)
    hand_in(library)
    for table in AGES:
        with library.reading() as session:
            columns = session.execute(text(f"SELECT * FROM {table}")).keys()
        for column in set(columns) - {"agent"}:
            with pytest.raises(StoreError, match=f"{table} is append-only"):
                execute(library, f"UPDATE {table} SET agent = 'left-1', {column} = '9' WHERE id = 'tom-0'")


def test_nobodys_name_can_be_altered_who_is_with_the_team_or_unknown_to_it(library: Library) -> None:
    joined(library, "here")
    joined(library, "going", until="2999-01-01T00:00:00.000000Z")
    joined(library, "back", until=THEN)
    joined(library, "back")
    joined(library, "gone", until=THEN, earlier_names=("shared",))
    joined(library, "married", earlier_names=("shared", "maiden"))
    for agent in ("here", "going", "back", "shared", "maiden", "unknown"):
        hand_in(library, agent)
        for table in AGES:
            with pytest.raises(StoreError, match=f"{table} is append-only"):
                execute(library, f"UPDATE {table} SET agent = 'left-1' WHERE agent = '{agent}'")
    joined(library, "Married", until=THEN)
    for agent in ("shared", "maiden"):
        for table in AGES:
            execute(library, f"UPDATE {table} SET agent = 'left-1' WHERE agent = '{agent}'")


def test_a_guard_reads_no_temporary_table_of_the_librarys_names(server_library: Library) -> None:
    hand_in(server_library)
    joined(server_library, "tom")
    row = f"SELECT 1 AS number, 'tom' AS name, '{THEN}' AS until, '[]' AS earlier_names"
    shadows = (
        f"CREATE TEMPORARY TABLE cut_offs AS SELECT '{LATELY}'::text AS before",
        f"CREATE TEMPORARY TABLE members AS {row}",
    )
    for statement in ("DELETE FROM uses", "UPDATE uses SET agent = 'left-1'"):
        with pytest.raises(StoreError, match="append-only"):
            execute(server_library, "; ".join((*shadows, statement)))
    assert len(rows(server_library, "uses")) == 3


@pytest.mark.parametrize(
    "altered",
    ["SET search_path = public", "RESET search_path", "SECURITY DEFINER", "SET search_path TO pg_temp, public"],
)
def test_a_guard_that_would_run_otherwise_is_named(server_library: Library, altered: str) -> None:
    assert verify(server_library) == ()
    execute(server_library, f"ALTER FUNCTION uses_guard_delete() {altered}")
    assert [(damage.table, damage.key) for damage in verify(server_library)] == [("uses", "uses_guard_delete")]
