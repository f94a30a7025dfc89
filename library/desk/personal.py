"""An agent's own templates: a folder of template files, kept in the desk as they were last read, never handed in.

This is the look whether anything has changed, which every command takes: one at the folder and one query. A file is
opened when its size or times are not those of the last reading. One that cannot be used is kept as a fault, and the
others work.
"""

from __future__ import annotations

import json
import os
from typing import NamedTuple

from library.desk.store import Desk

SUFFIX = ".md"
#: What a folder of templates has besides; shared ones are imported without it too.
BESIDES = frozenset({"readme.md", "changelog.md", "license.md", "contributing.md"})

#: File, stamp and fault (as JSON, '' for none) of each file as it was last read.
Held = list[tuple[str, str, str]]


class PersonalFault(NamedTuple):
    """Why a file cannot be used; `file` is its path, `line` counts from 1 and is 0 where it is not known."""

    file: str
    message: str
    hint: str
    line: int = 0

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


def refresh(desk: Desk, folder: str) -> list[PersonalFault]:
    """Takes what has changed in the folder over into the desk, in one transaction; returns what cannot be used.

    A folder that is missing holds nothing. One that cannot be read is a fault, and what was read from it stays.
    Raises StoreError.
    """
    with desk.reading():
        held: Held = desk.connection.execute("SELECT file, stamp, fault FROM personal").fetchall()
    try:
        stamps = _stamps(folder)
    except OSError as error:
        hint = "check the folder, or name another one in the settings: mine"
        return [PersonalFault(folder, f"cannot be read: {error.strerror}", hint), *_faults(held, folder)]
    if {file: stamp for file, stamp, _ in held} != stamps:
        from library.desk.own_templates import take_over  # YAML and the template language: only for what is new

        held = take_over(desk, folder, stamps)
    return _faults(held, folder)


def _stamps(folder: str) -> dict[str, str]:
    """Every file to be read with what changes when it does. Raises OSError, but for a folder that is missing."""
    try:
        with os.scandir(folder) as found:
            return {entry.name: _stamp(entry) for entry in found if _is_meant(entry)}
    except FileNotFoundError:
        return {}


def _is_meant(entry: os.DirEntry[str]) -> bool:
    """Whether a template is, or was meant to be, in it: not in hidden files, and not in what editors leave beside."""
    name = entry.name
    if name.startswith((".", "#")) or name.endswith("~"):
        return False
    if name.endswith(SUFFIX):
        return name.lower() not in BESIDES
    return entry.is_dir(follow_symlinks=False)


def _stamp(entry: os.DirEntry[str]) -> str:
    try:
        status = entry.stat()
    except OSError as error:  # a link to nowhere, or to itself
        return f"not there: {error.errno}"
    # The third changes with the permissions too: who may read it now should find it.
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _faults(held: Held, folder: str) -> list[PersonalFault]:
    broken = ((file, *json.loads(fault)) for file, _, fault in sorted(held) if fault)
    return [PersonalFault(os.path.join(folder, file), message, hint, line) for file, line, message, hint in broken]
