"""Settings: options before environment before file before defaults; written back with comments and privacy kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from builders import Home, made_library

from library.errors import BadValue
from snippets.config import forget, load, remember, with_setting
from snippets.config_file import read_file


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


def test_personal_templates_live_beside_the_data_or_where_the_file_says(home: Home) -> None:
    assert load(environment(home)).mine == str(home.data / "mine")
    for written, folder in (
        ("~/own", home.folder / "own"),
        ("own/replies", home.folder / "own" / "replies"),
        ("/srv/own", Path("/srv/own")),
    ):
        home.write_config(f'mine = "{written}"\n')
        assert load(environment(home)).mine == str(folder)


def test_idle_minutes_are_read_and_thirty_where_none_are_written(home: Home) -> None:
    assert load(environment(home)).idle_minutes == 30
    for minutes in (1, 240):
        home.write_config(f"idle_minutes = {minutes}\n")
        assert load(environment(home)).idle_minutes == minutes


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('[keys]\n"find.use" = "ctrl+j"\n', {"find.use": "ctrl+j"}),
        ('[keys]\nfind.use = "ctrl+j"\nfind.clear = "f7"\n', {"find.use": "ctrl+j", "find.clear": "f7"}),
        ('[keys.find]\nuse = ["ctrl+j", "f7"]\n', {"find.use": "ctrl+j,f7"}),
        ('[keys]\n"find.use" = 3\n', {"find.use": "3"}),
        ('keys = "ctrl+j"\n', {"keys": "ctrl+j"}),
    ],
)
def test_keys_are_read_however_they_are_written_and_never_refused(home: Home, text: str, keys: dict[str, str]) -> None:
    home.write_config(text)
    assert load(environment(home)).keys == keys


def test_what_options_and_the_environment_decide_is_known(home: Home) -> None:
    found = load(environment(home, SNIPPETS_DESK="/env.db"), library="/opt.db")
    assert found.given == {"as": "SNIPPETS_AS", "desk": "SNIPPETS_DESK", "library": "--library"}


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
        ("idle_minutes = 0", "idle_minutes"),
        ("idle_minutes = 241", "idle_minutes"),
        ("idle_minutes = 1.5", "idle_minutes"),
        ("idle_minutes = true", "idle_minutes"),
        ("mine = 3", "mine"),
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


def test_numbers_are_written_as_numbers_and_tables_after_them_stay(home: Home) -> None:
    home.write_config('theme = "nord"\n[agent]\nfirst_name = "Mia"\n')
    config = remember(load(environment(home)), "idle_minutes", 15)
    assert read_file(config.file) == {"theme": "nord", "idle_minutes": 15, "agent": {"first_name": "Mia"}}
    assert load(environment(home)).idle_minutes == config.idle_minutes == 15


def test_a_key_is_written_over_however_it_was_written_before(home: Home) -> None:
    home.write_config('[keys]\nfind.use = "f7"  # a while ago\nfind.clear = "f8"\n')
    config = remember(load(environment(home)), "keys.find.use", "ctrl+j")
    assert load(environment(home)).keys == config.keys == {"find.use": "ctrl+j", "find.clear": "f8"}


def test_what_is_forgotten_is_gone_from_the_file_and_its_default_counts(home: Home) -> None:
    home.write_config('# mine\nidle_minutes = 5\n[own]\nextension = "1"\n[keys]\n"find.use" = "f7"\n')
    config = load(environment(home))
    for key in ("idle_minutes", "own.extension", "keys.find.use", "theme"):
        config = forget(config, key)
    assert read_file(config.file) == {}
    assert "# mine" in home.config_file.read_text()
    assert (config.idle_minutes, dict(config.own), dict(config.keys)) == (30, {}, {})
    assert config == load(environment(home))


def test_forgetting_makes_no_file(home: Home) -> None:
    forget(load(environment(home)), "theme")
    assert not home.config_file.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("agent.first_name", "Ana"), ("agent.channel", "chat"), ("company.name", "Acme"), ("own.extension", "1"),
        ("keys.find.use", "f7"), ("theme", "nord"), ("locale", "de"), ("clipboard", "xsel"), ("mine", "~/own"),
        ("context_command", "true"), ("sync_seconds", 0), ("idle_minutes", 1),
    ],
)  # fmt: skip
def test_a_setting_changed_in_a_config_is_what_the_next_start_reads(home: Home, key: str, value: str | int) -> None:
    before = load(environment(home))
    changed = remember(before, key, value)
    assert changed != before
    assert changed == load(environment(home))
    assert with_setting(changed, key, None) == before


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
