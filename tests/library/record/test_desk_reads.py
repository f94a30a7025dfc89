"""What desks read through their views is what leads read from the whole record, whatever happened to it."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from record_builders import always, fill, reply, save_live, save_next
from sqlalchemy import text
from sqlmodel import Session

from library.documents import folded
from library.errors import BadValue, LibraryError, StoreError, StoreTooNew, StoreTooOld
from library.identifiers import utc_text
from library.record import change_sets, desk_reads, flags, history, info, questions, removal, review, settings, views
from library.record.authoring import Saved
from library.record.database import Library, open_library
from library.sync import sync

NAMES = [f"t{number}" for number in range(6)]
Seen = dict[str, tuple[object, ...]]


def through_views(session: Session, version: int) -> Seen:
    return {
        item.template: (item.live and told(item.live), item.coming and told(item.coming), item.by, item.at, item.why)
        for item in desk_reads.altered_since(session, version)
    }


def from_the_record(session: Session, version: int) -> Seen:
    return {
        item.template: (item.live and told(item.live), item.coming and told(item.coming), item.by, item.at, item.why)
        for item in history.live_since(session, version)
    }


def is_same(library: Library, version: int) -> bool:
    with library.reading() as session:
        return through_views(session, version) == from_the_record(session, version)


def told(item: desk_reads.Taken | history.Live) -> tuple[object, ...]:
    names = tuple(dict.fromkeys(folded(name) for name in item.names))
    about = (item.revision, item.text, item.approved_at, item.approved_by, item.live_from, item.phrasings, item.why)
    return (names[0], set(names), *about)


def soon(seconds: float) -> str:
    return utc_text(datetime.now(UTC) + timedelta(seconds=seconds))


def step(session: Session, chance: random.Random, question: str) -> None:
    """Something that somebody does, allowed or not."""
    name, other = chance.choice(NAMES), f"{chance.choice(NAMES)}-{chance.randrange(3)}"
    moment = chance.choice(["", soon(0.3), soon(3600)])

    def draft() -> Saved:
        newest = history.revisions(session, name)[-1]
        document = newest.document
        if document is None:
            raise BadValue("redacted")
        aliases = tuple(dict.fromkeys([*document.aliases[-1:], other])) if chance.random() < 0.5 else ()
        body = f"{document.body} {chance.randrange(9)}"
        before = Saved(newest.template, newest.number, True)
        return save_next(session, before, document._replace(body=body, aliases=aliases))

    def publish() -> None:
        draft()
        review.approve(session, [name], by="mia", renders=always, reason=chance.choice(["", "clearer"]))

    def several() -> None:
        set_ = change_sets.open(session, "Spring", by="mia", live_from=moment)
        saved = draft()
        change_sets.put(session, set_, [(saved.template, saved.number)], by="mia")
        change_sets.submit(session, set_, by="mia")
        change_sets.approve(session, set_, by="mia", renders=always)
        if chance.random() < 0.4:
            change_sets.call_off(session, set_, by="mia", renders=always)

    chance.choice(
        [
            *[draft, publish, publish, several, several],
            lambda: review.suspend(session, [name], by="mia", renders=always, reason="wrong"),
            lambda: review.retire(session, [name], by="mia", renders=always),
            lambda: review.revive(session, [name], by="mia", renders=always),
            lambda: review.confirm(session, [name], by="mia"),
            lambda: removal.release(session, name, by="mia"),
            lambda: removal.redact(session, name, chance.randrange(1, 4), by="mia", reason="x", renders=always),
            lambda: questions.link(session, question, name, by="mia", state=chance.choice(["linked", "unlinked"])),
            lambda: questions.phrase(
                session, question, [f"where is {chance.randrange(4)}"], by="mia",
                state=chance.choice(["confirmed", "removed", "proposed"]),
            ),
            lambda: settings.set(session, "title", f"Support {chance.randrange(3)}", by="mia"),
        ]
    )()  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_desks_read_what_leads_read_after_any_history(library: Library, seed: int) -> None:
    chance, done, version = random.Random(seed), 0, 0
    for name in NAMES:
        save_live(library, reply(name))
    with library.writing() as session:
        question = questions.put(session, name="Where?", by="mia")
    for _ in range(45):
        try:
            with library.writing() as session:
                step(session, chance, question)
            done += 1
        except LibraryError:
            continue
        since = chance.randrange(version + 1)
        assert any(is_same(library, since) for _ in range(3)), "a moment may come between the two once"
        with library.reading() as session:
            version = history.head(session)[0]
            assert desk_reads.head(session) == history.head(session)
            assert desk_reads.settings(session) == settings.list(session)
    assert done > 15
    time.sleep(0.4)  # the moments of sets that come soon are past then
    with library.reading() as session:
        assert through_views(session, 0) == from_the_record(session, 0)


def test_desks_read_which_library_it_is_and_the_answers_to_flags(library: Library) -> None:
    saved = fill(library)
    with library.writing() as session:
        review.confirm(session, [(saved.template, 2)], by="mia", reason="still right")
    with library.reading() as session:
        identity = desk_reads.identity(session)
        assert (identity.id, identity.title, identity.ticket_key) == (
            library.id,
            info.title(session),
            info.ticket_key(session),
        )
        [answer] = desk_reads.answers_to(session, ["flag-1", "another"])
        [known] = flags.answers_to(session, ["flag-1", "another"])
        assert (answer.id, answer.answer, answer.why) == ("flag-1", "confirmed", "still right")
        assert (answer.by, answer.at) == (known.by, known.at)
        assert desk_reads.change_hash(session, 1) == history.change_hash(session, 1)
        assert desk_reads.change_hash(session, 99) is None


def test_a_text_of_a_format_nobody_knows_yet_does_not_keep_desks_from_the_others(library: Library) -> None:
    save_live(library, reply("a"))
    saved = save_live(library, reply("b"))
    strange = json.dumps({"format": 99, "abbreviation": "b"})
    with library.writing() as session:
        guard = "documents_guard_update"
        drop = f"DROP TRIGGER {guard}" + (" ON documents" if library.dialect == "postgresql" else "")
        session.connection().exec_driver_sql(drop)
        hash_ = f"(SELECT document FROM revisions WHERE template = '{saved.template}')"
        session.execute(text(f"UPDATE documents SET text = :strange WHERE hash = {hash_}"), {"strange": strange})
    with library.reading() as session:
        found = {
            item.live.text == strange: item.live.names for item in desk_reads.altered_since(session, 0) if item.live
        }
    assert found == {False: ("a",), True: ()}


def test_every_view_has_the_columns_desks_know_it_by(library: Library) -> None:
    with library.reading() as session:
        assert views.lacking(session.connection()) == []
        for name, columns in views.VIEWS.items():
            assert tuple(session.execute(text(f"SELECT * FROM {name}")).keys()) == columns


@pytest.mark.parametrize(("number", "refusal"), [("0099", StoreTooNew), ("0004", StoreTooOld)])
def test_desks_go_on_over_an_upgrade_of_the_server_or_of_the_program(
    server_library: Library, tmp_path: Path, number: str, refusal: type[StoreError]
) -> None:
    save_live(server_library, reply("thanks"))
    with server_library.writing() as session:
        session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{number}'")
    with pytest.raises(refusal):
        open_library(server_library.url)
    synced = sync(server_library.url, lambda _: str(tmp_path / "desk.db"), now=datetime.now(UTC))
    assert (synced.pulled, synced.version) == (1, 1)
