"""Real processes in milliseconds: one process imports the program once and forks a child for every order.

The parent holds a socket to every child: it hears what the child acknowledges, tells it when to begin and to end, and
kills it. A child whose parent has gone reads the end of its socket and ends too. Run as a program, it is the nursery.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

Message = list[object]
#: The longest a child may be silent before the test gives up, in seconds.
SILENCE = 60.0


class Line:
    """A child's side of its socket: one JSON list a line."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def say(self, *values: object) -> None:
        """Acknowledges: what is said has reached the parent even if this process is killed right after."""
        self._end.sendall(json.dumps(values).encode() + b"\n")

    def wait(self) -> None:
        """Returns once the parent says something, or is gone."""
        self._end.recv(64)

    def is_over(self) -> bool:
        """Whether the parent has said something, or is gone; does not wait."""
        return bool(select.select([self._end], [], [], 0)[0])


class Worker:
    """The parent's side: one running child."""

    def __init__(self, nursery: Nursery, pid: int, end: socket.socket) -> None:
        self.pid = pid
        self._nursery = nursery
        self._end = end
        self._unread = b""
        self._is_reaped = False
        end.settimeout(SILENCE)

    def hear(self) -> Message | None:
        """The next message; None when the child has ended."""
        while b"\n" not in self._unread:
            try:
                some = self._end.recv(65_536)
            except ConnectionResetError:
                some = b""
            if not some:
                return None
            self._unread += some
        line, _, self._unread = self._unread.partition(b"\n")
        message: Message = json.loads(line)
        assert message[0] != "fault", message
        return message

    def rest(self) -> list[Message]:
        """Everything the child still says until it ends."""
        heard = []
        while (message := self.hear()) is not None:
            heard.append(message)
        return heard

    def tell(self) -> None:
        """Begin, or end: a child hears one word only, and knows what it waits for."""
        self._end.sendall(b"x")

    def kill(self) -> list[Message]:
        """Kills it with signal 9; returns what it had said and nobody had heard yet."""
        os.kill(self.pid, signal.SIGKILL)
        heard = self.rest()
        assert self._reap() == -signal.SIGKILL
        return heard

    def end(self) -> list[Message]:
        """Tells it to end, hears the rest and waits until it is gone."""
        self.tell()
        return self.finish()

    def finish(self) -> list[Message]:
        """Hears the rest of a child that ends by itself, and waits until it is gone."""
        heard = self.rest()
        assert self._reap() == 0
        return heard

    def abandon(self) -> None:
        """Makes sure it is gone, whatever state the test left it in."""
        if not self._is_reaped:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()

    def _reap(self) -> int:
        status = self._nursery.reap(self.pid)
        self._is_reaped = True
        self._end.close()
        return status


class Nursery:
    """The process that forks; ends, with whatever it has forked, when it is closed."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), str(theirs.fileno())], pass_fds=[theirs.fileno()]
        )
        theirs.close()
        self._control.settimeout(SILENCE)
        assert self._control.recv(64) == b"ready"
        self._workers: list[Worker] = []

    def start(self, work: Callable[..., None], *arguments: object) -> Worker:
        """A new process doing one of workers.py's functions."""
        ours, theirs = socket.socketpair()
        order = json.dumps([work.__name__, *arguments]).encode()
        socket.send_fds(self._control, [order], [theirs.fileno()])
        theirs.close()
        worker = Worker(self, int(self._control.recv(64)), ours)
        self._workers.append(worker)
        return worker

    def reap(self, pid: int) -> int:
        """Waits until a child is gone; its exit code, or minus the signal that killed it."""
        self._control.sendall(json.dumps([pid]).encode())
        return int(self._control.recv(64))

    def clear(self) -> None:
        """Ends every child a test left behind."""
        for worker in self._workers:
            worker.abandon()
        self._workers.clear()

    def close(self) -> None:
        self.clear()
        self._control.close()
        self._process.wait(timeout=SILENCE)


def serve(control: socket.socket) -> None:
    """Forks and reaps until the parent closes its end."""
    import workers

    workers.warm_up()
    control.sendall(b"ready")
    while True:
        data, handles, _, _ = socket.recv_fds(control, 65_536, 1)
        if not data:
            return
        first, *arguments = json.loads(data)
        if isinstance(first, int):
            _, status = os.waitpid(first, 0)
            control.sendall(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            _live(getattr(workers, first), arguments, socket.socket(fileno=handles[0]))
        os.close(handles[0])
        control.sendall(str(pid).encode())


def _live(work: Callable[..., None], arguments: list[object], end: socket.socket) -> None:
    """A child's whole life: its work, a fault told, never a return to the nursery's loop."""
    line = Line(end)
    code = 1
    try:
        work(line, *arguments)
        code = 0
    except BrokenPipeError:
        pass  # the parent is gone
    except BaseException as error:
        line.say("fault", work.__name__, f"{type(error).__name__}: {error}")
    finally:
        os._exit(code)


def stopwatch() -> Callable[[], float]:
    """Seconds since this was called."""
    begun = time.perf_counter()
    return lambda: time.perf_counter() - begun


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
