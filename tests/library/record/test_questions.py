"""Questions are added, named, renamed and found by leads, and keep their ids."""

from __future__ import annotations

import pytest
from record_builders import reply, save_live

from library.errors import BadValue, NotAllowed, UnknownName
from library.record import members, questions
from library.record.database import Library


def add(library: Library, name: str) -> str:
    with library.writing() as session:
        return questions.add(session, name, by="mia")


def test_a_new_question_has_an_id_made_of_its_name(library: Library) -> None:
    assert add(library, "Can I pay by invoice?") == "can-i-pay-by-invoice"
    assert add(library, "Can I pay - by invoice!") == "can-i-pay-by-invoice-2"
    assert add(library, "???") == "question"
    assert len(add(library, "why " * 40)) <= questions.LONGEST_ID


def test_two_questions_never_have_one_name(library: Library) -> None:
    first, second = add(library, "Where is my refund?"), add(library, "Where is my order?")
    with pytest.raises(BadValue, match="already"):
        add(library, "where is my REFUND?")
    with pytest.raises(BadValue, match="already"), library.writing() as session:
        questions.rename(session, second, "Where is my refund?", by="mia")
    with library.writing() as session:
        questions.rename(session, first, "where is my refund?", by="mia")
        assert questions.names(session)[first] == "where is my refund?"


def test_renaming_keeps_what_hangs_on_a_question(library: Library) -> None:
    save_live(library, reply("refund-late"))
    with library.writing() as session:
        id_ = questions.put(session, name="Refund?", by="mia", is_pinned=True)
        questions.link(session, id_, "refund-late", by="mia")
        questions.phrase(session, id_, ["no money"], by="mia")
        questions.rename(session, id_, "Where is my refund?", by="mia")
    with library.reading() as session:
        [found] = questions.current(session)
    assert (found.id, found.name, found.is_pinned) == (id_, "Where is my refund?", True)
    assert (len(found.templates), found.phrasings) == (1, ("no money",))


def test_a_question_is_named_by_its_id_its_name_or_how_they_begin(library: Library) -> None:
    refund, order = add(library, "Where is my refund?"), add(library, "Where is my order?")
    with library.reading() as session:
        for named in (refund, "Where is my refund?", "WHERE IS MY REF", "where-is-my-r"):
            assert questions.resolve(session, named) == refund
        assert questions.resolve(session, order) == order
        with pytest.raises(BadValue, match="any of 2 questions"):
            questions.resolve(session, "where is")


@pytest.mark.parametrize("named", ["where is my refnd", "my refund", ""])
def test_an_unknown_question_is_told_with_the_nearest(library: Library, named: str) -> None:
    refund = add(library, "Where is my refund?")
    add(library, "How do I sign in?")
    with library.reading() as session, pytest.raises(UnknownName) as caught:
        questions.resolve(session, named)
    assert caught.value.nearest == ((refund,) if named else ())


def test_a_question_that_became_part_of_another_is_named_no_more(library: Library) -> None:
    with library.writing() as session:
        kept = questions.add(session, "Where is my refund?", by="mia")
        questions.put(session, name="Refund late?", by="mia", id="late", merged_into=kept)
        assert list(questions.names(session)) == [kept]


def test_linking_says_whether_it_altered_anything(library: Library) -> None:
    save_live(library, reply("a"))
    id_ = add(library, "Why?")
    with library.writing() as session:
        assert questions.link(session, id_, "a", by="mia")
        assert not questions.link(session, id_, "a", by="mia")
        assert questions.link(session, id_, "a", by="mia", state="unlinked")


def test_agents_add_and_rename_nothing(library: Library) -> None:
    id_ = add(library, "Why?")
    with library.writing() as session:
        members.add(session, "Tom", role="agent", by="mia")
    with pytest.raises(NotAllowed), library.writing() as session:
        questions.add(session, "How?", by="Tom")
    with pytest.raises(NotAllowed), library.writing() as session:
        questions.rename(session, id_, "How?", by="Tom")
