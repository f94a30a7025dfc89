"""What the tests of looks have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from textual.app import App
from textual.pilot import Pilot


class Compare(Protocol):
    """pytest-textual-snapshot's fixture as we call it: whether an app looks as in its picture."""

    def __call__(
        self, app: App[None], *, terminal_size: tuple[int, int], run_before: Callable[[Pilot[None]], Awaitable[None]]
    ) -> bool: ...


#: What a file's own fixture makes of it: whether a screen, after these keys, looks as in its picture.
Shown = Callable[..., bool]
