"""Every test stands on its own ground: no real home, no real settings, no real clipboard, no network."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from builders import Home, run_command
from hypothesis import HealthCheck, settings
from server_fixtures import (  # noqa: F401 - pytest finds fixtures by their names here
    any_server,
    credentials_server,
    new_database,
    new_login,
    own_server,
    server,
    url,
)

# Machines are shared: how long an example takes says nothing here.
settings.register_profile(
    "shared", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("shared")

#: What a developer's machine may have set and a test must not see.
_FOREIGN = (
    *("SNIPPETS_LIBRARY", "SNIPPETS_DESK", "SNIPPETS_AS", "SNIPPETS_DATA", "SNIPPETS_CONFIG", "SNIPPETS_ONCE"),
    *("_SNIPPETS_COMPLETE", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "SSH_TTY", "NO_COLOR", "FORCE_COLOR"),
    *("TEXTUAL", "EDITOR", "VISUAL", "TMUX", "STY", "COLORFGBG"),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home of mia's. Nothing is made in it before a test asks for it."""
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
    mine = Home(tmp_path / "home")
    for name, value in mine.environment.items():
        monkeypatch.setenv(name, value)
    # As over SSH: no tool of the machine is ever asked, so that no test writes to the developer's clipboard.
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
    return mine


@pytest.fixture(scope="session")
def seeded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the seeded library and a synced desk, made once in a run; tests get copies of it."""
    folder = tmp_path_factory.mktemp("seeded") / "home"
    mine = Home(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name in _FOREIGN:
            patch.delenv(name, raising=False)
        for name, value in mine.environment.items():
            patch.setenv(name, value)
        made = run_command("init")
    assert made.exit == 0, made.stderr
    return folder


@pytest.fixture
def seeded(home: Home, seeded_once: Path) -> Home:
    """Mia's home after `snippets init`: she owns the seeded library and her desk is up to date."""
    shutil.copytree(seeded_once, home.folder, dirs_exist_ok=True)
    known = home.data / "desks" / "known"
    known.write_text(known.read_text(encoding="utf-8").replace(str(seeded_once), str(home.folder)), encoding="utf-8")
    home.write_config("sync_seconds = 0\n")  # no process that outlives its test
    return home


@pytest.fixture
def has_permissions() -> None:
    """Skips where file permissions do not hold: for the superuser, and on Windows."""
    import os

    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("file permissions do not hold for this user")
