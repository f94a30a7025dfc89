"""What a desk holds ahead: nobody sees it before its moment, everybody from then on, without a network."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, fact, filled_desk, pull, pulled, reply

from library.desk.catalog import PulledTemplate, apply_pull, entries
from library.desk.changed import changed_since_use
from library.desk.coming import turn_over
from library.desk.news import news_since
from library.desk.outbox import Use, record_use
from library.desk.store import Desk, make_desk, open_desk
from library.documents import Document
from library.identifiers import make_id, utc_text

FUTURE = "2099-01-01T00:00:00.000000Z"
PAST = "2020-01-01T00:00:00.000000Z"


def ahead(document: Document, *, revision: int = 2, live_from: str = FUTURE) -> PulledTemplate:
    made = pulled(document, revision=revision, why="spring")
    return PulledTemplate(**{name: getattr(made, name) for name in made.__slots__} | {"live_from": live_from})


def with_coming(desk: Desk, *coming: PulledTemplate, version: int = 2, **changes: object) -> None:
    brought = pull(version=version, is_full=False)
    brought = type(brought)(
        **{name: getattr(brought, name) for name in brought.__slots__} | {"coming": coming, **changes}
    )
    apply_pull(desk, brought, synced_at=utc_text(NOW))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def desk(path: Path) -> Desk:
    return filled_desk(path, reply("a", "old words", title="Old"), fact("days", "30"))


def found(desk: Desk) -> list[str]:
    return sorted(entry.title for entry in entries(desk))


def test_before_its_moment_nobody_sees_it(desk: Desk) -> None:
    with_coming(desk, ahead(reply("a", "new words", title="New")), ahead(reply("b", "brand new", title="B")))
    assert turn_over(desk) == 0
    assert desk.live("a").document.body == "old words"
    assert (desk.find_live("b"), found(desk), desk.is_known_word("brand")) == (None, ["Old"], False)
    assert news_since(desk, "") == []


def test_from_its_moment_on_it_is_in_its_place_and_news(desk: Desk) -> None:
    with_coming(
        desk, ahead(reply("a", "new words", title="New")), ahead(reply("b", "brand new", title="B"), revision=1)
    )
    assert turn_over(desk, at=FUTURE) == 2
    live = desk.live("a")
    assert (live.document.body, live.revision, live.approved_by, desk.version) == ("new words", 2, "mia", 2)
    assert found(desk) == ["B", "New"]
    assert (desk.is_known_word("brand"), desk.is_known_word("old")) == (True, False)
    assert sorted((item.abbreviation, item.what, item.why) for item in news_since(desk, "")) == [
        ("a", "changed", "spring"),
        ("b", "new", "spring"),
    ]
    assert turn_over(desk, at=FUTURE) == 0


def test_opening_a_desk_puts_what_is_due_in_its_place(desk: Desk, path: Path) -> None:
    with_coming(desk, ahead(fact("days", "14"), live_from=PAST))
    assert desk.live("days").document.body == "30"
    for opened in (open_desk, make_desk):
        with closing(opened(path)) as other:
            assert other.live("days").document.body == "14"
            assert "turned_at" in other.meta()


def test_a_set_comes_as_a_whole_and_a_later_one_later(desk: Desk) -> None:
    later = "2099-06-01T00:00:00.000000Z"
    with_coming(desk, ahead(reply("a", "new")), ahead(fact("days", "14"), live_from=later))
    assert turn_over(desk, at=FUTURE) == 1
    assert desk.live("days").document.body == "30"
    assert turn_over(desk, at=later) == 1
    assert (desk.live("a").document.body, desk.live("days").document.body) == ("new", "14")


def test_what_was_called_off_does_not_come(desk: Desk) -> None:
    with_coming(desk, ahead(reply("a", "new")), ahead(reply("b")))
    still = [pulled(reply("a", "old words", title="Old"))]
    with_coming(desk, version=3, templates=still, gone=pull(gone=["id-b"]).gone)
    assert turn_over(desk, at=FUTURE) == 0
    assert desk.find_live("b") is None


def test_what_comes_is_forgotten_when_the_catalog_is_pulled_anew(desk: Desk) -> None:
    with_coming(desk, ahead(reply("a", "new")))
    apply_pull(desk, pull(reply("a", "restored"), version=1), synced_at=utc_text(NOW))
    assert turn_over(desk, at=FUTURE) == 0


def test_a_document_of_a_later_program_leaves_the_one_before(desk: Desk) -> None:
    unreadable = ahead(reply("a", "new"))
    fields = {name: getattr(unreadable, name) for name in unreadable.__slots__}
    with_coming(desk, PulledTemplate(**fields | {"text": '{"format":99}'}))
    assert turn_over(desk, at=FUTURE) == 0
    assert desk.live("a").document.body == "old words"


@pytest.mark.parametrize("is_used_after", [False, True])
def test_only_who_used_the_old_text_is_told_that_it_changed(desk: Desk, is_used_after: bool) -> None:
    with_coming(desk, ahead(reply("a", "new words", title="New")))
    if is_used_after:
        turn_over(desk, at=FUTURE)
    live = desk.live("a")
    record_use(desk, Use(make_id(), live.template, live.revision, desk.version, "mia", utc_text(NOW)))
    turn_over(desk, at=FUTURE)
    with_coming(desk, version=3)
    changed = changed_since_use(desk, "mia", desk.live("a"), channel="", now=NOW + timedelta(days=1), locale="en")
    assert (changed is None) == is_used_after
