"""A command on a real terminal: what it shows is read, keys are typed when it asks."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence

import pytest

if sys.platform != "win32":
    import pty
    import select


class Terminal:
    """A command on a pseudo-terminal: what it shows is read, keys are typed when it asks."""

    def __init__(self, *arguments: str, program: Sequence[str] = ("-m", "snippets")) -> None:
        self.shown = ""
        self.child, self.handle = pty.fork()
        if self.child == 0:
            # As a shell leaves it for what a person starts: for jobs in the background it is ignored, and inherited.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execv(sys.executable, [sys.executable, *program, *arguments])

    def read_until(self, wanted: str, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while wanted not in self.shown:
            if time.monotonic() > end:
                pytest.fail(f"“{wanted}” was never shown, but: {self.shown}")
            if not self._read():
                pytest.fail(f"ended before “{wanted}” was shown: {self.shown}")

    def answer(self, question: str, keys: str) -> None:
        self.read_until(question)
        self.shown = self.shown.partition(question)[2]
        os.write(self.handle, keys.encode())

    def end(self, again: str = "") -> int:
        """Reads to the end; presses a key again every second where the first one came before Python was listening."""
        pressed = time.monotonic()
        while self._read():
            if again and time.monotonic() - pressed > 1:
                os.write(self.handle, again.encode())
                pressed = time.monotonic()
        os.close(self.handle)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    def _read(self) -> bool:
        if not select.select([self.handle], [], [], 0.2)[0]:
            return True
        try:
            data = os.read(self.handle, 65_536)
        except OSError:  # Linux says so when the other side has closed
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)


needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
