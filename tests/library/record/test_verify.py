"""Whatever is altered behind the program's back is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from record_builders import fill, reply, save_live
from sqlalchemy import create_engine

from library.errors import StoreError
from library.record import authoring
from library.record.database import Library
from library.record.triggers import expected_triggers
from library.record.verify import Damage, verify


def tamper(library: Library, *statements: str) -> None:
    """Runs statements with every trigger dropped and made anew, as somebody with the database's password could."""
    triggers = expected_triggers(library.dialect)
    engine = create_engine(library.engine.url)
    with engine.connect() as connection:
        for trigger in triggers:
            where = "" if library.dialect == "sqlite" else f" ON {trigger.table}"
            connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}{where}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        for trigger in triggers:
            connection.exec_driver_sql(trigger.definition)
        connection.commit()
    engine.dispose()


def named(library: Library) -> set[tuple[str, str]]:
    return {(damage.table, damage.key) for damage in verify(library)}


def test_a_library_with_everything_in_it_is_sound(library: Library) -> None:
    fill(library)
    assert verify(library) == ()


def test_an_empty_library_is_sound(library: Library) -> None:
    assert verify(library) == ()


TAMPERINGS = [
    ("UPDATE documents SET text = replace(text, 'today', 'never') WHERE text LIKE '%%today%%'", "documents", ""),
    ("DELETE FROM documents WHERE text LIKE '%%today%%'", "documents", ""),
    ("INSERT INTO documents VALUES ('f00d', 'stray')", "documents", "f00d"),
    ("UPDATE revisions SET author = 'eve' WHERE number = 2", "revisions", "{template}/2"),
    ("UPDATE revisions SET message = 'x' WHERE number = 1", "revisions", "{template}/1"),
    ("UPDATE revisions SET source = 'seed' WHERE number = 3", "revisions", "{template}/3"),
    ("UPDATE revisions SET based_on = 1 WHERE number = 3", "revisions", "{template}/3"),
    ("UPDATE revisions SET receipt = 1 WHERE number = 3", "revisions", "{template}/3"),
    ("UPDATE revisions SET hash = 'f00d' WHERE number = 3", "revisions", "{template}/3"),
    ("UPDATE decisions SET reason = 'never said' WHERE number = 3", "decisions", "3"),
    ("UPDATE decisions SET \"by\" = 'eve' WHERE number = 1", "decisions", "1"),
    ("UPDATE decisions SET kind = 'rejected' WHERE number = 2", "decisions", "2"),
    ("UPDATE decisions SET hash = 'f00d' WHERE number = 2", "decisions", "2"),
    ("DELETE FROM decisions WHERE number = 2", "decisions", "2"),
    ("DELETE FROM decisions WHERE number = 3", "changes", "2"),
    ("UPDATE changes SET at = '2020' WHERE number = 1", "changes", "1"),
    ("UPDATE changes SET note = 'x' WHERE number = 2", "changes", "2"),
    ("DELETE FROM changes WHERE number = 1", "changes", "1"),
    ("DELETE FROM changes WHERE number = 3", "changes", "3"),
    ("INSERT INTO changes VALUES (4, '', 'f00d', '', 'eve', '')", "changes", "4"),
    ("UPDATE receipts SET \"by\" = 'eve' WHERE number = 2", "receipts", "2"),
    ("DELETE FROM receipts WHERE number = 3", "receipts", "3"),
    ("UPDATE phrasings SET text = 'x' WHERE number = 1", "changes", "3"),
    ("DELETE FROM links", "changes", "3"),
    ("UPDATE settings SET value = 'USD'", "changes", "3"),
    ("UPDATE questions SET name = 'x'", "changes", "3"),
    ("DELETE FROM settings", "changes", "3"),
    ("INSERT INTO settings VALUES (2, 'title', 'Mine', 'eve', '', 3)", "changes", "3"),
    ("INSERT INTO settings VALUES (2, 'title', 'Mine', 'eve', '', 9)", "changes", "9"),
    ("INSERT INTO settings VALUES (2, 'title', 'Mine', 'eve', '', 0)", "changes", "0"),
    ("INSERT INTO settings VALUES (9, 'title', 'Mine', 'eve', '', 3)", "settings", "2"),
    ("UPDATE members SET role = 'owner' WHERE name = 'Tom'", "receipts", "4"),
    ("UPDATE members SET \"from\" = '' WHERE name = 'Tom'", "receipts", "4"),
    ("UPDATE members SET name = 'eve' WHERE number = 1", "receipts", "1"),
    ("UPDATE members SET receipt = 2 WHERE number = 1", "receipts", "1"),
    ("DELETE FROM members WHERE number = 1", "members", "1"),
    ("DELETE FROM members WHERE number = 2", "receipts", "4"),
    ("INSERT INTO members VALUES (3, 'eve', 'owner', '', '', NULL, '[]', 'mia', '', 2)", "receipts", "2"),
    ("INSERT INTO members VALUES (3, 'eve', 'owner', '', '', NULL, '[]', 'mia', '', 99)", "receipts", "99"),
    ("INSERT INTO members VALUES (3, 'eve', 'owner', '', '', NULL, '[]', 'mia', '', -1)", "receipts", "-1"),
    ("UPDATE frozen_questions SET volume = 13", "receipts", "4"),
    ("DELETE FROM frozen_questions", "receipts", "4"),
    ("UPDATE change_sets SET live_from = '2027'", "receipts", "4"),
    ("UPDATE change_set_items SET revision = 1", "receipts", "4"),
    ("DELETE FROM change_set_items", "receipts", "4"),
    ("UPDATE measurements SET value = 0.3", "receipts", "4"),
    ("UPDATE measurements SET low = 0.3", "receipts", "4"),
    ("UPDATE library_info SET ticket_key = 'f00d'", "receipts", "1"),
    ("UPDATE library_info SET id = 'f00d'", "receipts", "1"),
    ("UPDATE names SET \"by\" = 'eve' WHERE name = 'late'", "names", "late"),
    ("UPDATE names SET at = '2020' WHERE name = 'late'", "names", "late"),
    ("INSERT INTO names VALUES ('stray', '{template}', 'stray', '', 'eve')", "names", "stray"),
    ("DELETE FROM names WHERE name = 'late'", "names", "late"),
    ("INSERT INTO templates VALUES ('stray')", "templates", "stray"),
]


