"""Places: the system's folders, one desk a library, and addresses without their password."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from snippets.places import config_folder, data_folder, desk_of, known_library, remember_library, without_password

SERVER = "postgresql+psycopg://mia:s3cret@host:5432/team"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these are the folders of other systems")
def test_folders_follow_the_systems_convention() -> None:
    assert config_folder({"XDG_CONFIG_HOME": "/c"}) == str(Path("/c/snippets"))
    assert data_folder({"XDG_DATA_HOME": "/d"}) == str(Path("/d/snippets"))
    assert config_folder({}) == str(Path("~/.config/snippets").expanduser())
    assert data_folder({}) == str(Path("~/.local/share/snippets").expanduser())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (SERVER, "postgresql+psycopg://mia@host:5432/team"),
        ("postgresql://mia:p@ss:w@host/team", "postgresql://mia@host/team"),
        ("postgresql://host/team", "postgresql://host/team"),
        (
            "postgresql://host/team?user=mia&password=s3cret&sslmode=require",
            "postgresql://host/team?user=mia&sslmode=require",
        ),
        ("postgresql://host/team?password=s3cret", "postgresql://host/team"),
        ("sqlite:////home/mia@work:2/library.db", "sqlite:////home/mia@work:2/library.db"),
    ],
)
def test_no_password_is_ever_shown_or_stored(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_library_reached_once_is_known_again_by_its_address(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert known_library(data, SERVER) == ""
    remember_library(data, SERVER, "id-1")
    remember_library(data, "sqlite:////my files/x.db", "id-2")
    remember_library(data, SERVER, "id-3")
    assert known_library(data, SERVER.replace("s3cret", "changed")) == "id-3"
    assert known_library(data, "sqlite:////my files/x.db") == "id-2"
    text = (tmp_path / "data" / "desks" / "known").read_text()
    assert "s3cret" not in text


def test_remembering_what_is_known_writes_nothing(tmp_path: Path) -> None:
    for _ in range(3):
        remember_library(str(tmp_path), SERVER, "id-1")
    assert len((tmp_path / "desks" / "known").read_text().splitlines()) == 1


def test_a_desk_serves_one_library() -> None:
    assert desk_of("/data", "id-1") == str(Path("/data/desks/id-1.db"))
