"""On a server people do what their role lets them, with their own credentials, through the program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from record_builders import always, reply, save_next
from role_builders import PEOPLE, Team, a_team
from servers import Server
from sqlalchemy import text

from library.desk import outbox, proposals
from library.desk.proposals import Proposal
from library.desk.store import open_desk
from library.documents import canonical_text
from library.errors import LibraryError, NotAllowed
from library.identifiers import make_id, utc_text
from library.record import (
    authoring,
    duplicates,
    history,
    logins,
    members,
    proposed,
    questions,
    removal,
    review,
    settings,
)
from library.record.authoring import Saved
from library.record.database import run
from library.record.verify import verify
from library.sync import sync

NOW = datetime.now(UTC)


@pytest.fixture
def team(credentials_server: Server) -> Iterator[Team]:
    with a_team(credentials_server, f"team_{os.getpid()}") as made:
        yield made


def test_an_agent_takes_what_is_live_and_hands_in_as_nobody_else(team: Team, tmp_path: Path) -> None:
    path = str(tmp_path / "desk.db")
    synced = sync(team.addresses["ana"], lambda _: path, now=NOW)
    assert synced.version > 0
    with closing(open_desk(path)) as desk:
        assert [name for name, _ in desk.names()] == ["late", "refund-late"]
        template = desk.live("refund-late")
        for agent in ("ana", "bo"):
            use = outbox.Use(make_id(), template.template, template.revision, 1, agent, utc_text(NOW))
            outbox.record_use(desk, use)
    assert sync(team.addresses["ana"], lambda _: path, now=NOW).handed_in == 1
    with closing(open_desk(path)) as desk:
        assert outbox.waiting(desk).uses == 1, "bo's use waits for bo"
    with team.admin.reading() as session:
        agents = session.execute(text("SELECT agent, count(*) FROM uses GROUP BY agent ORDER BY agent")).all()
    assert [tuple(row) for row in agents] == [("ana", 2), ("bo", 1), ("tom", 1)]


def test_leads_write_review_and_approve_each_others_work(team: Team) -> None:
    with team.opened("lea") as library:
        saved = run(library, lambda s: authoring.save(s, reply("vat", "VAT is included."), author="lea"))
        run(library, lambda s: review.submit(s, ["vat"], by="lea"))
        with pytest.raises(NotAllowed, match="may not approve it alone"):
            run(library, lambda s: review.approve(s, ["vat"], by="lea", renders=always))
    with team.opened("leo") as library:
        run(library, lambda s: review.approve(s, ["vat", "cancel-plan"], by="leo", renders=always))
        run(library, lambda s: review.suspend(s, ["vat"], by="leo", renders=always))
        run(library, lambda s: review.revive(s, ["vat"], by="leo", renders=always))
        run(library, lambda s: save_next(s, saved, reply("vat", "VAT is not included."), by="leo"))
        run(library, lambda s: removal.release(s, "gone", by="leo"))
        question = run(library, lambda s: questions.add(s, "Is VAT included?", by="leo"))
        run(library, lambda s: questions.link(s, question, "vat", by="leo"))
        run(library, lambda s: members.add(s, "new", by="leo"))
        assert verify(library) == ()
    with team.admin.reading() as session:
        assert {item.document.abbreviation for item in history.live(session)} == {"refund-late", "vat", "cancel-plan"}


def test_an_owner_sets_rules_and_removes_a_text_for_good(team: Team) -> None:
    with team.opened("olga") as library:
        run(library, lambda s: settings.set(s, "review.second_person", "never", by="olga"))
        run(library, lambda s: removal.redact(s, "secret", 1, by="olga", reason="a name", renders=always))
        run(library, lambda s: members.add(s, "lea", role="agent", by="olga"))
        assert verify(library) == ()
    with team.opened("lea") as library, pytest.raises(LibraryError):
        run(library, lambda s: authoring.save(s, reply("more"), author="lea"))


def test_an_analyst_reads_counts_and_no_names(team: Team) -> None:
    with team.opened("nina") as library, library.reading() as session:
        assert len(history.live(session)) == 1
        agents = set(session.scalars(text("SELECT agent FROM report_v1_uses")))
        assert len(agents) == 3
        assert not agents & {"ana", "bo", "tom"}
        roster = set(session.scalars(text("SELECT name FROM report_v1_members")))
        assert agents < roster, "the same sign for the same person"
    with team.opened("lea") as library, library.reading() as session:
        assert set(session.scalars(text("SELECT agent FROM report_v1_uses"))) == {"ana", "bo", "tom"}


def test_who_has_left_by_the_roster_writes_nothing_any_more(team: Team) -> None:
    run(team.admin, lambda s: members.end(s, "leo", by="mia"))
    with team.opened("leo") as library, pytest.raises(NotAllowed):
        run(library, lambda s: authoring.save(s, reply("more"), author="leo"))
    with team.connect("leo") as connection, pytest.raises(Exception, match="row-level security"):
        connection.execute("INSERT INTO uses (id, template, revision, version, agent, channel, source, action, edited,"
                           " fields_by_hand, fields_from_context, used_at) VALUES"
                           " ('x', 't', 1, 1, 'leo', '', '', '', 0, 0, 0, '2026')")  # fmt: skip


def test_roles_are_given_taken_and_listed(team: Team) -> None:
    run(team.admin, lambda s: logins.grant(s, team.admin.id, "ana", "lead", by="mia"))
    run(team.admin, lambda s: logins.revoke(s, team.admin.id, "bo", by="mia"))
    run(team.admin, lambda s: members.enter(s, "tom", role="analyst", by="mia"))
    with team.admin.reading() as session:
        found = {login.name: login for login in logins.people(session, team.admin.id)}
    expected = {name: role for name, role in (PEOPLE | {"ana": "lead"}).items() if name != "bo"}
    assert {name: login.role for name, login in found.items() if login.role} == expected
    assert (found["tom"].on_roster, found["tom"].may_log_in, found["tom"].agrees) == ("analyst", False, False)
    with team.opened("ana") as library:
        run(library, lambda s: authoring.save(s, reply("new"), author="ana"))
        with library.reading() as session:
            assert logins.own_login(session, library.id).role == "lead"
    with pytest.raises(LibraryError), team.opened("bo"):
        pass


def test_an_agents_proposal_is_theirs_whoever_takes_it_in(team: Team, tmp_path: Path) -> None:
    path = str(tmp_path / "desk.db")
    sync(team.addresses["ana"], lambda _: path, now=NOW)
    document = canonical_text(reply("thanks-ana", "Thank you."))
    with closing(open_desk(path)) as desk:
        for agent in ("ana", "bo"):
            proposals.record_proposal(desk, Proposal(make_id(), agent, document, "often asked", utc_text(NOW)))
    sync(team.addresses["ana"], lambda _: path, now=NOW)
    with closing(open_desk(path)) as desk:
        assert outbox.waiting(desk).proposals == 1, "bo's waits for bo"
    with team.opened("ana") as library:
        with library.reading() as session:
            assert not proposed.may_write(session)
            assert set(session.scalars(text("SELECT agent FROM proposals"))) == {"ana"}
        with pytest.raises(NotAllowed):
            run(library, lambda s: proposed.take_in(s, by="ana"))
    with team.opened("lea") as library:
        became = run(library, lambda s: proposed.take_in(s, by="lea"))
        assert sorted((one.agent, one.name, one.problem) for one in became) == [
            ("ana", "from-ana", ""), ("ana", "thanks-ana", ""), ("bo", "from-bo", ""), ("tom", "thanks", ""),
        ]  # fmt: skip
        run(library, lambda s: review.approve(s, ["thanks-ana"], by="lea", renders=always))
        assert verify(library) == ()
        with library.reading() as session:
            assert [state.author for state in history.revisions(session, "thanks-ana")] == ["ana"]
        with pytest.raises(NotAllowed):
            run(library, lambda s: authoring.save(s, reply("invented"), author="ana", source="propose:x", by="lea"))
    assert verify(team.admin) == ()


def test_a_server_that_asks_for_a_second_person_says_so_before_anything_is_written(team: Team) -> None:
    with team.opened("lea") as library:
        run(library, lambda s: authoring.save(s, reply("rival", "It is underway."), author="lea"))
    with team.opened("leo") as library:
        run(library, lambda s: review.approve(s, ["rival"], by="leo", renders=always))
        with pytest.raises(NotAllowed, match="“other” has to wait for somebody else") as told:
            run(library, lambda s: duplicates.alias(s, "rival", "other", by="leo", renders=always))
        assert "snippets alias rival “other” --submit" in told.value.hint
        for verb in (duplicates.merge, duplicates.make_alias):
            with pytest.raises(NotAllowed, match="new names of refund-late have to wait for somebody else") as told:
                run(library, lambda s, v=verb: v(s, "refund-late", "rival", by="leo", renders=always))
            assert "snippets duplicates drop rival" in told.value.hint
        with library.reading() as session:
            assert {item.names for item in history.live(session)} == {("refund-late", "late"), ("rival",)}
        # what the hint says to do instead
        run(library, lambda s: duplicates.drop(s, "rival", by="leo", renders=always))
        run(library, lambda s: removal.release(s, "rival", by="leo"))
        newest = run(library, lambda s: history.revisions(s, "refund-late")[-1])
        assert newest.document is not None
        named = newest.document._replace(aliases=("late", "rival"))
        saved = Saved(newest.template, newest.number, True)
        run(library, lambda s: save_next(s, saved, named, by="leo"))
        run(library, lambda s: review.submit(s, ["refund-late"], by="leo"))
    with team.opened("lea") as library:
        run(library, lambda s: review.approve(s, ["refund-late"], by="lea", renders=always))
        assert verify(library) == ()


def test_where_no_second_person_is_asked_for_a_lead_on_a_server_merges_alone(team: Team) -> None:
    with team.opened("olga") as library:
        run(library, lambda s: settings.set(s, "review.second_person", "never", by="olga"))
    with team.opened("lea") as library:
        run(library, lambda s: authoring.save(s, reply("rival", "It is underway."), author="lea"))
        run(library, lambda s: review.approve(s, ["rival"], by="lea", renders=always))
        run(library, lambda s: duplicates.alias(s, "rival", "other", by="lea", renders=always))
        run(library, lambda s: duplicates.merge(s, "refund-late", "rival", by="lea", renders=always))
        with library.reading() as session:
            [item] = history.live(session)
        assert set(item.names) == {"refund-late", "late", "rival", "other"}
        assert verify(library) == ()
