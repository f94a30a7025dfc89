"""What agents propose is handed in like a flag, and a draft of theirs once a lead's program has taken it in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from record_builders import always, reply
from sqlmodel import Session

from library.documents import Document, canonical_text
from library.errors import NotAllowed
from library.record import authoring, history, intake, members, proposed, queue, review
from library.record.database import Library, run
from library.record.proposed import Became
from library.record.verify import verify

AT = "2026-05-03T10:00:0{}.000000Z"
NUMBERS = iter(range(1, 1000))


@pytest.fixture(autouse=True)
def people(library: Library) -> None:
    with library.writing() as session:
        for name, role in (("lea", "lead"), ("ana", "agent"), ("bo", "agent")):
            members.add(session, name, role=role, by="mia")


def hand_in(library: Library, document: Document | str, *, agent: str = "ana", second: int = 0, id: str = "") -> str:
    """What a desk does: the proposal's id."""
    text = document if isinstance(document, str) else canonical_text(document)
    row = {"id": id or f"proposal-{next(NUMBERS)}", "agent": agent, "document": text, "why": "customers like it"}
    with library.writing() as session:
        intake.store_proposals(session, [row | {"proposed_at": AT.format(second)}])
    return str(row["id"])


def take_in(library: Library, by: str = "lea") -> list[Became]:
    with library.writing() as session:
        return proposed.take_in(session, by=by)


def waits(session: Session) -> list[tuple[str, int, str, str]]:
    found = queue.queue(session, since="")
    return [(one.abbreviation, one.revision, one.by, one.why) for one in found.proposals]


def test_a_lead_takes_in_what_an_agent_proposed_and_may_approve_it(library: Library) -> None:
    id_ = hand_in(library, reply("thanks-ana", aliases=("merci",)))
    with library.reading() as session:
        assert proposed.is_due(session, by="lea")
        assert waits(session) == []
    [became] = take_in(library)
    assert (became.id, became.agent, became.name, became.revision, became.problem) == (id_, "ana", "thanks-ana", 1, "")
    with library.reading() as session:
        [draft] = history.revisions(session, "thanks-ana")
        assert (draft.author, draft.message, draft.source) == ("ana", "customers like it", f"propose:{id_}")
        assert waits(session) == [("thanks-ana", 1, "ana", "customers like it")]
        assert not proposed.is_due(session, by="lea")
    with library.writing() as session:
        review.approve(session, ["thanks-ana"], by="lea", renders=always)
    assert verify(library) == ()
    with library.reading() as session:
        assert [item.document.abbreviation for item in history.live(session)] == ["thanks-ana"]


def test_an_agent_who_is_the_author_may_not_approve_though_a_lead_took_it_in(library: Library) -> None:
    hand_in(library, reply("thanks-lea"), agent="lea")
    take_in(library, by="mia")
    with pytest.raises(NotAllowed, match="may not approve"), library.writing() as session:
        review.approve(session, ["thanks-lea"], by="lea", renders=always)
    with library.writing() as session:
        review.approve(session, ["thanks-lea"], by="mia", renders=always)


def test_it_is_taken_in_once_however_often_it_is_handed_in(library: Library) -> None:
    id_ = hand_in(library, reply("thanks-ana"))
    assert len(take_in(library)) == 1
    assert hand_in(library, reply("thanks-ana"), id=id_) == id_
    assert take_in(library) == []
    hand_in(library, reply("thanks-ana"), second=1)  # the very text, sent once more
    assert take_in(library) == []
    with library.reading() as session:
        assert [state.number for state in history.revisions(session, "thanks-ana")] == [1]


def test_the_next_proposal_continues_the_draft_of_the_first(library: Library) -> None:
    hand_in(library, reply("thanks-ana", "One."))
    take_in(library)
    hand_in(library, reply("thanks-ana", "Two."), second=1)
    [became] = take_in(library)
    with library.reading() as session:
        states = history.revisions(session, "thanks-ana")
        assert [(state.number, state.based_on) for state in states] == [(1, None), (2, 1)]
        assert (became.template, became.revision) == (states[0].template, 2)


def test_of_two_that_came_together_the_later_counts_and_an_older_one_that_is_late_does_not(library: Library) -> None:
    hand_in(library, reply("thanks-ana", "One."), second=1)
    hand_in(library, reply("thanks-ana", "Two."), second=2)
    hand_in(library, reply("thanks-ana", "Bo's."), second=3, agent="bo")
    assert [(one.agent, one.revision) for one in take_in(library)] == [("ana", 1), ("bo", 0)]
    hand_in(library, reply("thanks-ana", "From another machine, a while ago."), second=0)
    assert [one.agent for one in take_in(library)] == ["bo"]
    with library.reading() as session:
        [draft] = history.revisions(session, "thanks-ana")
        assert draft.document is not None
        assert draft.document.body == "Two."


