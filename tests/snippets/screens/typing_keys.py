"""Keys as a person types them into an app: all at once, as from one who types faster than the screen."""

from __future__ import annotations

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot


def key_of(letter: str) -> str:
    """What Textual calls the key that types this letter."""
    return "enter" if letter == "\n" else letter if letter.isalnum() else _character_to_key(letter)


async def type_fast(pilot: Pilot[None], text: str) -> None:
    """Sends the keys without waiting in between; then waits until all have arrived."""
    for letter in text[:-1]:
        key = key_of(letter)
        pilot.app.post_message(events.Key(key, "\r" if key == "enter" else letter))
    await pilot.press(*map(key_of, text[-1:]))
