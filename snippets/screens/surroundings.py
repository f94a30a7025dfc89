"""What the app is given from outside, so that tests can give it something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from snippets.clipboard import Copied


class Surroundings(NamedTuple):
    """The clock and the clipboard, and in which of its ways the app was opened."""

    clock: Callable[[], datetime]
    copy: Callable[..., Copied]
    is_demo: bool = False
    is_once: bool = False
