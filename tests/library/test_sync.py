"""Sync: library to catalog, outbox to library, each row exactly once, over SQLite and over PostgreSQL."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import made_library, reply
from filelock import FileLock
from sqlalchemy import text
from sqlmodel import Session

from library import sync as syncing
from library.desk import flags, outbox, suggested, team
from library.desk.choices import choices
from library.desk.coming import turn_over
from library.desk.earlier import was_live
from library.desk.flags import Flag
from library.desk.news import news_since
from library.desk.outbox import Search, Use
from library.desk.store import Desk, open_desk
from library.documents import Document
from library.errors import StoreBusy, StoreError, StoreReadOnly, StoreUnreachable
from library.identifiers import make_id, moment, utc_text
from library.record import authoring, change_sets, clock, history, review, usage
from library.record.backup import backup, restore
from library.record.database import Library, open_library, run
from library.sync import Synced, sync

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Side:
    """One desk and the library it belongs to."""

    url: str
    path: Path

    def sync(self, *, now: datetime = NOW, patience: float = 5) -> Synced:
        return sync(self.url, lambda library_id: str(self.path), now=now, patience=patience)

    def desk(self) -> Desk:
        return open_desk(self.path)

    def publish(self, *documents: Document, template: str | None = None) -> None:
        library = open_library(self.url)
        run(library, lambda session: review.publish(session, [(d, template) for d in documents], by="mia"))
        library.close()

    def retire(self, *names: str) -> None:
        library = open_library(self.url)
        run(library, lambda session: review.retire(session, list(names), by="mia"))
        library.close()

    def stored(self, table: str = "uses") -> list[str]:
        library = open_library(self.url)
        with library.reading() as session:
            rows = [str(row[0]) for row in session.connection().execute(text(f"SELECT id FROM {table} ORDER BY id"))]
        library.close()
        return rows

    def record(self, count: int = 1) -> list[str]:
        with closing(self.desk()) as desk:
            ids = [make_id() for _ in range(count)]
            for id_ in ids:
                outbox.record_use(desk, Use(id_, "t", 1, 1, "mia", utc_text(NOW)))
        return ids


@pytest.fixture
def side(url: str, tmp_path: Path) -> Side:
    made_library(url, reply("refund-late", "One.", aliases=("late",)), reply("thanks"))
    return Side(url, tmp_path / "desks" / "desk.db")


@pytest.fixture
def filed(tmp_path: Path) -> Side:
    """A desk of a library in a file, for what only files have."""
    address = f"sqlite:///{tmp_path / 'made' / 'library.db'}"
    made_library(address, reply("refund-late", "One."), reply("thanks"))
    return Side(address, tmp_path / "desks" / "desk.db")


@pytest.fixture
def desk(side: Side) -> Iterator[Desk]:
    side.sync()
    made = side.desk()
    yield made
    made.close()


def test_the_first_sync_takes_everything_and_the_next_nothing(side: Side) -> None:
    first, second = side.sync(), side.sync(now=NOW + timedelta(minutes=1))
    assert (first.pulled, first.version, first.is_full) == (2, 1, True)
    assert (second.pulled, second.gone, second.version, second.is_full) == (0, 0, 1, False)
    with closing(side.desk()) as desk:
        assert desk.live("LATE").document.body == "One."
        assert desk.meta()["synced_at"] == utc_text(NOW + timedelta(minutes=1))


def test_only_what_changed_is_taken(side: Side, desk: Desk) -> None:
    template = desk.live("refund-late").template
    side.publish(reply("refund-slow", "Two."), template=template)
    side.retire("thanks")
    done = side.sync()
    assert (done.pulled, done.gone, done.version, done.is_full) == (1, 1, 3, False)
    found = desk.live("refund-late")
    assert (found.document.abbreviation, found.document.body, found.revision) == ("refund-slow", "Two.", 2)
    assert desk.find_live("thanks") is None


def test_what_waits_is_handed_in_once_however_often_it_is_synced(side: Side) -> None:
    side.sync()
    ids = side.record(3)
    with closing(side.desk()) as desk:
        outbox.record_search(desk, Search("s-1", "mia", "refund", "find", "used", utc_text(NOW), utc_text(NOW)))
    assert side.sync().handed_in == 4
    assert side.sync().handed_in == 0
    assert (side.stored(), side.stored("searches")) == (sorted(ids), ["s-1"])


def test_more_rows_than_one_batch_all_arrive(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "BATCH", 4)
    side.sync()
    ids = side.record(11)
    assert side.sync().handed_in == 11
    assert side.stored() == sorted(ids)


def test_rows_the_library_took_before_the_desk_could_mark_them_are_not_doubled(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.sync()
    ids = side.record(2)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_handed_in", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            side.sync()
    assert side.stored() == sorted(ids)
    assert side.sync().handed_in == 2
    assert side.stored() == sorted(ids)


def test_rows_handed_in_are_kept_for_30_days(side: Side) -> None:
    side.sync()
    side.record(1)
    side.sync(now=NOW)
    with closing(side.desk()) as desk:
        side.sync(now=NOW + timedelta(days=29))
        outbox.hand_in_again(desk)
        assert outbox.waiting(desk).uses == 1
        side.sync(now=NOW + timedelta(days=29))
        side.sync(now=NOW + timedelta(days=60))
        outbox.hand_in_again(desk)
        assert outbox.waiting(desk).uses == 0


def test_a_desk_of_another_library_is_refused_and_keeps_what_it_holds(side: Side, desk: Desk, tmp_path: Path) -> None:
    ids = side.record(1)
    other = Side(f"sqlite:///{tmp_path / 'other' / 'library.db'}", side.path)
    made_library(other.url, reply("foreign"))
    with pytest.raises(StoreError, match="another library") as told:
        other.sync()
    assert told.value.hint
    assert desk.find_live("foreign") is None
    assert [row["id"] for row in outbox.waiting_rows(desk, "uses", 9)] == ids
    assert other.stored() == []


def test_an_empty_library_makes_an_empty_desk(tmp_path: Path) -> None:
    empty = Side(f"sqlite:///{tmp_path / 'made' / 'library.db'}", tmp_path / "desk.db")
    made_library(empty.url)
    assert (empty.sync().version, empty.sync().pulled) == (0, 0)


def test_a_library_restored_from_an_older_backup_is_noticed(filed: Side, tmp_path: Path) -> None:
    filed.sync()
    early = filed.record(1)
    filed.sync()
    library = open_library(filed.url)
    backup(library, tmp_path / "backup.db")
    library.close()
    late = filed.record(2)
    filed.publish(reply("new-one"))
    filed.sync()
    restore(tmp_path / "backup.db", filed.url, force=True)
    assert filed.stored() == early
    filed.publish(reply("other-one"))  # the same version number again, with another hash
    done = filed.sync()
    assert (done.was_restored, done.is_full, done.handed_in) == (True, True, 3)
    assert filed.stored() == sorted([*early, *late])
    with closing(filed.desk()) as desk:
        assert desk.find_live("new-one") is None
        assert desk.find_live("other-one") is not None
    assert filed.sync().was_restored is False


def test_a_new_catalog_schema_is_filled_again_by_the_next_sync(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    from library.desk import schema

    side.sync()
    side.record(1)
    monkeypatch.setattr(schema, "SCHEMA", schema.SCHEMA + 1)
    monkeypatch.setattr(schema, "CATALOG_SINCE", schema.SCHEMA)
    done = side.sync()
    assert (done.is_full, done.pulled, done.handed_in, done.was_restored) == (True, 2, 1, False)


def taken_back(side: Side, count: int, *, is_handed_in_between: bool = False) -> None:
    """Uses of which each was a mistake, taken back five seconds later."""
    ids = side.record(count)
    if is_handed_in_between:
        side.sync()
    with closing(side.desk()) as desk:
        for id_ in ids:
            outbox.correct_use(desk, id_, now_at=utc_text(NOW + timedelta(seconds=5)), id=make_id())


def used_in(url: str) -> list[tuple[str, int]]:
    library = open_library(url)
    with library.reading() as session:
        found = [(item.agent, item.uses) for item in usage.used(session, since="2026")]
    library.close()
    return found


@pytest.mark.parametrize("is_handed_in_between", [False, True], ids=["both at once", "the use first"])
def test_a_use_taken_back_is_handed_in_with_its_correction_and_counts_nowhere(
    side: Side, is_handed_in_between: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "BATCH", 2)
    side.sync()
    side.record(2)
    taken_back(side, 3, is_handed_in_between=is_handed_in_between)
    side.sync()
    assert len(side.stored()) == 2 + 3 + 3
    assert used_in(side.url) == [("mia", 2)]
    library = open_library(side.url)
    with library.reading() as session:
        [row] = session.connection().execute(text("SELECT count(*) FROM uses WHERE corrects IN (SELECT id FROM uses)"))
    library.close()
    assert row[0] == 3


def test_a_use_of_ones_own_template_never_reaches_the_library(side: Side) -> None:
    side.sync()
    with closing(side.desk()) as desk:
        outbox.record_use(desk, Use(make_id(), "~mine", 0, 1, "mia", utc_text(NOW)))
    assert side.sync().handed_in == 0
    assert side.stored() == []


# --- what the team counts ---------------------------------------------------------------------------------------------


def used_after(side: Side, words: str, agent: str, *, now: datetime = NOW) -> str:
    """One agent searches and takes `thanks`; returns the id of its use."""
    at = utc_text(now)
    with closing(side.desk()) as desk:
        template, search, use = desk.live("thanks").template, make_id(), make_id()
        outbox.record_search(desk, Search(search, agent, words, "find", "used", at, at, template, 1))
        outbox.record_use(desk, Use(use, template, 1, 1, agent, at, search=search))
    return use


def counted(side: Side) -> tuple[list[int], dict[str, tuple[str, ...]], str]:
    """How often what was used, what was taken for which words, and when the counts came."""
    with closing(side.desk()) as desk:
        return sorted(team.uses(desk).values()), choices(desk, "zoe").team, team.counts_at(desk)


def test_what_the_team_uses_and_takes_reaches_every_desk_once_a_day(side: Side, tmp_path: Path) -> None:
    other = Side(side.url, tmp_path / "desks" / "other.db")
    for one in (side, other, side, other):  # the first brings what is new: nobody who waits for that waits for counts
        one.sync()
    used_after(side, "thx", "ana")
    used_after(other, "Thx", "bo")
    used_after(other, "secret", "bo")
    side.sync(now=NOW + timedelta(hours=1))
    other.sync(now=NOW + timedelta(hours=23))
    assert counted(side) == counted(other) == ([], {}, utc_text(NOW))
    later = NOW + timedelta(hours=24)
    side.sync(now=later)
    with closing(side.desk()) as desk:
        template = desk.live("thanks").template
    assert counted(side) == ([3], {"thx": (template,)}, utc_text(later))
    other.sync(now=later)
    assert counted(other) == counted(side)


def test_counts_of_a_clock_that_was_ahead_are_brought_anew(side: Side) -> None:
    for _ in range(2):
        side.sync(now=NOW + timedelta(days=300))
    used_after(side, "thx", "ana")
    side.sync()
    assert counted(side) == ([1], {}, utc_text(NOW))


def test_a_restored_library_gets_back_what_it_lacks_and_counts_it(filed: Side, tmp_path: Path) -> None:
    filed.sync()
    library = open_library(filed.url)
    backup(library, tmp_path / "backup.db")
    library.close()
    for agent in ("ana", "bo"):
        used_after(filed, "thx", agent)
    filed.publish(reply("new-one"))
    filed.sync()
    restore(tmp_path / "backup.db", filed.url, force=True)
    filed.publish(reply("other-one"))
    assert filed.sync(now=NOW + timedelta(hours=1)).was_restored
    assert counted(filed) == ([], {}, "")
    filed.sync(now=NOW + timedelta(hours=1))
    uses, taken, _ = counted(filed)
    assert (uses, list(taken)) == ([2], ["thx"])


def test_a_use_taken_back_counts_for_nobody(side: Side) -> None:
    side.sync()
    uses = [used_after(side, "thx", agent) for agent in ("ana", "bo")]
    with closing(side.desk()) as desk:
        outbox.correct_use(desk, uses[0], now_at=utc_text(NOW), id=make_id())
    side.sync(now=NOW + timedelta(days=1))
    assert counted(side)[:2] == ([1], {})


def test_what_was_suggested_and_never_taken_is_handed_in_when_it_is_over(side: Side) -> None:
    side.sync()
    with closing(side.desk()) as desk:
        suggested.note_suggested(desk, "mia", ["t"], words="where", started_at=utc_text(NOW), at=utc_text(NOW))
    assert side.sync(now=NOW + timedelta(minutes=14)).handed_in == 0
    assert side.sync(now=NOW + timedelta(minutes=16)).handed_in == 1
    assert len(side.stored("searches")) == 1


def flag(side: Side, name: str, id_: str = "f1") -> None:
    with closing(side.desk()) as desk:
        live = desk.live(name)
        flags.record_flag(desk, Flag(id_, live.template, live.revision, desk.version, "mia", "old", utc_text(NOW)))


def told(side: Side) -> list[tuple[str, str, str, str]]:
    with closing(side.desk()) as desk:
        return [(found.id, found.abbreviation, found.answer, found.answer_why) for found in flags.untold(desk, "mia")]


def test_a_flag_made_offline_is_handed_in_once_and_its_answer_comes_with_the_text_it_speaks_of(side: Side) -> None:
    side.sync()
    flag(side, "refund-late")
    assert (side.sync().handed_in, side.sync().handed_in) == (1, 0)
    assert side.stored("flags") == ["f1"]
    assert told(side) == []
    with closing(side.desk()) as desk:
        template = desk.live("refund-late").template
    side.publish(reply("refund-late", "Two."), template=template)
    assert side.sync().answered == 1
    assert told(side) == [("f1", "refund-late", "changed", "")]
    with closing(side.desk()) as desk:
        assert desk.live("refund-late").document.body == "Two."
    assert side.sync().answered == 0


def test_an_answer_goes_to_the_desk_that_flagged_and_to_no_other(side: Side, tmp_path: Path) -> None:
    other = Side(side.url, tmp_path / "desks" / "other.db")
    side.sync()
    other.sync()
    flag(side, "thanks")
    side.sync()
    side.retire("thanks")
    assert (side.sync().answered, other.sync().answered) == (1, 0)
    assert told(side) == [("f1", "thanks", "retired", "")]
    assert told(other) == []


def test_a_flag_a_restored_library_never_had_is_handed_in_again(filed: Side, tmp_path: Path) -> None:
    filed.sync()
    library = open_library(filed.url)
    backup(library, tmp_path / "backup.db")
    library.close()
    flag(filed, "thanks")
    filed.publish(reply("new-one"))
    filed.sync()
    restore(tmp_path / "backup.db", filed.url, force=True)
    filed.publish(reply("other-one"))
    filed.sync()
    assert filed.stored("flags") == ["f1"]


def test_agents_hear_what_changed_who_decided_it_and_why(side: Side) -> None:
    side.sync()
    with closing(side.desk()) as desk:
        late = desk.live("refund-late")
    library = open_library(side.url)
    run(library, lambda session: amend(session, late.template))
    run(library, lambda session: review.retire(session, ["thanks"], by="mia", reason="nobody wants it"))
    run(library, lambda session: review.publish(session, [(reply("hello"), None)], by="mia", message="for the chat"))
    library.close()
    side.sync(now=NOW + timedelta(days=1))
    with closing(side.desk()) as desk:
        items = news_since(desk, utc_text(NOW))
        found = [(item.abbreviation, item.what, item.revision, item.by, item.why) for item in items]
        assert found == [
            ("hello", "new", 1, "mia", "for the chat"),
            ("thanks", "gone", 1, "mia", "nobody wants it"),
            ("refund-late", "changed", 2, "mia", "14 days now"),
        ]
        assert was_live(desk, late.template, 1) == late.document
        side.sync(now=NOW + timedelta(days=182))
        assert news_since(desk, "") == []
        assert was_live(desk, late.template, 1) is None


def amend(session: Session, template: str) -> None:
    """The next revision, approved without a reason of its own."""
    authoring.save(
        session, reply("refund-late", "Two."), author="mia", based_on=1, template=template, message="14 days now"
    )
    review.approve(session, ["refund-late"], by="mia")


def hold(path: str, held: multiprocessing.synchronize.Event, release: multiprocessing.synchronize.Event) -> None:
    with FileLock(f"{path}.lock"):
        held.set()
        release.wait(20)


def test_a_second_sync_of_one_desk_waits_its_turn(filed: Side) -> None:
    filed.sync()
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=hold, args=(str(filed.path), held, release))
    other.start()
    try:
        assert held.wait(20)
        with pytest.raises(StoreBusy, match="under way"):
            filed.sync(patience=0.1)
        release.set()
        assert filed.sync(patience=20).version == 1
    finally:
        release.set()
        other.join(20)


def test_a_library_that_is_gone_leaves_the_desk_as_it_is(filed: Side) -> None:
    filed.sync()
    ids = filed.record(1)
    shutil.move(Path(filed.url.removeprefix("sqlite:///")), filed.path.parent / "away")
    with pytest.raises(StoreUnreachable) as told:
        filed.sync()
    assert told.value.hint
    with closing(filed.desk()) as desk:
        assert desk.live("thanks")
        assert [row["id"] for row in outbox.waiting_rows(desk, "uses", 9)] == ids


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    away = Side("postgresql+psycopg://mia:s3cret@127.0.0.1:1/library", tmp_path / "desk.db")
    with pytest.raises(StoreUnreachable) as told:
        away.sync()
    assert "s3cret" not in told.value.message + told.value.hint


@pytest.mark.usefixtures("has_permissions")
def test_a_library_one_may_only_read_keeps_what_waits_at_the_desk(filed: Side) -> None:
    filed.sync()
    filed.record(1)
    Path(filed.url.removeprefix("sqlite:///")).chmod(0o400)
    with pytest.raises(StoreReadOnly):
        filed.sync()
    with closing(filed.desk()) as desk:
        assert outbox.waiting(desk).uses == 1


def test_the_catalog_is_the_librarys_version_while_it_changes(filed: Side) -> None:
    filed.sync()
    for number in range(5):
        filed.publish(reply(f"new-{number}"))
        done = filed.sync()
        with closing(filed.desk()) as desk, closing(sqlite3.connect(filed.url.removeprefix("sqlite:///"))) as library:
            [(version, head)] = library.execute("SELECT number, hash FROM changes ORDER BY number DESC LIMIT 1")
            assert (desk.version, desk.meta()["head_hash"], done.version) == (version, head, version)
            assert desk.find_live(f"new-{number}") is not None


def wait_until(library: Library, at: str) -> None:
    """Until the library's clock has passed a moment."""
    now = ""
    while now <= at:
        time.sleep(0.02)
        with library.reading() as session:
            now = clock.now(session)


