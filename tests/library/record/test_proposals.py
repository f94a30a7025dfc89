"""What customers wrote becomes a phrasing once three tickets brought it and a lead says yes."""

from __future__ import annotations

from collections import Counter

import pytest
from asked_builders import asked, search, use
from record_builders import reply, save_live

from library.errors import BadValue, NotAllowed, UnknownName
from library.record import history, members, proposals, questions, review
from library.record.database import Library

SINCE = "2026-05-01T00:00:00.000000Z"
MESSAGE = "Where is my <WORD>? It was order <NUM>"


@pytest.fixture
def template(library: Library) -> str:
    """A live template that answers one question."""
    saved = save_live(library, reply("refund-late"))
    with library.writing() as session:
        question = questions.add(session, "Where is my refund?", by="mia")
        questions.link(session, question, "refund-late", by="mia")
        members.add(session, "Tom", role="agent", by="mia")
    return saved.template


def proposed(library: Library, **least: int) -> list[proposals.Proposed]:
    with library.reading() as session:
        return proposals.proposed(session, since=SINCE, **least)


def decide(library: Library, *, is_accepted: bool, by: str = "mia") -> None:
    with library.writing() as session:
        proposals.decide(session, proposals.proposed(session, since=SINCE), by=by, is_accepted=is_accepted)


def test_a_message_is_proposed_once_three_different_tickets_brought_it(library: Library, template: str) -> None:
    with library.writing() as session:
        asked(session, MESSAGE, template, ticket="t1", day=3)
        asked(session, MESSAGE, template, ticket="t1", agent="tom", day=4)
        asked(session, MESSAGE, template, ticket="t2", day=5)
    assert proposed(library) == []
    assert [item.tickets for item in proposed(library, least_tickets=1)] == [2]
    with library.writing() as session:
        asked(session, MESSAGE, template, ticket="t3", day=6)
    [item] = proposed(library)
    assert (item.template, item.abbreviation, item.tickets) == (template, "refund-late", 3)
    assert item.text == "Where is my …? It was order …"
    assert item.questions == (("where-is-my-refund", "Where is my refund?"),)
    assert (item.first_at[:10], item.last_at[:10]) == ("2026-05-03", "2026-05-06")


def test_messages_nearly_alike_about_one_template_are_one_and_others_are_not(library: Library, template: str) -> None:
    with library.writing() as session:
        asked(session, "still waiting for my money back", template, ticket="t1")
        asked(session, "Still waiting for my mony back!", template, ticket="t2")
        asked(session, "my money back still waiting for", template, ticket="t3")
        asked(session, "please send the invoice again", template, ticket="t4")
    [together, alone] = proposed(library, least_tickets=1)
    assert (together.tickets, len(together.wordings)) == (3, 3)
    assert (alone.tickets, alone.text) == (1, "please send the invoice again")


def test_a_use_without_a_ticket_counts_once_for_its_agent_and_day(library: Library, template: str) -> None:
    with library.writing() as session:
        for agent, day in (("ana", 3), ("Ana", 3), ("ana", 4), ("tom", 3)):
            asked(session, MESSAGE, template, agent=agent, day=day)
    assert [item.tickets for item in proposed(library, least_tickets=1)] == [3]


def test_only_uses_that_stand_after_a_suggestion_propose_anything(library: Library, template: str) -> None:
    with library.writing() as session:
        taken_back = asked(session, "taken back at once", template)
        use(session, template, corrects=taken_back)
        use(session, template, search(session, "typed into the box", "used"))
        search(session, "nothing came of it", "abandoned", kind="suggest")
        asked(session, "<WORD> <NUM>!", template)
        asked(session, "of a template that is gone", "gone")
        asked(session, "long ago", template, day=1)
        late = search(session, "one that stands", "used", kind="suggest")
        use(session, template, late)
    with library.reading() as session:
        found = proposals.proposed(session, since="2026-05-02T00:00:00.000000Z", least_tickets=1)
    assert [item.text for item in found] == ["one that stands"]


def test_what_is_confirmed_or_removed_or_nearly_that_is_not_proposed(library: Library, template: str) -> None:
    with library.writing() as session:
        questions.phrase(session, "where-is-my-refund", ["Where is my refund"], by="mia")
        questions.phrase(session, "where-is-my-refund", ["I want to complain"], by="mia", state="removed")
        asked(session, "where is my refund??", template)
        asked(session, "I want to complian", template)
        asked(session, "how much longer", template)
    assert [item.text for item in proposed(library, least_tickets=1)] == ["how much longer"]


