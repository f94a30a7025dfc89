"""What becomes of the table of keys when one action gets another key: alone, beside the one it has, or from another."""

from __future__ import annotations

from typing import NamedTuple

from snippets.screens.keymap import KeyFault, check, find_action, keys_of, shown_keys, swapped
from snippets.screens.press_key import Pressed
from snippets.screens.setting_rows import Held


class Change(NamedTuple):
    """The change of one action's key; with `is_added` it keeps those it has."""

    now: Held
    id: str
    is_added: bool = False

    @property
    def present(self) -> str:
        """The keys it has, by their names."""
        found = find_action(self.now.places, self.id)
        return shown_keys(found[1], self.now.checked.keys) if found else ""

    def fault(self, key: str) -> KeyFault | None:
        """What speaks against this key."""
        keys = {**self.now.checked.keys, self.id: self._with(key)}
        return next((fault for fault in check(self.now.places, keys).wrong if fault.id == self.id), None)

    def may_swap(self, key: str, other: str) -> bool:
        """Whether the key can be taken from the other action without trouble anywhere."""
        return not check(self.now.places, self._swapped(key, other)).wrong

    def wanted(self, pressed: Pressed) -> dict[str, str | None]:
        """The entries of [keys] that the key pressed asks for; None for the keys an action has by itself."""
        keys = {self.id: self._with(pressed.key)}
        if pressed.taken_from:
            swap = self._swapped(pressed.key, pressed.taken_from)
            keys = {id: swap[id] for id in (self.id, pressed.taken_from)}
        return {id: None if self._is_own(id, written) else written for id, written in keys.items()}

    def _is_own(self, id: str, written: str) -> bool:
        found = find_action(self.now.places, id)
        return found is not None and written.split(",") == list(found[1].keys)

    def _with(self, key: str) -> str:
        found = find_action(self.now.places, self.id)
        present = keys_of(found[1], self.now.checked.keys) if found and self.is_added else ()
        return ",".join(dict.fromkeys([*present, key]))

    def _swapped(self, key: str, other: str) -> dict[str, str]:
        keys = swapped(self.now.places, self.now.checked.keys, self.id, other, key)
        return {**keys, self.id: self._with(key)}


def given_back(now: Held, id: str) -> list[str]:
    """The actions that get their own keys again with this one: those that had taken its own from it too."""
    keys = {name: written for name, written in now.checked.keys.items() if name != id}
    left = check(now.places, keys).keys
    return [id, *(name for name in keys if name not in left)]
