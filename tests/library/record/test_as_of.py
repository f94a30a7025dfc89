"""What agents got at a version, and where a wrong revision went: fragments, facts and their names then included."""

from __future__ import annotations

from itertools import count

import pytest
from record_builders import always, ids_of, reply, save_live, soon, wait_until

from library.documents import Document, Variant
from library.errors import BadValue, UnknownName
from library.record import affected as affecting
from library.record import authoring, change_sets, duplicates, history, intake, review
from library.record.affected import Affected, OnDay
from library.record.as_of import AsOf, as_of
from library.record.change_sets import Edit
from library.record.database import Library

FACT = reply("refund-days", "30", kind="fact", type="number")
PART = reply("wait", "It takes {{ facts.refund_days }} days.", kind="fragment")
LETTER = reply("letter", "Hi, {% include 'wait' %}", variants=(Variant("chat", "Hi."),))
_numbers = count(1)


def change(library: Library, name: str, document: Document) -> int:
    """The next revision of a template, live at once; the library's version with it."""
    with library.writing() as session:
        newest = history.revisions(session, name)[-1]
        authoring.save(session, document, author="mia", template=newest.template, based_on=newest.number)
        return review.approve(session, [newest.template], by="mia", renders=always)


def at_version(library: Library, name: str, version: int, *, at: str = "") -> AsOf:
    with library.reading() as session:
        return as_of(session, name, version, at=at)


def fact_in(found: AsOf, name: str = "refund_days") -> str:
    document = found.catalog.document(name) or found.catalog.document(name.replace("_", "-"))
    return document.body if document else ""


def use(library: Library, name: str, *, revision: int, version: int, **more: object) -> None:
    with library.writing() as session:
        row: dict[str, object] = {"id": f"use-{next(_numbers)}", "template": ids_of(session, name)[0], "agent": "tom"}
        row |= {"revision": revision, "version": version, "used_at": "2026-05-03T10:00:00.000000Z", "channel": "email"}
        intake.store_uses(session, [row | more])


def affected(library: Library, name: str, number: int, **more: dict[str, str]) -> Affected:
    with library.reading() as session:
        return affecting.affected(session, name, number, **more)


@pytest.fixture
def filled(library: Library) -> Library:
    """Versions 1 to 3: the fact, the fragment that quotes it, the reply that includes that."""
    for document in (FACT, PART, LETTER):
        save_live(library, document)
    return library


def test_a_template_is_shown_as_it_was_with_what_it_quoted_then(filled: Library) -> None:
    assert change(filled, "refund-days", FACT._replace(body="14")) == 4
    assert change(filled, "letter", LETTER._replace(body="Dear, {% include 'wait' %}")) == 5
    then, between, now = (at_version(filled, "letter", version) for version in (3, 4, 5))
    assert [found.revision for found in (then, between, now)] == [1, 1, 2]
    assert [fact_in(found) for found in (then, between, now)] == ["30", "14", "14"]
    assert then.catalog.document("wait") == PART


def test_a_version_there_was_not_or_a_template_not_live_then_is_refused(filled: Library) -> None:
    for version, name in ((9, "letter"), (0, "letter"), (1, "letter")):
        with pytest.raises(BadValue) as told:
            at_version(filled, name, version)
        assert told.value.hint
    with pytest.raises(UnknownName):
        at_version(filled, "nobody-knows", 3)
    with filled.writing() as session:
        version = review.suspend(session, ["letter"], by="mia")
    with pytest.raises(BadValue, match="was not live"):
        at_version(filled, "letter", version)
    assert at_version(filled, "letter", version - 1).revision == 1


def test_a_name_given_to_another_since_leads_to_what_had_it_then(library: Library) -> None:
    for document in (reply("bye", "Bye.", kind="fragment"), reply("so-long", "So long.", kind="fragment")):
        save_live(library, document)
    save_live(library, reply("letter", "Hi. {% include 'bye' %}"))
    with library.writing() as session:
        version = duplicates.merge(session, "so-long", "bye", by="mia")
    for at, text in ((3, "Bye."), (version, "So long.")):
        found = at_version(library, "letter", at).catalog.document("bye")
        assert found is not None
        assert found.body == text


def test_within_a_version_what_came_at_a_moment_is_told_apart(filled: Library) -> None:
    with filled.writing() as session:
        at = soon(session, 1)
        template = ids_of(session, "refund-days")[0]
        edits = [Edit(FACT._replace(body="14"), template, 1)]
        change_sets.approve(session, change_sets.submit_together(session, "x", edits, by="mia", live_from=at), by="mia")
    wait_until(filled, at)
    assert fact_in(at_version(filled, "letter", 4)) == "30"
    assert fact_in(at_version(filled, "letter", 4, at=at)) == "14"


