"""News: what a pull changed for agents, with who decided it and why; nothing of what they had anyhow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import filled_desk, fragment, pull, pulled, reply

from library.desk import news
from library.desk.catalog import Gone, apply_pull
from library.desk.news import NewsItem, news_since
from library.desk.store import Desk
from library.errors import UnknownName

DAY = "2026-05-{:02}T09:30:00.000000Z"
START = DAY.format(1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(tmp_path / "desks" / "desk.db", reply("refund-late", "One."), reply("thanks"), version=3)
    yield made
    made.close()


def test_what_is_new_changed_and_gone_is_told_newest_first(desk: Desk) -> None:
    changed = pulled(
        reply("refund-late", "Two.", title="Late"), revision=2, approved_at=DAY.format(3), why="14 days now"
    )
    new = pulled(fragment("sign-off"), approved_at=DAY.format(2))
    gone = Gone("id-thanks", "tom", DAY.format(4), "nobody wants it")
    apply_pull(desk, pull(changed, new, gone=[gone], version=5, is_full=False), synced_at=DAY.format(6))
    assert news_since(desk, START) == [
        NewsItem(5, "id-thanks", "thanks", "", "reply", "gone", 1, "tom", DAY.format(4), "nobody wants it"),
        NewsItem(
            5, "id-refund-late", "refund-late", "Late", "reply", "changed", 2, "mia", DAY.format(3), "14 days now"
        ),
        NewsItem(5, "id-sign-off", "sign-off", "", "fragment", "new", 1, "mia", DAY.format(2), ""),
    ]
    assert len(news_since(desk, START, limit=2)) == 2


def test_news_since_a_moment_is_what_came_after_it_however_long_ago_it_was_decided(desk: Desk) -> None:
    old = pulled(reply("old"), approved_at=DAY.format(1))
    apply_pull(desk, pull(old, version=4, is_full=False), synced_at=DAY.format(6))
    apply_pull(desk, pull(pulled(reply("newer")), version=5, is_full=False), synced_at=DAY.format(8))
    assert [item.abbreviation for item in news_since(desk, DAY.format(5))] == ["newer", "old"]
    assert [item.abbreviation for item in news_since(desk, DAY.format(6))] == ["newer"]


def test_the_first_pull_and_a_text_one_had_already_are_no_news(desk: Desk) -> None:
    same = pulled(reply("refund-late", "One."), phrasings=("where is it",))
    never_here = Gone("id-never", "tom", DAY.format(4))
    apply_pull(desk, pull(same, gone=[never_here], version=4, is_full=False), synced_at=DAY.format(6))
    assert news_since(desk, START) == []


def test_news_of_a_history_that_a_backup_undid_are_forgotten(desk: Desk) -> None:
    apply_pull(desk, pull(reply("new"), version=4, is_full=False), synced_at=DAY.format(6))
    apply_pull(desk, pull(reply("refund-late"), version=2), synced_at=DAY.format(7))
    assert news_since(desk, START) == []


def test_old_news_are_dropped(desk: Desk) -> None:
    for version, day in ((4, 6), (5, 9)):
        apply_pull(desk, pull(reply(f"new-{version}"), version=version, is_full=False), synced_at=DAY.format(day))
    news.drop_old(desk, before=DAY.format(9))
    assert [item.abbreviation for item in news_since(desk, START)] == ["new-5"]


def test_whoever_asks_for_a_template_that_was_taken_out_hears_by_whom_and_why(desk: Desk) -> None:
    gone = Gone("id-thanks", "tom", DAY.format(4), "nobody wants it")
    apply_pull(desk, pull(gone=[gone], version=4, is_full=False), synced_at=DAY.format(6))
    with pytest.raises(UnknownName) as raised:
        desk.live("thanks")
    assert raised.value.hint == "taken out by tom on 2026-05-04: nobody wants it"
    assert "did you mean" not in str(raised.value)
