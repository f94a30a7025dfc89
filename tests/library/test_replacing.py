"""Search and replace: every hit with its line before and after, and only the chosen ones replaced."""

from __future__ import annotations

import pytest
from builders import reply

from library.errors import BadValue
from library.replacing import Search, apply, hits

DOCUMENT = reply(
    "a",
    "Hi,\n\nparcel by Parcel Ltd. {{ parcel }} parcels",
    title="Your parcel",
    variants={"chat": "One parcel\nand a parcel"},
)


def test_every_hit_is_shown_with_its_place_and_its_line() -> None:
    found = hits({"id": DOCUMENT}, Search("parcel", is_word=True), "package")
    assert [(hit.place, hit.line, hit.column, hit.is_in_tag) for hit in found] == [
        ("title", 1, 6, False),
        ("body", 3, 1, False),
        ("body", 3, 26, True),
        ("variants.chat", 1, 5, False),
        ("variants.chat", 2, 7, False),
    ]
    assert found[1].before == "parcel by Parcel Ltd. {{ parcel }} parcels"
    assert found[2].after == "parcel by Parcel Ltd. {{ package }} parcels"
    assert {hit.template for hit in found} == {"id"}


@pytest.mark.parametrize(
    ("search", "count"),
    [(Search("parcel"), 6), (Search("parcel", is_exact=False), 7), (Search("Hi,\n\nparcel"), 1), (Search("."), 1)],
)
def test_letters_count_as_they_stand(search: Search, count: int) -> None:
    assert len(hits({"id": DOCUMENT}, search, "x")) == count


def test_a_hit_says_where_it_begins_in_its_line_and_only_the_first_are_counted_where_that_is_asked() -> None:
    found = hits({"id": DOCUMENT}, Search("parcel"), "package", most=2)
    assert [hit.place for hit in found] == ["title", "body"]
    assert [hit.before[hit.at :][: len(hit.found)] for hit in found] == ["parcel", "parcel"]
    assert [hit.after[hit.at :][: len("package")] for hit in found] == ["package", "package"]


def test_only_the_chosen_hits_are_replaced() -> None:
    found = hits({"id": DOCUMENT}, Search("parcel", is_exact=False), "package")
    chosen = [hit for hit in found if not hit.is_in_tag and hit.place != "title"]
    after = apply(DOCUMENT, chosen, "package")
    assert after.title == "Your parcel"
    assert after.body == "Hi,\n\npackage by package Ltd. {{ parcel }} packages"
    assert after.body_for("chat") == "One package\nand a package"
    assert apply(DOCUMENT, found, "parcel").body == DOCUMENT.body.replace("Parcel", "parcel")


def test_a_text_that_changed_meanwhile_is_left_alone() -> None:
    found = hits({"id": DOCUMENT}, Search("parcel"), "package")
    with pytest.raises(BadValue) as told:
        apply(DOCUMENT._replace(body="Another parcel"), found, "package")
    assert told.value.hint


def test_nothing_cannot_be_looked_for() -> None:
    with pytest.raises(BadValue):
        hits({"id": DOCUMENT}, Search(""), "x")


@pytest.mark.timeout(20)
def test_the_longest_bodies_are_searched_in_a_moment() -> None:
    body = "{{ " * 30_000
    assert len(hits({"id": reply("a")._replace(body=body)}, Search("{{"), "x")) == 30_000
