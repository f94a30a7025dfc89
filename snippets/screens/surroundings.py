"""What the app is given from outside, so that tests can give it something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from snippets.clipboard import Copied


class Surroundings(NamedTuple):
    """The clock and the clipboard, and in which of its ways the app was opened.

    `is_once` closes it after one reply, `is_errand` with the one screen a command has opened.
    """

    clock: Callable[[], datetime]
    copy: Callable[..., Copied]
    is_demo: bool = False
    is_once: bool = False
    is_errand: bool = False
