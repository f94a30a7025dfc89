"""Review dates: what is due and how urgent it is, the share of fresh uses, and what nobody uses any more."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from record_builders import always, ids_of, reply, save_live, save_next, soon

from library.identifiers import moment, utc_text
from library.record import intake, members, review, settings
from library.record.clock import now
from library.record.database import Library
from library.record.freshness import Due, Fresh, due, fresh, unused

_numbers = count(1)


def later(library: Library, days: float) -> str:
    with library.reading() as session:
        return soon(session, days * 86_400)


def used(library: Library, name: str, times: int = 1, *, days: float = 0, **more: object) -> None:
    """Uses so many days from now."""
    with library.writing() as session:
        at = utc_text(moment(now(session)) + timedelta(days=days))
        template = ids_of(session, name)[0]
        rows = [{"id": f"use-{next(_numbers)}", "template": template, "used_at": at} | more for _ in range(times)]
        intake.store_uses(session, rows)


def read_due(library: Library, days: float) -> list[Due]:
    at = later(library, days)
    with library.reading() as session:
        return list(due(session, now_at=at))


def test_a_template_is_due_after_90_days_or_what_it_its_group_or_the_team_says(library: Library) -> None:
    for document in (
        reply("plain"),
        reply("own", review_days=10, group="Billing"),
        reply("grouped", group="Billing/Refunds"),
    ):
        save_live(library, document)
    with library.writing() as session:
        settings.set(session, "review_days.Billing", "30", by="mia")
    found = {days: {row.abbreviation for row in read_due(library, days)} for days in (9, 11, 29, 31, 89, 91)}
    assert found == {
        9: set(),
        11: {"own"},
        29: {"own"},
        31: {"own", "grouped"},
        89: {"own", "grouped"},
        91: {"own", "grouped", "plain"},
    }
    with library.writing() as session:
        settings.set(session, "review_days", "5", by="mia")
    assert {row.abbreviation for row in read_due(library, 6)} == {"plain"}


def test_what_is_due_is_ordered_by_uses_times_age(library: Library) -> None:
    for name in ("seldom", "often", "never"):
        save_live(library, reply(name, title=name.title()))
    used(library, "seldom", 2, days=4)
    used(library, "often", 5, days=4)
    used(library, "often", 9, days=0)  # longer ago than counts
    first, second, third = read_due(library, 92)
    assert [(row.abbreviation, row.uses, row.days, row.weight) for row in (first, second, third)] == [
        ("often", 5, 92, 5 * 92),
        ("seldom", 2, 92, 2 * 92),
        ("never", 0, 92, 0),
    ]
    assert (first.title, first.kind, first.reviewed_by) == ("Often", "reply", "mia")


def test_facts_and_fragments_weigh_what_calls_them(library: Library) -> None:
    save_live(library, reply("refund-days", "30", kind="fact", type="number"))
    save_live(library, reply("wait", "{{ facts.refund_days }} days", kind="fragment"))
    save_live(library, reply("late", "Hi, {% include 'wait' %}"))
    used(library, "late", 3, days=1)
    assert {row.abbreviation: row.uses for row in read_due(library, 90.5)} == {"late": 3, "wait": 3, "refund-days": 3}


def test_a_confirmation_renews_and_a_typo_edit_does_not(library: Library) -> None:
    saved = save_live(library, reply("a", "We recieved it."))
    with library.writing() as session:
        members.add(session, "lea", role="lead", by="mia")
        save_next(session, saved, reply("a", "We received it."), by="lea")
        review.publish_typo(session, "a", by="lea", renders=always)
    [row] = read_due(library, 91)
    assert row.reviewed_by == "mia"
    with library.writing() as session:
        review.confirm(session, ["a"], by="lea")
    [row] = read_due(library, 91)
    assert row.reviewed_by == "lea"


def test_the_share_of_fresh_uses_leaves_out_what_was_taken_back_or_is_gone(library: Library) -> None:
    for name in ("a", "gone"):
        save_live(library, reply(name, review_days=10))
    used(library, "a", 3, days=5)
    used(library, "a", 1, days=20)
    used(library, "gone", 7, days=5)
    used(library, "a", 1, days=5, id="mistaken")
    used(library, "a", 1, days=5, corrects="mistaken")
    with library.writing() as session:
        review.retire(session, ["gone"], by="mia", renders=always)
    until = later(library, 12)
    with library.reading() as session:
        assert fresh(session, since="2000") == Fresh(3, 4)
        assert fresh(session, since="2000", until=until).share == 1
        assert fresh(session, since="2999").share is None


@pytest.mark.parametrize(("days", "expected"), [(181, []), (183, ["idle"])])
def test_what_nobody_used_or_confirmed_for_two_quarters_is_proposed_for_retirement(
    library: Library, days: float, expected: list[str]
) -> None:
    for document in (reply("idle", review_days=900), reply("busy"), reply("confirmed"), reply("part", kind="fragment")):
        save_live(library, document)
    used(library, "busy", days=20)
    with library.reading() as session:
        assert unused(session, now_at=soon(session, 0)) == ()
    at = later(library, days)
    with library.reading() as session:
        found = {row.abbreviation for row in unused(session, now_at=at)}
    assert found == {*expected, *(["confirmed"] if expected else [])}
