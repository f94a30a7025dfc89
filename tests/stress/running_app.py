"""The real app in a real terminal, typed into, killed, hung up on and suspended; and a clipboard one can look into."""

from __future__ import annotations

import os
import re
import signal
import struct
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

if sys.platform != "win32":
    import fcntl
    import pty
    import select
    import termios

ENTER, DONE, QUIT = "\r", "\x04", "\x11"
#: What an empty find box says: the app is there and waits for words.
WAITING = "type to find a reply"
#: Seconds before the test gives up; the machine may be busy.
PATIENCE = 40.0
_WINDOW = struct.pack("HHHH", 30, 100, 0, 0)
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[PX^_\]].*?(?:\x1b\\|\x07)|\x1b.", re.DOTALL)

needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")


class Clipboard:
    """A clipboard tool like xclip: it takes what it is handed until there is no more. Each text is one file.

    It outlives its terminal, whose contents it keeps for others. `pause` seconds pass before it reads.
    """

    def __init__(self, folder: Path, *, pause: float = 0) -> None:
        self.folder = folder
        folder.mkdir()
        self.tool = folder / "tool"
        lines = (
            "#!/bin/sh",
            "trap '' HUP",
            f'part=$(mktemp "{folder}/part.XXXXXX") &&',
            f"sleep {pause} &&" if pause else "",
        )
        self.tool.write_text("\n".join((*lines, f'cat >"$part" && mv "$part" "{folder}/copy.${{part##*.}}"', "")))
        self.tool.chmod(0o700)
        self._seen: set[Path] = set()

    def is_asked(self) -> bool:
        """Whether the tool is at work."""
        return any(self.folder.glob("part.*"))

    def has_new(self) -> bool:
        return bool(set(self.folder.glob("copy.*")) - self._seen)

    def take_new(self) -> list[str]:
        """The texts copied since this was last asked."""
        new = set(self.folder.glob("copy.*")) - self._seen
        self._seen |= new
        return [file.read_bytes().decode() for file in new]


class RunningApp:
    """`snippets` on a pseudo-terminal of 100 x 30, leader of its own session as in a terminal's window."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._shown = b""
        self._is_reaped = False
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, _WINDOW)
            os.execve(sys.executable, [sys.executable, "-m", "snippets"], dict(environment))
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, _WINDOW)
        self._as_found = _modes(self._terminal)

    @property
    def shown(self) -> str:
        """Everything it has written since the last key, without colours and places."""
        return _ESCAPES.sub(b"", self._shown).decode(errors="replace")

    def press(self, keys: str) -> None:
        self._shown = b""
        os.write(self._terminal, keys.encode())

    def until_shown(self, text: str) -> None:
        self.until(lambda: text in self.shown, f"“{text}” on the screen")

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > end or not self._read(0.002):
                pytest.fail(f"never came to {what}, but: {self.shown[-3000:]}")

    def read_for(self, seconds: float) -> None:
        """Lets it run so long; a terminal nobody reads would stop it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._read(left):
            pass

    # the ways it ends, or does not

    def kill(self) -> None:
        """SIGKILL: the machine ran out of memory, or out of patience."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._reap() == -signal.SIGKILL
        os.close(self._terminal)

    def hang_up(self) -> None:
        """The window is closed, or the connection is lost: nobody is at the other end any more."""
        os.close(self._terminal)
        assert self._reap() != 0

    def suspend(self, seconds: float, keys: str) -> None:
        """The laptop is closed for so long; `keys` arrive meanwhile."""
        os.kill(self.pid, signal.SIGSTOP)
        self.press(keys)
        time.sleep(seconds)
        os.kill(self.pid, signal.SIGCONT)

    def leave(self) -> None:
        """Leaves it as an agent does: it goes at once, and the terminal is as it was found."""
        self.press(QUIT)
        end = time.monotonic() + PATIENCE
        while self._read(0.01):
            assert time.monotonic() < end, "it does not end"
        assert self._reap() == 0
        assert _modes(self._terminal) == self._as_found, "the terminal was left as the app had it"
        os.close(self._terminal)

    def abandon(self) -> None:
        """Makes sure it is gone, whatever state a failed test left it in."""
        if not self._is_reaped:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()

    def _reap(self) -> int:
        """Waits until it has gone, and the clipboard tool it may have started too; returns how it ended."""
        end = time.monotonic() + PATIENCE
        while not (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            assert time.monotonic() < end, "it goes on without a terminal"
            time.sleep(0.005)
        self._is_reaped = True
        while _is_group(self.pid):
            assert time.monotonic() < end, "what it started goes on without it"
            time.sleep(0.005)
        return os.waitstatus_to_exitcode(ended[1])

    def _read(self, patience: float) -> bool:
        """Takes what it has written; False when it has gone."""
        if not select.select([self._terminal], [], [], patience)[0]:
            return True
        try:
            some = os.read(self._terminal, 65_536)
        except OSError:  # Linux says so when the other side has closed
            return False
        self._shown += some
        return bool(some)


def _modes(terminal: int) -> list[object]:
    """What it does with letters: shows them, hands them on one by one, makes signals of some."""
    return termios.tcgetattr(terminal)[:4]


def _is_group(leader: int) -> bool:
    """Whether any process of its group is left."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True
