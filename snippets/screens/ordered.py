"""Keys that act in the order they were pressed, however fast.

Textual hands letters to the focused input's own queue, while bindings run in the app's: an enter could overtake the
letters typed before it, and letters typed after it could still reach the screen that enter has left. Screens here bind
their keys with priority, which the app handles one after the other, and first wait until the letters have arrived.
"""

from __future__ import annotations

import asyncio

from textual.screen import ScreenResultType

from snippets.screens.leaving import LeftOnce

#: A widget that is going away answers nothing more.
PATIENCE_SECONDS = 0.5


class OrderedScreen(LeftOnce[ScreenResultType]):
    """A screen whose actions call `await self.letters_taken()` first."""

    async def letters_taken(self) -> None:
        focused = self.focused
        if focused is None or not focused.is_running:
            return
        taken = asyncio.Event()
        if focused.call_later(taken.set):
            try:
                await asyncio.wait_for(taken.wait(), PATIENCE_SECONDS)
            except TimeoutError:
                return
