"""Where things live on this machine: the config file, the library when none is named, and one desk per library.

Paths are plain texts here and on all of the agent's road: importing pathlib costs 3 ms of the 18 that `copy` may take,
and platformdirs, which knows the same conventions, 10.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from library.addresses import without_secrets


def config_folder(environment: Mapping[str, str]) -> str:
    """The user's config folder by the system's convention."""
    if sys.platform == "win32":
        return os.path.join(environment.get("APPDATA") or _home("AppData", "Roaming"), "snippets")
    if sys.platform == "darwin":
        return _home("Library", "Application Support", "snippets")
    return os.path.join(environment.get("XDG_CONFIG_HOME") or _home(".config"), "snippets")


def data_folder(environment: Mapping[str, str]) -> str:
    """The user's data folder: the embedded library and the desks."""
    if sys.platform == "win32":
        return os.path.join(environment.get("LOCALAPPDATA") or _home("AppData", "Local"), "snippets")
    if sys.platform == "darwin":
        return _home("Library", "Application Support", "snippets")
    return os.path.join(environment.get("XDG_DATA_HOME") or _home(".local", "share"), "snippets")


def desk_of(data: str, library_id: str) -> str:
    """The desk of one library: a desk file serves one library id only."""
    return os.path.join(data, "desks", f"{library_id}.db")


def known_library(data: str, url: str) -> str:
    """The id of the library last seen at an address without a password, '' if never: found without opening it."""
    try:
        with open(os.path.join(data, "desks", "known"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError:
        return ""
    address = without_password(url)
    return next((line.partition(" ")[0] for line in reversed(lines) if line.partition(" ")[2] == address), "")


def remember_library(data: str, url: str, library_id: str) -> None:
    """Notes which library an address leads to, so that an agent can work while it is out of reach."""
    from library.filesystem import make_private_file, make_private_folder

    if known_library(data, url) == library_id:
        return
    known = os.path.join(data, "desks", "known")
    try:
        make_private_folder(os.path.dirname(known))
        make_private_file(known)
        with open(known, "a", encoding="utf-8") as lines:
            lines.write(f"{library_id} {without_password(url)}\n")
    except OSError:
        return  # a convenience for later: what was asked for is done, with a desk kept elsewhere


def without_password(url: str) -> str:
    """The address as it may be stored and shown."""
    return url if url.startswith(("sqlite://", "folder://")) else without_secrets(url)


def is_server(url: str) -> bool:
    """Whether a library is kept by a PostgreSQL server."""
    return url.startswith("postgresql")


def is_shared_folder(url: str) -> bool:
    """Whether a library is read by its published copy in a folder."""
    return url.startswith("folder://")


def user_of(url: str) -> str:
    """The login in a server's address, '' where it names none."""
    from urllib.parse import unquote  # a server's address only

    place = url.partition("://")[2].partition("?")[0].partition("/")[0]
    return unquote(place.rpartition("@")[0].partition(":")[0]) if is_server(url) else ""


def for_login(url: str, name: str) -> str:
    """A server's address for somebody else: with their login, and nothing of how we prove who we are."""
    from urllib.parse import quote

    scheme, _, rest = without_password(url).partition("://")
    place, _, options = rest.partition("?")
    kept = "&".join(option for option in options.split("&") if option and option.partition("=")[0] not in _OWN_PROOFS)
    return f"{scheme}://{quote(name, safe='')}@{place.rpartition('@')[2]}{'?' if kept else ''}{kept}"


#: How a person proves who they are, in an address: not another one's business.
_OWN_PROOFS = frozenset({"passfile", "sslcert", "sslkey", "sslpassword"})


def _home(*parts: str) -> str:
    return os.path.join(os.path.expanduser("~"), *parts)
