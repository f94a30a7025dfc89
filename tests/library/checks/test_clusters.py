"""Templates that say nearly the same, together: which they are, how alike, and in what order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest
from builders import fact, reply
from check_builders import in_text
from rapidfuzz.distance import Indel

from library.checks import Known, alike_pairs, around_of, check
from library.checks.clusters import alike_among, clusters, grouped
from library.checks.likeness import ALIKE, SHORTEST, literal_of
from library.documents import Document
from library.exchange.folder import read_path

SEEDS = Path(__file__).parents[3] / "seed_templates"
TEXT = "We have sent your refund today. It takes the bank some business days, usually five, to show it to you."
PARCEL = "Your parcel left us this morning, and the carrier will bring it to you in two days at the latest."


def named(**bodies: str) -> dict[str, Document]:
    """Templates whose ids are their names."""
    return {name: reply(name, body) for name, body in bodies.items()}


REFUNDS = named(late=TEXT, gone=TEXT.replace("five", "nine"), wait=TEXT.replace("today", "yesterday"))
PARCELS = named(parcel=PARCEL, packet=PARCEL.replace("parcel", "packet"))


def members(documents: Mapping[str, Document], **uses: int) -> list[tuple[str, ...]]:
    return [found.templates for found in clusters(documents, uses)]


def test_those_most_used_come_first_and_in_each_its_most_used() -> None:
    documents = {**PARCELS, **REFUNDS}
    assert members(documents, gone=5, parcel=3) == [("gone", "late", "wait"), ("parcel", "packet")]
    assert members(documents, gone=1, parcel=3) == [("parcel", "packet"), ("gone", "late", "wait")]


def test_each_says_how_alike_its_least_alike_neighbours_are_and_the_uses_of_all() -> None:
    [found] = clusters(REFUNDS, {"late": 2, "gone": 3})
    texts = [literal_of(document.body) for document in REFUNDS.values()]
    alike = [Indel.normalized_similarity(*pair) for pair in combinations(texts, 2)]
    assert found.alike == min(value for value in alike if value >= ALIKE)
    assert found.uses == 5


def test_what_is_like_nothing_is_in_no_cluster() -> None:
    thanks = "Thank you very much for telling us. We read every word of it, and we talk about it."
    assert members(named(refund=TEXT, parcel=PARCEL, thanks=thanks)) == []
    assert members({}) == []


def test_facts_short_texts_and_translations_are_in_none() -> None:
    long = "Monday to Friday from nine to five, but not on holidays, and not in the last week of the year"
    documents = {
        **named(short="Thank you.", brief="Thank you!"),
        "one": fact("one", long, type="text"),
        "other": fact("other", long, type="text"),
        "en": reply("en", TEXT, language="en"),
        "de": reply("de", TEXT.replace("five", "nine"), language="de")._replace(translates="en"),
    }
    assert members(documents) == []


def test_pairs_that_are_meant_to_be_alike_hold_nothing_together_and_others_still_do() -> None:
    pairs = [("gone", "late"), ("gone", "wait")]
    [found] = clusters(REFUNDS, {}, kept=pairs)
    assert found.templates == ("late", "wait")
    assert clusters(REFUNDS, {}, kept=[*pairs, ("late", "wait")]) == ()


def test_what_is_no_longer_there_is_left_out_without_comparing_again() -> None:
    pairs = alike_among({**REFUNDS, **PARCELS})
    left = {name: document for name, document in {**REFUNDS, **PARCELS}.items() if name not in ("gone", "parcel")}
    assert grouped(pairs, left, {}) == clusters(left, {})


def test_the_very_same_text_many_times_is_one_cluster() -> None:
    documents = {f"t{number}": reply(f"t{number}", TEXT) for number in range(500)} | named(gone=REFUNDS["gone"].body)
    [found] = clusters(documents, {})
    assert len(found.templates) == 501


def test_how_much_is_done_is_told_in_order_up_to_all_and_what_that_raises_ends_the_work() -> None:
    told: list[float] = []
    clusters(varied(60), {}, told=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)

    def leave(share: float) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        clusters(REFUNDS, {}, told=leave)


# the same as comparing each with each, letter by letter


def varied(count: int) -> dict[str, Document]:
    """The seeds, and many texts made of them by changing some words, as teams do."""
    chance = random.Random(7)
    seeds = [file.document for file in read_path(SEEDS)]
    documents = {seed.abbreviation: seed for seed in seeds}
    words = [word for seed in seeds for word in seed.body.split()]
    for number in range(count):
        seed = chance.choice(seeds)
        body = seed.body.split(" ")
        for _ in range(chance.randint(0, max(1, len(body) // 8))):
            body[chance.randrange(len(body))] = chance.choice(words)
        documents[f"copy-{number}"] = seed._replace(abbreviation=f"copy-{number}", body=" ".join(body))
    return documents


def by_each_with_each(documents: Mapping[str, Document]) -> set[frozenset[str]]:
    texts = {name: literal_of(document.body) for name, document in documents.items() if document.kind != "fact"}
    groups = {name: {name} for name in texts}
    for one, other in combinations([name for name, text in texts.items() if len(text) >= SHORTEST], 2):
        if Indel.normalized_similarity(texts[one], texts[other]) >= ALIKE and groups[one] is not groups[other]:
            groups[one] |= groups[other]
            for name in groups[other]:
                groups[name] = groups[one]
    return {frozenset(group) for group in groups.values() if len(group) > 1}


def test_on_the_seeds_it_finds_what_comparing_each_with_each_finds() -> None:
    documents = varied(0)
    assert {frozenset(found) for found in members(documents)} == by_each_with_each(documents)


@pytest.mark.parametrize("tile", [16, 100, 1024])
def test_on_many_variants_of_the_seeds_too_however_they_are_taken_together(
    monkeypatch: pytest.MonkeyPatch, tile: int
) -> None:
    monkeypatch.setattr(alike_pairs, "_TILE", tile)
    documents = varied(300)
    expected = by_each_with_each(documents)
    assert len(expected) > 20
    assert {frozenset(found) for found in members(documents)} == expected


# the check


def test_the_check_is_silent_about_those_it_is_meant_to_be_alike_and_tells_the_others() -> None:
    known = [
        Known(name, document, document.names, alike=frozenset({"gone"} if name == "late" else ()))
        for name, document in REFUNDS.items()
    ]
    around = around_of(known)
    for about in (around.about("late"), around):  # by its id, and by its name
        messages = [found.message for found in check(REFUNDS["late"], about) if found.code == "near-duplicate"]
        assert len(messages) == 1
        assert "wait" in messages[0]
    assert len(in_text(TEXT, "near-duplicate", *REFUNDS.values())) == 3
