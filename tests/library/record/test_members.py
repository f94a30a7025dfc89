"""The roster, the settings and the top questions."""

from __future__ import annotations

import pytest
from record_builders import reply, save_live

from library.errors import BadValue, NotAllowed, UnknownName
from library.record import members, questions, settings
from library.record.database import Library
from library.record.questions import Ranked


def test_who_makes_a_library_owns_it(library: Library) -> None:
    with library.reading() as session:
        [person] = members.list(session)
        assert (person.name, person.role, person.until) == ("mia", "owner", "")
        assert members.role_of(session, "MIA") == "owner"
        assert members.role_of(session, "tom") == ""


def test_a_member_is_known_by_name_in_any_case_and_by_earlier_names(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "Lea Ray", role="lead", by="mia", team="night", earlier_names=("Lea Sun",))
    with library.reading() as session:
        assert members.role_of(session, "lea ray") == "lead"
        assert members.role_of(session, "LEA SUN") == "lead"


def test_who_left_has_no_role_and_was_there_before(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "tom", role="agent", by="mia", from_at="2026-01-01T00:00:00.000000Z")
        members.leave(session, "tom", by="mia", until="2026-03-01T00:00:00.000000Z")
    with library.reading() as session:
        assert members.role_of(session, "tom") == ""
        assert "tom" in [person.name for person in members.list(session, at="2026-02-01T00:00:00.000000Z")]
        assert "tom" not in [person.name for person in members.list(session, at="2026-03-01T00:00:00.000000Z")]


def test_the_last_owner_can_neither_leave_nor_step_down(library: Library) -> None:
    with pytest.raises(NotAllowed, match="only owner"), library.writing() as session:
        members.leave(session, "mia", by="mia")
    with pytest.raises(NotAllowed, match="only owner"), library.writing() as session:
        members.add(session, "mia", role="lead", by="mia")


def person(library: Library, name: str) -> members.Person:
    with library.reading() as session:
        found = members.find(session, name)
    assert found is not None
    return found


def test_somebody_added_without_a_role_or_team_is_an_agent_of_none(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "tom", by="mia")
    assert (person(library, "tom").role, person(library, "tom").team) == ("agent", "")


def added_again(library: Library, **how: str) -> tuple[str, str]:
    with library.writing() as session:
        members.add(session, "lea", by="mia", **how)
    return person(library, "lea").role, person(library, "lea").team


def test_adding_somebody_again_leaves_what_is_not_named_as_it_was(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "lea", role="lead", team="night", by="mia", from_at="2026-01-01T00:00:00.000000Z")
    assert added_again(library) == ("lead", "night")
    assert added_again(library, team="day") == ("lead", "day")
    assert added_again(library, role="analyst") == ("analyst", "day")
    assert added_again(library, team="") == ("analyst", "")
    assert person(library, "lea").from_at == "2026-01-01T00:00:00.000000Z"


def test_only_an_owner_adds_an_owner_again(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        members.add(session, "mia", by="mia", team="day")
    assert (person(library, "mia").role, person(library, "mia").team) == ("owner", "day")
    with pytest.raises(NotAllowed), library.writing() as session:
        members.add(session, "mia", by="lea")


def test_a_lead_adds_agents_and_makes_no_owner(library: Library) -> None:
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        members.add(session, "tom", role="agent", by="lea")
    for name, role in (("tom", "owner"), ("mia", "agent")):
        with pytest.raises(NotAllowed), library.writing() as session:
            members.add(session, name, role=role, by="lea")
    with pytest.raises(NotAllowed), library.writing() as session:
        members.add(session, "eve", role="agent", by="tom")


def test_unknown_roles_and_members_are_refused(library: Library) -> None:
    with pytest.raises(BadValue, match="boss"), library.writing() as session:
        members.add(session, "tom", role="boss", by="mia")
    with pytest.raises(UnknownName), library.writing() as session:
        members.leave(session, "nobody", by="mia")


def test_a_setting_is_what_an_owner_set_last(library: Library) -> None:
    with library.writing() as session:
        assert settings.set(session, "title", "Billing", by="mia") == 1
    with library.writing() as session:
        assert settings.set(session, "title", "Support", by="mia") == 2
        members.add(session, "lea", role="lead", by="mia")
    with pytest.raises(NotAllowed) as caught, library.writing() as session:
        settings.set(session, "title", "Sales", by="lea")
    assert caught.value.hint == "owners may: mia"
    with library.reading() as session:
        assert settings.get(session, "title") == "Support"
        assert settings.get(session, "unset", "7") == "7"
        assert settings.list(session) == {"title": "Support"}


def test_a_setting_nobody_knows_is_refused_with_those_there_are(library: Library) -> None:
    with pytest.raises(BadValue, match="titel") as caught, library.writing() as session:
        settings.set(session, "titel", "Support", by="mia")
    assert "title" in caught.value.hint
    with library.reading() as session:
        assert settings.list(session) == {}


def test_the_frozen_list_ranks_questions_and_keeps_their_ids_through_renaming(library: Library) -> None:
    saved = save_live(library, reply("a"))
    with library.writing() as session:
        late = questions.put(session, name="Where is my refund?", by="mia")
        login = questions.put(session, name="I cannot sign in", by="mia", id="login")
        questions.link(session, late, "a", by="mia")
        questions.phrase(session, late, ["wheres my refund ", "wheres my refund"], by="mia")
        ranked = [Ranked("login", "I cannot sign in", 30, "0.06"), Ranked(late, "Where is my refund?", 20, "0.04")]
        questions.freeze(session, "2026Q4", ranked, by="mia")
        assert questions.put(session, name="Refund not arrived", by="mia", id=late) == late
    with library.reading() as session:
        first, second = questions.current(session)
    assert (first.id, first.rank, first.volume, first.share, first.templates) == (login, 1, 30, "0.06", ())
    assert (second.id, second.rank, second.name) == (late, 2, "Refund not arrived")
    assert (second.phrasings, second.templates) == (("wheres my refund",), (saved.template,))


def test_a_frozen_period_stays_frozen(library: Library) -> None:
    with library.writing() as session:
        questions.freeze(session, "2026Q4", [Ranked("q", "Q?")], by="mia")
    with pytest.raises(BadValue, match="frozen already"), library.writing() as session:
        questions.freeze(session, "2026Q4", [Ranked("r", "R?")], by="mia")


def test_an_unlinked_template_no_longer_answers_the_question(library: Library) -> None:
    save_live(library, reply("a"))
    with library.writing() as session:
        question = questions.put(session, name="Q?", by="mia")
        questions.link(session, question, "a", by="mia")
        questions.link(session, question, "a", by="mia", state="unlinked")
    with library.reading() as session:
        assert questions.current(session)[0].templates == ()


def test_phrasings_and_links_need_a_question_that_is_there(library: Library) -> None:
    with pytest.raises(UnknownName), library.writing() as session:
        questions.phrase(session, "nothing", ["text"], by="mia")
