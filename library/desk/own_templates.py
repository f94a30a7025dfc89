"""The rows a desk keeps of an agent's own template files, read anew where a file has changed, and new such files."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from typing import NamedTuple

from library.desk.personal import BESIDES, SUFFIX, Held
from library.desk.store import PERSONAL, Desk
from library.documents import canonical_text, folded, from_canonical
from library.errors import BadDocument, BadValue


class Own(NamedTuple):
    """A template of the agent's own that can be used; `file` is named as in its folder."""

    name: str
    title: str
    file: str


class Kept(NamedTuple):
    """A file as it was last read: its document's canonical text, or its fault as JSON.

    The name of one that cannot be used is its file's behind a slash, which no template's is.
    """

    name: str
    file: str
    stamp: str
    document: str = ""
    fault: str = ""


def own_templates(desk: Desk) -> list[Own]:
    """The agent's own templates that can be used, as last read, by name."""
    usable = sorted(kept for kept in _known(desk) if not kept.fault)
    return [Own(kept.name, from_canonical(kept.document).title, kept.file) for kept in usable]


def file_of(desk: Desk, name: str) -> str | None:
    """The file, as named in its folder, that holds the template of this name (with its ~); None where none does."""
    wanted = folded(name)
    return next((kept.file for kept in _known(desk) if wanted in _names(kept)), None)


def write_new(folder: str, name: str, text: str) -> str:
    """Writes the file of a new template, for its owner's eyes only; returns its path. Raises BadValue."""
    from library.filesystem import make_private_folder

    file = f"{name.removeprefix(PERSONAL)}{SUFFIX}"
    path = os.path.join(folder, f"_{file}" if file in BESIDES else file)
    try:
        make_private_folder(folder)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        if os.path.lexists(path):
            raise BadValue(f"{path} is there already", "nothing was written; choose another name") from None
        raise _unwritable(path, error) from None
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        os.unlink(path)
        raise _unwritable(path, error) from None
    return path


def _unwritable(path: str, error: OSError) -> BadValue:
    return BadValue(f"{path} cannot be written: {error.strerror}", "nothing was written; check the folder")


def take_over(desk: Desk, folder: str, stamps: Mapping[str, str]) -> Held:
    """Reads what is new or changed, and what could not be used: it may have waited for a name that is free now.

    Returns what is held then. Raises StoreError.
    """
    known = _known(desk)
    kept = [row for row in known if row.stamp == stamps.get(row.file) and not row.fault]
    owners = {name: row.file for row in kept for name in _names(row)}
    read: list[Kept] = []
    for file in sorted(stamps.keys() - {row.file for row in kept}):
        if (row := _read(folder, file, stamps[file], owners)) is not None:
            read.append(row)
            owners |= dict.fromkeys(_names(row), file)
    with desk.writing() as connection:
        left = {row.file for row in known} - {row.file for row in kept}
        connection.executemany("DELETE FROM personal WHERE file = ?", ((file,) for file in left))
        connection.executemany(
            "INSERT OR REPLACE INTO personal(name, file, stamp, document, fault) VALUES (?, ?, ?, ?, ?)", read
        )
    return [(row.file, row.stamp, row.fault) for row in (*kept, *read)]


def _known(desk: Desk) -> list[Kept]:
    with desk.reading():
        rows = desk.connection.execute("SELECT name, file, stamp, document, fault FROM personal").fetchall()
    return [Kept(*row) for row in rows]


def _read(folder: str, file: str, stamp: str, owners: Mapping[str, str]) -> Kept | None:
    """The file as it is now; None where it has gone since the folder was looked at."""
    from library.desk.personal_files import read_own  # not for a look at what was read before

    path = os.path.join(folder, file)
    try:
        document = read_own(path)
        for name in document.names:
            if (owner := owners.get(folded(name))) is not None:
                raise BadDocument(f"{name} is the name of a template in {owner} too", "rename one of them")
    except BadDocument as error:
        return _broken(file, stamp, error)
    except OSError as error:
        if error.errno == errno.ENOENT and not os.path.lexists(path):
            return None
        return _broken(file, stamp, BadDocument(f"cannot be read: {error.strerror}", "check its permissions"))
    return Kept(folded(document.abbreviation), file, stamp, canonical_text(document))


def _broken(file: str, stamp: str, error: BadDocument) -> Kept:
    return Kept(f"/{file}", file, stamp, fault=json.dumps([error.line, error.message, error.hint]))


def _names(kept: Kept) -> list[str]:
    return [folded(name) for name in from_canonical(kept.document).names] if kept.document else []
