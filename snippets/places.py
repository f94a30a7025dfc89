"""Where things live on this machine: the config file, the library when none is named, and one desk per library.

Paths are plain texts here and on all of the agent's road: importing pathlib costs 3 ms of the 18 that `copy` may take,
and platformdirs, which knows the same conventions, 10.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


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
    scheme, mark, rest = url.partition("://")
    if scheme == "sqlite":
        return url
    place, question, options = rest.partition("?")
    if "@" in place:
        who, _, where = place.rpartition("@")
        place = f"{who.partition(':')[0]}@{where}"
    kept = "&".join(option for option in options.split("&") if not option.lower().startswith("password="))
    return f"{scheme}{mark}{place}{question if kept else ''}{kept}"


def _home(*parts: str) -> str:
    return os.path.join(os.path.expanduser("~"), *parts)
