"""What the team uses and takes for which words, counted over SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from library.identifiers import utc_text
from library.record import intake, members
from library.record.database import Library
from library.record.desk_reads import team_choices, team_uses

#: The last day that counts, the first that does not, and one of late.
EDGE, LONG_AGO, LATE = 89, 91, 3
Row = dict[str, object]


def before(days: int) -> str:
    return utc_text(datetime.now(UTC) - timedelta(days=days))


def use(id: str, template: str = "late", days: int = LATE, **more: object) -> Row:
    return {"id": id, "template": template, "agent": "ana", "used_at": before(days), **more}


def search(
    id: str, words: str, agent: str, template: str | None = "late", *, days: int = LATE, outcome: str = "used"
) -> Row:
    at = before(days)
    return {
        "id": id, "words": words, "agent": agent, "template": template, "kind": "find", "outcome": outcome,
        "started_at": at, "ended_at": at,
    }  # fmt: skip


def counted(library: Library, searches: list[Row], uses: list[Row] | None = None, **how: int) -> list[object]:
    with library.writing() as session:
        intake.store_searches(session, searches)
        intake.store_uses(session, uses or [])
    with library.reading() as session:
        return list(team_choices(session, **how))


def test_uses_are_counted_without_those_taken_back_and_those_long_ago(library: Library) -> None:
    with library.writing() as session:
        rows = [use("1"), use("2"), use("3", "part", days=EDGE), use("4", days=LONG_AGO), use("5")]
        rows.append(use("6", corrects="5"))
        intake.store_uses(session, rows)
    with library.reading() as session:
        assert team_uses(session) == {"late": 2, "part": 1}


def test_words_count_once_two_people_took_the_same_for_them(library: Library) -> None:
    rows = [search(f"a{number}", "rl", "ana") for number in range(5)]
    assert counted(library, rows) == []
    assert counted(library, [search("b", "Rl ", "bo"), search("c", "rl", "bo", "part")]) == [("rl", "late", 6)]


def test_one_person_is_not_two_however_they_are_spelt_and_were_called(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "Ana Silva", role="agent", by="mia", earlier_names=["ana"])
    assert counted(library, [search("1", "rl", "ana"), search("2", "rl", "ANA SILVA"), search("3", "rl", "Ana ")]) == []


def test_masked_words_sentences_and_searches_that_led_to_nothing_do_not_count(library: Library) -> None:
    rows = []
    for agent in ("ana", "bo"):
        rows += [
            search(f"m{agent}", "refund <WORD>", agent),
            search(f"s{agent}", "where is my money " * 4, agent),
            search(f"x{agent}", "--", agent),
            search(f"n{agent}", "nothing", agent, None, outcome="nothing"),
            search(f"g{agent}", "given up", agent, None, outcome="abandoned"),
            search(f"p{agent}", "my own", agent, None),
            search(f"o{agent}", "long ago", agent, days=LONG_AGO),
            search(f"k{agent}", "kept", agent),
        ]
    assert counted(library, rows) == [("kept", "late", 2)]


def test_a_search_whose_use_was_taken_back_does_not_count(library: Library) -> None:
    rows = [search("a", "rl", "ana"), search("b", "rl", "bo"), search("c", "rl", "cy")]
    uses = [use("1", search="a"), use("2", search="b"), use("3", search="c"), use("4", corrects="2")]
    assert counted(library, rows, uses) == [("rl", "late", 2)]
    assert counted(library, [], [use("5", corrects="3")]) == []


def test_the_most_frequent_come_first_and_only_so_many(library: Library) -> None:
    rows = [
        search(f"{words}{agent}{number}", words, agent, template)
        for words, template, times in (("a", "x", 1), ("b", "x", 3), ("a", "y", 2))
        for agent in ("ana", "bo")
        for number in range(times)
    ]
    for number, row in enumerate(rows):
        row["id"] = str(number)
    assert counted(library, rows) == [("b", "x", 6), ("a", "y", 4), ("a", "x", 2)]
    assert counted(library, [], limit=1) == [("b", "x", 6)]
