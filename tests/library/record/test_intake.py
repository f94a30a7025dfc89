"""What desks hand in, of whatever version they are."""

from __future__ import annotations

from record_builders import fill
from sqlalchemy import text

from library.record import intake
from library.record.database import Library


def test_a_use_of_an_older_or_newer_desk_is_taken_in(library: Library) -> None:
    with library.writing() as session:
        older = {"id": "u1", "agent": "tom", "used_at": "2026-05-03T10:00:00.000000Z", "edited": None}
        newer = {"id": "u2", "agent": "tom", "mood": "good", "stored_at": "1999", "row_rank": 3, "search": "s1"}
        assert intake.store_uses(session, [older, newer]) == 2
    with library.reading() as session:
        rows = session.execute(
            text("SELECT id, edited, channel, row_rank, search, stored_at FROM uses ORDER BY id")
        ).all()
    assert [tuple(row[:5]) for row in rows] == [("u1", 0, "", None, None), ("u2", 0, "", 3, "s1")]
    assert rows[1].stored_at > "2020"


def test_nothing_handed_in_is_nothing_stored(library: Library) -> None:
    with library.writing() as session:
        assert intake.store_uses(session, []) == 0
        assert intake.store_searches(session, []) == 0
        assert intake.store_flags(session, []) == 0


def test_handing_in_alters_no_version(library: Library) -> None:
    fill(library)
    with library.reading() as session:
        before = session.execute(text("SELECT max(number) FROM changes")).scalar_one()
    with library.writing() as session:
        intake.store_searches(session, [{"id": f"s{number}", "words": "refund"} for number in range(20_001)])
    with library.reading() as session:
        assert session.execute(text("SELECT max(number) FROM changes")).scalar_one() == before
        assert session.execute(text("SELECT count(*) FROM searches")).scalar_one() == 20_002
