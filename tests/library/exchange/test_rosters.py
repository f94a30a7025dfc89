"""Rosters from CSV files as spreadsheets write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from library.errors import BadValue, NotAllowed
from library.exchange.rosters import Brought, Listed, bring, read_roster
from library.record import members
from library.record.database import Library, create_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = create_library(f"sqlite:///{tmp_path / 'library.db'}", owner="mia")
    yield made
    made.close()


def brought(library: Library, text: str, *, by: str = "mia") -> Brought:
    with library.writing() as session:
        return bring(session, read_roster(text, "team.csv"), by=by)


def roster(library: Library) -> dict[str, tuple[str, str]]:
    with library.reading() as session:
        return {person.name: (person.role, person.team) for person in members.list(session) if not person.until}


@pytest.mark.parametrize(
    "text",
    [
        "name,role,team\nAna,lead,Berlin\nTom,,\n",
        "Name;Role;Team\r\nAna;Lead;Berlin\r\nTom;;\r\n",
        "team, role, name\nBerlin, lead, Ana\n,, Tom\n",
        'name,role,team\n"Ana","lead","Berlin"\nTom\n',
        "name,role,team,,\nAna,lead,Berlin,,\nTom,,,,\n",
    ],
)
def test_a_roster_is_read_however_the_spreadsheet_wrote_it(text: str) -> None:
    assert read_roster(text, "team.csv") == [Listed("Ana", "lead", "Berlin"), Listed("Tom")]


@pytest.mark.parametrize(
    ("text", "about", "remedy"),
    [
        ("", "team.csv", "name,role,team"),
        ("role\nagent\n", "no column “name”", "name,role,team"),
        ("name,rolle\nAna,lead\n", "“rolle” is unknown", "did you mean role?"),
        ("name,e-mail\nAna,a@b.c\n", "“e-mail” is unknown", "name, role, team"),
        ("name,role,role\nAna,lead,agent\n", "“role” stands twice", "remove"),
        ("name,role\nAna,agent\n,lead\n", "team.csv:3", "name"),
        ("name,role\nAna,king\n", "team.csv:2: there is no role “king”", "owner, lead"),
        ("name,role\nAna,agent\nana,lead\n", "team.csv:3: “ana” stands twice", "remove"),
        ("name,role\nAna,agent,Berlin\n", "team.csv:2: more cells than columns", "quotation marks"),
        ("name\n\x00\n", "team.csv", "CSV"),
    ],
)
def test_a_roster_that_is_wrong_names_its_place_and_the_remedy(text: str, about: str, remedy: str) -> None:
    with pytest.raises(BadValue) as told:
        read_roster(text, "team.csv")
    assert about in told.value.message
    assert remedy in told.value.hint


def test_a_list_of_names_takes_nobody_a_role_or_a_team_away(library: Library) -> None:
    brought(library, "name,role,team\nLeo,lead,Berlin\nAna,analyst,\n")
    before = roster(library)
    assert brought(library, "name\nLeo\nAna\nmia\nTom\n") == Brought(("Tom",), (), ("Leo", "Ana", "mia"))
    assert roster(library) == {**before, "Tom": ("agent", "")}
    assert brought(library, "name,role,team\nLeo,,\n") == Brought((), (), ("Leo",))
    assert roster(library)["Leo"] == ("lead", "Berlin")


def test_a_list_says_whom_it_added_changed_and_left_as_before(library: Library) -> None:
    brought(library, "name,role,team\nLeo,lead,Berlin\nAna,agent,Berlin\n")
    done = brought(library, "name,team\nLeo,Paris\nAna,Berlin\nTom,Paris\n")
    assert done == Brought(("Tom",), ("Leo",), ("Ana",))
    assert roster(library)["Leo"] == ("lead", "Paris")


def test_whoever_left_and_is_listed_again_is_added_in_the_role_they_had(library: Library) -> None:
    brought(library, "name,role,team\nLeo,lead,Berlin\n")
    with library.writing() as session:
        members.leave(session, "Leo", by="mia")
    assert brought(library, "name\nLeo\n").added == ("Leo",)
    assert roster(library)["Leo"] == ("lead", "Berlin")


def test_only_who_may_brings_a_roster_in(library: Library) -> None:
    with pytest.raises(NotAllowed):
        brought(library, "name\nTom\n", by="tom")