def test_what_was_sent_back_may_be_sent_again_as_it_is(library: Library) -> None:
    hand_in(library, reply("thanks-ana"))
    take_in(library)
    with library.writing() as session:
        review.reject(session, ["thanks-ana"], by="lea", reason="no")
    assert take_in(library) == []
    hand_in(library, reply("thanks-ana"), second=1)
    [became] = take_in(library)
    assert (became.revision, became.problem) == (1, "")
    assert take_in(library) == []
    with library.reading() as session:
        assert waits(session) == [("thanks-ana", 1, "ana", "customers like it")]
        assert proposed.revision_of(session, became.id) is None, "it is the revision that was there"
    assert verify(library) == ()


def test_a_name_that_was_taken_meanwhile_keeps_it_listed_with_the_reason(library: Library) -> None:
    with library.writing() as session:
        authoring.save(session, reply("thanks", aliases=("merci",)), author="lea")
        review.approve(session, ["thanks"], by="mia", renders=always)
    hand_in(library, reply("thanks-ana", aliases=("merci",)))
    for one in (*take_in(library), *take_in(library)):
        assert (one.template, one.name, one.agent) == ("", "thanks-ana", "ana")
        assert one.problem == "“merci” belongs to the shared template “thanks” already"
    with library.reading() as session:
        assert not proposed.is_due(session, by="lea"), "nobody has to write for it"
        assert [one.problem for one in proposed.stuck(session, by="lea")] == [one.problem]
        assert proposed.stuck(session, by="bo") == []
        assert authoring.owners(session, ["thanks-ana"]) == {}
    hand_in(library, reply("thanks-ana"), second=1)
    assert [became.problem for became in take_in(library)] == [""]
    with library.reading() as session:
        assert proposed.stuck(session, by="lea") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"format":2,"kind":"reply"}', "format this program does not know"),
        ("Thank you!", "not readable"),
        ("[" * 5000, "not readable"),
        ('{"format":1,"abbreviation":5,"body":"x","kind":"reply"}', "cannot be read"),
        ('{"abbreviation":"thanks", "body":"x","format":1,"kind":"reply"}', "not in the form"),
        (canonical_text(reply("Thanks a lot")), "cannot be an abbreviation"),
        (canonical_text(reply("thanks", aliases=("~thanks",))), "cannot be the name"),
    ],
)
def test_what_cannot_be_read_is_told_and_stays(library: Library, text: str, problem: str) -> None:
    hand_in(library, text)
    hand_in(library, reply("other"))
    first, second = sorted(take_in(library), key=lambda one: one.template)
    assert problem in first.problem
    assert (second.name, second.problem) == ("other", "")
    with library.reading() as session:
        assert [one.problem for one in proposed.stuck(session, by="lea")] == [first.problem]


def test_agents_take_in_their_own_only_and_leads_everybodys(library: Library) -> None:
    hand_in(library, reply("from-bo"), agent="bo")
    hand_in(library, reply("from-ana"))
    with library.reading() as session:
        assert not proposed.is_due(session, by="ana")
    assert [one.name for one in take_in(library, by="ana")] == ["from-ana"]
    with library.reading() as session:
        assert [one.name for one in proposed.waiting(session, by="lea")] == ["from-bo"]


def test_who_has_left_meanwhile_is_no_author(library: Library) -> None:
    hand_in(library, reply("from-bo"), agent="bo")
    with library.writing() as session:
        members.end(session, "bo", by="mia")
    [became] = take_in(library)
    assert "bo is not on the roster" in became.problem


def test_two_leads_who_look_at_once_take_it_in_once(library: Library) -> None:
    for number in range(5):
        hand_in(library, reply(f"thanks-{number}"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda by: run(library, lambda s: proposed.take_in(s, by=by)), ["lea", "mia"] * 4))
    assert sorted(one.name for became in found for one in became) == [f"thanks-{number}" for number in range(5)]
    with library.reading() as session:
        assert [(name, number) for name, number, _, _ in sorted(waits(session))] == [
            (f"thanks-{number}", 1) for number in range(5)
        ]
    assert verify(library) == ()
