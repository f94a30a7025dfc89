"""Old uses become monthly counts, leavers become pseudonyms, and the record stays whole."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from record_builders import fill, reply, save_live, soon
from role_builders import AT, a_team
from servers import Server
from sqlalchemy import text

from library.errors import BadValue, NotAllowed, UnknownName
from library.identifiers import moment, utc_text
from library.record import intake, members, monthly, retention, review, usage
from library.record.clock import now
from library.record.database import Library, rehearse, run
from library.record.retention import Retired
from library.record.triggers import expected_triggers
from library.record.verify import verify

MAY = "2025-05-01T00:00:00.000000Z"


def at(day: str, time: str = "10:00:00.000000") -> str:
    return f"2025-{day}T{time}Z"


def use(id_: str, agent: str, used_at: str, template: str = "t1", **more: object) -> dict[str, object]:
    return {"id": id_, "agent": agent, "used_at": used_at, "template": template, **more}


def search(id_: str, agent: str, ended_at: str, outcome: str, words: str = "refund") -> dict[str, object]:
    return {"id": id_, "agent": agent, "words": words, "started_at": ended_at, "ended_at": ended_at, "outcome": outcome}


SPRING = (
    use("u1", "ana", at("03-01")),
    use("u2", "Ana", at("03-15")),
    use("u3", "ben", at("03-31", "23:59:59.999999"), "t2"),
    use("u4", "ana", at("04-01", "00:00:00.000000")),
    use("u5", "ben", at("04-02"), search="s4"),
    use("u6", "ben", at("04-02", "10:00:30.000000"), corrects="u5", action="undone"),
    use("u7", "ana", MAY),
)
SEARCHES = (
    search("s1", "ana", at("03-02"), "used"),
    search("s2", "ben", at("03-02"), "nothing"),
    search("s3", "ana", at("04-05"), "abandoned"),
    search("s4", "ben", at("04-02"), "used"),
    search("s5", "ben", at("05-02"), "nothing"),
)


def hand_in(library: Library, *uses: Mapping[str, object], searches: tuple[Mapping[str, object], ...] = ()) -> None:
    with library.writing() as session:
        intake.store_uses(session, uses)
        intake.store_searches(session, searches)


def retired(library: Library, before: str = MAY, by: str = "mia") -> Retired:
    return run(library, lambda session: retention.retire(session, before, by=by))


def ids(library: Library, table: str) -> list[str]:
    with library.reading() as session:
        return list(session.scalars(text(f"SELECT id FROM {table} ORDER BY id")))


def agents(library: Library) -> dict[str, str]:
    """Who stands in every use, search and flag."""
    tables = " UNION ALL ".join(f"SELECT id, agent FROM {table}" for table in ("uses", "searches", "flags"))
    with library.reading() as session:
        return {row[0]: row[1] for row in session.execute(text(tables))}


def figures(library: Library) -> dict[tuple[str, str, str], float]:
    """The sum over all runs, by month, measure and template."""
    with library.reading() as session:
        rows = session.execute(text("SELECT period, measure, scope, n, value FROM measurements ORDER BY number")).all()
    summed: dict[tuple[str, str, str], float] = {}
    for period, measure, scope, n, value in rows:
        assert n == value
        summed[period, measure, scope] = summed.get((period, measure, scope), 0) + n
    return summed


def join(library: Library, *names: str) -> None:
    with library.writing() as session:
        for name in names:
            members.add(session, name, by="mia", from_at="2024-01-01T00:00:00.000000Z")


def leave(library: Library, name: str, until: str = "") -> None:
    with library.writing() as session:
        members.leave(session, name, by="mia", until=until)


def test_old_uses_and_searches_become_monthly_counts(library: Library) -> None:
    hand_in(library, *SPRING, searches=SEARCHES)
    assert retired(library) == Retired(MAY, 6, 4, 0, ())
    assert (ids(library, "uses"), ids(library, "searches")) == (["u7"], ["s5"])
    assert figures(library) == {
        ("2025-03", "uses", ""): 3,
        ("2025-03", "agents", ""): 2,
        ("2025-03", "uses_of_template", "t1"): 2,
        ("2025-03", "uses_of_template", "t2"): 1,
        ("2025-04", "uses", ""): 1,
        ("2025-04", "agents", ""): 1,
        ("2025-04", "uses_of_template", "t1"): 1,
        ("2025-03", "searches_used", ""): 1,
        ("2025-03", "searches_nothing", ""): 1,
        ("2025-04", "searches_abandoned", ""): 1,
    }
    with library.reading() as session:
        assert retention.cut_off(session) == MAY
    assert verify(library) == ()


def test_what_is_gone_is_not_counted_again_and_what_comes_late_is_counted_once(library: Library) -> None:
    hand_in(library, *SPRING)
    retired(library)
    before = figures(library)
    assert retired(library) == Retired(MAY, 0, 0, 0, ())
    assert figures(library) == before
    hand_in(library, use("u8", "cy", at("03-20"), "t2"), use("u9", "cy", at("06-20"), "t2"))
    assert retired(library).uses == 1
    again = figures(library)
    assert (again["2025-03", "uses", ""], again["2025-03", "uses_of_template", "t2"]) == (4, 2)
    assert ids(library, "uses") == ["u7", "u9"]
    assert verify(library) == ()


def test_counts_add_up_over_months_that_went_in_parts(library: Library) -> None:
    hand_in(library, *(use(f"u{day:02}", "ana", at(f"03-{day:02}")) for day in range(1, 31)))
    for day in ("03-09", "03-22", "04-01"):
        retired(library, at(day))
    assert figures(library)["2025-03", "uses", ""] == 30
    with library.reading() as session:
        parts = session.scalars(text("SELECT n FROM measurements WHERE measure = 'uses' ORDER BY number")).all()
        cut_offs = session.execute(text('SELECT uses, "by" FROM cut_offs ORDER BY number')).all()
    assert parts == [8, 13, 9]  # a use at that very moment stays
    assert [tuple(row) for row in cut_offs] == [(8, "mia"), (13, "mia"), (9, "mia")]


def test_a_use_and_what_takes_it_back_are_never_parted_so_that_it_would_count(library: Library) -> None:
    last = at("04-30", "23:59:59.000000")
    next_ = at("05-01", "00:00:05.000000")
    hand_in(
        library,
        use("taken-back", "ana", last),
        use("correction", "ana", next_, corrects="taken-back"),
        use("of-a-search", "ana", last, search="s"),
        use("its-correction", "ana", last, corrects="of-a-search"),
        searches=(search("s", "ana", next_, "used"),),
    )
    assert retired(library).uses == 1
    assert ids(library, "uses") == ["correction", "its-correction", "of-a-search"]
    assert figures(library) == {}
    assert retired(library, at("06-01")) == Retired(at("06-01"), 3, 1, 0, ())
    assert figures(library) == {}


def test_a_flag_stays_until_its_answer_is_old_too(library: Library) -> None:
    saved = save_live(library, reply("a"))
    flag = {"agent": "ana", "why": "wrong", "flagged_at": at("03-01")}
    with library.writing() as session:
        intake.store_flags(session, [flag | {"id": "new-answer", "template": saved.template}])
        intake.store_flags(session, [flag | {"id": "unanswered", "template": "unknown"}])
    with library.writing() as session:
        review.confirm(session, ["a"], by="mia", reason="looked")
    assert retired(library, at("03-02")).flags == 0
    with library.writing() as session:  # no clock of ours goes back: a flag and its answer of long ago
        session.connection().exec_driver_sql(
            "INSERT INTO flags(id, template, revision, version, agent, why, flagged_at, stored_at)"
            f" VALUES ('old-answer', '{saved.template}', 1, 0, 'ana', '', '{at('03-01')}', '{at('03-01')}')"
        )
        session.connection().exec_driver_sql(
            'INSERT INTO decisions(number, template, revision, kind, "by", at, reason, previous_hash, hash, change)'
            f" SELECT 0, '{saved.template}', 1, 'confirmed', 'mia', '{at('03-02')}', '', '', '', 1"
        )
    assert retired(library, at("03-02")).flags == 0
    assert retired(library).flags == 1
    assert ids(library, "flags") == ["new-answer", "unanswered"]


def test_only_owners_and_only_old_and_growing_cut_offs(library: Library) -> None:
    join(library, "ana")
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
    hand_in(library, *SPRING)
    for who in ("ana", "lea", "nobody"):
        with pytest.raises(NotAllowed):
            retired(library, by=who)
        with pytest.raises(NotAllowed), library.writing() as session:
            retention.pseudonymise(session, "ana", by=who)
    with library.reading() as session:
        today = moment(now(session))
    for days, verdict in ((-1, "lies ahead"), (30, "too young")):
        with pytest.raises(BadValue, match=verdict):
            retired(library, utc_text(today - timedelta(days=days)))
    for wrong in ("2025-05-01", "", "tomorrow"):
        with pytest.raises(BadValue, match="no moment"):
            retired(library, wrong)
    assert len(ids(library, "uses")) == 7
    retired(library, utc_text(today - timedelta(days=31)))
    with pytest.raises(BadValue, match="removed already"):
        retired(library, MAY)


def test_a_rehearsal_says_what_would_go_and_keeps_it(library: Library) -> None:
    hand_in(library, *SPRING, searches=SEARCHES)
    assert rehearse(library, lambda session: retention.retire(session, MAY, by="mia")) == Retired(MAY, 6, 4, 0, ())
    assert (len(ids(library, "uses")), len(ids(library, "searches")), figures(library)) == (7, 5, {})
    assert retired(library) == Retired(MAY, 6, 4, 0, ())


def test_who_left_before_the_cut_off_has_a_pseudonym_in_what_is_left(library: Library) -> None:
    join(library, "ana", "Ben", "Cy")
    hand_in(library, use("a", "ana", at("06-01")), use("b1", "ben", at("06-01")), use("b2", "BEN", at("06-02")))
    hand_in(library, use("c", "cy", at("06-01")), searches=(search("bs", "Ben", at("06-01"), "nothing"),))
    leave(library, "Ben", until=at("04-30"))
    leave(library, "Cy", until=at("05-02"))
    assert retired(library).pseudonymised == ("Ben",)
    found = agents(library)
    assert (found["a"], found["c"]) == ("ana", "cy")
    assert re.fullmatch("left-[0-9a-f]{6}", found["b1"])
    assert found["b1"] == found["b2"] == found["bs"]
    assert retired(library).pseudonymised == ()
    assert agents(library) == found
    with library.reading() as session:
        assert {row.agent for row in usage.used(session, since="2025")} == {"ana", "cy", found["b1"]}
    assert verify(library) == ()


def test_a_leaver_loses_every_name_they_had_but_none_that_somebody_here_has(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "Šárka", by="mia", earlier_names=("sarka", "s.novak"))
        members.add(session, "Tomas", by="mia", earlier_names=("sarka",))
    hand_in(library, *(use(name, name, at("06-01")) for name in ("šárka", "S.Novak", "sarka", "tomas")))
    leave(library, "Šárka")
    with library.writing() as session:
        assert retention.pseudonymise(session, "Šárka", by="mia") == 2
    found = agents(library)
    assert found["šárka"] == found["S.Novak"]
    assert found["šárka"].startswith("left-")
    assert (found["sarka"], found["tomas"]) == ("sarka", "tomas")
    assert verify(library) == ()


def test_who_was_renamed_is_one_person_and_has_not_left(library: Library) -> None:
    join(library, "ana")
    hand_in(library, use("old", "ana", at("06-01")), use("new", "ana.smith", at("06-02")))
    with library.writing() as session:
        members.rename(session, "ana", "ana.smith", by="mia")
    with pytest.raises(BadValue, match=r"ana\.smith is still with the team"), library.writing() as session:
        retention.pseudonymise(session, "ana", by="mia")
    leave(library, "ana.smith")
    with library.writing() as session:
        assert retention.pseudonymise(session, "ana", by="mia") == 2
    assert len(set(agents(library).values())) == 1


def test_who_is_here_or_unknown_gets_no_pseudonym(library: Library) -> None:
    join(library, "ana")
    with library.writing() as session:
        members.leave(session, "ana", by="mia", until=soon(session, 3600))
    for name, error in (("ana", BadValue), ("mia", BadValue), ("nobody", UnknownName)):
        with pytest.raises(error), library.writing() as session:
            retention.pseudonymise(session, name, by="mia")


def test_nothing_handed_in_meanwhile_goes_without_being_counted(library: Library) -> None:
    hand_in(library, *SPRING)
    late = Thread(target=hand_in, args=(library, use("late", "ana", at("03-03"))))
    with library.writing() as session:
        assert retention.retire(session, MAY, by="mia").uses == 6
        late.start()
        late.join(0.3)
        assert late.is_alive()
    late.join(30)
    assert ids(library, "uses") == ["late", "u7"]
    assert figures(library)["2025-03", "uses", ""] == 3
    assert retired(library).uses == 1
    assert figures(library)["2025-03", "uses", ""] == 4


def test_a_leavers_name_is_in_none_of_the_files_bytes(file_library: Library, file: Path) -> None:
    join(file_library, "quentin")
    spelled = "QuentiN"  # the roster keeps the name as it was written there
    uses = [use(f"u{number}", spelled, at("06-01")) for number in range(400)]
    hand_in(file_library, *uses, searches=(search("s", spelled, at("06-01"), "nothing"),))
    with file_library.writing() as session:
        flag = {"id": "f", "template": "t", "agent": spelled, "why": "old", "flagged_at": at("06-01")}
        intake.store_flags(session, [flag])
    checkpoint(file)
    assert file.read_bytes().count(spelled.encode()) >= 402
    leave(file_library, "quentin")
    with file_library.writing() as session:
        assert retention.pseudonymise(session, "QUENTIN", by="mia") == 402
    checkpoint(file)
    assert spelled.encode() not in file.read_bytes()


def test_what_was_removed_is_in_none_of_the_files_bytes(file_library: Library, file: Path) -> None:
    kept = search("kept", "ana", at("06-01"), "nothing", words="words that stay")
    gone = [search(f"s{number}", "ana", at("03-01"), "nothing", words="words that go") for number in range(300)]
    hand_in(file_library, *(use(f"gone-{number}", "ana", at("03-01")) for number in range(300)), searches=(*gone, kept))
    checkpoint(file)
    for gone_words in (b"words that go", b"gone-299"):
        assert gone_words in file.read_bytes()
    assert retired(file_library).uses == 300
    checkpoint(file)
    found = file.read_bytes()
    assert b"words that stay" in found
    for gone_words in (b"words that go", b"gone-299"):
        assert gone_words not in found


def checkpoint(file: Path) -> None:
    """Brings what is in the log into the file itself."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_a_library_with_everything_in_it_stays_whole(library: Library) -> None:
    fill(library)
    leave(library, "Tom", until="2026-05-01T00:00:00.000000Z")
    gone = retired(library, "2026-06-01T00:00:00.000000Z")
    assert (gone.uses, gone.searches, gone.flags, gone.pseudonymised) == (1, 1, 0, ("Tom",))
    assert agents(library).keys() == {"flag-1"}
    assert verify(library) == ()
    save_live(library, reply("after"))
    assert verify(library) == ()


