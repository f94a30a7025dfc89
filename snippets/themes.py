"""Which theme to begin with, where none is set."""

from __future__ import annotations

from collections.abc import Container, Mapping

DARK, LIGHT = "textual-dark", "textual-light"
#: Numbers of the sixteen colours that are light grounds: rxvt and its followers tell theirs in COLORFGBG.
_LIGHT_GROUNDS = frozenset(map(str, (7, *range(9, 16))))


def usual_theme(environment: Mapping[str, str]) -> str:
    """Light where the terminal says that its ground is light, else dark: most terminals say nothing."""
    ground = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if ground in _LIGHT_GROUNDS else DARK


def theme_to_show(name: str, available: Container[str], environment: Mapping[str, str]) -> str:
    """The theme of this name, or the usual one where there is none."""
    return name if name in available else usual_theme(environment)
