"""Rehearsals: a transaction with all its checks, of which nothing is kept."""

from __future__ import annotations

import pytest
from record_builders import always, fill, reply, save_live, save_next
from sqlalchemy import text
from sqlmodel import Session

from library.errors import NotAllowed, StoreReadOnly, TemplateFault
from library.record import authoring, history, members, questions, review, settings
from library.record.database import Library, open_library, rehearse, run
from library.record.triggers import KEYS
from library.record.verify import verify


def everything(library: Library) -> dict[str, list[str]]:
    with library.reading() as session:
        return {name: sorted(map(repr, session.execute(text(f"SELECT * FROM {name}")))) for name in KEYS}


def do_everything(session: Session) -> int:
    """A change and a receipt, with rows in every table people write to."""
    authoring.save(session, reply("draft"), author="mia")
    authoring.save(session, reply("new"), author="mia")
    members.add(session, "zoe", role="lead", by="mia")
    settings.set(session, "title", "Rehearsed", by="mia")
    question = questions.put(session, name="Why?", by="mia")
    questions.phrase(session, question, ["why though"], by="mia")
    questions.freeze(session, "2027Q1", [questions.Ranked(question, "Why?")], by="mia")
    questions.link(session, question, "new", by="mia")
    return review.approve(session, ["new"], by="zoe", renders=always)


def test_a_rehearsal_returns_the_result_and_keeps_nothing(library: Library) -> None:
    fill(library)
    before = everything(library)
    assert rehearse(library, do_everything) == 4
    assert everything(library) == before
    assert verify(library) == ()


def test_numbers_follow_one_another_after_a_rehearsal(library: Library) -> None:
    fill(library)
    for _ in range(3):
        rehearse(library, do_everything)
    assert run(library, do_everything) == 4
    with library.reading() as session:
        for table in [name for name, keys in KEYS.items() if keys[0] == ("number",)]:
            numbers = sorted(session.scalars(text(f"SELECT number FROM {table}")))
            assert numbers == list(range(1, len(numbers) + 1)), table
    assert verify(library) == ()


def test_a_rehearsal_raises_what_the_deed_would(library: Library) -> None:
    parts = [reply("sign-off", "Ann", kind="fragment"), reply("signed", "Bye {% include 'sign-off' %}")]
    run(library, lambda session: review.publish(session, [(part, None) for part in parts], by="mia"))
    before = everything(library)
    with pytest.raises(TemplateFault, match="signed"):
        rehearse(library, lambda session: review.retire(session, ["sign-off"], by="mia"))
    with pytest.raises(NotAllowed):
        rehearse(library, lambda session: review.retire(session, ["signed"], by="eve"))
    assert everything(library) == before


def test_a_rehearsed_approval_can_be_done_after(library: Library) -> None:
    saved = save_live(library, reply("a"))
    run(library, lambda session: save_next(session, saved, reply("a", "new")))

    def approve(session: Session) -> int:
        return review.approve(session, ["a"], by="mia", renders=always)

    assert rehearse(library, approve) == run(library, approve) == 2
    with library.reading() as session:
        assert [item.revision for item in history.live(session)] == [2]


def test_a_library_opened_to_be_read_has_no_rehearsals(library: Library) -> None:
    read_only = open_library(library.url, is_read_only=True)
    with pytest.raises(StoreReadOnly):
        rehearse(read_only, do_everything)
    read_only.close()
