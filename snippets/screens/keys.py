"""Keys by the names that stand on a keyboard."""

from __future__ import annotations

_NAMES = {
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "question_mark": "?",
}


def key_name(key: str) -> str:
    """`ctrl+pagedown` as “ctrl+pgdn”, `f1` as “F1”."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last.upper() if last[0] == "f" and last[1:].isdecimal() else last)
    return "+".join([*modifiers, name])
