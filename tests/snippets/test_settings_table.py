"""The table of all settings: what it says is what the program does, and the README names each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from builders import Home

from library.errors import BadValue
from snippets.config import load
from snippets.config_file import parts_of
from snippets.settings import KNOWN, NUMBER, TABLES, Setting, nearest, read, state_of, strays

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")


def by_key(key: str) -> Setting:
    return next(setting for setting in KNOWN if setting.key == key)


@pytest.mark.parametrize("key", [setting.key for setting in KNOWN] + [f"[{table}]" for table in TABLES])
def test_the_readmes_settings_name_every_one(key: str) -> None:
    part = README.partition("### Settings")[2].partition("\n## ")[0]
    table, name = parts_of(key)
    named = rf"^{re.escape(name)} =|`{re.escape(key)}`|^{re.escape(key)}(\s|$)"
    assert re.search(named, part, re.MULTILINE)
    assert not table or f"[{table}]" in part


def test_a_default_the_table_names_is_what_counts_without_a_file(home: Home) -> None:
    config = load(home.environment)
    assert by_key("agent.channel").default == config.channel
    assert by_key("locale").default == config.locale
    assert by_key("sync_seconds").default == str(config.sync_seconds)
    assert by_key("idle_minutes").default == str(config.idle_minutes)


@pytest.mark.parametrize("setting", [setting for setting in KNOWN if setting.kind == NUMBER], ids=lambda s: s.key)
def test_a_number_the_table_allows_is_one_the_program_reads_and_no_other(home: Home, setting: Setting) -> None:
    for number in (setting.minimum, setting.maximum):
        assert read(setting, f" {number} ") == number
        home.write_config(f"{setting.key} = {number}\n")
        load(home.environment)
    for text in (str(setting.minimum - 1), str(setting.maximum + 1), "x", "1.0", "١"):
        with pytest.raises(BadValue):
            read(setting, text)


@pytest.mark.parametrize("setting", KNOWN, ids=lambda setting: setting.key)
def test_every_setting_is_explained_in_one_sentence_and_what_the_file_says_is_shown(
    home: Home, setting: Setting
) -> None:
    assert setting.says.endswith(".")
    table, name = parts_of(setting.key)
    value = "7" if setting.kind == NUMBER else '"sqlite:////nowhere/x.db"' if name == "library" else '"x"'
    home.write_config((f"[{table}]\n" if table else "") + f"{name} = {value}\n")
    bare = {key: text for key, text in home.environment.items() if key != "SNIPPETS_AS"}
    state = state_of(setting, load(bare), {table: {name: value.strip('"')}} if table else {name: value.strip('"')})
    assert (state.value, state.origin) == (value.strip('"'), "from the config file")


def test_an_empty_text_means_the_default_and_blank_space_around_one_is_dropped() -> None:
    assert read(by_key("agent.first_name"), "  ") is None
    assert read(by_key("agent.first_name"), " Ana \n") == "Ana"


@pytest.mark.parametrize("locale", ["en", "de", "pt_BR", "pt-BR", "zh_Hant"])
def test_languages_that_dates_can_be_written_in_are_taken(locale: str) -> None:
    assert read(by_key("locale"), locale) == locale


def test_what_nothing_reads_is_told_with_what_was_meant() -> None:
    found = dict(
        strays(
            {
                "sync_second": 1,
                "channel": "chat",
                "xyzzy": 1,
                "theme": "nord",
                "agent": {"frist_name": "Ana", "theme": "nord", "team": "Berlin", "asked": "yes", "toured": "yes"},
                "agents": {},
                "own": {"anything": "goes"},
                "keys": {"find.use": "f7"},
                "company": {"nmae": "Acme"},
            }
        )
    )
    assert found.keys() == {
        "sync_second",
        "channel",
        "xyzzy",
        "agent.frist_name",
        "agent.theme",
        "[agents]",
        "company.nmae",
    }
    assert "sync_seconds" in found["sync_second"]
    assert "[agent]" in found["channel"]
    assert "agent.first_name" in found["agent.frist_name"]
    assert "above" in found["agent.theme"]
    assert "agent" in found["[agents]"]
    assert "company.name" in found["company.nmae"]


def test_nothing_is_the_nearest_to_what_is_like_nothing() -> None:
    assert nearest("xyzzy", [setting.key for setting in KNOWN]) == ""
