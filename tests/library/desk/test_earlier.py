"""What was live before: exactly what this desk held at a version, for as long as it is known, and never made up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import fact, filled_desk, fragment, pull, pulled, reply

from library.desk import earlier, habits, outbox
from library.desk.catalog import PulledTemplate, apply_pull
from library.desk.earlier import CatalogAt, is_changed_since, was_live
from library.desk.outbox import Use
from library.desk.store import Desk
from library.documents import Document
from library.rendering.facts import Facts

DAY = "2026-05-{:02}T09:30:00.000000Z"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = filled_desk(
        tmp_path / "desks" / "desk.db",
        reply("refund-late", "One."),
        fact("refund-days", "30"),
        reply("thanks"),
        version=3,
    )
    yield made
    made.close()


def take(
    desk: Desk, *templates: PulledTemplate | Document, version: int, gone: tuple[str, ...] = (), day: int = 0
) -> None:
    apply_pull(desk, pull(*templates, version=version, is_full=False, gone=gone), synced_at=DAY.format(day or version))


def body(document: Document | None) -> str | None:
    return document.body if document else None


def test_each_version_this_desk_held_has_its_text(desk: Desk) -> None:
    take(desk, reply("refund-late", "Two."), version=5)
    take(desk, reply("other"), version=6)
    take(desk, reply("refund-late", "Three."), version=9)
    texts = {version: body(was_live(desk, "id-refund-late", version)) for version in (3, 5, 6, 9)}
    assert texts == {3: "One.", 5: "Two.", 6: "Two.", 9: "Three."}


def test_a_template_removed_and_added_again_was_away_in_between(desk: Desk) -> None:
    take(desk, version=4, gone=("id-thanks",))
    take(desk, reply("thanks", "Back."), version=5)
    assert body(was_live(desk, "id-thanks", 3)) == reply().body
    assert was_live(desk, "id-thanks", 4) is None
    assert body(was_live(desk, "id-thanks", 5)) == "Back."


def test_a_new_template_was_not_there_before(desk: Desk) -> None:
    take(desk, reply("new"), version=4)
    assert was_live(desk, "id-new", 3) is None
    assert body(was_live(desk, "id-new", 4)) == reply().body


def test_an_unknown_template_was_never_live(desk: Desk) -> None:
    assert was_live(desk, "id-none", 3) is None


def test_other_names_or_phrasings_of_the_same_text_change_nothing(desk: Desk) -> None:
    same = pulled(reply("refund-late", "One."), names=("late",), phrasings=("where is it",))
    take(desk, same, version=4)
    assert not is_changed_since(desk, ["id-refund-late"], 3)
    assert desk.live("late").document.body == "One."


def test_what_changed_since_a_version_is_told_of_the_templates_asked_for(desk: Desk) -> None:
    take(desk, fact("refund-days", "14"), version=4)
    assert is_changed_since(desk, ["id-refund-late", "id-refund-days"], 3)
    assert not is_changed_since(desk, ["id-refund-late"], 3)
    assert not is_changed_since(desk, ["id-refund-days"], 4)
    assert not is_changed_since(desk, [], 3)


def test_a_catalog_at_a_version_answers_as_the_desk_did_then(desk: Desk) -> None:
    take(desk, fact("refund-days", "14"), fragment("sign-off", "Bye"), version=4)
    take(desk, fact("refund-days", "7"), version=5, gone=("id-thanks",))
    assert [Facts(CatalogAt(desk, version)).value("refund_days") for version in (3, 4, 5)] == [30, 14, 7]
    assert [body(CatalogAt(desk, version).document("sign-off")) for version in (3, 4)] == [None, "Bye"]
    assert [body(CatalogAt(desk, version).document("THANKS")) for version in (4, 5)] == [reply().body, None]
    assert CatalogAt(desk, 4).document("never") is None


def test_a_template_renamed_since_is_found_by_both_names(desk: Desk) -> None:
    renamed = pulled(reply("gratitude", "Thanks!"), template="id-thanks", names=("thanks",))
    take(desk, renamed, version=4)
    assert [body(CatalogAt(desk, 3).document(name)) for name in ("thanks", "gratitude")] == [reply().body] * 2


def test_a_name_that_moved_led_to_its_owner_of_then(desk: Desk) -> None:
    take(desk, version=4, gone=("id-thanks",))
    take(desk, pulled(reply("thanks", "Another."), template="other"), version=5)
    assert body(CatalogAt(desk, 3).document("thanks")) == reply().body
    assert CatalogAt(desk, 4).document("thanks") is None
    assert body(CatalogAt(desk, 5).document("thanks")) == "Another."


def test_versions_before_the_first_pull_are_not_known(desk: Desk) -> None:
    assert was_live(desk, "id-thanks", 2) is None
    assert CatalogAt(desk, 2).document("thanks") is None


def test_what_was_replaced_long_ago_is_dropped_and_never_answered_with_something_later(desk: Desk) -> None:
    take(desk, reply("refund-late", "Two."), version=4, day=4)
    take(desk, reply("refund-late", "Three."), version=5, day=20)
    earlier.drop_old(desk, before=DAY.format(10))
    assert was_live(desk, "id-refund-late", 3) is None
    assert body(was_live(desk, "id-refund-late", 4)) == "Two."
    assert was_live(desk, "id-thanks", 3) is None
    earlier.drop_old(desk, before=DAY.format(10))
    assert body(was_live(desk, "id-refund-late", 4)) == "Two."


def test_a_restored_library_has_another_history_and_nothing_of_the_old_one_is_compared_with(desk: Desk) -> None:
    take(desk, reply("refund-late", "Two."), version=4)
    outbox.record_use(desk, Use("use-1", "id-refund-late", 1, 4, "mia", DAY.format(4)))
    apply_pull(desk, pull(reply("refund-late", "Restored."), version=2), synced_at=DAY.format(5))
    assert not is_changed_since(desk, ["id-refund-late"], 2)
    take(desk, reply("refund-late", "Other."), version=4)
    assert was_live(desk, "id-refund-late", 1) is None
    assert body(was_live(desk, "id-refund-late", 2)) == "Restored."
    last = habits.last_use(desk, "mia", "id-refund-late")
    assert last is not None
    assert was_live(desk, "id-refund-late", last.version) is None


def test_a_text_this_program_cannot_read_changes_nothing_on_this_desk(desk: Desk) -> None:
    from dataclasses import replace

    take(desk, replace(pulled(reply("refund-late")), revision=9, text='{"format":2}'), version=4)
    assert not is_changed_since(desk, ["id-refund-late"], 3)
    assert body(was_live(desk, "id-refund-late", 4)) == "One."
