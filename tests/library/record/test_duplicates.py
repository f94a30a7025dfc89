"""Templates that are nearly alike: kept, merged, given another name, dropped."""

from __future__ import annotations

import pytest
from record_builders import always, reply, save_live

from library.documents import Document
from library.errors import BadValue, NameTaken, NotAllowed, TemplateFault
from library.record import duplicates, history, members, questions, review, settings
from library.record.changes import current_version
from library.record.database import Library
from library.record.verify import verify


def live(library: Library) -> dict[str, tuple[str, ...]]:
    with library.reading() as session:
        return {item.document.abbreviation: item.names for item in history.live(session)}


def test_two_that_are_meant_to_be_alike_are_remembered_and_are_no_rule(library: Library) -> None:
    one, other = save_live(library, reply("a")), save_live(library, reply("b"))
    with library.writing() as session:
        assert duplicates.keep_alike(session, ["b", "a", "B"], by="mia", reason="one for chat") == 3
        assert duplicates.kept_alike(session) == {tuple(sorted((one.template, other.template)))}
        assert settings.list(session) == {}
    for names in (["a"], ["a", "A"]):
        with pytest.raises(BadValue), library.writing() as session:
            duplicates.keep_alike(session, names, by="mia")
    assert verify(library) == ()


def test_merging_retires_one_and_its_names_lead_to_the_other_in_one_change(library: Library) -> None:
    save_live(library, reply("a", "Kept.", aliases=("first",)))
    save_live(library, reply("b", "Dropped.", aliases=("Second One",)))
    save_live(library, reply("letter", "Hi"))
    with library.writing() as session:
        question = questions.put(session, name="Why?", by="mia")
        questions.link(session, question, "b", by="mia")
        duplicates.merge(session, "a", "b", by="mia", renders=always)
        version = current_version(session)
    assert version == 4
    assert live(library) == {"a": ("a", "first", "b", "Second One"), "letter": ("letter",)}
    with library.reading() as session:
        kept = history.resolve(session, "second one")
        assert history.revisions(session, "b")[-1].document == reply("a", "Kept.", aliases=("first", "b", "Second One"))
        assert [template for _, template in history.current_links(session) if template == kept]
    assert verify(library) == ()


def test_what_included_the_one_now_includes_the_other(library: Library) -> None:
    for document in (
        reply("bye", "Bye", kind="fragment"),
        reply("so-long", "So long", kind="fragment"),
        reply("letter", "Hi. {% include 'so-long' %}"),
    ):
        save_live(library, document)
    with library.writing() as session:
        duplicates.merge(session, "bye", "so-long", by="mia")
    assert live(library) == {"bye": ("bye", "so-long"), "letter": ("letter",)}


@pytest.mark.parametrize(
    "other", [reply("b", "1", kind="fact"), reply("b", "part", kind="fragment")], ids=["a fact", "a fragment"]
)
def test_templates_of_two_kinds_are_not_merged(library: Library, other: Document) -> None:
    save_live(library, reply("a"))
    save_live(library, other)
    with pytest.raises(BadValue), library.writing() as session:
        duplicates.merge(session, "a", "b", by="mia")
    assert set(live(library)) == {"a", "b"}


def test_one_template_or_one_not_live_is_not_merged(library: Library) -> None:
    save_live(library, reply("a", aliases=("also-a",)))
    save_live(library, reply("b"))
    with library.writing() as session:
        review.retire(session, ["b"], by="mia", renders=always)
    for name in ("also-a", "b"):
        with pytest.raises(BadValue), library.writing() as session:
            duplicates.merge(session, "a", name, by="mia")


def test_leads_merge_and_name_without_a_second_person_and_agents_do_not(library: Library) -> None:
    for name in ("a", "b"):
        save_live(library, reply(name))
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        members.add(session, "tom", role="agent", by="mia")
    for verb in (duplicates.merge, duplicates.alias):
        with pytest.raises(NotAllowed), library.writing() as session:
            verb(session, "a", "b", by="tom", renders=always)
    with library.writing() as session:
        duplicates.alias(session, "a", "other-name", by="lea", renders=always)
        duplicates.merge(session, "a", "b", by="lea", renders=always)
    assert live(library) == {"a": ("a", "other-name", "b")}


def test_a_name_that_is_taken_is_no_alias(library: Library) -> None:
    save_live(library, reply("a"))
    save_live(library, reply("b"))
    with pytest.raises(NameTaken), library.writing() as session:
        duplicates.alias(session, "a", "b", by="mia", renders=always)
    with pytest.raises(BadValue), library.writing() as session:
        duplicates.alias(session, "a", "A", by="mia", renders=always)


def test_dropping_what_others_need_is_refused(library: Library) -> None:
    save_live(library, reply("bye", "Bye", kind="fragment"))
    save_live(library, reply("letter", "{% include 'bye' %}"))
    with pytest.raises(TemplateFault), library.writing() as session:
        duplicates.drop(session, "bye", by="mia")
    with library.writing() as session:
        duplicates.drop(session, "letter", by="mia")
    assert set(live(library)) == {"bye"}


def test_an_alias_takes_the_names_and_leaves_the_questions(library: Library) -> None:
    save_live(library, reply("a", "Kept."))
    save_live(library, reply("b", "Dropped.", aliases=("second",)))
    with library.writing() as session:
        question = questions.put(session, name="Why?", by="mia")
        questions.link(session, question, "b", by="mia")
        duplicates.make_alias(session, "a", "b", by="mia", renders=always)
    assert live(library) == {"a": ("a", "b", "second")}
    with library.reading() as session:
        kept = history.resolve(session, "a")
        assert [template for _, template in history.current_links(session) if template == kept] == []
    assert verify(library) == ()


def test_that_two_are_meant_to_be_alike_can_be_taken_back_and_said_again(library: Library) -> None:
    for name in ("a", "b", "c"):
        save_live(library, reply(name))
    with library.writing() as session:
        duplicates.keep_alike(session, ["a", "b"], by="mia")
        duplicates.forget_alike(session, ["a", "b", "c"], by="mia")
        assert duplicates.kept_alike(session) == frozenset()
    with pytest.raises(BadValue), library.writing() as session:
        duplicates.forget_alike(session, ["a", "b"], by="mia")
    with library.writing() as session:
        duplicates.keep_alike(session, ["a", "b"], by="mia")
        assert len(duplicates.kept_alike(session)) == 1
    assert verify(library) == ()