def test_an_owner_on_a_server_needs_no_right_but_their_own(credentials_server: Server) -> None:
    with a_team(credentials_server, f"retention_{os.getpid()}") as team:
        with team.opened("olga") as library:
            hand_in(library, use("young", "olga", "2026-07-01T10:00:00.000000Z"))
            with library.writing() as session:
                members.leave(session, "bo", by="olga")
                assert retention.pseudonymise(session, "bo", by="olga") == 3
            gone = retired(library, "2026-06-01T00:00:00.000000Z", by="olga")
            assert (gone.uses, gone.searches, gone.flags) == (3, 3, 0)
            assert ids(library, "uses") == ["young"]
            assert {row: agent[:5] for row, agent in agents(library).items()} == {
                "young": "olga",
                "flag-ana": "ana",
                "flag-bo": "left-",
                "flag-1": "tom",
            }
        with team.opened("nina") as library, library.reading() as session:
            assert retention.cut_off(session) == "2026-06-01T00:00:00.000000Z"
            assert retention.counted(session, monthly.USES, since=AT).months == (("2026-05", 3),)
        assert verify(team.admin) == ()


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE cut_offs SET before = '2020-01-01T00:00:00.000000Z'",
        "UPDATE cut_offs SET uses = 5",
        "DELETE FROM cut_offs",
        "UPDATE measurements SET n = 2, value = 2 WHERE measure = 'uses_of_template' AND scope = 't2'",
    ],
)
def test_a_forged_cut_off_or_count_is_named(file_library: Library, file: Path, forged: str) -> None:
    hand_in(file_library, *SPRING)
    retired(file_library)
    file_library.close()
    table = forged.split()[1] if forged.startswith("UPDATE") else "cut_offs"
    guards = [trigger for trigger in expected_triggers("sqlite") if trigger.table == table]
    with closing(sqlite3.connect(file)) as connection:
        for trigger in guards:
            connection.execute(f"DROP TRIGGER {trigger.name}")
        assert connection.execute(forged).rowcount == 1
        for trigger in guards:
            connection.execute(trigger.definition)
        connection.commit()
        last = connection.execute("SELECT max(number) FROM receipts").fetchone()[0]
    assert ("receipts", str(last)) in {(damage.table, damage.key) for damage in verify(file_library)}
