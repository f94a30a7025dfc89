"""Saving templates as revisions."""

from __future__ import annotations

import re

import pytest
from record_builders import always, reply, save_live, save_next

from library.documents import Document, canonical_text
from library.errors import BadDocument, BadValue, NameTaken, NotAllowed, UnknownName
from library.record import authoring, history, members, review
from library.record.database import Library


def test_a_saved_template_is_in_its_history_and_not_yet_live(library: Library) -> None:
    document = Document("refund-late", "Grüße\r\n{{ name }}", title="Refund", aliases=("late",))
    with library.writing() as session:
        members.add(session, "tom", by="mia")
        saved = authoring.save(session, document, author="tom", message="first", source="import")
    assert (saved.number, saved.is_new) == (1, True)
    with library.reading() as session:
        [state] = history.revisions(session, "LATE")
        assert history.live(session) == ()
        assert history.head(session) == (0, "")
    assert (state.author, state.message, state.source, state.based_on) == ("tom", "first", "import", None)
    assert state.document is not None
    assert state.document.body == "Grüße\n{{ name }}"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", state.at)


def test_whoever_is_on_the_roster_saves_drafts_and_nobody_else(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        members.leave(session, "lea", by="mia")
        for role in ("agent", "analyst"):
            members.add(session, role, role=role, by="mia")
            authoring.save(session, reply(f"by-{role}"), author=role)
    for somebody in ("eve", "lea"):
        with (
            pytest.raises(NotAllowed, match=f"{somebody} is not on the roster") as caught,
            library.writing() as session,
        ):
            authoring.save(session, reply("a"), author=somebody)
        assert caught.value.hint == f"ask an owner to add you: snippets members add {somebody}"
    with library.reading() as session, pytest.raises(UnknownName):
        history.resolve(session, "a")


def test_the_seeds_may_be_saved_before_the_first_version_only(library: Library) -> None:
    with library.writing() as session:
        authoring.save(session, reply("seeded"), author=members.SEED)
        review.approve(session, ["seeded"], by="mia", renders=always)
    with pytest.raises(NotAllowed), library.writing() as session:
        authoring.save(session, reply("late"), author=members.SEED)


def test_the_same_text_again_adds_nothing(library: Library) -> None:
    with library.writing() as session:
        first = authoring.save(session, reply("a", "Hello."), author="mia")
    with library.writing() as session:
        again = save_next(session, first, reply("a", "Hello.\n"))
    assert (again.template, again.number, again.is_new) == (first.template, 1, False)
    with library.reading() as session:
        assert len(history.revisions(session, "a")) == 1


def test_two_templates_with_the_same_text_but_for_the_name_and_back_keep_every_revision(library: Library) -> None:
    with library.writing() as session:
        first = authoring.save(session, reply("a", "one"), author="mia")
        second = save_next(session, first, reply("a", "two"))
        third = save_next(session, second, reply("a", "one"))
    assert (second.number, third.number) == (2, 3)
    with library.reading() as session:
        texts = [state.text for state in history.revisions(session, "a")]
    assert texts == [canonical_text(reply("a", body)) for body in ("one", "two", "one")]


def test_a_name_belongs_to_one_template_from_its_first_draft_on(library: Library) -> None:
    with library.writing() as session:
        authoring.save(session, reply("refund-late", aliases=("Läte",)), author="mia")
    with pytest.raises(NameTaken, match="refund-late") as caught, library.writing() as session:
        authoring.save(session, reply("other", aliases=("läTE",)), author="mia")
    assert "läTE" in caught.value.message
    with library.reading() as session, pytest.raises(UnknownName):
        history.resolve(session, "other")


def test_a_renamed_template_still_answers_to_its_old_name(library: Library) -> None:
    saved = save_live(library, reply("old"))
    with library.writing() as session:
        save_next(session, saved, reply("new"))
        review.approve(session, ["new"], by="mia", renders=always)
    with library.reading() as session:
        assert history.resolve(session, "old") == history.resolve(session, "new")
        assert [item.names for item in history.live(session)] == [("new", "old")]


def test_a_drafts_new_name_is_nothing_desks_hold(library: Library) -> None:
    saved = save_live(library, reply("a"))
    with library.writing() as session:
        save_next(session, saved, reply("a", aliases=("draft-only",)))
    with library.reading() as session:
        assert [item.names for item in history.live(session)] == [("a",)]
        assert history.resolve(session, "draft-only") == saved.template


@pytest.mark.parametrize(
    ("template", "based_on", "error"),
    [("no-such-id", None, UnknownName), (None, 1, BadValue), ("mine", 7, BadValue), ("mine", 0, BadValue)],
)
def test_a_base_that_is_not_there_is_refused(
    library: Library, template: str | None, based_on: int | None, error: type[Exception]
) -> None:
    saved = save_live(library, reply("a"))
    target = saved.template if template == "mine" else template
    with pytest.raises(error), library.writing() as session:
        authoring.save(session, reply("a", "new"), author="mia", template=target, based_on=based_on)
    with library.reading() as session:
        assert len(history.revisions(session, "a")) == 1


def test_an_unusable_document_is_refused_and_nothing_is_kept(library: Library) -> None:
    with pytest.raises(BadDocument), library.writing() as session:
        authoring.save(session, reply("a", "bell \x07"), author="mia")
    with library.reading() as session, pytest.raises(UnknownName):
        history.resolve(session, "a")


def test_a_message_with_a_character_no_database_holds_is_a_plain_error(library: Library) -> None:
    with pytest.raises(BadValue), library.writing() as session:
        authoring.save(session, reply("a"), author="mia", message="half a pair \ud800")


def test_unknown_names_come_with_the_nearest_three(library: Library) -> None:
    for name in ("refund-late", "refund-lost", "refund-early", "shipping"):
        save_live(library, reply(name))
    with library.reading() as session, pytest.raises(UnknownName) as caught:
        history.resolve(session, "refund-lat")
    assert caught.value.nearest[0] == "refund-late"
    assert len(caught.value.nearest) == 3
