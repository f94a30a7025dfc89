"""A screen is left once: keys that come in one batch may ask for it twice, and would take the screen below along."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen, ScreenResultType


class LeftOnce(Screen[ScreenResultType]):
    """`dismiss` works once; what was asked first counts."""

    _is_left = False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if self._is_left:
            return AwaitComplete()
        self._is_left = True
        return super().dismiss(result)


class ModalOnce(LeftOnce[ScreenResultType], ModalScreen[ScreenResultType]):
    """The same over another screen."""
