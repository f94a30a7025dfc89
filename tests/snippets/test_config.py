"""Settings: options before environment before file before defaults; written back with comments and privacy kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from builders import Home, made_library

from library.errors import BadValue
from snippets.config import load, remember


def environment(home: Home, **more: str) -> dict[str, str]:
    return {**home.environment, **more}


def test_without_any_settings_there_is_a_library_of_ones_own(home: Home) -> None:
    config = load(environment(home))
    assert (config.library, config.agent, config.channel, config.locale) == (home.url, "mia", "email", "en")
    assert config.is_default_library
    assert not config.has_desk
    assert not home.folder.exists()


def test_options_win_over_the_environment_and_that_over_the_file(home: Home) -> None:
    home.write_config('library = "/file.db"\ndesk = "/file-desk.db"\nas = "file"\n')
    bare = {key: value for key, value in environment(home).items() if key != "SNIPPETS_AS"}
    found = load(bare)
    assert (found.library, found.desk, found.agent) == ("sqlite:////file.db", "/file-desk.db", "file")
    more = {**bare, "SNIPPETS_LIBRARY": "/env.db", "SNIPPETS_DESK": "/env-desk.db", "SNIPPETS_AS": "env"}
    found = load(more)
    assert (found.library, found.desk, found.agent) == ("sqlite:////env.db", "/env-desk.db", "env")
    found = load(more, library="postgresql://host/db", desk="/opt.db", agent="opt")
    assert (found.library, found.desk, found.agent) == ("postgresql+psycopg://host/db", "/opt.db", "opt")
    assert not found.is_default_library


def test_the_profile_and_the_rest_are_read_from_the_file(home: Home) -> None:
    home.write_config(
        'locale = "de"\nsync_seconds = 5\nclipboard = "xclip"\ntheme = "nord"\n'
        '[agent]\nfirst_name = "Mia"\nchannel = "chat"\n[company]\nname = "Acme"\n'
    )
    found = load(environment(home))
    assert (found.locale, found.sync_seconds, found.clipboard, found.theme, found.channel) == (
        "de",
        5,
        "xclip",
        "nord",
        "chat",
    )
    assert (dict(found.profile)["first_name"], dict(found.company)) == ("Mia", {"name": "Acme"})


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("library = \n", "line 1"),
        ("library = 3", "library"),
        ("sync_seconds = 'often'", "sync_seconds"),
        ("sync_seconds = -1", "sync_seconds"),
        ("sync_seconds = true", "sync_seconds"),
        ("agent = 'Mia'", "agent"),
        ("[agent]\nage = 3", "agent"),
        ("library = 'mysql://x/y'", "mysql"),
        ("library = 'sqlite://'", "sqlite"),
    ],
)
def test_a_file_that_cannot_be_understood_says_what_to_write(home: Home, text: str, about: str) -> None:
    home.write_config(text)
    with pytest.raises(BadValue) as told:
        load(environment(home))
    assert about in told.value.message
    assert told.value.hint


def test_a_file_that_is_no_text_is_named(home: Home) -> None:
    home.write_config("")
    home.config_file.write_bytes(b"\xff\xfe")
    with pytest.raises(BadValue, match=r"config\.toml"):
        load(environment(home))


def test_a_folder_in_the_files_place_is_named(home: Home) -> None:
    home.config_file.mkdir(parents=True)
    with pytest.raises(BadValue, match=r"config\.toml"):
        load(environment(home))


def test_each_library_has_a_desk_of_its_own(home: Home, tmp_path: Path) -> None:
    ids = [made_library(f"sqlite:///{tmp_path / name}") for name in ("a.db", "b.db")]
    desks = [load(environment(home), library=str(tmp_path / name)).desk for name in ("a.db", "b.db")]
    assert desks == [str(home.data / "desks" / f"{id_}.db") for id_ in ids]


def test_what_is_remembered_is_there_the_next_time_and_comments_stay(home: Home) -> None:
    home.write_config('# mine\ntheme = "nord"  # dark\n\n[company]\nname = "Acme"\n')
    config = remember(load(environment(home)), "agent.first_name", 'Mia "M"')
    config = remember(config, "theme", "gruvbox")
    again = load(environment(home))
    assert (
        (again.theme, again.profile["first_name"])
        == (config.theme, config.profile["first_name"])
        == ("gruvbox", 'Mia "M"')
    )
    text = home.config_file.read_text(encoding="utf-8")
    assert "# mine" in text
    assert "# dark" in text
    assert dict(again.company) == {"name": "Acme"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_the_file_is_its_owners_alone_and_a_link_stays_a_link(home: Home, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text('library = "postgresql://mia:s3cret@host/db"\n')
    kept.chmod(0o600)
    home.config_file.parent.mkdir(parents=True)
    home.config_file.symlink_to(kept)
    remember(load(environment(home)), "theme", "nord")
    assert home.config_file.is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "s3cret" in kept.read_text()
    assert "nord" in kept.read_text()


def test_a_file_broken_meanwhile_is_told_and_kept(home: Home) -> None:
    config = load(environment(home))
    home.write_config("library = ")
    with pytest.raises(BadValue):
        remember(config, "theme", "nord")
    assert home.config_file.read_text() == "library = "


def test_a_file_that_cannot_be_written_is_told(home: Home, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    config = load(environment(home, SNIPPETS_CONFIG=str(tmp_path / "file" / "config.toml")))
    with pytest.raises(BadValue) as told:
        remember(config, "theme", "nord")
    assert told.value.hint
