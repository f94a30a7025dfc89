"""What changed since an agent's last use: whatever their customers read otherwise, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from builders import choice, fact, filled_desk, fragment, pull, pulled, reply, toggle

from library.comparing import marked
from library.desk import outbox
from library.desk.catalog import PulledTemplate, apply_pull
from library.desk.changed import Changed, FactChange, changed_since_use
from library.desk.outbox import Use
from library.desk.store import Desk
from library.documents import Document, Field

DAY = "2026-05-{:02}T09:30:00.000000Z"
NOW = datetime(2026, 5, 20, 12, 0)
DATED = Field("sent", "Day we sent it", type="date")
LATE = reply(
    "refund-late",
    "{% include 'greeting' %}\n\nIt takes {{ facts.refund_days }} days.\n\n{% include 'sign-off' %}",
    variants={"chat": "{{ facts.refund_days }} days. {{ first_name }}"},
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(
        tmp_path / "desks" / "desk.db",
        LATE,
        fragment("greeting", "Hi {{ first_name }},", fields=[Field("first_name", "First name")]),
        fragment("sign-off", "Kind regards"),
        fact("refund-days", "30"),
        reply("thanks", "Thank you."),
        version=3,
    )
    yield made
    made.close()


def take(desk: Desk, *templates: PulledTemplate | Document, version: int, gone: tuple[str, ...] = ()) -> None:
    pulls = [
        item if isinstance(item, PulledTemplate) else pulled(item, revision=version, approved_at=DAY.format(version))
        for item in templates
    ]
    apply_pull(desk, pull(*pulls, version=version, is_full=False, gone=gone), synced_at=DAY.format(version))


def use(desk: Desk, name: str = "refund-late", *, agent: str = "ana", day: int = 3) -> None:
    live = desk.live(name)
    at = DAY.format(day)
    row = Use(f"{agent}-{name}-{at}", live.template, live.revision, desk.version, agent, at)
    outbox.record_use(desk, row)


def changed(desk: Desk, name: str = "refund-late", *, agent: str = "ana", channel: str = "email") -> Changed | None:
    return changed_since_use(desk, agent, desk.live(name), channel=channel, now=NOW, locale="en")


def difference(desk: Desk, name: str = "refund-late", *, channel: str = "email") -> str:
    found = changed(desk, name, channel=channel)
    return marked(found.pieces) if found else ""


def test_what_was_never_used_and_what_is_as_it_was_has_not_changed(desk: Desk) -> None:
    assert changed(desk) is None
    use(desk)
    assert changed(desk) is None
    take(desk, reply("thanks", "Thanks a lot."), version=4)
    assert changed(desk) is None


def test_the_templates_own_text_is_compared_word_by_word_and_says_since_when_and_by_whom(desk: Desk) -> None:
    use(desk, "thanks", day=3)
    take(desk, reply("thanks", "Thank you very much."), version=5)
    found = changed(desk, "thanks")
    assert found is not None
    assert marked(found.pieces) == "Thank you{+ very much+}."
    assert (found.since_at, found.approved_at, found.approved_by) == (DAY.format(3), DAY.format(5), "mia")
    assert (found.facts, found.summary) == ((), "new: very much")


def test_a_fact_and_fragments_it_quotes_change_it_too_through_each_other(desk: Desk) -> None:
    use(desk)
    take(desk, fact("refund-days", "14"), version=4)
    found = changed(desk)
    assert found is not None
    assert (found.summary, found.approved_at) == ("30 → 14 days", DAY.format(4))
    assert marked(found.pieces) == "Hi ‹First name›,\n\nIt takes [-30-]{+14+} days.\n\nKind regards"
    take(desk, fragment("sign-off", "Kind regards, {{ facts.team }}"), fact("team", "Support", type="text"), version=6)
    assert difference(desk).endswith("Kind regards{+, Support+}")
    assert "[-30-]{+14+}" in difference(desk)


def test_a_new_use_begins_to_count_anew_and_each_agent_has_their_own(desk: Desk) -> None:
    use(desk)
    use(desk, agent="bo")
    take(desk, fact("refund-days", "14"), version=4)
    use(desk, day=5)
    assert changed(desk) is None
    assert changed(desk, agent="bo") is not None
    take(desk, fact("refund-days", "10"), version=6)
    assert "[-14-]{+10+}" in difference(desk)


def test_each_channel_has_its_own_difference(desk: Desk) -> None:
    use(desk)
    take(desk, LATE._replace(body=LATE.body.replace("takes", "needs")), version=4)
    assert "[-takes-]{+needs+}" in difference(desk)
    assert changed(desk, channel="chat") is None


def test_what_customers_never_read_is_no_change(desk: Desk) -> None:
    use(desk)
    take(
        desk,
        LATE._replace(note="Look twice.", title="Late refund", tags=("x",), body=LATE.body + "{# why #}"),
        fragment("greeting", "Hi {{first_name}},", fields=[Field("first_name", "Customer's name")]),
        version=4,
    )
    assert changed(desk) is None


def test_what_went_back_to_what_it_was_is_no_change(desk: Desk) -> None:
    use(desk)
    take(desk, fact("refund-days", "14"), version=4)
    take(desk, fact("refund-days", "30"), version=5)
    assert changed(desk) is None


def test_a_changed_subject_stands_before_the_text(desk: Desk) -> None:
    use(desk, "thanks")
    take(desk, reply("thanks", "Thank you.")._replace(subject="For {{ first_name }}"), version=4)
    assert difference(desk, "thanks") == "{+Subject: For ‹First name›\n\n+}Thank you."
    use(desk, "thanks", day=5)
    take(desk, reply("thanks", "Thank you.")._replace(subject="To {{ first_name }}"), version=6)
    assert difference(desk, "thanks") == "Subject: [-For-]{+To+} ‹First name›\n\nThank you."


def test_a_date_that_moves_with_a_fact_names_the_fact(desk: Desk) -> None:
    body = "There by {{ sent | plus(business_days=facts.refund_days) | date }}."
    take(desk, reply("due", body, fields=[DATED]), version=4)
    use(desk, "due", day=4)
    take(desk, fact("refund-days", "14"), version=5)
    found = changed(desk, "due")
    assert found is not None
    assert found.facts == (FactChange("refund-days", "30", "14"),)
    assert found.summary == "refund-days: 30 → 14"
    assert marked(found.pieces) == "There by ‹Day we sent it›."
    assert found.approved_at == DAY.format(5)


def test_holidays_and_the_currency_count_though_nobody_names_them(desk: Desk) -> None:
    body = "{{ amount | money }} by {{ sent | plus(business_days=3) | date }}"
    take(desk, reply("due", body, fields=[DATED, Field("amount", type="money")]), fact("currency", "EUR"), version=4)
    use(desk, "due", day=4)
    take(desk, fact("holidays", "2026-12-25", type="dates"), fact("currency", "CHF"), version=5)
    found = changed(desk, "due")
    assert found is not None
    assert found.facts == (FactChange("currency", "EUR", "CHF"), FactChange("holidays", "", "2026-12-25"))
    assert found.summary == "currency: EUR → CHF, and 1 more"
    use(desk, "due", day=6)
    take(desk, version=7, gone=("id-holidays",))
    found = changed(desk, "due")
    assert found is not None
    assert found.facts == (FactChange("holidays", "2026-12-25", ""),)


def test_a_change_in_a_branch_that_is_not_chosen_yet_is_seen(desk: Desk) -> None:
    way = choice("way", "card", "bank", default="card")
    body = "Sent.{% if way == 'bank' %} It takes DAYS days.{% endif %}{% if sorry %} Sorry.{% endif %}"
    take(desk, reply("way", body.replace("DAYS", "7"), fields=[way, toggle("sorry")]), version=4)
    use(desk, "way", day=4)
    take(desk, reply("way", body.replace("DAYS", "9"), fields=[way, toggle("sorry")]), version=5)
    found = changed(desk, "way")
    assert found is not None
    assert found.summary == "7 → 9 days"
    use(desk, "way", day=6)
    take(desk, reply("way", body.replace("DAYS", "9").replace("== 'bank'", "!= 'card'"), fields=[way]), version=7)
    assert changed(desk, "way") is not None


def test_a_fragment_only_in_the_old_text_is_shown_as_what_went(desk: Desk) -> None:
    use(desk)
    take(desk, LATE._replace(body="It takes {{ facts.refund_days }} days."), version=4, gone=("id-greeting",))
    assert difference(desk) == "[-Hi ‹First name›,\n\n-]It takes 30 days.[-\n\nKind regards-]"


def test_what_cannot_be_rendered_any_more_is_compared_as_it_is_written(desk: Desk) -> None:
    use(desk)
    take(desk, LATE._replace(body=LATE.body.replace("takes", "needs")), version=4, gone=("id-sign-off",))
    assert "[-takes-]{+needs+}" in difference(desk)


@pytest.mark.parametrize("library", ["restored", "too long ago"])
def test_what_is_not_known_any_more_is_not_made_up(desk: Desk, library: str) -> None:
    from library.desk import earlier

    use(desk)
    if library == "restored":
        apply_pull(desk, pull(LATE._replace(body="Other."), version=9), synced_at=DAY.format(9))
    else:
        take(desk, LATE._replace(body="Other."), version=9)
        earlier.drop_old(desk, before=DAY.format(20))
    assert changed(desk) is None


def test_ones_own_templates_have_no_history_here(desk: Desk) -> None:
    live = desk.live("thanks")._replace(template="~thanks", revision=0)
    outbox.record_use(desk, Use("u", "~thanks", 0, 3, "ana", DAY.format(3)))
    take(desk, reply("thanks", "Other."), version=4)
    assert changed_since_use(desk, "ana", live, channel="", now=NOW, locale="en") is None


def test_a_look_at_what_has_not_changed_asks_the_desk_a_few_questions_only(desk: Desk) -> None:
    use(desk)
    take(desk, reply("thanks", "Other."), version=4)
    live, asked = desk.live("refund-late"), list[str]()
    desk.connection.set_trace_callback(asked.append)
    try:
        assert changed_since_use(desk, "ana", live, channel="email", now=NOW, locale="en") is None
    finally:
        desk.connection.set_trace_callback(None)
    assert len(asked) <= 10
