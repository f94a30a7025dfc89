"""Which theme the app begins with: the one set, else light or dark as the terminal tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets.app import make_app
from snippets.config import Config
from snippets.themes import usual_theme


@pytest.mark.parametrize(
    ("told", "theme"),
    [
        ("", "textual-dark"),
        ("15;0", "textual-dark"),
        ("0;15", "textual-light"),
        ("0;default;7", "textual-light"),
        ("12;8", "textual-dark"),
        ("0;default", "textual-dark"),
        ("nonsense", "textual-dark"),
    ],
)
def test_a_terminal_that_tells_its_ground_gets_a_theme_to_match(told: str, theme: str) -> None:
    assert usual_theme({"COLORFGBG": told} if told else {}) == theme


@pytest.mark.parametrize(("written", "shown"), [("", "textual-light"), ("nord", "nord"), ("no-such", "textual-light")])
def test_a_theme_that_is_set_wins_and_an_unknown_one_does_not_stop_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, shown: str
) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    config = Config(library="sqlite:////nowhere.db", desk="", agent="ana", theme=written, file=str(tmp_path / "c.toml"))
    assert make_app(config).theme == shown
