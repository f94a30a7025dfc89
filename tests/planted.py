"""A password with every awkward character, planted in a library's address, and where to look for it.

Its middle is what every way of writing leaves as it is: that is what is searched for.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from builders import Home, Ran
from servers import Server

MIDDLE = "Zq7Xv9Kp"
SECRET = f"p@s/{MIDDLE}%?#:ö ü"


class Place:
    """A library on a server, a login that needs the secret, and a home that has taken what there is."""

    def __init__(self, home: Home, name: str, schema: str, server: Server) -> None:
        self.home, self.name, self.schema, self.server = home, name, schema, server

    def address(self, password: str = SECRET, database: str = "postgres", **more: str) -> str:
        return self.server.login(self.name, password, database, options=f"-csearch_path={self.schema}", **more)


def found_in(ran: Ran) -> bool:
    return MIDDLE in ran.stdout + ran.stderr


def files_with(folder: Path, *but: Path) -> list[Path]:
    """Every file below a folder that holds the secret, leaving out those in which the person wrote it."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and path not in but and MIDDLE.encode() in path.read_bytes()
    ]


def command_lines() -> list[str]:
    """Those of every process on this machine, as everybody on it may read them."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # it has ended
            continue
    return lines


def trouble(place: Place) -> list[str]:
    """Addresses with the secret that lead nowhere."""
    elsewhere = place.address().partition("@127.0.0.1")[0]
    return [
        f"{elsewhere}@127.0.0.1:1/postgres",
        f"{elsewhere}@no-such-host.invalid/postgres",
        place.address(SECRET + "x"),
        place.address(database="nowhere"),
        place.address(sslmode="require"),
        place.address("") + f"&nonsense={quote(SECRET)}&password={quote(SECRET)}",
        place.address("") + f"&sslpassword={quote(SECRET)}&sslmode=verify-full",
        # as somebody writes it who does not know that some characters have to be written in code
        f"postgresql://mia:{SECRET}@127.0.0.1:1/postgres",
        f"postgresql://mia:{MIDDLE}@{MIDDLE}@127.0.0.1:1/postgres?sslmode=require",
        f"postgresql://mia:{SECRET}@127.0.0.1:port/postgres",
        f"mysql://mia:{quote(SECRET)}@127.0.0.1/postgres",
        f"mia:{quote(SECRET)}@127.0.0.1/postgres",
    ]