def test_a_called_off_set_never_was(filled: Library) -> None:
    with filled.writing() as session:
        at, template = soon(session, 3600), ids_of(session, "refund-days")[0]
        edits = [Edit(FACT._replace(body="14"), template, 1)]
        id_ = change_sets.submit_together(session, "x", edits, by="mia", live_from=at)
        change_sets.approve(session, id_, by="mia")
    with filled.writing() as session:
        version = change_sets.call_off(session, id_, by="mia")
    assert fact_in(at_version(filled, "letter", version - 1, at="2099")) == "14"
    assert fact_in(at_version(filled, "letter", version, at="2099")) == "30"


def test_a_wrong_reply_is_counted_by_day_and_channel_but_for_uses_taken_back(filled: Library) -> None:
    change(filled, "letter", LETTER._replace(body="Right."))
    for day in ("03", "03", "04"):
        use(filled, "letter", revision=1, version=3, used_at=f"2026-05-{day}T10:00:00.000000Z")
    use(filled, "letter", revision=1, version=4, channel="chat")
    use(filled, "letter", revision=2, version=4)
    use(filled, "letter", revision=1, version=3, id="mistaken")
    use(filled, "letter", revision=1, version=3, corrects="mistaken", action="undone")
    found = affected(filled, "letter", 1)
    assert found.uses == 4
    template = found.template
    assert found.days == (
        OnDay("2026-05-03", "chat", template, 1),
        OnDay("2026-05-03", "email", template, 2),
        OnDay("2026-05-04", "email", template, 1),
    )
    assert [(window.since, window.until) for window in found.windows] == [(3, 4)]
    assert found.names == {template: "letter"}


def test_a_wrong_fact_counts_the_replies_that_quoted_it_through_fragments_while_it_was_live(filled: Library) -> None:
    save_live(filled, reply("other", "{{ facts.refund_days }} days"))
    save_live(filled, reply("unrelated", "refund-days is what we call it"))
    assert change(filled, "refund-days", FACT._replace(body="14")) == 6
    for version in (3, 5):
        use(filled, "letter", revision=1, version=version)
    use(filled, "letter", revision=1, version=5, channel="chat")
    use(filled, "letter", revision=1, version=6)
    use(filled, "other", revision=1, version=5)
    use(filled, "unrelated", revision=1, version=5)
    wrong, right = affected(filled, "refund-days", 1), affected(filled, "refund-days", 2)
    uses = {wrong.names[day.template]: (day.channel, day.uses) for day in wrong.days}
    assert uses == {"letter": ("email", 2), "other": ("email", 1)}
    assert [(right.names[day.template], day.uses) for day in right.days] == [("letter", 1)]


def test_a_fragment_that_stopped_quoting_the_fact_counts_only_until_then(filled: Library) -> None:
    assert change(filled, "wait", PART._replace(body="Soon.")) == 4
    use(filled, "letter", revision=1, version=3)
    use(filled, "letter", revision=1, version=4)
    assert affected(filled, "refund-days", 1).uses == 1
    assert affected(filled, "wait", 1).uses == 1
    assert affected(filled, "wait", 2).uses == 1


def test_a_revision_that_was_live_twice_has_two_windows(filled: Library) -> None:
    with filled.writing() as session:
        review.suspend(session, ["letter"], by="mia")
    with filled.writing() as session:
        review.revive(session, ["letter"], by="mia")
    assert [(one.since, one.until) for one in affected(filled, "letter", 1).windows] == [(3, 4), (5, None)]


def test_a_draft_went_nowhere(filled: Library) -> None:
    with filled.writing() as session:
        authoring.save(
            session, FACT._replace(body="7"), author="mia", template=ids_of(session, "refund-days")[0], based_on=1
        )
    found = affected(filled, "refund-days", 2)
    assert (found.uses, found.windows) == (0, ())


def test_the_tickets_that_got_it_are_named_by_their_references(filled: Library) -> None:
    use(filled, "letter", revision=1, version=3, ticket_hash="aa")
    use(filled, "letter", revision=1, version=3, ticket_hash="bb")
    found = affected(filled, "refund-days", 1, tickets={"cc": "T-3", "bb": "T-2", "aa": "T-1"})
    assert found.tickets == ("T-2", "T-1")