def coming(url: str, seconds: float, *edits: change_sets.Edit) -> str:
    """An approved change set that waits for its moment; returns that moment."""
    library = open_library(url)

    def work(session: Session) -> str:
        at = utc_text(moment(clock.now(session)) + timedelta(seconds=seconds))
        id_ = change_sets.submit_together(session, "spring", edits, by="mia", live_from=at)
        change_sets.approve(session, id_, by="mia")
        return at

    at = run(library, work)
    library.close()
    return at


def test_an_approved_set_reaches_desks_ahead_and_they_switch_without_the_library(side: Side, desk: Desk) -> None:
    late = desk.live("refund-late")
    at = coming(side.url, 3600, change_sets.Edit(reply("refund-late", "Spring."), late.template, 1))
    done = side.sync()
    assert (done.version, desk.version) == (2, 2)
    assert desk.live("refund-late").document == late.document
    assert (turn_over(desk, at=at[:10]), turn_over(desk, at=at)) == (0, 1)
    found = desk.live("refund-late")
    assert (found.document.body, found.revision, desk.version) == ("Spring.", 2, 2)


def test_a_new_desk_gets_what_is_live_and_what_comes(side: Side, tmp_path: Path) -> None:
    at = coming(side.url, 3600, change_sets.Edit(reply("spring-sale", "Soon.")))
    fresh = Side(side.url, tmp_path / "fresh.db")
    fresh.sync()
    with closing(fresh.desk()) as desk:
        assert desk.find_live("spring-sale") is None
        assert turn_over(desk, at=at) == 1
        assert desk.live("spring-sale").document.body == "Soon."


def test_a_set_that_was_called_off_leaves_the_desks(side: Side, desk: Desk) -> None:
    late = desk.live("refund-late")
    at = coming(side.url, 3600, change_sets.Edit(reply("refund-late", "Spring."), late.template, 1))
    side.sync()
    library = open_library(side.url)
    with library.writing() as session:
        [one] = change_sets.sets(session)
        change_sets.call_off(session, one.id, by="mia")
    library.close()
    side.sync()
    assert (desk.version, turn_over(desk, at=at)) == (3, 0)
    assert desk.live("refund-late").document == late.document


def test_a_desk_and_the_library_hold_the_same_once_the_moment_has_passed(side: Side, desk: Desk) -> None:
    late = desk.live("refund-late")
    at = coming(side.url, 1.5, change_sets.Edit(reply("refund-late", "Spring."), late.template, 1))
    side.sync()
    library = open_library(side.url)
    wait_until(library, at)
    with library.reading() as session:
        live = {item.template: item.revision for item in history.live(session)}
    library.close()
    with closing(side.desk()) as opened:
        found = [opened.live(name) for name in ("refund-late", "thanks")]
    assert {item.template: item.revision for item in found} == live
    assert live[late.template] == 2
