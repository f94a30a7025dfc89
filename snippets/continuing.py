"""An app that was stopped goes on where it was.

Textual 8.2 enters the terminal anew on every SIGCONT, also where it never left it (drivers/linux_driver.py,
`_sigcont_application`): two threads then read the keys, the app does not end when it is left, the terminal stays raw.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App


def stay_when_continued(app: App[None]) -> None:
    """The screen is drawn again; only where the app has left the terminal (SIGTSTP) it enters it before."""
    driver = app._driver
    if sys.platform == "win32" or driver is None or app.is_headless:
        return
    enter_again = signal.getsignal(signal.SIGCONT)

    def go_on() -> None:
        if getattr(driver, "_must_signal_resume", True) and callable(enter_again):
            enter_again(signal.SIGCONT, None)
        app.refresh(layout=True)

    asyncio.get_running_loop().add_signal_handler(signal.SIGCONT, go_on)