def test_a_templates_refused_phrasing_may_still_be_proposed_for_another(library: Library, template: str) -> None:
    other = save_live(library, reply("order-late")).template
    with library.writing() as session:
        questions.phrase(session, "where-is-my-refund", ["where is it"], by="mia", state="removed")
        asked(session, "where is it", template)
        asked(session, "where is it", other)
    assert [item.abbreviation for item in proposed(library, least_tickets=1)] == ["order-late"]


def test_accepted_it_is_what_desks_get_with_the_next_change(library: Library, template: str) -> None:
    with library.writing() as session:
        for ticket in ("t1", "t2", "t3"):
            asked(session, MESSAGE, template, ticket=ticket)
    with library.reading() as session:
        before = history.head(session)[0]
    decide(library, is_accepted=True)
    assert proposed(library, least_tickets=1) == []
    with library.reading() as session:
        [altered] = history.live_since(session, before)
        assert altered.live is not None
        assert altered.live.phrasings == ("Where is my …? It was order …",)


def test_refused_it_is_no_phrasing_and_never_proposed_again(library: Library, template: str) -> None:
    with library.writing() as session:
        for ticket in ("t1", "t2", "t3"):
            asked(session, MESSAGE, template, ticket=ticket)
    decide(library, is_accepted=False)
    with library.writing() as session:
        for ticket in ("t4", "t5", "t6"):
            asked(session, "Where is my <WORD>? it was order <ID>", template, ticket=ticket)
    assert proposed(library) == []
    with library.reading() as session:
        assert questions.current(session)[0].phrasings == ()


def test_a_template_without_a_question_is_refused_with_its_remedy(library: Library) -> None:
    saved = save_live(library, reply("ack-got"))
    with library.writing() as session:
        for ticket in ("t1", "t2", "t3"):
            asked(session, MESSAGE, saved.template, ticket=ticket)
    assert proposed(library)[0].questions == ()
    with pytest.raises(BadValue, match="answers no question yet") as caught:
        decide(library, is_accepted=True)
    assert "snippets questions link QUESTION ack-got" in caught.value.hint


def test_only_who_decides_may_say_yes_or_no(library: Library, template: str) -> None:
    with library.writing() as session:
        for ticket in ("t1", "t2", "t3"):
            asked(session, MESSAGE, template, ticket=ticket)
    with pytest.raises(NotAllowed, match="Tom may not"):
        decide(library, is_accepted=True, by="Tom")
    assert len(proposed(library)) == 1


def test_an_id_stays_while_other_wordings_come_and_names_the_very_text(library: Library, template: str) -> None:
    with library.writing() as session:
        asked(session, "still waiting for my money back", template, ticket="t1")
    [before] = proposed(library, least_tickets=1)
    with library.writing() as session:
        asked(session, "still waiting for my mony back", template, ticket="t2")
        asked(session, "still waiting for my mony back", template, ticket="t3")
    [now] = proposed(library)
    assert now.text == "still waiting for my mony back"
    assert proposals.find([now], before.id).text == "still waiting for my money back"
    assert proposals.find([now], now.id[:4].upper()).text == now.text
    for wrong in ("zz", ""):
        with pytest.raises(UnknownName, match="no proposed phrasing"):
            proposals.find([now], wrong)


def test_the_beginning_of_several_ids_names_none(library: Library, template: str) -> None:
    with library.writing() as session:
        for number in range(40):
            asked(session, f"{'abcdefghij'[number % 10] * 9} {'klmnop'[number // 10] * 7}", template)
    every = proposed(library, least_tickets=1)
    # Forty ids share sixteen digits to begin with.
    first, _ = Counter(item.id[0] for item in every).most_common(1)[0]
    with pytest.raises(BadValue, match="begins"):
        proposals.find(every, first)


def test_facts_and_fragments_are_answers_to_nobody(library: Library) -> None:
    saved = save_live(library, reply("refund-days", "5", kind="fact"))
    with library.writing() as session:
        asked(session, MESSAGE, saved.template)
    assert proposed(library, least_tickets=1) == []


def test_a_suspended_templates_messages_wait(library: Library, template: str) -> None:
    with library.writing() as session:
        asked(session, MESSAGE, template)
        review.suspend(session, ["refund-late"], by="mia", reason="wrong")
    assert proposed(library, least_tickets=1) == []
