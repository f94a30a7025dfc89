"""Our app beside a bare one on a real terminal: time to the first frame, and from a key to the last byte it paints."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

SIZE = struct.pack("HHHH", 30, 100, 0, 0)
#: Two words: from three on, rows for what the words mean follow 80 ms after the last key, and would be waited for.
TYPED = "refund late"
ESCAPE = b"\x1b"
#: No byte for so long, in seconds, means that the screen is painted.
QUIET = 0.12
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[PX^_\]].*?(?:\x1b\\|\x07)|\x1b.", re.DOTALL)


class Terminal:
    """A program on a pseudo-terminal of 100 x 30."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, SIZE)
            os.execvpe(command[0], list(command), dict(environment))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, SIZE)
        self.seen = b""

    def until(self, marker: bytes, patience: float = 20.0) -> float:
        """Seconds from the start until the marker is on the screen."""
        while marker not in _ESCAPES.sub(b"", self.seen):
            if not self._read(patience):
                raise SystemExit(f"never saw {marker!r} in {_ESCAPES.sub(b'', self.seen)[-2000:]!r}")
        return time.perf_counter() - self.started

    def settle(self, quiet: float = 1.0) -> None:
        """Reads until nothing but a blinking cursor comes."""
        end = time.perf_counter() + 15
        while time.perf_counter() < end and len(self._chunk(quiet)) > 200:
            pass

    def press(self, key: str) -> float:
        """Seconds from a key to the last byte it made the program paint."""
        pressed = time.perf_counter()
        os.write(self.fd, key.encode())
        last = pressed
        while self._read(QUIET if last != pressed else 5.0):
            last = time.perf_counter()
            if last - pressed > 2:
                break
        return last - pressed

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    def _chunk(self, quiet: float) -> bytes:
        before = len(self.seen)
        while self._read(quiet):
            if len(self.seen) - before > 200:
                break
        return self.seen[before:]

    def _read(self, patience: float) -> bool:
        if not select.select([self.fd], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.seen += data
        return bool(data)


def measure_app(desk: Path, runs: int) -> list[tuple[str, float, float, float]]:
    """(what, ours ms, floor ms, target) for the first frame and for a keystroke, medians of interleaved runs."""
    folder = desk.parent
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "SNIPPETS_DATA": str(folder)}
    environment |= {"SNIPPETS_CONFIG": str(folder / "config.toml"), "SNIPPETS_LIBRARY": str(folder / "library.db")}
    environment |= {"SNIPPETS_DESK": str(desk), "SNIPPETS_AS": "ana"}

    def ours() -> Terminal:
        return Terminal([str(Path(sys.executable).with_name("snippets"))], environment)

    def bare() -> Terminal:
        return Terminal([sys.executable, str(Path(__file__).with_name("bare_app.py"))], environment)

    def first_frame(start: Callable[[], Terminal], marker: bytes) -> float:
        terminal = start()
        try:
            return terminal.until(marker)
        finally:
            terminal.close()

    first_frame(ours, OURS), first_frame(bare, BARE)
    frames = [(first_frame(ours, OURS), first_frame(bare, BARE)) for _ in range(runs)]
    keys = list(zip(_keys(ours, OURS), _keys(bare, BARE), strict=True))
    return [
        ("first frame of the app", *_medians(frames), 1.3),
        ("a keystroke to the repainted screen", *_medians(keys), 1.5),
    ]


#: What the first frame shows: the key line's last hint, the bare app's footer.
OURS, BARE = b"F1", b"Quit"


def _keys(start: Callable[[], Terminal], marker: bytes) -> list[float]:
    terminal = start()
    try:
        terminal.until(marker)
        terminal.settle()
        taken: list[float] = []
        for _ in range(4):
            taken += [terminal.press(key) for key in TYPED]
            os.write(terminal.fd, ESCAPE)  # ours clears the box; the bare app paints the same for any text
            terminal.settle(0.3)
        return taken
    finally:
        terminal.close()


def _medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    ours, floor = (statistics.median(taken) * 1000 for taken in zip(*pairs, strict=True))
    return ours, floor