@pytest.mark.parametrize(("statement", "table", "key"), TAMPERINGS)
def test_a_row_altered_by_hand_is_named(library: Library, statement: str, table: str, key: str) -> None:
    template = fill(library).template
    tamper(library, statement.format(template=template))
    found = named(library)
    assert (table, key.format(template=template)) in found if key else table in {place[0] for place in found}


def test_a_removed_last_revision_is_noticed(library: Library) -> None:
    save_live(library, reply("a"))
    with library.writing() as session:
        authoring.save(session, reply("b"), author="mia")
    tamper(
        library,
        "DELETE FROM revisions WHERE document IN (SELECT hash FROM documents WHERE text LIKE '%%\"b\"%%')",
        "DELETE FROM documents WHERE text LIKE '%%\"b\"%%'",
        "DELETE FROM names WHERE name = 'b'",
    )
    assert ("receipts", "3") in named(library)


def test_the_rows_a_damage_may_be_about_are_listed(library: Library) -> None:
    fill(library)
    tamper(library, "UPDATE members SET role = 'owner' WHERE name = 'Tom'")
    [damage] = verify(library)
    assert "members 2" in damage.what


def test_a_stray_row_under_no_receipt_cannot_be_written(library: Library) -> None:
    fill(library)
    stray = "INSERT INTO members VALUES (3, 'eve', 'owner', '', '', NULL, '[]', 'mia', '', NULL)"
    with pytest.raises(StoreError), library.writing() as session:
        session.connection().exec_driver_sql(stray)
    assert verify(library) == ()


def test_a_row_written_through_the_front_door_without_its_receipt_is_named(library: Library) -> None:
    fill(library)
    with library.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO members VALUES (3, 'eve', 'owner', '', '', NULL, '[]', 'mia', '', 1)"
        )
    assert named(library) == {("receipts", "1")}


def test_a_changed_text_with_a_fitting_hash_is_still_noticed(library: Library) -> None:
    template = fill(library).template
    tamper(
        library,
        "UPDATE documents SET hash = 'f00d', text = 'other' WHERE text LIKE '%%today%%'",
        "UPDATE revisions SET document = 'f00d' WHERE number = 2",
    )
    assert ("revisions", f"{template}/2") in named(library)


def test_a_missing_trigger_is_named(library: Library) -> None:
    where = "" if library.dialect == "sqlite" else " ON decisions"
    with library.writing() as session:
        session.connection().exec_driver_sql(f"DROP TRIGGER decisions_guard_update{where}")
    assert ("decisions", "decisions_guard_update") in named(library)


def test_an_altered_or_disabled_trigger_is_named(library: Library) -> None:
    with library.writing() as session:
        connection = session.connection()
        if library.dialect == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER uses_guard_delete")
            connection.exec_driver_sql("CREATE TRIGGER uses_guard_delete BEFORE DELETE ON uses BEGIN SELECT 1; END")
        else:
            connection.exec_driver_sql("ALTER TABLE uses DISABLE TRIGGER uses_guard_delete")
            function = "CREATE OR REPLACE FUNCTION uses_guard_update() RETURNS trigger LANGUAGE plpgsql"
            connection.exec_driver_sql(f"{function} AS 'BEGIN RETURN NEW; END'")
    expected = {"uses_guard_delete"} | ({"uses_guard_update"} if library.dialect == "postgresql" else set())
    assert {key for table, key in named(library) if table == "uses"} == expected


def test_a_strangers_trigger_is_named(file_library: Library) -> None:
    with file_library.writing() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER sneaky AFTER INSERT ON uses BEGIN INSERT INTO templates VALUES (NEW.id); END"
        )
    assert verify(file_library) == (Damage("uses", "sneaky", "nobody knows this trigger"),)


def test_a_missing_table_is_named(file_library: Library, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE receipts")
        connection.commit()
    assert ("receipts", "") in named(file_library)
