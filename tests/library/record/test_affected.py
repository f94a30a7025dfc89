"""Where a wrong fact or fragment went: through every revision of what lies between, and while others waited."""

from __future__ import annotations

from itertools import count

import pytest
from record_builders import always, ids_of, reply, save_live, soon, wait_until

from library.documents import Document
from library.record import affected as affecting
from library.record import authoring, change_sets, history, intake, review
from library.record.affected import Affected
from library.record.change_sets import Edit
from library.record.clock import now
from library.record.database import Library

FACT = reply("refund-days", "30", kind="fact", type="number")
PART = reply("wait", "It takes {{ facts.refund_days }} days.", kind="fragment")
OUTER = reply("closing", "{% include 'wait' %} Bye.", kind="fragment")
LETTER = reply("letter", "Hi, {% include 'closing' %}")
_numbers = count(1)


@pytest.fixture
def filled(library: Library) -> Library:
    """Versions 1 to 4: the fact, the fragment that quotes it, the fragment that includes that, the reply."""
    for document in (FACT, PART, OUTER, LETTER):
        save_live(library, document)
    return library


def change(library: Library, name: str, document: Document) -> int:
    """The next revision of a template, live at once; the library's version with it."""
    with library.writing() as session:
        newest = history.revisions(session, name)[-1]
        authoring.save(session, document, author="mia", template=newest.template, based_on=newest.number)
        return review.approve(session, [newest.template], by="mia", renders=always)


def approve_ahead(library: Library, name: str, document: Document, *, seconds: float) -> tuple[str, str]:
    """The next revision of a template, approved and live in so many seconds: its change set, and that moment."""
    with library.writing() as session:
        at = soon(session, seconds)
        edits = [Edit(document, ids_of(session, name)[0], 1)]
        id_ = change_sets.submit_together(session, "x", edits, by="mia", live_from=at)
        change_sets.approve(session, id_, by="mia", renders=always)
    return id_, at


def use(library: Library, name: str, *, revision: int = 1, at: str = "", version: int = 0, **more: object) -> None:
    """One use, now and of the newest version where nothing else is said."""
    with library.writing() as session:
        row: dict[str, object] = {"id": f"u-{next(_numbers)}", "template": ids_of(session, name)[0], "agent": "tom"}
        row |= {"revision": revision, "version": version or history.head(session)[0], "used_at": at or now(session)}
        intake.store_uses(session, [row | {"channel": "email"} | more])


def affected(library: Library, name: str, number: int) -> Affected:
    with library.reading() as session:
        return affecting.affected(session, name, number)


def test_every_revision_of_a_fragment_in_between_carried_it(filled: Library) -> None:
    use(filled, "letter")
    change(filled, "wait", PART._replace(body="Please allow {{ facts.refund_days }} days."))
    use(filled, "letter")
    change(filled, "closing", OUTER._replace(body="{% include 'wait' %} Goodbye."))
    use(filled, "letter")
    change(filled, "wait", PART._replace(body="Soon."))
    use(filled, "letter")
    assert affected(filled, "refund-days", 1).uses == 3
    assert [affected(filled, "wait", number).uses for number in (1, 2, 3)] == [1, 2, 1]


def test_a_reply_that_quoted_it_first_while_another_value_waited_for_its_moment_counts(filled: Library) -> None:
    _, at = approve_ahead(filled, "refund-days", FACT._replace(body="14"), seconds=1)
    save_live(filled, reply("new", "{{ facts.refund_days }} days"))
    use(filled, "new")
    wait_until(filled, at)
    use(filled, "new")
    assert [affected(filled, "refund-days", number).uses for number in (1, 2)] == [1, 1]


@pytest.mark.parametrize("is_called_off", [False, True])
def test_a_reply_counts_whose_next_text_was_approved_ahead(filled: Library, *, is_called_off: bool) -> None:
    id_, _ = approve_ahead(filled, "letter", LETTER._replace(body="Hi."), seconds=3600)
    if is_called_off:
        with filled.writing() as session:
            change_sets.call_off(session, id_, by="mia")
    change(filled, "refund-days", FACT._replace(body="7"))
    use(filled, "letter")
    assert affected(filled, "refund-days", 2).uses == 1


def test_what_brought_it_along_is_counted_by_fragment_and_agents_only_by_number(filled: Library) -> None:
    save_live(filled, reply("both", "{{ facts.refund_days }} days. {% include 'wait' %}"))
    for name, agent in (("letter", "tom"), ("letter", "Ana"), ("both", "ana"), ("both", "tom")):
        use(filled, name, agent=agent)
    found = affected(filled, "refund-days", 1)
    with filled.reading() as session:
        closing, wait = ids_of(session, "closing", "wait")
    assert (found.uses, found.agents) == (4, 2)
    assert found.through == ((closing, 2), (wait, 2))
    assert (found.names[closing], found.names[wait]) == ("closing", "wait")
    assert affected(filled, "letter", 1).agents == 2
    assert affected(filled, "letter", 1).through == ()


@pytest.mark.parametrize("written", ["WAIT", "so-lange", "SO-LANGE", "Größe_1", "größe_1", "50%"])
def test_a_name_counts_however_a_text_writes_it(filled: Library, written: str) -> None:
    change(filled, "wait", PART._replace(aliases=("so-lange", "größe_1", "50%")))
    save_live(filled, reply("other", f"{{% include '{written}' %}}"))
    use(filled, "other")
    assert affected(filled, "wait", 2).uses == 1


def test_a_fragment_that_includes_itself_is_followed_once(filled: Library) -> None:
    change(filled, "wait", PART._replace(body="{{ facts.refund_days }} {% include 'closing' %}"))
    use(filled, "letter")
    assert affected(filled, "refund-days", 1).uses == 1
