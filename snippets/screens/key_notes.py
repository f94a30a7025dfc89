"""What may come between a key on the keyboard and what it is to do: terminals, and boxes with keys of their own."""

from __future__ import annotations

from functools import lru_cache

from textual.binding import Binding

from snippets.screens.keys import NOTHING_KEY, is_printable, read_key

#: Which keys share one byte: kitty's "keyboard protocol", section on the legacy control mapping. The others are what
#: terminals and tmux keep for themselves unless told otherwise.
_TERMINALS = {
    "ctrl+i": "most terminals send tab for it",
    "ctrl+m": "most terminals send enter for it",
    "ctrl+left_square_bracket": "most terminals send esc for it",
    "ctrl+h": "some terminals send backspace for it",
    "ctrl+j": "some terminals send it for ctrl+enter or shift+enter",
    "ctrl+space": "older terminals send ctrl+@ for it",
    "ctrl+enter": "older terminals send enter for it",
    "shift+enter": "older terminals send enter for it",
    "ctrl+tab": "terminals with tabs keep it",
    "ctrl+shift+tab": "terminals with tabs keep it",
    "ctrl+c": "it copies marked text as well",
    "ctrl+b": "tmux takes it first",
    "f1": "some terminals open their own help",
    "f10": "some terminals open their menu",
    "f11": "most terminals go full screen",
}
#: Signs that have a control character of their own.
_SENT = {"ctrl+backslash", "ctrl+right_square_bracket", "ctrl+circumflex_accent", "ctrl+underscore", NOTHING_KEY}


def note_on(key: str, *, is_typed_on: bool, is_first: bool) -> str:
    """What a person should know who makes this a key on a screen, '' for nothing.

    `is_typed_on` is whether there is a box on the screen, `is_first` whether the screen sees the key before the box.
    """
    *modifiers, last = key.split("+")
    if key in _TERMINALS:
        return _TERMINALS[key]
    if {"super", "hyper", "meta"} & set(modifiers):
        return "only few terminals send it"
    if {"ctrl", "shift"} <= set(modifiers) and is_printable(last):
        return "older terminals do not tell it from the same without shift"
    if modifiers == ["ctrl"] and is_printable(last) and not (len(last) == 1 and last.isalpha()) and key not in _SENT:
        return "older terminals do not send it"
    if is_typed_on and (does := _keys_of_boxes().get(key)):
        return f"a box no longer has it for “{does}”" if is_first else f"a box takes it first, for “{does}”"
    return ""


@lru_cache(1)
def _keys_of_boxes() -> dict[str, str]:
    """What a box for text does with keys of its own; enter is a screen's everywhere here."""
    from textual.widgets import Input

    bindings = [binding for binding in Input.BINDINGS if isinstance(binding, Binding) and binding.action != "submit"]
    return {read_key(key): binding.description.lower() for binding in bindings for key in binding.key.split(",")}
