"""Keys: by the names that stand on a keyboard, and as a person writes them in the settings."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from textual.keys import KEY_NAME_REPLACEMENTS, REPLACED_KEYS, Keys, key_to_character

_NAMES = {
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "insert": "ins",
    "delete": "del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "question_mark": "?",
    "space": "space",
}
#: What people write for keys that Textual calls otherwise.
_WRITTEN = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown",
    "page_up": "pageup", "page_down": "pagedown", "back": "backspace", "spacebar": "space", "control": "ctrl",
    "strg": "ctrl", "option": "alt", "cmd": "super", "win": "super",
}  # fmt: skip
#: What older terminals send for ctrl+space; the one name with a sign of its own in it.
NOTHING_KEY = "ctrl+@"
#: Keys that only newer terminals tell of (kitty's keyboard protocol, "functional key definitions").
_RARE = {"menu", "pause", "print_screen", "scroll_lock"}
_MODIFIERS = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})


def key_name(key: str) -> str:
    """`ctrl+pagedown` as “ctrl+pgdn”, `f1` as “F1”, `ctrl+full_stop` as “ctrl+.”."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _name(last)])


def keys_name(keys: str) -> str:
    """Several keys with commas between them, by their names."""
    return ", ".join(key_name(key) for key in keys.split(",") if key)


def _name(last: str) -> str:
    if last in _NAMES:
        return _NAMES[last]
    if last[:1] == "f" and last[1:].isdecimal():
        return last.upper()
    character = key_to_character(REPLACED_KEYS.get(last, last))
    return character if character and character.isprintable() and not character.isspace() else last


@lru_cache(1024)
def read_key(written: str) -> str:
    """A key as Textual names it when it is pressed, '' where there is no such key: `Ctrl+]` has a long name there."""
    text = written.strip()
    if text.lower() == NOTHING_KEY:
        return NOTHING_KEY
    head, _, last = text.rpartition("+")
    if not last:
        if text and not text.endswith("++") and text != "+":
            return ""
        head, last = head.removesuffix("+"), text[-1:]  # the plus key itself
    modifiers = {_WRITTEN.get(word, word) for word in head.lower().split("+") if word}
    base = _base(last, keeps_case=not modifiers)
    if not base or not modifiers <= _MODIFIERS:
        return ""
    if modifiers == {"shift"} and len(base) == 1:
        return base.upper()  # terminals send the large letter
    return "+".join([*sorted(modifiers), base])


def _base(last: str, *, keeps_case: bool) -> str:
    if len(last) == 1:
        return _of_character(last if keeps_case else last.lower())
    name = _WRITTEN.get(last.lower(), last.lower())
    return name if name in _named_keys() or _character(name) else ""


def _of_character(character: str) -> str:
    """As Textual names the key of a printable character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


def _character(name: str) -> str:
    character = key_to_character(REPLACED_KEYS.get(name, name)) or ""
    return character if character.isprintable() else ""


def is_printable(key: str) -> bool:
    """Whether the key is typed into a box as a character."""
    return "+" not in key and bool(_character(key))


@lru_cache(1)
def _named_keys() -> frozenset[str]:
    names = {key.value.rpartition("+")[2] for key in Keys if key.value[0] != "<"}
    return frozenset({name for name in names if len(name) > 1 and "-" not in name} | _RARE)
