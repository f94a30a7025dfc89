"""Forgetting a text, and freeing a retired template's names."""

from __future__ import annotations

from pathlib import Path

import pytest
from record_builders import always, reply, save_live, save_next
from sqlalchemy import text

from library.errors import BadValue, NameTaken, NotAllowed, TemplateFault, UnknownName
from library.record import authoring, history, members, removal, review
from library.record.database import Library
from library.record.verify import verify


def test_a_redacted_text_is_gone_and_its_revision_stays(library: Library) -> None:
    saved = save_live(library, reply("a", "Call Ann Smith."))
    with library.writing() as session:
        save_next(session, saved, reply("a", "Call us."))
        review.approve(session, ["a"], by="mia", renders=always)
    with library.writing() as session:
        assert removal.redact(session, "a", 1, by="mia", reason="a name") == 2
    with library.reading() as session:
        first, second = history.revisions(session, "a")
        texts = "".join(session.scalars(text("SELECT text FROM documents")))
    assert first.text is None
    assert [(d.kind, d.reason) for d in first.decisions] == [("approved", ""), ("redacted", "a name")]
    assert second.is_live
    assert "Ann" not in texts
    assert verify(library) == ()


def test_a_redacted_live_text_leaves_the_desks(library: Library) -> None:
    saved = save_live(library, reply("a", "secret"))
    with library.writing() as session:
        assert removal.redact(session, "a", 1, by="mia", reason="x", renders=always) == 2
    with library.reading() as session:
        assert history.live(session) == ()
        [altered] = history.live_since(session, 1)
    assert (altered.template, altered.live) == (saved.template, None)
    with library.reading() as session:
        assert not history.revision(session, "a", 1).is_live
    with pytest.raises(BadValue, match="redacted already"), library.writing() as session:
        removal.redact(session, "a", 1, by="mia", reason="x", renders=always)
    assert verify(library) == ()


def test_a_redacted_text_is_in_none_of_the_librarys_files(file_library: Library, file: Path) -> None:
    saved = save_live(file_library, reply("a", "Call Ann Smith."))
    with file_library.writing() as session:
        save_next(session, saved, reply("a", "Call us."))
        review.approve(session, ["a"], by="mia", renders=always)
        removal.redact(session, "a", 1, by="mia", reason="a name")
    file_library.close()
    for path in file.parent.iterdir():
        assert b"Ann Smith" not in path.read_bytes(), path


def test_publishing_brings_back_a_text_that_was_redacted(library: Library) -> None:
    saved = save_live(library, reply("a", "secret after all not"))
    with library.writing() as session:
        removal.redact(session, "a", 1, by="mia", reason="x", renders=always)
    with library.writing() as session:
        review.publish(session, [(reply("a", "secret after all not"), saved.template)], by="mia")
    with library.reading() as session:
        assert [(item.template, item.revision) for item in history.live(session)] == [(saved.template, 2)]
    assert verify(library) == ()


def test_a_text_others_need_is_not_redacted(library: Library) -> None:
    parts = [reply("sign-off", "Ann", kind="fragment"), reply("signed", "Bye {% include 'sign-off' %}")]
    with library.writing() as session:
        review.publish(session, [(part, None) for part in parts], by="mia")
    with pytest.raises(TemplateFault, match="signed"), library.writing() as session:
        removal.redact(session, "sign-off", 1, by="mia", reason="x")
    with library.reading() as session:
        assert len(history.live(session)) == 2


def test_only_owners_redact(library: Library) -> None:
    save_live(library, reply("a"))
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
    with pytest.raises(NotAllowed), library.writing() as session:
        removal.redact(session, "a", 1, by="lea", reason="x")


def test_released_names_can_be_taken_by_another_template(library: Library) -> None:
    saved = save_live(library, reply("a", aliases=("Ä",)))
    with pytest.raises(BadValue, match="not retired"), library.writing() as session:
        removal.release(session, "a", by="mia")
    with library.writing() as session:
        review.retire(session, ["a"], by="mia", renders=always)
        assert removal.release(session, "a", by="mia") == ["a", "Ä"]
    with library.reading() as session, pytest.raises(UnknownName):
        history.resolve(session, "a")
    save_live(library, reply("a", "another"))
    with pytest.raises(NameTaken), library.writing() as session:
        review.revive(session, [saved.template], by="mia", renders=always)
    with library.reading() as session:
        assert authoring.owners(session, ["a"])["a"] != saved.template
    assert verify(library) == ()
