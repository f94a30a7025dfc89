"""What the library has recorded about one person, and every flag with its answer, over SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping

from record_builders import fill, reply, save_live, save_next

from library.record import intake, members, review
from library.record.database import Library
from library.record.flag_history import every_flag
from library.record.models import SQLModel
from library.record.recorded import Counted, recorded, rows_of

DAY = "2026-05-{:02}T10:00:00.000000Z"


def use(id: str, agent: str, day: int, **more: object) -> Mapping[str, object]:
    return {"id": id, "template": "t", "agent": agent, "used_at": DAY.format(day), **more}


def test_a_person_is_counted_under_every_spelling_and_earlier_name(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "Ana Silva", role="lead", team="Berlin", by="mia", earlier_names=["ana"])
        rows = [use("1", "Ana Silva", 3), use("2", "ANA", 5), use("3", "tom", 4), use("4", "ana silva", 9)]
        intake.store_uses(session, [*rows, use("5", "ana", 10, corrects="2")])
        intake.store_searches(session, [{"id": "s", "agent": "Ana", "words": "refund", "ended_at": DAY.format(6)}])
    with library.reading() as session:
        found = recorded(session, "ana silva")
        rows_found = rows_of(session, "ana silva")
    assert found.person is not None
    assert (found.person.name, found.person.role, found.person.team) == ("Ana Silva", "lead", "Berlin")
    assert found.uses == Counted(3, DAY.format(3), DAY.format(9))
    assert (found.taken_back, found.searches.number, found.flags) == (1, 1, Counted(0, "", ""))
    assert [row["id"] for row in rows_found["uses"]] == ["1", "2", "4", "5"]
    assert [row["words"] for row in rows_found["searches"]] == ["refund"]


def test_of_somebody_nobody_knows_nothing_is_recorded(library: Library) -> None:
    fill(library)
    with library.reading() as session:
        found = recorded(session, "nobody")
        assert (found.person, found.uses.number, found.searches.number, found.flags.number) == (None, 0, 0, 0)
        assert not any(rows_of(session, "nobody").values())


def test_every_table_of_the_library_that_names_an_agent_is_shown_to_them(library: Library) -> None:
    knowing = {name for name, table in SQLModel.metadata.tables.items() if "agent" in table.c}
    with library.reading() as session:
        assert set(rows_of(session, "mia")) == knowing


def test_every_flag_is_there_with_its_answer_the_newest_first(library: Library) -> None:
    saved = save_live(library, reply("refund-late", "30 days.", title="Refund"))
    other = save_live(library, reply("thanks"))
    with library.writing() as session:
        flag = {"template": saved.template, "revision": 1, "version": 2, "agent": "tom", "why": "14"}
        intake.store_flags(session, [
            {"id": "old", "flagged_at": DAY.format(3), **flag},
            {"id": "new", "flagged_at": DAY.format(5), **flag, "template": other.template, "why": "short"},
            {"id": "lost", "flagged_at": DAY.format(4), **flag, "template": "gone-with-a-restore"},
        ])  # fmt: skip
    with library.writing() as session:
        save_next(session, saved, reply("refund-late", "14 days.", title="Refunds"))
        review.approve(session, ["refund-late"], by="mia", reason="right, thanks")
    with library.reading() as session:
        found = every_flag(session)
    assert [(item.flag.id, item.flag.abbreviation, item.answer and item.answer.answer) for item in found] == [
        ("new", "thanks", None),
        ("lost", "gone-with-a-restore", None),
        ("old", "refund-late", "changed"),
    ]
    assert found[2].answer is not None
    assert (found[2].flag.title, found[2].answer.by, found[2].answer.why) == ("Refunds", "mia", "right, thanks")
