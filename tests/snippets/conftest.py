"""A home whose library is on a server, at an address with a secret in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from builders import Home, made_library, reply, run_process
from planted import SECRET, Place
from servers import Server


@pytest.fixture
def place(
    home: Home, new_database: Callable[[], str], new_login: Callable[..., str], credentials_server: Server
) -> Place:
    """A home that has taken what there is from a library whose address holds a planted password."""
    superuser = new_database()
    made_library(superuser, reply("thanks", "Thank you."))
    name = new_login("mia", SECRET, "SUPERUSER").partition("://")[2].partition(":")[0]
    home.write_config("sync_seconds = 0\n")
    made = Place(home, name, superuser.rpartition("search_path%3D")[2], credentials_server)
    ran = run_process("sync", environment={"SNIPPETS_LIBRARY": made.address()})
    assert ran.exit == 0, ran
    return made
